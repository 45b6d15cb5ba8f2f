"""Strange values in every member of leaves, orders and decisions: the ledger and the bundle's verifier agree on all."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest

from core.ledger.copies import eventful
from core.ledger.lines import Walk
from core.ledger.story import action_id
from counterseal.errors import KnownError
from counterseal.ledger import bundle_checker, bundle_forms, entry_check, erasures
from counterseal.ledger import roster as rosters
from counterseal.ledger.bundle_checker import Checker, check_action
from counterseal.ledger.roster import Roster
from counterseal.seal.dsse import parse

STRANGE: list[Any] = [
    None, True, 0, 1, -1, 5.0, 2**53 - 1, "", "x", "5", [], {}, [1], {"a": 1}, "2026-02-30T00:00:00.000Z",
    "2026-11-21T24:00:00.000Z", "\uff12026-11-21T13:00:00.000Z", "2026-11-21T13:00:00.00\u0663Z",
    "2026-11-21T13:00:00.000Z", "ab" * 32, "AB" * 32, "ab" * 32 + "\n", "\u0663" * 64, "viewed", "order",
]  # fmt: skip


@pytest.fixture(scope="module")
def walked() -> Walk:
    return Walk(eventful())


@pytest.fixture(scope="module")
def people(walked: Walk) -> Roster:
    with walked.copies.changed() as connection:
        return rosters.load(connection)


def ledger_says(walked: Walk, people: Roster, line: dict[str, Any]) -> str:
    """Why the ledger's own rules refuse a signed line after the last; empty when they take it."""
    try:
        leaf = entry_check.read_leaf(base64.b64decode(line["leaf"]), walked.copies.origin, line["seq"])
        signed, _after = entry_check.check_envelope(leaf, parse(line["envelope"]), people)
        if leaf.type in erasures.TYPES and signed.predicate["audience"] == walked.copies.origin:
            erasures.read_body(leaf.type, line["seq"], signed.predicate["body"])
    except KnownError as error:
        return error.text()
    return ""


def expect_one_verdict(walked: Walk, people: Roster, line: dict[str, Any]) -> None:
    ours, found = ledger_says(walked, people, line), walked.judge(-1, line)
    assert (ours == "") is isinstance(found, Checker), (ours, str(found)[:200])


@pytest.mark.parametrize("name", ["v", "log", "seq", "type", "at", "key", "commits", "subject", "dsse_sha256", "more"])
def test_leaves(walked: Walk, name: str) -> None:
    base = json.loads(base64.b64decode(walked.entry(5)["leaf"]))
    for value in STRANGE:
        data = json.dumps({**base, name: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        try:
            entry_check.read_leaf(data, walked.copies.origin, 5)
            ours = ""
        except KnownError as error:
            ours = error.text()
        try:
            walked.at(5).leaf(data)
            other = ""
        except bundle_forms.SURPRISES as error:
            other = bundle_forms.reason(error)
        assert (ours == "") is (other == ""), (value, ours, other)


CUT = {"class": "c", "types": ["viewed"], "below": 22, "envelopes": True}
ONE = {"seq": 15, "type": "viewed", "verdict": "", "key": "00" * 32}
HERE, ELSEWHERE = {"size": 22, "root": "00" * 32}, {"holder": "x", "size": 30, "root": "11" * 32}
RESTORE: dict[str, Any] = {"here": HERE, "elsewhere": [ELSEWHERE], "first_lost": 22}
SHAPES: list[tuple[str, str, dict[str, Any], Any]] = [
    *[("restore", "restored", RESTORE, lambda v, n=n: {**RESTORE, n: v}) for n in RESTORE],
    *[("restore", "restored", HERE, lambda v, n=n: {**RESTORE, "here": {**HERE, n: v}}) for n in HERE],
    *[
        ("restore", "restored", ELSEWHERE, lambda v, n=n: {**RESTORE, "elsewhere": [{**ELSEWHERE, n: v}]})
        for n in ELSEWHERE
    ],
    *[("erasure", "retention_cut", CUT, lambda v, n=n: {"cut": {**CUT, n: v}}) for n in CUT],
    *[("erasure", "erasure", ONE, lambda v, n=n: {"erased": [{**ONE, n: v}]}) for n in ONE],
]


@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
def test_bodies_of_orders(walked: Walk, people: Roster, shape: tuple[str, str, dict[str, Any], Any]) -> None:
    kind, entry_type, _base, made = shape
    attached = {"verdicts": b'{"v":1,"verdicts":{}}'} if entry_type == "retention_cut" else None
    for value in STRANGE:
        line = walked.order_line(kind, made(value), entry_type, attached=attached)
        expect_one_verdict(walked, people, line)


@pytest.mark.parametrize("name", sorted(bundle_forms.ORDER_MEMBERS - {"kind", "body"}))
def test_members_of_orders(walked: Walk, people: Roster, name: str) -> None:
    for value in STRANGE:
        expect_one_verdict(walked, people, walked.order_line("level", {"a": 1}, "order", **{name: value}))


@pytest.mark.parametrize("name", ["v", "id", "agent", "tool", "arguments", "expires_at", "more"])
def test_actions(walked: Walk, people: Roster, name: str) -> None:
    """With the digest and the entry's subject following what the action says."""
    for value in [
        *STRANGE,
        "t" * 200,
        "t" * 201,
        1.0,
        action_id(8),
        action_id(8).upper(),
        "a" * 64,
        "a" * 65,
        "2026-11-21T13:00:00Z",
    ]:
        line = walked.decision_line(lambda said, value=value: following(said, name, value))  # type: ignore[misc]
        expect_one_verdict(walked, people, line)


def following(said: dict[str, Any], name: str, value: Any) -> None:
    action = said["predicate"]["action"] | {name: value}
    covered = b"counterseal/action/v1\0" + bundle_forms.jcs(action).encode()
    said["predicate"]["action"] = action
    said["subject"] = [{"name": action["id"], "digest": {"sha256": hashlib.sha256(covered).hexdigest()}}]


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        (nested(31), True), (nested(32), False), ({str(n): n for n in range(1_994)}, True),
        ({str(n): n for n in range(1_995)}, False),
        ({"a": [{str(n): n for n in range(1_993)}]}, True), ({"a": [{str(n): n for n in range(1_994)}]}, False),
    ],
)  # fmt: skip
def test_actions_at_their_bounds(walked: Walk, people: Roster, arguments: dict[str, Any], taken: bool) -> None:
    line = walked.decision_line(lambda said: following(said, "arguments", arguments))
    expect_one_verdict(walked, people, line)
    assert (ledger_says(walked, people, line) == "") is taken


