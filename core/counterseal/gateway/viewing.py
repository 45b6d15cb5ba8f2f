"""What people read: queue items, details, agents, made inside a read transaction."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import NotFound
from counterseal.gateway import intake, rows
from counterseal.gateway.agent_views import person_name
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.attachments import read_claims, read_context, read_trace
from counterseal.model.views import ActionDetail, QueueItem

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
        intake.queue_item(row, agents[row.action.agent], person_name(people, agents[row.action.agent].owner))
        for row in found
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
        item=intake.queue_item(row, agent, person_name(people, agent.owner)),
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


def _payload(connection: Connection, row: ActionRow, name: str) -> Any:
    try:
        return json.loads(ledger_log.payload(connection, row.received_seq, name))
    except NotFound:
        # Erased; the card still shows facts, which come from the action itself.
        return None
