"""The quick look says yes only where the row by row check does, and takes every stretch that our own program writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Set
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from core.ledger.story import Story, erase
from counterseal.errors import InvalidInput
from counterseal.ledger import log as ledger_log
from counterseal.ledger import quick_check
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.entry_check import Leaf, read_leaf
from counterseal.ledger.log import ENTRY_TYPES, Draft
from counterseal.ledger.quick_check import Good, QuickCheck, Spent
from counterseal.ledger.tree import leaf_hash
from counterseal.ledger.verify import verify_log
from counterseal.model.history import VerifyReport
from counterseal.seal import digests

WORDS = (
    "", "plain", 'quo"te', "back\\slash", "tab\tnew\nline\rback\bfeed\f", "\x00\x01\x1f\x7f", "Ana Kovač",
    "\u2028é e\u0301", "\U0001f600 �", "</script>", "\\u0041",
)  # fmt: skip


class _Asked:
    """Counts what the quick look was asked and what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, always_no: bool = False) -> None:
        self.said: list[bool] = []
        whole = QuickCheck.look

        def look(quick: QuickCheck, low: int, high: int, gone: Set[int]) -> Good | None:
            found = None if always_no else whole(quick, low, high, gone)
            self.said.append(found is not None)
            return found

        monkeypatch.setattr(QuickCheck, "look", look)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_the_written_out_hmac_is_hmac(salt: bytes, data: bytes) -> None:
    assert quick_check.commitment(salt, data) == digests.commitment(salt, data)


def test_every_honest_entry_is_taken(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [
        Draft("viewed", story.now(), word, None, {f"n{word}": word.encode(), "z": b""}, word, word, word, word, word)
        for word in WORDS
    ]
    story.add(*drafts, *[Draft("expired", story.now(), "s") for _ in range(600)])
    asked = _Asked(monkeypatch)
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    assert asked.said == [True, True]
    assert "closer look" not in " ".join(report.sentences)


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=5, max_size=5))
def test_strings_are_quoted_as_jcs_quotes_them(words: list[str]) -> None:
    members = dict(zip(("agent", "body", "person", "title", "verdict"), words, strict=True))
    built = ",".join(f'"{name}":{quick_check.quoted(word)}' for name, word in members.items())
    assert f"{{{built}}}".encode() == digests.canonical(members)


