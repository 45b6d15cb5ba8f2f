"""Everything about one agent, as ``GET /v1/agents/{id}`` tells it: orders in force, use, figures, readiness, incidents.

The members are those of ``AgentDetail`` in ``sync.api_autonomy``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, select

from counterseal.errors import KnownError, NotFound
from counterseal.gateway import (
    agent_figures,
    agent_orders,
    agent_rows,
    agent_views,
    autonomy_orders,
    readiness,
    rows,
    seconds,
)
from counterseal.gateway import windows as budgets
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.agent_views import person_name
from counterseal.gateway.context import Context
from counterseal.gateway.seconds import Waiting
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.roster import Roster
from counterseal.model import wire
from counterseal.model.autonomy import Window, covers, members
from counterseal.model.risk import Risk
from counterseal.policy import orders, reading
from counterseal.policy.standing import Standing

MOST_INCIDENTS = 50
MOST_UNKNOWN_TOOLS = 20
_RESET = "It would come back paused, and its owner lets it go on."
_I, _A = schema.incidents.c, schema.actions.c


def detail(context: Context, connection: Connection, agent_id: str, leases: Mapping[str, str]) -> dict[str, Any]:
    """The JSON of one agent. ``leases`` as in ``agent_views.agents``. Raises NotFound."""
    people = rosters.load(connection)
    found = _load(context, connection, agent_id, people)
    standing, row = found.standing, found.row
    counts = agent_views.count(context, connection)
    past = agent_figures.sample(context, connection, agent_id)
    told = agent_figures.figures(context, connection, agent_id, past)
    open_incidents = counts.incidents.get(agent_id, 0)
    higher = agent_figures.proposal(found, told, past, open_incidents)
    return {
        "view": wire.to_json(agent_views.view(context, row, people, counts, leases)),
        "registration": found.predecessor("agent"),
        "autonomy": members(standing.autonomy),
        "cap": row.cap,
        "capped_why": row.cap_why or "",
        "autonomy_order": found.predecessor("level"),
        "mandate": members(standing.mandate),
        "mandate_order": found.predecessor("mandate"),
        "budgets": _budgets(context, connection, agent_id, standing),
        "charter": members(standing.charter),
        "charter_order": found.predecessor("charter"),
        "tools": _tools(found, past),
        "registry_order": found.predecessor("registry"),
        "capture": found.force.capture.value,
        "capture_order": found.predecessor("traces"),
        "runbook": row.runbook,
        "figures": asdict(told),
        "proposal": None if higher is None else {"level": higher.level.value, "evidence": list(higher.evidence)},
        "pending": [_pending(one, found, people) for one in _standing_still(context, connection, found)],
        "incidents": incidents(connection, people, agent_id),
        "paused_by": person_name(people, row.paused_by) if row.paused_by else "",
        "paused_at": row.paused_at or "",
        "last_drill": row.drilled_at,
        "readiness": [
            list(line) for line in readiness.lines(context, found, people, told, open_incidents, agent_id in leases)
        ],
        "halt_order": row.halt_envelope if row.halted_by is not None else None,
    }


def incidents(connection: Connection, people: Roster, agent_id: str = "") -> list[dict[str, Any]]:
    """Incidents, open ones first, then the newest; of one agent, or of all."""
    query = select(schema.incidents).order_by(_I.state.desc(), _I.opened_at.desc()).limit(MOST_INCIDENTS)
    if agent_id:
        query = query.where(_I.agent == agent_id)
    agents = {agent.id: agent for agent in agent_rows.agents(connection)}
    return [_incident(connection, people, agents, row) for row in connection.execute(query)]


def all_incidents(connection: Connection, agent_id: str = "") -> list[dict[str, Any]]:
    """As ``incidents``, with the roster in force."""
    return incidents(connection, rosters.load(connection), agent_id)


def _load(context: Context, connection: Connection, agent_id: str, people: Roster) -> AgentOrders:
    if agent_id not in {agent.id for agent in agent_rows.agents(connection)}:
        raise NotFound("There is no such agent", where=agent_id[:80])
    return agent_orders.load(context, connection, agent_id, people)


def _budgets(context: Context, connection: Connection, agent_id: str, standing: Standing) -> list[dict[str, Any]]:
    mandate = standing.mandate
    if mandate is None:
        return []
    lengths = {window.name: window.seconds for window in mandate.windows}
    used = budgets.used(connection, agent_id, lengths, context.earliest())
    return [
        {
            "name": window.name,
            "used": used[window.name],
            "at_most": window.at_most,
            "seconds": window.seconds,
            "unit": _unit(window, standing),
        }
        for window in mandate.windows
    ]


def _unit(window: Window, standing: Standing) -> str:
    """The currency of a window's sums; empty for a count, and where its tools do not agree on one."""
    fields = (
        found.fields.get(window.field or "")
        for tool, found in standing.tools.items()
        if any(covers(pattern, tool) for pattern in window.tools)
    )
    units = {field.currency for field in fields if field is not None and field.currency is not None}
    return units.pop() if len(units) == 1 else ""


