"""A cold start to a usable inbox, beside a bare PySide6 window with one table (DESIGN 7), and what it is made of.

``make bench PYTEST_ARGS="-k cold_start"``. ``COUNTERSEAL_BENCH=full`` adds a ledger of a million entries, and
``COUNTERSEAL_BENCH=1000000@DIR`` takes the one of ``test_ledger_bench.py`` that is kept there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from counterseal.clock import SystemClock
from counterseal.sync.desk import Desk
from counterseal.sync.profile import Profile

from .desk_agents import Line
from .desk_window import REFUND
from .many_entries import grow
from .measuring import new_profile, percentile, table

HERE = Path(__file__).parent
TIMES = 5
ASKED, _AT, KEPT = os.environ.get("COUNTERSEAL_BENCH", "1").partition("@")
MILLION = 1_000_000
DESKTOP = (sys.executable, "-m", "counterseal_desktop.app", "--profile")
COMMAND = (str(Path(sys.executable).with_name("counterseal")), "desktop", "--profile")
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| \s*(\S+)")


def test_cold_start_beside_a_bare_window(tmp_path: Path) -> None:
    small = _profile(tmp_path / "small")
    programs: dict[str, Sequence[str]] = {
        "bare window": (sys.executable, str(HERE / "bare_window.py")),
        "counterseal-desktop": (*DESKTOP, str(small)),
        "counterseal desktop": (*COMMAND, str(small)),
    }
    if ASKED == "full" or KEPT:
        large = _profile(Path(KEPT) if KEPT else tmp_path / "large", MILLION)
        programs["on a million entries"] = (*DESKTOP, str(large))
    found: dict[str, list[list[float]]] = {name: [] for name in programs}
    # In turns, so that a load that comes and goes meets all of them; the first round warms the disk's cache.
    for turn in range(TIMES + 1):
        for name, command in programs.items():
            measured = _start(command)
            if turn:
                found[name].append(measured)
    bare = [percentile(column, 0.5) for column in zip(*found["bare window"], strict=True)]
    lines = []
    for name, runs in found.items():
        usable, shown, cpu, resident, beside = (percentile(column, 0.5) for column in zip(*runs, strict=True))
        ratios = f"{usable / bare[0]:.1f}", f"{cpu / bare[2]:.1f}"
        lines.append(
            (
                name,
                f"{shown * 1e3:.0f}",
                f"{usable * 1e3:.0f}",
                f"{cpu * 1e3:.0f}",
                f"{beside * 1e3:.0f}",
                *ratios,
                f"{resident:.0f}",
            )
        )
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    table(
        f"Cold start, medians of {TIMES} (goal: at most 2.5 x a bare PySide6 window with one table); load {load}",
        (
            "program",
            "window ms",
            "usable inbox ms",
            "CPU ms",
            "CPU ms beside",
            "x bare, clock",
            "x bare, CPU",
            "resident MB",
        ),
        lines,
    )
    _say_imports(small)
    assert bare[0] > 0


def _profile(home: Path, entries: int = 0) -> Path:
    """A profile with so many entries and one action that waits."""
    profile = Profile.open(home) if home.exists() else new_profile(home)
    if entries:
        grow(profile, entries)
    if profile.locked:
        profile.unlock("bench")
    desk = Desk(profile, SystemClock())
    desk.step_up.entered()
    desk.start()
    try:
        token = desk.register_agent("refunds", "Refunds agent", [REFUND]).result(60)
        with closing(Line(desk.gateway_url, token)) as line:
            line.ask(1)
    finally:
        desk.close()
    return home


def _start(command: Sequence[str], **more: str) -> list[float]:
    """Seconds until usable and until the window was shown, CPU seconds, megabytes, CPU seconds of what runs beside."""
    # As it is installed: compiled modules are kept.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    watched = {**kept, "COUNTERSEAL_BENCH_START": "1", "PYTHONPATH": str(HERE / "watched_start"), **more}
    began = time.monotonic()
    ended = subprocess.run(command, env=watched, capture_output=True, text=True, timeout=300, check=False)
    said = next((line for line in ended.stdout.splitlines() if line.startswith("usable ")), None)
    if said is None:
        pytest.fail(f"{command} did not become usable: {ended.stderr[-2000:]}")
    usable, shown, _row, cpu, resident, *beside = map(float, said.split()[1:])
    return [usable - began, shown - began, cpu, resident, sum(beside)]


def _say_imports(home: Path) -> None:
    """Where the time of importing goes: for each module the least of some starts, since others use the machine too."""
    least: dict[str, int] = {}
    for _ in range(3):
        ended = subprocess.run(
            (sys.executable, "-X", "importtime", *DESKTOP[1:], str(home)),
            env={**os.environ, "COUNTERSEAL_BENCH_START": "1", "PYTHONPATH": str(HERE / "watched_start")},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        for spent, name in _LINE.findall(ended.stderr):
            least[name] = min(least.get(name, sys.maxsize), int(spent))
    parts: Counter[str] = Counter()
    for name, spent in least.items():
        first, _dot, rest = name.partition(".")
        parts[f"{first}.{rest.partition('.')[0]}" if first.startswith("counterseal") and rest else first] += spent
    title = f"Importing {len(least):,} modules: {sum(least.values()) / 1e3:.0f} ms (-X importtime makes it dearer)"
    table(title, ("package", "ms"), [(name, f"{spent / 1e3:.0f}") for name, spent in parts.most_common(16)])
