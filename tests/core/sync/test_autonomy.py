"""How far an agent may go alone, signed at a desk and enforced by a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from counterseal.clock import SystemClock, stamp
from counterseal.errors import Conflict, InvalidInput, Locked, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.model.autonomy import Autonomy, Charter, Level, Limit, Mandate, ToolGroup, Window
from counterseal.model.risk import Risk
from counterseal.seal.keywrap import Cost
from counterseal.seal.statements import read_decision
from counterseal.sync.api_autonomy import OrderDone
from counterseal.sync.profile import KeyChoice, Profile
from counterseal.sync.step_up import StepUp
from gateway.desks import PASSPHRASE, PATIENCE, REFUND, Agent, Bench, make_profile, running_bench

STEP_UP = 301.0
EXPIRES = stamp(datetime.now(UTC) + timedelta(days=30))
BOUNDED = {**REFUND, "when": [{"field": "amount", "at_most": 50_000, "risk": "R2"}]}


def charter(bench: Bench, **changes: Any) -> Charter:
    said = Charter(
        workflow="Refunds for broken goods",
        bounds="Orders of the last 90 days",
        owner=bench.profile.person_id,
        deputy=None,
        metric="Refunds that the accounts agree on",
        target=0.9,
        failure_rate=0.2,
        share_to_people=0.5,
        runbook="Recall it in the bank's portal",
    )
    return replace(said, **changes)


def mandate(**changes: Any) -> Mandate:
    said = Mandate(
        tools=("refunds.issue",),
        expires_at=EXPIRES,
        limits=(Limit("refunds.issue", "amount", 50_000),),
        windows=(Window("refunds a day", ("refunds.issue",), "amount", 60_000),),
    )
    return replace(said, **changes)


def chartered(bench: Bench, name: str, level: Level = Level.L4) -> Agent:
    """An agent that may refund up to 500.00 alone, 600.00 a day."""
    agent = bench.agent(name, [BOUNDED])
    autonomy = bench.desk.autonomy
    assert autonomy.set_charter(name, charter(bench), "first").result(PATIENCE).state == "in_force"
    assert autonomy.set_level(name, Autonomy(level), "trial").result(PATIENCE).state == "in_force"
    assert autonomy.set_mandate(name, mandate(), "small ones").result(PATIENCE).state == "in_force"
    return agent


def ask(agent: Agent, amount: int) -> dict[str, Any]:
    return agent.propose(arguments={"amount": amount, "order": "88213"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = tmp_path_factory.mktemp("autonomy") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        yield bench


def test_what_is_signed_runs_alone_and_what_is_outside_waits(desk: Bench) -> None:
    agent = chartered(desk, "alone")
    outside = ask(agent, 50_001)
    assert outside["state"] == "held"
    inside = ask(agent, 40_000)
    assert inside["state"] == "allowed"
    permit = agent.permit(inside["id"])
    agent.outcome(inside["id"], permit["permit"])
    shown = desk.desk.autonomy.agent("alone").result(PATIENCE)
    assert (shown.autonomy.level, shown.mandate, shown.charter) == (Level.L4, mandate(), charter(desk))
    assert [(b.name, b.used, b.at_most, b.unit) for b in shown.budgets] == [("refunds a day", 40_000, 60_000, "EUR")]
    detail = desk.held(outside["id"])
    assert (detail.level, detail.budgets) == ("L4", (("refunds a day", 40_000, 60_000),))

    receipt = desk.decide(outside["id"])
    with desk.profile.reading() as connection:
        predicate = read_decision(ledger_log.envelope(connection, receipt.envelope_sha256))[2]
    basis = predicate["basis"]
    assert (basis["risk"], basis["level"], basis["solo"], basis["step_up"]) == ("R3", "L4", True, True)
    assert basis["mandate_sha256"] == detail.mandate_sha256 is not None
    assert basis["policy_sha256"] == detail.policy_sha256 is not None

    # 400.00 of 600.00 a day are used; hitting the window lowers the agent by itself.
    assert ask(agent, 30_000)["state"] == "held"
    fell = desk.desk.autonomy.agent("alone").result(PATIENCE)
    assert (fell.cap, fell.view.level, fell.autonomy.level) == (Level.L3, "L3", Level.L4)
    assert "refunds a day" in fell.capped_why


def test_a_level_without_a_charter_and_an_owner_who_is_not_one_are_refused(desk: Bench) -> None:
    desk.agent("bare")
    autonomy = desk.desk.autonomy
    with pytest.raises(Conflict, match="charter") as refused:
        autonomy.set_level("bare", Autonomy(Level.L2), "too early").result(PATIENCE)
    assert refused.value.code == "refused"
    with pytest.raises(InvalidInput) as wrong:
        autonomy.set_charter("bare", charter(desk, owner="0191f0a0-0000-7000-8000-0000000000aa"), "").result(PATIENCE)
    assert wrong.value.code == "wrong_owner"
    with pytest.raises(NotFound):
        autonomy.set_level("nobody", Autonomy(Level.L1), "").result(PATIENCE)
    with pytest.raises(InvalidInput):
        autonomy.set_mandate("bare", mandate(tools=()), "").result(PATIENCE)
    assert autonomy.agent("bare").result(PATIENCE).autonomy == Autonomy(Level.L1)


def test_towards_risk_takes_the_passphrase_and_towards_safety_does_not(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        agent = chartered(bench, "refunds", Level.L3)
        autonomy = bench.desk.autonomy
        bench.desk.step_up.forget()
        wider = mandate(limits=(Limit("refunds.issue", "amount", 50_001),))
        tools = [{**BOUNDED, "risk": "R2", "when": []}]
        risky = (
            lambda: autonomy.set_level("refunds", Autonomy(Level.L4), "x"),
            lambda: autonomy.set_level("refunds", Autonomy(Level.L3, (ToolGroup("a", ("b",), Level.L4),)), "x"),
            lambda: autonomy.set_mandate("refunds", wider, "x"),
            lambda: autonomy.set_charter("refunds", charter(bench, failure_rate=0.9), "x"),
            lambda: autonomy.set_tools("refunds", tools, "x"),
        )
        for act in risky:
            with pytest.raises(Locked) as locked:
                act().result(PATIENCE)
            assert locked.value.code == "step_up"
        held = ask(agent, 55_000)["id"]
        draft = bench.draft(held)
        bench.desk.step_up.forget()
        with pytest.raises(Locked) as again:
            bench.desk.decide(draft).result(PATIENCE)
        assert again.value.code == "step_up"

        safe = (
            lambda: autonomy.pause("agent", "refunds", "look"),
            lambda: autonomy.set_mandate("refunds", mandate(limits=(Limit("refunds.issue", "amount", 1),)), "x"),
            lambda: autonomy.set_level("refunds", Autonomy(Level.L3, (), {Risk.R2: 2}), "x"),
            lambda: autonomy.set_level("refunds", Autonomy(Level.L2, (), {Risk.R2: 2}), "x"),
            lambda: autonomy.set_tools("refunds", [{**BOUNDED, "risk": "R4", "when": []}], "x"),
            lambda: autonomy.set_mandate("refunds", None, "x"),
        )
        for act in safe:
            assert act().result(PATIENCE).state == "in_force"
        with pytest.raises(Locked):
            autonomy.resume("refunds", "fine").result(PATIENCE)
        with pytest.raises(Locked):
            bench.desk.unlock("another one").result(PATIENCE)
        assert not bench.desk.step_up.fresh()
        bench.desk.unlock(PASSPHRASE).result(PATIENCE)
        assert autonomy.resume("refunds", "fine").result(PATIENCE).state == "in_force"
        bench.clock.advance(STEP_UP)
        assert not bench.desk.step_up.fresh()


def test_a_key_without_a_passphrase_has_none_to_ask_for(tmp_path: Path) -> None:
    home = tmp_path / "open"
    Profile.create(home, "Maria Lind", KeyChoice("", use_keyring=False, cost=Cost(64, 1, 1))).close()
    profile = Profile.open(home)
    try:
        profile.unlock_unguarded()
        step_up = StepUp(profile, SystemClock())
        assert (step_up.satisfied(), step_up.fresh()) == (True, False)
    finally:
        profile.close()


def test_paused_it_waits_and_resumed_it_goes_on(desk: Bench) -> None:
    agent = chartered(desk, "paused")
    allowed = ask(agent, 100)["id"]
    autonomy = desk.desk.autonomy
    assert autonomy.pause("agent", "paused", "a look").result(PATIENCE).state == "in_force"
    shown = autonomy.agent("paused").result(PATIENCE)
    assert (shown.view.state, shown.paused_by) == ("paused", "Maria Lind")
    assert agent.status(allowed)["state"] == "held"
    assert ask(agent, 100)["state"] == "held"
    assert autonomy.resume("paused", "all is well").result(PATIENCE).state == "in_force"
    assert ask(agent, 100)["state"] == "allowed"
    with pytest.raises(Conflict) as not_paused:
        autonomy.resume("paused", "again").result(PATIENCE)
    assert not_paused.value.code == "not_paused"
    with pytest.raises(InvalidInput):
        autonomy.pause("everybody", "", "").result(PATIENCE)


def test_a_pause_of_all_reaches_everybody(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        bench.agent("one")
        bench.agent("two")
        assert bench.desk.autonomy.pause("all", "", "fire drill").result(PATIENCE).state == "in_force"
        assert {view.state for view in bench.desk.agents().result(PATIENCE)} == {"paused"}


def test_an_incident_lowers_the_agent_until_its_owner_raises_it(desk: Bench) -> None:
    agent = chartered(desk, "wrong")
    action = ask(agent, 100)["id"]
    agent.outcome(action, agent.permit(action)["permit"])
    autonomy = desk.desk.autonomy
    with pytest.raises(InvalidInput):
        autonomy.open_incident("wrong", action, " ").result(PATIENCE)
    assert autonomy.open_incident("wrong", action, "paid to the wrong person").result(PATIENCE).state == "in_force"
    fell = autonomy.agent("wrong").result(PATIENCE)
    assert (fell.cap, fell.view.open_incidents, len(fell.incidents)) == (Level.L3, 1, 1)
    incident = fell.incidents[0]
    assert (incident.action, incident.state, incident.runbook) == (action, "open", "Recall it in the bank's portal")
    makes_up = ask(agent, 200)["id"]
    assert autonomy.note_incident(incident.id, "recalled", makes_up).result(PATIENCE).state == "in_force"
    assert autonomy.close_incident(incident.id, "money is back").result(PATIENCE).state == "in_force"
    (closed,) = autonomy.incidents("wrong").result(PATIENCE)
    assert (closed.state, closed.compensating, len(closed.steps)) == ("closed", makes_up, 3)
    assert closed in autonomy.incidents().result(PATIENCE)
    assert autonomy.agent("wrong").result(PATIENCE).cap is Level.L3
    assert autonomy.set_level("wrong", Autonomy(Level.L4), "learnt from it").result(PATIENCE).state == "in_force"
    assert autonomy.agent("wrong").result(PATIENCE).cap is None
    with pytest.raises(NotFound):
        autonomy.note_incident("0191f0a0-0000-7000-8000-0000000000aa", "none").result(PATIENCE)


def test_what_if_says_what_a_change_would_have_changed(desk: Bench) -> None:
    agent = chartered(desk, "past")
    for amount in (100, 55_000):
        ask(agent, amount)
    autonomy = desk.desk.autonomy
    lower = autonomy.what_if("past", autonomy=Autonomy(Level.L1)).result(PATIENCE)
    assert (lower.looked_at, lower.now_alone, lower.would_alone) == (2, 1, 0)
    assert [case.would for case in lower.cases] == ["hold"]
    dropped = autonomy.what_if("past", drop_mandate=True).result(PATIENCE)
    assert (dropped.now_alone, dropped.would_alone) == (1, 0)
    with pytest.raises(InvalidInput):
        autonomy.what_if("past", mandate=mandate(), drop_mandate=True)


def test_an_unknown_outcome_is_settled_by_a_person(desk: Bench) -> None:
    agent = desk.agent("silent")
    action = agent.propose()["id"]
    desk.decide(action)
    agent.outcome(action, agent.permit(action)["permit"], "unknown")
    autonomy = desk.desk.autonomy
    with pytest.raises(InvalidInput):
        autonomy.resolve(action, "done", " ").result(PATIENCE)
    with pytest.raises(InvalidInput):
        autonomy.resolve(action, "perhaps", "x").result(PATIENCE)
    assert autonomy.resolve(action, "done", "the bank says so").result(PATIENCE).state == "in_force"
    assert agent.status(action)["state"] == "done"
    with pytest.raises(InvalidInput) as known:
        autonomy.resolve(action, "failed", "no").result(PATIENCE)
    assert known.value.code == "known"


def test_claiming_says_who_works_on_it(desk: Bench) -> None:
    action = desk.agent("claimed").propose()["id"]
    autonomy = desk.desk.autonomy
    assert autonomy.claim(action).result(PATIENCE) == "Maria Lind"
    desk.ear.until(lambda: [i for i in desk.desk.queue() if i.id == action and i.claimed_name], "the claim")
    assert autonomy.claim(action, False).result(PATIENCE) == ""


def test_away_is_said_of_oneself(desk: Bench) -> None:
    autonomy = desk.desk.autonomy
    until = stamp(datetime.now(UTC) + timedelta(days=1))
    assert autonomy.away(True, until).result(PATIENCE).state == "in_force"
    (me,) = desk.desk.people.view().result(PATIENCE).people
    assert (me.away, me.away_until) == (True, until)
    assert autonomy.away(False).result(PATIENCE).state == "in_force"
    (me,) = desk.desk.people.view().result(PATIENCE).people
    assert not me.away
    with pytest.raises(NotFound):
        autonomy.away(True, None, "0191f0a0-0000-7000-8000-0000000000aa").result(PATIENCE)
    with pytest.raises(InvalidInput):
        autonomy.away(False, stamp(datetime.now(UTC))).result(PATIENCE)


def test_a_reset_names_its_halt_and_leaves_the_agent_paused(desk: Bench) -> None:
    agent = desk.agent("stopped")
    desk.desk.halt("agent", "stopped", "odd").result(PATIENCE)
    assert desk.desk.reset("stopped", "looked into it").result(PATIENCE).state == "in_force"
    assert desk.desk.autonomy.agent("stopped").result(PATIENCE).view.state == "paused"
    with pytest.raises(Conflict) as running:
        desk.desk.reset("stopped", "once more").result(PATIENCE)
    assert running.value.code == "not_halted"
    assert desk.desk.autonomy.resume("stopped", "go on").result(PATIENCE).state == "in_force"
    assert agent.propose()["state"] == "held"


def expect_superseded(future: Future[OrderDone]) -> None:
    with pytest.raises(Conflict) as superseded:
        future.result(PATIENCE)
    assert superseded.value.code == "superseded"


def test_nothing_is_signed_over_what_nobody_was_shown(desk: Bench) -> None:
    agent = chartered(desk, "raced")
    autonomy = desk.desk.autonomy
    shown = autonomy.agent("raced").result(PATIENCE)
    action = ask(agent, 100)["id"]
    agent.outcome(action, agent.permit(action)["permit"])
    autonomy.open_incident("raced", action, "paid to the wrong person").result(PATIENCE)
    careful = replace(shown.autonomy, quorum={Risk.R3: 2})
    expect_superseded(autonomy.set_level("raced", careful, "more eyes", seen=shown))
    fell = autonomy.agent("raced").result(PATIENCE)
    assert (fell.cap, fell.autonomy_order) == (Level.L3, shown.autonomy_order)

    dangerous = {**BOUNDED, "risk": "R4", "when": []}
    autonomy.set_tools("raced", [dangerous], "danger found", seen=fell).result(PATIENCE)
    described = [BOUNDED, {"tool": "notes.add", "risk": "R4", "verb": "Note"}]
    expect_superseded(autonomy.set_tools("raced", described, "another tool", seen=fell))
    autonomy.set_mandate("raced", None, "nothing alone", seen=fell).result(PATIENCE)
    expect_superseded(autonomy.set_mandate("raced", mandate(), "as before", seen=fell))
    autonomy.set_charter("raced", charter(desk, target=0.99), "stricter", seen=fell).result(PATIENCE)
    expect_superseded(autonomy.set_charter("raced", charter(desk), "as before", seen=fell))
    now = autonomy.agent("raced").result(PATIENCE)
    assert ([tool.descriptor for tool in now.tools], now.mandate) == ([dangerous], None)
    assert now.charter == charter(desk, target=0.99)
    # Whoever has read it signs as before.
    assert autonomy.set_level("raced", careful, "read", seen=now).result(PATIENCE).state == "in_force"


def test_a_reset_ends_the_halt_that_was_shown_and_no_newer_one(desk: Bench) -> None:
    desk.agent("restarted")
    api = desk.desk
    api.halt("agent", "restarted", "drill of mine").result(PATIENCE)
    shown = api.autonomy.agent("restarted").result(PATIENCE)
    api.halt("agent", "restarted", "fraud, do not restart").result(PATIENCE)
    expect_superseded(api.reset("restarted", "my drill is over", halt=shown.halt_order))
    now = api.autonomy.agent("restarted").result(PATIENCE)
    assert now.view.state == "halted"
    assert now.halt_order != shown.halt_order
    assert api.reset("restarted", "looked into it", halt=now.halt_order).result(PATIENCE).state == "in_force"


def test_next_time_and_describe_start_from_the_case(desk: Bench) -> None:
    agent = desk.agent("drafts", [BOUNDED])
    autonomy = desk.desk.autonomy
    case = desk.held(ask(agent, 40_000)["id"])
    draft = autonomy.next_time(case).result(PATIENCE)
    assert draft.autonomy.groups == (ToolGroup("refunds.issue", ("refunds.issue",), Level.L4),)
    assert draft.mandate.limits == (Limit("refunds.issue", "amount", 40_000),)
    assert draft.mandate.windows[0].at_most == 40_000
    assert any("charter" in said for said in draft.why)
    assert autonomy.set_charter("drafts", charter(desk), "first").result(PATIENCE).state == "in_force"
    assert autonomy.set_level("drafts", draft.autonomy, "as drafted").result(PATIENCE).state == "in_force"
    assert autonomy.set_mandate("drafts", draft.mandate, "as drafted").result(PATIENCE).state == "in_force"
    assert ask(agent, 40_000)["state"] == "allowed"
    assert ask(agent, 40_001)["state"] == "held"

    unknown = desk.held(agent.propose(tool="mail.sendNow", arguments={"to_address": "a@b.example"})["id"])
    suggested = autonomy.suggest_descriptor(unknown)
    assert (suggested["risk"], suggested["verb"]) == ("R4", "Send Now")
    assert suggested["fields"] == {"to_address": {"label": "To address", "role": "plain"}}
    with pytest.raises(Conflict) as undescribed:
        autonomy.next_time(unknown).result(PATIENCE)
    assert undescribed.value.code == "not_described"
    assert autonomy.set_tools("drafts", [BOUNDED, suggested], "described").result(PATIENCE).state == "in_force"


def test_a_drill_stops_nothing_and_is_told_as_it_goes(desk: Bench) -> None:
    agent = desk.agent("drilled")
    first = desk.desk.autonomy.drill("agent", "drilled").result(PATIENCE)
    assert [name for name, _seconds, _words in first.lines] == ["Drilled agent"]
    agent.post("/v1/lease", {"drill": first.sha256})
    done = desk.ear.until(
        lambda: [
            e.value for e in desk.ear.events if e.kind == "drill" and e.value.done and e.value.lines[0][1] is not None
        ],
        "the drill's end",
    )[-1]
    assert done.sha256 == first.sha256
    assert desk.desk.autonomy.agent("drilled").result(PATIENCE).last_drill is not None
    assert agent.propose()["state"] == "held"


def test_a_new_token_leaves_tools_and_starts_at_the_bottom_again(desk: Bench) -> None:
    chartered(desk, "renewed")
    autonomy = desk.desk.autonomy
    made = autonomy.register("renewed", "Renewed agent").result(PATIENCE)
    shown = autonomy.agent("renewed").result(PATIENCE)
    assert ([tool.descriptor for tool in shown.tools], shown.view.level) == ([BOUNDED], "L1")
    assert made.url == desk.desk.gateway_url
    assert autonomy.set_level("renewed", Autonomy(Level.L0), "off").result(PATIENCE).state == "in_force"
    autonomy.register("renewed", "Renewed agent").result(PATIENCE)
    assert autonomy.agent("renewed").result(PATIENCE).view.level == "L0"


def test_where_nobody_sits_mandates_sleep(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile", attended=False) as served:
        agent = chartered(served, "refunds")
        held = ask(agent, 100)["id"]
        assert any("nobody" in why or "person" in why for why in served.held(held).item.why)
    with running_bench(tmp_path / "profile") as sat:
        again = sat.agent("refunds", [BOUNDED])
        assert sat.desk.autonomy.set_level("refunds", Autonomy(Level.L4), "as before").result(PATIENCE).state
        sat.ear.until(lambda: ask(again, 100)["state"] == "allowed", "the mandate to be awake")
