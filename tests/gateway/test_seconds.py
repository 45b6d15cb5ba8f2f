"""Orders that take two people: what counts as a second signature, what does not, and where one is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.agent_orders import AGENT, BOUNDED, LOOK, Pen, charter, level, mandate, registry
from gateway.desks import REFUND, Agent, Bench
from gateway.forging import Signer

WEEK = 7 * 86_400
CRITICAL = {**REFUND, "risk": "R4"}
REFUNDING = {"tools": ["refunds.*"], "limits": [{"tool": "refunds.issue", "field": "amount", "at_most": 50_000}]}


@pytest.fixture
def pen(bench: Bench, agent: Agent) -> Pen:
    return Pen(bench)


@pytest.fixture
def team(pen: Pen) -> tuple[Pen, Signer, Signer]:
    """A chartered agent of Maria's, with another owner and a reviewer on the roster."""
    pen.chartered("L3", REFUND, LOOK, **REFUNDING)
    return pen, pen.forge.enrol("Jonas Öberg"), pen.forge.enrol("Rita Reviewer", ("reviewer",))


STEPS: list[tuple[str, str, Mapping[str, Any], bool]] = [
    ("to L4", "level", level("L4"), True),
    ("to L5", "level", level("L5"), True),
    ("a group to L4", "level", level("L3", groups=[{"name": "g", "tools": ["orders.*"], "level": "L4"}]), True),
    ("down to L2", "level", level("L2"), False),
    ("a higher quorum", "level", level("L3", quorum={"R3": 2}), False),
    ("a wider mandate over High", "mandate", mandate(tools=["refunds.*"]), True),
    ("no mandate", "mandate", {"agent": AGENT, "mandate": None}, False),
    ("a mandate over what is Read-only", "mandate", mandate(tools=["orders.look"]), False),
    ("a bound below High", "registry", registry(BOUNDED, LOOK), True),
    ("High made Low", "registry", registry({**REFUND, "risk": "R1"}, LOOK), True),
    ("an unknown tool described as Low", "registry", registry(REFUND, LOOK, {"tool": "x.y", "risk": "R1"}), True),
    ("an unknown tool described as High", "registry", registry(REFUND, LOOK, {"tool": "x.y", "risk": "R3"}), False),
    ("High made Critical", "registry", registry(CRITICAL, LOOK), False),
    ("a tool forgotten", "registry", registry(LOOK), False),
]


def test_which_steps_take_a_second_person(team: tuple[Pen, Signer, Signer]) -> None:
    pen, _jonas, _rita = team
    for words, kind, body, needed in STEPS:
        if needed:
            assert pen.sign(kind, body) == "needs_second", words
    waiting = {one["kind"]: one for one in pen.detail()["pending"]}
    assert set(waiting) == {"level", "mandate", "registry"}
    assert all(one["changes"] and one["by"] == "Maria Lind" for one in waiting.values())
    told = pen.detail()
    assert (told["autonomy"]["level"], told["mandate"]["limits"][0]["at_most"]) == ("L3", 50_000)
    for words, kind, body, needed in STEPS:
        if not needed and kind != "registry":
            assert pen.sign(kind, body) == "in_force", words
    assert {one["kind"] for one in pen.detail()["pending"]} == {"registry"}


@pytest.mark.parametrize("number", [n for n, step in enumerate(STEPS) if step[1] == "registry" and not step[3]])
def test_which_registries_take_one_person(team: tuple[Pen, Signer, Signer], number: int) -> None:
    assert team[0].sign("registry", STEPS[number][2]) == "in_force"


def test_two_different_deciders_put_it_in_force(team: tuple[Pen, Signer, Signer]) -> None:
    pen, _jonas, rita = team
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4"), rita) == "in_force"
    told = pen.detail()
    assert (told["autonomy"]["level"], told["pending"]) == ("L4", [])
    assert pen.bench.entries(AGENT)[-3:] == ["order", "delivered", "order"]
    # What acts on it later names both signatures.
    with pen.bench.profile.reading() as connection:
        ((in_force, firsts),) = connection.exec_driver_sql("SELECT level_envelope, seconded FROM agents").all()
    assert in_force == told["autonomy_order"]
    assert in_force in firsts


def test_the_reviewer_may_sign_first(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, rita = team
    assert pen.sign("level", level("L4"), rita) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "wrong_role", by=jonas)
    assert pen.sign("level", level("L4")) == "in_force"


def test_the_same_person_twice_is_one(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, _rita = team
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4"), jonas) == "in_force"


def test_another_body_seconds_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, rita = team
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L5"), jonas) == "needs_second"
    assert pen.sign("level", level("L4", quorum={"R4": 3}), rita) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert [one["by"] for one in pen.detail()["pending"]] == ["Rita Reviewer"]


def test_an_auditor_seconds_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    pen, _jonas, _rita = team
    auditor = pen.forge.enrol("Aud Auditor", ("auditor",))
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "wrong_role", by=auditor)
    assert pen.detail()["autonomy"]["level"] == "L3"


def test_a_person_who_left_seconds_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, rita = team
    assert pen.sign("level", level("L4"), rita) == "needs_second"
    pen.forge.revoke(rita)
    # Her signature was good when it came and counts no more: the owner's is the first one now.
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "key_not_valid", by=rita)
    assert pen.sign("level", level("L4"), jonas) == "in_force"


