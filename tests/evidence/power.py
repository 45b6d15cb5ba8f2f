"""Writes a ledger on a disk that loses power, and looks at what is left with the project's own reader."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from core.ledger.story import action_id
from counterseal.errors import KnownError
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema, sqlite_dialect
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import Head
from counterseal.ledger.roster import roster_body
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Person, Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who, sign_order
from evidence.apsw_driver import DiskVfs
from evidence.disk import Disk

AT = "2026-11-21T13:00:00.000Z"
ORIGIN = f"counterseal/{action_id(1)}"
OLD_SQLITE = (3, 40, 1)


@dataclass
class Written:
    """A log written on a disk: its steps, and the head that each mark promised."""

    disk: Disk
    log: Log
    heads: dict[int, Head]
    first: int


@contextmanager
def on(vfs: DiskVfs, disk: Disk, module: Any) -> Iterator[None]:
    """Let the project's engine use this driver, and the driver this disk."""
    vfs.disk = disk
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_dialect, "driver", lambda: module)
        yield


def write(vfs: DiskVfs, folder: Path, module: Any, seed: str, appends: int) -> Written:
    """Make a profile's database and append to its log; a mark follows every transaction that was acknowledged."""
    dice, disk = random.Random(seed), Disk()
    log = Log(ORIGIN, SigningKey.generate())
    heads: dict[int, Head] = {}
    with on(vfs, disk, module):
        database = Database.open(folder / DATABASE_NAME, create=True)
        try:
            add(database, disk, log, heads, [entry_0(log)])
            first = len(disk.steps)
            for _ in range(appends):
                add(database, disk, log, heads, [some(dice) for _ in range(dice.choice((1, 1, 1, 2, 5)))])
                if dice.random() < 0.08:
                    tidy(database, dice)
        finally:
            database.close()
    return Written(disk, log, heads, first)


def resume(vfs: DiskVfs, folder: Path, module: Any, before: Written, files: dict[str, bytes], promised: int) -> Written:
    """Start again on what a loss of power left, and append once more; recovery too is written on the disk."""
    disk = Disk(files)
    disk.mark(promised)
    with on(vfs, disk, module):
        database = Database.open(folder / DATABASE_NAME, create=True)
        try:
            with database.read() as connection:
                size = ledger_log.head(connection)[0].size
            heads = {at: head for at, head in before.heads.items() if at <= size}
            add(database, disk, before.log, heads, [some(random.Random(size))])
        finally:
            database.close()
    return Written(disk, before.log, heads, 1)


def add(database: Database, disk: Disk, log: Log, heads: dict[int, Head], drafts: list[Draft]) -> None:
    with database.write() as connection:
        if not heads:
            connection.execute(insert(schema.meta), [{"name": "origin", "value": log.origin}])
        done = log.append(connection, drafts)
    heads[done.head.size] = done.head
    disk.mark(done.head.size)


def tidy(database: Database, dice: random.Random) -> None:
    """What also writes to the files: a checkpoint, or closing, which ends the write-ahead log."""
    if dice.random() < 0.5:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        database.close()


def entry_0(log: Log) -> Draft:
    key = SigningKey.generate()
    person = Person(action_id(2), "Maria Lind", (Role.OWNER, Role.REVIEWER), {key.id: key.public.hex()})
    envelope = sign_order(
        "roster",
        roster_body([person], log.key.public, log.origin),
        subject=log.origin,
        who=Who(person.id, person.name, "owner"),
        audience=log.origin,
        nonce="ab" * 16,
        supersedes=None,
        reason="first",
        at=AT,
        key=key,
    )
    return Draft("order", AT, log.origin, envelope, verdict="roster", person=person.id, title="Roster")


def some(dice: random.Random) -> Draft:
    data = dice.randbytes(dice.choice((10, 400, 3_000, 30_000)))
    return Draft(
        "viewed", AT, "s", payloads={"trace": data}, title=f"look {dice.randrange(1_000)}", search="some words"
    )


def left_after(written: Written, files: dict[str, bytes], promised: int, folder: Path) -> list[str]:
    """What is wrong with what a loss of power left, read with the project's own driver; empty when nothing."""
    path = folder / DATABASE_NAME
    for name, data in files.items():
        (folder / Path(name).name).write_bytes(data)
    try:
        database = Database.open(path)
        try:
            with database.read() as connection:
                said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                head, note = ledger_log.head(connection)
            report = verify_log(database, written.log.verifier, trusted=written.heads[promised])
        finally:
            database.close()
    except (KnownError, DatabaseError) as error:
        return [f"it cannot be read: {error}"]
    finally:
        for file in folder.iterdir():
            file.unlink()
    wrong = [] if said == ["ok"] else [f"integrity_check: {said}"]
    if head.size < promised or head != written.heads[head.size] or not note:
        wrong.append(f"{promised} entries were promised, the head is over {head.size}")
    return wrong if report.ok else [*wrong, *report.sentences]
