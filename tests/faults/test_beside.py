"""The process that has a window is killed: the gateway beside it ends too, and nothing is lost."""

from __future__ import annotations

import os
import time

from counterseal.sync.served_at import ADDRESS_FILE, ServingLock
from faults.scene import PATIENCE, Scene
from gateway.desks import Agent, running_bench


def expect_gone(process: int, scene: Scene) -> None:
    """The process has ended, and freed what only one may have. Orphans are the tests' own, so it is waited for here."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            ended = os.waitpid(process, os.WNOHANG)[0] == process
        except ChildProcessError:
            # Not ours yet, or not this system's way: then its parent's end was its own.
            ended = not os.path.exists(f"/proc/{process}")
        if ended:
            break
        assert time.monotonic() < ends, "the gateway outlives its window"
        time.sleep(0.02)
    lock = ServingLock(scene.home)
    assert lock.take(), "nobody serves, and still the lock is held"
    lock.release()
    assert not (scene.home / ADDRESS_FILE).exists()


def test_a_killed_window_leaves_no_gateway_and_the_next_one_goes_on(scene: Scene) -> None:
    window = scene.start("window_beside", scene.home, scene.passphrase_file)
    gateway = int(window.stdout.readline())
    assert gateway != window.pid
    with running_bench(scene.home, serve=False) as other:
        agent = Agent(other.address.url, scene.token)
        other.agents.append(agent)
        agent.lease()
        action = agent.propose()["id"]
        # Its answer is what the gateway owes when its window dies.
        draft = other.draft(action)
        window.kill()
        scene.killed(window)
        expect_gone(gateway, scene)
        receipt = other.desk.decide(draft).result(PATIENCE)
        assert receipt.state == "stored"
    with running_bench(scene.home) as bench:
        assert bench.desk.serving
        assert bench.desk.wait_delivered(PATIENCE)
        again = Agent(bench.address.url, scene.token)
        bench.agents.append(again)
        again.lease()
        assert again.permit(action)["arguments"]
        scene.proves_itself(bench)
