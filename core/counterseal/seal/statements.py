"""Making signed statements: decisions and orders (DESIGN 4.2), as DSSE envelopes over exact bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.model.actions import Action
from counterseal.model.decisions import (
    DECISION_TYPE,
    MEANINGS,
    NOT_SHOWN,
    ORDER_KINDS,
    ORDER_TYPE,
    Shown,
    Verdict,
    read_statement,
    statement,
)
from counterseal.model.strict_json import Limits
from counterseal.seal.digests import action_sha256, canonical, sha256_hex
from counterseal.seal.dsse import Envelope, seal
from counterseal.seal.keys import SigningKey

# A statement holds one action and little more.
_STATEMENT = Limits(size=3 << 20, depth=48, keys=8_000)


@dataclass(frozen=True, slots=True)
class Basis:
    """On what authority and under which rules the person decided.

    ``key_guard`` is ``passphrase``, or ``none`` when any program of the account could have signed.
    """

    risk: str | None = None
    level: str | None = None
    mandate_sha256: str | None = None
    policy_sha256: str | None = None
    roster_sha256: str | None = None
    solo: bool = False
    step_up: bool = False
    key_guard: str | None = None

    def members(self) -> dict[str, Any]:
        return {
            "risk": self.risk,
            "level": self.level,
            "mandate_sha256": self.mandate_sha256,
            "policy_sha256": self.policy_sha256,
            "roster_sha256": self.roster_sha256,
            "solo": self.solo,
            "step_up": self.step_up,
            "key_guard": self.key_guard,
        }


@dataclass(frozen=True, slots=True)
class Who:
    """The person as the statement names them; ``role`` is the one they act in."""

    id: str
    name: str
    role: str

    def members(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "role": self.role}


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """Everything a decision says. ``action`` is the one that may run (the edited one after an edit)."""

    verdict: Verdict
    action: Action
    original_sha256: str
    who: Who
    audience: str
    nonce: str
    halt_epoch: int
    decided_at: str
    expires_at: str | None
    not_before: str | None = None
    reason: str = ""
    answer: str = ""
    shown: Shown = NOT_SHOWN
    basis: Basis = Basis()


def sign_decision(content: DecisionContent, key: SigningKey) -> Envelope:
    """Sign a decision. Raises InvalidInput when the action cannot be canonicalised."""
    predicate = {
        "verdict": content.verdict.value,
        "action": content.action.members(),
        "original_sha256": content.original_sha256,
        "reason": content.reason or None,
        "answer": content.answer or None,
        "person": content.who.members(),
        "meaning": MEANINGS[content.verdict],
        "shown": content.shown.members(),
        "basis": content.basis.members(),
        "audience": content.audience,
        "nonce": content.nonce,
        "halt_epoch": content.halt_epoch,
        "decided_at": content.decided_at,
        "not_before": content.not_before,
        "expires_at": content.expires_at,
        "single_use": True,
    }
    body = statement(DECISION_TYPE, content.action.id, action_sha256(content.action), predicate)
    return seal(canonical(body, _STATEMENT), key)


def sign_order(
    kind: str,
    body: Mapping[str, Any],
    *,
    subject: str,
    who: Who,
    audience: str,
    nonce: str,
    supersedes: str | None,
    reason: str,
    at: str,
    key: SigningKey,
    expires_at: str | None = None,
) -> Envelope:
    """Sign an order. The subject's digest is SHA-256 of the body's JCS."""
    if kind not in ORDER_KINDS:
        raise ValueError(f"unknown order kind {kind}")
    predicate = {
        "kind": kind,
        "body": dict(body),
        "audience": audience,
        "nonce": nonce,
        "supersedes": supersedes,
        "person": who.members(),
        "reason": reason or None,
        "decided_at": at,
        "expires_at": expires_at,
    }
    digest = sha256_hex(canonical(body, _STATEMENT))
    return seal(canonical(statement(ORDER_TYPE, subject, digest, predicate), _STATEMENT), key)


def read_decision(envelope: Envelope) -> tuple[str, str, Mapping[str, Any]]:
    """Subject, digest and predicate of a decision. Raises InvalidInput."""
    return read_statement(envelope.statement(), DECISION_TYPE)


def read_order(envelope: Envelope) -> tuple[str, Mapping[str, Any]]:
    """Subject and predicate of an order. Raises InvalidInput."""
    name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    return name, predicate
