"""From a person's draft to a stored decision: check, sign, and commit decision, entry, head and outbox row at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from counterseal.clock import Clock, later, stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, Stale
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema
from counterseal.ledger.log import Draft
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import Action, State
from counterseal.model.decisions import Shown, Verdict, order_verdict
from counterseal.model.people import Person, Role
from counterseal.model.risk import highest
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal.model.views import ActionDetail
from counterseal.seal.digests import action_sha256, facts_sha256
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Basis, DecisionContent, Who, read_decision, sign_decision, sign_order
from counterseal.sync import outbox
from counterseal.sync.api import DecisionDraft, DecisionReceipt, EditPreview
from counterseal.sync.profile import Profile
from counterseal.sync.step_up import step_up_missing

APPROVAL_LIFE = timedelta(hours=24)
REASON_FROM = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored order: its envelope digest and ledger entry."""

    envelope: str
    seq: int
    at: str


def preview(detail: ActionDetail, arguments: Mapping[str, Any]) -> EditPreview:
    """What an edit would make. Raises InvalidInput for arguments that no action may have."""
    action = edited(detail.action, arguments)
    descriptor: ToolDescriptor | None = read_descriptor(detail.descriptor) if detail.descriptor else None
    problems = _schema_problems(detail.schema, arguments)
    digest = action_sha256(action)
    if digest == detail.item.digest:
        problems = (*problems, ("", "Nothing is changed yet"))
    return EditPreview(digest, facts.render(action, descriptor), _changes(detail.action.arguments, arguments), problems)


def edited(action: Action, arguments: Mapping[str, Any]) -> Action:
    """The action with other arguments. Raises InvalidInput."""
    return Action.from_members({**action.members(), "arguments": dict(arguments)})


def store_decision(
    profile: Profile,
    clock: Clock,
    draft: DecisionDraft,
    detail: ActionDetail,
    on_step: Callable[[str], None],
    judging: Roster | None = None,
    *,
    stepped_up: bool = False,
) -> DecisionReceipt:
    """Sign and store one decision; runs on the writer thread.

    Args:
        judging: the roster of the separate gateway that will judge it; None for the profile's own one.
        stepped_up: whether the passphrase was entered within five minutes, as this process has seen it.

    Raises:
        Locked: the key is locked, or (``step_up``) the passphrase is asked for again. Stale: the draft is not about
        what is shown. InvalidInput: a reason, an answer or valid arguments are missing. Conflict: a decision on it is
        on its way already, or one's own approval counts already.
    """
    action, shown = _check_draft(draft, detail)
    own = profile.roster()
    key = profile.signing_key(own)
    now = clock.now()
    # Role and authority are those at the gateway that lets the action run; at home one is always an owner.
    roster = judging or own
    person = _may_decide(roster.person(profile.person_id))
    _check_first(draft, detail, person)
    risk = highest(detail.item.risk, detail.facts.risk)
    running = draft.verdict in (Verdict.APPROVE, Verdict.EDIT)
    if running and risk.rank >= REASON_FROM and roster.solo and profile.has_passphrase and not stepped_up:
        # Nobody else will look at it, so that it is this person must be sure (DESIGN 4.5).
        raise step_up_missing(f"To {draft.verdict.value} at {risk.value} {risk.word}")
    not_before = later(now, draft.hold_seconds) if draft.hold_seconds > 0 else None
    content = DecisionContent(
        verdict=draft.verdict,
        action=action,
        original_sha256=detail.item.digest,
        who=Who(person.id, person.name, _role(person)),
        audience=detail.audience,
        nonce=draft.nonce,
        halt_epoch=draft.halt_epoch,
        decided_at=stamp(now),
        expires_at=detail.action.expires_at or stamp(now + APPROVAL_LIFE),
        not_before=not_before,
        reason=draft.reason.strip(),
        answer=draft.answer,
        shown=shown,
        basis=Basis(
            risk=risk.value,
            level=detail.level,
            mandate_sha256=detail.mandate_sha256,
            policy_sha256=detail.policy_sha256,
            roster_sha256=roster.sha256,
            solo=roster.solo,
            step_up=stepped_up,
            key_guard="passphrase" if profile.has_passphrase else "none",
        ),
    )
    envelope = sign_decision(content, key)
    on_step("signed")
    with profile.database.write() as connection:
        if outbox.has_open_decision(connection, action.id) and draft.verdict is not Verdict.WITHDRAW:
            raise Conflict("Your decision on this action is on its way already", where=action.id, code="on_its_way")
        seq = _append(connection, profile, envelope, draft, detail, person, stamp(now))
        outbox.add(connection, envelope.sha256, seq, "decision", action.id, not_before, detail.audience)
        on_step("inserted")
    on_step("committed")
    return DecisionReceipt(action.id, draft.verdict, seq, envelope.sha256, stamp(now), not_before, "stored")


