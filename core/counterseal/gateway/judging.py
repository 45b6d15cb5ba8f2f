"""Accepting decisions: who signed, over what, in which state; and computing a permit's right from envelopes alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, Stale
from counterseal.gateway import delivery, desktops, rows
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.log import Draft
from counterseal.model import facts
from counterseal.model.actions import Action, State
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import action_canonical, action_sha256
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import read_decision

MOST_HOLD = 60.0
MOST_LIFE = 7 * 86_400.0
_ENDING = ("delivered", "permit_taken", "outcome", "expired", "voided")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision read and checked: who, what, over which action."""

    verdict: Verdict
    person: Person
    action: Action
    digest: str
    predicate: Mapping[str, Any]


def known(connection: Connection, envelope_sha256: str) -> str | None:
    """The state that an earlier delivery of the same envelope led to; None when it is new."""
    column = schema.accepted.c
    return connection.execute(select(column.state).where(column.envelope == envelope_sha256)).scalar_one_or_none()


def remember(context: Context, connection: Connection, envelope_sha256: str, seq: int, state: str) -> None:
    connection.execute(insert(schema.accepted).values(envelope=envelope_sha256, seq=seq, state=state, at=context.now()))


def accept(context: Context, connection: Connection, body: Any, sender: str | None = None) -> dict[str, Any]:
    """Take one delivered decision. Idempotent by envelope.

    A separate gateway appends it to its own log, where its signer's key is judged; an embedded one shares the desk's.

    Returns:
        ``state`` of the action; ``seen_size``, the size of the sender's log now witnessed; ``cosignature``, the line of
        a separate gateway for the delivered checkpoint, else null; ``repeated``, whether it was taken before.

    Raises:
        InvalidInput, Forbidden: not a decision that this gateway may take.
        Stale: what was decided is not what waits here.
        Conflict: somebody else decided first, or the sender's head is another one than expected.
    """
    read = delivery.read(body, sender)
    sha = read.envelope.sha256
    earlier = known(connection, sha)
    if earlier is not None:
        seen = delivery.seen_size(connection, read.origin)
        return {"state": earlier, "seen_size": seen, "cosignature": None, "repeated": True}
    people = rosters.load(connection)
    leaf = delivery.check_stored(context, connection, read, people)
    place = context.place(connection, read.index)
    judgement = judge(context, read.envelope, people.signer(read.envelope, place))
    people.check_active(read.envelope)
    desktops.check_person(context, people, read.origin, judgement.person)
    if leaf.get("type") != "decision" or leaf.get("subject") != judgement.action.id:
        raise InvalidInput("The leaf is not this decision's", where="leaf", code="wrong_leaf")
    row = rows.action(connection, judgement.action.id)
    state = _apply(context, connection, row, judgement, sha)
    delivered = Draft(
        "delivered",
        context.now(),
        row.id,
        payloads={"delivered": _json({"envelope": sha, "state": state.value})},
        verdict=judgement.verdict.value,
        agent=row.action.agent,
        person=judgement.person.id,
        title=row.title,
    )
    own = [_own_entry(delivered, read, judgement)] if context.separate else []
    context.log.append(connection, [*own, delivered])
    remember(context, connection, sha, place, state.value)
    return {
        "state": state.value,
        "seen_size": delivery.seen_size(connection, read.origin),
        "cosignature": context.cosignature(read.checkpoint),
        "repeated": False,
    }


def _own_entry(delivered: Draft, read: delivery.Delivery, judgement: Judgement) -> Draft:
    """The decision as an entry of a separate gateway's own log, with where it came from."""
    said = judgement.predicate
    search = f"{judgement.action.tool} {said['reason'] or ''} {said['answer'] or ''}"[:4000]
    payloads = {"from": read.source()}
    return replace(delivered, type="decision", envelope=read.envelope, payloads=payloads, search=search)


