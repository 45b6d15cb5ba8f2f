"""The people's side of the queue: what a long poll brings, and that no change is ever skipped."""

from __future__ import annotations

import threading
import time

import pytest

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import LONGEST, Agent, Bench


def test_the_first_answer_is_the_whole_open_queue(bench: Bench, agent: Agent) -> None:
    first, second, ended = (agent.propose()["id"] for _ in range(3))
    agent.post(f"/v1/actions/{ended}/withdraw")
    with bench.people() as people:
        said = people.get("/v1/queue").json()
    assert said["full"] is True
    assert [item["id"] for item in said["items"]] == [first, second]
    assert said["version"] >= 1


def test_later_answers_hold_what_changed_and_nothing_else(bench: Bench, agent: Agent) -> None:
    old = agent.propose()["id"]
    with bench.people() as people:
        version = people.get("/v1/queue").json()["version"]
        quiet = people.get("/v1/queue", params={"after": version}).json()
        assert (quiet["full"], quiet["items"], quiet["version"]) == (False, [], version)
        new = agent.propose()["id"]
        agent.post(f"/v1/actions/{old}/withdraw")
        changed = people.get("/v1/queue", params={"after": version}).json()
    assert {(i["id"], i["state"]) for i in changed["items"]} == {(new, "held"), (old, "withdrawn")}
    assert changed["version"] > version


@pytest.mark.parametrize("after", [-5, 0, 10**9, 2**70])
def test_a_version_from_elsewhere_gets_the_whole_queue(bench: Bench, agent: Agent, after: int) -> None:
    asked = agent.propose()["id"]
    with bench.people() as people:
        said = people.get("/v1/queue", params={"after": after}).json()
    assert said["full"] is True
    assert [item["id"] for item in said["items"]] == [asked]


def test_a_waiting_poll_is_answered_by_the_next_change(bench: Bench, agent: Agent) -> None:
    with bench.people() as people:
        version = people.get("/v1/queue").json()["version"]
        found: list[str] = []

        def poll() -> None:
            said = people.get("/v1/queue", params={"after": version, "wait": LONGEST}).json()
            found.extend(item["id"] for item in said["items"])

        waiting = threading.Thread(target=poll)
        started = time.monotonic()
        waiting.start()
        asked = agent.propose()["id"]
        waiting.join(100)
    assert found == [asked]
    assert time.monotonic() - started < LONGEST - 5, "the long poll ran to its end instead of hearing the change"


def test_a_change_that_is_not_committed_yet_is_not_skipped(bench: Bench, agent: Agent) -> None:
    """A reader that looks while the writer has counted but not committed must still hear of it next time."""
    gateway = bench.desk.linked().embedded.gateway
    assert gateway is not None
    counted, go = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == "gateway.before_commit":
            counted.set()
            assert go.wait(60)

    with bench.people() as people:
        version = people.get("/v1/queue").json()["version"]
        gateway.context.on_step = hold
        asking = threading.Thread(target=agent.propose)
        asking.start()
        assert counted.wait(60)
        between = people.get("/v1/queue", params={"after": version}).json()
        assert between["items"] == []
        gateway.context.on_step = lambda _step: None
        go.set()
        asking.join(60)
        after = people.get("/v1/queue", params={"after": between["version"]}).json()
    assert [item["state"] for item in after["items"]] == ["held"]


def test_every_change_arrives_at_a_desk_under_load(bench: Bench, agent: Agent) -> None:
    second = bench.agent("second")
    ids: list[str] = []

    def ask(who: Agent) -> None:
        ids.extend(str(who.propose(arguments={"amount": n + 1, "order": "1"})["id"]) for n in range(25))

    asking = [threading.Thread(target=ask, args=(who,)) for who in (agent, second)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    bench.ear.until(lambda: {i.id for i in bench.desk.queue()} == set(ids), "all fifty")
    assert len(ids) == 50


def test_the_desk_orders_by_deadline_within_risk(bench: Bench) -> None:
    low = {"tool": "notes.add", "risk": "R1", "verb": "Note", "title": "Note"}
    high = {"tool": "money.send", "risk": "R3", "verb": "Send", "title": "Send"}
    agent = bench.agent("mixed", [low, high])
    later = agent.propose(tool="money.send", arguments={}, expires_at="2027-01-02T00:00:00Z")["id"]
    sooner = agent.propose(tool="money.send", arguments={}, expires_at="2027-01-01T00:00:00Z")["id"]
    never = agent.propose(tool="money.send", arguments={})["id"]
    note = agent.propose(tool="notes.add", arguments={}, expires_at="2026-12-01T00:00:00Z")["id"]
    unknown = agent.propose(tool="strange.tool", arguments={"risk": "R0"})["id"]
    expected = [unknown, sooner, later, never, note]
    bench.ear.until(lambda: len(bench.desk.queue()) == 5, "all five")
    assert [item.id for item in bench.desk.queue()] == expected
    assert bench.desk.queue()[0].risk.value == "R4", "an unknown tool is critical, whatever the agent says"


def test_an_ended_item_leaves_the_queue_and_is_told_once(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()["id"]
    bench.decide(asked, Verdict.REJECT)
    bench.ear.until(lambda: asked not in {i.id for i in bench.desk.queue()}, "it to leave")
    told = [i for e in bench.ear.events if e.kind == "queue" for i in e.value if i.id == asked and i.state.ended]
    assert told
    assert told[0].state is State.REJECTED


def test_too_many_waiting_actions_of_one_agent_are_refused(
    bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterseal.gateway.intake.MAX_OPEN", 3)
    ids = [agent.propose()["id"] for _ in range(3)]
    assert agent.propose(409)["code"] == "queue_full"
    assert bench.agent("second").propose()["state"] == "held", "others are not held up by it"
    agent.post(f"/v1/actions/{ids[0]}/withdraw")
    assert agent.propose()["state"] == "held"
