"""What a gateway tells of one agent: orders in force, budgets, figures, readiness, proposals, what would have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from counterseal.clock import SystemClock, later
from counterseal.gateway import agent_detail, agent_figures, readiness
from counterseal.gateway.agent_figures import Past
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.in_force import InForce
from counterseal.model.actions import State
from counterseal.model.autonomy import Autonomy, Charter, Level
from counterseal.model.decisions import Verdict
from counterseal.model.figures import Figures
from counterseal.sync.autonomy_reading import read_agent_detail, read_what_if
from gateway.agent_orders import BOUNDED, LOOK, Pen, Team, incident, level, mandate, new_agent
from gateway.desks import REFUND, Agent, Bench, expect_problem

OWNER = "01a1fd42-661b-7e8d-91ae-d057ccd779c4"


@pytest.fixture
def pen(solo: Bench) -> Pen:
    """The pen for an agent of Maria's, who is alone."""
    return new_agent(solo)[0]


@pytest.fixture
def agent(pen: Pen) -> Agent:
    return pen.bench.agents[-1]


def what_if(pen: Pen, **change: Any) -> dict[str, Any]:
    with pen.bench.people() as people:
        answer = people.post(f"/v1/agents/{pen.agent}/what-if", json=change)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def to(wanted: str) -> dict[str, Any]:
    return {"level": wanted, "groups": [], "quorum": {}}


def test_a_new_agent_is_told_whole(pen: Pen) -> None:
    told = pen.detail()
    assert told["autonomy"] == {"level": "L1", "groups": [], "quorum": {}}
    assert told["autonomy_order"] == told["registry_order"] == pen.in_force("agent")
    assert (told["mandate"], told["mandate_order"], told["charter"], told["charter_order"]) == (None, None, None, None)
    assert [(t["tool"], t["described"], t["risk"]) for t in told["tools"]] == [("refunds.issue", True, "R3")]
    assert (told["figures"]["actions"], told["figures"]["success"], told["proposal"]) == (0, None, None)
    assert {name: state for state, name, _words in told["readiness"]} == {
        "Owner": "ok", "Charter": "missing", "Tools": "ok", "Mandate": "missing", "People": "warning",
        "Kill switch": "missing", "Record": "warning",
    }  # fmt: skip
    assert read_agent_detail(told, "", pen.owner.id).view.id == pen.agent
    with pen.bench.people() as people:
        expect_problem(people.get("/v1/agents/nobody"), 404, "not_found")
        expect_problem(people.post("/v1/agents/nobody/what-if", json={}), 404, "not_found")


def test_agents_are_not_told_of_each_other(pen: Pen, agent: Agent) -> None:
    for path in (f"/v1/agents/{pen.agent}", "/v1/incidents"):
        assert agent.get(path, expect=401)["code"] == "bad_token"
    assert agent.post(f"/v1/agents/{pen.agent}/what-if", {}, expect=401)["code"] == "bad_token"


def test_budgets_figures_and_undescribed_tools(pen: Pen, agent: Agent) -> None:
    window = {"name": "refunds a day", "tools": ["refunds.*"], "field": "amount", "at_most": 500_000}
    pen.chartered("L4", BOUNDED, LOOK, tools=["refunds.*"], windows=[window])
    small = agent.propose(arguments={"amount": 40_000, "order": "88213"})
    assert small["state"] == "allowed"
    agent.outcome(small["id"], agent.permit(small["id"])["permit"])
    held = agent.propose()["id"]
    assert pen.bench.decide(held, Verdict.EDIT, arguments={"amount": 60_000, "order": "88213"}).state == "delivered"
    agent.outcome(held, agent.permit(held)["permit"], "failed")
    rejected = agent.propose(tool="mail.send", arguments={"to": "x"})["id"]
    pen.bench.decide(rejected, Verdict.REJECT)
    told = read_agent_detail(pen.detail(), "", pen.owner.id)
    assert [(b.name, b.used, b.at_most, b.unit) for b in told.budgets] == [("refunds a day", 40_000, 500_000, "EUR")]
    figures = told.figures
    assert (figures.actions, figures.alone, figures.unedited, figures.success) == (3, 1, 0.0, 0.5)
    assert (figures.to_people, figures.wrong, figures.reported_back) == (2 / 3, 0.0, 1.0)
    assert [(t.tool, t.described, t.risk, t.asked) for t in told.tools] == [
        ("refunds.issue", True, "R3", 2), ("orders.look", True, "R0", 0), ("mail.send", False, "R4", 1),
    ]  # fmt: skip
    (view,) = (one for one in pen.bench.desk.agents().result(60) if one.id == pen.agent)
    assert (view.unedited, view.chartered, view.level) == (0.0, True, "L4")


