"""What happens to what waits: it escalates and is finally rejected, is claimed, loses an approval to time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counterseal.clock import SystemClock, parse_stamp, stamp
from counterseal.gateway import service
from counterseal.gateway.context import Context
from counterseal.model.decisions import Verdict
from counterseal.model.views import QueueItem
from gateway.agent_orders import BOUNDED, LOOK, Pen, charter
from gateway.desks import Agent, Bench, expect_problem, make_profile, running_bench
from gateway.forging import Signer

HOUR = 3600
DANGER = {"tool": "accounts.drop", "risk": "R4"}


@dataclass
class Team:
    """A desk with owner, reviewer and deputy, whose agent's charter asks for an answer within an hour."""

    bench: Bench
    agent: Agent
    pen: Pen
    jo: Signer
    dep: Signer

    def item(self, action: str) -> QueueItem:
        return self.bench.desk.detail(action).result(60).item

    def until(self, action: str, step: str) -> QueueItem:
        self.bench.ear.until(lambda: step in self.bench.entries(action), step)
        return self.item(action)


@pytest.fixture(autouse=True)
def quick_sweeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.02)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    home: Path = tmp_path_factory.mktemp("team") / "profile"
    make_profile(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "SWEEP_SECONDS", 0.02)
        with running_bench(home) as bench:
            agent = bench.agent(tools=[BOUNDED, LOOK, DANGER])
            pen = Pen(bench)
            jo, dep = pen.forge.enrol("Jo", ("reviewer",)), pen.forge.enrol("Dep", ("reviewer",))
            yield Team(bench, agent, pen, jo, dep)


@pytest.fixture
def team(office: Team) -> Team:
    """With a charter that asks for an answer within an hour, and a lease."""
    office.pen.sign("charter", charter(office.pen.owner.id, deputy=office.dep.id, answer_within=HOUR))
    office.agent.lease()
    return office


def test_a_deadline_goes_from_reviewer_to_deputy_to_owner_and_then_rejects(team: Team) -> None:
    bench = team.bench
    asked = team.agent.propose()
    item = team.item(asked["id"])
    assert item.escalated_to == ()
    assert parse_stamp(item.deadline or "") == parse_stamp(item.asked_at) + timedelta(hours=1)
    bench.clock.advance(HOUR / 3 + 1)
    item = team.until(asked["id"], "escalated")
    assert item.escalated_to == (team.dep.id,)
    assert "no reviewer answered in 20 minutes" in item.escalated
    assert "Dep" in item.escalated
    bench.clock.advance(HOUR / 3 + 1)
    bench.ear.until(lambda: bench.entries(asked["id"]).count("escalated") == 2, "the second step")
    assert team.item(asked["id"]).escalated_to == (team.pen.owner.id,)
    bench.clock.advance(HOUR / 3 + 1)
    bench.ear.until(lambda: "expired" in bench.entries(asked["id"]), "the end")
    told = team.agent.status(asked["id"])
    assert (told["state"], told["reason"]) == ("rejected", "nobody decided in time")


def test_who_is_away_is_not_waited_for(team: Team) -> None:
    asked = team.agent.propose()["id"]
    later = stamp(team.bench.clock.now() + timedelta(minutes=5))
    away = {"person": team.jo.id, "away": True, "until": later}
    assert team.pen.sign("away", away, by=team.jo, subject=team.jo.id, supersedes=None) == "away"
    item = team.until(asked, "escalated")
    assert item.escalated_to == (team.dep.id,)
    assert "every reviewer is away" in item.escalated
    back = {"person": team.jo.id, "away": False, "until": None}
    assert team.pen.sign("away", back, by=team.jo, subject=team.jo.id, supersedes=None) == "back"
    assert team.item(asked).escalated_to == (team.dep.id,), "what was escalated stays so"
    team.bench.decide(asked)
    assert team.agent.permit(asked)["permit"]


def test_its_own_expiry_comes_before_the_charters_deadline(team: Team) -> None:
    expires = stamp(team.bench.clock.now() + timedelta(minutes=10))
    asked = team.agent.propose(expires_at=expires)["id"]
    assert team.item(asked).deadline == expires
    team.bench.clock.advance(601)
    team.bench.ear.until(lambda: "expired" in team.bench.entries(asked), "its expiry")
    assert team.agent.status(asked)["state"] == "expired"


