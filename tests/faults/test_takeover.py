"""The process that serves the gateway is killed: another desk of the same profile takes over, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from counterseal.ledger.database import DATABASE_NAME
from counterseal.model.actions import State
from faults.scene import PATIENCE, Scene
from gateway.desks import Agent, Bench, running_bench
from nursery import Started


def serving(scene: Scene) -> Started:
    process = scene.start("serving", scene.home, scene.passphrase_file)
    assert process.stdout.readline() == "serving\n"
    return process


def agent_of(scene: Scene, bench: Bench) -> Agent:
    agent = Agent(bench.address.url, scene.token)
    bench.agents.append(agent)
    agent.lease()
    return agent


def takes_over(bench: Bench) -> None:
    bench.ear.until(
        lambda: bench.desk.serving and bench.desk.status().sources[0].state == "live", "the other desk to take over"
    )


def test_a_killed_gateway_is_taken_over_by_the_desk_that_is_left(scene: Scene) -> None:
    first = serving(scene)
    with running_bench(scene.home) as bench:
        assert not bench.desk.serving
        agent = agent_of(scene, bench)
        held, approved, running = (agent.propose(arguments={"amount": n, "order": "1"})["id"] for n in (1, 2, 3))
        for action in (approved, running):
            bench.decide(action)
        agent.permit(running)
        draft = bench.draft(held)
        first.kill()
        scene.killed(first)
        # Decided while nobody serves: stored at once, delivered by the gateway that comes.
        receipt = bench.desk.decide(draft).result(PATIENCE)
        takes_over(bench)
        assert bench.ear.receipt(receipt).state == "delivered"
        # No lease survives: with the old one, nothing runs at the gateway that came.
        old = Agent(bench.address.url, scene.token)
        bench.agents.append(old)
        assert old.permit(approved, expect=409)["code"] == "no_lease"
        again = agent_of(scene, bench)
        assert again.permit(held)["arguments"] == {"amount": 1, "order": "1"}
        assert again.permit(approved)["arguments"] == {"amount": 2, "order": "1"}
        assert again.permit(running, expect=409)["state"] == State.UNKNOWN.value
        scene.proves_itself(bench)


def test_the_killed_process_had_claimed_what_the_other_then_delivers(scene: Scene) -> None:
    """The claim of a dead process is nobody's, so the row goes out at once and not when its claim ends."""
    with running_bench(scene.home) as bench:
        agent = agent_of(scene, bench)
        action = agent.propose()["id"]
    scene.killed(scene.start("decider", scene.home, scene.passphrase_file, "claimed", "approve"))
    # For longer than the test can wait, in place of its fifteen seconds: a loaded machine may take those anyway.
    with closing(sqlite3.connect(scene.home / DATABASE_NAME)) as file, file:
        changed = file.execute("UPDATE outbox SET claimed_until = '9999-01-01T00:00:00.000Z' WHERE state = 'claimed'")
        assert changed.rowcount == 1
    with running_bench(scene.home) as bench:
        assert bench.desk.wait_delivered(PATIENCE)
        assert bench.entries(action).count("delivered") == 1
