"""Two programs decide on one profile and one of them is killed at a random moment, over and over.

What a program said is stored is there, with its verdict and a signature that verifies; no effect comes twice.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.verify import verify_log
from counterseal.model.history import VerifyReport
from faults import agent
from faults.scene import PATIENCE, Scene
from gateway.desks import Bench, running_bench
from nursery import Started

DESK, COMMAND = "random_decider", "cli_decider"
# Agents ask ahead, so that there is always something to decide while one program starts anew.
AHEAD = 3


def test_a_few_random_kills_of_a_desk_and_a_command(make_scene: Callable[..., Scene]) -> None:
    expect_nothing_lost(make_scene(risk="R2"), (DESK, COMMAND), 2)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize(("programs", "crashes"), [((DESK, COMMAND), 200), ((DESK, DESK), 30)])
def test_random_kills_of_two_deciding_programs(
    make_scene: Callable[..., Scene], programs: Sequence[str], crashes: int
) -> None:
    expect_nothing_lost(make_scene(risk="R2"), programs, crashes)


def expect_nothing_lost(scene: Scene, programs: Sequence[str], crashes: int) -> None:
    dice = random.Random(20261121)
    story = Told(scene)
    running = [start(scene, script, dice) for script in programs]
    with ThreadPoolExecutor(AHEAD) as pool:
        asking = [pool.submit(story.ask, number) for number in range(crashes * 2)]
        try:
            for _crash in range(crashes):
                pause(dice.uniform(0.05, 1.2))
                victim = dice.randrange(len(running))
                running[victim].kill()
                story.note(running[victim])
                running[victim] = start(scene, programs[victim], dice)
                story.verify_what_is_new()
            for one in asking:
                one.result(PATIENCE)
        finally:
            story.ends.set()
            for one in asking:
                one.cancel()
    for process in running:
        process.kill()
        story.note(process)
    with running_bench(scene.home) as bench:
        assert bench.desk.wait_delivered(PATIENCE)
        story.check(bench, crashes * 2)
        scene.proves_itself(bench)


class Told:
    """What the programs announced and how the agents ended."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.said: list[tuple[str, str]] = []
        self.endings: dict[str, str] = {}
        self.ends = threading.Event()
        self.verified = 0
        with running_bench(scene.home, serve=False) as bench:
            self.verifier: VerifierKey = bench.profile.log.verifier

    def ask(self, number: int) -> None:
        """One agent's whole life."""
        key = f"agent-{number}"
        self.endings[key] = agent.live(self.scene.home, self.scene.token, key, self.scene.effects_file, None, self.ends)

    def note(self, process: Started) -> None:
        """What a killed program had announced as stored."""
        out, _err = process.communicate(timeout=PATIENCE)
        found = [line.split() for line in out.splitlines()]
        self.said += [(words[0], words[1]) for words in found if len(words) == 2 and words[1] in ("approve", "reject")]

    def verify_what_is_new(self) -> None:
        database = Database(self.scene.home / DATABASE_NAME, read_only=True)
        try:
            report: VerifyReport = verify_log(database, self.verifier, since=self.verified)
        finally:
            database.close()
        assert report.ok, report.sentences
        self.verified += report.entries

    def check(self, bench: Bench, asked: int) -> None:
        with bench.profile.reading() as connection:
            rows = connection.exec_driver_sql("SELECT id, idempotency, state FROM actions").all()
            lines = connection.exec_driver_sql("SELECT subject, type, verdict FROM listing").all()
        assert len(rows) == len(self.endings) == asked
        decided = {(subject, verdict) for subject, kind, verdict in lines if kind == "decision"}
        assert set(self.said) <= decided, "a decision that was announced as stored is gone"
        count = Counter((subject, kind) for subject, kind, _verdict in lines)
        ran = [action for action, key, state in rows if self.endings[key] == "done"]
        for action, key, state in rows:
            assert count[action, "delivered"] == 1, (action, self.endings[key])
            assert count[action, "permit_taken"] <= 1
            if action in ran:
                assert state in ("done", "unknown")
        effects = self.scene.effects_file.read_text("utf-8").splitlines() if ran else []
        assert all(json.loads(line) for line in effects)
        permits = sum(count[row[0], "permit_taken"] for row in rows)
        assert len(ran) <= len(effects) <= permits


def start(scene: Scene, script: str, dice: random.Random) -> Started:
    process = scene.start(script, scene.home, scene.passphrase_file, str(dice.random()))
    assert process.stdout.readline() == "ready\n"
    return process


def pause(seconds: float) -> None:
    """The random moment: here and nowhere else the test waits for time to pass."""
    threading.Event().wait(seconds)
