"""Rows of History out of one log or several: filters, their order, what became of each, and the words.

Several logs meet here: the own one, and the replicas of separate gateways' logs. An entry that stands in the own log
and, with the same envelope, in a replica is one row, the own log's; the replica knows it as a *twin*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal_column, select, table, text

from counterseal.ledger import history_words, schema
from counterseal.ledger.sqlite_dialect import match_expression
from counterseal.model.history import HistoryFilter, HistoryRow

MOST_COUNTED = 10_000
# The place where a page ends is one whole number: the own log's sequence number, and above it those of the others.
PLACE_BITS = 48
_L = schema.listing.c
_E = schema.entries.c
_T = schema.accepted.c


@dataclass(frozen=True, slots=True)
class Book:
    """A log that History reads.

    Attributes:
        connection: a read transaction on the database that holds it.
        number: 0 for the own log, else the gateway's number in this profile.
        origin: the log's origin.
        name: what people call the gateway; empty for the own log.
        names: display names by person id and agent id, as that log has them.
    """

    connection: Connection
    number: int = 0
    origin: str = ""
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry that says what became of an earlier one of its subject."""

    seq: int
    type: str
    verdict: str
    envelope: str | None


class Stream:
    """The matching rows of one book, newest first, read as they are wanted."""

    def __init__(self, book: Book, wanted: HistoryFilter, before: int | None, chunk: int) -> None:
        self.book = book
        self._wanted = wanted
        self._chunk = chunk
        self._before = before
        self._rows: list[Row[Any]] = []
        self._at = 0
        self._ended = before == 0
        self._taken: int | None = None

    def head(self) -> Row[Any] | None:
        """The next row, not taken yet; None at the end."""
        if self._at == len(self._rows) and not self._ended:
            key = _key(self._wanted)
            query = matching(self._wanted, self.book)
            if self._before is not None:
                query = query.where(key < self._before)
            self._rows = list(self.book.connection.execute(query.order_by(key.desc()).limit(self._chunk)))
            self._at = 0
            self._ended = len(self._rows) < self._chunk
            if self._rows:
                self._before = self._rows[-1].seq
        return self._rows[self._at] if self._at < len(self._rows) else None

    def take(self) -> Row[Any]:
        row = self._rows[self._at]
        self._at += 1
        self._taken = row.seq
        return row

    def place(self, before: int | None) -> int:
        """Where to go on: only rows below it are still to come."""
        if self._taken is not None:
            return self._taken
        if before is not None:
            return before
        row = self.head()
        return 0 if row is None else int(row.seq) + 1


def merge(streams: Sequence[Stream], limit: int) -> list[tuple[Book, Row[Any]]]:
    """The newest ``limit`` rows by time, the own log first where times are equal; within a log by its own order.

    Twins are passed over here and not by the query: each has its row in the own log at about the same time, so that
    few are met for a page, where a query might have to look through all of them for one that is none.
    """
    found: list[tuple[Book, Row[Any]]] = []
    while len(found) < limit:
        best: tuple[str, int] | None = None
        chosen: Stream | None = None
        for stream in streams:
            row = stream.head()
            if row is not None and (best is None or (row.at, -stream.book.number) > best):
                best, chosen = (row.at, -stream.book.number), stream
        if chosen is None:
            break
        row = chosen.take()
        if row.twin is None:
            found.append((chosen.book, row))
    return found


def unpack(place: int | None, number: int) -> int | None:
    """A book's own part of the place where a page ended."""
    return None if place is None else place >> PLACE_BITS * number & (1 << PLACE_BITS) - 1


def pack(places: Mapping[int, int]) -> int:
    """The place of a page's end, from each book's part by its number."""
    return sum(place << PLACE_BITS * number for number, place in places.items())


def matching(wanted: HistoryFilter, book: Book, *columns: Any) -> Select[Any]:
    """The rows of a book that match, each with its envelope and, in a replica, the place of its twin."""
    wanted_columns = columns or (schema.listing, _envelope(), _twin(book), *_erasure())
    query = select(*wanted_columns)
    if wanted.text.strip():
        search = table("search")
        query = query.select_from(search.join(schema.listing, _L.seq == literal_column("search.rowid")))
        query = query.where(text("search MATCH :words").bindparams(words=match_expression(wanted.text)))
    else:
        query = query.select_from(schema.listing)
    if wanted.agent:
        query = query.where(_L.agent == wanted.agent)
    if wanted.person:
        query = query.where(_L.person == wanted.person)
    if wanted.kinds:
        query = query.where(_L.type.in_(wanted.kinds))
    if wanted.subject:
        query = query.where(_L.subject == wanted.subject)
    if wanted.verdicts:
        query = query.where(_L.verdict.in_(wanted.verdicts))
    if wanted.subjects:
        query = query.where(_L.subject.in_(wanted.subjects))
    if wanted.since:
        query = query.where(_L.at >= wanted.since)
    if wanted.until:
        query = query.where(_L.at < wanted.until)
    return query


