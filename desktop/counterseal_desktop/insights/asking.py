"""Asks the core for the figures: one question at a time, the newest one, again when something has happened."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from counterseal.errors import KnownError
from counterseal.sync.api_insights import Insights, InsightsWanted
from counterseal_desktop.bridge import DeskBridge

AGAIN_MS = 30_000
"""Shortest time between two answers to the same question: figures of a month need not follow each decision."""


class Asking(QObject):
    """One for the screen.

    Attributes:
        wanted: the question. busy: whether an answer is on its way.

    Signals:
        begun(): a question was asked. stepped(int, int): (days read, all days).
        found(Insights), failed(KnownError): how the newest question ended; an older one's end is nobody's news.
    """

    begun = Signal()
    stepped = Signal(int, int)
    found = Signal(object)
    failed = Signal(object)

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.wanted = InsightsWanted()
        self.busy = False
        self._number = 0
        self._old = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(AGAIN_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._wanted_again = False

    def ask(self, wanted: InsightsWanted) -> None:
        """Ask this; whatever was asked before is not wanted any more."""
        self.wanted = wanted
        self._number += 1
        self.busy, self._wanted_again = True, False
        number = self._number

        def step(done: int, of_all: int) -> None:
            if number == self._number and self.busy:
                self.stepped.emit(done, of_all)

        def ok(insights: Insights) -> None:
            if number == self._number:
                self.busy = False
                self._pause.start()
                self.found.emit(insights)

        def failed(error: KnownError) -> None:
            if number == self._number:
                self.busy = False
                self.failed.emit(error)

        self.begun.emit()
        look = self._bridge.desk.insights.look(wanted, self._bridge.follow(self, step))
        self._bridge.run(look, self, ok, failed)

    def again(self) -> None:
        """Ask the same once more, now or when the pause is over."""
        if self.busy or self._pause.isActive():
            self._wanted_again = True
        else:
            self.ask(self.wanted)

    def stop(self) -> None:
        """Nobody looks any more: end what is being counted, and ask nothing by itself."""
        self._wanted_again = False
        self._pause.stop()
        if self.busy:
            self._bridge.desk.insights.stop()

    def _on_pause_over(self) -> None:
        if self._wanted_again and not self.busy:
            self.ask(self.wanted)
