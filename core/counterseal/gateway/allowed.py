"""Actions that policy allows: their one entry is receipt and permit, good for ten seconds and only as things stand.

Whatever changes in between (an order, a pause, the time) makes policy rule again, or a person decide.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import later, parse_stamp
from counterseal.errors import Conflict, Forbidden, NotFound, Stale
from counterseal.gateway import agent_rows, escalating, in_force, policing, rows, windows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.upstreams.port import Grant
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import Draft, as_payload
from counterseal.model.actions import State
from counterseal.model.autonomy import level_of
from counterseal.policy.ruling import ALLOW, HOLD
from counterseal.seal.digests import action_canonical, canonical_sha256, commitment

PERMIT_SECONDS = 10.0
UNUSED_SECONDS = 300.0
# The source of what an agent's own process proposed, as opposed to the name of an upstream.
DIRECT = "direct"
_TELLING = ("policy_allowed", "permit_taken", "delivered", "outcome", "expired", "voided")


def receipt(context: Context, digest: str, agent: AgentRow, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The ``policy`` payload of a ``policy_allowed`` entry: what ran, on which orders, and the permit itself.

    Args:
        kept: the ruling, as ``policing.kept`` gives it.
    """
    return {
        **{name: value for name, value in kept.items() if name != "effect"},
        "action_sha256": digest,
        "permit": os.urandom(16).hex(),
        "permit_until": later(context.earliest(), PERMIT_SECONDS),
        "halt_epoch": agent.halt_epoch,
    }


def take(context: Context, connection: Connection, row: ActionRow, agent: AgentRow) -> Grant:
    """The permit of an allowed action, once. The caller has checked that the agent may go on.

    Raises:
        Forbidden: the ledger does not say that exactly these stored bytes are allowed.
        Stale: from before a halt.
        Conflict: what allowed it has changed (``allowance_over``), so that a person decides.
    """
    said = _receipt_in_force(context, connection, row)
    if said["halt_epoch"] != agent.halt_epoch:
        raise Stale("It was allowed before a halt", where=row.id, code="old_epoch")
    people = policing.people(context, connection)
    force = policing.force(context, connection, agent, people)
    latest = context.latest()
    if parse_stamp(said["permit_until"]) > latest and not _changed(said, force, row.action.tool, latest):
        rows.change_action(connection, row.id, context.bump(), state=State.PERMITTED)
        return Grant(said["permit"], dict(row.action.arguments), said["permit_until"])
    claims = policing.claims_of(connection, row)
    ruling, force = policing.rule(
        context, connection, agent, people, row.action, claims, leased=True, source=row.source, again=True
    )
    if ruling.effect != ALLOW:
        raise Conflict("It was allowed, and is no longer", where="; ".join(ruling.why)[:500], code="allowance_over")
    windows.release(connection, row.id)
    windows.charge(connection, agent.id, row.id, ruling.charges, latest)
    again = receipt(context, row.digest, agent, policing.kept(ruling, force))
    draft = Draft(
        "policy_allowed",
        context.now(),
        row.id,
        payloads={"policy": as_payload(again)},
        verdict="allowed",
        agent=agent.id,
        title=row.title,
    )
    context.append(connection, [draft])
    permit, until = again["permit"], again["permit_until"]
    rows.change_action(connection, row.id, context.bump(), state=State.PERMITTED, permit=permit, permit_until=until)
    return Grant(permit, dict(row.action.arguments), until)


def _receipt_in_force(context: Context, connection: Connection, row: ActionRow) -> Mapping[str, Any]:
    """The receipt that the ledger has of these stored bytes, if nothing has followed it. Raises Forbidden."""
    newest = rows.newest_entry(connection, row.id, _TELLING)
    if newest is None or newest[1] != "policy_allowed" or row.id in context.permitted:
        raise Forbidden("The ledger does not say that this is allowed now", where=row.id, code="not_in_force")
    said = _committed(connection, newest[0], "policy")
    made = action_canonical(row.action)
    if row.raw != made or not row.digest == said["action_sha256"] == canonical_sha256(made):
        raise Forbidden("The stored action is not the one allowed", where=row.id, code="digest_mismatch")
    if row.permit != said["permit"]:
        raise Forbidden("The stored permit is not the one given", where=row.id, code="not_in_force")
    return said


def receipt_of(connection: Connection, row: ActionRow) -> Mapping[str, Any] | None:
    """What the ledger keeps of why an action was allowed, which its row does not repeat; None when nothing says so."""
    return _receipt(connection, row.id)


