"""What people decided before, found beside 10,000 to 10,000,000 decisions of one agent and tool (DESIGN 5 and 7).

The decisions are written into the index as deliveries would note them, without a ledger around them: what is measured
is the question that every opened action asks, and what an erasure costs.
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
    for size in SIZES:
        path = tmp_path / f"index-{size}.db"
        Database.open(path, create=True).close()
        _fill(path, size)
        database = Database.open(path)
        try:
            lines.append((f"{size:,}", *_ask(database, size), f"{path.stat().st_size / size:,.0f}"))
        finally:
            database.close()
        path.unlink()
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


_MADE = """
CREATE TEMP TABLE made AS
WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :size)
SELECT n, abs(random()) % :payees AS payee, abs(random()) % :reasons AS reason, 100 + abs(random()) % 4999900 AS amount,
    CASE WHEN n % 20 = 0 THEN 'reject' ELSE 'approve' END AS verdict FROM counted
"""
_FILLED = (
    "INSERT INTO precedents SELECT n, :scope, verdict, :measure, amount FROM made",
    "INSERT INTO listing SELECT n, '2026-11-21T12:00:00.000Z', 'decision', verdict,"
    " printf('0191f0a0-0000-7000-8000-%012x', n), 'payer', 'p', 'Pay' FROM made",
    # In the order of the index, so that ten million take minutes.
    "INSERT INTO precedent_terms SELECT term, seq FROM (SELECT :scope AS term, n AS seq FROM made"
    " UNION ALL SELECT p.term, n FROM made JOIN temp.payees AS p ON p.number = made.payee"
    " UNION ALL SELECT p.ran, n FROM made JOIN temp.payees AS p ON p.number = made.payee WHERE verdict = 'approve'"
    " UNION ALL SELECT r.term, n FROM made JOIN temp.reasons AS r ON r.number = made.reason) ORDER BY term, seq",
    "INSERT INTO precedent_counts SELECT :scope, verdict, count(*) FROM made GROUP BY verdict",
    "CREATE INDEX precedent_terms_seq ON precedent_terms (seq)",
    "CREATE INDEX listing_subject ON listing (subject, seq)",
)


def _fill(path: Path, size: int) -> None:
    """``size`` decisions of one agent and tool, through the bare driver and without a journal."""
    asked = _action(0)
    values = {"size": size, "payees": PAYEES, "reasons": REASONS, "scope": precedents._scope(asked)}
    values["measure"] = precedents._measured(asked, TOOL)[0]
    raw = driver().connect(str(path), isolation_level=None)
    for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-300000", "temp_store=FILE"):
        raw.execute(f"PRAGMA {setting}")
    # History's own indexes are not asked, and those of the terms are made when all are there.
    for name in ("listing_agent", "listing_person", "listing_type", "listing_at", "listing_subject"):
        raw.execute(f"DROP INDEX IF EXISTS {name}")
    raw.execute("DROP INDEX precedent_terms_seq")
    raw.execute("CREATE TEMP TABLE payees (number INTEGER PRIMARY KEY, term INTEGER, ran INTEGER)")
    raw.execute("CREATE TEMP TABLE reasons (number INTEGER PRIMARY KEY, term INTEGER)")
    raw.execute("BEGIN")
    for number in range(PAYEES):
        term = precedents._number("term", "payer", "pay.out", "account", f"account {number}")
        raw.execute("INSERT INTO temp.payees VALUES (?, ?, ?)", (number, term, precedents._ran(term)))
    for number in range(REASONS):
        term = precedents._number("term", "payer", "pay.out", "reason", f"reason {number}")
        raw.execute("INSERT INTO temp.reasons VALUES (?, ?)", (number, term))
    raw.execute(_MADE, values)
    for statement in _FILLED:
        raw.execute(statement, values)
    raw.execute("COMMIT")
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
