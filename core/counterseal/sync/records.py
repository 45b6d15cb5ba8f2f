"""What a desk reads of the record: History over all logs, single entries with their proof, and what leaves it as files.

Implements ``RecordsApi``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from counterseal.errors import NotFound
from counterseal.gateway import agent_rows
from counterseal.ledger import history, roster
from counterseal.ledger.history_rows import Book
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.sync import holders, records_rows
from counterseal.sync.api import EntryDetail, HistoryFilter, HistoryPage, HistoryRow
from counterseal.sync.api_records import OpenedBundle, Progress, SavedSearch
from counterseal.sync.core import DeskCore
from counterseal.sync.records_saved import SavedSearches
from counterseal.sync.replicas import Replicas

if TYPE_CHECKING:
    from counterseal.sync.records_bundle import Bundle

T = TypeVar("T")
EXPORTED_AT_ONCE = 2_000


class Records:
    """Reads the own log and the replicas as one record."""

    def __init__(self, desk: DeskCore, replicas: Replicas) -> None:
        self._desk = desk
        self._replicas = replicas
        self._searches = SavedSearches(desk.home)
        # Long work has a thread of its own, so that no reader of a page waits for it.
        self._long: ThreadPoolExecutor | None = None
        self._closing = threading.Event()
        self._making = threading.Lock()
        self._opened: list[Bundle] = []

    def close(self) -> None:
        """End what runs, and close the bundles that are still open. After the readers, which may be reading one."""
        self._closing.set()
        with self._making:
            long = self._long
        if long is not None:
            long.shutdown(wait=True)
        for bundle in self._opened:
            bundle.close_now()

    # -- reading ------------------------------------------------------------------------------------------------
    def history(self, wanted: HistoryFilter, before: int | None = None, limit: int = 200) -> Future[HistoryPage]:
        """A full page of the record, newest first."""
        return self.page(wanted, before, limit)

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
        def work() -> HistoryPage:
            if cancelled is not None and cancelled():
                raise Cancelled("The search was cancelled")
            with self._desk.profile.reading() as connection, self.books() as books:
                names = names_of(connection)
                return history.page(
                    connection, wanted, before, limit, names, cancelled, books, patience, counted=counted
                )

        return self._desk.readers.submit(work)

    def detail(self, seq: int, log: str = "") -> Future[EntryDetail]:
        return self.entry(seq, log)

    def entry(self, seq: int, log: str = "") -> Future[EntryDetail]:
        """One entry of the own log, or of the replicated log of this origin. Raises NotFound."""

        def work() -> EntryDetail:
            own = self._desk.profile.log
            with self._desk.profile.reading() as connection, self.books() as books:
                names = names_of(connection)
                if log in ("", own.origin):
                    seen = self._holders(seq)
                    return history.entry_detail(connection, own.origin, own.verifier, seq, names, seen, books)
                for book in books:
                    if book.origin == log:
                        verifier = self._replicas.verifier(log)
                        known = {**book.names, **names}
                        return history.entry_detail(book.connection, log, verifier, seq, known, book=book)
            raise _not_here(log)

        return self._desk.readers.submit(work)

    def place(self, at: str) -> Future[int]:
        def work() -> int:
            with self._desk.profile.reading() as connection, self.books() as books:
                return history.place((Book(connection), *books), at)

        return self._desk.readers.submit(work)

    # -- files --------------------------------------------------------------------------------------------------
    def export_rows(
        self,
        out: Path,
        form: str,
        rows: HistoryFilter | Sequence[HistoryRow],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Future[int]:
        def work() -> int:
            own = self._desk.profile.log.origin
            if not isinstance(rows, HistoryFilter):
                return records_rows.write(out, form, rows, own)
            # Closed also where writing fails: the error is kept for its reader, and would keep the record open.
            with closing(self.every(rows, progress, cancelled)) as found:
                return records_rows.write(out, form, found, own)

        return self.submit_long(work)

    def export_proofs(self, out: Path, rows: Sequence[HistoryRow]) -> Future[int]:
        def work() -> int:
            with self._desk.profile.reading() as connection, self.books() as books:
                own = self._desk.profile.log
                by_origin = {book.origin: book.connection for book in books}

                def log_of(origin: str) -> tuple[Connection, VerifierKey]:
                    if origin in ("", own.origin):
                        return connection, own.verifier
                    if origin not in by_origin:
                        raise _not_here(origin)
                    return by_origin[origin], self._replicas.verifier(origin)

                return records_rows.write_proofs(out, rows, log_of)

        return self.submit_long(work)

    def open_bundle(
        self, folder: Path, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Future[OpenedBundle]:
        def work() -> OpenedBundle:
            from counterseal.sync.records_bundle import Bundle

            own = self._desk.profile.log
            known = {own.origin: own.verifier}
            for replica in self._replicas.readable():
                known[replica.gateway.origin] = replica.gateway.verifier
            desk = self._desk
            bundle = Bundle.open(folder, desk.home, desk.readers, known, progress, self._until(cancelled))
            self._opened.append(bundle)
            return bundle

        return self.submit_long(work)

    # -- saved searches -----------------------------------------------------------------------------------------
    def saved(self) -> Future[tuple[SavedSearch, ...]]:
        return self._desk.readers.submit(self._searches.all)

    def save(self, search: SavedSearch) -> Future[tuple[SavedSearch, ...]]:
        return self._desk.readers.submit(self._searches.save, search)

    def forget(self, name: str) -> Future[tuple[SavedSearch, ...]]:
        return self._desk.readers.submit(self._searches.forget, name)

    # -- inner --------------------------------------------------------------------------------------------------
    def submit_long(self, work: Callable[[], T]) -> Future[T]:
        """Do work that writes or reads for long, one after the other."""
        with self._making:
            if self._long is None:
                self._long = ThreadPoolExecutor(1, thread_name_prefix="counterseal-files")
            return self._long.submit(work)

    def _until(self, cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
        return lambda: self._closing.is_set() or (cancelled is not None and cancelled())

    def every(
        self, wanted: HistoryFilter, progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> Generator[HistoryRow]:
        """Every row that a filter finds, from one steady view of the record."""
        until = self._until(cancelled)
        before: int | None = None
        done = 0
        with self._desk.profile.reading() as connection, self.books() as books:
            names = names_of(connection)
            while True:
                if until():
                    raise Cancelled("The export was cancelled")
                page = history.page(connection, wanted, before, EXPORTED_AT_ONCE, names, until, books)
                yield from page.rows
                done += len(page.rows)
                before = page.next_before
                if progress is not None:
                    # All of them are known to be done only at the end: a total is counted no further than it is cheap.
                    progress(done, done if before is None else max(page.total, done + 1))
                if before is None:
                    return

    def _holders(self, seq: int) -> list[str]:
        """Who keeps a head over this entry, outside of this database."""
        kept = holders.listed(self._desk.profile)
        return [one.name for one in kept if one.size > seq and one.name != holders.OWN_GATEWAY]

    @contextmanager
    def books(self) -> Iterator[tuple[Book, ...]]:
        """The replicas, each in a read transaction of its own."""
        with ExitStack() as stack:
            books = []
            for replica in self._replicas.readable():
                connection = stack.enter_context(replica.database.read())
                gateway = replica.gateway
                books.append(Book(connection, gateway.id, gateway.origin, gateway.name, names_of(connection)))
            yield tuple(books)


def names_of(connection: Connection) -> Mapping[str, Any]:
    """Names of agents and people by id in one log; their id spaces do not meet (people's are UUIDs)."""
    return roster.load(connection).names | {row.id: row.name for row in agent_rows.agents(connection)}


def _not_here(log: str) -> NotFound:
    return NotFound("This log is not replicated here", where=log[:80], code="no_replica")
