"""The record in memory: the whole of ``RecordsApi``, over the rows of the desk in memory, and a bundle to open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import screen_story as story

from counterseal.model.history import HistoryRow, TimelineStep, VerifyReport
from counterseal.sync.api import EntryDetail, HistoryFilter, HistoryPage
from counterseal.sync.api_records import SavedSearch

if TYPE_CHECKING:
    from desk_double import DeskDouble

STRANGER = "counterseal/0191f0a0-0000-7000-8000-00000000cafe"


def timeline() -> tuple[TimelineStep, ...]:
    """The life of the refund of the design's picture."""
    told = (
        ("12:58:40.100", "proposed", "proposed by Refunds agent", 48190),
        ("13:01:23.482", "looked", "opened by Maria Lind, who looked at it for 48.0 s (facts, trace)", -1),
        ("13:02:11.482", "decided", "approved by Maria Lind", 1),
        ("13:02:11.530", "delivered", "delivered to the gateway", 48214),
        ("13:02:11.544", "released", "released to the agent", 48215),
        ("13:02:12.201", "outcome", "executed, refund RF-9921", 48216),
        ("15:40:02.000", "incident", "marked as wrong by Jonas Öberg", 48301),
    )
    return tuple(TimelineStep(f"2026-11-21T{at}Z", kind, words, seq) for at, kind, words, seq in told)


class BundleDouble:
    """A bundle of somebody else's log with twenty entries."""

    def __init__(self, desk: DeskDouble, folder: Path, report: VerifyReport) -> None:
        self.folder = folder
        self.origin = STRANGER
        self.mine = False
        self.report = report
        self.left_out = 0
        self.closed = False
        self.asked: list[HistoryFilter] = []
        self._desk = desk

    def page(
        self, wanted: HistoryFilter, before: int | None = None, limit: int = 200, **_more: Any
    ) -> Future[HistoryPage]:
        self.asked.append(wanted)
        rows = tuple(replace(story.history_row(seq), who="Somebody else") for seq in range(19, -1, -1))
        return self._desk.answer("page", lambda: HistoryPage(rows, None, 20, 1.0))

    def detail(self, seq: int, log: str = "") -> Future[EntryDetail]:
        return self._desk.entry(seq, log)

    def place(self, at: str) -> Future[int]:
        return self._desk.answer("place", lambda: 10)

    def close(self) -> Future[None]:
        self.closed = True
        return self._desk.answer("close", lambda: None)


class RecordsDouble:
    """``written`` keeps what was exported, ``bundles`` what was opened; ``verdict`` is the next bundle's."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.searches: dict[str, SavedSearch] = {}
        self.written: list[tuple[Path, str, Any]] = []
        self.bundles: list[BundleDouble] = []
        self.questions: list[Callable[[], bool] | None] = []
        self.counted: list[bool] = []
        self.searching: list[HistoryPage] = []
        self.verdict = VerifyReport(True, 20, 0.1, ("20 entries and 4 signatures are good.", "Consistent with itself."))

    def page(
        self,
        wanted: HistoryFilter,
        before: int | None = None,
        limit: int = 200,
        *,
        cancelled: Callable[[], bool] | None = None,
        patience: float | None = None,
        counted: bool = True,
    ) -> Future[HistoryPage]:
        self.questions.append(cancelled)
        self.counted.append(counted)
        if self.searching:
            early = self.searching.pop(0)
            self._desk.asked.append((wanted, before, limit))
            return self._desk.answer("history", lambda: early)
        return self._desk.history(wanted, before, limit)

    def detail(self, seq: int, log: str = "") -> Future[EntryDetail]:
        return self._desk.entry(seq, log)

    def place(self, at: str) -> Future[int]:
        def make() -> int:
            rows = (story.history_row(seq) for seq in range(self._desk.entries - 1, -1, -1))
            return next((row.seq + 1 for row in rows if row.at < at), 0)

        return self._desk.answer("place", make)

    def export_rows(
        self,
        out: Path,
        form: str,
        rows: HistoryFilter | Sequence[HistoryRow],
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Future[int]:
        def make() -> int:
            self.written.append((out, form, rows))
            count = self._desk.entries if isinstance(rows, HistoryFilter) else len(rows)
            if progress is not None:
                progress(count, count)
            return count

        return self._desk.answer("export_rows", make)

    def export_proofs(self, out: Path, rows: Sequence[HistoryRow]) -> Future[int]:
        def make() -> int:
            self.written.append((out, "proofs", rows))
            return len(rows)

        return self._desk.answer("export_proofs", make)

    def open_bundle(
        self,
        folder: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Future[BundleDouble]:
        def make() -> BundleDouble:
            if progress is not None:
                progress(20, 20)
            self.bundles.append(BundleDouble(self._desk, folder, self.verdict))
            return self.bundles[-1]

        self.questions.append(cancelled)
        return self._desk.answer("open_bundle", make)

    def saved(self) -> Future[tuple[SavedSearch, ...]]:
        return self._desk.answer("saved", self._all)

    def save(self, search: SavedSearch) -> Future[tuple[SavedSearch, ...]]:
        def make() -> tuple[SavedSearch, ...]:
            self.searches[search.name] = search
            return self._all()

        return self._desk.answer("save", make)

    def forget(self, name: str) -> Future[tuple[SavedSearch, ...]]:
        def make() -> tuple[SavedSearch, ...]:
            del self.searches[name]
            return self._all()

        return self._desk.answer("forget", make)

    def _all(self) -> tuple[SavedSearch, ...]:
        return tuple(self.searches[name] for name in sorted(self.searches))
