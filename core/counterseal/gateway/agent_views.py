"""Agents as people see them in a list: who answers for each, how far it may go, and how it is doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from counterseal.gateway import agent_rows, rows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.roster import Roster
from counterseal.model.actions import State
from counterseal.model.autonomy import Level
from counterseal.model.views import AgentView

# The newest decisions of all agents that the shares of unedited approvals are counted in.
DECISIONS = 2_000
OPEN = "open"
_A, _L, _I = schema.actions.c, schema.listing.c, schema.incidents.c


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of all agents at once, by agent."""

    waiting: Mapping[str, int]
    today: Mapping[str, int]
    unedited: Mapping[str, float]
    incidents: Mapping[str, int]


def agents(context: Context, connection: Connection, leases: Mapping[str, str]) -> list[AgentView]:
    """All registered agents. ``leases`` maps agents with a live lease to its end (UTC stamp)."""
    people, counts = rosters.load(connection), count(context, connection)
    return [view(context, one, people, counts, leases) for one in agent_rows.agents(connection)]


def count(context: Context, connection: Connection) -> Counts:
    waiting = select(_A.agent, func.count()).where(_A.state == State.HELD.value).group_by(_A.agent)
    incidents = select(_I.agent, func.count()).where(_I.state == OPEN).group_by(_I.agent)
    return Counts(
        waiting={row[0]: row[1] for row in connection.execute(waiting)},
        today=rows.count_today(connection, context.now()[:10]),
        unedited=_unedited(connection),
        incidents={row[0]: row[1] for row in connection.execute(incidents)},
    )


def view(context: Context, agent: AgentRow, people: Roster, counts: Counts, leases: Mapping[str, str]) -> AgentView:
    """One agent."""
    since = context.stops.halted(agent)
    halted = since is not None or context.halted_locally
    paused = context.stops.paused(agent) is not None
    cap = Level(agent.cap) if agent.cap is not None else None
    level = Level(agent.level)
    counted = cap if cap is not None and cap.rank < level.rank else level
    return AgentView(
        id=agent.id,
        name=agent.name,
        owner=person_name(people, agent.owner),
        owner_id=agent.owner,
        level=counted.value,
        state="halted" if halted else "paused" if paused else "running",
        halt_epoch=agent.halt_epoch,
        waiting=counts.waiting.get(agent.id, 0),
        today=counts.today.get(agent.id, 0),
        lease_until=leases.get(agent.id),
        halted_by=_halter(context, people, agent),
        halted_at=since or "",
        tools=tuple(agent.tools),
        unedited=counts.unedited.get(agent.id),
        cap=agent.cap or "",
        paused_by=person_name(people, agent.paused_by) if agent.paused_by else "",
        chartered=agent.charter is not None,
        open_incidents=counts.incidents.get(agent.id, 0),
    )


def _halter(context: Context, people: Roster, agent: AgentRow) -> str:
    """Who halted an agent, in words; empty when nobody did."""
    if agent.halted_by:
        return person_name(people, agent.halted_by)
    if context.stops.halted(agent) is not None:
        return "an order that its row no longer names"
    return "the HALT file" if context.halted_locally else ""


def person_name(people: Roster, person_id: str) -> str:
    """Somebody's name; of who left the roster it is said that they did."""
    if person_id in people.people:
        return people.people[person_id].name
    return f"{people.names.get(person_id, 'somebody')} (no longer on the roster)"


def _unedited(connection: Connection) -> dict[str, float]:
    """The share of approvals that changed nothing, by agent, among the newest decisions."""
    newest = (
        select(_L.agent, _L.verdict).where(_L.type == "decision").order_by(_L.seq.desc()).limit(DECISIONS).subquery()
    )
    query = (
        select(newest.c.agent, newest.c.verdict, func.count())
        .where(newest.c.verdict.in_(("approve", "edit")))
        .group_by(newest.c.agent, newest.c.verdict)
    )
    told: dict[str, dict[str, int]] = {}
    for agent, verdict, number in connection.execute(query):
        told.setdefault(agent, {})[verdict] = number
    return {agent: found.get("approve", 0) / sum(found.values()) for agent, found in told.items()}
