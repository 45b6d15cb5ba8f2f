"""What a filter of History asks of the rows of one log, as SQL, and of a subject over several logs.

Members of a filter that speak of an action, its tool, its risk and its state, are answered from the action's own
entries: what it was proposed as, and the newest entry that says where it stands. With one log the database decides.
With several the entries about one action may stand in two of them, and then ``Subjects`` decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, literal_column, null, select, table, text

from counterseal.errors import KnownError
from counterseal.ledger import log, schema
from counterseal.ledger.sqlite_dialect import json_member, search_expression
from counterseal.model.history import OWN_LOG, HistoryFilter

_L, _E, _P = schema.listing.c, schema.entries.c, schema.payloads.c
# The entries that an action begins with; they carry what was proposed, and what policy said of it.
PROPOSED = ("action_received", "policy_allowed", "policy_refused")
# What an entry of these types says of where its action stands. A refusal of a permit, which has the type of a refused
# action, changes nothing, so that type counts only where nothing else was said.
_MOVES = ("decision", "permit_taken", "outcome", "expired", "voided", "policy_allowed", "action_received")
_DECIDED = {"approve": "approved", "edit": "approved", "reject": "rejected", "answer": "answered", "withdraw": "held"}
_STANDS = {"permit_taken": "permitted", "policy_allowed": "allowed", "action_received": "held"}
# What most entries are.
_COMMON = frozenset({"policy_allowed", "action_received", "outcome"})
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class About:
    """What a log says of an action; empty or None where it says nothing."""

    tool: str = ""
    risk: str = ""
    state: str = ""

    def fits(self, wanted: HistoryFilter) -> bool:
        return (
            (not wanted.tool or self.tool == wanted.tool)
            and (not wanted.risks or self.risk in wanted.risks)
            and (not wanted.states or self.state in wanted.states)
        )

    def over(self, other: About) -> About:
        """This, with what it does not say taken from ``other``."""
        return About(self.tool or other.tool, self.risk or other.risk, self.state or other.state)


def of_actions(wanted: HistoryFilter) -> bool:
    """Whether a filter asks for what only the action's other entries say."""
    return bool(wanted.tool or wanted.risks or wanted.states)


def reads(wanted: HistoryFilter, number: int, *names: str) -> bool:
    """Whether a filter wants rows of this log, known by its origin or its gateway's name; ``number`` 0 is the own."""
    return not wanted.log or wanted.log in (names if number else (OWN_LOG,))


def by_time(wanted: HistoryFilter) -> bool:
    """Whether rows are read in the order of their times, which an index has, and not of their numbers.

    Full text has the order of numbers only. Where clocks went back the two orders differ.
    """
    return bool(wanted.since or wanted.until) and not wanted.text.strip()


def walks(wanted: HistoryFilter) -> bool:
    """Whether many rows may have to be looked at for each that fits, because no one index leads to those that do."""
    members = (wanted.text.strip(), wanted.agent, wanted.person, wanted.kinds, wanted.since or wanted.until)
    led = sum(map(bool, members))
    few = bool(wanted.subject or wanted.subjects)
    return not few and (led > 1 or len(wanted.kinds) > 1 or bool(wanted.verdicts) or of_actions(wanted))


def found(connection: Connection, wanted: HistoryFilter, *columns: Any, alone: bool = True) -> Select[Any]:
    """The rows of one log that fit.

    Args:
        alone: whether this is the only log, so that the database decides about actions as well.
    """
    query = select(*columns)
    if wanted.text.strip():
        search = table("search")
        query = query.select_from(search.join(schema.listing, _L.seq == literal_column("search.rowid")))
        query = query.where(_matches(connection, wanted))
    else:
        query = query.select_from(schema.listing)
    query = query.where(*_plain(wanted))
    if alone and wanted.tool:
        query = query.where(_proposed("action", "tool") == wanted.tool)
    if alone and wanted.risks:
        query = query.where(_proposed("policy", "risk").in_(wanted.risks))
    if alone and wanted.states:
        query = query.where(_state().in_(wanted.states))
    return query


