"""Erasure in the ledger: what goes, what may not, and that nothing else of the log can tell the difference."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from core.ledger.erasing_story import by_hand, cutting, leaf_of, listing, order, rows, signed, whole
from core.ledger.story import Story, action_id, refund
from counterseal.errors import Conflict, Forbidden, InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import entry_check, erasing, erasures, history
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle import export, verify_bundle
from counterseal.ledger.database import PENDING, Database
from counterseal.ledger.erasing import Carried
from counterseal.ledger.log import Draft
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who
from counterseal.sync.profile import Profile

EVERYTHING = tuple(kind for kind in ledger_log.ENTRY_TYPES if kind not in entry_check.NEVER_ERASED)
DECIDED = ("decision", "delivered", "permit_taken", "outcome")


# -- what goes and what stays ---------------------------------------------------------------------------------------
def test_what_is_left_of_an_erased_entry(story: Story, tmp_path: Path) -> None:
    before = rows(story)
    done = order(story, listing(story, 2, 3, 4, 5, 6))
    assert done == Carried(12, (2, 3, 4, 5, 6))
    after = rows(story)
    for seq in done.erased:
        (entry, line) = after[seq]
        assert entry[:4] == before[seq][0][:4]
        assert entry[4] is None
        at, kind, verdict, subject = before[seq][1][1:5]
        assert line == (seq, at, kind, verdict, subject, "", "", "")
    assert {seq: after[seq] for seq in before if seq not in done.erased} == {
        seq: before[seq] for seq in before if seq not in done.erased
    }
    assert "5 entries erased by signed order." in whole(story)
    export(story.profile.database, story.log, tmp_path / "bundle", story.clock)
    assert verify_bundle(tmp_path / "bundle").ok
    for seq in (*done.erased, 12):
        with story.profile.reading() as connection:
            detail = history.entry_detail(connection, story.log.origin, story.log.verifier, seq)
        assert detail.verified, detail.proof


def test_a_cut_passes_by_what_is_gone_and_a_later_one_takes_the_statements(story: Story, tmp_path: Path) -> None:
    order(story, listing(story, 2, 3))
    first = order(story, cutting("action_received", *DECIDED, below=9, envelopes=False), "retention_cut")
    assert first == Carried(13, (4, 5, 6, 7, 8))
    whole(story)
    second = order(story, cutting(*DECIDED, below=14), "retention_cut")
    assert second == Carried(14, (8, 9)), "of the entries without a statement nothing was left to take"
    with story.profile.reading() as connection:
        found = erasures.load(connection, story.log.origin)
        by = {seq: (one.by, one.envelope_by) for seq, one in found.items()}
        assert by == dict.fromkeys((2, 3), (12, 12)) | dict.fromkeys((4, 5, 6, 7), (13, None)) | {
            8: (13, 14),
            9: (14, 14),
        }
        assert erasures.of(connection, story.log.origin, 8) == found[8]
        assert erasures.of(connection, story.log.origin, 1) is None
        verdicts = erasures.verdict_bytes({4: "", 5: "", 6: "done", 7: "", 8: "reject"})
        assert ledger_log.payload(connection, 13, erasures.VERDICTS) == verdicts
    whole(story)
    export(story.profile.database, story.log, tmp_path / "bundle", story.clock)
    assert verify_bundle(tmp_path / "bundle").ok
    with pytest.raises(Conflict, match="Nothing is left"):
        order(story, cutting(*DECIDED, below=14), "retention_cut")
    # One statement that a cut left may also go by an erasure.
    kept = story.decide(refund(9), Verdict.REJECT, "Refund")
    order(story, cutting("decision", below=kept + 1, envelopes=False), "retention_cut")
    whole(story)
    assert order(story, listing(story, kept)).erased == (kept,)
    whole(story)


def test_an_envelope_that_another_entry_needs_stays(story: Story) -> None:
    digest = leaf_of(story, 3)["dsse_sha256"]
    by_hand(story, "UPDATE entries SET envelope = :digest WHERE seq = 8", digest=digest)
    order(story, listing(story, 3))
    with story.profile.reading() as connection:
        assert ledger_log.envelope(connection, digest).sha256 == digest


def test_an_order_for_another_log_stands_here_and_erases_nothing(story: Story, tmp_path: Path) -> None:
    before = rows(story)
    elsewhere = "counterseal/" + action_id(77)
    for entry_type, body in (
        ("retention_cut", cutting("decision", below=10_000)),
        ("erasure", {"erased": [{"seq": 5_000, "type": "decision", "verdict": "approve", "key": "ab" * 32}]}),
    ):
        envelope = signed(story, body, audience=elsewhere, subject=elsewhere)
        draft = Draft(
            entry_type,
            story.now(),
            elsewhere,
            envelope,
            verdict="erasure",
            person=story.profile.person_id,
            title="There",
        )
        seq = story.add(draft).seqs[0]
        with story.profile.database.write() as connection:
            assert erasing.carry_out(connection, story.log.origin, seq) == Carried(seq, ())
        with story.profile.reading() as connection:
            assert history.entry_detail(connection, story.log.origin, story.log.verifier, seq).verified
    whole(story)
    assert {seq: row for seq, row in rows(story).items() if seq in before} == before
    export(story.profile.database, story.log, tmp_path / "bundle", story.clock)
    assert verify_bundle(tmp_path / "bundle").ok


# -- what may not go ------------------------------------------------------------------------------------------------
def test_orders_that_do_not_fit_the_log_change_nothing(story: Story) -> None:
    jonas = SigningKey.generate()
    story.enrol("Jonas Weber", jonas, Role.REVIEWER)
    him = next(p for p in story.profile.roster().people.values() if p.name == "Jonas Weber")
    who = Who(him.id, him.name, "reviewer")
    before = rows(story)
    fine = listing(story, 3)
    (one,) = fine["erased"]
    wrong: list[tuple[dict[str, Any], dict[str, Any], type[Exception], str]] = [
        (fine, {"key": jonas, "who": who}, LedgerDamaged, "may not give"),
        (fine, {"key": SigningKey.generate()}, Forbidden, "not on the roster"),
        (fine, {"audience": "counterseal/other"}, Forbidden, "another log"),
        ({"erased": [], "ground": "x"}, {}, Conflict, "at least one"),
        ({"erased": [{**one, "verdict": "reject"}]}, {}, Conflict, "differently"),
        ({"erased": [{**one, "key": "00" * 32}]}, {}, Conflict, "differently"),
        ({"erased": [{**one, "type": "outcome"}]}, {}, Conflict, "differently"),
        ({"erased": [one, one]}, {}, InvalidInput, "each once"),
        ({"erased": [{**one, "seq": 999}]}, {}, InvalidInput, "earlier entries"),
        ({"erased": [{**one, "seq": True}]}, {}, InvalidInput, "lists seq"),
        ({"erased": [{**one, "verdict": 7}]}, {}, InvalidInput, "are text"),
        ({"erased": {}}, {}, InvalidInput, "lists seq"),
        ({"erased": [one], "more": 1}, {}, InvalidInput, "what is erased"),
        ({"erased": [one], "ground": 7}, {}, InvalidInput, "ground"),
        (cutting("decision", below=5), {}, InvalidInput, "what is erased"),
        (listing(story, 0), {}, Conflict, "never erased"),
        (listing(story, 1), {}, Conflict, "never erased"),
    ]
    for body, changes, error, said in wrong:
        with pytest.raises(error, match=said):
            order(story, body, **changes)
    cut = cutting("decision", below=5)["cut"]
    for changes, said in (
        ({"types": []}, "names types"),
        ({"types": ["order"]}, "never erased"),
        ({"types": ["nothing"]}, "unknown"),
        ({"types": "decision"}, "names types"),
        ({"below": 99}, "earlier entries"),
        ({"below": True}, "earlier entries"),
        ({"class": 5}, "has a class"),
        ({"envelopes": 1}, "has a class"),
        ({"extra": 1}, "has class"),
    ):
        with pytest.raises(InvalidInput, match=said):
            order(story, {"cut": {**cut, **changes}, "ground": "x"}, "retention_cut")
    with pytest.raises(InvalidInput, match="does not stand under"):
        order(story, fine, "order")
    with pytest.raises(NotFound):
        listing(story, 99)
    assert rows(story) == before
    whole(story)


def test_the_guards_let_content_go_only_where_an_erasure_stands(story: Story) -> None:
    order(story, listing(story, 3))
    digest = leaf_of(story, 8)["dsse_sha256"]
    for statement in (
        "DELETE FROM payloads WHERE seq = 4",
        "UPDATE payloads SET bytes = x'' WHERE seq = 4",
        "DELETE FROM envelopes WHERE sha256 = :digest",
        "UPDATE envelopes SET envelope = x'' WHERE sha256 = :digest",
        "DELETE FROM listing WHERE seq = 3",
        "UPDATE listing SET title = '' WHERE seq = 4",
        "UPDATE listing SET verdict = 'reject' WHERE seq = 3",
        "UPDATE listing SET title = 'other' WHERE seq = 3",
        "INSERT INTO erased VALUES (4, 3, 3)",
        "INSERT INTO erased VALUES (12, 12, 12)",
        "INSERT INTO erased VALUES (4, 99, 99)",
        "INSERT OR REPLACE INTO erased VALUES (3, 12, NULL)",
        "UPDATE erased SET by_seq = 11",
        "UPDATE erased SET envelope_by = NULL",
        "DELETE FROM erased",
    ):
        with pytest.raises(DatabaseError), story.profile.database.write() as connection:
            connection.execute(text(statement), {"digest": digest} if ":digest" in statement else {})
    whole(story)


# -- the bytes ------------------------------------------------------------------------------------------------------
def test_a_rolled_back_erasure_erases_nothing(story: Story) -> None:
    before = rows(story)
    envelope = signed(story, listing(story, 3))

    def fails() -> None:
        with story.profile.database.write() as connection:
            erasing.order(connection, story.log, envelope, story.now(), entry_type="erasure", title="Erase")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert rows(story) == before
    whole(story)


KILLED = """
import os, signal, sys
from pathlib import Path
from core.ledger.story import PASSPHRASE, Story
from core.ledger.erasing_story import listing, signed
from counterseal.ledger import erasing
from counterseal.sync.profile import Profile

