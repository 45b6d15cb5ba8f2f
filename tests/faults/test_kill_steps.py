"""SIGKILL at each step between the decision and its acknowledgement: nothing is lost and nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from faults.kill_at import BEFORE_COMMIT, STEPS
from faults.scene import PATIENCE, Scene
from gateway.desks import Bench, running_bench

ARGUMENTS = {"amount": 124_000, "order": "88213"}


@pytest.mark.parametrize("step", STEPS)
def test_a_desk_killed_at_any_step_loses_and_doubles_nothing(scene: Scene, step: str) -> None:
    verdict = Verdict.EDIT if step == "gateway.committed" else Verdict.APPROVE
    agent = scene.start_agent()
    scene.killed(scene.start("decider", scene.home, scene.passphrase_file, step, verdict.value))
    with running_bench(scene.home) as bench:
        comes_out_right(scene, bench, step)
        scene.go.touch()
        assert scene.end(agent) == "done"
        assert scene.effects() == [{**ARGUMENTS, "amount": 7} if verdict is Verdict.EDIT else ARGUMENTS]
        scene.proves_itself(bench)


@pytest.mark.parametrize("step", STEPS)
def test_the_window_killed_at_any_step_loses_and_doubles_nothing(make_scene: Callable[..., Scene], step: str) -> None:
    scene = make_scene(risk="R2")
    agent = scene.start_agent()
    scene.killed(scene.start("window_decider", scene.home, scene.passphrase_file, step))
    with running_bench(scene.home) as bench:
        comes_out_right(scene, bench, step)
        scene.go.touch()
        assert scene.end(agent) == "done"
        assert scene.effects() == [ARGUMENTS]
        scene.proves_itself(bench)


def comes_out_right(scene: Scene, bench: Bench, step: str) -> None:
    """What a fresh desk must find: a committed decision goes out once; one that was not is simply not there."""
    action = scene.the_action()
    decided = bench.entries(action).count("decision")
    if step in BEFORE_COMMIT:
        assert decided == 0, "an uncommitted decision left a trace"
        assert bench.desk.wait_delivered(0)
        assert bench.held(action).item.state is State.HELD
        assert bench.decide(action).state == "delivered"
    else:
        assert decided == 1
        assert bench.desk.wait_delivered(PATIENCE), "a committed decision was not delivered"
        bench.ear.until(lambda: state(bench, action) is State.APPROVED, "the approved action")
    assert bench.entries(action).count("decision") == 1
    assert bench.entries(action).count("delivered") == 1
    assert not scene.effects(), "the effect came before its permit"


def state(bench: Bench, action: str) -> State | None:
    return next((item.state for item in bench.desk.queue() if item.id == action), None)


def test_without_a_kill_the_drivers_end_by_themselves(make_scene: Callable[..., Scene]) -> None:
    """The drivers work, so a kill that is reported is one that happened."""
    scene = make_scene(risk="R2")
    agent = scene.start_agent()
    said = scene.end(scene.start("decider", scene.home, scene.passphrase_file, "none", "approve"), 3)
    assert said == "delivered approved"
    with running_bench(scene.home):
        scene.go.touch()
        assert scene.end(agent) == "done"
    assert scene.effects() == [ARGUMENTS]