def test_what_a_change_would_have_meant(pen: Pen, agent: Agent) -> None:
    pen.chartered("L1", BOUNDED, LOOK, tools=["refunds.*", "orders.*"])
    asked = [agent.propose(arguments={"amount": amount, "order": "88213"})["id"] for amount in (40_000, 60_000)]
    looked = agent.propose(tool="orders.look", arguments={"order": "88213"})["id"]
    same = read_what_if(what_if(pen))
    assert (same.looked_at, same.now_alone, same.would_alone, same.cases) == (3, 0, 0, ())
    higher = read_what_if(what_if(pen, autonomy=to("L4")))
    assert (higher.would_alone, higher.would_wait, higher.needs_second) == (2, 1, False)
    assert {case.action_id for case in higher.cases} == {asked[0], looked}
    bound = mandate(tools=["orders.*"])["mandate"]
    narrower = read_what_if(what_if(pen, autonomy=to("L4"), mandate=bound))
    assert [case.action_id for case in narrower.cases] == [looked]
    none = read_what_if(what_if(pen, autonomy=to("L4"), drop_mandate=True))
    assert none.would_alone == 0
    low = read_what_if(what_if(pen, autonomy=to("L3"), tools=[{**REFUND, "risk": "R1"}]))
    assert low.would_alone == 2
    with pen.bench.people() as people:
        address = f"/v1/agents/{pen.agent}/what-if"
        for body in ({"level": "L4"}, {"autonomy": {"level": "L9"}}, {"mandate": {}}, {"tools": [{}]}, []):
            expect_problem(people.post(address, json=body), 422, "invalid_input")
    assert pen.detail()["autonomy"]["level"] == "L1"


def test_what_if_tells_that_it_takes_two(team: Team) -> None:
    pen, _agent = new_agent(team.bench)
    assert read_what_if(what_if(pen, autonomy=to("L4"))).needs_second is True
    assert read_what_if(what_if(pen, autonomy=to("L0"))).needs_second is False


