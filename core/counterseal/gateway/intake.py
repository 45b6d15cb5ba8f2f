"""Taking in proposals: masking, digest, policy, and the one ledger entry, in one transaction."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import allowed, escalating, lowering, policing, rows, windows
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow, AgentRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import Draft
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
from counterseal.policy.redaction import redact
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Rule, Ruling
from counterseal.seal.digests import action_canonical, action_sha256, canonical

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
    agent = rows.agent(connection, proposal.action.agent)
    known = rows.find_action(connection, proposal.action.id)
    if known is not None:
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
    people = rosters.load(connection)
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
        _check_room(connection, agent.id, ruling.effect)
    row = _row(context, agent, proposal, ruling, force, masked, idempotency)
    if ruling.effect == HOLD:
        times = escalating.begin(people, force, row.asked_at, action.expires_at)
        row = replace(row, deadline=times.deadline, escalates_at=times.escalates_at, step=times.step)
    row = _recorded(context, connection, agent, proposal, ruling, force, row)
    rows.insert_action(connection, row)
    windows.charge(connection, agent.id, row.id, ruling.charges, context.latest())
    _lower(context, connection, agent.id, proposal, ruling)
    return row


def _check_room(connection: Connection, agent_id: str, effect: str) -> None:
    """Raises Conflict (``queue_full``)."""
    found = rows.count_open(connection, agent_id)
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


def _row(
    context: Context,
    agent: AgentRow,
    proposal: Proposal,
    ruling: Ruling,
    force: InForce,
    masked: tuple[tuple[str, str], ...],
    idempotency: str | None,
) -> ActionRow:
    """The action's row, before its entry has a place in the log."""
    action = proposal.action
    card = facts.render(action, force.tools.get(action.tool))
    kept = policing.kept(ruling, force)
    return ActionRow(
        action=action,
        raw=action_canonical(action),
        digest=action_sha256(action),
        state=_STATES[ruling.effect],
        risk=ruling.risk.value if proposal.problem is None else Risk.R4.value,
        title=card.title if proposal.problem is None else f"Cannot be shown: {action.tool}",
        asked_at=context.now(),
        source=proposal.source,
        upstream=proposal.upstream,
        group=proposal.group,
        verdicts=proposal.verdicts if proposal.problem is None else ("reject",),
        schema=proposal.schema,
        problem=proposal.problem,
        nonce=os.urandom(16).hex(),
        halt_epoch=agent.halt_epoch,
        received_seq=-1,
        decision=None,
        not_before=None,
        permit=None,
        permit_until=None,
        note="; ".join(policing.why(kept))[:2000] if ruling.effect == REFUSE else "",
        returned=False,
        idempotency=idempotency,
        version=context.bump(),
        ruling=kept,
        redacted=masked,
    )


def _recorded(
    context: Context,
    connection: Connection,
    agent: AgentRow,
    proposal: Proposal,
    ruling: Ruling,
    force: InForce,
    row: ActionRow,
) -> ActionRow:
    """Append the one entry that says what was asked and what policy said; the row with its place."""
    if ruling.effect == ALLOW:
        policy = allowed.receipt(context, row.digest, agent, ruling, force)
        # The receipt says why; the row need not say it once more.
        permit, until = policy["permit"], policy["permit_until"]
        row = replace(row, permit=permit, permit_until=until, ruling={"effect": ALLOW})
    else:
        policy = dict(row.ruling or {})
    claims = {"summary": proposal.claims.summary, "confidence": proposal.claims.confidence}
    if proposal.claims.tool_sha256 is not None:
        claims["tool_sha256"] = proposal.claims.tool_sha256
    payloads = {"action": row.raw, "claims": _json(claims), "policy": _json(policy)}
    for name, attached in (("context", proposal.context), ("trace", proposal.trace)):
        # What people never look at costs no empty attachments.
        if attached or ruling.effect != ALLOW:
            payloads[name] = _json(as_json(attached))
    draft = Draft(
        _ENTRIES[ruling.effect],
        row.asked_at,
        row.id,
        payloads=payloads,
        verdict=_VERDICTS[ruling.effect],
        agent=agent.id,
        title=row.title,
        search=f"{row.action.tool} {proposal.claims.summary}"[:4000],
    )
    return replace(row, received_seq=context.log.append(connection, [draft]).seqs[0])


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