def text_only(wanted: HistoryFilter) -> bool:
    """Whether the search table alone can say which rows fit."""
    return bool(wanted.text.strip()) and wanted == HistoryFilter(text=wanted.text, log=wanted.log)


def matches_only(connection: Connection, wanted: HistoryFilter) -> Select[Any]:
    """The numbers of the rows that a text alone finds."""
    rowid: ColumnElement[int] = literal_column("search.rowid")
    return select(rowid).select_from(table("search")).where(_matches(connection, wanted))


class Subjects:
    """What is known of actions over all logs, read for the rows at hand.

    A gateway's log is nearer to the action than the own one, which holds only what was decided here.
    """

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._connections = connections

    def fitting(self, rows: Sequence[Row[Any]], wanted: HistoryFilter) -> list[Row[Any]]:
        """Those of the rows whose action fits."""
        known = self.about(sorted({row.subject for row in rows if row.subject}), wanted)
        return [row for row in rows if known.get(row.subject, About()).fits(wanted)]

    def about(self, subjects: Sequence[str], wanted: HistoryFilter) -> dict[str, About]:
        """By action, as much as ``wanted`` asks for."""
        known: dict[str, About] = {}
        for start in range(0, len(subjects), _AT_ONCE):
            part = subjects[start : start + _AT_ONCE]
            for connection in self._connections:
                for subject, said in _about(connection, part, wanted).items():
                    known[subject] = said.over(known.get(subject, About()))
        return known


def _matches(connection: Connection, wanted: HistoryFilter) -> ColumnElement[bool]:
    words = search_expression(connection, wanted.text)
    return text("search MATCH :words").bindparams(words=words)  # type: ignore[return-value]


def _leading(wanted: HistoryFilter) -> str:
    """The column whose index leads to the rows; empty where text or times do.

    Of several the one that most logs have the fewest rows of; SQLite keeps no count here that it could go by.
    """
    if wanted.text.strip() or by_time(wanted):
        return ""
    if wanted.person:
        return "person"
    if wanted.kinds and not _COMMON & set(wanted.kinds):
        return "type"
    return "agent" if wanted.agent else "type"


def _plain(wanted: HistoryFilter) -> Iterable[ColumnElement[bool]]:
    """What the row itself says.

    Columns that do not lead are looked at and not searched by: the plus keeps SQLite from taking one of their indexes
    instead, whose rows it would have to sort, all of them, before it gave the first.
    """
    leading = _leading(wanted)

    def column(name: str) -> ColumnElement[Any]:
        return _L[name] if name == leading else literal_column(f"+listing.{name}")

    if wanted.agent:
        yield column("agent") == wanted.agent
    if wanted.person:
        yield column("person") == wanted.person
    if wanted.kinds:
        yield column("type").in_(wanted.kinds)
    if wanted.verdicts:
        yield column("verdict").in_(wanted.verdicts)
    # Of these there are few: their index is the best whatever else is wanted.
    if wanted.subject:
        yield _L.subject == wanted.subject
    if wanted.subjects:
        yield _L.subject.in_(wanted.subjects)
    yield from times(wanted, bool(wanted.text.strip()))


def times(wanted: HistoryFilter, looked_at: bool = False) -> Iterable[ColumnElement[bool]]:
    """The bounds of time; only ``looked_at`` where something else leads to the rows."""
    at: ColumnElement[Any] = literal_column("+listing.at") if looked_at else _L.at
    if wanted.since:
        yield at >= wanted.since
    if wanted.until:
        yield at < wanted.until


def _proposed(name: str, member: str) -> ColumnElement[Any]:
    """A member of an attachment of the first entry about a row's action that has it."""
    first = schema.listing.alias("proposed")
    attached = schema.payloads.alias("attached")
    kind: ColumnElement[str] = literal_column("+proposed.type")
    return (
        select(json_member(attached.c.bytes, member))
        .select_from(first.join(attached, attached.c.seq == first.c.seq))
        .where(first.c.subject == _L.subject, _L.subject != "", kind.in_(PROPOSED), attached.c.name == name)
        .order_by(first.c.seq)
        .limit(1)
        .correlate(schema.listing)
        .scalar_subquery()
    )


