"""Verification, export, proofs and History as the ledger grows (DESIGN 7): ratios in one run."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from sqlalchemy import select

from counterseal.clock import SystemClock
from counterseal.ledger import bundle, history, log, schema
from counterseal.ledger.verify import verify_log
from counterseal.model.history import HistoryFilter
from counterseal.sync.profile import Profile

from .measuring import fill, new_profile, percentile, table, timed

SIZES = (10_000, 100_000, 1_000_000) if os.environ.get("COUNTERSEAL_BENCH") == "full" else (10_000, 100_000)


def test_ledger_as_it_grows(tmp_path: Path) -> None:
    profile = new_profile(tmp_path / "profile")
    checks, calls = [], []
    for size in SIZES:
        fill(profile, size)
        base = timed(lambda: _read_and_hash(profile))
        report = verify_log(profile.database, profile.log.verifier)
        assert report.ok, report.sentences
        spent = report.took_s
        out = tmp_path / f"bundle-{size}"
        exported = timed(
            lambda out=out: bundle.export(profile.database, profile.log, out, SystemClock(), person=profile.person_id)
        )
        shutil.rmtree(out)
        disk = profile.database.path.stat().st_size / size
        checks.append(
            (f"{size:,}", f"{base:.2f}", f"{spent:.2f}", f"{spent / base:.1f}", f"{exported:.2f}",
             f"{exported / base:.1f}", f"{disk:,.0f}")
        )  # fmt: skip
        calls.append((f"{size:,}", *_interactive(profile, size)))
    profile.close()
    table(
        "Whole log (goal: verify at most 3 x reading and hashing the leaves)",
        ("entries", "read+hash s", "verify s", "ratio", "export s", "ratio", "bytes/entry on disk"),
        checks,
    )
    table(
        "Interactive calls, p95 ms (goals: first page 100, filter 150, text 150; flat in size)",
        ("entries", "first page", "filter", "full text", "middle page", "inclusion proof", "append"),
        calls,
    )


def _read_and_hash(profile: Profile) -> None:
    with profile.reading() as connection:
        for row in connection.execute(select(schema.entries.c.leaf).order_by(schema.entries.c.seq)):
            hashlib.sha256(b"\0" + row[0]).digest()


def _interactive(profile: Profile, size: int) -> tuple[str, ...]:
    def page(wanted: HistoryFilter, before: int | None = None) -> None:
        with profile.reading() as connection:
            history.page(connection, wanted, before, 200)

    def proof() -> None:
        with profile.reading() as connection:
            log.prove_inclusion(connection, size // 3, size)

    calls = (
        lambda: page(HistoryFilter()),
        lambda: page(HistoryFilter(agent="refunds", kinds=("action_received",))),
        lambda: page(HistoryFilter(text="cracked display")),
        lambda: page(HistoryFilter(), size // 2),
        proof,
        lambda: fill(profile, _size(profile) + 1),
    )
    return tuple(f"{percentile([timed(call) for _ in range(20)], 0.95) * 1e3:.1f}" for call in calls)


def _size(profile: Profile) -> int:
    with profile.reading() as connection:
        return log.head(connection)[0].size