profile = Profile.open(Path(sys.argv[1]))
profile.unlock(PASSPHRASE)
story = Story(profile)
envelope = signed(story, listing(story, 3))
with profile.database.write() as connection:
    erasing.order(connection, story.log, envelope, story.now(), entry_type="erasure", title="Erase")
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills itself by signal")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_leaves_both_order_and_deletion_or_neither(make_story: Callable[..., Story], moment: str) -> None:
    story = make_story()
    story.tell()
    home = story.profile.home
    story.close()
    tests = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), moment], env={**os.environ, "PYTHONPATH": str(tests)}, check=False
    )
    assert ran.returncode == -signal.SIGKILL
    secret = b"Photos show the crack"
    left = [path.name for path in sorted(home.iterdir()) if secret in path.read_bytes()]
    assert left, "before the next opening its bytes are still in the write-ahead log or the file"
    opened = Story(Profile.open(home))
    try:
        whole(opened)
        with opened.profile.reading() as connection:
            assert (3 in erasures.load(connection, opened.log.origin)) == (moment == "after")
            assert (
                connection.execute(text("SELECT count(*) FROM meta WHERE name = :n"), {"n": PENDING}).scalar_one() == 0
            )
    finally:
        opened.close()
    left = [path.name for path in sorted(home.iterdir()) if b"Photos show" in path.read_bytes()]
    assert bool(left) == (moment == "before")


