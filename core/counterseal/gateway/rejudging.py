"""What orders about an agent do to its actions that wait: to be used, or to be decided."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection

from counterseal.gateway import agent_rows, allowed, policing, quorum_state, rows, taking_back
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.policy.ruling import ALLOW, HOLD, Ruling

_ANEW = "its tool was described anew after it was asked"


def wait_again(context: Context, connection: Connection, agent_id: str, why: str) -> list[str]:
    """Let the allowed actions of an agent wait for a person; their ids. What they took from budgets is given back."""
    found = rows.open_actions(connection, agent_id=agent_id, states=(State.ALLOWED,))
    return allowed.put_back(context, connection, found, f"allowed before {why}; it waits for a decision")


def ask_anew(
    context: Context, connection: Connection, people: Roster, agent_id: str, tools: Collection[str]
) -> list[str]:
    """Ask people anew about the actions of an agent that call one of these tools, described anew; their ids.

    Each that waits gets the risk, the reasons and the title of now, and goes on waiting, whatever policy would say of
    it today. Who approved it saw the old description, so that counts no more. What was approved and has not begun is
    asked anew if its risk is higher now.
    """
    if not tools:
        return []
    agent = agent_rows.agent(connection, agent_id)
    states = (State.HELD, State.APPROVED)
    asked = rows.open_actions(connection, agent_id=agent_id, states=states)
    done = []
    for row in asked:
        if row.action.tool not in tools or row.problem is not None:
            continue
        claims = policing.claims_of(connection, row)
        ruling, force = policing.rule(
            context, connection, agent, people, row.action, claims, leased=True, source=row.source
        )
        if row.state is State.APPROVED and ruling.risk.rank <= Risk(row.risk).rank:
            continue
        earlier = [one.envelope for one in quorum_state.of(connection, [row.id]).get(row.id, ())]
        if earlier:
            taking_back.end_approvals(context, connection, row, earlier, f"{_ANEW}; it waits for people again")
        rows.change_action(
            connection,
            row.id,
            context.bump(),
            risk=ruling.risk.value,
            title=facts.render(row.action, agent.tools.get(row.action.tool)).title,
            ruling=json.dumps(_waiting(ruling, force)),
        )
        done.append(row.id)
    return done


def _waiting(ruling: Ruling, force: InForce) -> dict[str, object]:
    """The ruling as the row of an action that waits keeps it: what allows it today allows nothing, and says so."""
    rules = [[one.code, HOLD if one.effect != ALLOW else ALLOW, one.says] for one in ruling.rules]
    if ruling.effect == ALLOW:
        rules.append(["described_anew", HOLD, _ANEW])
    return {**policing.kept(ruling, force), "effect": HOLD, "rules": rules, "charges": []}
