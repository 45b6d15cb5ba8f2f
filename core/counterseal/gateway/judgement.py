"""Reading one signed decision: everything about it that does not depend on the action's state here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.gateway.context import MOST_HOLD, Context
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import action_sha256
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import read_decision

MOST_LIFE = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision read and checked: who, what, over which action."""

    verdict: Verdict
    person: Person
    action: Action
    digest: str
    predicate: Mapping[str, Any]


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
    _check_times(predicate)
    return Judgement(Verdict(predicate["verdict"]), person, action, digest, predicate)


def _check_times(predicate: Mapping[str, Any]) -> None:
    decided = parse_stamp(predicate["decided_at"], "predicate/decided_at")
    if predicate["expires_at"] is not None:
        expires = parse_stamp(predicate["expires_at"], "predicate/expires_at")
        if (expires - decided).total_seconds() > MOST_LIFE:
            raise InvalidInput("An approval lives for at most seven days", where="predicate/expires_at")
    if predicate["not_before"] is not None:
        held = parse_stamp(predicate["not_before"], "predicate/not_before")
        if (held - decided).total_seconds() > MOST_HOLD:
            raise InvalidInput(f"A decision is held for at most {MOST_HOLD:.0f} s", where="predicate/not_before")
