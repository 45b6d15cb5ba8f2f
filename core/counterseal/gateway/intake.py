"""Taking in proposals: masking, digest, policy, and the one ledger entry, in one transaction."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import allowed, escalating, lowering, policing, received, rows, windows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.escalating import Timetable
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import received_steps
from counterseal.ledger.log import Draft
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import Action, Proposal, State
from counterseal.model.attachments import (
    as_json,
    cut_context,
    cut_text,
    cut_trace,
    maskable,
    masked_context,
    masked_trace,
)
from counterseal.model.risk import Risk
from counterseal.model.traces import Capture
from counterseal.policy.redaction import redact
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Rule, Ruling
from counterseal.seal.digests import action_canonical, canonical, canonical_sha256

# The most that an agent may have open at once: what waits, runs, or is unknown; and what it may leave unused of that
# which was allowed, since every such action is looked at each second and holds a part of its budgets.
MAX_OPEN = 1_000
MAX_UNUSED = 100
# What is kept of the attachments of a refused action, in bytes each: nobody decides on it, and asking again is free.
MAX_REFUSED = 64 << 10
MAX_LIFE = timedelta(days=366)
_STATES = {ALLOW: State.ALLOWED, HOLD: State.HELD, REFUSE: State.REFUSED}
_ENTRIES = {ALLOW: "policy_allowed", HOLD: "action_received", REFUSE: "policy_refused"}
_VERDICTS = {ALLOW: "allowed", HOLD: "asked", REFUSE: "refused"}


def propose(
    context: Context, connection: Connection, proposal: Proposal, idempotency: str | None = None, *, leased: bool = True
) -> ActionRow:
    """Mask secrets, ask policy, and record the proposal as allowed, held or refused, in one entry.

    The same id, or the same idempotency key with the same call, is a no-op.

    Args:
        leased: whether the agent's process holds a lease; True for what an adapter proposes.

    Raises:
        Forbidden: unknown or halted agent.
        InvalidInput: expired already, or not canonical.
        Conflict: the key was used for another call, or too many actions of this agent are open (``queue_full``).
    """
    agent = policing.agent(context, connection, proposal.action.agent)
    is_known, in_states = rows.standing(connection, agent.id, proposal.action.id)
    if is_known:
        known = rows.action(connection, proposal.action.id)
        if known.action.agent != agent.id:
            raise Forbidden("This action belongs to another agent", where=known.id)
        return known
    proposal, masked = _masked(proposal)
    action = proposal.action
    if idempotency is not None:
        earlier = _asked_before(connection, action, idempotency)
        if earlier is not None:
            return earlier
    context.check_running(agent)
    _check_expiry(context, action.expires_at)
    people = policing.people(context, connection)
    ruling, force = policing.rule(
        context,
        connection,
        agent,
        people,
        action,
        proposal.claims,
        leased=leased,
        problem=proposal.problem,
        source=proposal.source,
    )
    if masked and ruling.effect == ALLOW:
        ruling = policing.with_rule(ruling, Rule("masked", HOLD, "a secret in its arguments was masked"))
    if ruling.effect == REFUSE:
        proposal = _cut(proposal)
    else:
        _check_room(in_states, agent.id, ruling.effect)
    row = _row(context, connection, _Asked(agent, people, proposal, ruling, force, masked, idempotency))
    rows.insert_action(connection, row)
    windows.charge(connection, agent.id, row.id, ruling.charges, context.latest())
    if force.capture is not Capture.OFF:
        received_steps.expect(connection, agent.id, row.id, received.keys_of(proposal))
    _lower(context, connection, agent.id, proposal, ruling)
    return row


def _check_room(found: Mapping[State, int], agent_id: str, effect: str) -> None:
    """Raises Conflict (``queue_full``). ``found``: how many actions of the agent are in each open state."""
    if sum(found.values()) >= MAX_OPEN:
        raise Conflict(
            f"{MAX_OPEN:,} actions of this agent are open already",
            where=agent_id,
            todo="Decide, withdraw or resolve some first.",
            code="queue_full",
        )
    if effect == ALLOW and found.get(State.ALLOWED, 0) >= MAX_UNUSED:
        raise Conflict(
            f"{MAX_UNUSED:,} actions of this agent were allowed and have not begun",
            where=agent_id,
            todo="Take their permits, or withdraw them, first.",
            code="queue_full",
        )


def _cut(proposal: Proposal) -> Proposal:
    """A refused proposal with at most ``MAX_REFUSED`` bytes of each of its attachments, and a note where it was cut."""
    claims = proposal.claims
    return replace(
        proposal,
        claims=replace(claims, summary=cut_text(claims.summary, MAX_REFUSED)),
        context=cut_context(proposal.context, MAX_REFUSED),
        trace=cut_trace(proposal.trace, MAX_REFUSED),
    )


def _lower(context: Context, connection: Connection, agent_id: str, proposal: Proposal, ruling: Ruling) -> None:
    """What an agent falls to a lower level for: a budget that is used up, a tool that is another one by now.

    A call that would wait for other reasons too is an ordinary question to a person; it says nothing about the budget.
    """
    against = [one for one in ruling.rules if one.effect != ALLOW]
    if against and all(one.code == "over_window" for one in against):
        lowering.limit_hit(context, connection, agent_id, against[0].says)
    tool, claimed = proposal.action.tool, proposal.claims.tool_sha256
    if claimed is not None and any(one.code == "tool_changed" for one in ruling.rules):
        lowering.descriptor_changed(context, connection, agent_id, tool, claimed)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A masked proposal with all that was found out about it. ``masked``: where secrets were in its arguments."""

    agent: AgentRow
    people: Roster
    proposal: Proposal
    ruling: Ruling
    force: InForce
    masked: tuple[tuple[str, str], ...]
    idempotency: str | None


