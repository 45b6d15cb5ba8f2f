"""Reading one day of one log, through the indexes that History has.

The day's entries are found through ``listing_at``; what people did then through ``listing_type`` between the first and
the last of these; what ran without anybody is counted in one pass over the day's own rows. Nothing outside the day is
touched, so the cost does not grow with the log.

What stands in the own log too (a twin) is left out of a replica, as in History, so that each decision counts once.
Attachments and statements that were erased leave the tool or the risk unknown; that they are missing by right is for
verification to say.
"""

from __future__ import annotations

import json
from binascii import Error as BinasciiError
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal_column, select

from counterseal.clock import parse_stamp
from counterseal.insights.days import Span
from counterseal.insights.rows import DayRows, Decision, End, Fall, Wait, Wrong
from counterseal.ledger import schema
from counterseal.ledger.history_rows import Book
from counterseal.ledger.log import stored
from counterseal.model.actions import State
from counterseal.model.decisions import order_verdict

LARGEST_ACTION = 64 << 10
"""An action of more bytes is not read for the sake of its tool's name."""
CHUNK = 500
_COUNTED = ("policy_allowed", "policy_refused", "outcome")
_SINGLE = ("decision", "action_received", "expired", "voided", "incident")
_E, _L, _P, _T, _V = (
    table.c for table in (schema.entries, schema.listing, schema.payloads, schema.accepted, schema.envelopes)
)
# The plus keeps SQLite from walking an index where the day's own rows are to be read in one pass.
_TYPE: Any = literal_column("+listing.type")


def read_day(book: Book, span: Span) -> DayRows:
    """One day of one log. Raises LedgerDamaged: a table holds something else than was put there."""
    connection = book.connection
    found = DayRows()
    inside = (_L.at >= span.since, _L.at < span.until)
    bounds = connection.execute(select(func.min(_L.seq), func.max(_L.seq), func.count()).where(*inside)).one()
    first, last, found.entries = bounds
    if not found.entries:
        return found
    between = (_L.seq >= first, _L.seq <= last, *inside)
    _count(connection, found, between)
    query = _singly(book, between)
    asked: list[Any] = []
    for row in connection.execute(query):
        if row.twin is not None:
            continue
        if row.type == "action_received":
            asked.append(row)
        else:
            _take(connection, found, book, row)
    seqs = [row.seq for row in asked]
    tools, attached = _tools(connection, seqs), _attached(connection, seqs)
    for row in asked:
        tool, came_with = tools.get(row.seq, ""), attached.get(row.seq, ())
        found.waits.append(Wait(_seconds(row.at), row.subject, row.agent, tool, True, came_with))
    settling = select(_L.subject).where(_L.type == "order", _L.verdict == "outcome", *between)
    found.settled += connection.execute(settling).scalars().all()
    return found


def began_to_wait(books: Iterable[Book], subjects: Sequence[str]) -> list[Wait]:
    """When each of these actions was asked, wherever that stands; without their tools."""
    found = []
    for book in books:
        for start in range(0, len(subjects), CHUNK):
            query = select(_L.at, _L.subject, _L.agent).where(
                _L.subject.in_(subjects[start : start + CHUNK]), _TYPE == "action_received"
            )
            found += [Wait(_seconds(row.at), row.subject, row.agent) for row in book.connection.execute(query)]
    return found


def _singly(book: Book, between: tuple[Any, ...]) -> Select[Any]:
    """The entries that are held one by one, each with its signed statement."""
    twin: Any = literal_column("NULL")
    if book.number:
        twin = select(_T.seq).where(_T.envelope == _E.envelope).scalar_subquery()
    columns = (_L.seq, _L.at, _L.type, _L.verdict, _L.subject, _L.agent, _L.person)
    signed = schema.listing.join(schema.entries, _E.seq == _L.seq).outerjoin(schema.envelopes, _V.sha256 == _E.envelope)
    query = select(*columns, _V.envelope.label("signed"), twin.label("twin")).select_from(signed)
    return query.where(_L.type.in_(_SINGLE), *between).order_by(_L.seq)


