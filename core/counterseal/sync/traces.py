"""Trace files for the screen, read on a reader's thread."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

from counterseal.sync.api_traces import OpenedTrace
from counterseal.traces.files import open_trace


class TraceFiles:
    """Implements ``TracesApi``."""

    def __init__(self, readers: Executor) -> None:
        self._readers = readers

    def open(self, path: Path) -> Future[OpenedTrace]:
        return self._readers.submit(open_trace, path)
