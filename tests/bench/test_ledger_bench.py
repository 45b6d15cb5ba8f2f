"""Verification, proofs and History as the ledger grows (DESIGN 7): ratios in one run, and what each miss is made of.

``COUNTERSEAL_BENCH`` says how far: ``1`` to a hundred thousand entries, ``full`` to a million, numbers to those
(``1000000,10000000``); ``@DIR`` behind it keeps the grown profile there for the next run.
"""

from __future__ import annotations

import cProfile
import hashlib
import os
import pstats
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from counterseal.clock import stamp
from counterseal.ledger import history, log, schema
from counterseal.ledger.verify import verify_log
from counterseal.ledger.verify_ahead import processes
from counterseal.model.history import HistoryFilter
from counterseal.sync.profile import Profile

from .many_entries import AGENTS, FIRST, grow
from .measuring import fill, new_profile, percentile, table, timed

ASKED, _AT, KEPT = os.environ.get("COUNTERSEAL_BENCH", "1").partition("@")
NAMED = {"1": (10_000, 100_000), "full": (10_000, 100_000, 1_000_000)}
SIZES = NAMED.get(ASKED) or tuple(map(int, ASKED.split(",")))
PER_DAY = 50_000
PAGE, PATIENCE = 256, 0.1
TIMES = 20
# The window's own goals, DESIGN 7: milliseconds, p95.
GOALS = {"first page": 100, "random jump": 50}
FILTER, TEXT = 150, 150


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    home = Path(KEPT) if KEPT else tmp_path_factory.mktemp("ledger") / "profile"
    opened = Profile.open(home) if home.exists() else new_profile(home)
    yield opened
    opened.close()


def test_ledger_as_it_grows(profile: Profile) -> None:
    checks, calls = [], []
    for size in SIZES:
        took = timed(lambda size=size: grow(profile, size, PER_DAY))
        calls += [(f"{size:,}", *line) for line in _history(profile, size)]
        checks.append(_verified(profile, size, took))
    table(
        f"History: a page of {PAGE}, ms to first rows. One that took {PATIENCE * 1000:.0f} ms ends early and is shown"
        " while the search goes on; 'early' says how many did. On a loaded machine look at the CPU's time.",
        ("entries", "call", "p50", "p95", "CPU p95", "goal p95", "early", "rows"),
        calls,
    )
    table(
        "Whole log, CPU seconds of one process (goal: 3 x reading and hashing the leaves, signatures told apart)",
        ("entries", "made s", "read+hash", "verify", "ratio", "signatures", "ratio without", "wall s",
         "wall s, processes", "bytes/entry"),
        checks,
    )  # fmt: skip
    print(f"\n  largest resident set of this process: {_resident():,.0f} MB (goal 300 for the desktop)")


