"""Heads that contradict each other are kept once, for good, and only so many of one log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from counterseal.ledger import conflicts
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.database import Database

AT = "2026-11-21T12:00:00.000Z"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database.open(tmp_path / "counterseal.db", create=True)
    yield found
    found.close()


def fork(number: int, origin: str = "counterseal/a") -> Contradiction:
    return Contradiction(origin, "forked", 3, "held", 3 + number, f"shown {number}")


def test_each_pair_is_kept_once_and_in_order(database: Database) -> None:
    with database.write() as connection:
        for number in (2, 1, 2, 1):
            conflicts.keep(connection, fork(number), AT)
        conflicts.keep(connection, fork(1, "counterseal/b"), AT)
    with database.read() as connection:
        assert conflicts.listed(connection) == [(AT, fork(2)), (AT, fork(1)), (AT, fork(1, "counterseal/b"))]
        assert conflicts.count(connection) == 3


def test_one_stolen_key_does_not_fill_the_disk(database: Database) -> None:
    with database.write() as connection:
        for number in range(conflicts.MOST_PER_LOG + 5):
            conflicts.keep(connection, fork(number), AT)
        conflicts.keep(connection, fork(1, "counterseal/b"), AT)
        assert conflicts.count(connection) == conflicts.MOST_PER_LOG + 1
        assert conflicts.listed(connection)[-1] == (AT, fork(1, "counterseal/b"))


@pytest.mark.parametrize("change", ["DELETE FROM conflicts", "UPDATE conflicts SET shown_note = ''"])
def test_what_is_kept_is_not_changed_by_mistake(database: Database, change: str) -> None:
    with database.write() as connection:
        conflicts.keep(connection, fork(1), AT)
    with pytest.raises(DatabaseError, match="append only"), database.write() as connection:
        connection.execute(text(change))
