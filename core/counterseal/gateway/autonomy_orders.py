"""Level, mandate, charter and tool registry of an agent: signed orders, each of which supersedes the one in force."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.gateway import agent_orders, agent_rows, rejudging, seconds
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.given import Given
from counterseal.model.autonomy import Level
from counterseal.policy import orders, reading
from counterseal.policy.standing import Standing

KINDS = ("level", "mandate", "charter", "registry")
IN_FORCE, NEEDS_SECOND = "in_force", "needs_second"


def carry_out(given: Given) -> str:
    """Take an order of one of ``KINDS``; ``in_force``, or ``needs_second``.

    Raises:
        InvalidInput: its form. Forbidden: who signed it may not, or a charter is missing. Conflict: ``superseded``.
    """
    match given.kind:
        case "level":
            return _level(given)
        case "mandate":
            return _mandate(given)
        case "charter":
            return _charter(given)
        case _:
            return _registry(given)


def after(found: AgentOrders, kind: str, body: Any) -> Standing:
    """What would be in force after an order of one of ``KINDS``. Raises InvalidInput."""
    match kind:
        case "level":
            return replace(found.standing, autonomy=reading.read_level_order(body)[1], cap=None)
        case "mandate":
            return replace(found.standing, mandate=reading.read_mandate_order(body)[1])
        case "charter":
            return replace(found.standing, charter=reading.read_charter_order(body)[1])
        case _:
            return replace(found.standing, tools=reading.read_registry_order(body)[1])


def _level(given: Given) -> str:
    body = given.body({"agent", "level", "groups", "quorum"})
    found = _found(given, body)
    then = after(found, "level", body)
    if agent_orders.highest(then.autonomy).rank > Level.L1.rank:
        check_chartered(found)
    values: dict[str, Any] = {
        "level": then.autonomy.level.value,
        "autonomy": json.dumps({name: body[name] for name in ("level", "groups", "quorum")}),
    }
    # Signed before the agent fell, it says nothing about the fall.
    if found.row.cap_at is not None and given.signed_after(found.row.cap_at):
        values |= {"cap": None, "cap_why": None, "cap_at": None}
    return _settle(given, found, then, "its level was changed", values)


def _mandate(given: Given) -> str:
    body = given.body({"agent", "mandate"})
    found = _found(given, body)
    then = after(found, "mandate", body)
    if then.mandate is not None and parse_stamp(then.mandate.expires_at) <= given.context.latest():
        raise InvalidInput("This mandate has expired already", where="body/mandate/expires_at", code="expired")
    values = {"mandate": None if then.mandate is None else json.dumps(body["mandate"])}
    return _settle(given, found, then, "its mandate was changed", values)


def _charter(given: Given) -> str:
    body = given.body({"agent", "charter"})
    found = _found(given, body)
    then = after(found, "charter", body)
    if then.charter is None or then.charter.owner != found.row.owner:
        raise InvalidInput("A charter names the owner who answers for the agent", where="body/charter/owner")
    if then.charter.deputy is not None and then.charter.deputy not in given.people.deciders:
        raise InvalidInput("The deputy is no owner or reviewer of this roster", where="body/charter/deputy")
    return _settle(given, found, then, "", {"charter": json.dumps(body["charter"])})


def _registry(given: Given) -> str:
    body = given.body({"agent", "tools"})
    found = _found(given, body)
    then = after(found, "registry", body)
    return _settle(given, found, then, "its tools were described anew", {"tools": json.dumps(body["tools"])})


def _found(given: Given, body: Any) -> AgentOrders:
    """What is in force for the agent of the body, which the order must supersede."""
    agent = given.agent(body["agent"])
    found = agent_orders.load(given.context, given.connection, agent.id, given.people)
    given.replaces(found.predecessor(given.kind), {"registry": "tool registry"}.get(given.kind, given.kind))
    return found


def check_chartered(found: AgentOrders) -> None:
    """Raises Forbidden: no charter of its present owner is in force."""
    if not found.chartered:
        raise Forbidden(
            "No agent leaves L1 without a charter",
            where=found.id,
            todo=f"Its owner signs one first: counterseal agents charter {found.id}",
            code="charter_missing",
        )


def _settle(given: Given, found: AgentOrders, then: Standing, again: str, values: dict[str, Any]) -> str:
    """Put it in force, unless it waits for a second signature; what may run alone then is judged anew."""
    basis = seconds.settled(given, found.id, found.row.owner, orders.needs_second(found.standing, then))
    if not basis:
        return NEEDS_SECOND
    column = f"{given.kind}_envelope"
    agent_rows.change_agents(
        given.connection, [found.id], **{column: basis[0], "seconded": found.seconded(basis, given.kind), **values}
    )
    given.taken(IN_FORCE)
    changed = orders.described_anew(found.standing, then)
    rejudging.ask_anew(given.context, given.connection, given.people, found.id, changed)
    if again:
        rejudging.wait_again(given.context, given.connection, found.id, again)
    return IN_FORCE
