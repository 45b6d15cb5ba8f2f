"""Appending: tiles and proofs across their borders, guard rails, and several processes at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from core.ledger.story import PASSPHRASE, Story
from counterseal.errors import LedgerDamaged, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema
from counterseal.ledger.database import Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import verify_head
from counterseal.ledger.tree import (
    fold,
    frontier_of,
    leaf_hash,
    push,
    verify_consistency,
    verify_inclusion,
)
from counterseal.ledger.verify import verify_log

SIZES = (1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537)


def _fill(connection: Connection, size: int) -> dict[int, bytes]:
    """Bare leaves with the log's own tiles; returns the root at every size of SIZES."""
    roots: dict[int, bytes] = {}
    frontier: list[bytes] = []
    rows = []
    for seq in range(size):
        data = seq.to_bytes(4, "big")
        hashed = leaf_hash(data)
        rows.append({"seq": seq, "leaf": data, "leaf_hash": hashed, "envelope": None})
        push(frontier, seq, hashed)
        if seq + 1 in SIZES:
            roots[seq + 1] = fold(frontier)
        if (seq + 1) % ledger_log.TILE == 0 or seq + 1 == size:
            connection.execute(insert(schema.entries), rows)
            rows = []
        if (seq + 1) % ledger_log.TILE == 0:
            ledger_log.write_tiles(connection, seq + 1)
    return roots