def total(wanted: HistoryFilter, book: Book) -> int:
    """How many rows of a book match: exactly without a filter, else counted up to ``MOST_COUNTED``."""
    connection = book.connection
    if wanted == HistoryFilter():
        size = int(connection.execute(select(schema.log_state.c.size)).scalar_one_or_none() or 0)
        return size - (twins(connection) if book.number else 0)
    some = matching(wanted, book, _twin(book)).limit(MOST_COUNTED).subquery()
    return int(connection.execute(select(func.count()).where(some.c.twin.is_(None))).scalar_one())


def twins(connection: Connection) -> int:
    """How many entries of a replica stand in the own log too.

    Rows are only added there, or all taken away, so the last one's number is their count; counting would walk through
    as many rows as there were decisions, for every page.
    """
    found: int | None = connection.execute(text("SELECT max(rowid) FROM accepted")).scalar_one()
    return found or 0


def telling(connection: Connection, subjects: Sequence[str]) -> dict[str, list[Telling]]:
    """For each subject its telling entries, oldest first."""
    found: dict[str, list[Telling]] = {}
    # The plus keeps SQLite from walking the index of types, which holds most of the log, in place of the subjects'.
    kind: ColumnElement[str] = literal_column("+listing.type")
    for start in range(0, len(subjects), 500):
        query = (
            select(_L.seq, _L.type, _L.verdict, _L.subject, _envelope())
            .where(_L.subject.in_(subjects[start : start + 500]), kind.in_(history_words.TELLING))
            .order_by(_L.subject, _L.seq)
        )
        for row in connection.execute(query):
            found.setdefault(row.subject, []).append(Telling(row.seq, row.type, row.verdict, row.envelope))
    return found


class Afterwards:
    """What became of the entries of some subjects, over all books."""

    def __init__(self, books: Sequence[Book], subjects: Sequence[str]) -> None:
        self._books = books
        self._told = [telling(book.connection, subjects) for book in books]

    def of(self, book: Book, row: Row[Any]) -> list[tuple[str, str]]:
        """The (type, verdict) of the later entries of a row's subject, oldest first."""
        own: list[Telling] = []
        elsewhere: list[Telling] = []
        for one, told in zip(self._books, self._told, strict=True):
            entries = told.get(row.subject, [])
            if one is book:
                own = [t for t in entries if t.seq > row.seq]
            elif book.number == 0 and row.envelope is not None:
                # What happened at the gateway counts from where the same envelope stands in its log.
                twin = next((t.seq for t in entries if t.envelope == row.envelope), None)
                elsewhere += [] if twin is None else [t for t in entries if t.seq > twin]
        there = {t.envelope for t in elsewhere if t.envelope is not None}
        # What stands in both is told where the gateway has it; what it has not taken yet comes last.
        later = elsewhere + [t for t in own if t.envelope not in there]
        return [(t.type, t.verdict) for t in later]


def words(book: Book, row: Row[Any], names: Mapping[str, str], later: Sequence[tuple[str, str]]) -> HistoryRow:
    """A row as people read it."""
    agent_name = names.get(row.agent, row.agent)
    if row.type == "delivered":
        # Its person is who decided; who delivered and took it in is no person.
        who = history_words.ACTORS[row.type]
    elif row.person:
        who = names.get(row.person, row.person)
    elif row.type == "action_received":
        who = agent_name
    else:
        who = history_words.ACTORS.get(row.type, "")
    word = history_words.verdict_word(row.type, row.verdict)
    return HistoryRow(
        seq=row.seq,
        at=row.at,
        kind=row.type,
        verdict=word,
        who=who,
        title=row.title or _erased(row, names) or agent_name or word,
        agent=row.agent,
        agent_name=agent_name,
        subject=row.subject,
        outcome=history_words.outcome_word(row.type, row.verdict, later),
        log=book.origin if book.number else "",
        log_name=book.name,
    )


def _erased(row: Row[Any], names: Mapping[str, str]) -> str:
    """The title of a row whose own one was erased; empty for others."""
    if row.erased_by is None:
        return ""
    return history_words.erased_title(row.erased_as, names.get(row.eraser, row.eraser), row.erased_by)


def _erasure() -> list[ColumnElement[Any]]:
    """By which entry, of which type and by whom a row's content was erased; null where it was not."""
    order = schema.listing.alias("ordered")
    join = schema.erased.join(order, order.c.seq == schema.erased.c.by_seq)
    said = (order.c.seq.label("erased_by"), order.c.type.label("erased_as"), order.c.person.label("eraser"))
    return [
        select(one)
        .select_from(join)
        .where(schema.erased.c.seq == _L.seq)
        .correlate(schema.listing)
        .scalar_subquery()
        .label(one.name)
        for one in said
    ]


def _key(wanted: HistoryFilter) -> ColumnElement[int]:
    # Ordering by the search table's own rowid lets full-text search yield its newest matches first.
    return literal_column("search.rowid") if wanted.text.strip() else _L.seq


def _twin(book: Book) -> ColumnElement[int | None]:
    if not book.number:
        return literal_column("NULL").label("twin")
    pair = schema.entries.join(schema.accepted, _T.envelope == _E.envelope)
    return select(_T.seq).select_from(pair).where(_E.seq == _L.seq).scalar_subquery().label("twin")


def _envelope() -> ColumnElement[str | None]:
    return select(_E.envelope).where(_E.seq == _L.seq).scalar_subquery().label("envelope")
