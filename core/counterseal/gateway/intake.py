"""Taking in proposals: digest, risk, facts, and the ledger entry, in one transaction."""

from __future__ import annotations

import json
import os
from datetime import timedelta

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import rows
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow, AgentRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft
from counterseal.model import facts
from counterseal.model.actions import Proposal, State
from counterseal.model.attachments import as_json
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.seal.digests import action_canonical, action_sha256, canonical

MAX_WAITING = 1_000
MAX_LIFE = timedelta(days=366)


def propose(context: Context, connection: Connection, proposal: Proposal, idempotency: str | None = None) -> ActionRow:
    """Record a proposal as held. The same id, or the same idempotency key with the same call, is a no-op.

    Raises:
        Forbidden: unknown or halted agent.
        InvalidInput: expired already, or not canonical.
        Conflict: the key was used for another call, or too many actions of this agent wait.
    """
    action = proposal.action
    agent = rows.agent(connection, action.agent)
    known = rows.find_action(connection, action.id)
    if known is not None:
        if known.action.agent != action.agent:
            raise Forbidden("This action belongs to another agent", where=action.id)
        return known
    if idempotency is not None:
        earlier = rows.by_idempotency(connection, action.agent, idempotency)
        if earlier is not None:
            # By canonical bytes: to Python, true, 1 and 1.0 are equal.
            if (earlier.action.tool, _asked(connection, earlier)) != (action.tool, canonical(action.arguments)):
                raise Conflict(
                    "This idempotency key was used for another call",
                    where=idempotency[:80],
                    code="idempotency_conflict",
                )
            return earlier
    context.check_running(agent)
    _check_expiry(context, action.expires_at)
    if rows.count_open(connection, action.agent) >= MAX_WAITING:
        raise Conflict(
            f"{MAX_WAITING:,} actions of this agent wait already",
            where=action.agent,
            todo="Decide or withdraw some first.",
            code="queue_full",
        )
    raw, digest = action_canonical(action), action_sha256(action)
    card = facts.render(action, agent.tools.get(action.tool))
    risk, title = (card.risk, card.title) if proposal.problem is None else (Risk.R4, f"Cannot be shown: {action.tool}")
    at = context.now()
    payloads = {
        "action": raw,
        "claims": _json({"summary": proposal.claims.summary, "confidence": proposal.claims.confidence}),
        "context": _json(as_json(proposal.context)),
        "trace": _json(as_json(proposal.trace)),
    }
    draft = Draft(
        "action_received",
        at,
        action.id,
        payloads=payloads,
        verdict="asked",
        agent=agent.id,
        title=title,
        search=f"{action.tool} {proposal.claims.summary}"[:4000],
    )
    appended = context.log.append(connection, [draft])
    row = ActionRow(
        action=action,
        raw=raw,
        digest=digest,
        state=State.HELD,
        risk=risk.value,
        title=title,
        asked_at=at,
        source=proposal.source,
        upstream=proposal.upstream,
        group=proposal.group,
        verdicts=proposal.verdicts if proposal.problem is None else ("reject",),
        schema=proposal.schema,
        problem=proposal.problem,
        nonce=os.urandom(16).hex(),
        halt_epoch=agent.halt_epoch,
        received_seq=appended.seqs[0],
        decision=None,
        not_before=None,
        permit=None,
        permit_until=None,
        note="",
        returned=False,
        idempotency=idempotency,
        version=context.bump(),
    )
    rows.insert_action(connection, row)
    return row


def queue_item(row: ActionRow, agent: AgentRow, owner_name: str) -> QueueItem:
    """The inbox row of an action."""
    return QueueItem(
        id=row.id,
        agent=agent.id,
        agent_name=agent.name,
        owner=owner_name,
        owner_id=agent.owner,
        tool=row.action.tool,
        title=row.title,
        risk=Risk(row.risk),
        state=row.state,
        asked_at=row.asked_at,
        expires_at=row.action.expires_at,
        digest=row.digest,
        source=row.source,
        nonce=row.nonce,
        halt_epoch=row.halt_epoch,
        verdicts=row.verdicts,
        needs=1,
        has=1 if row.decision and row.state is State.APPROVED else 0,
        why=_why(row, agent),
        problem=row.problem,
        group=row.group,
        version=row.version,
    )


def _asked(connection: Connection, row: ActionRow) -> bytes:
    """The canonical arguments as they were first asked, before any edit."""
    return canonical(json.loads(ledger_log.payload(connection, row.received_seq, "action"))["arguments"])


def _why(row: ActionRow, agent: AgentRow) -> tuple[str, ...]:
    reasons = []
    if row.action.tool not in agent.tools and row.problem is None:
        reasons.append("this tool is not described")
    reasons.append(f"{agent.level}: a person approves everything" if agent.level == "L1" else f"{agent.level}: waits")
    if row.group:
        reasons.append("answered together with others")
    return tuple(reasons)


def _check_expiry(context: Context, expires_at: str | None) -> None:
    if expires_at is None:
        return
    moment = parse_stamp(expires_at, "expires_at")
    now = context.clock.now()
    if moment <= now:
        raise InvalidInput("The action has expired already", where="expires_at", code="expired")
    if moment > now + MAX_LIFE:
        raise InvalidInput("An action may wait for at most a year", where="expires_at", code="expires_too_late")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
