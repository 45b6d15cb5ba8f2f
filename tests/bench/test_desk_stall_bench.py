"""The longest time that the window's thread stands still with 10,000 pending and 1,000 arrivals a second (DESIGN 7).

One of them: ``make bench PYTEST_ARGS="-k beside_the_window"``, ``-k in_the_process``, ``-k a_separate_gateway``, ``-k
real_proposals``.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from counterseal.sync.desk import Desk, open_desk
from gateway.desks import PASSPHRASE
from stalls import Heartbeat, Watchdog

from .desk_arrivals import Arrivals
from .desk_beside import COMMAND
from .desk_window import Process, Scene, scene
from .measuring import percentile, table

PENDING, PER_SECOND, SECONDS = 10_000, 1_000, 10
AGENTS = 12
FILLING = 60


def test_stalls_with_the_gateway_beside_the_window(tmp_path: Path, qapp: QApplication) -> None:
    """As the desktop runs: the window's own gateway, in a process of its own."""
    with scene(tmp_path / "profile", qapp, command=COMMAND) as shown:
        _ask_once(shown)
        beside = shown.desk.linked().server
        beside._child.tell("arrivals", pending=PENDING)
        shown.desk.linked().own._version = 0
        _wake(shown)
        shown.until(lambda: len(shown.inbox.model.items()) >= PENDING, "all that wait")
        begin = partial(beside._child.tell, "flood", rate=PER_SECOND, seconds=SECONDS)
        assert _measure(shown, "gateway beside", begin, PENDING) > 0


def test_stalls_with_the_gateway_in_the_process(tmp_path: Path, qapp: QApplication) -> None:
    """Gateway and window in one process and under one interpreter lock, as a desk that is no window's does."""
    with scene(tmp_path / "profile", qapp, within=True) as shown:
        _ask_once(shown)
        served = shown.desk.linked().embedded.gateway
        assert served is not None
        arrivals = Arrivals(served, PENDING)
        # What it answered so far was its own queue; only a later version is asked for.
        shown.desk.linked().own._version = 0
        _wake(shown)
        shown.until(lambda: len(shown.inbox.model.items()) >= PENDING, "all that wait")
        assert _measure(shown, "gateway within", lambda: arrivals.flood(PER_SECOND, SECONDS), PENDING) > 0


def test_stalls_with_a_separate_gateway(tmp_path: Path, qapp: QApplication) -> None:
    """The gateway is another process."""
    gate = Process(str(tmp_path), script="desk_arrivals.py")
    try:
        url, *vkey = gate.begins("serves")
        desk = _desk(tmp_path)
        with scene(tmp_path, qapp, desk) as shown:
            desk.add_gateway("payments", url, " ".join(vkey)).result(60)
            shown.until(lambda: len(shown.inbox.model.items()) >= PENDING, "all that wait")
            assert _measure(shown, "separate gateway", lambda: gate.say(f"flood {PER_SECOND} {SECONDS}"), PENDING) > 0
    finally:
        gate.close()


def test_stalls_with_real_proposals(tmp_path: Path, qapp: QApplication) -> None:
    """As many as the gateway beside takes, up to the goal's; what waits before was proposed the same way."""
    with scene(tmp_path / "profile", qapp) as shown:
        tokens = [shown.agent(f"agent-{number:02d}") for number in range(AGENTS)]
        # No faster than that, because an agent may have a thousand open at once.
        before = Process("flood", shown.desk.gateway_url, str(PENDING / FILLING), str(FILLING), *tokens)
        (count, _seconds) = shown.waits_for(before, "flooded")
        before.close()
        pending = int(count)
        shown.until(lambda: len(shown.inbox.model.items()) >= pending, "all that wait")
        more = [shown.agent(f"later-{number:02d}") for number in range(AGENTS)]
        flood: list[Process] = []
        rate = ("flood", shown.desk.gateway_url, str(PER_SECOND), str(SECONDS), *more)
        try:
            assert _measure(shown, "real proposals", lambda: flood.append(Process(*rate)), pending) > 0
            taken, seconds = shown.waits_for(flood[0], "flooded")
            print(f"  {taken} proposals taken in {float(seconds):.1f} s")
        finally:
            for one in flood:
                one.close()


def _measure(shown: Scene, name: str, begin: Callable[[], object], pending: int) -> int:
    """Print what is measured while they arrive; how many arrived."""
    # What came in while it filled is garbage of the past, and the list is as a person would leave it.
    first = shown.inbox.view.model().index(1, 0)
    shown.inbox.view.setCurrentIndex(first)
    shown.passes(2.0)
    heart = Heartbeat(1)
    with Watchdog(heart) as dog:
        heart.start()
        heart.resume()
        busy, worked, began = time.process_time(), time.thread_time(), time.monotonic()
        begin()
        shown.passes(SECONDS + 1.0)
        took = time.monotonic() - began
        cpu, own = time.process_time() - busy, time.thread_time() - worked
        heart.stop()
    came = len(shown.inbox.model.items()) - pending
    worst = heart.longest
    gaps = [stall.seconds * 1e3 for stall in heart.stalls] or [0.0]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table(
        f"{name}: {pending:,} pending, {came / SECONDS:,.0f} arrivals a second shown (goal: longest stall 50 ms);"
        f" load {load}",
        ("longest ms", "own work in it", "stalls from 30 ms", "their median", "their p95", "window's CPU", "process's"),
        [
            (
                f"{worst.seconds * 1e3:.0f}",
                f"{worst.own * 1e3:.0f}",
                len(heart.stalls),
                f"{statistics.median(gaps):.0f}",
                f"{percentile(gaps, 0.95):.0f}",
                f"{own / took:.0%}",
                f"{cpu / took:.0%}",
            )
        ],
    )
    longest_own = sorted((stall.own * 1e3 for stall in heart.stalls), reverse=True)[:5]
    print(f"  most of its own work in one stall: {', '.join(f'{one:.0f}' for one in longest_own)} ms")
    for where, count in dog.causes(12):
        print(f"  {count:4d} x {where}")
    return came


def _ask_once(shown: Scene) -> None:
    agent = Process("one", shown.desk.gateway_url, shown.agent("refunds"))
    try:
        agent.say("ask 1")
        shown.waits_for(agent, "asked")
        shown.until(lambda: shown.inbox.model.items(), "the first")
    finally:
        agent.close()


def _wake(shown: Scene) -> None:
    """End the long poll that is under way, so that the next one is answered by ``Arrivals``."""
    link = shown.desk.linked().own

    async def end() -> None:
        if link._listening is not None:
            link._listening.cancel()

    shown.desk.call(end()).result(10)


def _desk(folder: Path) -> Desk:
    """Maria's profile, which the gateway's process made and closed."""
    words = folder / "words"
    words.write_text(PASSPHRASE)
    words.chmod(0o600)
    desk = open_desk(folder / "maria", words)
    desk.step_up.entered()
    desk.start()
    return desk