def test_a_compromised_key_seconds_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, rita = team
    assert pen.sign("level", level("L4"), rita) == "needs_second"
    with pen.bench.profile.reading() as connection:
        since = int(connection.exec_driver_sql("SELECT seq FROM pending").scalar_one())
    pen.forge.revoke(rita, compromised_since=since)
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert pen.sign("level", level("L4"), jonas) == "in_force"


def test_a_first_signature_lapses_after_seven_days(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, _rita = team
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.bench.clock.advance(WEEK - 60)
    assert len(pen.detail()["pending"]) == 1
    pen.bench.clock.advance(120)
    assert pen.detail()["pending"] == []
    assert pen.sign("level", level("L4"), jonas) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert pen.sign("level", level("L4")) == "in_force"


def test_what_was_overtaken_cannot_be_seconded(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, _rita = team
    before = pen.in_force("level")
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L2")) == "in_force"
    assert pen.detail()["pending"] == []
    pen.expect_refusal("level", level("L4"), 409, "superseded", by=jonas, supersedes=before)
    assert pen.detail()["autonomy"]["level"] == "L2"


def test_a_row_written_by_hand_seconds_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    """The first signature is its envelope, not what the table says of it."""
    pen, jonas, _rita = team
    assert pen.sign("level", level("L4"), jonas) == "needs_second"
    pen.bench.by_hand("UPDATE pending SET person = ?", pen.owner.id)
    assert pen.sign("level", level("L4"), jonas) == "needs_second"
    pen.bench.by_hand("UPDATE pending SET envelope = (SELECT level_envelope FROM agents)")
    assert pen.sign("level", level("L4"), jonas) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"


def test_a_lower_quorum_takes_two(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, _rita = team
    assert pen.sign("level", level("L3", quorum={"R2": 3})) == "in_force"
    for lower in ({"R2": 2}, {}):
        assert pen.sign("level", level("L3", quorum=lower)) == "needs_second"
    assert pen.sign("level", level("L3"), jonas) == "in_force"


def test_alone_on_the_roster_one_is_enough(pen: Pen) -> None:
    pen.chartered("L1", REFUND)
    for _words, kind, body, _needed in STEPS:
        assert pen.sign(kind, body) == "in_force"
    pen.bench.desk.halt("agent", AGENT, "test").result(20)
    assert pen.sign("reset", {"agent": AGENT, "halt": pen.detail()["halt_order"]}) == "reset"


def test_a_reset_takes_two_names_its_halt_and_comes_back_paused(team: tuple[Pen, Signer, Signer], agent: Agent) -> None:
    pen, jonas, rita = team
    asked = agent.propose()["id"]
    pen.bench.desk.halt("agent", AGENT, "it repeats itself").result(20)
    first = pen.detail()["halt_order"]
    pen.bench.desk.halt("agent", AGENT, "again").result(20)
    halt = {"agent": AGENT, "halt": pen.detail()["halt_order"]}
    assert halt["halt"] != first
    table: list[tuple[dict[str, Any], int, str]] = [
        ({"agent": AGENT}, 422, "invalid_input"),
        ({"agent": AGENT, "halt": None}, 409, "halted_since"),
        ({"agent": AGENT, "halt": first}, 409, "halted_since"),
    ]
    for body, status, code in table:
        pen.expect_refusal("reset", body, status, code)
    pen.expect_refusal("reset", halt, 422, "reason_missing", reason="")
    assert pen.sign("reset", halt) == "needs_second"
    assert agent.propose(403)["code"] == "halted"
    assert pen.sign("reset", halt, rita) == "reset"
    told = pen.detail()
    assert (told["view"]["state"], told["halt_order"], told["paused_by"]) == ("paused", None, "Rita Reviewer")
    assert told["pending"] == []
    agent.lease()
    assert agent.status(asked)["state"] == "void"
    fresh = agent.propose()["id"]
    assert agent.status(fresh)["state"] == "held"
    pen.expect_refusal("reset", halt, 409, "not_halted", by=jonas)


def test_a_second_for_a_reset_of_an_older_halt_does_nothing(team: tuple[Pen, Signer, Signer]) -> None:
    pen, jonas, _rita = team
    pen.bench.desk.halt("agent", AGENT, "one").result(20)
    halt = {"agent": AGENT, "halt": pen.detail()["halt_order"]}
    assert pen.sign("reset", halt) == "needs_second"
    pen.bench.desk.halt("agent", AGENT, "two").result(20)
    assert pen.detail()["pending"] == []
    pen.expect_refusal("reset", halt, 409, "halted_since", by=jonas)
    assert pen.detail()["view"]["state"] == "halted"


def test_a_charter_is_needed_when_the_second_comes_too(team: tuple[Pen, Signer, Signer]) -> None:
    """Both signatures are held to what is in force at that moment, not to what was when the first one came."""
    pen, jonas, _rita = team
    assert pen.sign("charter", charter(pen.owner.id, deputy=jonas.id)) == "in_force"
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.bench.by_hand("UPDATE agents SET charter = NULL, charter_envelope = NULL")
    pen.expect_refusal("level", level("L4"), 403, "charter_missing", by=jonas)
