"""What time does: deadlines, held undo, leases, old approvals, and what a restart makes of running actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from counterseal.clock import stamp
from counterseal.errors import Conflict
from counterseal.gateway import permits, rows, service
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, make_profile, open_bench


@pytest.fixture(autouse=True)
def quick_sweeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.02)


def shown_states(bench: Bench, action: str) -> list[str]:
    return [item.state.value for item in bench.desk.queue() if item.id == action]


def in_seconds(bench: Bench, seconds: float) -> str:
    return stamp(bench.clock.now() + timedelta(seconds=seconds))


def test_a_deadline_ends_a_held_action_and_its_agent_hears_it(bench: Bench, agent: Agent) -> None:
    asked = agent.propose(expires_at=in_seconds(bench, 100))
    bench.clock.advance(101)
    told = agent.status(asked["id"], wait=20)
    assert (told["state"], told["reason"]) == ("expired", "its deadline passed")
    assert bench.entries(asked["id"]) == ["action_received", "expired"]
    bench.ear.until(lambda: asked["id"] not in {i.id for i in bench.desk.queue()}, "the row to leave the queue")


def test_a_deadline_without_fractions_is_kept_as_well(bench: Bench, agent: Agent) -> None:
    deadline = in_seconds(bench, 100).split(".")[0] + "Z"
    asked = agent.propose(expires_at=deadline)
    assert asked["expires_at"] == deadline
    bench.clock.advance(101)
    assert agent.status(asked["id"], wait=20)["state"] == "expired"


def test_a_deadline_ends_an_approved_action_too(bench: Bench, agent: Agent) -> None:
    asked = agent.propose(expires_at=in_seconds(bench, 100))
    bench.decide(asked["id"])
    bench.clock.advance(101)
    bench.ear.until(lambda: "expired" in bench.entries(asked["id"]), "the expiry")
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["state"] == "expired"


def test_a_decision_after_the_deadline_is_stale(bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.permits, "expire_due", lambda *_a: [])
    asked = agent.propose(expires_at=in_seconds(bench, 100))
    draft = bench.draft(asked["id"])
    bench.clock.advance(101)
    receipt = bench.ear.receipt(bench.desk.decide(draft).result(60))
    assert receipt.state == "refused"
    assert "expired" in receipt.note


def test_a_permit_is_not_given_after_the_deadline_even_before_the_sweeper_comes(
    bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.permits, "expire_due", lambda *_a: [])
    asked = agent.propose(expires_at=in_seconds(bench, 100))
    bench.decide(asked["id"])
    bench.clock.advance(101)
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["code"] == "expired"


def test_an_approval_lives_for_a_day(bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.permits, "lapse_approvals", lambda *_a: [])
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.clock.advance(24 * 3600 + 1)
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["code"] == "approval_expired"
    assert "permit_taken" not in bench.entries(asked["id"])


def test_an_approval_that_nobody_used_in_time_waits_for_a_person_again(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    shown = partial(shown_states, bench, asked["id"])
    bench.ear.until(lambda: "approved" in shown(), "the approval")
    bench.clock.advance(24 * 3600 + 1)
    bench.ear.until(lambda: "held" in shown(), "it to wait again")
    assert agent.status(asked["id"])["state"] == "held"
    assert bench.entries(asked["id"])[-1] == "expired"
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["code"] == "not_approved"
    bench.decide(asked["id"])
    assert agent.permit(asked["id"])["permit"]
    assert bench.desk.verify().result(60).ok


def test_a_lapsed_lease_says_nothing_of_what_runs_at_a_server(bench: Bench, agent: Agent) -> None:
    context, database = bench.desk.linked().embedded.gateway.context, bench.desk.profile.database
    ids = [agent.propose()["id"] for _ in range(2)]
    with database.write() as connection:
        rows.change_action(connection, ids[0], context.bump(), state=State.PERMITTED, source="a server")
        rows.change_action(connection, ids[1], context.bump(), state=State.PERMITTED)
        assert permits.resolve_lost(context, connection, agent.name, "its lease ran out") == [ids[1]]


@pytest.mark.parametrize("reset", [False, True])
def test_what_ran_at_a_halt_and_never_reported_is_unknown_in_the_end(bench: Bench, agent: Agent, reset: bool) -> None:
    action = agent.propose()["id"]
    bench.decide(action)
    permit = agent.permit(action)["permit"]
    bench.desk.halt("agent", agent.name, "").result(PATIENCE)
    # The process has stopped and said so; its last effect may still report.
    assert agent.post("/v1/lease", expect=403)["code"] == "halted"
    assert agent.status(action)["state"] == "permitted"
    if reset:
        bench.desk.reset(agent.name, "It was looked into").result(PATIENCE)
    else:
        bench.clock.advance(31)
    shown = partial(shown_states, bench, action)
    bench.ear.until(lambda: "unknown" in shown(), "the unknown outcome")
    assert "the agent was halted while it ran" in bench.desk.detail(action).result(PATIENCE).outcome_note
    assert agent.post(f"/v1/actions/{action}/outcome", {"permit": permit, "outcome": "done"}, expect=409)


def test_a_held_decision_reaches_the_agent_only_after_its_time(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    receipt = bench.decide(asked["id"], hold_seconds=10)
    assert receipt.not_before is not None
    now = agent.status(asked["id"])
    assert (now["state"], now["digest"]) == ("held", None)
    early = agent.permit(asked["id"], expect=409)
    assert (early["code"], early["not_before"]) == ("too_early", receipt.not_before)
    bench.clock.advance(11)
    assert agent.status(asked["id"], wait=5)["state"] == "approved"
    assert agent.permit(asked["id"])["permit"]


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.EDIT, Verdict.REJECT, Verdict.ANSWER])
def test_a_held_decision_can_be_taken_back_and_made_anew(bench: Bench, agent: Agent, verdict: Verdict) -> None:
    asked = agent.propose()
    edit = {"arguments": {"amount": 7, "order": "88213"}} if verdict is Verdict.EDIT else {}
    bench.decide(asked["id"], verdict, hold_seconds=10, **edit)
    undone = bench.ear.receipt(bench.desk.withdraw(asked["id"]).result(60))
    assert (undone.state, undone.note) == ("delivered", "held")
    shown = bench.held(asked["id"])
    assert shown.item.digest == asked["digest"]
    assert shown.action.arguments == {"amount": 124_000, "order": "88213"}
    bench.clock.advance(11)
    assert agent.status(asked["id"])["state"] == "held"
    assert agent.permit(asked["id"], expect=409)["state"] == "held"
    bench.decide(asked["id"], Verdict.APPROVE)
    assert agent.permit(asked["id"])["arguments"] == {"amount": 124_000, "order": "88213"}


def test_an_edit_can_be_taken_back_while_it_is_still_on_its_way(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    draft = bench.draft(asked["id"], Verdict.EDIT, arguments={"amount": 7, "order": "88213"}, hold_seconds=10)
    bench.desk.decide(draft).result(60)
    undone = bench.ear.receipt(bench.desk.withdraw(asked["id"]).result(60))
    assert (undone.state, undone.note) == ("delivered", "held")


def test_taking_back_is_too_late_after_the_permit(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    agent.permit(asked["id"])
    undone = bench.ear.receipt(bench.desk.withdraw(asked["id"]).result(60))
    assert undone.state == "refused"
    assert "nothing left to take back" in undone.note


def test_taking_back_a_rejection_is_too_late_once_the_agent_knows(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"], Verdict.REJECT, hold_seconds=10)
    bench.clock.advance(11)
    assert agent.status(asked["id"])["state"] == "rejected"
    undone = bench.ear.receipt(bench.desk.withdraw(asked["id"]).result(60))
    assert undone.state == "refused"
    assert agent.status(asked["id"])["state"] == "rejected"


def test_there_must_be_something_to_take_back(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.held(asked["id"])
    with pytest.raises(Conflict) as refused:
        bench.desk.withdraw(asked["id"]).result(60)
    assert refused.value.code == "nothing_to_undo"


def test_a_lapsed_lease_makes_running_actions_unknown(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    grant = agent.permit(asked["id"])
    bench.clock.advance(31)
    item = bench.ear.until(
        lambda: next((i for i in bench.desk.queue() if i.state is State.UNKNOWN), None), "the unknown action"
    )
    assert item.id == asked["id"]
    assert agent.status(asked["id"])["state"] == "unknown"
    agent.lease()
    assert agent.outcome(asked["id"], grant["permit"], expect=409)["code"] == "not_running"


def test_a_sweeper_that_fails_once_sweeps_again(bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = service.permits.expire_due, []

    def sometimes(*given: object) -> list[str]:
        if not failures:
            failures.append(1)
            raise ZeroDivisionError("a defect")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service.permits, "expire_due", sometimes)
    asked = agent.propose(expires_at=in_seconds(bench, 100))
    bench.clock.advance(101)
    assert agent.status(asked["id"], wait=20)["state"] == "expired"
    assert failures


def test_a_lease_that_lapses_while_the_disk_is_locked_is_settled_later(
    bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    agent.permit(asked["id"])
    real, failures = service.permits.resolve_lost, []

    def locked_first(*given: object) -> list[str]:
        if not failures:
            failures.append(1)
            raise service.KnownError("locked for now")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service.permits, "resolve_lost", locked_first)
    bench.clock.advance(31)
    bench.ear.until(lambda: "outcome" in bench.entries(asked["id"]), "the outcome")
    assert failures


@pytest.fixture
def lives(tmp_path: Path) -> Iterator[list[Bench]]:
    """Benches that a test opens one after another on ``tmp_path/profile``."""
    make_profile(tmp_path / "profile")
    opened: list[Bench] = []
    yield opened
    for bench in opened:
        bench.close()


def test_a_restart_makes_running_actions_unknown_and_keeps_all_others(lives: list[Bench], tmp_path: Path) -> None:
    lives.append(first := open_bench(tmp_path / "profile"))
    agent = first.agent()
    running, held, approved = (agent.propose(arguments={"amount": n, "order": "1"})["id"] for n in (1, 2, 3))
    for action in (running, approved):
        first.decide(action)
    agent.permit(running)
    first.close()
    lives.append(second := open_bench(tmp_path / "profile"))
    back = Agent(second.desk.gateway_url, agent.token)
    second.agents.append(back)
    states = {i.id: i.state.value for i in second.desk.queue()}
    assert states == {running: "unknown", held: "held", approved: "approved"}
    assert back.permit(approved, expect=409)["code"] == "no_lease", "no lease survives a restart"
    back.lease()
    assert back.permit(running, expect=409)["state"] == "unknown"
    assert back.permit(approved)["arguments"] == {"amount": 3, "order": "1"}
    assert second.desk.verify().result(60).ok


def test_an_unknown_outcome_waits_in_the_queue_for_a_person(lives: list[Bench], tmp_path: Path) -> None:
    lives.append(first := open_bench(tmp_path / "profile"))
    agent = first.agent()
    action = agent.propose()["id"]
    first.decide(action)
    agent.permit(action)
    first.close()
    lives.append(second := open_bench(tmp_path / "profile"))
    detail = second.desk.detail(action).result(60)
    assert (detail.outcome, detail.outcome_note) == ("unknown", "the gateway restarted while it ran")
