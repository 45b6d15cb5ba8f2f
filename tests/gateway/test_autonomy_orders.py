"""Level, mandate, charter, registry, pause and registering again: who signs what, and what it supersedes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from counterseal.clock import SystemClock, later
from counterseal.ledger.verify import verify_log
from counterseal.model.risk import Risk
from gateway.agent_orders import (
    AGENT,
    BOUNDED,
    LOOK,
    Pen,
    Team,
    charter,
    incident,
    level,
    mandate,
    new_agent,
    registration,
    registry,
)
from gateway.desks import REFUND, Agent, Bench, expect_problem


@pytest.fixture
def pen(solo: Bench) -> Pen:
    """The pen for an agent of Maria's, who is alone."""
    return new_agent(solo)[0]


@pytest.fixture
def agent(pen: Pen) -> Agent:
    return pen.bench.agents[-1]


@pytest.fixture
def ours(team: Team) -> Pen:
    """The pen for an agent of Maria's, who is not alone."""
    return new_agent(team.bench, team.jonas)[0]


def test_an_owner_sets_level_mandate_charter_and_tools(pen: Pen) -> None:
    pen.chartered("L3", BOUNDED, LOOK)
    told = pen.detail()
    assert told["autonomy"]["level"] == told["view"]["level"] == "L3"
    assert told["view"]["chartered"] is True
    assert told["mandate"]["tools"] == ["refunds.*"]
    assert told["charter"]["metric"] == "refunds that needed no second look"
    assert [tool["tool"] for tool in told["tools"]] == ["refunds.issue", "orders.look"]
    orders = {told[name] for name in ("autonomy_order", "mandate_order", "charter_order", "registry_order")}
    assert len(orders) == 4
    assert pen.sign("mandate", {"agent": AGENT, "mandate": None}) == "in_force"
    assert pen.detail()["mandate"] is None
    assert pen.detail()["mandate_order"] not in orders
    assert verify_log(pen.bench.profile.database, pen.bench.profile.log.verifier).ok


def test_what_would_run_alone_once_its_tool_is_described_goes_on_waiting(pen: Pen, agent: Agent) -> None:
    """It was asked as something unknown: only a new call runs under the new description."""
    pen.chartered("L3", BOUNDED, LOOK, tools=["orders.*", "mail.*"])
    asked = agent.propose(tool="mail.look", arguments={"box": "in"})["id"]
    assert pen.bench.held(asked).item.risk is Risk.R4
    described = {"tool": "mail.look", "risk": "R0", "title": "Look into {box}"}
    assert pen.sign("registry", registry(BOUNDED, LOOK, described)) == "in_force"
    item = pen.bench.held(asked).item
    assert (item.risk, item.title) == (Risk.R0, "Look into in")
    assert item.why == ("its tool was described anew after it was asked",)
    assert agent.permit(asked, expect=409)["code"] == "not_approved"
    assert agent.propose(tool="mail.look", arguments={"box": "in"})["state"] == "allowed"
    pen.bench.decide(asked)
    agent.permit(asked)


LEVELS = ("L0", "L1", "L2", "L3", "L4", "L5")


def test_above_l1_takes_a_charter(pen: Pen) -> None:
    for to in LEVELS[2:]:
        pen.expect_refusal("level", level(to), 403, "charter_missing")
    group = {"name": "looking", "tools": ["orders.*"], "level": "L2"}
    pen.expect_refusal("level", level("L1", groups=[group]), 403, "charter_missing")
    assert pen.sign("level", level("L0")) == "in_force"
    assert pen.sign("level", level("L1")) == "in_force"
    assert pen.sign("charter", charter(pen.owner.id)) == "in_force"
    assert pen.sign("level", level("L5", groups=[group])) == "in_force"


def test_only_the_order_in_force_is_superseded(pen: Pen) -> None:
    pen.chartered("L2")
    told = pen.detail()
    registered = pen.in_force("agent")
    wrong = [None, "0" * 64, registered]
    for kind, body in (
        ("level", level("L1")), ("mandate", mandate()), ("charter", charter(pen.owner.id)),
        ("registry", registry(REFUND, LOOK)),
    ):  # fmt: skip
        for digest in wrong:
            if digest == told[f"{'autonomy' if kind == 'level' else kind}_order"]:
                continue
            pen.expect_refusal(kind, body, 409, "superseded", supersedes=digest)
    assert pen.detail()["autonomy"]["level"] == "L2"


def test_an_order_that_was_passed_by_another_does_nothing(pen: Pen) -> None:
    pen.chartered("L2")
    before = pen.in_force("level")
    late = pen.order("level", level("L3"), supersedes=before)
    assert pen.sign("level", level("L1")) == "in_force"
    expect_problem(pen.deliver(late), 409, "superseded")
    assert pen.detail()["autonomy"]["level"] == "L1"