def store_order(
    profile: Profile,
    clock: Clock,
    kind: str,
    body: Mapping[str, Any],
    *,
    subject: str,
    title: str,
    reason: str,
    supersedes: str | None = None,
    audience: str = "",
) -> Stored:
    """Sign and store one order; runs on the writer thread.

    Args:
        audience: the log origin of the gateway that it is for; empty for the profile's own one.

    Raises:
        Locked: the key is locked.
    """
    people = profile.roster()
    key = profile.signing_key(people)
    at = stamp(clock.now())
    person = people.person(profile.person_id)
    envelope = sign_order(
        kind,
        body,
        subject=subject,
        who=Who(person.id, person.name, _role(person)),
        audience=audience or profile.log.origin,
        nonce=os.urandom(16).hex(),
        supersedes=supersedes,
        reason=reason.strip(),
        at=at,
        key=key,
    )
    entry = kind if kind in ("halt", "reset", "pause", "incident") else "order"
    agent = subject if subject not in (profile.log.origin, audience) else ""
    said = order_verdict(kind, body)
    draft = Draft(
        entry, at, subject, envelope, verdict=said, agent=agent, person=person.id, title=title, search=reason[:2000]
    )
    with profile.database.write() as connection:
        (seq,) = profile.log.append(connection, [draft]).seqs
        # A drill stops nothing, so it overtakes nothing either.
        queued = kind if kind in ("halt", "reset") and not body.get("drill") else "order"
        outbox.add(connection, envelope.sha256, seq, queued, subject, None, audience or profile.log.origin)
    return Stored(envelope.sha256, seq, at)


