"""The decision predicate ``urn:counterseal:decision:v1`` and the order predicate ``urn:counterseal:order:v1``.

Both ride in in-toto Statement v1 (in-toto/attestation, spec v1). Every member is always present; null means unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from counterseal.errors import InvalidInput

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
DECISION_TYPE = "urn:counterseal:decision:v1"
ORDER_TYPE = "urn:counterseal:order:v1"

DECISION_MEMBERS = (
    "verdict", "action", "original_sha256", "reason", "answer", "person", "meaning", "shown", "basis", "audience",
    "nonce", "halt_epoch", "decided_at", "not_before", "expires_at", "single_use",
)  # fmt: skip
ORDER_MEMBERS = ("kind", "body", "audience", "nonce", "supersedes", "person", "reason", "decided_at", "expires_at")
ORDER_KINDS = (
    "level", "mandate", "charter", "registry", "roster", "pause", "halt", "reset", "key", "erasure", "incident",
    "agent", "restore", "away", "outcome", "traces",
)  # fmt: skip


class Verdict(StrEnum):
    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


MEANINGS: Mapping[Verdict, str] = {
    Verdict.APPROVE: "I have read the facts and approve that exactly this action runs once.",
    Verdict.EDIT: "I have changed the action as shown and approve that exactly the changed action runs once.",
    Verdict.REJECT: "I reject this action; it must not run.",
    Verdict.ANSWER: "I answer the agent in place of running the action; the action must not run.",
    Verdict.WITHDRAW: "I take back my earlier decision on this action.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person's screen showed: a statement of the desktop, which a gateway cannot check."""

    facts_sha256: str | None
    renderer: str | None
    opened: tuple[str, ...] = ()
    dwell_ms: int | None = None

    def members(self) -> dict[str, Any]:
        return {
            "facts_sha256": self.facts_sha256,
            "renderer": self.renderer,
            "opened": list(self.opened),
            "dwell_ms": self.dwell_ms,
        }


NOT_SHOWN = Shown(None, None)


def order_verdict(kind: str, body: Any) -> str:
    """The word that History keeps of an order: its kind, or what it is where one kind says opposite things.

    A tried halt stops nothing, the end of a pause pauses nothing, and an incident goes on after it was opened.
    """
    if not isinstance(body, Mapping):
        return kind
    if kind == "halt" and body.get("drill") is True:
        return "drill"
    if kind == "pause" and body.get("paused") is False:
        return "resume"
    if kind == "incident" and body.get("step") in ("noted", "closed"):
        return str(body["step"])
    return kind


def statement(predicate_type: str, subject_name: str, subject_sha256: str, predicate: dict[str, Any]) -> dict[str, Any]:
    """An in-toto Statement v1 with one subject."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": subject_name, "digest": {"sha256": subject_sha256}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def read_statement(raw: Any, predicate_type: str) -> tuple[str, str, Mapping[str, Any]]:
    """Check a Statement's frame and the presence of every predicate member.

    Returns:
        subject name, subject SHA-256 (hex), predicate.

    Raises:
        InvalidInput: another type, or members missing or unknown.
    """
    wanted = DECISION_MEMBERS if predicate_type == DECISION_TYPE else ORDER_MEMBERS
    if not isinstance(raw, Mapping) or raw.get("_type") != STATEMENT_TYPE:
        raise InvalidInput("This is not an in-toto Statement v1", where="_type")
    if raw.get("predicateType") != predicate_type:
        raise InvalidInput(f"The statement is not a {predicate_type}", where="predicateType", code="wrong_predicate")
    subject = raw.get("subject")
    try:
        (one,) = subject  # type: ignore[misc]
        name, sha = one["name"], one["digest"]["sha256"]
    except (TypeError, ValueError, KeyError):
        raise InvalidInput("The statement must have one subject with a SHA-256 digest", where="subject") from None
    predicate = raw.get("predicate")
    if not isinstance(predicate, Mapping) or set(predicate) != set(wanted):
        raise InvalidInput("Predicate members are missing or unknown", where="predicate", code="wrong_members")
    if not isinstance(name, str) or not isinstance(sha, str):
        raise InvalidInput("The subject's name and digest are text", where="subject")
    return name, sha, predicate
