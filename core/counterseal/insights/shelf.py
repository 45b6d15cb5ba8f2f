"""Days that were read already, kept until something happens in them.

Entries are only added, so a day that was read is right until an entry of that day comes: of each log it is remembered
how far it was read, and what has come since says which days are to be read anew. Nothing is kept after an erasure, so
that no erased word stays in memory, nor where the entry that was the last one is another one now.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

from counterseal.insights.days import Span
from counterseal.insights.reading import read_day
from counterseal.insights.rows import DayRows, joined
from counterseal.ledger import log, schema
from counterseal.ledger.history_rows import Book
from counterseal.ledger.sqlite_dialect import Cancelled

MOST_KEPT = 200
_L = schema.listing.c
_AT: Any = literal_column("+listing.at")


class _Kept:
    """The days of one log that were read when it had ``size`` entries, the last one with the leaf hash ``last``."""

    def __init__(self, size: int, last: bytes | None) -> None:
        self.size = size
        self.last = last
        self.days: dict[tuple[str, str], DayRows] = {}


class Shelf:
    """Thread-safe; one for a desk."""

    def __init__(self) -> None:
        self._logs: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def read(
        self,
        books: Sequence[Book],
        spans: Sequence[Span],
        cancelled: Callable[[], bool],
        step: Callable[[int, int], None],
    ) -> list[DayRows]:
        """The rows of each of these days, over all logs.

        Args:
            step: told (days read, days in all) after each.

        Raises:
            Cancelled: ``cancelled`` said so.
        """
        kept = [self._fresh(book) for book in books]
        days = []
        for number, span in enumerate(spans):
            parts = []
            for book, one in zip(books, kept, strict=True):
                if cancelled():
                    raise Cancelled("Counting was cancelled")
                parts.append(self._day(book, one, span))
            days.append(joined(parts))
            step(number + 1, len(spans))
        return days

    def _fresh(self, book: Book) -> _Kept:
        """What is kept of a log, without the days in which something has happened since."""
        size = log.length(book.connection)
        with self._lock:
            before = self._logs.get(book.origin)
        now = _Kept(size, _leaf_hash(book.connection, size))
        if before is not None and before.last == _leaf_hash(book.connection, before.size):
            oldest, erased = _news(book.connection, before.size) if before.size < size else (None, False)
            if not erased:
                days = before.days.copy()
                now.days = {key: rows for key, rows in days.items() if oldest is None or key[1] <= oldest}
        with self._lock:
            self._logs[book.origin] = now
        return now

    def _day(self, book: Book, kept: _Kept, span: Span) -> DayRows:
        key = (span.since, span.until)
        found = kept.days.get(key)
        if found is None:
            found = read_day(book, span)
            with self._lock:
                kept.days[key] = found
                if len(kept.days) > MOST_KEPT:
                    del kept.days[min(kept.days)]
        return found


def _leaf_hash(connection: Connection, size: int) -> bytes | None:
    """The hash of the last of ``size`` entries; None where there is no such entry."""
    query = select(schema.entries.c.leaf_hash).where(schema.entries.c.seq == size - 1)
    return connection.execute(query).scalar_one_or_none()


def _news(connection: Connection, size: int) -> tuple[str | None, bool]:
    """The earliest time among the entries from ``size`` on, and whether one of them erased anything."""
    news = connection.execute(select(func.min(_AT)).where(_L.seq >= size)).scalar_one()
    erasing = select(_L.seq).where(_L.type.in_(("erasure", "retention_cut")), _L.seq >= size)
    return news, connection.execute(erasing.limit(1)).first() is not None
