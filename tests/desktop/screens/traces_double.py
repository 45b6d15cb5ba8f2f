"""Trace files in memory: paths are only names here, and a test says what stands behind them."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from counterseal.errors import NotFound
from counterseal.sync.api_traces import OpenedTrace

if TYPE_CHECKING:
    from desk_double import DeskDouble


class TracesDouble:
    """``files`` are the traces by path; ``asked`` the paths that were asked for."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.files: dict[Path, OpenedTrace] = {}
        self.asked: list[Path] = []

    def open(self, path: Path) -> Future[OpenedTrace]:
        def make() -> OpenedTrace:
            if path not in self.files:
                raise NotFound("The file could not be read", where=str(path))
            return self.files[path]

        self.asked.append(path)
        return self._desk.answer("open_trace", make)
