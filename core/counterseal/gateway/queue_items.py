"""Rows of the inbox: an action with why it waits, whom it waits for, who approved it and who works on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from counterseal.gateway import agent_rows, attendance, in_force, policing, quorum_state
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.agent_views import person_name
from counterseal.gateway.attendance import Claim
from counterseal.gateway.context import Context
from counterseal.gateway.quorum_state import Approved, Quorum
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import roster as rosters
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.policy.quorum import Given

_FEW = 20


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of one answer share."""

    risk: Risk
    quorum: Quorum
    owner_name: str
    agent: AgentRow
    approvals: Sequence[Approved]
    claim: Claim | None


def items(context: Context, connection: Connection, found: Sequence[ActionRow]) -> list[QueueItem]:
    """The rows of some actions, in their order."""
    people = rosters.load(connection)
    ids = [row.id for row in found]
    approvals = quorum_state.of(connection, ids)
    claims = attendance.claims(context, connection, ids)
    agents = _agents(connection, {row.action.agent for row in found})
    forces = {name: in_force.read(context, connection, agent, people) for name, agent in agents.items()}
    owners = {name: person_name(people, agent.owner) for name, agent in agents.items()}
    quorums: dict[tuple[str, str, tuple[Given, ...]], Quorum] = {}
    made = []
    for row in found:
        name, approved = row.action.agent, approvals.get(row.id, ())
        # Thousands that nobody has looked at yet need the same: it is worked out once for each kind of them.
        risk = policing.risk_now(forces[name], row).value if row.state is State.HELD else row.risk
        key = (name, risk, tuple(one.given(row.edited_by) for one in approved))
        quorum = quorums.get(key)
        if quorum is None:
            owner, autonomy = agents[name].owner, forces[name].autonomy
            quorum = quorums[key] = quorum_state.quorum(people, autonomy, owner, risk, key[2])
        made.append(_item(row, _Around(Risk(risk), quorum, owners[name], agents[name], approved, claims.get(row.id))))
    return made


def _agents(connection: Connection, wanted: set[str]) -> dict[str, AgentRow]:
    """The agents of these actions; one by one where they are few, because all may be a thousand."""
    if len(wanted) <= _FEW:
        return {name: agent_rows.agent(connection, name) for name in wanted}
    return {agent.id: agent for agent in agent_rows.agents(connection) if agent.id in wanted}


def _item(row: ActionRow, around: _Around) -> QueueItem:
    agent, quorum = around.agent, around.quorum
    escalated = row.escalated or {}
    claim = around.claim if row.state is State.HELD else None
    return QueueItem(
        id=row.id,
        agent=agent.id,
        agent_name=agent.name,
        owner=around.owner_name,
        owner_id=agent.owner,
        tool=row.action.tool,
        title=row.title,
        risk=around.risk,
        state=row.state,
        asked_at=row.asked_at,
        expires_at=row.action.expires_at,
        digest=row.digest,
        source=row.source,
        nonce=row.nonce,
        halt_epoch=row.halt_epoch,
        verdicts=row.verdicts,
        needs=quorum.needs.people,
        has=quorum.has,
        why=_why(row, agent),
        problem=row.problem,
        group=row.group,
        version=row.version,
        approved_by=tuple(one.person for one in around.approvals),
        edited_by=row.edited_by or "",
        waits_for=quorum.waits_for if row.state is State.HELD else "",
        claimed_by=claim.person if claim is not None else "",
        claimed_name=claim.name if claim is not None else "",
        escalated_to=tuple(escalated.get("to", ())),
        escalated=str(escalated.get("says", "")),
        deadline=row.deadline,
        verb=agent.tools[row.action.tool].verb if row.action.tool in agent.tools else "",
    )


def _why(row: ActionRow, agent: AgentRow) -> tuple[str, ...]:
    if row.ruling is not None:
        reasons = list(policing.why(row.ruling))
    else:
        # Taken in by a version that asked no policy.
        reasons = [] if row.action.tool in agent.tools or row.problem is not None else ["this tool is not described"]
        reasons.append(f"{agent.level}: a person approves everything")
    if row.group:
        reasons.append("answered together with others")
    return tuple(reasons)
