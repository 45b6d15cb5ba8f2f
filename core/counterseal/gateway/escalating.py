"""Deadlines of waiting actions: asked are first the reviewers, then the deputy, then the owner; then it is rejected.

Only agents whose charter says within what time a person answers have them. Nothing here ever approves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counterseal.clock import parse_stamp, stamp
from counterseal.gateway import agent_rows, attendance, in_force, rows
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.log import Draft, as_payload
from counterseal.ledger.roster import Roster
from counterseal.model.actions import State
from counterseal.policy.spans import span

REVIEWERS, DEPUTY, OWNER = range(3)
IN_TIME = "nobody decided in time"
_A = schema.actions.c


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a waiting action is taken further. ``deadline`` is None where nothing but its own expiry ends it."""

    deadline: str | None = None
    escalates_at: str | None = None
    step: int = REVIEWERS


def begin(people: Roster, force: InForce, asked_at: str, expires_at: str | None) -> Timetable:
    """The timetable of an action that begins to wait."""
    if force.charter is None or force.charter.answer_within is None:
        return Timetable()
    ends = parse_stamp(asked_at) + timedelta(seconds=force.charter.answer_within)
    if expires_at is not None:
        ends = min(ends, parse_stamp(expires_at))
    if people.solo:
        return Timetable(stamp(ends), stamp(ends), OWNER)
    return Timetable(stamp(ends), _step_ends(REVIEWERS, asked_at, stamp(ends)))


def due(context: Context, connection: Connection) -> list[str]:
    """Ids of waiting actions that are to be taken further: their time has come, or nobody of those asked is there."""
    latest = context.latest()
    query = select(_A.id, _A.escalates_at, _A.agent, _A.step).where(
        _A.escalates_at.is_not(None), _A.state == State.HELD.value
    )
    found: list[str] = []
    groups: dict[tuple[str, int], list[str]] = {}
    for row in connection.execute(query).all():
        if parse_stamp(row.escalates_at) <= latest:
            found.append(row.id)
        elif row.step < OWNER:
            groups.setdefault((row.agent, row.step), []).append(row.id)
    if groups:
        people = rosters.load(connection)
        gone = attendance.away(context, connection)
        for (agent_id, step), ids in groups.items():
            force = in_force.read(context, connection, agent_rows.agent(connection, agent_id), people)
            if not asked(people, force, step) - gone:
                found += ids
    return found


def take_further(context: Context, connection: Connection, action_id: str) -> State:
    """Take one waiting action to its next step, or end it at its deadline."""
    row = rows.action(connection, action_id)
    if row.state is not State.HELD or row.deadline is None:
        return row.state
    if parse_stamp(row.deadline) <= context.latest():
        return _reject(context, connection, row)
    people = rosters.load(connection)
    force = in_force.read(context, connection, agent_rows.agent(connection, row.action.agent), people)
    gone = attendance.away(context, connection)
    step = row.step
    while step < OWNER:
        over = parse_stamp(_step_ends(step, row.asked_at, row.deadline)) <= context.latest()
        if not over and asked(people, force, step) - gone:
            break
        step += 1
    if step == row.step:
        return row.state
    to = sorted(asked(people, force, step))
    says = f"{_unanswered(row, people, force, gone)}, so {_names(people, to)} {'is' if len(to) == 1 else 'are'} asked"
    _write(context, connection, row, "escalated", {"to": to, "step": step, "why": says})
    rows.change_action(
        connection,
        row.id,
        context.bump(),
        step=step,
        escalates_at=row.deadline if step == OWNER else _step_ends(step, row.asked_at, row.deadline),
        escalated=json.dumps({"to": to, "says": says}),
    )
    return row.state


def asked(people: Roster, force: InForce, step: int) -> frozenset[str]:
    """Ids of the people who are asked at a step."""
    deputy = force.charter.deputy if force.charter is not None else None
    if step == REVIEWERS:
        return people.deciders - {force.owner, deputy}
    one = deputy if step == DEPUTY else force.owner
    return people.deciders & ({one} if one is not None else set())


def _reject(context: Context, connection: Connection, row: ActionRow) -> State:
    """Nobody decided in time: a deadline rejects, it never approves. The action's own expiry is the sweeper's."""
    if row.action.expires_at is not None and parse_stamp(row.action.expires_at) <= context.latest():
        return row.state
    body = {"state": State.REJECTED.value, "note": IN_TIME}
    _write(context, connection, row, "expired", body, verdict=State.REJECTED.value, name="note")
    rows.change_action(connection, row.id, context.bump(), state=State.REJECTED, note=IN_TIME, escalates_at=None)
    return State.REJECTED


def _write(
    context: Context,
    connection: Connection,
    row: ActionRow,
    kind: str,
    body: Mapping[str, Any],
    verdict: str = "escalated",
    name: str = "escalated",
) -> None:
    payloads = {name: as_payload({"action_sha256": row.digest, **body})}
    draft = Draft(
        kind, context.now(), row.id, payloads=payloads, verdict=verdict, agent=row.action.agent, title=row.title
    )
    context.log.append(connection, [draft])


def _unanswered(row: ActionRow, people: Roster, force: InForce, gone: frozenset[str]) -> str:
    before = asked(people, force, row.step)
    if not before:
        return "there is no reviewer but the owner" if row.step == REVIEWERS else "there is no deputy"
    who = "no reviewer" if row.step == REVIEWERS else _names(people, sorted(before))
    if not before - gone:
        return "every reviewer is away" if row.step == REVIEWERS else f"{who} is away"
    first, last = parse_stamp(row.asked_at), parse_stamp(row.deadline or row.asked_at)
    passed = max(1, round((last - first).total_seconds() * (row.step + 1) / 3))
    return f"{who} answered in {span(passed)}" if row.step == REVIEWERS else f"{who} did not answer in {span(passed)}"


def _names(people: Roster, ids: list[str]) -> str:
    return " and ".join(people.names.get(one, "somebody") for one in ids) or "nobody"


def _step_ends(step: int, asked_at: str, deadline: str) -> str:
    """When a step is over: each of the three has a third of the time."""
    first: datetime = parse_stamp(asked_at)
    return stamp(first + (parse_stamp(deadline) - first) * (step + 1) / 3)