def _count(connection: Connection, found: DayRows, between: tuple[Any, ...]) -> None:
    # An action that was ruled on again just before its effect has a second receipt; it counts once.
    number = case((_L.type == "outcome", func.count()), else_=func.count(_L.subject.distinct()))
    query = select(_L.type, _L.verdict, _L.agent, number.label("number")).where(_TYPE.in_(_COUNTED), *between)
    unheard = False
    for kind, verdict, agent, count in connection.execute(query.group_by(_L.type, _L.verdict, _L.agent)):
        if kind == "policy_allowed":
            found.allowed[agent] += count
        elif kind == "policy_refused":
            found.refused[agent] += count
        elif verdict == State.DONE:
            found.done[agent] += count
        elif verdict == State.FAILED:
            found.failed[agent] += count
        else:
            unheard = True
    if unheard:
        open_ended = select(_L.subject, _L.agent).where(_TYPE == "outcome", _L.verdict == State.UNKNOWN, *between)
        found.unknown += [(row.subject, row.agent) for row in connection.execute(open_ended)]


def _take(connection: Connection, found: DayRows, book: Book, row: Any) -> None:
    at = _seconds(row.at)
    if row.type == "decision":
        found.decisions.append(_decision(book, row, at))
    elif row.type == "incident" and row.verdict == "lowered":
        found.falls.append(_fall(connection, row, at))
    elif row.type == "incident":
        body = _predicate(row.signed).get("body")
        if order_verdict("incident", body) == "incident" and isinstance(body, Mapping):
            found.wrong.append(Wrong(at, str(body.get("agent", "")), str(body.get("action") or "")))
    elif row.verdict == State.HELD:
        # What had been allowed, or approved, waits for a person again.
        found.waits.append(Wait(at, row.subject, row.agent, first=False))
    else:
        found.ends.append(End(at, row.subject, row.agent, row.verdict))


def _decision(book: Book, row: Any, at: float) -> Decision:
    said = _predicate(row.signed)
    action, shown, basis = (_object(said.get(name)) for name in ("action", "shown", "basis"))
    dwell, opened = shown.get("dwell_ms"), shown.get("opened")
    seen = isinstance(dwell, int) and isinstance(opened, list)
    return Decision(
        book.number,
        row.seq,
        at,
        row.verdict,
        row.subject,
        row.agent,
        row.person,
        str(action.get("tool", "")),
        str(basis.get("risk") or ""),
        dwell if seen else None,
        tuple(str(one) for one in opened or ()) if seen else None,
    )


def _fall(connection: Connection, row: Any, at: float) -> Fall:
    query = select(_P.bytes).where(_P.seq == row.seq, _P.name == "lowering")
    said = _json(connection.execute(query).scalar_one_or_none())
    return Fall(at, row.agent, str(said.get("to", "")), str(said.get("cause", "")), str(said.get("why", "")))


def _tools(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    """The tool that each asked action calls, by the entry that asks."""
    found: dict[int, str] = {}
    for start in range(0, len(seqs), CHUNK):
        query = select(_P.seq, _P.bytes).where(
            _P.seq.in_(seqs[start : start + CHUNK]), _P.name == "action", func.length(_P.bytes) <= LARGEST_ACTION
        )
        found |= {seq: str(_json(data).get("tool", "")) for seq, data in connection.execute(query)}
    return found


def _attached(connection: Connection, seqs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Which attachments that a person could look at each asked action came with."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(seqs), CHUNK):
        query = select(_P.seq, _P.name).where(
            _P.seq.in_(seqs[start : start + CHUNK]),
            _P.name.in_(("context", "trace")),
            func.length(_P.bytes) > len("[]"),
        )
        for seq, name in connection.execute(query):
            found[seq] = (*found.get(seq, ()), name)
    return found


def _predicate(signed: Any) -> Mapping[str, Any]:
    """What a statement says; empty where it was erased.

    Its form was held to when it was taken in, and is again by verification; doing so here would cost ten times as much
    as all the rest.
    """
    payload = _json(signed).get("payload")
    if not isinstance(payload, str):
        return {}
    try:
        statement = a2b_base64(payload)
    except BinasciiError:
        return {}
    return _object(_json(statement).get("predicate"))


def _json(data: Any) -> Mapping[str, Any]:
    """An object; empty where it is gone, or nothing that can be read: it is for verification to say so."""
    if data is None:
        return {}
    try:
        return _object(json.loads(stored(data)))
    except (ValueError, RecursionError):
        return {}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _seconds(at: str) -> float:
    return parse_stamp(at).timestamp()