def _receipt(connection: Connection, action_id: str) -> Mapping[str, Any] | None:
    newest = rows.newest_entry(connection, action_id, ("policy_allowed",))
    if newest is None:
        return None
    try:
        found: Mapping[str, Any] = json.loads(ledger_log.payload(connection, newest[0], "policy"))
    except NotFound:
        return None
    return found


def _committed(connection: Connection, seq: int, name: str) -> Mapping[str, Any]:
    """A payload that is the one its leaf commits to. Raises Forbidden."""
    leaf = json.loads(ledger_log.leaf_bytes(connection, seq))
    try:
        salt, data = ledger_log.salted(connection, seq, name)
    except NotFound:
        raise Forbidden("The receipt of this action is gone", where=f"entry {seq}", code="not_in_force") from None
    if {"name": name, "c": commitment(salt, data)} not in leaf["commits"]:
        raise Forbidden("The receipt of this action was changed", where=f"entry {seq}", code="not_in_force")
    found: Mapping[str, Any] = json.loads(data)
    return found


def _changed(said: Mapping[str, Any], force: InForce, tool: str, latest: datetime) -> bool:
    """Whether what allowed it is no longer so: orders in force, who answers for it, its level, its mandate's end.

    Args:
        latest: the latest that it can be now.
    """
    if force.problem or not force.owner_active or list(force.envelopes) != said["envelopes"]:
        return True
    ended = force.mandate is None or parse_stamp(force.mandate.expires_at) <= latest
    return ended or level_of(force.autonomy, tool, force.cap).value != said["level"]


def put_back(context: Context, connection: Connection, found: Iterable[ActionRow], why: str) -> list[str]:
    """What was allowed and not begun waits for a person instead; its budgets get back what it took."""
    people = rosters.load(connection)
    done = []
    for row in found:
        if row.state is not State.ALLOWED:
            continue
        agent = agent_rows.agent(connection, row.action.agent)
        force = in_force.read(context, connection, agent, people)
        kept = receipt_of(connection, row) or {"level": "L1", "risk": "R4", "rules": [], "envelopes": []}
        said = {name: kept[name] for name in ("level", "risk", "rules", "envelopes")}
        note = {"action_sha256": row.digest, "envelopes": said["envelopes"], "note": why}
        draft = Draft(
            "expired",
            context.now(),
            row.id,
            payloads={"note": as_payload(note)},
            verdict=State.HELD.value,
            agent=row.action.agent,
            title=row.title,
        )
        context.append(connection, [draft])
        windows.release(connection, row.id)
        said |= {"effect": HOLD, "rules": [*said["rules"], ["allowance_over", HOLD, why]], "charges": []}
        times = escalating.begin(people, force, context.now(), row.action.expires_at)
        rows.change_action(
            connection,
            row.id,
            context.bump(),
            state=State.HELD,
            permit=None,
            permit_until=None,
            note=why,
            ruling=json.dumps(said),
            deadline=times.deadline,
            escalates_at=times.escalates_at,
            step=times.step,
            **rows.copied(row),
        )
        done.append(row.id)
    return done


def outdated(context: Context, connection: Connection) -> dict[str, list[ActionRow]]:
    """Allowed actions that are not begun and may not begin any more, by what is to be said of it.

    The empty reason is that of those which nobody came for; they end.
    """
    found: dict[str, list[str]] = {}
    waiting = rows.unbegun(connection)
    if not waiting:
        return {}
    people, latest = rosters.load(connection), context.latest()
    agents = {name: agent_rows.agent(connection, name) for name in {row.agent for row in waiting}}
    forces = {name: in_force.read(context, connection, agent, people) for name, agent in agents.items()}
    known, context.receipts = context.receipts, {}
    for row in waiting:
        agent = agents[row.agent]
        # A receipt never changes, and the sweeper comes every second: what a permit rests on is read anew.
        said = context.receipts[row.id] = known.get(row.id) or _receipt(connection, row.id)
        if agent.paused_by is not None:
            found.setdefault("the agent was paused before it began", []).append(row.id)
        # One without a receipt was set to allowed by hand: its permit is refused, and the ledger says that.
        elif said is not None and _changed(said, forces[agent.id], row.tool, latest):
            found.setdefault("what allowed it has changed before it began", []).append(row.id)
        elif row.source == DIRECT and _age(row, latest.timestamp()) > UNUSED_SECONDS:
            found.setdefault("", []).append(row.id)
    return {why: [rows.action(connection, one) for one in ids] for why, ids in found.items()}


def _age(row: rows.Unbegun, now: float) -> float:
    begun = parse_stamp(row.permit_until or row.asked_at).timestamp() - (PERMIT_SECONDS if row.permit_until else 0.0)
    return now - begun
