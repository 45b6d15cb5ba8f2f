"""What policy had allowed and nobody has used yet waits again, because what it rested on has changed."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from counterseal.gateway import rows, windows
from counterseal.gateway.context import Context
from counterseal.ledger.log import Draft
from counterseal.model.actions import State


def wait_again(context: Context, connection: Connection, agent_id: str, why: str) -> list[str]:
    """Let the allowed actions of an agent wait for a person; their ids. What they took from budgets is given back."""
    allowed = rows.open_actions(connection, agent_id=agent_id, states=(State.ALLOWED,))
    note = f"allowed before {why}; it waits for a decision"
    drafts = [
        Draft(
            "expired",
            context.now(),
            row.id,
            payloads={"note": json.dumps({"action_sha256": row.digest, "note": note}, sort_keys=True).encode()},
            verdict=State.HELD.value,
            agent=agent_id,
            title=row.title,
        )
        for row in allowed
    ]
    if drafts:
        context.log.append(connection, drafts)
    for row in allowed:
        windows.release(connection, row.id)
        rows.change_action(
            connection, row.id, context.bump(), state=State.HELD, note=note, permit=None, permit_until=None
        )
    return [row.id for row in allowed]