def _row(context: Context, connection: Connection, asked: _Asked) -> ActionRow:
    """The action's row, once its one entry says what was asked and what policy said."""
    agent, proposal, ruling, force = asked.agent, asked.proposal, asked.ruling, asked.force
    action, shown, allows = proposal.action, proposal.problem is None, ruling.effect == ALLOW
    raw, asked_at = action_canonical(action), context.now()
    digest = canonical_sha256(raw)
    kept = policing.kept(ruling, force)
    # The receipt of what is allowed says why; the row need not say it once more.
    policy = allowed.receipt(context, digest, agent, kept) if allows else kept
    title = facts.render(action, force.tools.get(action.tool)).title if shown else f"Cannot be shown: {action.tool}"
    times = Timetable()
    if ruling.effect == HOLD:
        times = escalating.begin(asked.people, force, asked_at, action.expires_at)
    return ActionRow(
        action=action,
        raw=raw,
        digest=digest,
        state=_STATES[ruling.effect],
        risk=ruling.risk.value if shown else Risk.R4.value,
        title=title,
        asked_at=asked_at,
        source=proposal.source,
        upstream=proposal.upstream,
        group=proposal.group,
        verdicts=proposal.verdicts if shown else ("reject",),
        schema=proposal.schema,
        problem=proposal.problem,
        nonce="" if allows else os.urandom(16).hex(),
        halt_epoch=agent.halt_epoch,
        received_seq=_recorded(context, connection, proposal, ruling.effect, (raw, title, asked_at, policy)),
        decision=None,
        not_before=None,
        permit=policy["permit"] if allows else None,
        permit_until=policy["permit_until"] if allows else None,
        note="; ".join(policing.why(kept))[:2000] if ruling.effect == REFUSE else "",
        returned=False,
        idempotency=asked.idempotency,
        version=context.bump(),
        ruling={"effect": ALLOW} if allows else kept,
        redacted=asked.masked,
        deadline=times.deadline,
        escalates_at=times.escalates_at,
        step=times.step,
    )


def _recorded(
    context: Context,
    connection: Connection,
    proposal: Proposal,
    effect: str,
    made: tuple[bytes, str, str, Mapping[str, Any]],
) -> int:
    """Append the one entry of a proposal; its place.

    Args:
        made: the action's canonical bytes, its title, when it was asked, and what policy said.
    """
    raw, title, asked_at, policy = made
    action, claimed = proposal.action, proposal.claims
    claims = {"summary": claimed.summary, "confidence": claimed.confidence}
    if claimed.tool_sha256 is not None:
        claims["tool_sha256"] = claimed.tool_sha256
    if claimed.least_risk is not None:
        claims["least_risk"] = claimed.least_risk.value
    payloads = {"action": raw, "claims": _json(claims), "policy": _json(policy)}
    for name, attached in (("context", proposal.context), ("trace", proposal.trace)):
        # What people never look at costs no empty attachments.
        if attached or effect != ALLOW:
            payloads[name] = _json(as_json(attached))
    draft = Draft(
        _ENTRIES[effect],
        asked_at,
        action.id,
        payloads=payloads,
        verdict=_VERDICTS[effect],
        agent=action.agent,
        title=title,
        search=f"{action.tool} {claimed.summary}"[:4000],
    )
    return context.append(connection, [draft])[0]


def _masked(proposal: Proposal) -> tuple[Proposal, tuple[tuple[str, str], ...]]:
    """The proposal with its secrets masked, and where they were in the arguments. Digests cover the masked text."""
    arguments, found = redact(dict(proposal.action.arguments))
    claims = proposal.claims
    said = redact([claims.summary, maskable(proposal.context), as_json(proposal.trace)])[0]
    return (
        replace(
            proposal,
            action=replace(proposal.action, arguments=arguments),
            claims=replace(claims, summary=said[0]),
            context=masked_context(proposal.context, said[1]),
            trace=masked_trace(said[2]),
        ),
        found,
    )


def _asked_before(connection: Connection, action: Action, idempotency: str) -> ActionRow | None:
    """The action that was asked under this key before. Raises Conflict: it was another call."""
    earlier = rows.by_idempotency(connection, action.agent, idempotency)
    # By canonical bytes: to Python, true, 1 and 1.0 are equal.
    same = earlier is None or (earlier.action.tool, _asked(connection, earlier)) == (
        action.tool,
        canonical(action.arguments),
    )
    if not same:
        raise Conflict(
            "This idempotency key was used for another call", where=idempotency[:80], code="idempotency_conflict"
        )
    return earlier


def _asked(connection: Connection, row: ActionRow) -> bytes:
    """The canonical arguments as they were first asked, before any edit."""
    return canonical(json.loads(ledger_log.payload(connection, row.received_seq, "action"))["arguments"])


def _check_expiry(context: Context, expires_at: str | None) -> None:
    if expires_at is None:
        return
    moment = parse_stamp(expires_at, "expires_at")
    now = context.latest()
    if moment <= now:
        raise InvalidInput("The action has expired already", where="expires_at", code="expired")
    if moment > now + MAX_LIFE:
        raise InvalidInput("An action may wait for at most a year", where="expires_at", code="expires_too_late")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