def _tools(found: AgentOrders, past: Sequence[agent_figures.Past]) -> list[dict[str, Any]]:
    """The registry, then what was asked for without being in it."""
    asked = Counter(one.tool for one in past)
    described = [
        {
            "tool": raw["tool"],
            "described": True,
            "descriptor": raw,
            "risk": found.standing.tools[raw["tool"]].risk.value,
            "asked": asked.pop(raw["tool"], 0),
        }
        for raw in found.force.raw_tools
    ]
    unknown = [
        {"tool": tool, "described": False, "descriptor": None, "risk": Risk.R4.value, "asked": times}
        for tool, times in asked.most_common(MOST_UNKNOWN_TOOLS)
    ]
    return described + unknown


def _standing_still(context: Context, connection: Connection, found: AgentOrders) -> Iterator[Waiting]:
    """Waiting orders that a second signature would put in force: those that nothing has overtaken."""
    for one in seconds.waiting(context, connection, found.id):
        halted = found.row.halt_envelope if found.row.halted_by is not None else None
        current = one.body.get("halt") == halted if one.kind == "reset" else True
        if current and one.supersedes == found.predecessor(one.kind):
            yield one


def _pending(one: Waiting, found: AgentOrders, people: Roster) -> dict[str, Any]:
    return {
        "sha256": one.sha256,
        "kind": one.kind,
        "agent": one.agent,
        "by": person_name(people, one.person),
        "at": one.at,
        "reason": one.reason,
        "changes": list(_changes(one, found)),
        "by_me": False,
        "until": one.until,
        "person": one.person,
    }


def _changes(one: Waiting, found: AgentOrders) -> Sequence[str]:
    try:
        if one.kind == "reset":
            return (*orders.RESET, _RESET)
        if one.kind == "agent":
            standing = found.standing
            tools = reading.read_registry(one.body["tools"])
            then = Standing(
                standing.autonomy, one.body["owner"], standing.cap, standing.mandate, standing.charter, tools
            )
        else:
            then = autonomy_orders.after(found, one.kind, one.body)
    except KnownError as error:
        return (f"This order can no longer be read: {error.text()}",)
    return orders.changes_in_words(found.standing, then)


def _incident(
    connection: Connection, people: Roster, agents: Mapping[str, agent_rows.AgentRow], row: Row[Any]
) -> dict[str, Any]:
    action = None if row.action is None else rows.find_action(connection, row.action)
    agent = agents.get(row.agent)
    descriptor = agent.tools.get(action.action.tool) if agent is not None and action is not None else None
    runbook = descriptor.undo.how if descriptor is not None and descriptor.undo.how else ""
    charter = agent.charter if agent is not None else None
    if not runbook and agent is not None:
        runbook = str(charter["runbook"]) if charter is not None else agent.runbook
    return {
        "id": row.id,
        "agent": row.agent,
        "action": row.action,
        "title": action.title if action is not None else (agent.name if agent is not None else row.agent),
        "state": row.state,
        "opened_at": row.opened_at,
        "opened_by": person_name(people, row.opened_by),
        "what": row.what,
        "runbook": runbook,
        "compensating": row.compensating,
        "steps": [[at, person_name(people, who), what or step] for at, who, step, what, _sha in json.loads(row.steps)],
    }
