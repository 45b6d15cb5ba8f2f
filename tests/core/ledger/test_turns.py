"""Several processes that write one database: who waits goes before who has just written, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from counterseal import file_lock
from counterseal.errors import Locked
from counterseal.ledger import sqlite_dialect, turns
from counterseal.ledger.database import Database
from counterseal.ledger.turns import Turns

PATIENCE = 60.0


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """One database as two processes have it open."""
    path = tmp_path / "one.db"
    opened = Database.open(path, create=True), Database(path)
    yield opened
    for database in opened:
        database.close()


def write_down(connection: Connection, name: str) -> None:
    place = connection.execute(text("SELECT count(*) FROM meta WHERE name LIKE 'turn:%'")).scalar_one()
    connection.execute(text("INSERT INTO meta VALUES (:name, :place)"), {"name": f"turn:{name}", "place": place})


def order(database: Database) -> list[str]:
    with database.read() as connection:
        rows = connection.execute(
            text("SELECT name FROM meta WHERE name LIKE 'turn:%' ORDER BY CAST(value AS INTEGER)")
        )
        return [name.removeprefix("turn:") for name in rows.scalars()]


def expect_turn_held(path: Path) -> None:
    """Wait until somebody waits for the turn at this database."""
    ends = time.monotonic() + PATIENCE
    while True:
        with open(path.with_name(f"{path.name}-turn"), "a+b") as file:
            try:
                file_lock.take(file)
            except BlockingIOError:
                return
            file_lock.free(file)
        assert time.monotonic() < ends, "nobody waits"
        time.sleep(0.005)


def test_who_waits_goes_before_who_has_just_written(two: tuple[Database, Database]) -> None:
    busy, waiting = two

    def waits() -> None:
        with waiting.write() as connection:
            write_down(connection, "waited")

    thread = threading.Thread(target=waits)
    with busy.write() as connection:
        thread.start()
        expect_turn_held(busy.path)
        write_down(connection, "first")
    with busy.write() as connection:
        write_down(connection, "again")
    thread.join(PATIENCE)
    assert order(busy) == ["first", "waited", "again"]


def test_nobody_waits_for_ever_for_a_turn_that_is_kept(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was stopped while it had the place orders nobody any more; SQLite's own lock still does."""
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    database, other = two
    with database._turns.next(), other.write() as connection:
        write_down(connection, "without its turn")
    assert order(database) == ["without its turn"]


def test_who_writes_for_too_long_is_named_to_who_waits(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_dialect, "BUSY_MS", 20)
    busy, waiting = two
    with busy.write() as connection:
        with pytest.raises(Locked), waiting.write():
            pytest.fail("two wrote at once")
        write_down(connection, "alone")
    with waiting.write() as connection:
        write_down(connection, "later")
    assert order(busy) == ["alone", "later"]


def test_where_no_lock_can_be_taken_it_is_written_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    nowhere = Turns(tmp_path / "a folder")
    with nowhere.next():
        entered = True
    nowhere.close()
    assert entered


def test_what_a_writer_raises_gives_the_turn_back(two: tuple[Database, Database]) -> None:
    first, second = two
    with pytest.raises(ZeroDivisionError), first.write():
        raise ZeroDivisionError
    with second.write() as connection:
        write_down(connection, "after")
    assert order(first) == ["after"]
