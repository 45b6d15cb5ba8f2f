"""What a ledger goes through in honest hands raises no alarm."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

from counterseal.ledger import sqlite_dialect
from counterseal.ledger.database import Database
from counterseal.ledger.log import Draft
from counterseal.ledger.verify import verify_log
from evidence.attacker import Mutant
from evidence.corpus_run import changed, look
from evidence.long_ledger import LongLedger, copy_of

SEED = 20261121
HARMLESS = (
    "VACUUM", "REINDEX", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE",
    "INSERT INTO search(search) VALUES ('optimize')", "INSERT INTO search(search) VALUES ('rebuild')",
    "DROP TRIGGER entries_no_update", "DROP INDEX listing_type", "PRAGMA user_version=7",
)  # fmt: skip


def test_an_untouched_ledger_raises_no_alarm(small: LongLedger, tmp_path: Path) -> None:
    path = copy_of(small, tmp_path / "same.db")
    for statement in ("SELECT 1", *HARMLESS):
        with closing(sqlite_dialect.driver().connect(str(path), isolation_level=None)) as connection:
            connection.execute(statement).fetchall()
        report = look(path, small, small.head)
        assert report.ok, (statement, report.sentences)
        assert report.entries == small.size


def test_a_ledger_that_grew_raises_no_alarm_against_any_head_it_had(small: LongLedger, tmp_path: Path) -> None:
    database = Database(copy_of(small, tmp_path / "grown.db"))
    try:
        for count in (1, 2, 40, 170, 300):
            with database.write() as connection:
                drafts = [Draft("viewed", "2026-11-22T08:00:00.000Z", f"s{i}", title="later") for i in range(count)]
                small.log.append(connection, drafts)
        held = random.Random(SEED).sample(sorted(small.heads), 12)
        for size in (*held, small.size):
            report = verify_log(database, small.verifier, trusted=small.heads[size])
            assert report.ok, (size, report.sentences)
    finally:
        database.close()


def test_older_heads_prove_nothing_of_their_own(small: LongLedger, tmp_path: Path) -> None:
    """The newest head covers all they covered, so a log without them proves as much; the report counts them."""
    gone = Mutant("older heads", lambda c: c.execute("DELETE FROM heads WHERE size < ?", (small.size,)), None)
    report = changed(small, gone, tmp_path / "few.db", trusted=small.head)
    assert report.ok
    assert "Heads in line with the entries: 1," in report.sentences[2]
