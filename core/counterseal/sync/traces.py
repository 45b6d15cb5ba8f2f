"""Trace files for the screen, read on a reader's thread."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

from counterseal.sync.api_traces import OpenedTrace


class TraceFiles:
    """Implements ``TracesApi``."""

    def __init__(self, readers: Executor) -> None:
        self._readers = readers

    def open(self, path: Path) -> Future[OpenedTrace]:
        def work() -> OpenedTrace:
            from counterseal.traces.files import open_trace

            return open_trace(path)

        return self._readers.submit(work)
