"""What policy had allowed and nobody has used yet waits again, because what it rested on has changed."""

from __future__ import annotations

from sqlalchemy import Connection

from counterseal.gateway import allowed, rows
from counterseal.gateway.context import Context
from counterseal.model.actions import State


def wait_again(context: Context, connection: Connection, agent_id: str, why: str) -> list[str]:
    """Let the allowed actions of an agent wait for a person; their ids. What they took from budgets is given back."""
    found = rows.open_actions(connection, agent_id=agent_id, states=(State.ALLOWED,))
    return allowed.put_back(context, connection, found, f"allowed before {why}; it waits for a decision")
