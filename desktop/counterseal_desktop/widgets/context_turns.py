"""What was said in a call or a thread: time, speaker and words of each turn, apart, so that no turn can pose as two."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from counterseal.model.actions import Turn
from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line

FIRST, FURTHER = 8, 40
MEASURED = 200
LINES = 6


class ContextTurns(QWidget):
    """Turns one below the other; many are shown in steps, so that a flood of them costs nothing."""

    def __init__(self, turns: tuple[Turn, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns = turns
        self._shown = 0
        metrics = QFontMetrics(theme.mono_font())
        told = max((metrics.horizontalAdvance(display_line(turn.at, 40)) for turn in turns[:MEASURED]), default=0)
        self._times = min(told + theme.px(4), theme.px(104))
        self._holder = QWidget(self)
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(7))
        self._grid.setColumnStretch(1, 1)
        self._more = LinkButton("", self)
        self._more.clicked.connect(lambda: self._show(FURTHER))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.px(2), 0, 0)
        lines.addWidget(self._holder)
        lines.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._show(FIRST)

    def shown(self) -> int:
        """How many turns stand on the screen."""
        return self._shown

    def show_more(self) -> None:
        """Show the next ones."""
        self._show(FURTHER)

    def _show(self, count: int) -> None:
        for number, turn in enumerate(self._turns[self._shown : self._shown + count], self._shown):
            self._add(number, turn)
        self._shown = min(self._shown + count, len(self._turns))
        left = len(self._turns) - self._shown
        self._more.setText(tr("Show {n} more of {left}", n=figure(min(left, FURTHER)), left=figure(left)))
        self._more.setVisible(left > 0)

    def _add(self, number: int, turn: Turn) -> None:
        time = ElidedUntrusted(self._holder, color="faint", mono=True)
        time.set_text(turn.at, most=40)
        time.setFixedWidth(self._times)
        speaker = ElidedUntrusted(self._holder, weight="semibold")
        speaker.set_text(turn.speaker or tr("Nobody named"))
        said = UntrustedText(self._holder)
        said.set_text(turn.text, max_lines=LINES)
        words = QWidget(self._holder)
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(1))
        lines.addWidget(speaker)
        lines.addWidget(said)
        if self._times > theme.px(4):
            self._grid.addWidget(time, number, 0, Qt.AlignmentFlag.AlignTop)
        else:
            time.hide()
        self._grid.addWidget(words, number, 1)
