"""What verification says where few ever come: stretches for replicas, a busy disk, rows of odd types, old erasures."""

from __future__ import annotations

import runpy
import sqlite3
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.ledger.cast import OTHER_LOG, judged
from core.ledger.story import Story, erase, refund, unguard
from counterseal.errors import LedgerDamaged, Locked, NotFound
from counterseal.ledger import doubts, sqlite_dialect, verify_tree
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle_checker import Checker
from counterseal.ledger.database import Database, DiskTrouble
from counterseal.ledger.entry_check import Leaf
from counterseal.ledger.erasures import Erased as Erasure
from counterseal.ledger.log import Draft
from counterseal.ledger.note import VerifierKey, read_head, sign_head, verify_head
from counterseal.ledger.proof import make_proof
from counterseal.ledger.quick_check import QuickCheck, Spent
from counterseal.ledger.tree import EMPTY_ROOT
from counterseal.ledger.verify import _Run, verify_log, verify_stretch
from counterseal.ledger.verify_tree import BadEntry
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who


def damage(story: Story, *statements: str, **values: object) -> None:
    unguard(story)
    with story.profile.database.write() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def test_a_stretch_is_verified_inside_the_callers_transaction(story: Story) -> None:
    damage(story, "SELECT 1")
    with story.profile.database.write() as connection:
        verify_stretch(connection, story.log.verifier, 0)
        connection.execute(text("UPDATE listing SET title = 'other' WHERE seq = 7"))
        verify_stretch(connection, story.log.verifier, 8)
        with pytest.raises(LedgerDamaged, match=r"^Entry 7: Its line in History") as caught:
            verify_stretch(connection, story.log.verifier, 4)
    assert caught.value.code == "bad_entry"


@pytest.mark.parametrize(("error", "kind"), [("database is locked", Locked), ("disk I/O error", DiskTrouble)])
def test_a_disk_that_does_not_answer_now_is_no_finding(
    story: Story, monkeypatch: pytest.MonkeyPatch, error: str, kind: type[Exception]
) -> None:
    def fail(_connection: object, _table: str) -> str:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(error))

    monkeypatch.setattr(sqlite_dialect, "trouble_in", fail)
    with pytest.raises(kind):
        verify_log(story.profile.database, story.log.verifier)


def test_going_on_with_another_log_key_is_a_finding(story: Story) -> None:
    stranger = VerifierKey(story.log.origin, SigningKey.generate().public)
    report = verify_log(story.profile.database, stranger, since=5)
    assert (report.ok, report.bad_seq) == (False, 0)
    assert "names another log key" in report.sentences[0]


def test_an_envelope_that_is_not_bytes_is_a_finding(story: Story) -> None:
    damage(
        story,
        "CREATE TABLE other (sha256 TEXT PRIMARY KEY, envelope)",
        "INSERT INTO other SELECT sha256, CAST(envelope AS TEXT) FROM envelopes",
        "DROP TABLE envelopes",
        "ALTER TABLE other RENAME TO envelopes",
    )
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, 0)
    assert "not stored as bytes" in report.sentences[0]


def test_an_outcome_that_history_tells_otherwise_is_a_finding(story: Story) -> None:
    """Written so by the log's own key: its line is promised, and yet not what was reported."""
    payloads = {"receipt": b'{"outcome":"failed"}'}
    seq = story.add(Draft("outcome", story.now(), "a", payloads=payloads, verdict="done", title="t")).seqs[0]
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, seq)
    assert "another outcome than was reported" in report.sentences[0]


