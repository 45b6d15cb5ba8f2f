"""Pausing agents, letting them go on, and resetting a halted one, which comes back paused (DESIGN 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import agent_rows, rejudging, seconds
from counterseal.gateway.given import Given
from counterseal.gateway.halting_orders import SCOPES
from counterseal.policy import orders

PAUSED, RESUMED, RESET, NEEDS_SECOND = "paused", "resumed", "reset", "needs_second"


def pause(given: Given) -> str:
    """Let everybody whom it covers wait, or one agent go on.

    Raises:
        InvalidInput: its form, or no such agent. Forbidden: only the owner lets an agent go on (``wrong_role``).
        Conflict: it is not paused (``not_paused``), or was paused since this was signed (``paused_since``).
    """
    body = given.body({"scope", "target", "paused"})
    given.replaces_nothing()
    scope, target = body["scope"], body["target"]
    if scope not in SCOPES or not isinstance(target, str) or not isinstance(body["paused"], bool):
        raise InvalidInput("A pause has a scope (agent, owner, gateway, all), a target, and whether it is on")
    given.about(target if scope == "agent" else given.context.log.origin)
    if not body["paused"]:
        return _resume(given, body)
    chosen = [one.id for one in agent_rows.agents(given.connection) if _covers(body, one.id, one.owner)]
    if not chosen and scope == "agent":
        raise InvalidInput("There is no such agent to pause", where=target)
    tag = {"paused_by": given.person.id, "paused_at": given.context.now(), "pause_envelope": given.sha}
    agent_rows.change_agents(given.connection, chosen, **tag)
    for agent_id in chosen:
        rejudging.wait_again(given.context, given.connection, agent_id, "it was paused")
    return PAUSED


def _resume(given: Given, body: Mapping[str, Any]) -> str:
    if body["scope"] != "agent":
        raise InvalidInput("Agents go on one by one, each by its owner", where="body/scope")
    found = given.agent(body["target"])
    if given.person.id != found.owner:
        raise Forbidden(
            "Only the owner who answers for an agent lets it go on", where=given.person.name, code="wrong_role"
        )
    if found.paused_by is None or found.paused_at is None:
        raise Conflict("This agent is not paused", where=found.id, code="not_paused")
    if not given.signed_after(found.paused_at):
        raise Conflict(
            "This was signed before the newest pause, so it cannot be about it",
            where=found.id,
            todo="Look at why it was paused, then let it go on again; compare both machines' clocks.",
            code="paused_since",
        )
    agent_rows.change_agents(given.connection, [found.id], paused_by=None, paused_at=None, pause_envelope=None)
    return RESUMED


def reset(given: Given) -> str:
    """Take the halt that it names off an agent, which is paused from then on.

    Raises:
        InvalidInput: its form, or no reason. Forbidden: who signed may not.
        Conflict: the agent is not halted (``not_halted``), or by another halt (``halted_since``).
    """
    body = given.body({"agent", "halt"})
    given.replaces_nothing()
    found = given.agent(body["agent"])
    given.reason("A reset")
    if found.halted_by is None:
        raise Conflict("This agent is not halted", where=found.id, code="not_halted")
    if body["halt"] != found.halt_envelope:
        raise Conflict(
            "This reset is about another halt than the one in force",
            where=found.id,
            todo="Look at why it was halted, then reset it again.",
            code="halted_since",
        )
    if not seconds.settled(given, found.id, found.owner, orders.RESET):
        return NEEDS_SECOND
    agent_rows.change_agents(
        given.connection,
        [found.id],
        halted_by=None,
        halted_at=None,
        halt_envelope=None,
        paused_by=given.person.id,
        paused_at=given.context.now(),
        pause_envelope=given.sha,
    )
    return RESET


def _covers(body: Mapping[str, Any], agent_id: str, owner: str) -> bool:
    named = {"agent": agent_id, "owner": owner}.get(body["scope"])
    return named is None or bool(named == body["target"])
