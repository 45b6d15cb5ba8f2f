"""One ledger entry in words: what proves it, what was decided, what followed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput, KnownError
from counterseal.sync.api import EntryDetail
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import clock_ms, long_time
from counterseal_desktop.history.incident_card import IncidentCard
from counterseal_desktop.history.timeline_view import Timeline
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

_DOUBT = "later reported compromised"
# A card keeps so many rows, filled or not.
KEPT = 24
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z")


class EntrySide(QScrollArea):
    """Shows one ``EntryDetail``.

    Signals:
        erase_wanted(): the selection shall be erased.
        wrong_wanted(): the shown action shall be marked as wrong.

    Attributes:
        incidents: the card of what went wrong with it.
    """

    erase_wanted = Signal()
    wrong_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entrySide")
        self.setAccessibleName(tr("The selected entry"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._detail: EntryDetail | None = None
        content = QWidget()
        self.setWidget(content)
        self.title = OwnLabel("", "title", wrap=True, parent=content)
        self.title.setObjectName("entryTitle")
        self.subtitle = OwnLabel("", "muted", wrap=True)
        self.verified = Chip("", "grey")
        self.verified.setObjectName("entryVerified")
        self._proof = _Rows(tr("Proof"), self.verified, content)
        self._proof.setObjectName("proofCard")
        self._facts = _Rows(tr("Decision"), None, content)
        self._facts.setObjectName("decisionCard")
        self._followed = _Rows(tr("What followed"), None, content)
        self._followed.setObjectName("followedCard")
        self.timeline = Timeline(content)
        self.incidents = IncidentCard(content)
        self.wrong = ActionButton(tr("Mark as wrong…"))
        self.wrong.setObjectName("markWrong")
        self.wrong.clicked.connect(self.wrong_wanted)
        self.wrong.hide()
        self.copy = ActionButton(tr("Copy proof"))
        self.copy.setObjectName("copyProof")
        self.copy.clicked.connect(self._on_copy)
        self.raw_toggle = ActionButton(tr("Show raw"))
        self.raw_toggle.setObjectName("entryRawToggle")
        self.raw_toggle.clicked.connect(self._on_raw)
        self.erase = ActionButton(tr("Erase…"), kind="danger-plain")
        self.erase.setObjectName("eraseButton")
        self.erase.clicked.connect(self.erase_wanted)
        self.erase.hide()
        self.raw = UntrustedText()
        self.raw.setObjectName("entryRaw")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(18))
        rows.setSpacing(theme.px(12))
        head = QVBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(self.title)
        head.addWidget(self.subtitle)
        rows.addLayout(head)
        for card in (self._proof, self._facts, self.timeline, self._followed, self.incidents):
            rows.addWidget(card)
        holder = QWidget()
        buttons = WrapLayout(holder, theme.px(4))
        buttons.addWidget(self.wrong)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.raw_toggle)
        buttons.addWidget(self.erase)
        rows.addWidget(holder)
        rows.addWidget(self.raw)
        rows.addStretch(1)
        content.hide()

    def clear(self) -> None:
        self._detail = None
        self.widget().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entry(self, detail: EntryDetail) -> None:
        """Show an entry from its top."""
        self._detail = detail
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.title.say(display_line(detail.heading, 200))
        self.subtitle.say(_where_words(detail))
        self.verified.set_text(*_verdict(detail))
        self._proof.set_sentences(detail.proof)
        self._facts.set_pairs(detail.facts)
        self.timeline.set_steps(detail.timeline, (detail.row.log, detail.row.seq))
        # The timeline tells what followed too.
        followed = () if detail.timeline else detail.followed
        self._followed.set_lines(tuple((clock_ms(at), what) for at, what in followed))
        for card, filled in ((self._facts, detail.facts), (self._followed, followed)):
            card.setVisible(bool(filled))
        # It has thousands of characters; who wants to see them asks for them.
        self.raw.set_text("")
        self.raw.hide()
        self.raw_toggle.setText(tr("Show raw"))  # trusted: a literal
        self.widget().show()
        self.verticalScrollBar().setValue(0)

    def show_error(self, error: KnownError) -> None:
        self.title.say(tr("This entry cannot be read"))
        self.subtitle.say(display_line(error.text(), 400))
        cards = (self._proof, self._facts, self.timeline, self._followed, self.incidents, self.wrong, self.raw)
        for card in cards:
            card.hide()
        self.widget().show()

    def set_erasable(self, count: int) -> None:
        """How many selected entries could be erased by who sits here; 0 offers nothing."""
        self.erase.setVisible(count > 0)
        words = tr("Erase…") if count < 2 else tr("Erase {number} entries…", count=count, number=figure(count))
        self.erase.setText(words)  # trusted: a figure

    def offer_wrong(self, offered: bool) -> None:
        """Whether the shown action may be marked as wrong by who sits here."""
        self.wrong.setVisible(offered)

    def proof_text(self) -> str:
        """What Copy proof copies: the sentences and the raw entry, whole."""
        detail = self._detail
        if detail is None:
            return ""
        state = "verified" if detail.verified else "NOT verified"
        whose = f" of {detail.row.log}" if detail.row.log else ""
        lines = [
            f"{detail.heading} · entry {detail.row.seq}{whose} · {detail.row.at} · {state}",
            *detail.proof,
            "",
            detail.raw,
        ]
        return "\n".join(lines)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.proof_text())  # trusted: a copy, shown by nobody
        self.copy.setText(tr("Copied"))  # trusted: a literal

    def _on_raw(self) -> None:
        shown = self.raw.isHidden()
        if shown and self._detail is not None:
            self.raw.set_text(self._detail.raw, max_lines=40, mono=True)
        self.raw.setVisible(shown)
        self.raw_toggle.setText(tr("Hide raw") if shown else tr("Show raw"))  # trusted: literals


class _Rows(Card):
    """A card with rows of one kind, kept from one entry to the next: to make a text costs far more than to fill it."""

    def __init__(self, title: str, right: QWidget | None, parent: QWidget) -> None:
        super().__init__(title, right, parent)
        let_grow(self)
        holder = QWidget()
        self.body.addWidget(holder)
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(6))
        self._labels: list[OwnLabel] = []
        self._beside: list[QWidget] = []

    def set_sentences(self, sentences: tuple[str, ...]) -> None:
        for row, sentence in enumerate(sentences):
            self._label(row, "", wrap=True).say(display_line(sentence, 400))
        self._end(len(sentences))
        self.show()

    def set_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        for row, (label, value) in enumerate(pairs):
            self._label(row, "muted").say(display_line(label, 60))
            text = self._second(row, UntrustedText)
            text.set_text(_local_times(value), max_lines=6)
        self._end(len(pairs))

    def set_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        for row, (when, sentence) in enumerate(lines):
            self._label(row, "mono").say(display_line(when, 40))
            self._second(row, _sentence).say(display_line(sentence, 300))
        self._end(len(lines))

    def _label(self, row: int, role: str, *, wrap: bool = False) -> OwnLabel:
        if row == len(self._labels):
            self._labels.append(OwnLabel("", role, wrap=wrap))
            self._grid.addWidget(self._labels[row], row, 0, *(() if wrap else (Qt.AlignmentFlag.AlignTop,)))
        self._labels[row].show()
        return self._labels[row]

    def _second(self, row: int, make: Callable[[], QWidget]) -> Any:
        if row == len(self._beside):
            self._grid.setColumnStretch(1, 1)
            self._beside.append(make())
            self._grid.addWidget(self._beside[row], row, 1)
        self._beside[row].show()
        return self._beside[row]

    def _end(self, count: int) -> None:
        """The rows beyond wait for an entry that has more, without a word of the one before; very many are let go."""
        for parts in (self._labels, self._beside):
            for part in parts[count:]:
                part.hide()
                _empty(part)
            for part in parts[max(count, KEPT) :]:
                self._grid.removeWidget(part)
                part.deleteLater()
            del parts[max(count, KEPT) :]


def _sentence() -> OwnLabel:
    return OwnLabel("", wrap=True)


def _empty(part: QWidget) -> None:
    if isinstance(part, UntrustedText):
        part.set_text("")
    elif isinstance(part, OwnLabel):
        part.say("")


def _where_words(detail: EntryDetail) -> str:
    number, at = figure(detail.row.seq), long_time(detail.row.at)
    if detail.row.log:
        name = display_line(detail.row.log_name or detail.row.log, 60)
        return tr("Entry {number} of {name}'s log · {at}", number=number, name=name, at=at)
    return tr("Entry {number} · {at}", number=number, at=at)


def _verdict(detail: EntryDetail) -> tuple[str, str]:
    """The chip over the proof. A signature that holds is still doubtful when its key was reported compromised."""
    if not detail.verified:
        return tr("Not verified"), "red"
    if any(_DOUBT in sentence for sentence in detail.proof):
        return tr("Verified, key doubtful"), "amber"
    return tr("Verified"), "green"


def _local_times(value: str) -> str:
    """A value that is one UTC stamp, as the local time people read; anything else unchanged. Raw shows the stamp."""
    if not _STAMP.fullmatch(value):
        return value
    try:
        return long_time(value)
    except InvalidInput:
        return value