def test_the_state_stored_twice_is_a_finding(story: Story) -> None:
    damage(
        story,
        "CREATE TABLE other (id INTEGER PRIMARY KEY, size INTEGER, frontier BLOB)",
        "INSERT INTO other SELECT id, size, frontier FROM log_state",
        "INSERT INTO other SELECT 2, size, frontier FROM log_state",
        "DROP TABLE log_state",
        "ALTER TABLE other RENAME TO log_state",
    )
    report = verify_log(story.profile.database, story.log.verifier)
    assert not report.ok
    assert "stored more than once" in report.sentences[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO heads SELECT 0, root, note FROM heads WHERE size = 3", "stands for no entries"),
        ("UPDATE heads SET note = note || '— x AAAA' || char(10) WHERE size = 3", "does not say what it should"),
        ("UPDATE payloads SET salt = CAST(salt || x'00' AS BLOB) WHERE seq = 4", "The salt of its attachment"),
        (
            "INSERT INTO payloads SELECT 3, 'again', salt, bytes FROM payloads WHERE seq = 4 LIMIT 1",
            "that its leaf does not",
        ),
        ("DELETE FROM search_docsize WHERE id = 4", "An index of search does not fit its rows"),
        ("UPDATE payloads SET name = 'listinh' WHERE seq = 4 AND name = 'listing'", "that its leaf does not name"),
    ],
)
def test_rows_that_hold_more_or_less_than_was_written(story: Story, statement: str, said: str) -> None:
    damage(story, statement)
    report = verify_log(story.profile.database, story.log.verifier)
    assert not report.ok
    assert said in report.sentences[0]


def test_rows_that_only_counting_finds(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search row in the middle cannot be doubled by its key, so the index is damaged to show two of one."""
    damage(
        story,
        "CREATE TABLE other (rowid_ INTEGER, body)",
        "INSERT INTO other SELECT rowid, body FROM search",
        "INSERT INTO other SELECT rowid, body FROM search WHERE rowid = 4",
        "DROP TABLE search",
        "CREATE VIEW search AS SELECT rowid_ AS rowid, body FROM other WHERE rowid_ <> 4 OR body <> ''"
        " UNION SELECT NULL, 'x'",
    )
    monkeypatch.setattr(sqlite_dialect, "trouble_in", lambda _connection, _table: None)
    report = verify_log(story.profile.database, story.log.verifier)
    assert not report.ok
    assert "There are 13 search rows where the entries have 12." in report.sentences[0]


class Erased:
    """A story in which a decision was erased, and ways to spoil what is left of it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        with story.profile.reading() as connection:
            sha = connection.execute(text("SELECT envelope FROM entries WHERE seq = 3")).scalar_one()
            self.envelope = ledger_log.envelope(connection, sha)
        erase(story, 3)

    def bad(self, *statements: str, **values: object) -> tuple[int | None, str]:
        damage(self.story, *statements, **values)
        report = verify_log(self.story.profile.database, self.story.log.verifier)
        assert not report.ok
        return report.bad_seq, report.sentences[0]


@pytest.fixture
def erased(story: Story) -> Erased:
    return Erased(story)


def test_an_erased_statement_that_is_still_there_is_found(erased: Erased) -> None:
    found = erased.bad(
        "INSERT INTO envelopes VALUES (:sha, :raw)", sha=erased.envelope.sha256, raw=erased.envelope.to_bytes()
    )
    assert found == (3, "Entry 3: Entry 12 erased it, but its signed statement is still there.")


def test_an_erased_decision_that_is_told_otherwise_is_found(erased: Erased) -> None:
    assert erased.bad("UPDATE listing SET verdict = 'reject' WHERE seq = 3")[0] == 3
    seq, said = erased.bad(
        "INSERT INTO envelopes VALUES (:sha, :raw)", sha=erased.envelope.sha256, raw=erased.envelope.to_bytes()
    )
    assert (seq, said) == (3, "Entry 3: History names another verdict than was signed.")


def test_an_attachment_of_an_erased_entry_that_is_still_there_is_found(make_story: Callable[..., Story]) -> None:
    story = make_story()
    story.tell()
    with story.profile.reading() as connection:
        kept = connection.execute(text("SELECT salt, bytes FROM payloads WHERE seq = 2 AND name = 'action'")).one()
    erase(story, 2)
    damage(story, "INSERT INTO payloads VALUES (2, 'action', :salt, :data)", salt=kept.salt, data=kept.bytes)
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, 2)
    assert "an attachment of it is still there" in report.sentences[0]


