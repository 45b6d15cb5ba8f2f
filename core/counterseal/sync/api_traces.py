"""What a screen may ask about trace files that its reader opens beside an action."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from counterseal.model.traces import OpenedTrace as OpenedTrace


class TracesApi(Protocol):
    """Reading trace files. Nothing of them is stored, sent or signed. Futures fail with ``KnownError``."""

    def open(self, path: Path) -> Future[OpenedTrace]:
        """Read a file: OTLP JSON, a Claude Code transcript, a LangGraph state or history, or steps of our own.

        Fails with NotFound or InvalidInput, which names the line and member.
        """