def test_proofs_from_tiles_across_their_borders(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "big.db", create=True)
    try:
        with database.write() as connection:
            roots = _fill(connection, SIZES[-1])
        with database.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM tiles")).scalar_one() == 257
            read = ledger_log.node_reader(connection)
            for size in SIZES:
                assert fold(frontier_of(read, size)) == roots[size]
                for seq in {0, 1, 254, 255, 256, 511, 65_534, size // 2, size - 1}:
                    if seq < size:
                        proof = ledger_log.prove_inclusion(connection, seq, size)
                        leaf = leaf_hash(ledger_log.leaf_bytes(connection, seq))
                        assert verify_inclusion(leaf, seq, size, proof, roots[size]), (seq, size)
                for first in SIZES:
                    if first <= size:
                        proof = ledger_log.prove_consistency(connection, first, size)
                        assert verify_consistency(first, size, roots[first], roots[size], proof), (first, size)
    finally:
        database.close()


def test_append_in_batches_keeps_one_signed_head_each(story: Story) -> None:
    for count in (1, 2, 253, 255, 300):
        done = story.add(*[Draft("viewed", story.now(), f"s{i}", title=f"t{i}") for i in range(count)])
        assert len(done.seqs) == count
        assert done.head.size == done.seqs[-1] + 1 == story.size()
        assert verify_head(done.note, story.log.verifier) == done.head
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    assert report.entries == 12 + 811


@pytest.mark.parametrize("table", ["entries", "tiles", "heads"])
def test_the_log_is_append_only_to_our_own_mistakes(story: Story, table: str) -> None:
    story.add(*[Draft("viewed", story.now(), "s") for _ in range(256)])
    column = {"entries": "leaf_hash", "tiles": "root", "heads": "root"}[table]
    for statement in (f"UPDATE {table} SET {column} = x'00'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append only"), story.profile.database.write() as connection:
            connection.execute(text(statement))
    with pytest.raises(IntegrityError), story.profile.database.write() as connection:
        connection.execute(text(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"))
    with pytest.raises(DatabaseError), story.profile.database.write() as connection:
        connection.execute(text(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))
    assert verify_log(story.profile.database, story.log.verifier).ok


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO entries (seq, leaf, leaf_hash) VALUES (99, 'text', x'00')",
        "INSERT INTO heads (size, root, note) VALUES ('many', x'00', 'n')",
        "INSERT INTO listing VALUES (99, 1.5, x'00', '', '', '', '', '')",
        "INSERT INTO log_state VALUES (2, 0, x'')",
    ],
)
def test_tables_are_strict(story: Story, statement: str) -> None:
    with pytest.raises(DatabaseError), story.profile.database.write() as connection:
        connection.execute(text(statement))


def test_a_failed_transaction_leaves_nothing(story: Story) -> None:
    before = story.size()

    def crash() -> None:
        with story.profile.database.write() as connection:
            story.log.append(connection, [Draft("viewed", story.now(), "x")])
            raise RuntimeError("after append, before commit")

    with pytest.raises(RuntimeError):
        crash()
    assert story.size() == before
    assert story.add(Draft("viewed", story.now(), "x")).seqs == (before,)
    assert verify_log(story.profile.database, story.log.verifier).ok


def test_wrong_drafts_are_refused(story: Story) -> None:
    with pytest.raises(ValueError, match="unknown entry type"):
        story.add(Draft("invented", story.now()))
    with pytest.raises(ValueError, match="the log's own"):
        story.add(Draft("viewed", story.now(), payloads={"listing": b"x"}))
    assert story.size() == 12


def test_append_refuses_a_state_that_cannot_be(story: Story) -> None:
    with story.profile.database.write() as connection:
        connection.execute(text("UPDATE log_state SET size = 11"))
    with pytest.raises(LedgerDamaged):
        story.add(Draft("viewed", story.now()))


def test_reading_back_and_not_found(story: Story) -> None:
    with story.profile.reading() as connection:
        assert ledger_log.payload(connection, 2, "action").startswith(b'{"agent":"refunds"')
        for missing in (
            lambda: ledger_log.payload(connection, 2, "none"),
            lambda: ledger_log.leaf_bytes(connection, 99),
            lambda: ledger_log.envelope(connection, "00"),
        ):
            with pytest.raises(NotFound):
                missing()


WRITER = """
import sys
from pathlib import Path
from counterseal.clock import SystemClock, stamp
from counterseal.ledger.log import Draft
from counterseal.sync.profile import Profile

profile = Profile.open(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(100):
    with profile.database.write() as connection:
        draft = Draft("viewed", stamp(SystemClock().now()), f"{sys.argv[2]}-{number}", payloads={"n": b"%d" % number})
        profile.log.append(connection, [draft])
profile.close()
"""


def test_two_processes_append_at_once(make_story: Callable[..., Story]) -> None:
    story = make_story("shared")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(story.profile.home), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        results = []
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            results.append((writer.communicate(timeout=60)[1], writer.returncode))
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert results == [("", 0), ("", 0)]
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    assert report.entries == 201
    with story.profile.reading() as connection:
        subjects = connection.execute(text("SELECT subject FROM listing WHERE type = 'viewed' ORDER BY seq")).scalars()
        seen = list(subjects)
    for name in ("a", "b"):
        assert [s for s in seen if s.startswith(name)] == [f"{name}-{i}" for i in range(100)]
    assert seen != sorted(seen), "the two never overlapped, so nothing was tried"


def test_opening_needs_the_log_key_of_entry_0(make_story: Callable[..., Story]) -> None:
    from counterseal.sync.profile import Profile

    one, other = make_story("one"), make_story("other")
    one.profile.unlock(PASSPHRASE)
    key = one.profile.home / "log.key"
    key.write_bytes((other.profile.home / "log.key").read_bytes())
    with pytest.raises(LedgerDamaged, match="entry 0"):
        Profile.open(one.profile.home)


def test_every_payload_has_a_salt_of_its_own(story: Story) -> None:
    same = {"a": b"same", "b": b"same", "c": b""}
    story.add(*[Draft("viewed", story.now(), "salted", payloads=same) for _ in range(3)])
    with story.profile.reading() as connection:
        salts = [bytes(row[0]) for row in connection.execute(text("SELECT salt FROM payloads"))]
    assert {len(salt) for salt in salts} == {32}
    assert len(set(salts)) == len(salts) >= 12