def test_words_left_of_an_erased_entry_are_found(erased: Erased) -> None:
    for column in ("title", "person", "agent"):
        seq, said = erased.bad(f"UPDATE listing SET {column} = 'x' WHERE seq = 3")
        assert seq == 3
        assert said == "Entry 3: It was erased, but History still has words for it."
        damage(erased.story, f"UPDATE listing SET {column} = '' WHERE seq = 3")
    assert verify_log(erased.story.profile.database, erased.story.log.verifier).ok


def test_when_erasures_cannot_be_read_the_entry_to_blame_is_named(erased: Erased) -> None:
    """The erased entry comes first, and yet it is the order that is damaged."""
    seq, said = erased.bad("UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 ="
                           " (SELECT envelope FROM entries WHERE seq = 12)")  # fmt: skip
    assert seq == 12
    assert "does not prove who signed it" in said


def test_fewer_signatures_are_checked_than_there_are_heads_when_they_are_many(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_tree, "SIGNATURES", 4)
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok
    assert "Heads in line with the entries: 12, 4 with the signature" in " ".join(report.sentences)


def test_tree_hashes_that_are_no_bytes_are_a_finding(story: Story) -> None:
    story.add(*[Draft("viewed", story.now(), "s") for _ in range(300)])
    damage(
        story,
        "CREATE TABLE other (level INTEGER, idx INTEGER, hashes, root)",
        "INSERT INTO other SELECT level, idx, 'hashes', 'root' FROM tiles",
        "DROP TABLE tiles",
        "ALTER TABLE other RENAME TO tiles",
    )
    report = verify_log(story.profile.database, story.log.verifier, since=300)
    assert not report.ok
    assert "what should be bytes is stored as something else" in report.sentences[0]


def test_no_proof_of_an_entry_that_no_head_covers(story: Story) -> None:
    damage(story, "DELETE FROM heads WHERE size > 5")
    with story.profile.reading() as connection, pytest.raises(NotFound, match="does not cover this entry"):
        make_proof(connection, story.log.verifier, 5)


@pytest.mark.parametrize("body", ["", "a\n", "a\n1\n", "\n1\nAAAA\n", "a\n01\n{root}\n", "a\n-1\n{root}\n",
                                  "a\n1\n{root}", "a\n1\n{root}\n\n", "a\nx\n{root}\n"])  # fmt: skip
def test_a_body_of_another_form_is_no_checkpoint(story: Story, body: str) -> None:
    with story.profile.reading() as connection:
        head, note = ledger_log.head(connection)
    assert verify_head(note, story.log.verifier) == head
    with pytest.raises(Exception, match="not a checkpoint"):
        read_head(body.format(root=note.split("\n")[2]))
    assert sign_head(head, story.log.key) == note


def test_a_log_is_verified_while_it_is_decided_in(story: Story) -> None:
    """Reading is one transaction: what is added meanwhile is not half seen."""
    reader = Database(story.profile.database.path, read_only=True)
    try:
        seen: list[int] = []

        def add(_done: int, _all: int) -> None:
            seen.append(story.decide(refund(40 + len(seen)), Verdict.REJECT, "t"))

        report = verify_log(reader, story.log.verifier, progress=add)
        assert (report.ok, report.entries, seen) == (True, 12, [12])
        assert verify_log(reader, story.log.verifier).entries == 13
    finally:
        reader.close()


def test_an_erasure_that_describes_an_unsigned_entry_otherwise_is_found(story: Story) -> None:
    erase(story, 4, key="00" * 32)
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, 4)
    assert report.sentences[0].startswith("Entry 4: Its erasure does not hold. The erasure describes this entry")


