"""Computing the right to run an approved action from envelopes alone, at the moment of its permit (DESIGN 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, KnownError, Stale
from counterseal.gateway import agent_rows, in_force, policing, quorum_state
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.judgement import Judgement, judge
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.roster import Roster
from counterseal.model.autonomy import Level, level_of
from counterseal.model.decisions import Verdict
from counterseal.policy.quorum import Given
from counterseal.seal.digests import action_canonical, action_sha256
from counterseal.seal.dsse import Envelope

# Why an approval ended by the roster's doing, as opposed to bytes that somebody changed here.
_NO_SIGNER = ("key_compromised", "no_decider")


@dataclass(frozen=True, slots=True)
class Right:
    """What a permit rests on: the digest that runs, and the approvals of it, oldest first."""

    digest: str
    envelopes: tuple[str, ...]


def compute(context: Context, connection: Connection, row: ActionRow) -> Right:
    """The approvals that a permit rests on, verified from their envelopes now, never from a status column.

    Raises:
        Forbidden: there is no valid approval of exactly these stored bytes; or nobody answers for the agent, or it is
            suspended, by now.
        Conflict: it can still be taken back (``too_early``), or too few people count by now (``quorum``).
        Stale: an approval has expired, or is from before a halt.
    """
    people = rosters.load(connection)
    last = _verified(context, connection, row, people)
    stands = quorum_state.standing(connection, row.id)
    given = stands.given
    if row.decision not in given:
        raise Forbidden("The approval was used, taken back or voided before", where=row.id, code="not_in_force")
    agent = agent_rows.agent(connection, row.action.agent)
    if last.predicate["nonce"] != row.nonce or last.predicate["halt_epoch"] != agent.halt_epoch:
        raise Stale("The approval is from before a halt", where=row.id, code="old_epoch")
    force = in_force.read(context, connection, agent, people)
    _check_answered_for(force, row)
    counted, problem = _counted(context, connection, row, people, given, agent.halt_epoch)
    risk = policing.risk_now(force, row)
    givens = [
        Given(one.person.id, one.verdict is Verdict.EDIT or one.person.id == stands.editor) for one in counted.values()
    ]
    reached = quorum_state.quorum(people, force.autonomy, agent.owner, risk, givens)
    if reached.waits_for:
        if problem is not None:
            raise problem
        raise Conflict(f"It still waits for {reached.waits_for}", where=row.id, code="quorum")
    _check_held(context, row, counted.values())
    return Right(last.digest, tuple(counted))


def _verified(context: Context, connection: Connection, row: ActionRow, people: Roster) -> Judgement:
    """The decision that the row names, as an approval of exactly the stored bytes. Raises Forbidden."""
    if row.decision is None:
        raise Forbidden("Nobody has approved this action", where=row.id, code="not_approved")
    try:
        judgement = _judged(context, connection, row.decision, people)
    except KnownError as error:
        if error.code == "not_approved":
            raise
        raise Forbidden("The stored approval does not verify", where=error.text(), code="bad_approval") from error
    if judgement.verdict not in (Verdict.APPROVE, Verdict.EDIT):
        raise Forbidden("The decision on this action is not an approval", where=row.id, code="not_approved")
    # The bytes that would run are digested again: a changed row must not ride on an old approval.
    same = row.digest == judgement.digest == action_sha256(row.action) and judgement.action.id == row.id
    if not same or row.raw != action_canonical(judgement.action):
        raise Forbidden("The stored action is not the one approved", where=row.id, code="digest_mismatch")
    return judgement


def lapsed(context: Context, connection: Connection, action: str) -> list[str]:
    """Approvals in force whose signer may decide nothing any more: a key reported compromised, or no decider now."""
    try:
        given = quorum_state.standing(connection, action).given
    except KnownError:
        # An envelope that was changed here is no cause by which approvals end; its refusal is logged as it is.
        return []
    people = rosters.load(connection)
    found = []
    for sha in given:
        try:
            _judged(context, connection, sha, people)
        except KnownError as error:
            if error.code in _NO_SIGNER:
                found.append(sha)
    return found


def _judged(context: Context, connection: Connection, sha: str, people: Roster) -> Judgement:
    seq = connection.execute(
        select(schema.accepted.c.seq).where(schema.accepted.c.envelope == sha)
    ).scalar_one_or_none()
    if seq is None:
        raise Forbidden("The approval was never taken in here", where=sha[:16], code="not_approved")
    envelope = ledger_log.envelope(connection, sha)
    return judge(context, envelope, people.check_still_counts(envelope, seq))


def _counted(
    context: Context,
    connection: Connection,
    row: ActionRow,
    people: Roster,
    given: Mapping[str, Envelope],
    epoch: int,
) -> tuple[dict[str, Judgement], KnownError | None]:
    """Those of the approvals that count now, and why another one does not."""
    counted: dict[str, Judgement] = {}
    problem: KnownError | None = None
    latest = context.latest()
    for sha in given:
        try:
            judgement = _judged(context, connection, sha, people)
            said = judgement.predicate
            if judgement.digest != row.digest or said["nonce"] != row.nonce or said["halt_epoch"] != epoch:
                raise Forbidden("An approval is of another question", where=row.id)
        except KnownError as error:
            problem = Forbidden("The stored approval does not verify", where=error.text(), code="bad_approval")
            continue
        if _over(said["expires_at"], latest):
            problem = Stale("The approval has expired", where=row.id, code="approval_expired")
            continue
        counted[sha] = judgement
    return counted, problem


def _check_answered_for(force: InForce, row: ActionRow) -> None:
    """No agent runs without an owner, and a suspended one runs nothing, whatever was approved before."""
    if not force.owner_active and not force.problem:
        raise Forbidden("Nobody answers for this agent any more", where=row.action.agent, code="no_owner")
    if level_of(force.autonomy, row.action.tool, force.cap) is Level.L0:
        raise Forbidden("The agent is suspended (L0), so nothing runs", where=row.action.agent, code="suspended")


def _check_held(context: Context, row: ActionRow, judgements: Iterable[Judgement]) -> None:
    held = [one.predicate["not_before"] for one in judgements if one.predicate["not_before"] is not None]
    last = max(held, key=parse_stamp, default=None)
    if last is not None and context.undoable(row.id, parse_stamp(last)):
        raise Conflict("The decision can still be taken back", where=row.id, code="too_early", not_before=last)


def _over(stamp: str | None, latest: datetime) -> bool:
    return stamp is not None and parse_stamp(stamp) <= latest
