"""The process that serves the gateway is killed: another desk of the same profile takes over, and nothing is lost."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import pytest

from counterseal.model.actions import State
from faults.scene import PATIENCE, Scene
from gateway.desks import Agent, Bench, running_bench

CRASHES = 200


def serving(scene: Scene) -> subprocess.Popen[str]:
    process = scene.start("serving.py", scene.home, scene.passphrase_file)
    assert process.stdout is not None
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
        again = agent_of(scene, bench)
        assert again.permit(held)["arguments"] == {"amount": 1, "order": "1"}
        assert again.permit(approved)["arguments"] == {"amount": 2, "order": "1"}
        assert again.permit(running, expect=409)["state"] == State.UNKNOWN.value
        scene.proves_itself(bench)


def test_the_killed_process_had_claimed_what_the_other_then_delivers(scene: Scene) -> None:
    """The claim of a dead process is nobody's, so the row goes out at once and not after its fifteen seconds."""
    with running_bench(scene.home) as bench:
        agent = agent_of(scene, bench)
        action = agent.propose()["id"]
    scene.killed(scene.start("decider.py", scene.home, scene.passphrase_file, "claimed", "approve"))
    started = time.monotonic()
    with running_bench(scene.home) as bench:
        assert bench.desk.wait_delivered(PATIENCE)
        assert time.monotonic() - started < 12
        assert bench.entries(action).count("delivered") == 1


@pytest.mark.soak
@pytest.mark.timeout(3_600)
def test_random_kills_of_two_deciding_desks(scene: Scene) -> None:
    """Two desks decide beside each other and one of them is killed at a random moment, two hundred times over."""
    dice = random.Random(20261121)
    scene.go.touch()
    said: dict[str, set[str]] = {}
    endings: dict[str, str] = {}
    desks = [decider(scene, dice) for _ in range(2)]
    for crash in range(CRASHES):
        agents = {f"{crash}-{n}": scene.start_agent(f"{crash}-{n}") for n in range(2)}
        time.sleep(dice.uniform(0.05, 1.5))
        victim = dice.randrange(2)
        desks[victim].kill()
        note(said, desks[victim])
        desks[victim] = decider(scene, dice)
        for key, agent in agents.items():
            endings[key] = scene.end(agent)
    for desk in desks:
        desk.kill()
        note(said, desk)
    with running_bench(scene.home) as bench:
        assert bench.desk.wait_delivered(PATIENCE)
        check_all(scene, bench, said, endings)
        scene.proves_itself(bench)


def decider(scene: Scene, dice: random.Random) -> subprocess.Popen[str]:
    process = scene.start("random_decider.py", scene.home, scene.passphrase_file, str(dice.random()))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def note(said: dict[str, set[str]], desk: subprocess.Popen[str]) -> None:
    """What a killed desk had announced as stored."""
    out, _err = desk.communicate(timeout=PATIENCE)
    for line in out.splitlines():
        words = line.split()
        if len(words) == 2 and words[1] in ("approve", "reject"):
            said.setdefault(words[0], set()).add(words[1])


def check_all(scene: Scene, bench: Bench, said: dict[str, set[str]], endings: dict[str, str]) -> None:
    with bench.profile.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, idempotency, state, decision FROM actions").all()
    assert len(rows) == len(endings) == 2 * CRASHES
    ran = 0
    for action, key, state, _decision in rows:
        entries = bench.entries(action)
        assert entries.count("delivered") == 1, (action, entries)
        assert entries.count("permit_taken") <= 1
        assert bool(said.get(action)) or "decision" in entries
        for _verdict in said.get(action, ()):
            assert "decision" in entries, "a decision that was announced as stored is gone"
        if endings[key] == "done":
            ran += 1
            assert state in ("done", "unknown")
    effects = Path(scene.effects_file).read_text("utf-8").splitlines()
    permits = sum(bench.entries(row[0]).count("permit_taken") for row in rows)
    assert ran <= len(effects) <= permits
    assert all(json.loads(line) for line in effects)
