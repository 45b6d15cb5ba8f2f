"""Signed statements: every predicate member present, unknown is null, and a reader that takes nothing less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from counterseal.errors import InvalidInput
from counterseal.model.actions import Action
from counterseal.model.decisions import (
    DECISION_MEMBERS,
    DECISION_TYPE,
    MEANINGS,
    ORDER_MEMBERS,
    ORDER_TYPE,
    Shown,
    Verdict,
    read_statement,
)
from counterseal.seal.digests import action_sha256, canonical, sha256_hex
from counterseal.seal.dsse import parse
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import (
    Basis,
    DecisionContent,
    Who,
    read_decision,
    read_order,
    sign_decision,
    sign_order,
)

KEY = SigningKey(b"\x05" * 32)
ME = Who("01900000-0000-7000-8000-000000000009", "Maria Lind", "owner")
ACTION = Action("01900000-0000-7000-8000-000000000001", "refunds", "refunds.issue", {"amount_minor": 124_000})
AT = "2026-11-21T13:02:11.482Z"


def _content(verdict: Verdict, **changes: Any) -> DecisionContent:
    members = {
        "verdict": verdict,
        "action": ACTION,
        "original_sha256": "ab" * 32,
        "who": ME,
        "audience": "counterseal/x",
        "nonce": "00" * 16,
        "halt_epoch": 3,
        "decided_at": AT,
        "expires_at": None,
    }
    return DecisionContent(**{**members, **changes})


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_decision_says_everything_and_invents_nothing(verdict: Verdict) -> None:
    envelope = parse(sign_decision(_content(verdict), KEY).to_bytes())
    assert envelope.signed_by(KEY.public)
    subject, digest, predicate = read_decision(envelope)
    assert (subject, digest) == (ACTION.id, action_sha256(ACTION))
    assert set(predicate) == set(DECISION_MEMBERS)
    assert predicate["verdict"] == verdict.value
    assert predicate["meaning"] == MEANINGS[verdict]
    assert predicate["action"] == ACTION.members()
    assert predicate["single_use"] is True
    assert predicate["halt_epoch"] == 3
    for unknown in ("reason", "answer", "not_before", "expires_at"):
        assert predicate[unknown] is None
    assert predicate["shown"] == {"facts_sha256": None, "renderer": None, "opened": [], "dwell_ms": None}
    assert predicate["basis"]["mandate_sha256"] is None
    assert canonical(json.loads(envelope.payload)) == envelope.payload


def test_given_members_are_kept() -> None:
    shown = Shown("cd" * 32, "r/1", ("facts",), 4_000)
    basis = Basis(risk="R3", solo=True, step_up=True)
    content = _content(
        Verdict.ANSWER, reason="why", answer="42", shown=shown, basis=basis, not_before=AT, expires_at=AT
    )
    _subject, _digest, predicate = read_decision(sign_decision(content, KEY))
    assert (predicate["reason"], predicate["answer"]) == ("why", "42")
    assert (predicate["not_before"], predicate["expires_at"]) == (AT, AT)
    assert predicate["shown"] == shown.members()
    assert predicate["basis"] == basis.members()


def test_orders() -> None:
    body = {"scope": "agent", "agent": "refunds"}
    envelope = sign_order(
        "halt",
        body,
        subject="refunds",
        who=ME,
        audience="counterseal/x",
        nonce="00",
        supersedes=None,
        reason="",
        at=AT,
        key=KEY,
    )
    subject, predicate = read_order(envelope)
    assert subject == "refunds"
    assert set(predicate) == set(ORDER_MEMBERS)
    assert predicate["reason"] is None
    assert envelope.statement()["subject"][0]["digest"]["sha256"] == sha256_hex(canonical(body))
    with pytest.raises(InvalidInput) as caught:
        read_decision(envelope)
    assert caught.value.code == "wrong_predicate"
    with pytest.raises(ValueError, match="unknown order kind"):
        sign_order("x", {}, subject="", who=ME, audience="", nonce="", supersedes=None, reason="", at=AT, key=KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.update(_type="https://in-toto.io/Statement/v0.1"),
        lambda s: s.update(predicateType=ORDER_TYPE),
        lambda s: s.update(subject=[]),
        lambda s: s.update(subject=s["subject"] * 2),
        lambda s: s.update(subject=[{"name": "x"}]),
        lambda s: s["subject"][0].update(name=7),
        lambda s: s["subject"][0].update(digest={"sha512": "x"}),
        lambda s: s["predicate"].pop("nonce"),
        lambda s: s["predicate"].update(extra=1),
        lambda s: s.update(predicate=[]),
        lambda s: s.pop("predicate"),
    ],
)
def test_other_statements_are_refused(change: Any) -> None:
    value = json.loads(sign_decision(_content(Verdict.APPROVE), KEY).payload)
    assert read_statement(value, DECISION_TYPE)
    change(value)
    with pytest.raises(InvalidInput):
        read_statement(value, DECISION_TYPE)


def test_what_cannot_be_canonicalised_cannot_be_signed() -> None:
    broken = Action(ACTION.id, "refunds", "t", {"x": float("nan")})
    with pytest.raises(InvalidInput):
        sign_decision(_content(Verdict.APPROVE, action=broken), KEY)
