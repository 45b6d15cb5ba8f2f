"""History in the real window as the ledger grows: from the question to the first rows painted (DESIGN 7).

``make bench PYTEST_ARGS="-k history_in_the_window"``: a hundred thousand entries; ``COUNTERSEAL_BENCH=full`` a million;
``COUNTERSEAL_BENCH=1000000@DIR`` takes the ledger of ``test_ledger_bench.py`` that is kept there, and keeps a new one.

The ledger is made by another process, so that what this one holds in memory is the window's.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from counterseal_desktop.history.history_table import HistoryDelegate
from counterseal_desktop.history.looking import Looking
from stalls import Heartbeat

from .desk_window import Scene, scene
from .many_entries import AGENTS, grown_at
from .measuring import percentile, table

ASKED, _AT, KEPT = os.environ.get("COUNTERSEAL_BENCH", "1").partition("@")
SIZE = {"1": 100_000, "full": 1_000_000}.get(ASKED) or int(ASKED.split(",")[-1])
TIMES = 20
# Stalls are looked for so long after the first rows: while their count and the entry beside them come.
AFTER = 0.3
# The window is at rest when its process computes no more than this of a tenth of a second; its beats take a little.
STEP, RESTING = 0.1, 0.015
FIRST, FILTER, TEXT, JUMP = 100, 150, 150, 50


class Table:
    """When rows of the history were painted that had not been before."""

    def __init__(self) -> None:
        self.at = 0.0
        self.answered = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        paint = HistoryDelegate.paint

        def noted(delegate: HistoryDelegate, painter: Any, option: Any, index: Any) -> None:
            paint(delegate, painter, option, index)
            if self.answered and not self.at:
                self.at = time.monotonic()

        HistoryDelegate.paint = noted  # type: ignore[method-assign]
        try:
            yield
        finally:
            HistoryDelegate.paint = paint  # type: ignore[method-assign]


@pytest.mark.timeout(3_600)
def test_history_in_the_window(tmp_path: Path, qapp: QApplication) -> None:
    home = Path(KEPT) if KEPT else tmp_path / "profile"
    maker = multiprocessing.get_context("spawn").Process(target=grown_at, args=(home, SIZE))
    maker.start()
    maker.join()
    assert maker.exitcode == 0, "the ledger was not made"
    watched, lines = Table(), []
    with scene(home, qapp) as shown, watched.watched():
        known = {agent.id for agent in shown.desk.agents().result(30)}
        for name in AGENTS:
            if name not in known:
                shown.agent(name)
        before = _resident()
        history = shown.window.history
        shown.window.show_screen("history")
        shown.until(lambda: history.model.rowCount(), "the first page")
        history.model.found.connect(lambda *_figures: setattr(watched, "answered", True))

        def look(now: Looking) -> Callable[[], None]:
            return lambda: history.bar.set_now(now)

        questions = (
            ("first page", FIRST, look(Looking())),
            ("an agent", FILTER, look(Looking(agent=AGENTS[3]))),
            ("a rare agent", FILTER, look(Looking(agent=AGENTS[-1]))),
            ("rejected", FILTER, look(Looking(kind="rejected"))),
            ("an agent, people's decisions", FILTER, look(Looking(agent=AGENTS[0], kind="decisions"))),
            ("full text, two words", TEXT, look(Looking(text="cracked display"))),
            ("full text, a word's beginning", TEXT, look(Looking(text="cracked disp"))),
            ("random jump", JUMP, history.jump_at_random),
        )
        for name, goal, ask in questions:
            # A jump stays within what is looked for.
            other = Looking() if name == "random jump" else Looking(agent="nobody")
            lines.append(_asked(shown, watched, name, goal, (look(other), ask)))
        resident = _resident()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table(
        f"History in the window, {SIZE:,} entries, ms from the question to its first rows painted; load {load}",
        ("what", "p50", "p95", "goal p95", "CPU of the process p50", "longest stall", "own work in it"),
        lines,
    )
    assert len(lines) == len(questions)
    print(f"\n  resident now: {resident:,.0f} MB, before the history was opened {before:,.0f} (goal 300)")


def _asked(
    shown: Scene, watched: Table, name: str, goal: int, calls: tuple[Callable[[], None], Callable[[], None]]
) -> tuple[str, ...]:
    other, ask = calls
    took, spent = [], []
    heart = Heartbeat(1)
    heart.start()
    for _ in range(TIMES):
        # Something else first, so that the same page is not shown already.
        watched.answered = False
        other()
        shown.until(lambda: watched.answered, "another page")
        _rest(shown)
        watched.answered, watched.at = False, 0.0
        heart.resume()
        busy, began = time.process_time(), time.monotonic()
        ask()
        shown.until(lambda: watched.at, f"the rows of {name}")
        took.append((watched.at - began) * 1e3)
        spent.append((time.process_time() - busy) * 1e3)
        shown.passes(AFTER)
        heart.pause()
    heart.stop()
    said = (f"{percentile(took, 0.5):.0f}", f"{percentile(took, 0.95):.0f}", str(goal), f"{percentile(spent, 0.5):.0f}")
    worst = heart.longest
    return name, *said, f"{worst.seconds * 1e3:.0f}", f"{worst.own * 1e3:.0f}"


def _rest(shown: Scene) -> None:
    """Let what was asked before come to its end, as it has when a person asks anew; two seconds at most."""
    for _ in range(20):
        busy = time.process_time()
        shown.passes(STEP)
        if time.process_time() - busy < RESTING:
            return


def _resident() -> float:
    """Megabytes that the process has now, where the system tells; else the most that it had."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