def test_the_quick_look_takes_no_stretch_whose_signed_entries_were_not_looked_at(story: Story) -> None:
    def none(_low: int, _high: int) -> dict[int, Leaf]:
        return {}

    def look(low: int, high: int) -> object:
        with story.profile.reading() as connection:
            return QuickCheck(connection, story.log.origin, story.log.key.id, none, Spent()).look(low, high)

    assert look(4, 7) is not None
    assert look(3, 7) is None
    damage(
        story,
        "CREATE TABLE other (seq, name, salt, bytes)",
        "INSERT INTO other SELECT * FROM payloads",
        "UPDATE other SET seq = 5.5 WHERE seq = 5",
        "DROP TABLE payloads",
        "ALTER TABLE other RENAME TO payloads",
    )
    assert look(4, 7) is None


def test_the_verdict_on_a_signature_in_words(story: Story) -> None:
    roster = story.profile.roster()
    key = story.profile.key.id
    assert doubts.words(roster, key, 3) == "valid then"
    later = replace(roster, compromised={key: 3})
    assert doubts.words(later, key, 2) == "valid then"
    assert doubts.words(later, key, 3).endswith("reported compromised from entry 3 on")


def test_the_bundles_verifier_runs_as_a_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["verify.py", "--help"])
    warnings.simplefilter("ignore", RuntimeWarning)  # it is imported already; pytest puts the filters back
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("counterseal.ledger.bundle_verifier", run_name="__main__")
    assert ended.value.code == 0
    assert "--vkey" in capsys.readouterr().out


def test_a_restore_that_is_for_another_log_changes_nothing_here(story: Story, tmp_path: Path) -> None:
    body = {
        "here": {"size": 99, "root": "ab" * 32},
        "elsewhere": [{"holder": "counterseal/other", "size": 120, "root": "cd" * 32}],
        "first_lost": 99,
    }
    story.order("restore", body, OTHER_LOG, "restored")
    checked = judged(story, tmp_path / "bundle")
    assert isinstance(checked, Checker), checked
    assert checked.restored == []


def test_the_bundle_of_an_empty_tree_has_the_empty_root(story: Story, tmp_path: Path) -> None:
    checked = judged(story, tmp_path / "bundle")
    assert isinstance(checked, Checker), checked
    checked.frontier = []
    assert checked.root() == EMPTY_ROOT


def test_the_roster_order_that_is_missing_is_named_and_not_who_it_enrolled(make_story: Callable[..., Story]) -> None:
    """Without it the erasures cannot be read either, and a later signature is by nobody known."""
    story = make_story()
    story.tell()
    anna = SigningKey.generate()
    story.enrol("Anna", anna, Role.REVIEWER)
    who = next(person for person in story.profile.roster().people.values() if person.name == "Anna")
    story.decide(refund(9), Verdict.REJECT, "t", key=anna, who=Who(who.id, who.name, "reviewer"))
    erase(story, 2)
    damage(story, "UPDATE envelopes SET sha256 = 'gone' WHERE sha256 = (SELECT envelope FROM entries WHERE seq = 12)")
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, 12)
    assert "Its signed statement is missing" in report.sentences[0]


def test_a_signed_statement_that_another_entry_needs_may_stay(story: Story) -> None:
    """As a log may come to hold one statement twice: then erasing one entry leaves the other its proof."""
    damage(story, "INSERT INTO entries SELECT 99, leaf, leaf_hash, envelope FROM entries WHERE seq = 3")
    run = _Run(story.log.verifier, None, lambda _done, _all: None, 0)
    run.erased = {3: Erasure(12, "decision", "approve", story.profile.key.id, 12)}
    with story.profile.reading() as connection:
        sha = connection.execute(text("SELECT envelope FROM entries WHERE seq = 3")).scalar_one()
        row = SimpleNamespace(signed=b"{}", envelope=sha)
        run._gone(connection, {3: row})
        run.erased[99] = replace(run.erased[3])
        with pytest.raises(BadEntry, match="its signed statement is still there"):
            run._gone(connection, {3: row})