def test_who_may_sign_what(ours: Pen, team: Team) -> None:
    """Each kind by another owner, a reviewer and an auditor, where one signature is enough."""
    others = [team.jonas, team.rita, team.aud]
    assert ours.sign("charter", charter(ours.owner.id)) == "in_force"
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("agent", registration(ours.owner.id)), ("level", level("L0")), ("mandate", {"agent": AGENT, "mandate": None}),
        ("charter", charter(ours.owner.id, target=0.5)), ("registry", registry(REFUND)),
    ]  # fmt: skip
    for kind, body in bodies:
        for one in others:
            ours.expect_refusal(kind, body, 403, "wrong_role", by=one)
    for one in others:
        ours.expect_refusal("pause", pausing(False), 403, "wrong_role", by=one)
        assert ours.sign("pause", pausing(True), one) == "paused"
    assert ours.detail()["paused_by"] == "Aud Auditor"
    assert ours.sign("pause", pausing(False)) == "resumed"
    for kind, body in bodies:
        assert ours.sign(kind, body) in ("in_force", "registered")


def pausing(paused: bool, scope: str = "agent", target: str = AGENT) -> dict[str, Any]:
    return {"scope": scope, "target": target, "paused": paused}


def test_a_wider_pause_is_about_the_gateway(bench: Bench) -> None:
    pen, _agent = new_agent(bench)
    bench.agent("other")
    origin = bench.profile.log.origin
    pen.expect_refusal("pause", pausing(True, "all", ""), 422, "subject")
    assert pen.sign("pause", pausing(True, "all", ""), subject=origin) == "paused"
    assert {view.state for view in bench.desk.agents().result(60)} == {"paused"}
    pen.expect_refusal("pause", pausing(False, "all", ""), 422, "invalid_input", subject=origin)
    assert pen.sign("pause", pausing(False)) == "resumed"
    pen.expect_refusal("pause", pausing(False), 409, "not_paused")
    assert pen.sign("pause", pausing(True, "owner", pen.owner.id), subject=origin) == "paused"
    pen.expect_refusal("pause", pausing(True, target="nobody"), 422, "invalid_input", subject="nobody")


def test_a_pause_holds_and_ends_nothing(pen: Pen, agent: Agent) -> None:
    asked = agent.propose()["id"]
    pen.bench.decide(asked)
    assert pen.sign("pause", pausing(True)) == "paused"
    assert agent.permit(asked, expect=409)["code"] == "paused"
    assert agent.lease()["halt_epoch"] == 0
    assert agent.propose()["state"] == "held"
    assert pen.sign("pause", pausing(False)) == "resumed"
    assert agent.permit(asked)["permit"]


def test_an_end_of_a_pause_that_was_signed_before_it_ends_nothing(pen: Pen) -> None:
    early = pen.order("pause", pausing(False))
    # Nor one that says it was signed on a day to come.
    dated = pen.order("pause", pausing(False), at=later(SystemClock().now(), 3600))
    assert pen.sign("pause", pausing(True)) == "paused"
    for order in (early, dated):
        expect_problem(pen.deliver(order), 409, "paused_since")
    assert pen.detail()["view"]["state"] == "paused"


def test_what_supersedes_nothing_names_nothing(pen: Pen) -> None:
    pen.bench.desk.halt("agent", pen.agent, "test").result(60)
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("reset", {"agent": AGENT, "halt": pen.detail()["halt_order"]}),
        ("pause", pausing(True)),
        ("incident", incident(None)),
        ("outcome", {"agent": AGENT, "action": pen.owner.id, "outcome": "done"}),
        ("away", {"person": pen.owner.id, "away": True, "until": None}),
    ]
    for kind, body in bodies:
        for digest in ("0" * 64, {"a": 1}, [], 7):
            pen.expect_refusal(kind, body, 409, "superseded", supersedes=digest)


def test_a_token_is_one_agents_only(pen: Pen) -> None:
    other, _agent = new_agent(pen.bench)
    with pen.bench.profile.reading() as connection:
        query = "SELECT token_sha256 FROM agents WHERE id = ?"
        taken = str(connection.exec_driver_sql(query, (other.agent,)).scalar_one())
    pen.expect_refusal("agent", registration(pen.owner.id, token_sha256=taken), 409, "token_taken")


