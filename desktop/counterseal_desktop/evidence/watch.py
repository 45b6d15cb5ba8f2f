"""Keeps the newest ``EvidenceView``: who holds which head, and whether this history is one to be trusted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus
from counterseal.sync.api_evidence import EvidenceView
from counterseal_desktop.bridge import DeskBridge

PAUSE_MS = 2_000
"""Shortest time between two questions: entries may come by the hundred a second."""


class EvidenceWatch(QObject):
    """Asks anew when the ledger has grown or its state has changed, one question at a time.

    Signals:
        changed(EvidenceView).
    """

    changed = Signal(object)

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.view: EvidenceView | None = None
        self._seen: tuple[object, ...] | None = None
        self._asking = False
        self._again = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        bridge.status_changed.connect(self.set_status)

    def set_status(self, status: DeskStatus) -> None:
        """The ledger may have changed."""
        ledger = status.ledger
        now = (ledger.size, ledger.state, ledger.holder, ledger.read_only)
        if now != self._seen:
            self._seen = now
            self.ask()

    def ask(self) -> None:
        """Ask now, or as soon as the pause after the last answer is over."""
        if self._asking or self._pause.isActive():
            self._again = True
            return
        self._asking = True
        self._again = False
        self._bridge.run(self._bridge.desk.evidence.view(), self, self._on_view, self._on_failed)

    def stop(self) -> None:
        """Ask nothing any more: the desk is about to close."""
        self._pause.stop()
        self._asking = True

    def _on_view(self, view: EvidenceView) -> None:
        self._end()
        if view != self.view:
            self.view = view
            self.changed.emit(view)

    def _on_failed(self, _error: KnownError) -> None:
        # What was known stays on the screen; the ledger's own state beside it says what is wrong with it.
        self._end()

    def _end(self) -> None:
        self._asking = False
        self._pause.start()

    def _on_pause(self) -> None:
        if self._again:
            self.ask()
