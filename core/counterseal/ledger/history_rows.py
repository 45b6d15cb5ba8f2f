"""Rows of History out of one log or several: where a page ends, what became of each row, and its words.

Several logs meet here: the own one, and the replicas of separate gateways' logs. An entry that stands in the own log
and, with the same envelope, in a replica is one row, the own log's; the replica knows it as a *twin*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, literal_column, select, text

from counterseal.ledger import history_filters, history_words, schema
from counterseal.model.history import HistoryFilter, HistoryRow

# The place where a page ends is one whole number: the own log's sequence number, and above it those of the others.
PLACE_BITS = 48
EVERYTHING = (1 << PLACE_BITS) - 1
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


def unpack(place: int | None, number: int) -> int | None:
    """A book's own part of the place where a page ended."""
    return None if place is None else place >> PLACE_BITS * number & (1 << PLACE_BITS) - 1


def pack(places: Mapping[int, int]) -> int:
    """The place of a page's end, from each book's part by its number."""
    return sum(place << PLACE_BITS * number for number, place in places.items())


def matching(wanted: HistoryFilter, book: Book, *, alone: bool = True, envelopes: bool = True) -> Select[Any]:
    """The rows of a book that match, each with its envelope and, in a replica, the place of its twin.

    Args:
        alone: whether this is the only log, so that the database decides about actions as well.
        envelopes: False leaves the envelope null: it stands in the widest table of all, one more place to read a row.
    """
    columns = (schema.listing, _envelope(envelopes), twin(book), *_erasure())
    return history_filters.found(book.connection, wanted, *columns, alone=alone)


def twins(connection: Connection) -> int:
    """How many entries of a replica stand in the own log too.

    Rows are only added there, or all taken away, so the last one's number is their count; counting would walk through
    as many rows as there were decisions, for every page.
    """
    found: int | None = connection.execute(text("SELECT max(rowid) FROM accepted")).scalar_one()
    return found or 0


def telling(connection: Connection, subjects: Sequence[str], *, envelopes: bool = True) -> dict[str, list[Telling]]:
    """For each subject its telling entries, oldest first; ``envelopes`` as for ``matching``."""
    found: dict[str, list[Telling]] = {}
    # The plus keeps SQLite from walking the index of types, which holds most of the log, in place of the subjects'.
    kind: ColumnElement[str] = literal_column("+listing.type")
    for start in range(0, len(subjects), 500):
        query = (
            select(_L.seq, _L.type, _L.verdict, _L.subject, _envelope(envelopes))
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
        # Only between two logs does it matter which envelope an entry came with.
        self._told = [telling(book.connection, subjects, envelopes=len(books) > 1) for book in books]

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


def twin(book: Book) -> ColumnElement[int | None]:
    if not book.number:
        return literal_column("NULL").label("twin")
    pair = schema.entries.join(schema.accepted, _T.envelope == _E.envelope)
    return select(_T.seq).select_from(pair).where(_E.seq == _L.seq).scalar_subquery().label("twin")


def _envelope(wanted: bool) -> ColumnElement[str | None]:
    if not wanted:
        return literal_column("NULL").label("envelope")
    return select(_E.envelope).where(_E.seq == _L.seq).scalar_subquery().label("envelope")
