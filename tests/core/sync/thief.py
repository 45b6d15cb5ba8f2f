"""What somebody can do to a closed profile whose folder they can write: cut, rewrite or put back its history."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from core.ledger.story import StoryClock
from counterseal.clock import stamp
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft, Log, node_reader
from counterseal.ledger.tree import frontier_of
from counterseal.model.actions import Action
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.log_key import LOG_KEY


@contextmanager
def opened(home: Path, name: str = DATABASE_NAME) -> Iterator[Connection]:
    """A database of a profile without its guard-rails, past everything that this program checks."""
    database = Database(home / name)
    try:
        with database.write() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
            yield connection
    finally:
        database.close()


def cut(connection: Connection, size: int) -> None:
    """Leave the first ``size`` entries, and everything that this program derives from them, as if no more had been."""
    frontier = b"".join(frontier_of(node_reader(connection), size))
    for statement in (
        "DELETE FROM entries WHERE seq >= :size",
        "DELETE FROM payloads WHERE seq >= :size",
        "DELETE FROM listing WHERE seq >= :size",
        "DELETE FROM search WHERE rowid >= :size",
        "DELETE FROM heads WHERE size > :size",
        "DELETE FROM outbox WHERE seq >= :size",
        "DELETE FROM accepted WHERE seq >= :size",
        "DELETE FROM witnessed WHERE size > :size",
    ):
        connection.execute(text(statement), {"size": size})
    connection.execute(
        text("DELETE FROM envelopes WHERE sha256 NOT IN (SELECT envelope FROM entries WHERE envelope > '')")
    )
    connection.execute(text("UPDATE log_state SET size = :s, frontier = :f"), {"s": size, "f": frontier})


def invent(connection: Connection, home: Path, origin: str, count: int) -> None:
    """Add entries that never were, with the stolen log key."""
    log = Log(origin, SigningKey(bytes.fromhex((home / LOG_KEY).read_text())))
    clock = StoryClock()
    for number in range(count):
        action = Action(f"0190ffff-0000-7000-8000-{number:012d}", "refunds", "refunds.issue", {"amount": number})
        draft = Draft(
            "action_received",
            stamp(clock.now()),
            action.id,
            payloads={"action": canonical(action.members())},
            agent="refunds",
            title=f"Invented {number}",
        )
        log.append(connection, [draft])


def take_copy(home: Path, to: Path) -> Path:
    """A copy of the closed database, for later."""
    shutil.copyfile(home / DATABASE_NAME, to)
    return to


def put_back(home: Path, copy: Path) -> None:
    for leftover in home.glob(f"{DATABASE_NAME}-*"):
        leftover.unlink()
    shutil.copyfile(copy, home / DATABASE_NAME)