def test_large_actions_and_statements(walked: Walk, people: Roster) -> None:
    room = bundle_forms.LARGEST_ACTION - len(bundle_forms.jcs(sized(0)))
    for size, taken in ((room, True), (room + 1, False)):
        line = walked.decision_line(lambda said, size=size: following(said, "arguments", sized(size)["arguments"]))  # type: ignore[misc]
        expect_one_verdict(walked, people, line)
        assert taken or walked.judge(-1, line) == "the action is too large"
    for body, why in (({"a": "x" * bundle_forms.LARGEST_STATEMENT}, "the statement is too large"),
    (nested(48), "it nests too deeply"),
                      ({str(n): n for n in range(8_000)}, "the statement has too many keys")):  # fmt: skip
        line = walked.order_line("level", body, "order")
        assert walked.judge(-1, line) == why
        assert ledger_says(walked, people, line) != ""


def sized(size: int) -> dict[str, Any]:
    action = {"v": 1, "id": action_id(77), "agent": "refunds", "tool": "refunds.issue", "expires_at": None}
    return {**action, "arguments": {"a": "x" * size}}


GOOD = sized(1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"more": 1}, "an action has six members"), ({"v": True}, "the action is not of version 1"),
        ({"v": 2}, "the action is not of version 1"),
        ({"id": "x"}, "the action's id is malformed"), ({"id": 5}, "the action's id is malformed"),
        ({"agent": "A"}, "the agent's id is malformed"),
        ({"agent": 5}, "the agent's id is malformed"), ({"tool": ""}, "a tool's name has 1 to 200 characters"),
        ({"tool": 5}, "a tool's name has 1 to 200 characters"),
        ({"tool": "t" * 201}, "a tool's name has 1 to 200 characters"),
        ({"arguments": []}, "the action's arguments are not an object"),
        ({"arguments": {str(n): n for n in range(1_995)}}, "the action has too many keys"),
        ({"arguments": nested(32)}, "it nests too deeply"),
        ({"expires_at": "x"}, "it expires at no time"), ({"expires_at": 5}, "it expires at no time"),
        ({"expires_at": "2026-02-30T00:00:00Z"}, "day is out of range for month"),
        ({}, ""), ({"expires_at": "2026-11-21T13:00:00.123456789Z"}, ""), ({"v": 1.0}, ""), ({"tool": "t" * 200}, ""),
    ],
)  # fmt: skip
def test_the_form_of_an_action(changes: dict[str, Any], why: str) -> None:
    if not why:
        check_action(GOOD | changes)
        return
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        check_action(GOOD | changes)


def test_entry_0_is_signed_by_an_owner(walked: Walk) -> None:
    def reviewed(said: dict[str, Any]) -> None:
        (maria,) = said["predicate"]["body"]["people"]
        ole = {**maria, "id": action_id(5), "keys": {bundle_checker.hashlib.sha256(bytes(32)).hexdigest(): "00" * 32}}
        said["predicate"]["body"]["people"] = [{**maria, "roles": ["reviewer"]}, {**ole, "recovery": {}}]

    assert walked.signed(0, reviewed) == "who signed may not do that"