def test_small_calls_stay_flat(profile: Profile) -> None:
    size = _size(profile)

    def proof() -> None:
        with profile.reading() as connection:
            log.prove_inclusion(connection, size // 3, size)

    def detail() -> None:
        with profile.reading() as connection:
            history.entry_detail(connection, profile.log.origin, profile.log.verifier, random.randrange(size))

    calls = (
        ("inclusion proof", proof),
        ("one entry, proven", detail),
        ("append", lambda: fill(profile, _size(profile) + 1)),
    )
    lines = []
    for name, call in calls:
        took = [timed(call) for _ in range(TIMES)]
        lines.append((f"{size:,}", name, f"{percentile(took, 0.5) * 1e3:.1f}", f"{percentile(took, 0.95) * 1e3:.1f}"))
    table("Single calls, ms", ("entries", "call", "p50", "p95"), lines)


def test_what_a_verification_is_made_of(profile: Profile) -> None:
    """The profile of the one that misses its goal, over at most the newest hundred thousand entries."""
    profiler = cProfile.Profile()
    profiler.enable()
    report = verify_log(profile.database, profile.log.verifier, since=max(0, _size(profile) - 100_000))
    profiler.disable()
    assert report.ok, report.sentences
    print("\n\nProfile of a verification (cProfile makes calls look dearer than they are)")
    pstats.Stats(profiler, stream=sys.stdout).strip_dirs().sort_stats("tottime").print_stats(15)


def _verified(profile: Profile, size: int, made: float) -> tuple[str, ...]:
    base = _cpu(lambda: _read_and_hash(profile))
    began = time.perf_counter()
    spent = time.process_time()
    report = verify_log(profile.database, profile.log.verifier)
    cpu, wall = time.process_time() - spent, time.perf_counter() - began
    assert report.ok, report.sentences
    signed = _signatures_cpu(report.sentences, cpu, wall)
    ahead = "-"
    if processes(size):
        ahead = f"{timed(lambda: verify_log(profile.database, profile.log.verifier, workers=None)):.1f}"
    disk = profile.database.path.stat().st_size / size
    return (
        f"{size:,}", f"{made:.0f}", f"{base:.2f}", f"{cpu:.2f}", f"{cpu / base:.1f}", f"{signed:.2f}",
        f"{(cpu - signed) / base:.1f}", f"{wall:.1f}", ahead, f"{disk:,.0f}",
    )  # fmt: skip


def _signatures_cpu(sentences: tuple[str, ...], cpu: float, wall: float) -> float:
    """The signatures' share of the CPU time, by the report's own account of its wall time."""
    (said,) = (one for one in sentences if "signatures of people" in one)
    return float(said.split("signatures of people ")[1].split(" s")[0]) * cpu / wall


def _history(profile: Profile, size: int) -> list[tuple[str, ...]]:
    def day(share: float, more: int = 0) -> str:
        return stamp(FIRST + timedelta(days=int(size / PER_DAY * share) + more))[:10]

    common, rare, me = AGENTS[0], AGENTS[-1], profile.person_id
    filters = {
        "first page": HistoryFilter(),
        "agent": HistoryFilter(agent=common),
        "rare agent": HistoryFilter(agent=rare),
        "agent + decisions": HistoryFilter(agent=common, kinds=("decision",)),
        "person + agent": HistoryFilter(person=me, agent=AGENTS[5]),
        "rejected": HistoryFilter(kinds=("decision",), verdicts=("reject",)),
        "one day": HistoryFilter(since=day(0.5), until=day(0.5, 1)),
        "one day + decisions": HistoryFilter(since=day(0.5), until=day(0.5, 1), kinds=("decision",)),
        "tool": HistoryFilter(tool="refunds.issue"),
        "risk": HistoryFilter(risks=("R3",)),
        "executed": HistoryFilter(states=("done",)),
        "failed (1 in 500)": HistoryFilter(states=("failed",)),
        "tool nobody has": HistoryFilter(tool="nothing.here"),
        "text": HistoryFilter(text="cracked display"),
        "text, beginning": HistoryFilter(text="cracked disp"),
        "text, rare": HistoryFilter(text="order 12345"),
        "text + agent": HistoryFilter(text="cracked display", agent=AGENTS[20]),
        "text + decisions": HistoryFilter(text="display", kinds=("decision",)),
        "text + one day": HistoryFilter(text="display", since=day(0.5), until=day(0.5, 1)),
    }
    lines = []
    for name, wanted in filters.items():
        goal = GOALS.get(name, TEXT if wanted.text else FILTER)
        lines.append(_asked(profile, name, goal, lambda wanted=wanted: (wanted, None)))
    chance = random.Random(size)
    jump = _asked(profile, "random jump", GOALS["random jump"], lambda: (HistoryFilter(), chance.randrange(1, size)))
    return [*lines, jump]


def _asked(
    profile: Profile, name: str, goal: int, question: Callable[[], tuple[HistoryFilter, int | None]]
) -> tuple[str, ...]:
    took, spent, early, rows = [], [], 0, 0
    for _ in range(TIMES):
        wanted, before = question()
        began, busy = time.perf_counter(), time.process_time()
        with profile.reading() as connection:
            page = history.page(connection, wanted, before, PAGE, patience=PATIENCE)
        took.append((time.perf_counter() - began) * 1e3)
        spent.append((time.process_time() - busy) * 1e3)
        early, rows = early + page.searching, len(page.rows)
    late = f"{early / TIMES:.0%}" if early else ""
    said = (f"{percentile(took, 0.5):.1f}", f"{percentile(took, 0.95):.1f}", f"{percentile(spent, 0.95):.1f}")
    return name, *said, str(goal), late, str(rows)


def _read_and_hash(profile: Profile) -> None:
    with profile.reading() as connection:
        for row in connection.execute(select(schema.entries.c.leaf).order_by(schema.entries.c.seq)):
            hashlib.sha256(b"\0" + row[0]).digest()


def _cpu(work: Callable[[], None]) -> float:
    """CPU seconds of this process, which a loaded machine changes less than the clock's."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _resident() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


def _size(profile: Profile) -> int:
    with profile.reading() as connection:
        return log.head(connection)[0].size
