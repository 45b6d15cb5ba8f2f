"""Insights in memory: the whole of ``InsightsApi``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import insights_story

from counterseal.sync.api_insights import Insights, InsightsWanted

if TYPE_CHECKING:
    from desk_double import DeskDouble


class InsightsDouble:
    """Keeps the questions in ``asked``; ``scale`` makes the story smaller, down to nothing. ``stops`` are counted."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.asked: list[InsightsWanted] = []
        self.steps: list[Callable[[int, int], None] | None] = []
        self.exports: list[tuple[Path, str, Insights]] = []
        self.scale = 1.0
        self.stops = 0

    def look(self, wanted: InsightsWanted, step: Callable[[int, int], None] | None = None) -> Future[Insights]:
        self.asked.append(wanted)
        self.steps.append(step)
        return self._desk.answer("insights", lambda: insights_story.figures(wanted, scale=self.scale))

    def export(
        self, out: Path, form: str, found: Insights, progress: Callable[[int, int], None] | None = None
    ) -> Future[int]:
        self.exports.append((out, form, found))
        self.steps.append(progress)
        return self._desk.answer("insights_export", lambda: 1_234)

    def stop(self) -> None:
        self.stops += 1
