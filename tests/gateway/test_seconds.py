"""Orders that take two people: what counts as a second signature, what does not, and where one is enough."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.agent_orders import (
    AGENT,
    BOUNDED,
    LOOK,
    Pen,
    Team,
    charter,
    level,
    make_team,
    mandate,
    new_agent,
    registry,
)
from gateway.desks import REFUND, Bench

WEEK = 7 * 86_400
CRITICAL = {**REFUND, "risk": "R4"}
REFUNDING = {"tools": ["refunds.*"], "limits": [{"tool": "refunds.issue", "field": "amount", "at_most": 50_000}]}


@pytest.fixture
def pen(team: Team) -> Pen:
    """The pen for a chartered agent of Maria's."""
    pen, _agent = new_agent(team.bench, team.jonas)
    pen.chartered("L3", REFUND, LOOK, **REFUNDING)
    return pen


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


def test_which_steps_take_a_second_person(pen: Pen, team: Team) -> None:
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


def test_which_registries_take_one_person(team: Team) -> None:
    for words, kind, body, needed in STEPS:
        if kind == "registry" and not needed:
            pen, _agent = new_agent(team.bench, team.jonas)
            pen.chartered("L1", REFUND, LOOK)
            assert pen.sign("registry", body) == "in_force", words


def test_two_different_deciders_put_it_in_force(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4"), team.rita) == "in_force"
    told = pen.detail()
    assert (told["autonomy"]["level"], told["pending"]) == ("L4", [])
    assert pen.bench.entries(pen.agent)[-3:] == ["order", "delivered", "order"]
    # What acts on it later names both signatures.
    with pen.bench.profile.reading() as connection:
        query = "SELECT level_envelope, seconded FROM agents WHERE id = ?"
        ((in_force, firsts),) = connection.exec_driver_sql(query, (pen.agent,)).all()
    assert in_force == told["autonomy_order"]
    assert in_force in firsts


def test_the_reviewer_may_sign_first(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L4"), team.rita) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "wrong_role", by=team.jonas)
    assert pen.sign("level", level("L4")) == "in_force"


def test_the_same_person_twice_is_one(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L4"), team.jonas) == "in_force"


def test_another_body_seconds_nothing(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L5"), team.jonas) == "needs_second"
    assert pen.sign("level", level("L4", quorum={"R4": 3}), team.rita) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert [one["by"] for one in pen.detail()["pending"]] == ["Rita Reviewer"]


def test_an_auditor_seconds_nothing(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "wrong_role", by=team.aud)
    assert pen.detail()["autonomy"]["level"] == "L3"


def test_a_person_who_left_seconds_nothing(pen: Pen, team: Team) -> None:
    vera = pen.forge.enrol("Vera Gone", ("reviewer",))
    assert pen.sign("level", level("L4"), vera) == "needs_second"
    pen.forge.revoke(vera)
    # Her signature was good when it came and counts no more: the owner's is the first one now.
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.expect_refusal("level", level("L4"), 403, "key_not_valid", by=vera)
    assert pen.sign("level", level("L4"), team.jonas) == "in_force"


def test_a_compromised_key_seconds_nothing(bench: Bench) -> None:
    team = make_team(bench)
    pen, _agent = new_agent(bench, team.jonas)
    pen.chartered("L3", REFUND)
    assert pen.sign("level", level("L4"), team.rita) == "needs_second"
    with bench.profile.reading() as connection:
        since = int(connection.exec_driver_sql("SELECT seq FROM pending").scalar_one())
    pen.forge.revoke(team.rita, compromised_since=since)
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert pen.sign("level", level("L4"), team.jonas) == "in_force"


def agents_row(pen: Pen, column: str, value: str | None) -> None:
    """What somebody does who can write the database and sign nothing."""
    pen.bench.by_hand(f"UPDATE agents SET {column} = ? WHERE id = ?", value, pen.agent)


def test_nothing_that_is_written_by_hand_puts_an_order_in_force(pen: Pen, team: Team) -> None:
    look = {"tool": "orders.look", "arguments": {"order": "88213"}}
    assert pen.sign("mandate", mandate(tools=["orders.look"])) == "in_force"
    agent = pen.bench.agents[-1]
    assert agent.propose(**look)["state"] == "allowed"
    in_force = pen.in_force("level")
    assert pen.sign("level", level("L5")) == "needs_second"
    (first,) = (one["sha256"] for one in pen.detail()["pending"])
    tried: list[dict[str, str]] = [
        {"level_envelope": first},
        {"level_envelope": first, "seconded": json.dumps({"0" * 64: first})},
        {"level_envelope": first, "seconded": json.dumps({first: first})},
    ]
    for columns in tried:
        for name, value in columns.items():
            agents_row(pen, name, value)
        for state in ("needs_second", "in_force"):
            pen.bench.by_hand("UPDATE accepted SET state = ? WHERE envelope = ?", state, first)
            assert agent.propose(**look)["state"] == "held", (columns, state)
        pen.bench.by_hand("UPDATE accepted SET state = 'needs_second' WHERE envelope = ?", first)
        agents_row(pen, "level_envelope", in_force)
        agents_row(pen, "seconded", "{}")
    pen.bench.by_hand("DELETE FROM accepted WHERE envelope = ?", first)
    assert agent.propose(**look)["state"] == "allowed"


def test_a_first_signature_lapses_after_seven_days(bench: Bench) -> None:
    team = make_team(bench)
    pen, _agent = new_agent(bench, team.jonas)
    pen.chartered("L3", REFUND)
    assert pen.sign("level", level("L4")) == "needs_second"
    bench.clock.advance(WEEK - 60)
    assert len(pen.detail()["pending"]) == 1
    bench.clock.advance(120)
    assert pen.detail()["pending"] == []
    assert pen.sign("level", level("L4"), team.jonas) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    assert pen.sign("level", level("L4")) == "in_force"


def test_what_was_overtaken_cannot_be_seconded(pen: Pen, team: Team) -> None:
    before = pen.in_force("level")
    assert pen.sign("level", level("L4")) == "needs_second"
    assert pen.sign("level", level("L2")) == "in_force"
    assert pen.detail()["pending"] == []
    pen.expect_refusal("level", level("L4"), 409, "superseded", by=team.jonas, supersedes=before)
    assert pen.detail()["autonomy"]["level"] == "L2"


def test_a_row_written_by_hand_seconds_nothing(pen: Pen, team: Team) -> None:
    """The first signature is its envelope, not what the table says of it."""
    assert pen.sign("level", level("L4"), team.jonas) == "needs_second"
    pen.bench.by_hand("UPDATE pending SET person = ? WHERE agent = ?", pen.owner.id, pen.agent)
    assert pen.sign("level", level("L4"), team.jonas) == "needs_second"
    pen.bench.by_hand(
        "UPDATE pending SET envelope = (SELECT level_envelope FROM agents WHERE id = ?) WHERE agent = ?",
        pen.agent,
        pen.agent,
    )
    assert pen.sign("level", level("L4"), team.jonas) == "needs_second"
    assert pen.detail()["autonomy"]["level"] == "L3"
    pen.bench.by_hand("UPDATE pending SET envelope = ? WHERE agent = ?", "0" * 64, pen.agent)
    assert pen.detail()["pending"] == []


def test_a_lower_quorum_takes_two(pen: Pen, team: Team) -> None:
    assert pen.sign("level", level("L3", quorum={"R2": 3})) == "in_force"
    for lower in ({"R2": 2}, {}):
        assert pen.sign("level", level("L3", quorum=lower)) == "needs_second"
    assert pen.sign("level", level("L3"), team.jonas) == "in_force"


def test_alone_on_the_roster_one_is_enough(solo: Bench) -> None:
    pen, _agent = new_agent(solo)
    pen.chartered("L1", REFUND)
    for _words, kind, body, _needed in STEPS:
        assert pen.sign(kind, body) == "in_force"
    solo.desk.halt("agent", pen.agent, "test").result(60)
    assert pen.sign("reset", {"agent": AGENT, "halt": pen.detail()["halt_order"]}) == "reset"


def test_a_reset_takes_two_names_its_halt_and_comes_back_paused(pen: Pen, team: Team) -> None:
    agent = pen.bench.agents[-1]
    asked = agent.propose()["id"]
    pen.bench.desk.halt("agent", pen.agent, "it repeats itself").result(60)
    first = pen.detail()["halt_order"]
    pen.bench.desk.halt("agent", pen.agent, "again").result(60)
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
    assert pen.sign("reset", halt, team.rita) == "reset"
    told = pen.detail()
    assert (told["view"]["state"], told["halt_order"], told["paused_by"]) == ("paused", None, "Rita Reviewer")
    assert told["pending"] == []
    agent.lease()
    assert agent.status(asked)["state"] == "void"
    fresh = agent.propose()["id"]
    assert agent.status(fresh)["state"] == "held"
    pen.expect_refusal("reset", halt, 409, "not_halted", by=team.jonas)


def test_a_second_for_a_reset_of_an_older_halt_does_nothing(pen: Pen, team: Team) -> None:
    pen.bench.desk.halt("agent", pen.agent, "one").result(60)
    halt = {"agent": AGENT, "halt": pen.detail()["halt_order"]}
    assert pen.sign("reset", halt) == "needs_second"
    pen.bench.desk.halt("agent", pen.agent, "two").result(60)
    assert pen.detail()["pending"] == []
    pen.expect_refusal("reset", halt, 409, "halted_since", by=team.jonas)
    assert pen.detail()["view"]["state"] == "halted"


def test_a_charter_is_needed_when_the_second_comes_too(pen: Pen, team: Team) -> None:
    """Both signatures are held to what is in force at that moment, not to what was when the first one came."""
    assert pen.sign("charter", charter(pen.owner.id, deputy=team.jonas.id)) == "in_force"
    assert pen.sign("level", level("L4")) == "needs_second"
    pen.bench.by_hand("UPDATE agents SET charter = NULL, charter_envelope = NULL WHERE id = ?", pen.agent)
    pen.expect_refusal("level", level("L4"), 403, "charter_missing", by=team.jonas)