def test_malformed_orders_about_agents_are_refused(pen: Pen) -> None:
    owner = pen.owner.id
    table: list[tuple[str, dict[str, Any], str]] = [
        ("level", {**level("L1"), "more": 1}, "invalid_input"),
        ("level", {"agent": AGENT, "level": "L1"}, "invalid_input"),
        ("level", level("L9"), "invalid_input"),
        ("level", level("L1", quorum={"R9": 2}), "invalid_input"),
        ("mandate", mandate(tools=[]), "invalid_input"),
        ("mandate", mandate(expires_at="2020-01-01T00:00:00.000Z"), "expired"),
        ("mandate", {"agent": AGENT}, "invalid_input"),
        ("charter", charter("01a1fd42-661b-7e8d-91ae-d057ccd779c4"), "invalid_input"),
        ("charter", charter(owner, deputy="01a1fd42-661b-7e8d-91ae-d057ccd779c4"), "invalid_input"),
        ("charter", charter(owner, failure_rate=2), "invalid_input"),
        ("registry", registry(REFUND, REFUND), "invalid_input"),
        ("registry", registry({"tool": "t"}), "invalid_input"),
        ("pause", {"scope": "planet", "target": "", "paused": True}, "invalid_input"),
        ("pause", {"scope": "agent", "target": AGENT, "paused": 1}, "invalid_input"),
        ("agent", registration(owner, tools=[REFUND, REFUND]), "invalid_input"),
    ]
    for kind, body, code in table:
        pen.expect_refusal(kind, body, 422, code)
    pen.expect_refusal("level", {**level("L1"), "agent": "other"}, 422, "subject")
    pen.expect_refusal(
        "level", {**level("L1"), "agent": "other"}, 403, "unknown_agent", subject="other", supersedes=None
    )


def test_registering_again_raises_nothing(ours: Pen) -> None:
    pen = ours
    low = {**REFUND, "risk": "R1"}
    assert pen.sign("agent", registration(pen.owner.id, tools=[low])) == "needs_second"
    assert pen.detail()["tools"][0]["risk"] == "R3"
    assert pen.sign("agent", registration(pen.owner.id, tools=[BOUNDED])) == "needs_second"
    assert pen.sign("agent", registration(pen.owner.id, tools=[REFUND, {**LOOK, "risk": "R1"}])) == "needs_second"
    assert pen.sign("agent", registration(pen.owner.id, tools=[{**REFUND, "risk": "R4"}])) == "registered"
    assert pen.detail()["tools"][0]["risk"] == "R4"
    assert pen.sign("level", level("L0")) == "in_force"
    pen.expect_refusal("agent", registration(pen.owner.id, tools=[]), 403, "level_raised")
    for to in LEVELS[2:]:
        pen.expect_refusal("agent", registration(pen.owner.id, level=to), 403, "charter_missing")


def test_registering_again_keeps_what_was_signed_and_falls_to_its_level(pen: Pen) -> None:
    group = {"name": "looking", "tools": ["orders.*"], "level": "L0"}
    pen.chartered("L1", BOUNDED)
    assert pen.sign("level", level("L4", groups=[group], quorum={"R2": 2})) == "in_force"
    before = pen.detail()
    assert pen.sign("agent", registration(pen.owner.id, tools=[BOUNDED])) == "registered"
    told = pen.detail()
    for name in ("autonomy", "autonomy_order", "mandate", "mandate_order", "charter", "registry_order"):
        assert told[name] == before[name], name
    assert (told["view"]["level"], told["cap"]) == ("L1", "L1")
    assert "registered again" in told["capped_why"]
    assert [fall["to"] for fall in pen.lowerings()] == ["L1"]
    assert pen.sign("level", level("L4", groups=[group], quorum={"R2": 2})) == "in_force"
    assert (pen.detail()["view"]["level"], pen.detail()["cap"]) == ("L4", None)


def test_another_owner_takes_two_owners_and_a_new_charter(ours: Pen, team: Team) -> None:
    pen, jonas, rita = ours, team.jonas, team.rita
    assert pen.sign("charter", charter(pen.owner.id)) == "in_force"
    theirs = registration(jonas.id)
    pen.expect_refusal("agent", theirs, 403, "wrong_role", by=rita)
    assert pen.sign("agent", theirs, jonas) == "needs_second"
    pen.expect_refusal("agent", theirs, 403, "wrong_role", by=rita)
    assert pen.detail()["view"]["owner_id"] == pen.owner.id
    assert pen.sign("agent", theirs, pen.owner) == "registered"
    told = pen.detail()
    assert (told["view"]["owner_id"], told["charter"], told["view"]["chartered"]) == (jonas.id, None, False)
    pen.expect_refusal("level", level("L2"), 403, "charter_missing", by=jonas)
    pen.expect_refusal("level", level("L0"), 403, "wrong_role")
    assert pen.sign("charter", charter(jonas.id), jonas) == "in_force"
    assert pen.sign("level", level("L2"), jonas) == "in_force"


