"""Erased marks, retention cuts and absences that somebody made up are found, and none is carried out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ledger.erasing_story import by_hand, cutting, listing, order, rows, signed
from core.ledger.story import Story, unguard
from counterseal.errors import InvalidInput, LedgerDamaged
from counterseal.ledger import entry_check, erasing, erasures, history, roster
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.verify import verify_log


@pytest.mark.parametrize(
    ("statement", "seq", "said"),
    [
        ("DELETE FROM payloads WHERE seq = 5", 5, "is missing, and no erasure order names it"),
        ("DELETE FROM envelopes WHERE sha256 = (SELECT envelope FROM entries WHERE seq = 8)", 8, "missing"),
        ("INSERT INTO erased VALUES (5, 12, 12)", 5, "no erasure order names it"),
        ("DELETE FROM erased WHERE seq = 3", 3, "index of erasures says otherwise"),
        ("UPDATE erased SET by_seq = 13 WHERE seq = 3", 3, "index of erasures says otherwise"),
        ("UPDATE erased SET envelope_by = NULL WHERE seq = 3", 3, "index of erasures says otherwise"),
        ("UPDATE listing SET verdict = 'reject' WHERE seq = 3", 3, "still has words"),
        ("UPDATE listing SET verdict = 'failed' WHERE seq = 6", 6, "still has words"),
        ("UPDATE listing SET agent = 'refunds' WHERE seq = 3", 3, "still has words"),
        ("INSERT INTO search (rowid, body) VALUES (3, 'never')", 3, "still has words"),
        ("INSERT INTO payloads VALUES (3, 'listing', zeroblob(32), x'')", 3, "was changed"),
        ("DELETE FROM payloads WHERE seq = 13 AND name = 'verdicts'", 13, "erasure"),
        ("UPDATE payloads SET bytes = x'7b7d' WHERE seq = 13 AND name = 'verdicts'", 13, "changed"),
    ],
)
def test_absences_and_marks_that_no_order_covers_are_found(
    cut: tuple[Path, VerifierKey], tmp_path: Path, statement: str, seq: int, said: str
) -> None:
    path = tmp_path / "copy.db"
    shutil.copyfile(cut[0], path)
    database = Database(path)
    try:
        assert verify_log(database, cut[1]).ok
        with database.write() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text(statement))
        report = verify_log(database, cut[1])
    finally:
        database.close()
    assert (report.ok, report.bad_seq) == (False, seq)
    assert said in report.sentences[0]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (None, "says in its attachment"),
        (b"", "lists entries by verdict"),
        (b"[]", "lists entries by verdict"),
        (b'{"verdicts":[]}', "lists entries by verdict"),
        (b'{"verdicts":{"approve":7}}', "lists entries by verdict"),
        (b'{"verdicts":{"approve":[true]}}', "lists entries by verdict"),
        (b'{"verdicts":{"approve":[3],"reject":[3]}}', "stands twice"),
        (b'{"verdicts":{"approve":[11]}}', "does not cover"),
        (b'{"verdicts":{"approve":[-1]}}', "does not cover"),
        (b'{"verdicts":{"asked":[2]}}', "does not cover"),
        (b'{"verdicts":{"reject":[3]}}', "another verdict"),
        (b'{"verdicts":{"approve":[3]}}', ""),
    ],
)
def test_a_cut_that_contradicts_itself_is_not_carried_out(story: Story, verdicts: bytes | None, said: str) -> None:
    payloads = {} if verdicts is None else {erasures.VERDICTS: verdicts}
    envelope = signed(story, cutting("decision", below=11))
    draft = Draft(
        "retention_cut", story.now(), story.log.origin, envelope, payloads, "erasure", person=story.me.id, title="Cut"
    )
    seq = story.add(draft).seqs[0]
    before = rows(story)
    with story.profile.database.write() as connection:
        if not said:
            assert erasing.carry_out(connection, story.log.origin, seq).erased == (3,)
            return
        with pytest.raises((LedgerDamaged, InvalidInput), match=said):
            erasing.carry_out(connection, story.log.origin, seq)
    assert rows(story) == before
    report = verify_log(story.profile.database, story.log.verifier)
    assert not report.ok, "nor does verification take it"


def test_what_erases_nothing_and_what_is_never_erased(story: Story) -> None:
    order(story, listing(story, 3))
    with story.profile.reading() as connection:
        people = roster.load(connection)
        with pytest.raises(LedgerDamaged, match="erases nothing"):
            erasures.read(connection, story.log.origin, 1, people)
        found = erasures.load(connection, story.log.origin)[3]
        leaf = entry_check.read_leaf(ledger_log.leaf_bytes(connection, 3), story.log.origin, 3)
        with pytest.raises(InvalidInput, match="Entry 0"):
            found.check(leaf, None)
    by_hand(story, "INSERT INTO erased VALUES (5, 12, 12)")
    with story.profile.reading() as connection:
        with pytest.raises(LedgerDamaged, match="does not name it"):
            erasures.of(connection, story.log.origin, 5)
        assert not history.entry_detail(connection, story.log.origin, story.log.verifier, 5).verified
    envelope = signed(story, {"erased": [{"seq": 2, "type": "action_received", "verdict": "", "key": "00" * 32}]})
    draft = Draft("erasure", story.now(), story.log.origin, envelope, verdict="erasure", person=story.me.id, title="x")
    seq = story.add(draft).seqs[0]
    with story.profile.database.write() as connection, pytest.raises(InvalidInput, match="differently"):
        erasing.carry_out(connection, story.log.origin, seq)
    by_hand(story, "DELETE FROM entries WHERE seq = 2")
    with story.profile.database.write() as connection, pytest.raises(LedgerDamaged, match="not there"):
        erasing.carry_out(connection, story.log.origin, seq)


def test_a_list_of_reached_entries_in_a_looser_table_is_no_crash(story: Story) -> None:
    order(story, cutting("decision", below=11), "retention_cut")
    unguard(story)
    with story.profile.database.write() as connection:
        for statement in (
            "ALTER TABLE payloads RENAME TO strict_payloads",
            "CREATE TABLE payloads (seq, name, salt, bytes)",
            "INSERT INTO payloads SELECT seq, name, salt, CAST(bytes AS TEXT) FROM strict_payloads",
        ):
            connection.execute(text(statement))
    with story.profile.reading() as connection, pytest.raises(LedgerDamaged, match="not stored as bytes"):
        erasures.load(connection, story.log.origin)


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VerifierKey]:
    """A database whose entry 3 entry 12 erased, and whose entries 4 and 6 entry 13 cut; and its log's key."""
    story = Story.create(tmp_path_factory.mktemp("cut") / "profile")
    try:
        story.tell()
        order(story, listing(story, 3))
        order(story, cutting("outcome", "delivered", below=7), "retention_cut")
        return story.profile.database.path, story.log.verifier
    finally:
        story.close()
