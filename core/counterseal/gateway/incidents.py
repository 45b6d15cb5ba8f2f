"""Incidents: executed actions that somebody marked as wrong, and what was done about them; unknown outcomes settled."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, insert, select, update

from counterseal.errors import Conflict, InvalidInput, NotFound
from counterseal.gateway import lowering, permits, rows
from counterseal.gateway.given import Given
from counterseal.ledger import schema
from counterseal.model.actions import State, check_uuid

OPEN, CLOSED = "open", "closed"
STEPS = ("opened", "noted", "closed")
LONGEST = 2_000
_RAN = (State.DONE, State.FAILED, State.UNKNOWN)
_SETTLED = {"done": State.DONE, "failed": State.FAILED}
_I = schema.incidents.c


def carry_out(given: Given) -> str:
    """Take an ``incident`` order: ``opened``, ``noted`` or ``closed``.

    Raises:
        InvalidInput: its form. Forbidden: who signed is neither owner nor reviewer.
        NotFound: no such incident or action. Conflict: it is open already, or closed (``incident_state``).
    """
    body = given.body({"incident", "agent", "action", "step", "what", "compensating"})
    given.replaces_nothing()
    given.by_decider("Marking something as wrong")
    incident, step = check_uuid(body["incident"], "body/incident"), body["step"]
    agent = given.agent(body["agent"])
    what = _text(body["what"], needed=step == "opened")
    if step not in STEPS:
        raise InvalidInput(f"An incident's step is one of {', '.join(STEPS)}", where="body/step")
    compensating = body["compensating"]
    if compensating is not None:
        rows.action(given.connection, check_uuid(compensating, "body/compensating"))
    if step == "opened":
        action = _executed(given.connection, agent.id, body["action"])
        _open(given, incident, agent.id, action, what, compensating)
        lowering.incident_opened(given.context, given.connection, agent.id, given.sha, what)
    else:
        _go_on(given, incident, agent.id, body["action"], step, what, compensating)
    return str(step)


def settle_outcome(given: Given) -> str:
    """Take an ``outcome`` order: a person says what became of an action whose outcome is unknown.

    Raises:
        InvalidInput: its form, or no reason. Forbidden: who signed is neither owner nor reviewer.
        Conflict: its outcome is not unknown (``not_unknown``).
    """
    body = given.body({"agent", "action", "outcome"})
    given.replaces_nothing()
    given.by_decider("Saying what became of an action")
    state = _SETTLED.get(body["outcome"]) if isinstance(body["outcome"], str) else None
    if state is None:
        raise InvalidInput("A person settles an outcome as done or failed", where="body/outcome")
    row = rows.action(given.connection, check_uuid(body["action"], "body/action"))
    given.about(row.id)
    if row.action.agent != body["agent"]:
        raise InvalidInput("The action is another agent's", where="body/agent")
    reason = given.reason("What became of an action")
    if row.state is not State.UNKNOWN:
        raise Conflict(
            f"The outcome of this action is not unknown: it is {row.state.value}", where=row.id, code="not_unknown"
        )
    note = f"{given.person.name} says so: {reason}"
    permits.finish(given.context, given.connection, row, state, note, given.sha)
    return state.value


def _executed(connection: Connection, agent_id: str, action_id: Any) -> str | None:
    """The action that is marked as wrong, if one is named. Raises InvalidInput, NotFound, Conflict."""
    if action_id is None:
        return None
    row = rows.action(connection, check_uuid(action_id, "body/action"))
    if row.action.agent != agent_id:
        raise InvalidInput("The action is another agent's", where="body/action")
    if row.state not in _RAN:
        raise Conflict(
            f"Only what was executed can be marked as wrong; this action is {row.state.value}",
            where=row.id,
            code="not_executed",
        )
    query = select(_I.id).where(_I.action == row.id, _I.state == OPEN)
    if connection.execute(query).first() is not None:
        raise Conflict("This action is marked as wrong already", where=row.id, code="incident_state")
    return row.id


def _open(given: Given, incident: str, agent_id: str, action: str | None, what: str, compensating: str | None) -> None:
    if given.connection.execute(select(_I.id).where(_I.id == incident)).first() is not None:
        raise Conflict("There is an incident of this id already", where=incident, code="incident_state")
    values = {"id": incident, "agent": agent_id, "action": action, "state": OPEN, "what": what}
    at = given.context.now()
    steps = json.dumps([[at, given.person.id, "opened", what, given.sha]], ensure_ascii=False)
    given.connection.execute(
        insert(schema.incidents).values(
            **values, opened_at=at, opened_by=given.person.id, compensating=compensating, steps=steps
        )
    )


def _go_on(
    given: Given, incident: str, agent_id: str, action: Any, step: str, what: str, compensating: str | None
) -> None:
    row = given.connection.execute(select(schema.incidents).where(_I.id == incident)).one_or_none()
    if row is None:
        raise NotFound("There is no such incident", where=incident)
    if (row.agent, row.action) != (agent_id, action):
        raise InvalidInput("The incident is about another agent or action", where="body")
    if row.state != OPEN:
        raise Conflict("This incident is closed", where=incident, code="incident_state")
    steps = [*json.loads(row.steps), [given.context.now(), given.person.id, step, what, given.sha]]
    given.connection.execute(
        update(schema.incidents)
        .where(_I.id == incident)
        .values(
            state=CLOSED if step == "closed" else OPEN,
            compensating=compensating or row.compensating,
            steps=json.dumps(steps, ensure_ascii=False),
        )
    )


def _text(raw: Any, needed: bool) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST:
        raise InvalidInput(f"What happened is a text of at most {LONGEST:,} characters", where="body/what")
    if needed and not raw.strip():
        raise InvalidInput("Marking something as wrong needs words", where="body/what", code="reason_missing")
    return raw.strip()
