"""Reading History row by row: newest first, out of one log or several, and never for longer than a reader has patience.

Where one index leads to the rows, they are read through it. Where many rows must be looked at for each that fits, the
log is walked in stretches, and between two of them the reading may end for now: what was found is shown, and the next
page goes on where this one ended.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, literal_column, select, tuple_

from counterseal.ledger import history_filters, schema
from counterseal.ledger.history_filters import Subjects
from counterseal.ledger.history_rows import EVERYTHING, Book, matching, twin, twins
from counterseal.ledger.sqlite_dialect import TooLong, bounded
from counterseal.model.history import HistoryFilter

MOST_COUNTED = 10_000
MOST_LOOKED_UP = 1_000
# How much of the database's work a count may cost; ten thousand rows by one index take about half of it.
MOST_STEPS = 120_000
FIRST_STRETCH, LONGEST_STRETCH = 1 << 14, 1 << 17
# Reading never stops within a stretch; when one took longer than this, the next one is not longer.
_LONG = 0.05
_L = schema.listing.c


class Patience:
    """How long a reader waits for a page. Without seconds: as long as it takes."""

    def __init__(self, seconds: float | None = None) -> None:
        self._ends = None if seconds is None else time.perf_counter() + seconds

    def over(self) -> bool:
        return self._ends is not None and time.perf_counter() >= self._ends


class Stream:
    """The matching rows of one book, newest first, read as they are wanted.

    Args:
        book: what is read.
        before: only rows below this place; None for all.
        chunk: how many rows are read at a time.
        subjects: decides about actions where several books are read; None where the database does.
        envelopes: whether rows come with their envelopes.

    Attributes:
        paused: reading has ended because the patience did; there may be more rows.
    """

    def __init__(
        self,
        book: Book,
        wanted: HistoryFilter,
        before: int | None,
        chunk: int,
        subjects: Subjects | None = None,
        patience: Patience | None = None,
        *,
        envelopes: bool = True,
    ) -> None:
        self.book = book
        self.paused = False
        self._wanted = wanted
        self._chunk = chunk
        self._before = None if before == EVERYTHING else before
        self._subjects = subjects
        self._patience = patience or Patience()
        self._rows: list[Row[Any]] = []
        self._at = 0
        self._has_read = False
        # In the order of times, entry 0 need not be the last one.
        first = before == 0 and not history_filters.by_time(wanted)
        self._ended = first or not history_filters.reads(wanted, book.number, book.origin, book.name)
        self._taken: int | None = None
        self._walks = history_filters.walks(wanted)
        self._stretch = FIRST_STRETCH
        self._query = None if self._ended else matching(wanted, book, alone=subjects is None, envelopes=envelopes)

    def head(self) -> Row[Any] | None:
        """The next row, not taken yet; None at the end, or when ``paused``."""
        while self._at == len(self._rows) and not self._ended and self._query is not None:
            # Something is read in any case, so that the next page begins further on than this one.
            if self._has_read and self._patience.over():
                self.paused = True
                break
            rows = self._read(self._query)
            self._has_read = True
            self._rows = rows if self._subjects is None else self._subjects.fitting(rows, self._wanted)
            self._at = 0
        return self._rows[self._at] if self._at < len(self._rows) else None

    def take(self) -> Row[Any]:
        row = self._rows[self._at]
        self._at += 1
        self._taken = row.seq
        return row

    def place(self, before: int | None) -> int:
        """Where to go on: only rows below it are still to come."""
        if self.paused and self._before is not None:
            return self._before
        if self._taken is not None:
            return self._taken
        if before is not None:
            return before
        if history_filters.by_time(self._wanted):
            return EVERYTHING
        row = self.head()
        return 0 if row is None else int(row.seq) + 1

    def _read(self, query: Select[Any]) -> list[Row[Any]]:
        connection, began = self.book.connection, time.perf_counter()
        timed = history_filters.by_time(self._wanted)
        key: Any = literal_column("search.rowid") if self._wanted.text.strip() else _L.seq
        if self._before is not None:
            query = query.where(_below(connection, self._before) if timed else key < self._before)
        low = None
        if self._walks:
            low = self._end_of_stretch(timed)
            if low is not None:
                at = _time_of(connection, low) if timed else ""
                here = tuple_(_L.at, _L.seq) >= tuple_(literal(at), literal(low)) if timed else key >= low
                query = query.where(here)
        query = query.order_by(_L.at.desc(), _L.seq.desc()) if timed else query.order_by(key.desc())
        rows = list(connection.execute(query.limit(self._chunk)))
        if len(rows) == self._chunk:
            self._before = rows[-1].seq
        else:
            self._ended, self._before = low is None, low if low is not None else self._before
        if time.perf_counter() - began < _LONG:
            self._stretch = min(2 * self._stretch, LONGEST_STRETCH)
        return rows

    def _end_of_stretch(self, timed: bool) -> int | None:
        """The last entry of the next stretch; None when it reaches the log's first one."""
        connection = self.book.connection
        if timed:
            # Over the index of times alone: whatever else is wanted is looked for within the stretch.
            query = select(_L.seq).where(*history_filters.times(self._wanted))
            if self._before is not None:
                query = query.where(_below(connection, self._before))
            query = query.order_by(_L.at.desc(), _L.seq.desc()).limit(1).offset(self._stretch)
            return connection.execute(query).scalar_one_or_none()
        top = self._before
        if top is None:
            top = connection.execute(select(func.max(_L.seq))).scalar_one_or_none() or 0
        return top - self._stretch if top > self._stretch else None


