"""The index of earlier decisions by what they were about. SQL only; what a term stands for is the gateway's matter.

Every question costs a few steps in an index, however many decisions there are: counts are kept as they change, and of
each term only the newest decisions are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.ledger import schema

NEWEST = 200
_CHUNK = 500
_P, _T, _N, _L = schema.precedents.c, schema.precedent_terms.c, schema.precedent_counts.c, schema.listing.c
# Spelled out, so that SQLite sees that the index over approved amounts holds what is asked for.
_RAN: ColumnElement[bool] = literal_column("precedents.verdict IN ('approve', 'edit')")


@dataclass(frozen=True, slots=True)
class Noted:
    """One decision as it is found again. ``seq`` is its entry; the numbers are 64 bits of a digest each."""

    seq: int
    scope: int
    verdict: str
    terms: tuple[int, ...]
    measure: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as History lists it."""

    seq: int
    action: str
    verdict: str
    person: str
    at: str
    title: str


def note(connection: Connection, noted: Noted) -> None:
    """Remember a decision; one that is known already changes nothing."""
    row = {"seq": noted.seq, "scope": noted.scope, "verdict": noted.verdict}
    values = upsert(schema.precedents).values(**row, measure=noted.measure, amount=noted.amount)
    if connection.execute(values.on_conflict_do_nothing()).rowcount == 0:
        return
    terms = [{"term": term, "seq": noted.seq} for term in sorted(set(noted.terms))]
    if terms:
        connection.execute(insert(schema.precedent_terms), terms)
    one = upsert(schema.precedent_counts).values(scope=noted.scope, verdict=noted.verdict, times=1)
    keys = ["scope", "verdict"]
    connection.execute(one.on_conflict_do_update(index_elements=keys, set_={"times": _N.times + 1}))


def forget(connection: Connection, actions: Iterable[str]) -> None:
    """Forget every decision on these actions: they were taken back, or their content is erased."""
    chosen = list(actions)
    for start in range(0, len(chosen), _CHUNK):
        subjects = chosen[start : start + _CHUNK]
        query = select(_P.seq, _P.scope, _P.verdict).join(schema.listing, _L.seq == _P.seq)
        for row in connection.execute(query.where(_L.subject.in_(subjects))).all():
            connection.execute(delete(schema.precedent_terms).where(_T.seq == row.seq))
            connection.execute(delete(schema.precedents).where(_P.seq == row.seq))
            where = (_N.scope == row.scope, _N.verdict == row.verdict)
            connection.execute(update(schema.precedent_counts).where(*where).values(times=_N.times - 1))


def counts(connection: Connection, scope: int) -> dict[str, int]:
    """How decisions of a scope went, by verdict."""
    query = select(_N.verdict, _N.times).where(_N.scope == scope, _N.times > 0).order_by(_N.verdict)
    return {row.verdict: row.times for row in connection.execute(query)}


def largest(connection: Connection, measure: int) -> int | None:
    """The largest amount that was approved, as it was asked or changed; None when none was."""
    query = select(_P.amount).where(_P.measure == measure, _RAN).order_by(_P.amount.desc()).limit(1)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


def newest(connection: Connection, term: int, limit: int = NEWEST) -> list[int]:
    """The newest decisions with a term, newest first."""
    query = select(_T.seq).where(_T.term == term).order_by(_T.seq.desc()).limit(limit)
    return list(connection.execute(query).scalars())


def decided(connection: Connection, seqs: Sequence[int]) -> Mapping[int, Decided]:
    """The decisions of these entries, by entry; without those that are not there."""
    query = (
        select(_P.seq, _P.verdict, _L.subject, _L.person, _L.at, _L.title)
        .join(schema.listing, _L.seq == _P.seq)
        .where(_P.seq.in_(list(seqs)))
    )
    return {
        row.seq: Decided(row.seq, row.subject, row.verdict, row.person, row.at, row.title)
        for row in connection.execute(query)
    }


def last_noted(connection: Connection) -> int:
    """The newest entry that is noted; -1 when none is."""
    found: int | None = connection.execute(select(_P.seq).order_by(_P.seq.desc()).limit(1)).scalar_one_or_none()
    return -1 if found is None else found
