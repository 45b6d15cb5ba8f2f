"""Charters in force, as the ledger has them, and an agent's figures against what its charter promises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, literal_column, select

from counterseal.errors import KnownError
from counterseal.insights import behind, volume
from counterseal.insights.days import Span, over
from counterseal.insights.gathered import Gathered
from counterseal.insights.views import EXPIRY, FAILURE, SENT, SUCCESS, WRONG, CharterFigure, InsightsWanted
from counterseal.ledger import history_words, log, schema
from counterseal.ledger.history_rows import Book
from counterseal.model.autonomy import Charter
from counterseal.policy.reading import read_charter_order
from counterseal.seal.statements import read_order

KIND = "charter"
CHUNK = 500
NEEDS_SECOND = "needs_second"
# The plus keeps SQLite from walking all deliveries, one for each decision, in place of the few about an agent itself.
_TYPE: Any = literal_column("+listing.type")
_E, _L, _P, _T = (table.c for table in (schema.entries, schema.listing, schema.payloads, schema.accepted))


def in_force(books: Sequence[Book]) -> dict[str, Charter]:
    """The newest charter of each agent that needs nobody's signature any more, over all logs.

    Signatures are not checked here: orders were judged when they were taken in, and verification judges them again.
    """
    newest: dict[str, tuple[str, Charter]] = {}
    for book in books:
        for agent, at, charter in _charters(book):
            if agent not in newest or newest[agent][0] < at:
                newest[agent] = (at, charter)
    return {agent: charter for agent, (_at, charter) in newest.items()}


def figures(
    found: Gathered, wanted: InsightsWanted, shown: Sequence[Span], charters: Mapping[str, Charter]
) -> tuple[CharterFigure, ...]:
    """The measures of every agent that has a charter and did anything; whoever decided."""
    first, period = len(found.spans) - len(shown), over(shown)
    lines: list[CharterFigure] = []
    for agent, charter in sorted(charters.items()):
        if wanted.agent in ("", agent):
            lines += _of(found, InsightsWanted(wanted.days), first, period, agent, charter)
    return tuple(lines)


def _of(
    found: Gathered, wanted: InsightsWanted, first: int, period: Span, agent: str, charter: Charter
) -> Iterator[CharterFigure]:
    days = found.days[first:]
    done, failed, unknown = volume.outcomes(found, agent, first)
    ended = done + failed + unknown
    asked = sum(wait.first and wait.agent == agent for day in days for wait in day.waits)
    alone = sum(day.allowed.get(agent, 0) for day in days)
    if not ended and not asked + alone:
        return
    wrong = sum(one.agent == agent for day in days for one in day.wrong)
    late = sum(end.agent == agent and end.how in volume.UNANSWERED for day in days for end in day.ends)
    ends = behind.entries(wanted, period, ("outcome",), (), agent)
    misses = behind.entries(wanted, period, ("outcome",), ("failed", "unknown"), agent)
    marked = behind.entries(wanted, period, ("incident",), ("incident",), agent)
    asks = behind.entries(wanted, period, ("action_received",), (), agent)
    left = behind.entries(wanted, period, ("expired",), volume.UNANSWERED, agent)
    yield CharterFigure(
        agent, SUCCESS, charter.metric, _share(done, ended), ended, charter.target, True, misses if ended else ends
    )
    yield CharterFigure(agent, FAILURE, "", _share(ended - done, ended), ended, charter.failure_rate, False, misses)
    yield CharterFigure(agent, WRONG, "", _share(wrong, ended), ended, charter.failure_rate, False, marked)
    yield CharterFigure(
        agent, SENT, "", _share(asked, asked + alone), asked + alone, charter.share_to_people, False, asks
    )
    yield CharterFigure(agent, EXPIRY, "", _share(late, asked), asked, None, False, left)


def _charters(book: Book) -> Iterator[tuple[str, str, Charter]]:
    """Agent, time and content of the charters in force in one log, the newest of each agent first."""
    connection = book.connection
    query = (
        select(_L.seq, _L.at, _L.subject, _E.envelope)
        .join(schema.entries, _E.seq == _L.seq)
        .where(_L.type == "order", _L.verdict == KIND)
        .order_by(_L.seq.desc())
    )
    orders = connection.execute(query).all()
    if not orders:
        return
    waiting = _waiting(connection, sorted({row.subject for row in orders}))
    taken = None if book.number else _taken(connection, [row.envelope for row in orders])
    seen: set[str] = set()
    for row in orders:
        if row.subject in seen or row.envelope in waiting or (taken is not None and row.envelope not in taken):
            continue
        try:
            _subject, said = read_order(log.envelope(connection, row.envelope))
            agent, charter = read_charter_order(said["body"])
        except KnownError:
            # Erased, or of a form that this version does not know: there is nothing to hold figures to.
            continue
        seen.add(row.subject)
        yield agent, row.at, charter


def _waiting(connection: Connection, agents: Sequence[str]) -> set[str]:
    """Charters that had only the first of two signatures when they came in."""
    waiting: set[str] = set()
    for start in range(0, len(agents), CHUNK):
        query = (
            select(_P.bytes)
            .join(schema.listing, _L.seq == _P.seq)
            .where(
                _L.subject.in_(agents[start : start + CHUNK]),
                _TYPE == "delivered",
                _L.verdict == history_words.WAITS + KIND,
                _P.name == "delivered",
            )
        )
        found = connection.execute(query).scalars()
        waiting.update(str(_object(log.stored(data)).get("envelope", "")) for data in found)
    return waiting


def _taken(connection: Connection, envelopes: Sequence[str]) -> set[str]:
    """Which of the orders in the own log its own gateway took in; the others are other gateways', or were refused."""
    taken: set[str] = set()
    for start in range(0, len(envelopes), CHUNK):
        some = _T.envelope.in_(envelopes[start : start + CHUNK])
        taken.update(connection.execute(select(_T.envelope).where(some, _T.state != NEEDS_SECOND)).scalars())
    return taken


def _object(data: bytes) -> Mapping[str, Any]:
    value = json.loads(data)
    return value if isinstance(value, dict) else {}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