def test_an_agent_whose_owner_left_is_refused_until_another_takes_it(ours: Pen, team: Team) -> None:
    agent = ours.bench.agents[-1]
    leaver = ours.forge.enrol("Lea Leaver")
    held = agent.propose()["id"]
    with ours.bench.profile.reading() as connection:
        query = "SELECT token_sha256 FROM agents WHERE id = ?"
        token = str(connection.exec_driver_sql(query, (ours.agent,)).scalar_one())
    theirs = registration(leaver.id, token_sha256=token)
    assert (ours.sign("agent", theirs, leaver), ours.sign("agent", theirs)) == ("needs_second", "registered")
    assert agent.propose()["state"] == "held"
    ours.forge.revoke(leaver)
    refused = agent.propose()
    assert refused["state"] == "refused"
    assert "owner" in refused["reason"]
    assert agent.status(held)["state"] == "held"
    ready = {name: (state, words) for state, name, words in ours.detail()["readiness"]}
    assert ready["Owner"][0] == "missing"
    assert "registers it again" in ready["Owner"][1]
    ours.expect_refusal("level", level("L0"), 403, "wrong_role")
    taking = registration(team.jonas.id, token_sha256=token)
    assert (ours.sign("agent", taking, team.jonas), ours.sign("agent", taking)) == ("needs_second", "registered")
    assert ours.detail()["view"]["owner"] == "Jonas Öberg"
    assert agent.propose()["state"] == "held"


Change = Callable[[Pen], str]


def changes(pen: Pen) -> dict[str, Change]:
    return {
        "level": lambda p: p.sign("level", level("L2")),
        "mandate": lambda p: p.sign("mandate", mandate(confidence=0.9)),
        "registry": lambda p: p.sign("registry", registry({**LOOK, "title": "Read order {order}"}, REFUND)),
        "pause": lambda p: p.sign("pause", pausing(True)),
    }


@pytest.mark.parametrize("what", ["level", "mandate", "registry", "pause"])
def test_what_was_allowed_waits_again_when_that_changes(pen: Pen, agent: Agent, what: str) -> None:
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    asked = agent.propose(tool="orders.look", arguments={"order": "88213"})
    assert asked["state"] == "allowed"
    assert changes(pen)[what](pen) in ("in_force", "paused")
    assert agent.status(asked["id"])["state"] == "held"
    assert agent.permit(asked["id"], expect=409)["code"]
    assert pen.bench.entries(asked["id"])[-1] == "expired"


def test_an_expired_order_is_refused(pen: Pen) -> None:
    order = pen.order("pause", pausing(True), expires_at=later(SystemClock().now(), -1))
    expect_problem(pen.deliver(order), 409, "order_expired")
    assert pen.sign("pause", pausing(True)) == "paused"


def test_only_the_owner_says_what_is_kept_of_traces(team: Team) -> None:
    pen = new_agent(team.bench, team.jonas)[0]
    body = {"agent": pen.agent, "capture": "structure"}
    for by in (team.jonas, team.rita, team.aud):
        pen.expect_refusal("traces", body, 403, "wrong_role", by=by)
    pen.expect_refusal("traces", {**body, "capture": "all"}, 422, "bad_capture")
    pen.expect_refusal("traces", body, 409, "superseded", supersedes="0" * 64)
    assert pen.sign("traces", body) == "in_force"
    told = pen.detail()
    assert (told["capture"], len(told["capture_order"])) == ("structure", 64)
    pen.expect_refusal("traces", {**body, "capture": "content"}, 409, "superseded")
    assert pen.sign("traces", {**body, "capture": "content"}, supersedes=told["capture_order"]) == "in_force"
    assert pen.detail()["capture"] == "content"
    assert pen.detail()["autonomy_order"] == told["autonomy_order"]


def test_another_owner_has_switched_no_traces_on(team: Team) -> None:
    pen = new_agent(team.bench, team.jonas)[0]
    assert pen.sign("traces", {"agent": pen.agent, "capture": "content"}) == "in_force"
    with team.bench.profile.reading() as connection:
        query = "SELECT token_sha256 FROM agents WHERE id = ?"
        token = connection.exec_driver_sql(query, (pen.agent,)).scalar()
    body = {
        "id": pen.agent, "name": "Refunds agent", "owner": team.jonas.id, "level": "L1", "tools": [REFUND],
        "runbook": "", "token_sha256": token,
    }  # fmt: skip
    assert pen.sign("agent", body) == "needs_second"
    assert pen.sign("agent", body, team.jonas) == "registered"
    assert pen.detail()["capture"] == "off"
