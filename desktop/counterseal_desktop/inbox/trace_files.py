"""Trace files that the reader opens beside an action: read by the core, shown by the trace, stored nowhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from counterseal.errors import KnownError
from counterseal.model.traces import OpenedTrace
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.widgets.trace_view import TraceView
from counterseal_desktop.widgets.untrusted_escape import display_line

MOST_WORDS = 600


class TraceFiles(QObject):
    """Answers ``TraceView.file_wanted``. An answer that comes when another action is shown is dropped."""

    def __init__(self, bridge: DeskBridge, view: TraceView) -> None:
        super().__init__(view)
        self._bridge = bridge
        self._view = view
        view.file_wanted.connect(self._open)

    def _open(self, path: Path) -> None:
        shown = self._view.action_id()

        def ok(opened: OpenedTrace) -> None:
            if self._view.action_id() == shown:
                self._view.show_file(opened)

        def failed(error: KnownError) -> None:
            if self._view.action_id() == shown:
                # The error quotes names and members of the file, which anybody may have written.
                self._view.file_failed(display_line(error.text(), MOST_WORDS))

        self._bridge.run(self._bridge.desk.traces.open(path), self, ok, failed)