def test_bytes_that_a_reader_holds_go_later(story: Story) -> None:
    home, database = story.profile.home, story.profile.database
    envelope = signed(story, listing(story, 3))
    quick = Database(database.path)
    with quick.engine.connect() as setup:
        setup.exec_driver_sql("PRAGMA busy_timeout=1")
    with database.read() as reader:
        reader.execute(text("SELECT count(*) FROM entries")).scalar_one()
        with database.write() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=1")
            erasing.order(connection, story.log, envelope, story.now(), entry_type="erasure", title="Erase")
        assert not quick.settle()
        assert any(b"Photos show" in path.read_bytes() for path in home.iterdir())
    assert quick.settle()
    assert quick.settle(), "a second time there is nothing to do"
    quick.close()
    assert not any(b"Photos show" in path.read_bytes() for path in home.iterdir())


# -- sizes ----------------------------------------------------------------------------------------------------------
def _statements(story: Story, work: Callable[[], object]) -> int:
    count = 0

    def one(*_args: object) -> None:
        nonlocal count
        count += 1

    event.listen(story.profile.database.engine, "before_cursor_execute", one)
    try:
        work()
    finally:
        event.remove(story.profile.database.engine, "before_cursor_execute", one)
    return count


def test_a_big_cut_needs_few_statements(make_story: Callable[..., Story]) -> None:
    story = make_story()
    entries = 1_000
    drafts = [
        Draft("viewed", story.now(), action_id(n), payloads={"trace": b"%06d thoughts" % n}, title=f"Looked at {n}")
        for n in range(entries)
    ]
    story.add(*drafts)
    done: list[Carried] = []
    body = cutting("viewed", below=entries + 1, envelopes=False)
    count = _statements(story, lambda: done.append(order(story, body, "retention_cut")))
    assert len(done[0].erased) == entries
    assert count < 100
    assert f"{entries:,} entries erased by signed order." in whole(story)
    assert b"thoughts" not in story.profile.database.path.read_bytes()


# -- any set, any order ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("told") / "profile"
    story = Story.create(home)
    story.tell()
    story.close()
    return home


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), st.lists(st.integers(1, 4), max_size=3), st.booleans())
def test_any_entries_erased_in_any_order_leave_the_rest_as_it_was(
    told: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: list[int],
    sizes: list[int],
    cut: bool,
) -> None:
    home = tmp_path / os.urandom(6).hex()
    shutil.copytree(told, home)
    # Each example is another history of one log, which the marks outside the profile would tell apart.
    monkeypatch.setenv("COUNTERSEAL_STATE", str(home / "state"))
    profile = Profile.open(home)
    profile.unlock("correct horse")
    story = Story(profile)
    try:
        before = rows(story)
        gone: set[int] = set()
        for size in sizes:
            part, chosen = chosen[:size], chosen[size:]
            if part:
                gone |= set(order(story, listing(story, *part)).erased)
        if cut and len(gone) < 10:
            below = min(set(range(2, 12)) - gone) + 2
            gone |= set(order(story, cutting(*EVERYTHING, below=below), "retention_cut").erased)
        whole(story)
        after = rows(story)
        assert {seq: after[seq] for seq in before if seq not in gone} == {
            seq: before[seq] for seq in before if seq not in gone
        }
        assert all(len(after[seq]) == 2 for seq in gone)
        with profile.reading() as connection:
            assert set(erasures.load(connection, story.log.origin)) == gone
    finally:
        profile.close()
        shutil.rmtree(home)
