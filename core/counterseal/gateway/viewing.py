"""What people read: queue items, details, agents, made inside a read transaction."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import NotFound
from counterseal.gateway import agent_rows, in_force, precedents, queue_items, quorum_state, received, rows, windows
from counterseal.gateway.agent_views import person_name
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.attachments import read_claims, read_context, read_trace
from counterseal.model.autonomy import covers, level_of
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail, Approval

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
    return {"version": version, "full": full, "items": queue_items.items(context, connection, found)}


def detail(context: Context, connection: Connection, action_id: str) -> ActionDetail:
    """Everything about one action. Raises NotFound."""
    row = rows.action(connection, action_id)
    agent = agent_rows.agent(connection, row.action.agent)
    people = rosters.load(connection)
    force = in_force.read(context, connection, agent, people)
    tool = row.action.tool
    descriptor = agent.tools.get(tool)
    trace = read_trace(_payload(connection, row, "trace"))
    schema = row.schema or (descriptor.schema if descriptor else None)
    return ActionDetail(
        item=queue_items.items(context, connection, [row])[0],
        action=row.action,
        canonical=row.raw.decode(),
        facts=facts.render(row.action, descriptor),
        claims=read_claims(_payload(connection, row, "claims")),
        context=read_context(_payload(connection, row, "context")),
        trace=trace,
        schema=schema,
        descriptor=agent.raw_tools.get(tool),
        runbook=descriptor.undo.how if descriptor and descriptor.undo.how else agent.runbook,
        precedent=precedents.of(connection, context.log.origin, people, row.action, descriptor),
        guards=UPSTREAM_GUARD if row.source != "direct" else "",
        audience=context.log.origin,
        outcome=row.state.value if row.state in (State.DONE, State.FAILED, State.UNKNOWN) else "",
        outcome_note=row.note,
        level=level_of(force.autonomy, tool, force.cap).value,
        mandate_sha256=force.mandate_sha256,
        policy_sha256=force.policy_sha256,
        approvals=tuple(
            Approval(
                one.person, person_name(people, one.person), one.at, one.verdict == Verdict.EDIT.value, one.envelope
            )
            for one in quorum_state.of(connection, [row.id]).get(row.id, ())
        ),
        budgets=_budgets(context, connection, force, agent.id, tool),
        redacted=row.redacted,
        received=received.of(connection, row, trace),
    )


def _budgets(
    context: Context, connection: Connection, force: InForce, agent: str, tool: str
) -> tuple[tuple[str, int, int], ...]:
    """Today's use of the mandate's windows that count this tool: name, used, at most."""
    mine = [w for w in (force.mandate.windows if force.mandate else ()) if any(covers(one, tool) for one in w.tools)]
    used = windows.used(connection, agent, {w.name: w.seconds for w in mine}, context.earliest())
    return tuple((w.name, used[w.name], w.at_most) for w in mine)


def _payload(connection: Connection, row: ActionRow, name: str) -> Any:
    try:
        return json.loads(ledger_log.payload(connection, row.received_seq, name))
    except NotFound:
        # Erased; the card still shows facts, which come from the action itself.
        return None