def _state() -> ColumnElement[Any]:
    moved = _newest(_MOVES, _stands("newest"))
    refused = _newest(("policy_refused",), literal_column("'refused'"))
    return case((moved.is_not(null()), moved), else_=refused)


def _newest(types: tuple[str, ...], said: ColumnElement[Any]) -> ColumnElement[Any]:
    newest = schema.listing.alias("newest")
    # The plus keeps SQLite from walking the index of types, which holds most of the log, in place of the subjects'.
    kind: ColumnElement[str] = literal_column("+newest.type")
    return (
        select(said)
        .select_from(newest)
        .where(newest.c.subject == _L.subject, _L.subject != "", kind.in_(types))
        .order_by(newest.c.seq.desc())
        .limit(1)
        .correlate(schema.listing)
        .scalar_subquery()
    )


def _stands(alias: str) -> ColumnElement[Any]:
    kind: ColumnElement[str] = literal_column(f"{alias}.type")
    verdict: ColumnElement[str] = literal_column(f"{alias}.verdict")
    told: list[tuple[ColumnElement[bool], ColumnElement[str]]]
    told = [(kind == name, literal_column(f"'{state}'")) for name, state in _STANDS.items()]
    decided = case(_DECIDED, value=verdict, else_="")
    return case(*told, (kind == "decision", decided), else_=verdict)


def state_after(entries: Iterable[tuple[str, str]]) -> str:
    """Where an action stands after these (type, verdict) of its entries, oldest first; empty when they do not say."""
    state = ""
    for kind, verdict in entries:
        if kind in _MOVES:
            state = _STANDS.get(kind) or (_DECIDED.get(verdict, "") if kind == "decision" else verdict)
        elif kind == "policy_refused" and not state:
            state = "refused"
    return state


def _about(connection: Connection, subjects: Sequence[str], wanted: HistoryFilter) -> dict[str, About]:
    kind: ColumnElement[str] = literal_column("+listing.type")
    query = (
        select(_L.seq, _L.type, _L.verdict, _L.subject, _E.envelope)
        .join(schema.entries, _E.seq == _L.seq)
        .where(_L.subject.in_(subjects), kind.in_((*_MOVES, "policy_refused")))
        .order_by(_L.subject, _L.seq)
    )
    entries: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        entries.setdefault(row.subject, []).append(row)
    return {subject: _said(connection, rows, wanted) for subject, rows in entries.items()}


def _said(connection: Connection, rows: Sequence[Row[Any]], wanted: HistoryFilter) -> About:
    state = state_after((row.type, row.verdict) for row in rows)
    tool, risk = "", ""
    if wanted.tool:
        tool = _first(connection, rows, "action", "tool") or _signed(connection, rows, "action", "tool")
    if wanted.risks:
        risk = _first(connection, rows, "policy", "risk") or _signed(connection, rows, "basis", "risk")
    return About(tool, risk, state)


def _first(connection: Connection, rows: Sequence[Row[Any]], name: str, member: str) -> str:
    for row in rows:
        if row.type in PROPOSED:
            query = select(_P.bytes).where(_P.seq == row.seq, _P.name == name)
            data = connection.execute(query).scalar_one_or_none()
            if data is not None:
                return _text(_object(data), member)
    return ""


def _signed(connection: Connection, rows: Sequence[Row[Any]], name: str, member: str) -> str:
    """The same from a decision: the own log has no other entry about an action of a separate gateway."""
    for row in rows:
        if row.type == "decision" and row.envelope is not None:
            try:
                predicate = log.envelope(connection, row.envelope).statement()["predicate"]
                return _text(predicate[name], member)
            except (KnownError, KeyError, TypeError):
                continue  # erased, or not what it should be: that it is so shows when the entry is opened
    return ""


def _object(data: Any) -> Any:
    try:
        return json.loads(data)
    except (ValueError, TypeError, RecursionError):
        return None


def _text(value: Any, member: str) -> str:
    said = value.get(member) if isinstance(value, Mapping) else None
    return said if isinstance(said, str) else ""
