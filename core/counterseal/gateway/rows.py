"""The gateway's actions as typed rows, and what is counted among them. SQL only; no rule lives here."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from counterseal.errors import NotFound
from counterseal.ledger import schema
from counterseal.ledger.prepared import Prepared
from counterseal.model import strict_json
from counterseal.model.actions import Action, State
from counterseal.seal.digests import canonical_sha256

OPEN_STATES = (State.HELD, State.APPROVED, State.ALLOWED, State.PERMITTED, State.UNKNOWN)
_A = schema.actions.c
_G = schema.agents.c
# Spelled out in the statement: SQLite cannot know of bound values that the index over open actions holds them, and
# would look through everything that an agent ever did.
_IS_OPEN = _A.state.in_([literal_column(f"'{one.value}'") for one in OPEN_STATES])
# Rows of actions. What was allowed as it was asked has no copy of its arguments of its own, only those in the ledger.
_AS_ASKED = (
    select(schema.payloads.c.bytes)
    .where(schema.payloads.c.seq == _A.received_seq, schema.payloads.c.name == "action")
    .scalar_subquery()
)
_ROWS: Select[*tuple[Any, ...]] = select(
    *(one for one in _A if one.name != "action"),
    case((func.length(_A.action) == 0, _AS_ASKED), else_=_A.action).label("action"),
)
_ACTION = Prepared(_ROWS.where(_A.id == bindparam("action")))
_NEW_ACTION = Prepared(insert(schema.actions))
_STANDING = Prepared(
    union_all(
        select(_A.state, func.count()).where(_A.agent == bindparam("agent"), _IS_OPEN).group_by(_A.state),
        select(literal_column("''"), literal_column("1")).where(_A.id == bindparam("action")),
    )
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action as the gateway holds it. ``action`` is the one that may run (the edited one after an edit).

    Attributes:
        edited_by: id of the person whose edit this is.
        ruling: what policy said of it: ``effect``, ``level``, ``rules`` [[code, effect, words]…], ``charges``.
        redacted: [pointer, rule] of what was masked.
        escalates_at, step: when the next step of its escalation is due, and how many were taken; ``deadline``: when it
            is rejected by itself. ``escalated``: ``{"to": [person id…], "says": words}``.
    """

    action: Action
    raw: bytes
    digest: str
    state: State
    risk: str
    title: str
    asked_at: str
    source: str
    upstream: Mapping[str, Any]
    group: str | None
    verdicts: tuple[str, ...]
    schema: Mapping[str, Any] | None
    problem: str | None
    nonce: str
    halt_epoch: int
    received_seq: int
    decision: str | None
    not_before: str | None
    permit: str | None
    permit_until: str | None
    note: str
    returned: bool
    idempotency: str | None
    version: int
    edited_by: str | None = None
    ruling: Mapping[str, Any] | None = None
    redacted: tuple[tuple[str, str], ...] = ()
    deadline: str | None = None
    escalates_at: str | None = None
    escalated: Mapping[str, Any] | None = None
    step: int = 0

    @property
    def id(self) -> str:
        return self.action.id


@dataclass(frozen=True, slots=True)
class Unbegun:
    """What is looked at each second of an allowed action that waits to begin."""

    id: str
    agent: str
    tool: str
    source: str
    asked_at: str
    permit_until: str | None


