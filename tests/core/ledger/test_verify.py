"""Whatever is changed in the database is found and named; what cannot be seen from inside shows against a head."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ledger.story import Story
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.ledger.tree import leaf_hash, push
from counterseal.ledger.verify import verify_log
from counterseal.model.history import VerifyReport
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey

EXTRA = 600
# Where each table is hit: key columns, and which rows by position.
TABLES = {
    "entries": ("seq", (0, 1, 3, 10, 300, -1)),
    "payloads": ("rowid", (0, 5, 12, -1)),
    "envelopes": ("rowid", (0, 1, -1)),
    "listing": ("seq", (0, 1, 3, 6, 10, 300, -1)),
    "search": ("rowid", (0, 3, -1)),
    "heads": ("size", (0, 4, -1)),
    "tiles": ("idx", (0, 1)),
    "log_state": ("id", (0,)),
}


class Evidence:
    """A finished log whose file can be copied, changed and verified again."""

    def __init__(self, story: Story, folder: Path) -> None:
        self.verifier = story.log.verifier
        self.log_key = story.log.key
        self.folder = folder
        self.number = 0
        with story.profile.reading() as connection:
            self.head = ledger_log.head(connection)[0]
            self.columns = {
                table: [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))] for table in TABLES
            }
            self.rows = {
                table: list(connection.execute(text(f"SELECT {key} FROM {table} ORDER BY {key}")).scalars())
                for table, (key, _hit) in TABLES.items()
            }
        story.close()
        self.source = story.profile.home / DATABASE_NAME

    def cell(self, query: str, row: object) -> object:
        database = Database.open(self.source)
        try:
            with database.read() as connection:
                return connection.execute(text(query), {"row": row}).scalar_one()
        finally:
            database.close()

    def changed(self, *statements: str, trusted: Head | None = None, **values: object) -> VerifyReport:
        """Verify a copy in which an attacker, who can drop triggers, ran these statements."""
        self.number += 1
        path = self.folder / f"copy-{self.number}.db"
        shutil.copy(self.source, path)
        database = Database.open(path)
        try:
            with database.write() as connection:
                for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
                for statement in statements:
                    connection.execute(text(statement), values)
            return verify_log(database, self.verifier, trusted=trusted)
        finally:
            database.close()
            path.unlink()


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("evidence")
    story = Story.create(folder / "profile")
    story.tell()
    story.add(*[Draft("viewed", story.now(), f"s{i}", title=f"title {i}") for i in range(EXTRA)])
    story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    return Evidence(story, folder)


def _mutated(value: object) -> object:
    if isinstance(value, int):
        return value + 100_000
    if isinstance(value, bytes):
        middle = len(value) // 2
        return value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :] if value else b"x"
    return f"{value or ''}x"


def _cells() -> Iterator[tuple[str, str, int]]:
    columns = {
        "entries": ("seq", "leaf", "leaf_hash", "envelope"),
        "payloads": ("seq", "name", "salt", "bytes"),
        "envelopes": ("sha256", "envelope"),
        "listing": ("seq", "at", "type", "verdict", "subject", "agent", "person", "title"),
        "search": ("rowid", "body"),
        "heads": ("size", "root", "note"),
        "tiles": ("level", "idx", "hashes", "root"),
        "log_state": ("size", "frontier"),
    }
    for table, names in columns.items():
        for name in names:
            for position in TABLES[table][1]:
                yield table, name, position


def test_the_untouched_log_is_good(evidence: Evidence) -> None:
    report = evidence.changed(trusted=evidence.head)
    assert report.ok, report.sentences
    assert report.entries == 13 + EXTRA
    assert "held elsewhere" in report.sentences[-1]


def test_every_column_is_covered(evidence: Evidence) -> None:
    named = {(table, name) for table, name, _position in _cells()}
    left_out = {("log_state", "id")}
    everything = {(table, name) for table, names in evidence.columns.items() for name in names}
    assert everything - left_out <= named


@pytest.mark.parametrize(("table", "column", "position"), list(_cells()))
def test_a_changed_cell_is_found(evidence: Evidence, table: str, column: str, position: int) -> None:
    key = TABLES[table][0]
    row = evidence.rows[table][position]
    value = evidence.cell(f"SELECT {column} FROM {table} WHERE {key} = :row", row)
    report = evidence.changed(f"UPDATE {table} SET {column} = :new WHERE {key} = :row", row=row, new=_mutated(value))
    assert not report.ok
    assert report.sentences[0]
    if table in ("entries", "listing") and column != "seq":
        assert report.bad_seq == row
    if table == "search" and column == "body":
        assert report.bad_seq == row
    if table == "heads" and column != "size":
        assert report.bad_seq == row - 1


@pytest.mark.parametrize(
    ("table", "position"),
    [(t, p) for t, (_k, positions) in TABLES.items() for p in positions if (t, p) not in {("heads", 0), ("heads", 4)}],
)
def test_a_deleted_row_is_found(evidence: Evidence, table: str, position: int) -> None:
    """Older heads are left out: the newest one covers all they covered, so nothing is lost with them."""
    row = evidence.rows[table][position]
    report = evidence.changed(f"DELETE FROM {table} WHERE {TABLES[table][0]} = :row", row=row)
    assert not report.ok
    if table in ("entries", "listing", "search"):
        assert report.bad_seq == row


@pytest.mark.parametrize("table", ["entries", "payloads", "envelopes", "listing", "search", "heads", "tiles"])
def test_swapped_rows_are_found(evidence: Evidence, table: str) -> None:
    first, second = evidence.rows[table][0], evidence.rows[table][1]
    values = [c for c in evidence.columns[table] if c not in ("seq", "size", "level", "idx", "sha256")]
    swap = ", ".join(
        f"{c} = (SELECT o.{c} FROM {table} o WHERE o.{TABLES[table][0]} ="
        f" CASE {table}.{TABLES[table][0]} WHEN :first THEN :second ELSE :first END)"
        for c in values
    )
    statement = f"UPDATE {table} SET {swap} WHERE {TABLES[table][0]} IN (:first, :second)"
    if table == "search":
        bodies = "UPDATE search SET body = (SELECT title FROM listing WHERE seq = :second) WHERE rowid = :first"
        report = evidence.changed(bodies, first=first, second=second)
    else:
        report = evidence.changed(statement, first=first, second=second)
    assert not report.ok


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO payloads VALUES (3, 'extra', x'00', x'00')", "that its leaf does not name"),
        ("INSERT INTO payloads VALUES (99999, 'extra', x'00', x'00')", "never added"),
        ("INSERT INTO envelopes VALUES ('00', x'00')", "belongs to no entry (00)"),
        ("INSERT INTO search (rowid, body) VALUES (99999, 'x')", "never added"),
        ("INSERT INTO listing SELECT 99999, at, type, verdict, subject, agent, person, title FROM listing WHERE seq=3",
         "never added"),
        ("INSERT INTO entries SELECT -1, leaf, leaf_hash, NULL FROM entries WHERE seq = 3", "never added"),
        ("INSERT INTO heads SELECT 99999, root, note FROM heads WHERE size = 3", "cut off"),
        ("INSERT INTO tiles VALUES (5, 7, x'00', x'00')", "belong to no entries (5/7)"),
        ("DELETE FROM log_state", "does not know its own size"),
        ("DROP TABLE tiles", "cannot be read"),
        ("DROP TABLE log_state", "cannot be read"),
        ("UPDATE entries SET envelope = NULL WHERE seq = 3", "another envelope"),
        ("UPDATE envelopes SET envelope = CAST(envelope || x'0a' AS BLOB)", "as it was written"),
    ],
)  # fmt: skip
def test_smuggled_rows_are_found(evidence: Evidence, statement: str, said: str) -> None:
    report = evidence.changed(statement)
    assert not report.ok
    assert said in report.sentences[0]


def test_tables_of_looser_types_are_a_finding(evidence: Evidence) -> None:
    report = evidence.changed(
        "CREATE TABLE other (seq INTEGER PRIMARY KEY, leaf, leaf_hash, envelope)",
        "INSERT INTO other SELECT seq, CAST(leaf AS TEXT), leaf_hash, envelope FROM entries",
        "DROP TABLE entries",
        "ALTER TABLE other RENAME TO entries",
    )
    assert (report.ok, report.bad_seq) == (False, 0)


def test_a_garbled_file_is_a_finding(evidence: Evidence, tmp_path: Path) -> None:
    path = tmp_path / "garbled.db"
    data = bytearray(evidence.source.read_bytes())
    for page in range(6, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    database = Database(path, read_only=True)
    try:
        assert not verify_log(database, evidence.verifier).ok
    finally:
        database.close()


def _cut(size: int) -> list[str]:
    """Cut the log to ``size`` entries, consistently, as an attacker without the log key can."""
    return [
        f"DELETE FROM envelopes WHERE sha256 IN (SELECT envelope FROM entries WHERE seq >= {size})",
        f"DELETE FROM entries WHERE seq >= {size}",
        f"DELETE FROM listing WHERE seq >= {size}",
        f"DELETE FROM payloads WHERE seq >= {size}",
        f"DELETE FROM search WHERE rowid >= {size}",
        f"DELETE FROM heads WHERE size > {size}",
        f"DELETE FROM tiles WHERE (idx + 1) * 256 > {size}",
    ]


def _frontier(story: Story, size: int) -> bytes:
    frontier: list[bytes] = []
    with story.profile.reading() as connection:
        for seq in range(size):
            push(frontier, seq, leaf_hash(ledger_log.leaf_bytes(connection, seq)))
    return b"".join(frontier)


def test_a_cut_tail_shows_only_against_a_head_held_elsewhere(make_story: Callable[..., Story]) -> None:
    story = make_story()
    story.tell()
    with story.profile.reading() as connection:
        held = ledger_log.head(connection)[0]
    edge = _frontier(story, 7)
    with story.profile.database.write() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in _cut(7):
            connection.execute(text(statement))
    sloppy = verify_log(story.profile.database, story.log.verifier)
    assert not sloppy.ok
    with story.profile.database.write() as connection:
        connection.execute(text("UPDATE log_state SET size = 7, frontier = :edge"), {"edge": edge})
    alone = verify_log(story.profile.database, story.log.verifier)
    assert alone.ok
    assert "itself only" in alone.sentences[-1]
    against = verify_log(story.profile.database, story.log.verifier, trusted=held)
    assert not against.ok
    assert "cut off" in against.sentences[0]
    again = verify_log(story.profile.database, story.log.verifier, since=12)
    assert not again.ok


def test_a_rewritten_history_shows_only_against_a_head_held_elsewhere(make_story: Callable[..., Story]) -> None:
    """Who holds the log key can make another consistent log; the head that someone kept tells."""
    story, other = make_story("one"), make_story("two")
    story.tell()
    other.tell()
    with story.profile.reading() as connection:
        held = ledger_log.head(connection)[0]
    forged = Head(other.log.origin, held.size - 2, held.root)
    assert verify_log(other.profile.database, other.log.verifier).ok
    report = verify_log(other.profile.database, other.log.verifier, trusted=forged)
    assert not report.ok
    assert "rewritten" in report.sentences[0]
    report = verify_log(other.profile.database, other.log.verifier, trusted=held)
    assert "another log" in report.sentences[0]


def test_a_head_signed_by_another_key_is_found(evidence: Evidence) -> None:
    thief = SigningKey.generate()
    note = sign_head(evidence.head, thief)
    report = evidence.changed("UPDATE heads SET note = :note WHERE size = :size", note=note, size=evidence.head.size)
    assert not report.ok
    assert "not signed by this log key" in report.sentences[0]
    stranger = VerifierKey(evidence.head.origin, thief.public)
    database = Database.open(evidence.source)
    try:
        assert "another log key" in verify_log(database, stranger).sentences[0]
    finally:
        database.close()


def test_incremental_verification_from_any_size(story: Story) -> None:
    story.add(*[Draft("viewed", story.now(), "s") for _ in range(300)])
    for since in (0, 1, 5, 255, 256, 257, 311, 312):
        report = verify_log(story.profile.database, story.log.verifier, since=since)
        assert report.ok, (since, report.sentences)
        assert report.entries == 312 - since
    seen: list[tuple[int, int]] = []
    verify_log(story.profile.database, story.log.verifier, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(312, 312)]
