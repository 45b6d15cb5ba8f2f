"""What people read: queue items, details, agents, made inside a read transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import NotFound
from counterseal.gateway import intake, rows
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow, AgentRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.attachments import read_claims, read_context, read_trace
from counterseal.model.views import ActionDetail, AgentView, QueueItem

UPSTREAM_GUARD = "guards this desk only: whoever can reach the agents' server can answer it directly"


def queue(context: Context, connection: Connection, after: int) -> dict[str, Any]:
    """Items changed after ``after``; the whole open queue when it is 0 or from another life of this gateway.

    The version is one that was committed before this snapshot began: the writer's counter may be ahead of that, and
    who continued from there would never hear of the changes in between.

    Returns:
        ``version``, ``full`` and ``items`` (views).
    """
    version = context.committed
    full = after <= 0 or after > version
    found = rows.open_actions(connection) if full else rows.changed_since(connection, after)
    return {"version": version, "full": full, "items": items(connection, found)}


def items(connection: Connection, found: list[ActionRow]) -> list[QueueItem]:
    people = rosters.load(connection)
    agents = {agent.id: agent for agent in rows.agents(connection)}
    return [
        intake.queue_item(row, agents[row.action.agent], _name(people, agents[row.action.agent].owner)) for row in found
    ]


def detail(context: Context, connection: Connection, action_id: str) -> ActionDetail:
    """Everything about one action. Raises NotFound."""
    row = rows.action(connection, action_id)
    agent = rows.agent(connection, row.action.agent)
    people = rosters.load(connection)
    tool = row.action.tool
    descriptor = agent.tools.get(tool)
    schema = row.schema or (descriptor.schema if descriptor else None)
    return ActionDetail(
        item=intake.queue_item(row, agent, _name(people, agent.owner)),
        action=row.action,
        canonical=row.raw.decode(),
        facts=facts.render(row.action, descriptor),
        claims=read_claims(_payload(connection, row, "claims")),
        context=read_context(_payload(connection, row, "context")),
        trace=read_trace(_payload(connection, row, "trace")),
        schema=schema,
        descriptor=agent.raw_tools.get(tool),
        runbook=descriptor.undo.how if descriptor and descriptor.undo.how else agent.runbook,
        precedent=rows.verdict_counts(connection, agent.id, tool),
        guards=UPSTREAM_GUARD if row.source != "direct" else "",
        audience=context.log.origin,
        outcome=row.state.value if row.state in (State.DONE, State.FAILED, State.UNKNOWN) else "",
        outcome_note=row.note,
    )


def agents(context: Context, connection: Connection, leases: Mapping[str, str]) -> list[AgentView]:
    """All registered agents. ``leases`` maps agents with a live lease to its end (UTC stamp)."""
    people = rosters.load(connection)
    waiting: dict[str, int] = {}
    for row in rows.open_actions(connection, states=(State.HELD,)):
        waiting[row.action.agent] = waiting.get(row.action.agent, 0) + 1
    today = rows.count_today(connection, context.now()[:10])
    return [_agent(agent, people, waiting, today, leases, context) for agent in rows.agents(connection)]


def _agent(
    agent: AgentRow,
    people: Roster,
    waiting: Mapping[str, int],
    today: Mapping[str, int],
    leases: Mapping[str, str],
    context: Context,
) -> AgentView:
    halted = agent.halted_by is not None or context.halted_locally
    return AgentView(
        id=agent.id,
        name=agent.name,
        owner=_name(people, agent.owner),
        owner_id=agent.owner,
        level=agent.level,
        state="halted" if halted else "running",
        halt_epoch=agent.halt_epoch,
        waiting=waiting.get(agent.id, 0),
        today=today.get(agent.id, 0),
        lease_until=leases.get(agent.id),
        halted_by=_name(people, agent.halted_by) if agent.halted_by else ("the HALT file" if halted else ""),
        halted_at=agent.halted_at or "",
        tools=tuple(agent.tools),
    )


def _payload(connection: Connection, row: ActionRow, name: str) -> Any:
    try:
        return json.loads(ledger_log.payload(connection, row.received_seq, name))
    except NotFound:
        # Erased; the card still shows facts, which come from the action itself.
        return None


def _name(people: Roster, person_id: str) -> str:
    """Somebody's name; of who left the roster it is said that they did."""
    if person_id in people.people:
        return people.people[person_id].name
    return f"{people.names.get(person_id, 'somebody')} (no longer on the roster)"
