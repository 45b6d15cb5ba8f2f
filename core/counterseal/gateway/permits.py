"""Permits and outcomes: the single-use right to run exactly one action, and what became of it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from counterseal.clock import later, parse_stamp, stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, Stale
from counterseal.gateway import (
    agent_rows,
    allowed,
    attendance,
    escalating,
    judging,
    lowering,
    policing,
    quorum_state,
    right_to_run,
    rows,
    taking_back,
    windows,
)
from counterseal.gateway.allowed import DIRECT, PERMIT_SECONDS
from counterseal.gateway.context import Context
from counterseal.gateway.leases import LEASE_SECONDS
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.upstreams.port import Grant
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.log import Draft, as_payload
from counterseal.model.actions import State
from counterseal.seal.statements import read_decision

# Refusals after which the action waits for a person again: what allowed or approved it is no longer enough.
WAITS_AGAIN = ("allowance_over", "quorum")
_HALTED_WHILE = "the agent was halted while it ran, and did not say how it ended"
# Who asks by an edge holds no lease whose end would tell: as long as agents' hosts commonly give one call of a tool.
REPORT_SECONDS = 600.0
_UNREPORTED = "its agent did not say within ten minutes how it ended"
OUTCOMES = {"done": State.DONE, "failed": State.FAILED, "unknown": State.UNKNOWN}


def take(context: Context, connection: Connection, action_id: str, agent_id: str) -> Grant:
    """Take the permit of an approved or allowed action, once.

    Raises:
        Forbidden: not this agent's, halted, or not validly approved.
        Conflict: not approved, taken already, paused, held for undo still, not allowed any more (``allowance_over``),
            or too few people count (``quorum``).
        Stale: expired, or from before a halt.
    """
    row = rows.action(connection, action_id)
    if row.action.agent != agent_id:
        raise Forbidden("This action belongs to another agent", where=action_id, code="not_yours")
    agent = policing.agent(context, connection, agent_id)
    context.check_running(agent)
    if row.id != action_id:
        raise Forbidden("The stored action is another one", where=action_id, code="digest_mismatch")
    if row.state not in (State.APPROVED, State.ALLOWED):
        raise Conflict(f"This action is {row.state.value}", where=action_id, code="not_approved", state=row.state.value)
    # Only now: who hears of the pause waits for its end, and a voided action would be waited for in vain.
    context.check_going(agent)
    until = judging.waiting_until(context, row)
    if until is not None:
        raise Conflict("The decision can still be taken back", where=action_id, code="too_early", not_before=until)
    if row.action.expires_at is not None and parse_stamp(row.action.expires_at) <= context.latest():
        raise Stale("The action has expired", where=action_id, code="expired")
    if row.state is State.ALLOWED:
        return allowed.take(context, connection, row, agent)
    right = right_to_run.compute(context, connection, row)
    permit = os.urandom(16).hex()
    ends = later(context.clock.now(), PERMIT_SECONDS)
    body = {
        "action_sha256": right.digest,
        "envelopes": list(right.envelopes),
        "permit": permit,
        "halt_epoch": agent.halt_epoch,
    }
    draft = Draft(
        "permit_taken",
        context.now(),
        row.id,
        payloads={"permit": as_payload(body)},
        verdict="released",
        agent=agent_id,
        title=row.title,
    )
    context.append(connection, [draft])
    rows.change_action(connection, row.id, context.bump(), state=State.PERMITTED, permit=permit, permit_until=ends)
    return Grant(permit, dict(row.action.arguments), ends)


def note_refusal(context: Context, connection: Connection, action_id: str, error: KnownError) -> None:
    """Log a permit that was refused because stored bytes and approval disagree: somebody changed the database.

    An agent may ask every second, so the same refusal is logged once, until something else happens to the action. Where
    it is only that who approved it may decide no more, those approvals end and it waits for people again.
    """
    row = rows.action(connection, action_id)
    if not _refused_so(connection, action_id, error.code):
        body = {"code": error.code, "what": error.what, "where": error.where[:500]}
        draft = Draft(
            "policy_refused",
            context.now(),
            action_id,
            payloads={"refusal": as_payload(body)},
            verdict="refused",
            agent=row.action.agent,
            title=row.title,
        )
        context.append(connection, [draft])
    if row.state is State.APPROVED and error.code == "bad_approval":
        gone = right_to_run.lapsed(context, connection, action_id)
        if gone:
            taking_back.end_approvals(
                context, connection, row, gone, "who approved it decides no more; it waits for people again"
            )


def _refused_so(connection: Connection, action_id: str, code: str) -> bool:
    """Whether the newest entries of an action say already that its permit was refused with this code."""
    listing = schema.listing.c
    query = select(listing.seq, listing.type).where(listing.subject == action_id).order_by(listing.seq.desc())
    for entry in connection.execute(query):
        if entry.type != "policy_refused":
            return False
        if json.loads(ledger_log.payload(connection, entry.seq, "refusal"))["code"] == code:
            return True
    return False


def wait_again(context: Context, connection: Connection, action_id: str, error: KnownError) -> None:
    """Let an action wait for a person again whose permit was refused with one of ``WAITS_AGAIN``."""
    row = rows.action(connection, action_id)
    if row.state is State.ALLOWED:
        allowed.put_back(context, connection, [row], error.where or error.what)
    elif row.state is State.APPROVED:
        left = quorum_state.of(connection, [row.id]).get(row.id, [])
        agent = agent_rows.agent(connection, row.action.agent)
        taking_back.settle(context, connection, row, agent, rosters.load(connection), left, error.what)


def report(
    context: Context, connection: Connection, action_id: str, agent_id: str, permit: str | None, outcome: str, note: str
) -> State:
    """Record what became of a permitted action. The same report again is a no-op.

    Args:
        permit: the permit's id; None for the gateway's own adapters, which hold no permit text.

    Raises:
        InvalidInput: unknown outcome. Forbidden: not this agent's, or another permit. Conflict: not running.
    """
    if outcome not in OUTCOMES:
        raise InvalidInput("An outcome is done, failed or unknown", where="outcome")
    row = rows.action(connection, action_id)
    if row.action.agent != agent_id:
        raise Forbidden("This action belongs to another agent", where=action_id, code="not_yours")
    if permit is not None and permit != row.permit:
        raise Forbidden("This is not the permit that was taken", where=action_id, code="wrong_permit")
    state = OUTCOMES[outcome]
    if row.state is state:
        return state
    if row.state is not State.PERMITTED:
        raise Conflict(
            f"This action is {row.state.value}, not running", where=action_id, code="not_running", state=row.state.value
        )
    finish(context, connection, row, state, note)
    return state


def resolve_lost(context: Context, connection: Connection, agent_id: str | None, why: str) -> list[str]:
    """Mark running actions as unknown: after a restart all, when an agent's lease lapsed those of its own process.

    What an adapter runs at a server has nothing to do with the lease of a process; its outcome is still read back.
    """
    source = None if agent_id is None else DIRECT
    lost = rows.open_actions(connection, agent_id=agent_id, source=source, states=(State.PERMITTED,))
    for row in lost:
        finish(context, connection, row, State.UNKNOWN, why)
    return [row.id for row in lost]


def close(context: Context, connection: Connection, row: ActionRow, state: State, kind: str, note: str) -> None:
    """End an action without an effect: expired, withdrawn, stale or void, with its ledger entry."""
    close_all(context, connection, [row], state, kind, note)


def close_all(
    context: Context, connection: Connection, ended: Sequence[ActionRow], state: State, kind: str, note: str
) -> None:
    """End several actions for one reason, each with its entry, under one signed head."""
    drafts = [
        Draft(
            kind,
            context.now(),
            row.id,
            payloads={"note": as_payload({"action_sha256": row.digest, "state": state.value, "note": note})},
            verdict=state.value,
            agent=row.action.agent,
            title=row.title,
        )
        for row in ended
    ]
    if drafts:
        context.append(connection, drafts)
    for row in ended:
        if row.state is State.ALLOWED:
            windows.release(connection, row.id)
        rows.change_action(connection, row.id, context.bump(), state=state, note=note)


def any_due(context: Context, connection: Connection) -> bool:
    """Whether ``settle`` has something to do."""
    return bool(
        _due(context, connection)
        or _lapsed(context, connection)
        or escalating.due(context, connection)
        or attendance.lapsed(context, connection)
        or allowed.outdated(context, connection)
        or _stranded(context, connection)
        or _unreported(context, connection)
    )


def settle(context: Context, connection: Connection) -> None:
    """Do what time asks for: expire, lapse, escalate, take back what was allowed under rules that have changed."""
    expire_due(context, connection)
    lapse_approvals(context, connection)
    for why, found in allowed.outdated(context, connection).items():
        if why:
            allowed.put_back(context, connection, found, why)
        else:
            close_all(context, connection, found, State.EXPIRED, "expired", "it was allowed and nobody began it")
    for action_id in escalating.due(context, connection):
        escalating.take_further(context, connection, action_id)
    attendance.end_claims(context, connection, attendance.lapsed(context, connection))
    for why, lost in ((_HALTED_WHILE, _stranded), (_UNREPORTED, _unreported)):
        for action_id in lost(context, connection):
            finish(context, connection, rows.action(connection, action_id), State.UNKNOWN, why)


def _stranded(context: Context, connection: Connection) -> list[str]:
    """What ran when its process was halted and stopped, which has had a lease's time to report since."""
    return rows.stranded(connection, DIRECT, stamp(context.earliest() - timedelta(seconds=LEASE_SECONDS)))


