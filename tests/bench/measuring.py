"""Small tools of the benchmarks: percentiles, a ledger of a given size, and a table that is printed at the end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from counterseal.clock import SystemClock, stamp
from counterseal.ledger.log import Draft
from counterseal.model.ids import uuid7
from counterseal.seal.keywrap import Cost
from counterseal.sync.profile import KeyChoice, Profile

CHUNK = 2_000


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` from 0 to 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def new_profile(home: Path) -> Profile:
    """A profile whose key costs little to unwrap; nothing measured here unwraps it."""
    return Profile.create(home, "Bench Person", KeyChoice("bench", False, Cost(64, 1, 1)))


def fill(profile: Profile, size: int) -> None:
    """Grow the log to ``size`` entries: actions received, each with the payloads of a small real one."""
    clock = SystemClock()
    with profile.reading() as connection:
        from counterseal.ledger import log

        done = log.head(connection)[0].size
    while done < size:
        count = min(CHUNK, size - done)
        drafts = [_draft(clock, done + i) for i in range(count)]
        with profile.database.write() as connection:
            profile.log.append(connection, drafts)
        done += count


def _draft(clock: SystemClock, number: int) -> Draft:
    subject = uuid7(clock)
    action = {"v": 1, "id": subject, "agent": "refunds", "tool": "refunds.issue", "expires_at": None}
    body = {**action, "arguments": {"order": str(number), "amount_minor": number % 90_000, "card": "card 4417"}}
    return Draft(
        "action_received",
        stamp(clock.now()),
        subject,
        payloads={
            "action": json.dumps(body, sort_keys=True, separators=(",", ":")).encode(),
            "claims": b'{"summary":"The display was cracked on arrival","confidence":0.62}',
            "context": b"[]",
            "trace": b"[]",
        },
        verdict="asked",
        agent="refunds",
        title=f"Refund for order {number}",
        search="refunds.issue The display was cracked on arrival",
    )


def table(title: str, columns: tuple[str, ...], lines: list[tuple[object, ...]]) -> None:
    """Print one table of results."""
    rows = [columns, *[tuple(str(cell) for cell in line) for line in lines]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
    print(f"\n\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
