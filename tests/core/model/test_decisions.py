"""Statements of decisions and orders: their frame, and that every predicate member is there and no other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from json_values import ANY_JSON

from counterseal.errors import InvalidInput
from counterseal.model import decisions
from counterseal.model.decisions import (
    DECISION_MEMBERS,
    DECISION_TYPE,
    MEANINGS,
    ORDER_MEMBERS,
    ORDER_TYPE,
    Shown,
    Verdict,
    read_statement,
    statement,
)

SHA = "ab" * 32
FRAMES = [(DECISION_TYPE, DECISION_MEMBERS), (ORDER_TYPE, ORDER_MEMBERS)]


def whole(kind: str = DECISION_TYPE, members: tuple[str, ...] = DECISION_MEMBERS) -> dict[str, Any]:
    return statement(kind, "action-1", SHA, dict.fromkeys(members))


def test_the_members_are_those_of_the_contract() -> None:
    assert set(DECISION_MEMBERS) == {
        "verdict", "action", "original_sha256", "reason", "answer", "person", "meaning", "shown", "basis", "audience",
        "nonce", "halt_epoch", "decided_at", "not_before", "expires_at", "single_use",
    }  # fmt: skip
    assert {"kind", "body", "audience", "nonce", "supersedes", "person", "reason"} <= set(ORDER_MEMBERS)
    assert [verdict.value for verdict in Verdict] == ["approve", "edit", "reject", "answer", "withdraw"]
    assert set(MEANINGS) == set(Verdict)
    assert len(set(MEANINGS.values())) == len(Verdict)


@pytest.mark.parametrize(("kind", "members"), FRAMES)
def test_a_whole_statement_is_read(kind: str, members: tuple[str, ...]) -> None:
    raw = whole(kind, members)
    assert raw["_type"] == "https://in-toto.io/Statement/v1"
    assert read_statement(raw, kind) == ("action-1", SHA, dict.fromkeys(members))


@pytest.mark.parametrize(("kind", "members"), FRAMES)
def test_each_member_must_be_there_and_no_other(kind: str, members: tuple[str, ...]) -> None:
    for name in members:
        raw = whole(kind, members)
        del raw["predicate"][name]
        with pytest.raises(InvalidInput) as caught:
            read_statement(raw, kind)
        assert caught.value.code == "wrong_members"
    raw = whole(kind, members)
    raw["predicate"]["note"] = None
    with pytest.raises(InvalidInput) as more:
        read_statement(raw, kind)
    assert more.value.code == "wrong_members"


def test_an_order_is_never_read_as_a_decision_nor_a_decision_as_an_order() -> None:
    for (kind, members), (other, _) in (FRAMES, FRAMES[::-1]):
        with pytest.raises(InvalidInput) as caught:
            read_statement(whole(kind, members), other)
        assert caught.value.code == "wrong_predicate"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"_type": "https://in-toto.io/Statement/v0.1"}, "_type"),
        ({"_type": None}, "_type"),
        ({"predicateType": None}, "predicateType"),
        ({"predicateType": [DECISION_TYPE]}, "predicateType"),
        ({"subject": []}, "subject"),
        ({"subject": None}, "subject"),
        ({"subject": 1}, "subject"),
        ({"subject": "a"}, "subject"),
        ({"subject": {"name": "a"}}, "subject"),
        ({"subject": [{"name": "a", "digest": {"sha256": SHA}}] * 2}, "subject"),
        ({"subject": [{"name": "a", "digest": {"sha512": SHA}}]}, "subject"),
        ({"subject": [{"name": "a", "digest": SHA}]}, "subject"),
        ({"subject": [{"digest": {"sha256": SHA}}]}, "subject"),
        ({"subject": [{"name": 1, "digest": {"sha256": SHA}}]}, "subject"),
        ({"subject": [{"name": "a", "digest": {"sha256": None}}]}, "subject"),
        ({"subject": [None]}, "subject"),
        ({"predicate": None}, "predicate"),
        ({"predicate": list(DECISION_MEMBERS)}, "predicate"),
    ],
)
def test_a_frame_with_a_fault_is_refused(change: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_statement({**whole(), **change}, DECISION_TYPE)
    assert caught.value.where == where


@given(ANY_JSON)
def test_anything_else_is_refused_and_nothing_else_raises(raw: Any) -> None:
    for name in ("_type", "predicateType", "subject", "predicate"):
        with pytest.raises(InvalidInput):
            read_statement({**whole(), name: raw}, DECISION_TYPE)
    with pytest.raises(InvalidInput):
        read_statement(raw, DECISION_TYPE)


def test_what_was_shown_is_written_with_every_member() -> None:
    assert Shown(None, None).members() == {"facts_sha256": None, "renderer": None, "opened": [], "dwell_ms": None}
    assert Shown(SHA, "r/1", ("facts", "trace"), 900).members() == {
        "facts_sha256": SHA,
        "renderer": "r/1",
        "opened": ["facts", "trace"],
        "dwell_ms": 900,
    }


def test_order_kinds_are_told_apart() -> None:
    assert len(set(decisions.ORDER_KINDS)) == len(decisions.ORDER_KINDS)
    assert {"halt", "reset", "roster", "registry", "agent"} <= set(decisions.ORDER_KINDS)
