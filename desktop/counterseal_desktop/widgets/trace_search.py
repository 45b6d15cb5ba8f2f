"""Searching a trace in slices, so that a search through thousands of long texts never holds the window up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from counterseal.model.actions import TraceStep
from counterseal_desktop.widgets.trace_model import TraceRows

SLICE_SECONDS = 0.006
MOST_WANTED = 200


class TraceSearch(QObject):
    """Finds the steps that hold a text, in the tree's order, without regard to case.

    Signals:
        changed(): more was found, or the search has ended.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = TraceRows(())
        self.wanted = ""
        self.found: list[int] = []
        self.at = -1
        self._steps: Iterator[int] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    def set_rows(self, rows: TraceRows) -> None:
        """Search another trace for the same."""
        self._rows = rows
        self.start(self.wanted)

    def start(self, wanted: str) -> None:
        """Look for a text; an empty one ends the search."""
        self.wanted = wanted[:MOST_WANTED]
        self.found, self.at = [], -1
        self._steps = iter(self._rows.tree.order) if self.wanted.strip() else None
        if self._steps is None:
            self._timer.stop()
            self.changed.emit()
        else:
            self._timer.start()

    def running(self) -> bool:
        return self._steps is not None

    def step(self, by: int, after: int | None = None) -> int | None:
        """Go to the next (1) or previous (-1) found step, around the ends; its place, None when nothing is found.

        Args:
            after: the place of the step that is current now; the first search goes on from there.
        """
        if not self.found:
            return None
        if self.at < 0 and after is not None:
            self.at = self._near(after, by)
        else:
            self.at = (self.at + by) % len(self.found)
        return self.found[self.at]

    def _near(self, after: int, by: int) -> int:
        place = {each: number for number, each in enumerate(self._rows.tree.order)}
        here = place[after]
        if by > 0:
            return next((at for at, each in enumerate(self.found) if place[each] >= here), 0)
        before = [at for at, each in enumerate(self.found) if place[each] <= here]
        return before[-1] if before else len(self.found) - 1

    def _slice(self) -> None:
        if self._steps is None:
            self._timer.stop()
            return
        ends = time.perf_counter() + SLICE_SECONDS
        wanted = self.wanted.casefold()
        before = len(self.found)
        for place in self._steps:
            if holds(self._rows.steps[place], wanted):
                self.found.append(place)
            if time.perf_counter() >= ends:
                if len(self.found) != before:
                    self.changed.emit()
                return
        self._steps = None
        self._timer.stop()
        self.changed.emit()


def holds(step: TraceStep, wanted: str) -> bool:
    """Whether a step's name, text, model or calls hold ``wanted``, which is in folded case."""
    if wanted in step.text.casefold() or wanted in step.name.casefold() or wanted in step.model.casefold():
        return True
    for call in step.calls:
        if wanted in call.id.casefold() or wanted in call.tool.casefold():
            return True
        if call.arguments is not None and wanted in json.dumps(dict(call.arguments), ensure_ascii=False).casefold():
            return True
    return False
