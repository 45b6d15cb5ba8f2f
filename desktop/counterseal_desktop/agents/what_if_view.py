"""What a change would have changed in the last 30 days, asked again while the person is still choosing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.model.figures import ChangedCase
from counterseal.sync.api_autonomy import WhatIf
from counterseal_desktop import theme
from counterseal_desktop.agents.bars import ShareBar
from counterseal_desktop.agents.standing import as_sentence
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import StatusDot
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip

TITLE = mark("The last 30 days, had this been signed")
PAUSE_MS = 180
MOST_CASES = 5
EFFECTS = {"allow": mark("runs alone"), "hold": mark("waits"), "refuse": mark("is refused")}
WERE = {"allow": mark("ran alone"), "hold": mark("waited"), "refuse": mark("was refused")}


class WhatIfView(Card):
    """Shows the answer to ``ask`` and asks anew, a moment after ``refresh``; an older answer never replaces a newer.

    Attributes:
        answer: the newest answer, None while none is there.

    Signals:
        answered(object): a ``WhatIf``, or None when the question could not be answered.
        resized(): it takes another height now.
    """

    answered = Signal(object)
    resized = Signal()

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(tr(TITLE), None, parent)
        self.setObjectName("whatIf")
        let_grow(self)
        self.answer: WhatIf | None = None
        self._bridge = bridge
        self._ask: Callable[[], Future[WhatIf] | str] | None = None
        self._number = 0
        self.words = OwnLabel("", "strong", wrap=True)
        self.words.setObjectName("whatIfWords")
        self._more = OwnLabel("", "muted", wrap=True)
        self._now, self._would = ShareBar(height=9), ShareBar(height=9)
        self._bars = QWidget()
        grid = QGridLayout(self._bars)
        grid.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        for row, (text, bar) in enumerate(((tr("As it was"), self._now), (tr("With this"), self._would))):
            grid.addWidget(OwnLabel(text, "small"), row, 0)
            grid.addWidget(bar, row, 1)
        self._cases = QWidget()
        self._case_rows = QVBoxLayout(self._cases)
        self._case_rows.setContentsMargins(0, 0, 0, 0)
        self._case_rows.setSpacing(theme.px(4))
        self._warnings = OwnLabel("", "warn", wrap=True)
        self._warnings.setObjectName("whatIfWarnings")
        self.second = _Second()
        for widget in (self.words, self._bars, self._more, self._cases, self._warnings, self.second):
            self.body.addWidget(widget)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._go)
        self._show_none(tr("Working it out…"))

    def set_question(self, ask: Callable[[], Future[WhatIf] | str]) -> None:
        """``ask`` puts the question, or says in words what is missing before it can be put."""
        self._ask = ask
        self._go()

    def refresh(self) -> None:
        """Something was changed: what is shown belongs to the choice before, and is dimmed until the next answer."""
        self._number += 1
        if self.answer is not None:
            self.answer = None
            self.set_title(tr("Working it out again…"))
            self.words.set_role("muted")
        self._pause.start()

    def _go(self) -> None:
        if self._ask is None:
            return
        self._number += 1
        number = self._number
        asked = self._ask()
        if isinstance(asked, str):
            self._show_none(asked)
            self.answered.emit(None)
            return
        if self._bars.isHidden():
            self._show_none(tr("Working it out…"))
        receiver = _Receiver(self)
        self._bridge.run(
            asked,
            receiver,
            lambda answer: self._on_answer(number, answer),
            lambda error: self._on_failed(number, error),
        )

    def _on_answer(self, number: int, answer: WhatIf) -> None:
        if number != self._number:
            return
        self.answer = answer
        self.set_title(tr("The last {count} days, had this been signed", count=answer.days))
        self.words.set_role("strong")
        self.words.say(_headline(answer))
        self._more.say(_rest(answer))
        self._more.setVisible(bool(answer.looked_at))
        self._bars.setVisible(bool(answer.looked_at))
        before = tr(
            "As it was: {number} of {all} ran alone", number=figure(answer.now_alone), all=figure(answer.looked_at)
        )
        self._now.set_parts(((answer.now_alone, "accent"),), answer.looked_at, before)
        parts = ((answer.would_alone, "accent"), (answer.would_wait, "border_strong"), (answer.would_refuse, "red"))
        self._would.set_parts(parts, answer.looked_at, tr("With this: {figures}", figures=_rest(answer)))
        self._show_cases(answer.cases)
        self._warnings.say("\n".join(as_sentence(line) for line in answer.warnings))
        self._warnings.setVisible(bool(answer.warnings))
        self.second.setVisible(answer.needs_second)
        announce(self, self.words.text())
        self.answered.emit(answer)
        self.resized.emit()

    def _on_failed(self, number: int, error: KnownError) -> None:
        if number == self._number:
            self._show_none(tr("This cannot be worked out: {why}", why=display_line(error.text(), 300)))
            self.answered.emit(None)

    def _show_none(self, words: str) -> None:
        self.answer = None
        self.set_title(tr(TITLE))
        self.words.set_role("strong")
        self.words.say(words)
        for widget in (self._bars, self._more, self._cases, self._warnings, self.second):
            widget.hide()
        self.resized.emit()

    def _show_cases(self, cases: tuple[ChangedCase, ...]) -> None:
        while (item := self._case_rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for case in cases[:MOST_CASES]:
            self._case_rows.addWidget(_CaseRow(case))
        if len(cases) > MOST_CASES:
            self._case_rows.addWidget(OwnLabel(_more(len(cases) - MOST_CASES), "small"))
        self._cases.setVisible(bool(cases))


class _Receiver(QObject):
    """One question's place for its answer; it goes with the view."""


