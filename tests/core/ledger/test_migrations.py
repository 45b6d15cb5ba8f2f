"""Real files of released versions, opened by today's program: nothing of the evidence changes, nothing is lost."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.ledger.story import PASSPHRASE
from counterseal.errors import KnownError, LedgerDamaged
from counterseal.ledger import database as ledger_database
from counterseal.ledger.database import DATABASE_NAME, HEAD_REVISION, Database, DiskTrouble
from counterseal.ledger.sqlite_dialect import driver
from counterseal.ledger.verify import verify_log
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.profile import Profile
from gateway.desks import open_bench

RELEASED = sorted((Path(__file__).parents[2] / "data" / "profiles").iterdir())
EVIDENCE = (
    "entries",
    "envelopes",
    "payloads",
    "tiles",
    "heads",
    "log_state",
    "listing",
    "meta",
    "witnessed",
    "accepted",
)
CRASH = """
import os, sys
from pathlib import Path
from alembic import command
from counterseal.ledger.database import Database
upgrade = command.upgrade
def crash(*given):
    upgrade(*given)
    os._exit(9)
command.upgrade = crash
Database.open(Path(sys.argv[1]))
"""


@pytest.fixture(params=RELEASED, ids=lambda folder: folder.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a released version's profile; its passphrase file lies beside it."""
    home = tmp_path / "profile"
    home.mkdir()
    for name in (DATABASE_NAME, "log.key", "person.key"):
        shutil.copyfile(request.param / name, home / name)
        (home / name).chmod(0o600)
    words = tmp_path / "profile.passphrase"
    words.write_text(PASSPHRASE + "\n")
    words.chmod(0o600)
    return home


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that are evidence, and the schema's version."""
    connection = driver().connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = (*EVIDENCE, "alembic_version")
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in names}
    finally:
        connection.close()


def evidence(path: Path) -> dict[str, list[tuple[object, ...]]]:
    found = rows(path)
    del found["alembic_version"]
    return found


def test_an_old_profile_is_migrated_and_not_a_byte_of_its_evidence_changes(old: Path) -> None:
    path = old / DATABASE_NAME
    before = rows(path)
    database = Database.open(path)
    try:
        with database.read() as connection:
            audiences = connection.exec_driver_sql("SELECT DISTINCT audience FROM outbox").scalars().all()
            origin = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'origin'").scalar_one()
    finally:
        database.close()
    assert audiences == [origin]
    assert rows(path)["alembic_version"] == [(HEAD_REVISION,)]
    assert evidence(path) == {name: found for name, found in before.items() if name != "alembic_version"}
    copies = list(old.glob("*.before-*"))
    assert [copy.name for copy in copies] == [f"counterseal.before-{HEAD_REVISION}.db"]
    assert rows(copies[0]) == before


def test_an_old_profile_verifies_and_goes_on(old: Path) -> None:
    bench = open_bench(old)
    try:
        before = bench.desk.verify().result(60)
        assert before.ok, before.sentences
        with bench.profile.reading() as connection:
            decided_before = set(connection.exec_driver_sql("SELECT subject FROM outbox").scalars())

        def waiting() -> list[str]:
            return [i.id for i in bench.desk.queue() if i.state is State.HELD and i.id not in decided_before]

        decided = bench.decide(bench.ear.until(waiting, "the old queue")[0], Verdict.REJECT)
        assert decided.state == "delivered"
        after = bench.desk.verify().result(60)
        assert after.ok, after.sentences
        assert after.entries > before.entries
        assert bench.desk.wait_delivered(20), "the decision that an old outbox held"
    finally:
        bench.close()


def test_a_crash_while_migrating_leaves_the_old_file_as_it_was(old: Path) -> None:
    path = old / DATABASE_NAME
    before = rows(path)
    ended = subprocess.run([sys.executable, "-c", CRASH, str(path)], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 9, ended.stderr
    assert rows(path) == before
    profile = Profile.open(old)
    try:
        assert verify_log(profile.database, profile.log.verifier).ok
    finally:
        profile.close()
    assert rows(path)["alembic_version"] == [(HEAD_REVISION,)]
    assert rows(path.with_suffix(f".before-{HEAD_REVISION}.db")) == before


def test_no_copy_no_migration(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_database: Database, path: Path) -> None:
        path.write_bytes(b"half")
        raise DiskTrouble("The disk refused to store", where=str(path))

    monkeypatch.setattr(ledger_database, "vacuum_into", full)
    before = rows(old / DATABASE_NAME)
    with pytest.raises(KnownError) as refused:
        Database.open(old / DATABASE_NAME)
    assert refused.value.code == "disk"
    assert rows(old / DATABASE_NAME) == before
    assert not list(old.glob("*.part"))


def test_a_copy_of_an_already_migrated_file_never_replaces_the_old_one(old: Path) -> None:
    """What a second process does that looked at the schema before the first one migrated."""
    path = old / DATABASE_NAME
    before = rows(path)
    Database.open(path).close()
    late = Database(path)
    try:
        ledger_database._migrate(late, before["alembic_version"][0][0])  # type: ignore[arg-type]
    finally:
        late.close()
    assert rows(path.with_suffix(f".before-{HEAD_REVISION}.db")) == before
    assert evidence(path) == {name: found for name, found in before.items() if name != "alembic_version"}


def test_a_newer_schema_is_refused_and_left_untouched(old: Path) -> None:
    path = old / DATABASE_NAME
    Database.open(path).close()
    connection = driver().connect(str(path))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(LedgerDamaged) as refused:
        Database.open(path)
    assert refused.value.code == "newer_schema"
    assert "9999" in refused.value.text()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_what_opening_would_migrate_is_told_before(old: Path) -> None:
    """A gateway beside a window waits for that, and leaves the migrating to the window."""
    path = old / DATABASE_NAME
    before = path.read_bytes()
    assert ledger_database.awaits_migration(path)
    assert path.read_bytes() == before
    Database.open(path).close()
    assert not ledger_database.awaits_migration(path)


def test_what_is_no_database_awaits_nothing_and_opening_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    assert not ledger_database.awaits_migration(path)
    assert not path.exists()
    path.write_bytes(b"no database at all" * 100)
    assert not ledger_database.awaits_migration(path)
    with pytest.raises(LedgerDamaged):
        Database.open(path)
