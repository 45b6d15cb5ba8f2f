"""How an agent falls to a lower level by itself: for what, how far, how often, and what ends it."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.clock import SystemClock, later
from counterseal.ledger.verify import verify_log
from gateway.agent_orders import LOOK, Pen, Team, charter, incident, level, mandate, new_agent, registration, registry
from gateway.desks import REFUND, Agent, Bench

PINNED = {**LOOK, "pin": "ab" * 32}


@pytest.fixture
def pen(solo: Bench) -> Pen:
    """The pen for an agent of Maria's, who is alone."""
    return new_agent(solo)[0]


@pytest.fixture
def agent(pen: Pen) -> Agent:
    return pen.bench.agents[-1]


def look(agent: Agent, expect: str = "allowed", **members: Any) -> dict[str, Any]:
    """A Read-only call, as the gateway takes it."""
    asked = agent.propose(tool="orders.look", arguments={"order": "88213"}, **members)
    assert asked["state"] == expect
    return asked


def run(agent: Agent, outcome: str) -> str:
    """A Read-only call that ran alone; its id."""
    action = str(look(agent)["id"])
    agent.outcome(action, agent.permit(action)["permit"], outcome)
    return action


def levels(pen: Pen) -> tuple[str, str | None]:
    told = pen.detail()
    return told["view"]["level"], told["cap"]


def test_an_incident_lowers_by_one_and_down_to_l1(pen: Pen, agent: Agent) -> None:
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    actions = [run(agent, "done") for _ in range(4)]
    waiting = look(agent)["id"]
    opened = [incident(action) for action in actions]
    for body, expected in zip(opened, [("L2", "L2"), ("L1", "L1"), ("L1", "L1"), ("L1", "L1")], strict=True):
        assert pen.sign("incident", body) == "opened"
        assert levels(pen) == expected
    assert agent.status(waiting)["state"] == "held"
    look(agent, "held")
    falls = pen.lowerings()
    assert [(fall["from"], fall["to"], fall["cause"]) for fall in falls] == [
        ("L3", "L2", "incident"), ("L2", "L1", "incident"),
    ]  # fmt: skip
    assert "It paid the wrong customer" in falls[0]["why"]
    with pen.bench.profile.reading() as connection:
        query = "SELECT count(*) FROM envelopes WHERE sha256 = ?"
        assert [connection.exec_driver_sql(query, (fall["basis"][0],)).scalar_one() for fall in falls] == [1, 1]
    report = verify_log(pen.bench.profile.database, pen.bench.profile.log.verifier)
    assert report.ok, report


def test_groups_come_down_with_the_agent(pen: Pen, agent: Agent) -> None:
    group = {"name": "looking", "tools": ["orders.*"], "level": "L3"}
    pen.chartered("L1", LOOK, REFUND, tools=["orders.look"])
    assert pen.sign("level", level("L1", groups=[group])) == "in_force"
    action = run(agent, "done")
    assert pen.sign("incident", incident(action)) == "opened"
    look(agent, "held")
    assert levels(pen) == ("L1", "L1")


def test_only_a_level_order_signed_afterwards_ends_a_fall(pen: Pen, agent: Agent) -> None:
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    early = pen.order("level", level("L3", quorum={"R4": 3}))
    assert pen.sign("incident", incident(run(agent, "done"))) == "opened"
    assert pen.deliver(early).json()["state"] == "in_force"
    assert levels(pen) == ("L2", "L2")
    dated = pen.order("level", level("L3"), at=later(SystemClock().now(), 3600))
    assert pen.deliver(dated).json()["state"] == "in_force"
    assert levels(pen) == ("L2", "L2")
    assert pen.sign("level", level("L3")) == "in_force"
    assert levels(pen) == ("L3", None)
    assert pen.detail()["capped_why"] == ""


def test_raising_again_what_fell_takes_two(team: Team) -> None:
    pen, agent = new_agent(team.bench, team.jonas)
    pen.chartered("L5", LOOK, REFUND, tools=["orders.look"])
    assert pen.sign("incident", incident(run(agent, "done"))) == "opened"
    assert levels(pen) == ("L4", "L4")
    assert pen.sign("level", level("L5")) == "needs_second"
    assert levels(pen) == ("L4", "L4")
    assert pen.sign("level", level("L5"), team.jonas) == "in_force"
    assert levels(pen) == ("L5", None)


def test_too_many_failures_lower_it_and_count_from_there(pen: Pen, agent: Agent) -> None:
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    assert pen.sign("charter", charter(pen.owner.id, failure_rate=0.2)) == "in_force"
    for outcome in ["failed"] * 2 + ["done"] * 7 + ["failed"]:
        assert levels(pen) == ("L3", None)
        run(agent, outcome)
    # Three of ten are more than a fifth.
    assert levels(pen) == ("L2", "L2")
    (fall,) = pen.lowerings()
    assert (fall["cause"], fall["from"], fall["to"]) == ("failure_rate", "L3", "L2")
    assert "3 of its last 10 calls" in fall["why"]
    # What was counted once is not counted again.
    for _ in range(3):
        run(agent, "failed")
    assert levels(pen) == ("L2", "L2")


def test_few_failures_lower_nothing(pen: Pen, agent: Agent) -> None:
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    for outcome in ["failed"] * 9:
        run(agent, outcome)
    assert levels(pen) == ("L3", None)


