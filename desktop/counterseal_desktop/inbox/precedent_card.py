"""Precedent: how calls like this one were decided before, and the ones most like it, each with its way into History."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.precedent import NO_PRECEDENT, Alike, Precedent
from counterseal_desktop import theme
from counterseal_desktop.inbox import words
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import display_line


class PrecedentCard(Card):
    """Signals: history_wanted(str): open this action in History."""

    history_wanted = Signal(str)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(tr("Precedent"), None, parent)
        self.setObjectName("precedentCard")
        let_grow(self)
        self._now = now
        self._known = NO_PRECEDENT
        self._labels = [OwnLabel("", "muted", wrap=True) for _ in range(3)]
        for label in self._labels:
            self.body.addWidget(label)
        self.toggle = LinkButton("")
        self.toggle.setObjectName("precedentToggle")
        self.toggle.clicked.connect(lambda: self.open_alike(not self._list.isVisibleTo(self)))
        self.body.addWidget(self.toggle)
        self._list = QWidget()
        self._list.setObjectName("precedentList")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(10))
        self.body.addWidget(self._list)

    def set_precedent(self, known: Precedent) -> None:
        """Show it, with the most alike folded away."""
        if known == self._known and self._rows.count():
            return
        self._known = known
        for label, text in zip(self._labels, _lines(known), strict=True):
            label.say(text)
            label.setVisible(bool(text))
        while self._rows.count():
            gone = self._rows.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in known.alike:
            self._rows.addWidget(self._row(one))
        self.open_alike(False)

    def open_alike(self, wanted: bool) -> None:
        """Unfold or fold the most alike."""
        count = len(self._known.alike)
        self._list.setVisible(wanted and count > 0)
        self.toggle.setVisible(count > 0)
        if wanted:
            self.toggle.setText(tr("Hide them"))  # trusted: a literal
        else:
            one = tr("Show the most alike")
            self.toggle.setText(one if count == 1 else tr("Show the {count} most alike", count=count))  # trusted: ours

    def lines(self) -> list[str]:
        """What the card says, for tests."""
        return [label.text() for label in self._labels if not label.isHidden()]

    def _row(self, one: Alike) -> QWidget:
        row = QWidget()
        row.setObjectName("alikeRow")
        inside = QVBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(1))
        inside.addWidget(OwnLabel(display_line(one.title, 160) or tr("Erased"), "", wrap=True))
        inside.addWidget(OwnLabel(self._decided(one), "muted", wrap=True))
        if one.shared:
            labels = ", ".join(display_line(label, 40) for label in one.shared)
            inside.addWidget(OwnLabel(tr("The same: {labels}", labels=labels), "small", wrap=True))
        else:
            inside.addWidget(OwnLabel(tr("No value in common"), "small", wrap=True))
        link = LinkButton(tr("In History"))
        link.setObjectName("alikeOpen")
        link.setAccessibleName(tr("Open in History: {title}", title=display_line(one.title, 80)))
        link.clicked.connect(lambda: self.history_wanted.emit(one.action))
        inside.addWidget(link)
        return row

    def _decided(self, one: Alike) -> str:
        said = {
            "approve": tr("Approved by {name}, {when}"),
            "edit": tr("Edited and approved by {name}, {when}"),
            "reject": tr("Rejected by {name}, {when}"),
            "answer": tr("Answered by {name}, {when}"),
        }.get(one.verdict, tr("Decided by {name}, {when}"))
        return said.format(name=display_line(one.person, 60), when=self._when(one.at))

    def _when(self, at: str) -> str:
        try:
            return words.ago(at, self._now())
        except InvalidInput:
            # A gateway's word; it is not a reason to show nothing of the action.
            return display_line(at, 30)


def news_of(known: Precedent) -> list[str]:
    """What is new about an action, each short enough for a chip; safe to show."""
    news = [display_line(one, 110) for one in known.novelty[:4]]
    if known.over:
        news.append(tr("above the largest approved so far, {amount}", amount=display_line(known.largest, 40)))
    return news


def _lines(known: Precedent) -> tuple[str, str, str]:
    if not known.total:
        return tr("No person has decided on this tool of this agent before."), "", ""
    total = tr("{figure} decided for this agent and tool", figure=figure(known.total))
    parts = [
        words_.format(figure=figure(known.times(verdict)))
        for verdict, words_ in (
            ("approve", tr("{figure} approved")),
            ("edit", tr("{figure} edited")),
            ("reject", tr("{figure} rejected")),
            ("answer", tr("{figure} answered")),
        )
        if known.times(verdict)
    ]
    largest = known.largest and tr("Largest approved so far {amount}", amount=display_line(known.largest, 60))
    return total, " · ".join(parts), largest