def test_a_claim_says_who_works_on_it_and_ends_by_itself(team: Team) -> None:
    asked = team.agent.propose()["id"]
    with team.bench.people() as people:
        said = people.post(f"/v1/queue/{asked}/claim", json={}).json()
        assert said["claimed_by"] == team.pen.owner.id
        assert said["name"] == "Maria Lind"
        assert team.item(asked).claimed_name == "Maria Lind"
        team.bench.by_hand("UPDATE claimed SET person = ?, name = 'Jo' WHERE action = ?", team.jo.id, asked)
        for body in ({}, {"release": True}):
            assert people.post(f"/v1/queue/{asked}/claim", json=body).json()["claimed_by"] == team.jo.id
        expect_problem(people.post(f"/v1/queue/{asked}/claim", json={"release": 1}), 422, "invalid_input")
        team.bench.clock.advance(121)
        team.bench.ear.until(lambda: team.item(asked).claimed_by == "", "the end of the claim")
        people.post(f"/v1/queue/{asked}/claim", json={}).raise_for_status()
        assert people.post(f"/v1/queue/{asked}/claim", json={"release": True}).json()["claimed_by"] is None
        team.bench.decide(asked)
        expect_problem(people.post(f"/v1/queue/{asked}/claim", json={}), 409, "not_held")


def test_one_of_two_approvals_that_runs_out_leaves_the_other(team: Team) -> None:
    """The charter's deadline would reject it first, so this agent's one gives none."""
    team.pen.sign("charter", charter(team.pen.owner.id, deputy=team.dep.id))
    forge = team.pen.forge
    asked = team.agent.propose(tool="accounts.drop", arguments={"name": "main"})["id"]
    now = team.bench.clock.now()
    soon, long = stamp(now + timedelta(minutes=5)), stamp(now + timedelta(days=2))
    at = stamp(now)
    for who, ends in ((team.jo, soon), (team.pen.owner, long)):
        envelope = forge.decision(asked, Verdict.APPROVE, who, decided_at=at, expires_at=ends)
        stored = forge.store(envelope, "decision", asked, "approve", person=who.id, agent="refunds")
        assert forge.post(forge.delivery(envelope, stored)).status_code == 200
    team.bench.clock.advance(301)
    team.bench.ear.until(lambda: team.item(asked).has == 1, "the end of one approval")
    item = team.item(asked)
    assert (item.state.value, item.approved_by) == ("held", (team.pen.owner.id,))
    team.agent.lease()
    assert team.agent.permit(asked, expect=409)["code"] == "not_approved"
    envelope = forge.decision(
        asked, Verdict.APPROVE, team.dep, expires_at=long, decided_at=stamp(team.bench.clock.now())
    )
    stored = forge.store(envelope, "decision", asked, "approve", person=team.dep.id, agent="refunds")
    assert forge.post(forge.delivery(envelope, stored)).json()["state"] == "approved"
    assert team.agent.permit(asked)["permit"]


@dataclass
class TwoClocks:
    """A wall clock that is moved, beside one that cannot be."""

    wall: datetime
    steady: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


@pytest.mark.parametrize("moved", [-86_400, -60, 0, 60, 86_400])
def test_the_true_time_lies_between_both_clocks(moved: int) -> None:
    start = SystemClock().now()
    clock = TwoClocks(start)
    context = Context(None, None, clock, Path())  # type: ignore[arg-type]
    clock.wall, clock.steady = start + timedelta(seconds=moved + 5), 5.0
    true = start + timedelta(seconds=5)
    assert context.earliest() <= true <= context.latest()
    assert context.latest() - context.earliest() == timedelta(seconds=abs(moved))
    ends = true + timedelta(seconds=10)
    context.hold("a")
    assert context.undoable("a", ends)
    clock.steady, clock.wall = 70.0, clock.wall + timedelta(seconds=65)
    assert not context.undoable("a", ends), "no hold lasts longer than a minute, whatever the wall clock says"