def last_own_decision(connection: Connection, action_id: str, person_id: str) -> Mapping[str, Any]:
    """The predicate of one's newest decision on an action. Raises Conflict when there is none to take back."""
    listing = schema.listing.c
    query = (
        select(schema.entries.c.envelope, listing.verdict)
        .join(schema.listing, listing.seq == schema.entries.c.seq)
        .where(listing.subject == action_id, listing.type == "decision", listing.person == person_id)
        .order_by(schema.entries.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.verdict == Verdict.WITHDRAW.value:
        raise Conflict("You have no decision on this action to take back", where=action_id, code="nothing_to_undo")
    _name, _digest, predicate = read_decision(ledger_log.envelope(connection, row.envelope))
    return predicate


def _check_draft(draft: DecisionDraft, detail: ActionDetail) -> tuple[Action, Shown]:
    item = detail.item
    if draft.action_id != item.id or draft.digest != item.digest or draft.nonce != item.nonce:
        raise Stale("What was decided is not what is shown", where=draft.action_id, todo="Look at it again.")
    if draft.verdict is not Verdict.WITHDRAW and item.state is not State.HELD:
        # A signature over something that waits for nobody would stand in the ledger and could only be refused.
        raise Conflict(f"This action is {item.state.value}", where=item.id, code="not_held", state=item.state.value)
    action = detail.action
    if draft.verdict is Verdict.EDIT:
        if draft.arguments is None:
            raise InvalidInput("An edit needs arguments", where="arguments")
        action = edited(detail.action, draft.arguments)
        problems = preview(detail, draft.arguments).problems
        if problems:
            raise InvalidInput(problems[0][1], where=problems[0][0] or "arguments", code="bad_edit")
    if draft.verdict is Verdict.ANSWER and not draft.answer.strip():
        raise InvalidInput("An answer needs a text", where="answer")
    if draft.verdict is not Verdict.WITHDRAW and draft.verdict.value not in item.verdicts:
        raise Forbidden(f"This action cannot be decided by {draft.verdict.value}", where=item.id, code="verdict")
    risk = highest(item.risk, detail.facts.risk)
    if draft.verdict in (Verdict.APPROVE, Verdict.EDIT) and risk.rank >= REASON_FROM and not draft.reason.strip():
        raise InvalidInput(
            f"At {risk.word} a reason is needed to {draft.verdict.value}",
            where="reason",
            code="reason_missing",
        )
    shown = draft.shown
    if shown.renderer is not None and shown.facts_sha256 is None:
        shown = Shown(facts_sha256(detail.facts), shown.renderer, shown.opened, shown.dwell_ms)
    return action, shown


def _check_first(draft: DecisionDraft, detail: ActionDetail, person: Person) -> None:
    """Raises Conflict: this person's approval of exactly this action counts already."""
    mine = next((one for one in detail.approvals if one.person == person.id), None)
    if mine is None or draft.verdict is not Verdict.APPROVE:
        return
    waits = detail.item.waits_for or "a second person"
    raise Conflict(
        f"Your {'edit' if mine.edit else 'approval'} counts already; it waits for {waits}",
        where=detail.item.id,
        todo="Take yours back to decide otherwise.",
        code="approved_already",
    )


def _append(
    connection: Connection,
    profile: Profile,
    envelope: Envelope,
    draft: DecisionDraft,
    detail: ActionDetail,
    person: Person,
    at: str,
) -> int:
    entry = Draft(
        "decision",
        at,
        detail.item.id,
        envelope,
        verdict=draft.verdict.value,
        agent=detail.item.agent,
        person=person.id,
        title=detail.item.title,
        search=f"{detail.item.tool} {draft.reason} {draft.answer}"[:4000],
    )
    return profile.log.append(connection, [entry]).seqs[0]


def _may_decide(person: Person) -> Person:
    if not person.has(Role.OWNER, Role.REVIEWER):
        raise Forbidden("Only owners and reviewers decide", where=person.name, code="wrong_role")
    return person


def _role(person: Person) -> str:
    return (Role.OWNER if person.has(Role.OWNER) else person.roles[0]).value


def _schema_problems(schema_: Mapping[str, Any] | None, arguments: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if not schema_:
        return ()
    # Imported here: it costs 70 ms and only edits need it.
    from jsonschema import SchemaError
    from jsonschema.validators import validator_for

    try:
        kind = validator_for(schema_)
        kind.check_schema(dict(schema_))
        errors = sorted(kind(dict(schema_)).iter_errors(dict(arguments)), key=lambda e: list(map(str, e.absolute_path)))
    except SchemaError as error:
        raise InvalidInput("The tool's own schema is broken", where=error.message[:200], code="bad_schema") from error
    return tuple(("/" + "/".join(map(str, e.absolute_path)), e.message[:300]) for e in errors[:50])


def _changes(old: Any, new: Any, where: str = "") -> tuple[tuple[str, str, str], ...]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[tuple[str, str, str]] = []
        for name in [*old, *(n for n in new if n not in old)]:
            pointer = f"{where}/{name.replace('~', '~0').replace('/', '~1')}"
            if name not in new:
                found.append((pointer, facts_text(old[name]), "−absent"))
            elif name not in old:
                found.append((pointer, "−absent", facts_text(new[name])))
            else:
                found.extend(_changes(old[name], new[name], pointer))
        return tuple(found)
    if type(old) is not type(new) or old != new:
        return ((where, facts_text(old), facts_text(new)),)
    return ()


def facts_text(value: Any) -> str:
    """A value as JSON text, as the diff shows it."""
    return json.dumps(value, ensure_ascii=False)
