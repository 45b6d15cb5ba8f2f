"""The window's own numbers (DESIGN 7), with the desktop's real gateway, a real agent process and the real window.

One figure at a time: ``make bench PYTEST_ARGS="-k row_on_screen"``, ``-k click_on_moderate``.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counterseal_desktop.inbox.flow import Stage

from .desk_window import Painted, Process, Scene, scene
from .measuring import percentile, table

ASKED, CLICKED = 200, 100
COLUMNS = ("path", "times", "p50 ms", "p99 ms", "most", "CPU ms of this process")


@pytest.fixture(params=["beside", "within"])
def shown(request: pytest.FixtureRequest, tmp_path: Path, qapp: QApplication) -> Iterator[Scene]:
    """The gateway beside the window's process, as the desktop runs, and within it."""
    with scene(tmp_path / "profile", qapp, within=request.param == "within") as made:
        made.served = request.param
        yield made


def test_row_on_screen_after_an_agent_asks(shown: Scene) -> None:
    """Into an empty list the row itself; beside others the bar that says how many are new."""
    agent = Process("one", shown.desk.gateway_url, shown.agent("refunds"))
    chance = random.Random(1)
    bar = Painted(shown.inbox.new_bar)
    rows, bars, spent = [], [], {"row": 0.0, "bar": 0.0}
    try:
        for number in range(ASKED):
            shown.passes(chance.uniform(0.08, 0.2))
            busy = time.process_time()
            agent.say(f"ask {number}")
            action, began = shown.waits_for(agent, "asked")
            shown.until(lambda action=action: action in shown.painted, "the row to be painted")
            rows.append(shown.painted[action] - float(began))
            spent["row"] += time.process_time() - busy
            _clear(shown, agent, action)
        agent.say("ask 0")
        first, _began = shown.waits_for(agent, "asked")
        shown.until(lambda: first in shown.painted, "the first row")
        for number in range(ASKED):
            shown.passes(chance.uniform(0.08, 0.2))
            busy = time.process_time()
            before = bar.at
            agent.say(f"ask {number}")
            action, began = shown.waits_for(agent, "asked")
            shown.until(lambda before=before: bar.at > before and shown.inbox.model.new_count == 1, "the bar")
            bars.append(bar.at - float(began))
            spent["bar"] += time.process_time() - busy
            agent.say(f"withdraw {action}")
            shown.waits_for(agent, "withdrawn")
            shown.until(lambda: shown.inbox.model.new_count == 0, "it to be gone")
    finally:
        agent.close()
    _say(
        f"Agent asks, gateway {shown.served}",
        [("row, empty list", rows, spent["row"]), ("bar 'n new', others shown", bars, spent["bar"])],
    )
    assert len(rows) == len(bars) == ASKED


def test_click_on_moderate_risk_to_agent_released(shown: Scene) -> None:
    agent = Process("one", shown.desk.gateway_url, shown.agent("refunds"))
    chance = random.Random(2)
    heard, permitted, spent = [], [], 0.0
    try:
        flow, bar = shown.inbox.flow, shown.inbox.bar
        for number in range(CLICKED):
            agent.say(f"run {number}")
            action, _began = shown.waits_for(agent, "asked")
            shown.until(lambda action=action: shown.inbox.select(action), "the row")
            shown.until(lambda: flow.stage is Stage.READY, "the detail")
            shown.clock.ahead += 1.0
            QTest.mouseClick(bar.approve, Qt.MouseButton.LeftButton)
            shown.until(lambda: flow.stage is Stage.CONFIRM, "the question")
            shown.clock.ahead += 1.0
            shown.passes(chance.uniform(0.05, 0.15))
            busy, clicked = time.process_time(), time.monotonic()
            QTest.mouseClick(bar.confirm, Qt.MouseButton.LeftButton)
            _action, released, permit = shown.waits_for(agent, "ran")
            spent += time.process_time() - busy
            heard.append(float(released) - clicked)
            permitted.append(float(permit) - clicked)
            _clear(shown, agent)
    finally:
        agent.close()
    lines = [("approved, its wait answers", heard, spent), ("and it has the permit", permitted, spent)]
    _say(f"Gateway {shown.served}, R2, click on the confirming button without undo", lines)
    assert len(heard) == CLICKED


def _clear(shown: Scene, agent: Process, withdrawn: str = "") -> None:
    """An empty list again."""
    if withdrawn:
        agent.say(f"withdraw {withdrawn}")
        shown.waits_for(agent, "withdrawn")
    shown.until(lambda: not shown.inbox.model.items(), "an empty queue")
    shown.inbox.view.selectionModel().clear()
    shown.inbox.model.sweep(None)


def _say(title: str, lines: list[tuple[str, list[float], float]]) -> None:
    rows = []
    for name, took, cpu in lines:
        half, most = percentile(took, 0.5) * 1e3, percentile(took, 0.99) * 1e3
        each = cpu / len(took) * 1e3
        rows.append((name, len(took), f"{half:.1f}", f"{most:.1f}", f"{max(took) * 1e3:.1f}", f"{each:.1f}"))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table(f"{title}, loopback (goal: p99 at most 100 ms); load {load}", COLUMNS, rows)
