"""Accepting decisions: who signed, over what, in which state, and what becomes of the action."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, Stale
from counterseal.gateway import (
    agent_rows,
    delivery,
    desktops,
    in_force,
    policing,
    precedents,
    quorum_state,
    rows,
    taking_back,
)
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.judgement import Judgement, judge
from counterseal.gateway.quorum_state import Approved
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.log import Draft, as_payload
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal.policy.ruling import HOLD, REFUSE
from counterseal.seal.digests import action_canonical
from counterseal.seal.statements import read_decision


def known(connection: Connection, envelope_sha256: str) -> str | None:
    """The state that an earlier delivery of the same envelope led to; None when it is new."""
    column = schema.accepted.c
    return connection.execute(select(column.state).where(column.envelope == envelope_sha256)).scalar_one_or_none()


def remember(context: Context, connection: Connection, envelope_sha256: str, seq: int, state: str) -> None:
    """Keep what an envelope led to; an order that is carried out in several steps says it more than once."""
    values = {"seq": seq, "state": state, "at": context.now()}
    statement = upsert(schema.accepted).values(envelope=envelope_sha256, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["envelope"], set_=values))


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
    state = _apply(context, connection, row, _Taken(judgement, sha, place, people))
    delivered = Draft(
        "delivered",
        context.now(),
        row.id,
        payloads={"delivered": as_payload({"envelope": sha, "state": state.value})},
        verdict=judgement.verdict.value,
        agent=row.action.agent,
        person=judgement.person.id,
        title=row.title,
    )
    own = [_own_entry(delivered, read, judgement)] if context.separate else []
    context.log.append(connection, [*own, delivered])
    remember(context, connection, sha, place, state.value)
    _note(connection, row, judgement, place, state)
    return {
        "state": state.value,
        "seen_size": delivery.seen_size(connection, read.origin),
        "cosignature": context.cosignature(read.checkpoint),
        "repeated": False,
    }


def _note(connection: Connection, row: ActionRow, judgement: Judgement, place: int, state: State) -> None:
    """Let the next decision on something alike find this one. ``row`` is as it was before it."""
    descriptor = agent_rows.agent(connection, row.action.agent).tools.get(row.action.tool)
    edited = row.edited_by is not None
    precedents.follow(connection, descriptor, judgement.action, judgement.verdict, place, state, edited=edited)


def _own_entry(delivered: Draft, read: delivery.Delivery, judgement: Judgement) -> Draft:
    """The decision as an entry of a separate gateway's own log, with where it came from."""
    said = judgement.predicate
    search = f"{judgement.action.tool} {said['reason'] or ''} {said['answer'] or ''}"[:4000]
    payloads = {"from": read.source()}
    return replace(delivered, type="decision", envelope=read.envelope, payloads=payloads, search=search)