def _unreported(context: Context, connection: Connection) -> list[str]:
    """What an edge's agent has begun and said no more of."""
    return rows.unreported(connection, DIRECT, stamp(context.earliest() - timedelta(seconds=REPORT_SECONDS)))


def lapse_approvals(context: Context, connection: Connection) -> list[str]:
    """Approvals that were not used in time: they count no more, and their action waits for a person again.

    An adapter takes its permit at once and ends what it could not answer itself, so an approved action of a server
    is left to it.
    """
    done = []
    for row, over in _lapsed(context, connection):
        taking_back.end_approvals(
            context, connection, row, over, "the approval expired before it was used; it waits for a decision again"
        )
        done.append(row.id)
    return done


def adopt_approvals(connection: Connection) -> None:
    """Approvals that an earlier version took in, which knew only the one decision of an action."""
    for row in rows.open_actions(connection, states=(State.APPROVED,)):
        if row.decision is None or quorum_state.of(connection, [row.id]):
            continue
        query = select(schema.accepted).where(schema.accepted.c.envelope == row.decision)
        taken = connection.execute(query).one_or_none()
        if taken is None:
            continue
        _name, _digest, said = read_decision(ledger_log.envelope(connection, row.decision))
        person, ends = said["person"]["id"], said["expires_at"]
        approved = quorum_state.Approved(
            row.decision, row.id, person, taken.at, taken.seq, said["verdict"], said["not_before"], ends
        )
        quorum_state.add(connection, approved)


