"""What a desk reads of the record: History over all logs, single entries with their proof, the whole verification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import NotFound
from counterseal.gateway import rows
from counterseal.ledger import history, roster
from counterseal.ledger.history_rows import Book
from counterseal.sync import holders
from counterseal.sync.api import EntryDetail, HistoryFilter, HistoryPage
from counterseal.sync.core import DeskCore
from counterseal.sync.replicas import Replicas


class Records:
    """Reads the own log and the replicas as one record."""

    def __init__(self, desk: DeskCore, replicas: Replicas) -> None:
        self._desk = desk
        self._replicas = replicas

    def history(
        self,
        wanted: HistoryFilter,
        before: int | None = None,
        limit: int = 200,
        cancelled: Callable[[], bool] | None = None,
    ) -> Future[HistoryPage]:
        """A page of the record, newest first."""

        def work() -> HistoryPage:
            with self._desk.profile.reading() as connection, self.books() as books:
                names = names_of(connection)
                return history.page(connection, wanted, before, limit, names, cancelled, books)

        return self._desk.readers.submit(work)

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
            raise NotFound("This log is not replicated here", where=log[:80], code="no_replica")

        return self._desk.readers.submit(work)

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
    return roster.load(connection).names | {row.id: row.name for row in rows.agents(connection)}
