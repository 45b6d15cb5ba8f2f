"""The held undo: a decision at R0–R1 is signed but does not run before its time; until then it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.sync.api import DecisionReceipt
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import verdict_word


@dataclass(frozen=True, slots=True)
class _Held:
    action_id: str
    verdict: str
    title: str
    until: datetime


class UndoToast(QWidget):
    """Floats over ``host``. Signals: undo_wanted(str): take this action's decision back."""

    undo_wanted = Signal(str)

    def __init__(self, host: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(host)
        self.setObjectName("undoToast")
        self._host = host
        self._now = now
        self._held: list[_Held] = []
        self.lift = 0
        self._words = OwnLabel("", "strong")
        self._words.setObjectName("undoWords")
        self._undo = ActionButton(tr("Undo"), "Ctrl Z")
        self._undo.setObjectName("undoButton")
        self._undo.clicked.connect(self.undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(5), theme.px(6), theme.px(5))
        row.setSpacing(theme.px(12))
        row.addWidget(self._words)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self.tick)
        host.installEventFilter(self)
        self.hide()

    def hold(self, receipt: DecisionReceipt, title: str) -> None:
        """Offer the undo of a stored, held decision."""
        if receipt.not_before is None:
            return
        self._held = [held for held in self._held if held.action_id != receipt.action_id]
        self._held.append(
            _Held(
                receipt.action_id,
                verdict_word(receipt.verdict),
                display_line(title, 60),
                parse_stamp(receipt.not_before),
            )
        )
        self.tick()
        announce(self, self._words.text())
        self._timer.start()

    def drop(self, action_id: str) -> None:
        """It was taken back, or it cannot be any more."""
        self._held = [held for held in self._held if held.action_id != action_id]
        self.tick()

    def undo(self) -> bool:
        """Take the newest held decision back. False when there is none."""
        self.tick()
        if not self._held:
            return False
        self.undo_wanted.emit(self._held[-1].action_id)
        return True

    def tick(self) -> None:
        """Count down."""
        now = self._now()
        self._held = [held for held in self._held if held.until > now]
        if not self._held:
            self._timer.stop()
            self.hide()
            return
        newest = self._held[-1]
        left = max(int((newest.until - now).total_seconds() + 0.999), 1)
        # The time stands before the title: where there is little room the title is cut.
        said = tr("{verdict}, runs in {left} s: {title}", verdict=newest.verdict, left=left, title=newest.title)
        more = len(self._held) - 1
        self._words.say(tr("{held} · {count} more held", held=said, count=more) if more else said)
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.px(8), theme.px(8))
        painter.end()

    def _place(self) -> None:
        self.setMaximumWidth(max(self._host.width() - theme.px(40), 100))
        self.adjustSize()
        x = (self._host.width() - self.width()) // 2
        self.move(x, self._host.height() - self.height() - theme.px(14) - self.lift)