def _lapsed(context: Context, connection: Connection) -> list[tuple[ActionRow, list[str]]]:
    """Actions with approvals whose time has ended, and those approvals; the envelope says when that is."""
    latest = context.latest()
    found = []
    # The column narrows the rows down; people's programs may write times with other fractions, which do not sort.
    near = quorum_state.ended(connection, later(latest, 1.0))
    over = {row.id for row in _due(context, connection)} if near else set()
    for action_id, envelopes in near.items():
        row = rows.action(connection, action_id)
        ended = [sha for sha in envelopes if _ends(connection, sha) <= latest]
        if ended and row.id not in over and (row.source == DIRECT or row.state is State.HELD):
            found.append((row, ended))
    return found


def _ends(connection: Connection, decision: str) -> datetime:
    """When an approval ends; never, when its envelope names no time."""
    _name, _digest, predicate = read_decision(ledger_log.envelope(connection, decision))
    return (
        parse_stamp(predicate["expires_at"])
        if predicate["expires_at"] is not None
        else datetime.max.replace(tzinfo=UTC)
    )


def _due(context: Context, connection: Connection) -> list[ActionRow]:
    now = context.latest()
    # The column narrows the rows down; agents may write times with other fractions, which do not sort as text.
    near = rows.due(connection, (State.HELD, State.APPROVED, State.ALLOWED), later(now, 1.0))
    return [row for row in near if row.action.expires_at is not None and parse_stamp(row.action.expires_at) <= now]


def expire_due(context: Context, connection: Connection) -> list[str]:
    """Expire held, approved and allowed actions whose time has come."""
    due = _due(context, connection)
    for row in due:
        close(context, connection, row, State.EXPIRED, "expired", "its deadline passed")
    return [row.id for row in due]


def _rests_on(connection: Connection, row: ActionRow) -> list[str | None]:
    """The envelopes that a permitted action rests on: its approvals, or the orders that allowed it."""
    if row.decision is None:
        return list((allowed.receipt_of(connection, row) or {}).get("envelopes", ()))
    given = [one.envelope for one in quorum_state.of(connection, [row.id]).get(row.id, [])]
    return list(given) or [row.decision]


def finish(
    context: Context, connection: Connection, row: ActionRow, state: State, note: str, order: str | None = None
) -> None:
    """Record the outcome of an action that was let run, in its own entry; a failure may lower the agent's level.

    Args:
        order: the envelope by which a person says so; None when the agent, or its absence, does.
    """
    body: dict[str, Any] = {
        "action_sha256": row.digest,
        "envelopes": [*_rests_on(connection, row), *([order] if order is not None else [])],
        "permit": row.permit,
        "outcome": state.value,
        "note": note[:4000],
    }
    draft = Draft(
        "outcome",
        context.now(),
        row.id,
        payloads={"outcome": as_payload(body)},
        verdict=state.value,
        agent=row.action.agent,
        title=row.title,
        search=note[:2000],
    )
    context.append(connection, [draft])
    context.permitted.discard(row.id)
    rows.change_action(connection, row.id, context.bump(), state=state, note=note[:4000], returned=1)
    if state is State.FAILED:
        lowering.after_outcome(context, connection, row.action.agent)
