"""What people decided before, found beside 10,000 to 10,000,000 decisions of one agent and tool (DESIGN 5 and 7).

The decisions are written into the index as intake would number them, without a ledger around them: what is measured is
the question that every opened action asks, and what an erasure costs.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from sqlalchemy import text

from counterseal.gateway import precedents
from counterseal.ledger import precedents as index
from counterseal.ledger.database import Database
from counterseal.ledger.sqlite_dialect import driver
from counterseal.model.actions import Action
from counterseal.model.tools import read_descriptor

from .measuring import percentile, table

FULL = os.environ.get("COUNTERSEAL_BENCH") == "full"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000) if FULL else (10_000, 100_000)
PAYEES, REASONS, ASKED = 200_000, 10, 200
TOOL = read_descriptor(
    {
        "tool": "pay.out",
        "risk": "R3",
        "title": "Pay {amount}",
        "fields": {
            "amount": {"label": "Amount", "role": "money", "currency": "EUR"},
            "account": {"label": "Pay to", "role": "payee"},
            "reason": {"label": "Reason"},
        },
    }
)


def test_the_most_alike_beside_many_decisions(tmp_path: Path) -> None:
    lines = []
    path = tmp_path / "index.db"
    database = Database.open(path, create=True)
    try:
        done = 0
        for size in SIZES:
            _fill(path, done, size)
            done = size
            lines.append((f"{size:,}", *_ask(database, size), f"{path.stat().st_size / size:,.0f}"))
    finally:
        database.close()
    assert [line[0] for line in lines] == [f"{size:,}" for size in SIZES]
    table(
        "Precedent of one waiting action, ms (flat in the number of decisions)",
        ("decisions", "p50", "p95", "worst", "noted", "forgotten", "bytes each"),
        lines,
    )


def _action(number: int) -> Action:
    chance = random.Random(number)
    arguments = {
        "amount": chance.randrange(100, 5_000_000),
        "account": f"account {chance.randrange(PAYEES)}",
        "reason": f"reason {chance.randrange(REASONS)}",
        "order": f"order {number}",
    }
    return Action(f"0191f0a0-0000-7000-8000-{number:012x}", "payer", "pay.out", arguments, None)


def _fill(path: Path, start: int, end: int) -> None:
    """Decisions ``start`` to ``end`` of one agent and tool, through the bare driver and without syncing."""
    payees = [precedents._number("term", "payer", "pay.out", "account", f"account {n}") for n in range(PAYEES)]
    reasons = [precedents._number("term", "payer", "pay.out", "reason", f"reason {n}") for n in range(REASONS)]
    scope = precedents._scope(_action(0))
    measure, _amount = precedents._measured(_action(0), TOOL)
    chance = random.Random(start)
    raw = driver().connect(str(path), isolation_level=None)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-400000")
    # History's own indexes are not asked, and those of the terms are made when all are there.
    for name in ("listing_agent", "listing_person", "listing_type", "listing_at", "listing_subject"):
        raw.execute(f"DROP INDEX IF EXISTS {name}")
    raw.execute("DROP INDEX IF EXISTS precedent_terms_seq")
    for first in range(start, end, 500_000):
        numbers = range(first, min(first + 500_000, end))
        rows = [(n, "reject" if n % 20 == 0 else "approve", chance.randrange(100, 5_000_000)) for n in numbers]
        terms = []
        for n, verdict, _amount in rows:
            payee = payees[chance.randrange(PAYEES)]
            terms += [(scope, n), (payee, n), (reasons[chance.randrange(REASONS)], n)]
            if verdict == "approve":
                terms.append((precedents._ran(payee), n))
        raw.execute("BEGIN")
        raw.executemany(
            "INSERT INTO precedents VALUES (?, ?, ?, ?, ?)",
            ((n, scope, verdict, measure, amount) for n, verdict, amount in rows),
        )
        raw.executemany(
            "INSERT INTO listing VALUES (?, '2026-11-21T12:00:00.000Z', 'decision', ?, ?, 'payer', 'p', 'Pay')",
            ((n, verdict, f"0191f0a0-0000-7000-8000-{n:012x}") for n, verdict, _amount in rows),
        )
        raw.executemany("INSERT INTO precedent_terms VALUES (?, ?)", sorted(terms))
        raw.execute("COMMIT")
    raw.execute("DELETE FROM precedent_counts")
    raw.execute("INSERT INTO precedent_counts SELECT scope, verdict, count(*) FROM precedents GROUP BY scope, verdict")
    raw.execute("CREATE INDEX precedent_terms_seq ON precedent_terms (seq)")
    raw.execute("CREATE INDEX listing_subject ON listing (subject, seq)")
    raw.close()


def _ask(database: Database, size: int) -> tuple[str, ...]:
    times, noted, forgotten = [], [], []
    with database.read() as connection:
        for number in range(ASKED):
            action = _action(size * 7 + number)
            started = time.perf_counter()
            found = precedents.of(connection, "bench", Nobody(), action, TOOL)
            times.append((time.perf_counter() - started) * 1000)
            assert len(found.alike) == precedents.MOST_ALIKE
    for number in range(20):
        seq = 10**12 + size * 100 + number
        with database.write() as connection:
            connection.execute(
                text("INSERT INTO listing VALUES (:s, '', 'decision', 'approve', :a, 'payer', 'p', 'Pay')"),
                {"s": seq, "a": f"new {seq}"},
            )
            started = time.perf_counter()
            index.note(connection, precedents._noted(TOOL, _action(seq), "approve", seq))
            noted.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            index.forget(connection, [f"new {seq}"])
            forgotten.append((time.perf_counter() - started) * 1000)
    figures = (percentile(times, 0.5), percentile(times, 0.95), max(times), percentile(noted, 0.5))
    return (*(f"{figure:.2f}" for figure in figures), f"{percentile(forgotten, 0.5):.2f}")


class Nobody:
    """This index has no roster beside it, so nobody has a name."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