def test_the_detail_reads_the_ledger_by_its_indexes_only(pen: Pen, agent: Agent) -> None:
    """No statement walks a table that grows: its cost must not grow with the ledger."""
    pen.chartered("L4", BOUNDED, LOOK, tools=["refunds.*"], windows=[
        {"name": "refunds a day", "tools": ["refunds.*"], "field": "amount", "at_most": 100_000}
    ])  # fmt: skip
    agent.propose()
    linked = pen.bench.desk.linked().embedded.gateway
    assert linked is not None
    asked: list[tuple[str, Any]] = []
    with pen.bench.profile.database.read() as connection:

        def note(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
            asked.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        agent_detail.detail(linked.context, connection, pen.agent, {})
        event.remove(connection, "before_cursor_execute", note)
        plans = {
            row[3]: statement
            for statement, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        }
    grow = ("entries", "payloads", "envelopes", "listing", "actions", "accepted", "charges", "heads", "tiles")
    walked = {step: plans[step] for step in plans if any(step == f"SCAN {table}" for table in grow)}
    assert walked == {}


def past(state: State = State.DONE, risk: str = "R0", number: int = 1, **members: Any) -> list[Past]:
    made = {"decided": True, "edited": False, "wrong": False, **members}
    return [Past(f"a{n}", "orders.look", risk, state.value, **made) for n in range(number)]


def found(to: Level = Level.L1, **force: Any) -> AgentOrders:
    charter = Charter("w", "b", OWNER, None, "m", 0.9, 0.05, 0.5, "r")
    row = AgentRow("refunds", "Refunds agent", OWNER, to.value, {}, {}, "", "0" * 64, 0, None, None)
    return AgentOrders(row, replace(InForce(autonomy=Autonomy(to), charter=charter, owner=OWNER), **force))


def proposed(agent: AgentOrders, sample: Sequence[Past], incidents: int = 0) -> Level | None:
    told = agent_figures.proposal(agent, agent_figures.shares(sample, len(sample)), sample, incidents)
    assert told is None or (len(told.evidence) >= 4 and all(told.evidence))
    return None if told is None else told.level


GOOD = past(number=25)


@pytest.mark.parametrize(
    ("agent", "sample", "incidents", "level"),
    [
        (found(), GOOD, 0, Level.L2),
        (found(Level.L2), past(risk="R1", number=25), 0, Level.L3),
        (found(Level.L3), past(risk="R2", number=25), 0, Level.L4),
        (found(Level.L4), past(risk="R3", number=25), 0, Level.L5),
        (found(Level.L5), past(risk="R4", number=25), 0, None),
        (found(Level.L0), GOOD, 0, None),
        (found(Level.L2), GOOD, 0, None),
        (found(), GOOD[:19], 0, None),
        (found(), GOOD, 1, None),
        (found(charter=None), GOOD, 0, None),
        (found(cap=Level.L1), GOOD, 0, None),
        (found(problem="does not verify"), GOOD, 0, None),
        (found(), [*past(edited=True), *GOOD], 0, None),
        (found(), [*past(State.REJECTED), *GOOD], 0, None),
        (found(), [*past(wrong=True), *GOOD], 0, None),
        (found(), [*GOOD, *past(edited=True)], 0, Level.L2),
        (found(), [*GOOD, *past(edited=True, number=2)], 0, None),
        (found(), [*GOOD, *past(State.FAILED, number=1)], 0, Level.L2),
        (found(), [*GOOD, *past(State.FAILED, number=2)], 0, None),
        (found(), [*GOOD, *past(State.UNKNOWN, number=2)], 0, None),
    ],
)
def test_when_a_higher_level_is_proposed(
    agent: AgentOrders, sample: list[Past], incidents: int, level: Level | None
) -> None:
    assert proposed(agent, sample, incidents) == level


def test_shares_of_nothing_are_unknown() -> None:
    told = agent_figures.shares([], 0)
    assert told == Figures(30, 0, 0, None, None, None, None, None, 0)
    told = agent_figures.shares(past(State.HELD, decided=False), 1)
    assert (told.to_people, told.unedited, told.success, told.reported_back) == (1.0, None, None, None)
    told = agent_figures.shares([*past(decided=False), *past(State.REFUSED, decided=False)], 2)
    assert (told.alone, told.to_people) == (1, 0.0)


def test_an_action_marked_as_wrong_is_counted(pen: Pen, agent: Agent) -> None:
    asked = str(agent.propose()["id"])
    pen.bench.decide(asked)
    agent.outcome(asked, agent.permit(asked)["permit"])
    assert pen.detail()["figures"]["unedited_in_a_row"] == 1
    assert pen.sign("incident", incident(asked)) == "opened"
    told = pen.detail()
    assert (told["figures"]["wrong"], told["figures"]["unedited_in_a_row"]) == (1.0, 0)
    assert ["warning", "Incidents", "1 is open."] in told["readiness"]
    assert [one["action"] for one in told["incidents"]] == [asked]


def test_readiness_tells_what_ends_soon(bench: Bench) -> None:
    pen, _agent = new_agent(bench)
    pen.chartered("L2", LOOK)
    ready = {name: (state, words) for state, name, words in pen.detail()["readiness"]}
    assert ready["Charter"] == ("warning", "Signed; it names no deputy.")
    assert ready["Mandate"][0] == "ok"
    soon = mandate(expires_at=later(SystemClock().now(), 3 * 86_400))
    assert pen.sign("mandate", soon) == "in_force"
    assert {n: s for s, n, _w in pen.detail()["readiness"]}["Mandate"] == readiness.WARNING
    assert pen.sign("level", level("L1")) == "in_force"
    pen.bench.clock.advance(4 * 86_400)
    assert "ended" in {n: w for _s, n, w in pen.detail()["readiness"]}["Mandate"]
