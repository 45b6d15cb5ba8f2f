"""What a screen may ask of the record: pages, places in time, exports of rows, saved searches, bundles of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counterseal.model.history import EntryDetail, HistoryFilter, HistoryPage, HistoryRow, VerifyReport

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
CSV, JSON_LINES = "csv", "jsonl"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A filter that a person gave a name. ``days``: back from today, 1 for today alone; 0: as the filter says."""

    name: str
    wanted: HistoryFilter
    days: int = 0


class RecordSource(Protocol):
    """What a table of History reads from: the own record, or a bundle."""

    def page(
        self,
        wanted: HistoryFilter,
        before: int | None = None,
        limit: int = 200,
        *,
        cancelled: Cancelled | None = None,
        patience: float | None = None,
        counted: bool = True,
    ) -> Future[HistoryPage]:
        """A page, newest first.

        Args:
            before: where the page before ended, or what ``place`` gave.
            cancelled: asked often, on any thread; True ends the search with a KnownError of code ``cancelled``.
            patience: seconds after which the page may end early (``HistoryPage.searching``).
            counted: False counts matches only where that costs nothing; else the page says that there are more.
        """

    def detail(self, seq: int, log: str = "") -> Future[EntryDetail]:
        """One entry with its proof. Raises NotFound."""

    def place(self, at: str) -> Future[int]:
        """From where to read what happened before ``at``, a UTC stamp or its beginning."""


class OpenedBundle(RecordSource, Protocol):
    """Somebody's bundle, opened to read. Nothing in it can be changed, decided or marked.

    Attributes:
        folder: where it lies.
        origin: the log that it is about.
        mine: whether that is this profile's own log.
        report: what its verification said.
        left_out: lines that are no entries and are not shown.
    """

    folder: Path
    origin: str
    mine: bool
    report: VerifyReport
    left_out: int

    def close(self) -> Future[None]:
        """Forget it; calls that are running end first."""


class RecordsApi(RecordSource, Protocol):
    """The record of an opened profile. Futures fail with ``KnownError``."""

    def export_rows(
        self,
        out: Path,
        form: str,
        rows: HistoryFilter | Sequence[HistoryRow],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Future[int]:
        """Write rows as ``CSV`` or ``JSON_LINES`` into a file that does not exist yet; how many they were.

        Args:
            rows: these rows, or all that a filter finds.
        """

    def export_proofs(self, out: Path, rows: Sequence[HistoryRow]) -> Future[int]:
        """Write a proof file (C2SP tlog-proof) of each row, and the keys to check them with, into a new folder."""

    def open_bundle(
        self, folder: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Future[OpenedBundle]:
        """Verify a bundle and open it to read, whether it verifies or not. Raises InvalidInput: it is none."""

    def saved(self) -> Future[tuple[SavedSearch, ...]]:
        """The saved searches of this profile, by name."""

    def save(self, search: SavedSearch) -> Future[tuple[SavedSearch, ...]]:
        """Keep a search, in place of one of the same name; all of them afterwards. Raises InvalidInput."""

    def forget(self, name: str) -> Future[tuple[SavedSearch, ...]]:
        """Drop a saved search; those that are left."""