def action(connection: Connection, action_id: str) -> ActionRow:
    """Raises NotFound."""
    row = _ACTION.run(connection, {"action": action_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such action", where=action_id)
    return _action(row)


def find_action(connection: Connection, action_id: str) -> ActionRow | None:
    row = _ACTION.run(connection, {"action": action_id}).one_or_none()
    return None if row is None else _action(row)


def by_idempotency(connection: Connection, agent_id: str, key: str) -> ActionRow | None:
    where = (_A.agent == agent_id, _A.idempotency == key)
    row = connection.execute(_ROWS.where(*where)).one_or_none()
    return None if row is None else _action(row)


def open_actions(
    connection: Connection,
    *,
    agent_id: str | None = None,
    source: str | None = None,
    states: Sequence[State] = OPEN_STATES,
) -> list[ActionRow]:
    """Actions in the given ones of the open states, oldest first."""
    query = _ROWS.where(_A.state.in_([s.value for s in states]))
    order: ColumnElement[str] = _A.asked_at
    if agent_id is not None:
        query = query.where(_A.agent == agent_id, _IS_OPEN)
        # The plus keeps SQLite from walking all actions of the agent to be spared the sorting.
        order = literal_column("+actions.asked_at")
    if source is not None:
        query = query.where(_A.source == source)
    return [_action(row) for row in connection.execute(query.order_by(order, _A.id))]


def open_states(connection: Connection, source: str) -> dict[str, str]:
    """The state of each open action of a source, by id."""
    query = select(_A.id, _A.state).where(_A.source == source, _A.state.in_([s.value for s in OPEN_STATES]))
    return {row.id: row.state for row in connection.execute(query)}


def unbegun(connection: Connection) -> list[Unbegun]:
    """The allowed actions that wait to begin, oldest first."""
    wanted = (_A.id, _A.agent, _A.tool, _A.source, _A.asked_at, _A.permit_until)
    query = select(*wanted).where(_A.state == State.ALLOWED.value).order_by(_A.asked_at, _A.id)
    return [Unbegun(*row) for row in connection.execute(query)]


def stranded(connection: Connection, source: str, since: str) -> list[str]:
    """Ids of what was running for this source when its agent was halted, at ``since`` (UTC stamp) or earlier.

    A reset forgets when that was, so it counts as long ago.
    """
    halted = or_(_G.halted_at.is_(None), _G.halted_at <= since)
    query = (
        select(_A.id)
        .join(schema.agents, _G.id == _A.agent)
        .where(_A.state == State.PERMITTED.value, _A.source == source, _A.halt_epoch < _G.halt_epoch, halted)
    )
    return list(connection.execute(query).scalars())


def unreported(connection: Connection, source: str, since: str) -> list[str]:
    """Ids of what runs for this source by an edge, which knows no lease, with a permit that ended by ``since``."""
    query = select(_A.id, _A.upstream).where(
        _A.state == State.PERMITTED.value, _A.source == source, _A.permit_until <= since
    )
    return [row.id for row in connection.execute(query) if json.loads(row.upstream).get("edge")]


def unreturned(connection: Connection, source: str) -> list[ActionRow]:
    """Decided actions of one upstream whose decision has not been carried to it, and their undecided group mates."""
    carried = (
        State.APPROVED, State.ALLOWED, State.REJECTED, State.REFUSED, State.ANSWERED, State.EXPIRED,
    )  # fmt: skip
    decided = (_A.source == source, _A.returned == 0, _A.state.in_([s.value for s in carried]))
    # Of what is held only mates of a decided one are read: thousands may wait while one is decided.
    groups = select(_A.grp).where(*decided, _A.grp.is_not(None))
    mates = and_(_A.source == source, _A.returned == 0, _A.state == State.HELD.value, _A.grp.in_(groups))
    query = _ROWS.where(or_(and_(*decided), mates))
    return [_action(row) for row in connection.execute(query.order_by(_A.asked_at, _A.id))]


def changed_since(connection: Connection, version: int) -> list[ActionRow]:
    query = _ROWS.where(_A.version > version).order_by(_A.asked_at, _A.id)
    return [_action(row) for row in connection.execute(query)]


def count_open(connection: Connection, agent_id: str) -> dict[State, int]:
    """How many actions of an agent are in each of the open states."""
    return dict(standing(connection, agent_id, "")[1])


def standing(connection: Connection, agent_id: str, action_id: str) -> tuple[bool, dict[State, int]]:
    """Whether there is an action of this id, of any agent; how many of this agent's are in each of the open states."""
    found = {row[0]: row[1] for row in _STANDING.run(connection, {"agent": agent_id, "action": action_id})}
    known = found.pop("", 0) > 0
    return known, {State(state): count for state, count in found.items()}


def count_today(connection: Connection, since: str) -> dict[str, int]:
    # The plus keeps SQLite from walking all actions by agent to be spared the grouping.
    agent: ColumnElement[str] = literal_column("+actions.agent")
    query = select(agent, func.count()).select_from(schema.actions).where(_A.asked_at >= since).group_by(agent)
    return {row[0]: row[1] for row in connection.execute(query)}


def due(connection: Connection, states: Sequence[State], until: str) -> list[ActionRow]:
    """Actions in the given states whose deadline column is at most ``until`` (a stamp)."""
    where = (_A.state.in_([s.value for s in states]), _A.expires_at <= until)
    return [_action(row) for row in connection.execute(_ROWS.where(*where).order_by(_A.id))]


def newest_entry(connection: Connection, subject: str, types: tuple[str, ...]) -> tuple[int, str] | None:
    """Place and type of the newest ledger entry about a subject among the given types, of which we have few sets."""
    row = _newest_of(types).run(connection, {"subject": subject}).one_or_none()
    return None if row is None else (row[0], row[1])


@functools.cache
def _newest_of(types: tuple[str, ...]) -> Prepared:
    listing = schema.listing.c
    # Our own names of types, spelled out, because a list would be put together anew each time. The plus keeps SQLite
    # from walking the index of types, which holds all actions, in place of the subjects'.
    kind: ColumnElement[str] = literal_column("+listing.type")
    among = kind.in_([literal_column(f"'{one}'") for one in types])
    query = select(listing.seq, listing.type).where(listing.subject == bindparam("subject"), among)
    return Prepared(query.order_by(listing.seq.desc()).limit(1))


def newest_version(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(_A.version), 0))).scalar_one())


