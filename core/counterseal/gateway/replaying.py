"""What a change of an agent's orders would have meant for the last 30 days: ``POST /v1/agents/{id}/what-if``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, select

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput, KnownError, NotFound
from counterseal.gateway import agent_figures, agent_orders, agent_rows
from counterseal.gateway.context import Context
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.model import strict_json
from counterseal.model.actions import Action, State
from counterseal.model.attachments import read_claims
from counterseal.policy import reading
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE
from counterseal.policy.standing import Standing
from counterseal.policy.what_if import Past, replay

MOST = 2_000
MEMBERS = {"autonomy", "mandate", "tools", "drop_mandate"}
_A, _P = schema.actions.c, schema.payloads.c


def what_if(context: Context, connection: Connection, agent_id: str, body: Any) -> dict[str, Any]:
    """The members of ``WhatIf`` in ``sync.api_autonomy``. Raises InvalidInput, NotFound."""
    if not isinstance(body, Mapping) or set(body) - MEMBERS:
        raise InvalidInput(f"A change has some of {', '.join(sorted(MEMBERS))}", where="body")
    if agent_id not in {agent.id for agent in agent_rows.agents(connection)}:
        raise NotFound("There is no such agent", where=agent_id[:80])
    people = rosters.load(connection)
    found = agent_orders.load(context, connection, agent_id, people)
    then = _changed(found.standing, body)
    told = replay(_past(context, connection, agent_id), found.standing, then)
    return {**asdict(told), "needs_second": bool(told.needs_second) and not people.solo}


def _changed(standing: Standing, body: Mapping[str, Any]) -> Standing:
    autonomy, mandate, tools = body.get("autonomy"), body.get("mandate"), body.get("tools")
    if autonomy is not None:
        # A level order takes away the lower level that the agent fell to by itself.
        standing = replace(standing, autonomy=reading.read_autonomy(autonomy, "autonomy"), cap=None)
    if body.get("drop_mandate") is True:
        standing = replace(standing, mandate=None)
    elif mandate is not None:
        standing = replace(standing, mandate=reading.read_mandate(mandate))
    if tools is not None:
        standing = replace(standing, tools=reading.read_registry(tools))
    return standing


def _past(context: Context, connection: Connection, agent_id: str) -> Iterator[Past]:
    """The newest actions of the last 30 days as they were asked first; what was erased is passed by."""
    newest = (
        select(_A.received_seq, _A.asked_at, _A.title, _A.problem, _A.state, _A.decision, _A.ruling)
        .where(_A.agent == agent_id, _A.asked_at >= agent_figures.since(context))
        .order_by(_A.asked_at.desc())
        .limit(MOST)
        .subquery()
    )
    query = select(newest, _P.name, _P.bytes).select_from(newest.join(schema.payloads, _P.seq == newest.c.received_seq))
    found: dict[int, dict[str, Any]] = {}
    for row in connection.execute(query.where(_P.name.in_(("action", "claims")))):
        found.setdefault(row.received_seq, {"row": row})[row.name] = bytes(row.bytes)
    for one in found.values():
        try:
            action = Action.from_members(strict_json.parse(one["action"]))
            claims = read_claims(json.loads(one["claims"]))
        except (KeyError, ValueError, KnownError):
            # Erased, or damaged: verification tells of that, not this.
            continue
        row = one["row"]
        yield Past(action, claims, parse_stamp(row.asked_at), _was(row), row.title, row.problem)


def _was(row: Any) -> str:
    """What policy did with it then."""
    if row.ruling is not None:
        effect = json.loads(row.ruling).get("effect")
        if effect in (ALLOW, HOLD, REFUSE):
            return str(effect)
    return REFUSE if row.state == State.REFUSED.value else HOLD