class _Second(QWidget):
    """Says that one signature will not be enough."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("needsSecond")
        self.words = OwnLabel(
            tr("A second person must sign this too. Until then nothing changes; it waits for them for 7 days."),
            wrap=True,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(2), 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(StatusDot("amber", tr("Needs a second person")))
        row.addWidget(self.words, 1)


class _CaseRow(QWidget):
    """One action that would have gone otherwise."""

    def __init__(self, case: ChangedCase) -> None:
        super().__init__()
        title = ElidedUntrusted(size_delta=-0.5)
        title.set_text(case.title, most=160)
        was = tr(WERE[case.was]) if case.was in WERE else display_line(case.was, 30)
        would = tr(EFFECTS[case.would]) if case.would in EFFECTS else display_line(case.would, 30)
        words = tr("{before}, with this it {after}", before=was, after=would)
        called, why = display_line(case.title, 160), display_line(case.why, 200)
        self.setAccessibleName(tr("{action}: {change}. {why}", action=called, change=words, why=why))
        set_untrusted_tooltip(self, case.why)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(StatusDot("amber" if case.would == "allow" else "green", words))
        row.addWidget(title, 1)
        row.addWidget(OwnLabel(words, "small"))


def _headline(answer: WhatIf) -> str:
    would, now, looked = figure(answer.would_alone), figure(answer.now_alone), figure(answer.looked_at)
    if not answer.looked_at:
        return tr("Nothing was asked in the last {count} days, so there is nothing to compare with.", count=answer.days)
    if answer.would_alone == answer.now_alone and not answer.cases:
        return tr("Nothing would have gone otherwise: {number} of {all} ran alone.", number=now, all=looked)
    return tr("{after} instead of {before} of {all} would have run alone.", after=would, before=now, all=looked)


def _rest(answer: WhatIf) -> str:
    alone, wait = figure(answer.would_alone), figure(answer.would_wait)
    if not answer.would_refuse:
        return tr("{alone} alone, {wait} would have waited for a person.", alone=alone, wait=wait)
    return tr(
        "{alone} alone, {wait} would have waited for a person, {refused} would have been refused.",
        alone=alone,
        wait=wait,
        refused=figure(answer.would_refuse),
    )


def _more(number: int) -> str:
    if number == 1:
        return tr("1 more would have gone otherwise")
    return tr("{number} more would have gone otherwise", count=number, number=figure(number))