def test_a_budget_that_is_used_up_lowers_once_for_each_mandate(pen: Pen, agent: Agent) -> None:
    window = {"name": "looks a day", "tools": ["orders.look"], "field": None, "at_most": 2, "seconds": 86_400}
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"], windows=[window])
    run(agent, "done")
    run(agent, "done")
    assert levels(pen) == ("L3", None)
    look(agent, "held")
    assert levels(pen) == ("L2", "L2")
    look(agent, "held")
    assert levels(pen) == ("L2", "L2")
    assert [(fall["cause"], fall["basis"]) for fall in pen.lowerings()] == [("limit", [pen.in_force("mandate")])]
    (budget,) = pen.detail()["budgets"]
    assert (budget["name"], budget["used"], budget["at_most"], budget["unit"]) == ("looks a day", 2, 2, "")
    assert pen.sign("mandate", mandate(tools=["orders.look"], windows=[{**window, "at_most": 1}])) == "in_force"
    assert pen.sign("level", level("L3")) == "in_force"


def test_a_changed_tool_lowers_once_for_each_definition(pen: Pen, agent: Agent) -> None:
    pen.chartered("L4", PINNED, REFUND, tools=["orders.look"])
    look(agent, claims={"tool_sha256": "ab" * 32})
    look(agent, "held")
    assert levels(pen) == ("L4", None), "who says nothing is asked about, and does not fall for it"
    for _ in range(2):
        look(agent, "held", claims={"tool_sha256": "cd" * 32})
        assert levels(pen) == ("L3", "L3")
    look(agent, "held", claims={"tool_sha256": "ef" * 32})
    assert levels(pen) == ("L2", "L2")
    assert [fall["cause"] for fall in pen.lowerings()] == ["changed_tool", "changed_tool"]
    assert pen.sign("registry", registry({**PINNED, "pin": "cd" * 32}, REFUND)) == "in_force"
    look(agent, claims={"tool_sha256": "cd" * 32})


def test_an_agent_at_l1_falls_no_further(pen: Pen, agent: Agent) -> None:
    asked = str(agent.propose()["id"])
    pen.bench.decide(asked)
    agent.outcome(asked, agent.permit(asked)["permit"])
    assert pen.sign("incident", incident(asked)) == "opened"
    assert (levels(pen), pen.lowerings()) == (("L1", None), [])


def test_a_fall_is_not_lifted_by_hand(pen: Pen, agent: Agent) -> None:
    """The ledger tells of it, whatever the table says."""
    pen.chartered("L2", LOOK, REFUND, tools=["orders.look"])
    assert pen.sign("incident", incident(run(agent, "done"))) == "opened"
    for cap in (None, "L5"):
        pen.bench.by_hand("UPDATE agents SET cap = ?, cap_at = NULL WHERE id = ?", cap, pen.agent)
        look(agent, "held")
    assert pen.sign("level", level("L2")) == "in_force"
    look(agent)


def test_an_older_registry_is_not_put_back_by_hand(pen: Pen, agent: Agent) -> None:
    pen.chartered("L2", LOOK, REFUND, tools=["orders.look"])
    assert look(agent)
    with pen.bench.profile.reading() as connection:
        query = "SELECT registry_envelope, tools FROM agents WHERE id = ?"
        older, tools = connection.exec_driver_sql(query, (pen.agent,)).one()
    with pen.bench.profile.reading() as connection:
        query = "SELECT token_sha256 FROM agents WHERE id = ?"
        token = str(connection.exec_driver_sql(query, (pen.agent,)).scalar_one())
    worse = registration(pen.owner.id, token_sha256=token, tools=[{**LOOK, "risk": "R3"}, REFUND])
    assert pen.sign("agent", worse) == "registered"
    assert pen.sign("level", level("L2")) == "in_force"
    look(agent, "held")
    pen.bench.by_hand("UPDATE agents SET registry_envelope = ?, tools = ? WHERE id = ?", older, tools, pen.agent)
    look(agent, "held")
    ready = {name: words for _state, name, words in pen.detail()["readiness"]}
    assert "does not verify" in ready["Orders"]


def test_a_first_signature_from_before_a_fall_does_not_lift_it(team: Team) -> None:
    pen, agent = new_agent(team.bench, team.jonas)
    pen.chartered("L3", LOOK, tools=["orders.look"])
    action = run(agent, "done")
    assert pen.sign("level", level("L5")) == "needs_second"
    assert pen.sign("incident", incident(action)) == "opened"
    assert pen.sign("level", level("L5"), team.rita) == "needs_second", "she is the first who knows of the fall"
    assert levels(pen) == ("L2", "L2")
    assert pen.sign("level", level("L5")) == "in_force"
    assert levels(pen) == ("L5", None)


def test_registering_again_lifts_no_suspension(pen: Pen) -> None:
    pen.chartered("L3", LOOK, tools=["orders.look"])

    def anew(to: str) -> dict[str, Any]:
        return registration(pen.owner.id, id=pen.agent, level=to, tools=[LOOK])

    assert pen.sign("agent", anew("L0")) == "registered"
    assert levels(pen) == ("L0", "L0")
    pen.expect_refusal("agent", anew("L1"), 403, "level_raised")
    assert pen.sign("agent", anew("L0")) == "registered"
    assert levels(pen) == ("L0", "L0")