def judge(context: Context, envelope: Envelope, person: Person) -> Judgement:
    """Check everything about a decision by ``person`` that does not depend on the action's state here.

    Raises:
        InvalidInput, Forbidden: wrong form, audience, digest, person or role.
    """
    name, digest, predicate = read_decision(envelope)
    action = Action.from_members(predicate["action"], "predicate/action")
    who = predicate["person"]
    if not isinstance(who, Mapping) or who.get("id") != person.id:
        raise Forbidden(
            "The statement names another person than its key", where="predicate/person", code="wrong_person"
        )
    if not person.has(Role.OWNER, Role.REVIEWER):
        raise Forbidden("Only owners and reviewers decide", where=person.name, code="wrong_role")
    if predicate["audience"] != context.log.origin:
        raise Forbidden(
            "The decision is addressed to another gateway", where="predicate/audience", code="wrong_audience"
        )
    if predicate["verdict"] not in list(Verdict):
        raise InvalidInput("Unknown verdict", where="predicate/verdict")
    if not all(isinstance(predicate[name], str | None) for name in ("reason", "answer")):
        raise InvalidInput("Reason and answer are text or null", where="predicate")
    if predicate["single_use"] is not True or not isinstance(predicate["original_sha256"], str):
        raise InvalidInput("A decision is for single use and names the digest it saw", where="predicate")
    if name != action.id or digest != action_sha256(action):
        raise InvalidInput("The subject is not the digest of the action", where="subject", code="wrong_digest")
    _check_times(context, predicate)
    return Judgement(Verdict(predicate["verdict"]), person, action, digest, predicate)


def right_to_run(context: Context, connection: Connection, row: ActionRow) -> Judgement:
    """The approval that a permit rests on, verified from its envelope at this moment, never from a status column.

    Raises:
        Forbidden: there is no valid approval of exactly these stored bytes.
        Stale: the approval has expired, or is from before a halt.
    """
    if row.decision is None:
        raise Forbidden("Nobody has approved this action", where=row.id, code="not_approved")
    seq = connection.execute(
        select(schema.accepted.c.seq).where(schema.accepted.c.envelope == row.decision)
    ).scalar_one_or_none()
    if seq is None:
        raise Forbidden("The approval was never taken in here", where=row.id, code="not_approved")
    try:
        envelope = ledger_log.envelope(connection, row.decision)
        judgement = judge(context, envelope, rosters.load(connection).check_still_counts(envelope, seq))
    except KnownError as error:
        raise Forbidden("The stored approval does not verify", where=error.text(), code="bad_approval") from error
    if judgement.verdict not in (Verdict.APPROVE, Verdict.EDIT):
        raise Forbidden("The decision on this action is not an approval", where=row.id, code="not_approved")
    # The bytes that would run are digested again: a changed row must not ride on an old approval.
    same = row.digest == judgement.digest == action_sha256(row.action) and judgement.action.id == row.id
    if not same or row.raw != action_canonical(judgement.action):
        raise Forbidden("The stored action is not the one approved", where=row.id, code="digest_mismatch")
    _check_in_force(connection, row)
    agent = rows.agent(connection, row.action.agent)
    if judgement.predicate["nonce"] != row.nonce or judgement.predicate["halt_epoch"] != agent.halt_epoch:
        raise Stale("The approval is from before a halt", where=row.id, code="old_epoch")
    expiry, held = judgement.predicate["expires_at"], judgement.predicate["not_before"]
    if expiry is not None and parse_stamp(expiry) <= context.clock.now():
        raise Stale("The approval has expired", where=row.id, code="approval_expired")
    if held is not None and parse_stamp(held) > context.clock.now():
        raise Conflict("The decision can still be taken back", where=row.id, code="too_early", not_before=held)
    return judgement


def _check_in_force(connection: Connection, row: ActionRow) -> None:
    """The approval must be the last thing that the ledger says of the action: not used, taken back or voided since.

    Raises:
        Forbidden: the ledger says otherwise, so the row was changed by somebody else than the gateway.
    """
    newest = rows.newest_entry(connection, row.id, _ENDING)
    if newest is not None and newest[1] == "delivered":
        told = json.loads(ledger_log.payload(connection, newest[0], "delivered"))
        if told["envelope"] == row.decision:
            return
    raise Forbidden("The approval was used, taken back or voided before", where=row.id, code="not_in_force")


def waiting_until(context: Context, row: ActionRow) -> str | None:
    """``not_before`` while the held undo of a decision still runs, else None."""
    if row.not_before is not None and parse_stamp(row.not_before) > context.clock.now():
        return row.not_before
    return None