def insert_action(connection: Connection, row: ActionRow) -> None:
    """Store a new action, whose entry is in the log already.

    Of one that is allowed the ledger's bytes are what runs, held to its receipt, and nobody decides on it: a second
    copy would be most of its row. It gets one when it comes to people after all, by ``copied``.
    """
    as_asked = row.state is State.ALLOWED
    _NEW_ACTION.run(
        connection,
        {
            "id": row.id,
            "agent": row.action.agent,
            "tool": row.action.tool,
            "action": b"" if as_asked else row.raw,
            "digest": "" if as_asked else row.digest,
            "state": row.state.value,
            "risk": row.risk,
            "title": row.title,
            "asked_at": row.asked_at,
            "expires_at": row.action.expires_at,
            "source": row.source,
            "upstream": json.dumps(dict(row.upstream)),
            "grp": row.group,
            "verdicts": ",".join(row.verdicts),
            "schema": json.dumps(row.schema) if row.schema is not None else None,
            "problem": row.problem,
            "nonce": row.nonce,
            "halt_epoch": row.halt_epoch,
            "received_seq": row.received_seq,
            "decision": row.decision,
            "not_before": row.not_before,
            "permit": row.permit,
            "permit_until": row.permit_until,
            "note": row.note,
            "returned": int(row.returned),
            "idempotency": row.idempotency,
            "version": row.version,
            "edited_by": row.edited_by,
            "ruling": None if row.ruling is None else json.dumps(row.ruling),
            "redacted": json.dumps(row.redacted) if row.redacted else None,
            "deadline": row.deadline,
            "escalates_at": row.escalates_at,
            "escalated": None if row.escalated is None else json.dumps(row.escalated),
            "step": row.step,
        },
    )


def change_action(connection: Connection, action_id: str, version: int, **values: Any) -> None:
    """Update columns of one action and stamp it with the queue version that carries the change."""
    if isinstance(values.get("state"), State):
        values["state"] = values["state"].value
    _change_of(tuple(values)).run(connection, {"changed_id": action_id, "version": version, **values})


@functools.cache
def _change_of(columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(schema.actions).where(_A.id == bindparam("changed_id")), ["version", *columns])


def copied(row: ActionRow) -> dict[str, Any]:
    """The columns that an action has from when people decide on it: its own copy, and a nonce for their decisions."""
    return {"action": row.raw, "digest": row.digest, "nonce": row.nonce or os.urandom(16).hex()}


def _action(row: Row[*tuple[Any, ...]]) -> ActionRow:
    raw = bytes(row.action)
    return ActionRow(
        action=Action.from_members(strict_json.parse(raw)),
        raw=raw,
        digest=row.digest or canonical_sha256(raw),
        state=State(row.state),
        risk=row.risk,
        title=row.title,
        asked_at=row.asked_at,
        source=row.source,
        upstream=json.loads(row.upstream),
        group=row.grp,
        verdicts=tuple(row.verdicts.split(",")),
        schema=json.loads(row.schema) if row.schema is not None else None,
        problem=row.problem,
        nonce=row.nonce,
        halt_epoch=row.halt_epoch,
        received_seq=row.received_seq,
        decision=row.decision,
        not_before=row.not_before,
        permit=row.permit,
        permit_until=row.permit_until,
        note=row.note,
        returned=bool(row.returned),
        idempotency=row.idempotency,
        version=row.version,
        edited_by=row.edited_by,
        ruling=_object(row.ruling),
        redacted=tuple((pointer, rule) for pointer, rule in json.loads(row.redacted or "[]")),
        deadline=row.deadline,
        escalates_at=row.escalates_at,
        escalated=_object(row.escalated),
        step=row.step,
    )


def _object(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else dict(json.loads(text))
