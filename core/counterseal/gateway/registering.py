"""Registering an agent: its owner, its tools and its token; and registering it again, which may raise nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import agent_orders, agent_rows, lowering, rejudging, seconds
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.given import Given
from counterseal.ledger import schema
from counterseal.model.actions import check_agent_id
from counterseal.model.autonomy import Level
from counterseal.model.people import Role
from counterseal.policy import orders, reading

MEMBERS = {"id", "name", "owner", "level", "tools", "runbook", "token_sha256"}
LEVELS = tuple(level.value for level in Level)
REGISTERED, NEEDS_SECOND = "registered", "needs_second"


def check_agent(body: Any) -> Mapping[str, Any]:
    """The body of an agent order, checked. Raises InvalidInput."""
    if not isinstance(body, Mapping) or set(body) != MEMBERS:
        raise InvalidInput(f"An agent order has {', '.join(sorted(MEMBERS))}", where="body")
    check_agent_id(body["id"], "body/id")
    if not isinstance(body["name"], str) or not 0 < len(body["name"].strip()) <= 120:
        raise InvalidInput("An agent's name has 1 to 120 characters", where="body/name")
    if body["level"] not in LEVELS:
        raise InvalidInput("A level is one of L0 to L5", where="body/level")
    if not isinstance(body["tools"], list) or not isinstance(body["runbook"], str):
        raise InvalidInput("Tools are a list of descriptors, the runbook is text", where="body/tools")
    reading.read_registry(body["tools"])
    if not isinstance(body["token_sha256"], str) or not re.fullmatch(r"[0-9a-f]{64}", body["token_sha256"]):
        raise InvalidInput("A token is given by its SHA-256", where="body/token_sha256")
    return body


def carry_out(given: Given) -> str:
    """Register an agent, or register it again.

    Raises:
        InvalidInput: its form. Forbidden: not by the owner named in it (``wrong_role``), above L1
        (``charter_missing``), or above the level in force (``level_raised``). Conflict: ``superseded``.
    """
    body = check_agent(given.predicate["body"])
    if not given.person.has(Role.OWNER) and not _seconding(given, body):
        raise Forbidden(
            "An agent is registered by the owner who answers for it", where=given.person.name, code="wrong_role"
        )
    if Level(body["level"]).rank > Level.L1.rank:
        raise Forbidden("No agent leaves L1 without a charter", where="body/level", code="charter_missing")
    known = body["id"] in {row.id for row in agent_rows.agents(given.connection)}
    existing = agent_orders.load(given.context, given.connection, body["id"], given.people) if known else None
    predecessor = existing.predecessor("agent") if existing else None
    if given.supersedes != predecessor:
        raise Conflict(
            "There is a newer registration of this agent" if existing else "This agent is not registered yet",
            where=body["id"],
            todo="Read it again, then repeat the change.",
            code="superseded",
        )
    holder = agent_rows.agent_by_token(given.connection, body["token_sha256"])
    if holder not in (None, body["id"]):
        raise Conflict(
            "This token is another agent's",
            where=body["id"],
            todo="Let the program make a new one.",
            code="token_taken",
        )
    return _anew(given, body) if existing is None else _again(given, body, existing)


def _seconding(given: Given, body: Mapping[str, Any]) -> bool:
    """Whether a reviewer signs it as one of two, which the rules about two people judge."""
    return body["owner"] != given.person.id and given.supersedes is not None


def _anew(given: Given, body: Mapping[str, Any]) -> str:
    if body["owner"] != given.person.id:
        raise Forbidden(
            "An agent is registered by the owner who answers for it", where=given.person.name, code="wrong_role"
        )
    values = {**_values(body), "tools": json.dumps(body["tools"]), "level": body["level"], "order_envelope": given.sha}
    given.connection.execute(insert(schema.agents).values(id=body["id"], halt_epoch=0, **values))
    return REGISTERED


def _again(given: Given, body: Mapping[str, Any], found: AgentOrders) -> str:
    """A new token, name or runbook. It may lower the level and describe tools as riskier, and raise nothing."""
    before = found.standing
    level = Level(body["level"])
    stands = min(before.autonomy.level, before.cap or Level.L5, key=lambda one: one.rank)
    if level.rank > stands.rank:
        raise Forbidden(
            f"Registering {found.row.name} again cannot raise it from {stands.value}",
            where="body/level",
            todo=f"Register it at {stands.value}; its level is an order of its own.",
            code="level_raised",
        )
    then = replace(before, owner=body["owner"], tools=reading.read_registry(body["tools"]))
    why = orders.needs_second(before, then)
    changed = before.owner != then.owner
    basis = seconds.settled(given, found.id, body["owner"], why, by_owners=changed)
    if not basis:
        return NEEDS_SECOND
    values = {**_values(body), "order_envelope": basis[0], "seconded": found.seconded(basis, given.kind)}
    if list(found.row.raw_tools.values()) != body["tools"]:
        values |= {"tools": json.dumps(body["tools"]), "registry_envelope": None}
    if changed:
        # Whoever answers for it now has not said yet what it is for.
        values |= {"charter": None, "charter_envelope": None}
    if found.row.level_envelope is None:
        values["level"] = level.value
    agent_rows.change_agents(given.connection, [found.id], **values)
    given.taken(REGISTERED)
    if level.rank < agent_orders.highest(before.autonomy).rank and found.row.level_envelope is not None:
        lowering.fall(given.context, given.connection, found, level, "it was registered again", "registered", basis)
    rejudging.ask_anew(given.context, given.connection, given.people, found.id, orders.described_anew(before, then))
    rejudging.wait_again(given.context, given.connection, found.id, "it was registered again")
    return REGISTERED


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": body["name"].strip(),
        "owner": body["owner"],
        "runbook": body["runbook"],
        "token_sha256": body["token_sha256"],
    }