def waiting_until(context: Context, row: ActionRow) -> str | None:
    """``not_before`` while the held undo of a decision still runs, else None."""
    if row.not_before is not None and context.undoable(row.id, parse_stamp(row.not_before)):
        return row.not_before
    return None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A decision that is about to take effect: what it says, its digest, and its place in the log."""

    judgement: Judgement
    sha: str
    place: int
    people: Roster

    @property
    def predicate(self) -> Mapping[str, Any]:
        return self.judgement.predicate

    def approved(self, at: str) -> Approved:
        said, judgement = self.predicate, self.judgement
        verdict, person = judgement.verdict.value, judgement.person.id
        action = judgement.action.id
        return Approved(self.sha, action, person, at, self.place, verdict, said["not_before"], said["expires_at"])


def _apply(context: Context, connection: Connection, row: ActionRow, taken: _Taken) -> State:
    predicate, judgement = taken.predicate, taken.judgement
    if predicate["nonce"] != row.nonce:
        raise Stale("The decision answers an older question", where=row.id, code="wrong_nonce")
    agent = agent_rows.agent(connection, row.action.agent)
    if predicate["halt_epoch"] != agent.halt_epoch or row.halt_epoch != agent.halt_epoch:
        raise Stale("The agent was halted after this was asked", where=row.id, code="old_epoch")
    if judgement.verdict is Verdict.WITHDRAW:
        return taking_back.withdraw(context, connection, row, agent, taken.people, judgement)
    if row.state is not State.HELD:
        raise Conflict(_taken(connection, row), where=row.id, code="already_decided", state=row.state.value)
    if predicate["original_sha256"] != row.digest:
        raise Stale("The action has changed since it was shown", where=row.id, code="changed")
    if row.action.expires_at is not None and parse_stamp(row.action.expires_at) <= context.latest():
        raise Stale("The action has expired", where=row.id, code="expired")
    if judgement.verdict.value not in row.verdicts:
        raise Forbidden(f"This action cannot be decided by {judgement.verdict.value}", where=row.id, code="verdict")
    if predicate["not_before"] is not None:
        context.hold(row.id)
    if judgement.verdict is Verdict.EDIT:
        return _edit(context, connection, row, agent, taken)
    if judgement.digest != row.digest:
        raise Stale("Only an edit may change the action", where=row.id, code="changed")
    if judgement.verdict is Verdict.APPROVE:
        return _approve(context, connection, row, agent, taken, {})
    return _end(context, connection, row, taken)


def _end(context: Context, connection: Connection, row: ActionRow, taken: _Taken) -> State:
    """Reject or answer: one person ends it, whoever approved before."""
    said = taken.predicate
    state, note = State.REJECTED, said["reason"] or ""
    if taken.judgement.verdict is Verdict.ANSWER:
        state, note = State.ANSWERED, said["answer"]
        if not note:
            raise InvalidInput("An answer needs a text", where="predicate/answer")
    quorum_state.forget(connection, row.id)
    values = {"decision": taken.sha, "not_before": said["not_before"], "note": note}
    rows.change_action(connection, row.id, context.bump(), state=state, **values)
    return state


def _approve(
    context: Context, connection: Connection, row: ActionRow, agent: AgentRow, taken: _Taken, values: dict[str, Any]
) -> State:
    """One more approval; the action is approved when enough people have, and waits for the others until then."""
    earlier = [] if values else quorum_state.of(connection, [row.id]).get(row.id, [])
    latest = context.latest()
    valid = [one for one in earlier if one.expires_at is None or parse_stamp(one.expires_at) > latest]
    if any(one.person == taken.judgement.person.id for one in valid):
        raise Conflict("You have approved this already", where=row.id, code="already_approved")
    mine = taken.approved(context.now())
    quorum_state.add(connection, mine)
    counted = [*valid, mine]
    force = in_force.read(context, connection, agent, taken.people)
    values.setdefault("risk", policing.risk_now(force, row).value)
    risk = values["risk"]
    _check_risk_seen(taken, row, Risk(risk))
    editor = values.get("edited_by", row.edited_by)
    givens = [one.given(editor) for one in counted]
    reached = quorum_state.quorum(taken.people, force.autonomy, agent.owner, risk, givens)
    note = taken.predicate["reason"] or ""
    if reached.waits_for:
        rows.change_action(connection, row.id, context.bump(), note=note, **values)
        return State.HELD
    held = max((one.not_before for one in counted if one.not_before is not None), key=parse_stamp, default=None)
    values |= {"decision": taken.sha, "not_before": held, "note": note}
    rows.change_action(connection, row.id, context.bump(), state=State.APPROVED, **values)
    return State.APPROVED


def _check_risk_seen(taken: _Taken, row: ActionRow, now: Risk) -> None:
    """Raises Stale: an approval says itself that it was given to less than this is now. An edit is ruled on instead."""
    basis = taken.predicate["basis"]
    seen = basis.get("risk") if isinstance(basis, Mapping) else None
    known = [one for one in Risk if one.value == seen]
    if taken.judgement.verdict is Verdict.APPROVE and known and known[0].rank < now.rank:
        raise Stale(
            f"It was approved as {known[0].word} and is {now.word} by now",
            where=row.id,
            todo="Look at it again, then decide.",
            code="risk_rose",
        )


def _edit(context: Context, connection: Connection, row: ActionRow, agent: AgentRow, taken: _Taken) -> State:
    """Approve with changes: another action, so policy rules on it and earlier approvals are void."""
    new, old = taken.judgement.action, row.action
    if (new.id, new.agent, new.tool, new.expires_at) != (old.id, old.agent, old.tool, old.expires_at):
        raise Forbidden("An edit may change arguments only", where=row.id, code="edit_scope")
    if taken.judgement.digest == row.digest:
        raise InvalidInput("The edit changes nothing", where=row.id, todo="Approve it instead.", code="no_change")
    claims = policing.claims_of(connection, row)
    ruling, force = policing.rule(
        context, connection, agent, taken.people, new, claims, leased=True, problem=row.problem, source=row.source
    )
    if ruling.effect == REFUSE:
        raise Forbidden(f"The changed action is refused: {'; '.join(ruling.why)}", where=row.id, code="policy_refused")
    card = facts.render(new, agent.tools.get(new.tool))
    quorum_state.forget(connection, row.id)
    return _approve(
        context,
        connection,
        row,
        agent,
        taken,
        {
            "action": action_canonical(new),
            "digest": taken.judgement.digest,
            "risk": ruling.risk.value,
            "title": card.title,
            "edited_by": taken.judgement.person.id,
            "ruling": json.dumps({**policing.kept(ruling, force), "effect": HOLD}),
        },
    )


def _taken(connection: Connection, row: ActionRow) -> str:
    if row.decision is None:
        return f"This action is already {row.state.value}"
    _name, _digest, predicate = read_decision(ledger_log.envelope(connection, row.decision))
    return f"{predicate['person']['name']} was faster: this action is already {row.state.value}"