def merge(streams: Sequence[Stream], limit: int) -> list[tuple[Book, Row[Any]]]:
    """The newest ``limit`` rows by time, the own log first where times are equal; within a log by its own order.

    Twins are passed over here and not by the query: each has its row in the own log at about the same time, so that
    few are met for a page, where a query might have to look through all of them for one that is none. When a stream
    has paused, the list ends: its next row may be newer than those of the others.
    """
    found: list[tuple[Book, Row[Any]]] = []
    while len(found) < limit:
        best: tuple[str, int] | None = None
        chosen: Stream | None = None
        for stream in streams:
            row = stream.head()
            if row is not None and (best is None or (row.at, -stream.book.number) > best):
                best, chosen = (row.at, -stream.book.number), stream
        if chosen is None or any(stream.paused for stream in streams):
            break
        row = chosen.take()
        if row.twin is None:
            found.append((chosen.book, row))
    return found


def all_wanted(wanted: HistoryFilter) -> bool:
    """Whether a filter leaves out no row of the logs that it reads, so that their sizes are the count."""
    return replace(wanted, log="") == HistoryFilter()


def total(wanted: HistoryFilter, book: Book, subjects: Subjects | None, patience: Patience) -> tuple[int, bool]:
    """How many rows of a book match, and whether there are more than were counted.

    All are counted without a filter; else up to ``MOST_COUNTED``, or fewer where each row must be looked up for it.
    """
    connection = book.connection
    if not history_filters.reads(wanted, book.number, book.origin, book.name):
        return 0, False
    if all_wanted(wanted):
        size = int(connection.execute(select(schema.log_state.c.size)).scalar_one_or_none() or 0)
        return size - (twins(connection) if book.number else 0), False
    if subjects is not None:
        return _count_through(wanted, book, subjects, patience)
    only_text = history_filters.text_only(wanted) and not book.number
    some = (
        history_filters.matches_only(connection, wanted)
        if only_text
        else history_filters.found(connection, wanted, twin(book))
    )
    slow = bool(wanted.text.strip()) or history_filters.of_actions(wanted)
    most = MOST_LOOKED_UP if slow and not only_text else MOST_COUNTED
    counted = some.limit(most + 1).subquery()
    twinned = literal(0) if only_text else func.count(counted.c.twin)
    try:
        with bounded(connection, MOST_STEPS):
            met, twin_count = connection.execute(select(func.count(), twinned).select_from(counted)).one()
    except TooLong:
        return 0, True
    return max(min(met, most) - twin_count, 0), met > most


def _count_through(wanted: HistoryFilter, book: Book, subjects: Subjects, patience: Patience) -> tuple[int, bool]:
    stream = Stream(book, wanted, None, MOST_LOOKED_UP, subjects, patience)
    count = 0
    while (row := stream.head()) is not None:
        if count == MOST_LOOKED_UP:
            return count, True
        stream.take()
        count += row.twin is None
    return count, stream.paused


def _below(connection: Connection, seq: int) -> Any:
    """What comes after the entry of this number in the order of times."""
    return tuple_(_L.at, _L.seq) < tuple_(literal(_time_of(connection, seq)), literal(seq))


def _time_of(connection: Connection, seq: int) -> str:
    """The time of the entry of this number, or of the newest one below it."""
    query = select(_L.at).where(_L.seq <= seq).order_by(_L.seq.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""