def test_a_stretch_with_erased_entries_is_taken_quickly_too(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    erase(story, 2, 3)
    asked = _Asked(monkeypatch)
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    assert asked.said == [True]
    assert "a closer look" not in report.cost


def _look(story: Story, low: int, high: int) -> Good | None:
    def none(_low: int, _high: int) -> dict[int, Leaf]:
        return {}

    with story.profile.reading() as connection:
        return QuickCheck(connection, story.log.origin, story.log.key.id, none, Spent()).look(low, high)


def _unguard(story: Story) -> None:
    with story.profile.database.write() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "a space": lambda leaf: leaf.replace(":", ": ", 1),
    "a line end": lambda leaf: leaf + "\n",
    "an escape": lambda leaf: leaf.replace("viewed", "\\u0076iewed"),
    "version as a float": lambda leaf: leaf.replace('"v":1}', '"v":1.0}'),
    "version true": lambda leaf: leaf.replace('"v":1}', '"v":true}'),
    "a leading zero": lambda leaf: leaf.replace('"seq":', '"seq":0'),
    "another number": lambda leaf: leaf.replace('"seq":1', '"seq":2'),
    "one member twice": lambda leaf: leaf.replace('"v":1}', '"v":1,"v":1}'),
    "one member more": lambda leaf: leaf.replace('"v":1}', '"v":1,"w":1}'),
    "another order": lambda leaf: '{"v":1,' + leaf[1:].replace(',"v":1}', "}"),
    "an empty subject": lambda leaf: leaf.replace('"subject":"sub"', '"subject":""'),
    "another log": lambda leaf: leaf.replace("counterseal/", "counterseal/0"),
    "an unknown type": lambda leaf: leaf.replace("viewed", "invented"),
    "a time that is none": lambda leaf: leaf.replace('"at":"2026-11-21T13', '"at":"2026-11-21T25'),
    "a day that is none": lambda leaf: leaf.replace('"at":"2026-11-21', '"at":"2026-02-30'),
    "other digits": lambda leaf: leaf.replace('"at":"2026', '"at":"２026'),
    "an envelope": lambda leaf: leaf.replace('"key"', f'"dsse_sha256":"{"0" * 64}","key"'),
    "no commits": lambda leaf: leaf[: leaf.index("[") + 1] + leaf[leaf.index("]") :],
    "not JSON": lambda leaf: leaf[:-1],
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_of_a_leaf_is_never_taken(story: Story, name: str) -> None:
    """With the listing row following the leaf, as far as a table can, and every hash of the leaf redone."""
    seq = story.add(Draft("viewed", story.now(), "sub", title="t")).seqs[0]
    _unguard(story)
    assert _look(story, seq, seq + 1) is not None
    with story.profile.database.write() as connection:
        before = ledger_log.leaf_bytes(connection, seq).decode()
        after = SPELLINGS[name](before).encode()
        assert after.decode() != before
        connection.execute(
            text("UPDATE entries SET leaf = :leaf, leaf_hash = :hash WHERE seq = :seq"),
            {"leaf": after, "hash": leaf_hash(after), "seq": seq},
        )
        try:
            loose = json.loads(after)
            members = {"at": str(loose["at"]), "type": str(loose["type"]), "subject": str(loose.get("subject", ""))}
        except ValueError:
            members = {"at": story.now(), "type": "viewed", "subject": "sub"}
        connection.execute(
            text("UPDATE listing SET at = :at, type = :type, subject = :subject WHERE seq = :seq"),
            {**members, "seq": seq},
        )
    assert _look(story, seq, seq + 1) is None
    if name not in ("an envelope", "no commits"):
        with pytest.raises(InvalidInput):
            read_leaf(after, story.log.origin, seq)


@pytest.mark.parametrize("kind", sorted(ENTRY_TYPES))
def test_types_that_need_a_signature_are_never_taken_without(story: Story, kind: str) -> None:
    seq = story.add(Draft(kind, story.now(), "s")).seqs[0]
    signed = {"decision", "order", "reset", "erasure", "retention_cut", "restored"}
    signed |= {"key_enrolled", "key_rotated", "key_revoked"}
    assert (_look(story, seq, seq + 1) is None) == (kind in signed)


class Copies:
    """A finished log; every change is verified twice, with the quick look and without."""

    def __init__(self, story: Story, folder: Path) -> None:
        self.verifier = story.log.verifier
        self.folder = folder
        story.close()
        self.source = story.profile.home / DATABASE_NAME

    def both(self, statement: str, monkeypatch: pytest.MonkeyPatch) -> tuple[VerifyReport, VerifyReport]:
        path = self.folder / "copy.db"
        shutil.copy(self.source, path)
        database = Database.open(path)
        try:
            with database.write() as connection:
                for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
                connection.exec_driver_sql(statement)
            first = verify_log(database, self.verifier)
            with monkeypatch.context() as patch:
                _Asked(patch, always_no=True)
                return first, verify_log(database, self.verifier)
        finally:
            database.close()
            path.unlink()


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    folder = tmp_path_factory.mktemp("copies")
    story = Story.create(folder / "profile")
    story.tell()
    story.add(*[Draft("viewed", story.now(), "s", payloads={"a": b"1", "b": b"2"}, title="t") for _ in range(900)])
    return Copies(story, folder)


CHANGES = [
    "SELECT 1",
    *[
        f"UPDATE {table} SET {column} = {value} WHERE {key} = {row}"
        for row in (3, 700)
        for table, key, columns in (
            ("entries", "seq", ("leaf", "leaf_hash")),
            ("payloads", "seq", ("salt", "bytes")),
            ("listing", "seq", ("at", "type", "verdict", "subject", "agent", "person", "title")),
            ("search", "rowid", ("body",)),
        )
        for column in columns
        for value in ("x'00'" if column in ("leaf", "leaf_hash", "salt", "bytes") else "'x'",)
    ],
    "UPDATE payloads SET name = 'c' WHERE seq = 700 AND name = 'b'",
    "UPDATE payloads SET seq = 701, name = 'c' WHERE seq = 700 AND name = 'b'",
    "UPDATE payloads SET bytes = x'00' WHERE seq = 700 AND name = 'listing'",
    "DELETE FROM payloads WHERE seq = 700 AND name = 'listing'",
    "DELETE FROM payloads WHERE seq = 700",
    "DELETE FROM listing WHERE seq = 700",
    "DELETE FROM search WHERE rowid = 911",
    "DELETE FROM entries WHERE seq = 911",
    "INSERT INTO payloads VALUES (700, 'z', x'00', x'00')",
    "UPDATE tiles SET root = x'00' WHERE idx = 1",
    "UPDATE envelopes SET envelope = x'7b7d'",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_both_ways_name_the_same_entry_in_the_same_words(
    copies: Copies, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = copies.both(statement, monkeypatch)
    assert quick.ok == slow.ok == (statement == "SELECT 1")
    assert (quick.entries, quick.bad_seq) == (slow.entries, slow.bad_seq)
    assert [s for s in quick.sentences if "took" not in s] == [s for s in slow.sentences if "took" not in s]


LOOSE = {
    "entries": "seq, leaf, leaf_hash, envelope",
    "listing": "seq, at, type, verdict, subject, agent, person, title",
    "payloads": "seq, name, salt, bytes",
}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("entries", "INSERT INTO entries SELECT * FROM entries WHERE seq = 911"),
        ("listing", "INSERT INTO listing SELECT * FROM listing WHERE seq = 911"),
        ("listing", "UPDATE listing SET title = 5 WHERE seq = 700"),
        ("listing", "UPDATE listing SET at = CAST(at AS BLOB) WHERE seq = 700"),
        ("payloads", "INSERT INTO payloads SELECT * FROM payloads WHERE seq = 911 AND name = 'b'"),
        ("payloads", "UPDATE payloads SET bytes = CAST(bytes AS TEXT) WHERE seq = 700 AND name = 'b'"),
        ("payloads", "UPDATE payloads SET salt = CAST(hex(salt) AS TEXT) WHERE seq = 700"),
    ],
)
def test_tables_of_looser_types_deceive_neither_way(
    copies: Copies, table: str, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = LOOSE[table]
    statements = [
        f"CREATE TABLE other ({columns})",
        f"INSERT INTO other SELECT {columns} FROM {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE other RENAME TO {table}",
    ]
    with monkeypatch.context() as patch:
        source = copies.folder / f"loose-{table}.db"
        shutil.copy(copies.source, source)
        database = Database.open(source)
        with database.write() as connection:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                connection.exec_driver_sql(statement)
        database.close()
        patch.setattr(copies, "source", source)
        quick, slow = copies.both(change, monkeypatch)
        source.unlink()
    assert not quick.ok
    assert (quick.bad_seq, quick.sentences) == (slow.bad_seq, slow.sentences)


def test_the_report_says_where_the_time_went(story: Story) -> None:
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.cost.startswith("Leaves and tree took")
    assert "signatures of people" in report.cost
