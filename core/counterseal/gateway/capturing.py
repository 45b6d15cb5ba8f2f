"""What is kept of the spans that an agent's program exports: a signed order of its owner, off where there is none."""

from __future__ import annotations

from counterseal.errors import Forbidden
from counterseal.gateway import agent_orders
from counterseal.gateway.autonomy_orders import IN_FORCE
from counterseal.gateway.given import Given, owner_of
from counterseal.policy import reading


def carry_out(given: Given) -> str:
    """Take an order of kind ``traces``; it is in force at once and needs no second person.

    The order itself is the only place where this stands: what is in force is read from the ledger.

    Raises:
        InvalidInput: its form. Forbidden: not by the agent's owner (``wrong_role``). Conflict: ``superseded``.
    """
    body = given.body({"agent", "capture"})
    agent = given.agent(body["agent"])
    reading.read_traces_order(body)
    found = agent_orders.load(given.context, given.connection, agent.id, given.people)
    given.replaces(found.predecessor(given.kind), "order about its traces")
    owner = owner_of(given.people, agent.owner)
    if owner is None or given.person.id != owner.id:
        raise Forbidden(
            "What is kept of its traces is for the owner who answers for the agent to sign",
            where=given.person.name,
            code="wrong_role",
        )
    return IN_FORCE