def _apply(context: Context, connection: Connection, row: ActionRow, judgement: Judgement, sha: str) -> State:
    predicate = judgement.predicate
    if predicate["nonce"] != row.nonce:
        raise Stale("The decision answers an older question", where=row.id, code="wrong_nonce")
    agent = rows.agent(connection, row.action.agent)
    if predicate["halt_epoch"] != agent.halt_epoch or row.halt_epoch != agent.halt_epoch:
        raise Stale("The agent was halted after this was asked", where=row.id, code="old_epoch")
    if judgement.verdict is Verdict.WITHDRAW:
        return _withdraw(context, connection, row, judgement)
    if row.state is not State.HELD:
        raise Conflict(_taken(connection, row), where=row.id, code="already_decided", state=row.state.value)
    if predicate["original_sha256"] != row.digest:
        raise Stale("The action has changed since it was shown", where=row.id, code="changed")
    if row.action.expires_at is not None and parse_stamp(row.action.expires_at) <= context.clock.now():
        raise Stale("The action has expired", where=row.id, code="expired")
    if judgement.verdict.value not in row.verdicts:
        raise Forbidden(f"This action cannot be decided by {judgement.verdict.value}", where=row.id, code="verdict")
    values: dict[str, Any] = {"decision": sha, "not_before": predicate["not_before"], "note": predicate["reason"] or ""}
    if judgement.verdict is Verdict.EDIT:
        state = State.APPROVED
        values |= _edited(connection, row, judgement)
    elif judgement.digest != row.digest:
        raise Stale("Only an edit may change the action", where=row.id, code="changed")
    elif judgement.verdict is Verdict.APPROVE:
        state = State.APPROVED
    elif judgement.verdict is Verdict.ANSWER:
        state = State.ANSWERED
        if not predicate["answer"]:
            raise InvalidInput("An answer needs a text", where="predicate/answer")
        values["note"] = predicate["answer"]
    else:
        state = State.REJECTED
    rows.change_action(connection, row.id, context.bump(), state=state, **values)
    return state


def _edited(connection: Connection, row: ActionRow, judgement: Judgement) -> dict[str, Any]:
    new, old = judgement.action, row.action
    if (new.id, new.agent, new.tool, new.expires_at) != (old.id, old.agent, old.tool, old.expires_at):
        raise Forbidden("An edit may change arguments only", where=row.id, code="edit_scope")
    if judgement.digest == row.digest:
        raise InvalidInput("The edit changes nothing", where=row.id, todo="Approve it instead.", code="no_change")
    card = facts.render(new, rows.agent(connection, new.agent).tools.get(new.tool))
    return {
        "action": action_canonical(new),
        "digest": judgement.digest,
        "risk": card.risk.value,
        "title": card.title,
    }


def _withdraw(context: Context, connection: Connection, row: ActionRow, judgement: Judgement) -> State:
    if row.decision is None or row.state not in (State.APPROVED, State.REJECTED, State.ANSWERED):
        raise Conflict("There is nothing left to take back", where=row.id, code="too_late", state=row.state.value)
    _name, _digest, earlier = read_decision(ledger_log.envelope(connection, row.decision))
    if earlier["person"]["id"] != judgement.person.id:
        raise Forbidden("Only one's own decision can be taken back", where=row.id, code="not_yours")
    if judgement.digest != row.digest:
        raise Stale("The action has changed since then", where=row.id, code="changed")
    if row.returned or (row.state is not State.APPROVED and waiting_until(context, row) is None):
        raise Conflict("The agent has already been told", where=row.id, code="too_late", state=row.state.value)
    first = Action.from_members(json.loads(ledger_log.payload(connection, row.received_seq, "action")))
    card = facts.render(first, rows.agent(connection, first.agent).tools.get(first.tool))
    rows.change_action(
        connection,
        row.id,
        context.bump(),
        state=State.HELD,
        decision=None,
        not_before=None,
        note="",
        action=action_canonical(first),
        digest=action_sha256(first),
        risk=card.risk.value,
        title=card.title,
    )
    return State.HELD


def _taken(connection: Connection, row: ActionRow) -> str:
    if row.decision is None:
        return f"This action is already {row.state.value}"
    _name, _digest, predicate = read_decision(ledger_log.envelope(connection, row.decision))
    return f"{predicate['person']['name']} was faster: this action is already {row.state.value}"


def _check_times(context: Context, predicate: Mapping[str, Any]) -> None:
    decided = parse_stamp(predicate["decided_at"], "predicate/decided_at")
    if predicate["expires_at"] is not None:
        expires = parse_stamp(predicate["expires_at"], "predicate/expires_at")
        if (expires - decided).total_seconds() > MOST_LIFE:
            raise InvalidInput("An approval lives for at most seven days", where="predicate/expires_at")
    if predicate["not_before"] is not None:
        held = parse_stamp(predicate["not_before"], "predicate/not_before")
        if (held - decided).total_seconds() > MOST_HOLD:
            raise InvalidInput(f"A decision is held for at most {MOST_HOLD:.0f} s", where="predicate/not_before")


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
