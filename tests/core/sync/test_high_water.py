"""A history that was cut, rewritten or put back opens read-only, keeps both heads, and is accepted by an owner only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ledger.story import CHEAP, PASSPHRASE, Story, StoryClock
from core.sync import thief
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked
from counterseal.ledger import conflicts, standing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.verify import verify_log
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import write_private
from counterseal.sync import restored
from counterseal.sync.api_evidence import HistoryTrouble
from counterseal.sync.high_water import EVIDENCE, KEEP_EVERY, ReadOnly
from counterseal.sync.marks import Mark, Marks, state_folder
from counterseal.sync.profile import Profile

TOLD = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed profile with twelve entries, and the newest head that it left outside."""
    home = tmp_path_factory.mktemp("told") / "profile"
    story = Story.create(home)
    story.tell()
    story.close()
    file = mark_file()
    text_ = file.read_text()
    file.unlink()
    return home, text_


@pytest.fixture
def told(template: tuple[Path, str], tmp_path: Path) -> Path:
    """A closed profile of this test's own with twelve entries, its newest head kept outside."""
    home, text_ = template
    shutil.copytree(home, tmp_path / "profile")
    write_private(state_folder() / "heads" / origin_of(home).removeprefix("counterseal/"), text_.encode())
    return tmp_path / "profile"


@pytest.fixture
def reopen(told: Path) -> Iterator[Callable[[], Profile]]:
    """Opens the profile, as often as asked, one after the other."""
    opened: list[Profile] = []

    def start() -> Profile:
        while opened:
            opened.pop().close()
        opened.append(Profile.open(told))
        return opened[0]

    yield start
    while opened:
        opened.pop().close()


def origin_of(home: Path) -> str:
    database = Database(home / DATABASE_NAME, read_only=True)
    try:
        with database.read() as connection:
            return str(connection.execute(text("SELECT value FROM meta WHERE name = 'origin'")).scalar_one())
    finally:
        database.close()


def mark_file() -> Path:
    (file,) = (state_folder() / "heads").iterdir()
    return file


def trouble_of(profile: Profile) -> HistoryTrouble:
    found = profile.high_water.look()
    assert found is not None, "nothing was found"
    return found


def add(profile: Profile, title: str = "later") -> int:
    with profile.database.write() as connection:
        draft = Draft("viewed", "2026-11-21T15:00:00.000Z", "refunds", agent="refunds", title=title)
        return profile.log.append(connection, [draft]).seqs[0]


def test_the_newest_head_lies_outside_the_profile_when_it_closes(told: Path) -> None:
    file = mark_file()
    assert told not in file.parents
    assert file.stat().st_mode & 0o777 == 0o600
    mark = Mark.parse(file.read_text())
    assert (mark.head.origin, mark.head.size) == (origin_of(told), TOLD)


def test_a_history_that_grew_is_fine(reopen: Callable[[], Profile]) -> None:
    for entry in range(TOLD, TOLD + 3):
        profile = reopen()
        assert profile.high_water.look() is None
        assert add(profile) == entry
    profile = reopen()
    assert profile.high_water.look() is None
    assert profile.high_water.mark is not None
    assert profile.high_water.mark.head.size == TOLD + 3


@pytest.mark.parametrize("left", [1, 4, 11])
def test_a_cut_tail_opens_read_only_and_says_what_is_missing(
    told: Path, reopen: Callable[[], Profile], left: int
) -> None:
    with thief.opened(told) as connection:
        thief.cut(connection, left)
    profile = reopen()
    assert verify_log(profile.database, profile.log.verifier).ok, "the thief left no trace inside"
    found = trouble_of(profile)
    assert (found.kind, found.size, found.held_size, found.first_lost) == ("shorter", left, TOLD, left)
    missing = "entry 11 is missing." if left == 11 else f"entries {left} to 11 are missing."
    assert found.sentences[0].endswith(missing)
    with pytest.raises(ReadOnly) as refused:
        add(profile)
    assert refused.value.code == "history_shorter"
    assert "accept-restored" in refused.value.text()
    (kept,) = (told / EVIDENCE).iterdir()
    assert found.here in kept.read_text()
    assert found.elsewhere in kept.read_text()


def test_the_mark_says_how_much_of_a_cut_history_is_still_the_same(told: Path, reopen: Callable[[], Profile]) -> None:
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    # Twelve entries are a tree of eight and one of four; the first eight are held as one hash.
    assert trouble_of(reopen()).sentences[1] == "The first 8 entries are the ones that stood there."


def test_an_old_copy_that_was_put_back_is_found(told: Path, reopen: Callable[[], Profile], tmp_path: Path) -> None:
    copy = thief.take_copy(told, tmp_path / "old.db")
    add(reopen())
    add(reopen())
    reopen().close()
    thief.put_back(told, copy)
    found = trouble_of(reopen())
    assert (found.kind, found.size, found.held_size, found.first_lost) == ("shorter", TOLD, TOLD + 2, TOLD)


@pytest.mark.parametrize(("left", "count", "first"), [(8, 4, 8), (8, 9, 8), (5, 20, 0), (11, 1, 8)])
def test_a_history_rewritten_with_the_stolen_log_key_is_found(
    told: Path, reopen: Callable[[], Profile], left: int, count: int, first: int
) -> None:
    with thief.opened(told) as connection:
        origin = connection.execute(text("SELECT value FROM meta WHERE name = 'origin'")).scalar_one()
        thief.cut(connection, left)
        thief.invent(connection, told, origin, count)
    profile = reopen()
    assert verify_log(profile.database, profile.log.verifier).ok, "the thief left no trace inside"
    found = trouble_of(profile)
    assert (found.kind, found.size, found.first_lost) == ("forked", left + count, first)
    with pytest.raises(ReadOnly) as refused:
        add(profile)
    assert refused.value.code == "history_forked"


def test_a_shorter_rewritten_history_counts_as_forked(told: Path, reopen: Callable[[], Profile]) -> None:
    with thief.opened(told) as connection:
        origin = connection.execute(text("SELECT value FROM meta WHERE name = 'origin'")).scalar_one()
        thief.cut(connection, 2)
        thief.invent(connection, told, origin, 7)
    found = trouble_of(reopen())
    assert (found.kind, found.size, found.held_size, found.first_lost) == ("forked", 9, TOLD, 0)


def accept(profile: Profile, reason: str = "The disk broke; this is the backup of Friday") -> int:
    profile.unlock(PASSPHRASE)
    return restored.accept(profile, StoryClock(), reason)


@pytest.mark.parametrize("invented", [0, 6])
def test_an_owner_accepts_what_is_left_and_everything_works_again(
    told: Path, reopen: Callable[[], Profile], invented: int
) -> None:
    with thief.opened(told) as connection:
        origin = connection.execute(text("SELECT value FROM meta WHERE name = 'origin'")).scalar_one()
        thief.cut(connection, 9)
        thief.invent(connection, told, origin, invented)
    profile = reopen()
    found = trouble_of(profile)
    seq = accept(profile)
    assert seq == 9 + invented
    assert profile.high_water.found is None
    assert add(profile) == seq + 1
    with profile.reading() as connection:
        ((_at, kept),) = conflicts.listed(connection)
        (one,) = standing.restores(connection, origin)
    assert (kept.kind, kept.held_note, kept.shown_note) == (found.kind, found.elsewhere, found.here)
    assert one[2]["first_lost"] == found.first_lost
    assert [head["size"] for head in one[2]["elsewhere"]] == [TOLD]
    report = verify_log(profile.database, profile.log.verifier)
    assert report.ok, report.sentences
    again = reopen()
    assert again.high_water.look() is None
    assert add(again) == seq + 2


def test_a_restore_that_was_not_kept_outside_still_counts(told: Path, reopen: Callable[[], Profile]) -> None:
    """The process may end between the entry's COMMIT and the mark; the signed entry itself excuses the old head."""
    before = mark_file().read_text()
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    accept(reopen())
    reopen()
    mark_file().write_text(before)
    assert reopen().high_water.look() is None


def test_a_restore_excuses_only_the_head_that_it_names(
    told: Path, reopen: Callable[[], Profile], tmp_path: Path
) -> None:
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    accept(reopen())
    add(reopen())
    add(reopen())
    reopen().close()
    with thief.opened(told) as connection:
        thief.cut(connection, 11)
    found = trouble_of(reopen())
    assert (found.kind, found.size, found.held_size) == ("shorter", 11, 12)


def test_a_restore_needs_an_owner_a_reason_an_open_key_and_a_loss(told: Path, reopen: Callable[[], Profile]) -> None:
    profile = reopen()
    profile.unlock(PASSPHRASE)
    with pytest.raises(Conflict) as fine:
        restored.accept(profile, StoryClock(), "why not")
    assert fine.value.code == "not_lost"
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    profile = reopen()
    with pytest.raises(InvalidInput) as silent:
        restored.accept(profile, StoryClock(), "  ")
    assert silent.value.code == "reason_missing"
    with pytest.raises(Locked):
        restored.accept(profile, StoryClock(), "locked")
    assert trouble_of(profile).size == 9


def test_a_restore_forged_with_the_log_key_alone_excuses_nothing(told: Path, reopen: Callable[[], Profile]) -> None:
    """The thief has the log key, but no person's: the entry that would excuse it is signed by a key of their own."""
    mine = SigningKey.generate()
    story = Story(Profile.open(told))
    story.profile.unlock(PASSPHRASE)
    held = trouble_free_head(story.profile)
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    story.profile.database.gate = lambda: None
    here = standing_of(story.profile)
    body = {
        "here": {"size": here.size, "root": here.root.hex()},
        "elsewhere": [{"holder": "a file of this account", "size": held.size, "root": held.root.hex()}],
        "first_lost": 9,
    }
    story.order("restore", body, story.log.origin, "restored", key=mine)
    story.close()
    profile = reopen()
    # Nine entries and the forged one: the head that is held stands for twelve.
    assert trouble_of(profile).kind == "shorter"
    assert not verify_log(profile.database, profile.log.verifier).ok


def trouble_free_head(profile: Profile) -> Head:
    assert profile.high_water.look() is None
    return standing_of(profile)


def standing_of(profile: Profile) -> Head:
    with profile.reading() as connection:
        return ledger_log.head(connection)[0]


def test_another_log_under_the_same_name_cannot_be_accepted(
    told: Path, reopen: Callable[[], Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody gives a whole new profile the old one's origin: new owner, new keys, all in order inside."""
    origin = origin_of(told)
    monkeypatch.setattr("counterseal.sync.profile.uuid7", lambda _clock: origin.removeprefix("counterseal/"))
    other = Profile.create(tmp_path / "other", "Maria Lind", CHEAP, StoryClock())
    other.database.gate = lambda: None
    for number in range(20):
        add(other, f"{number}")
    other.close()
    profile = Profile.open(tmp_path / "other")
    try:
        found = trouble_of(profile)
        assert (found.kind, found.first_lost) == ("forked", 0)
        assert "another log under the same name" in found.sentences[0]
        with pytest.raises(Conflict) as refused:
            accept(profile)
        assert refused.value.code == "another_log"
    finally:
        profile.close()


def test_a_gateway_that_has_seen_more_makes_it_read_only_at_once(reopen: Callable[[], Profile]) -> None:
    profile = reopen()
    head = standing_of(profile)
    gone = Head(head.origin, 40, b"\7" * 32)
    note = sign_head(gone, profile.log.key)
    heard: list[str] = []
    profile.high_water.changed = lambda: heard.append("changed")
    with pytest.raises(InvalidInput):
        profile.high_water.heard("Ops gateway", "counterseal/gw", sign_head(gone, SigningKey.generate()))
    assert add(profile) == TOLD
    found = profile.high_water.heard("Ops gateway", "counterseal/gw", note)
    assert found is not None
    assert (found.kind, found.held_size, heard) == ("shorter", 40, ["changed"])
    assert "Ops gateway" in found.sentences[0]
    with pytest.raises(ReadOnly):
        add(profile)


def test_a_gateway_gets_an_order_of_its_own_that_names_the_head_it_saw(reopen: Callable[[], Profile]) -> None:
    profile = reopen()
    gone = Head(profile.log.origin, 40, b"\7" * 32)
    note = sign_head(gone, profile.log.key)
    profile.high_water.heard("Ops gateway", "counterseal/gw", note)
    seq = accept(profile)
    with profile.reading() as connection:
        mine, theirs = standing.restores(connection, profile.log.origin)
        out = connection.execute(text("SELECT seq, kind, audience FROM outbox ORDER BY id DESC")).first()
    assert (mine[0], mine[1]) == (seq, profile.log.origin)
    assert (theirs[0], theirs[1]) == (seq + 1, "counterseal/gw")
    assert theirs[2]["elsewhere"] == [{"holder": "Ops gateway", "size": 40, "root": gone.root.hex()}]
    assert out is not None
    assert tuple(out) == (seq + 1, "restore", "counterseal/gw")
    assert profile.high_water.heard("Ops gateway", "counterseal/gw", note) is None
    # Another gateway that saw the same head has not been told of it yet.
    assert profile.high_water.heard("Second gateway", "counterseal/g2", note) is not None
    assert verify_log(profile.database, profile.log.verifier).ok


def test_what_is_put_in_the_place_of_an_open_database_is_found_when_the_head_is_next_kept(
    told: Path, reopen: Callable[[], Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = reopen()
    assert profile.high_water.look() is None
    add(profile)
    monkeypatch.setattr("counterseal.sync.high_water.time.monotonic", lambda: 1e9)
    profile.high_water.keep()
    assert Mark.parse(mark_file().read_text()).head.size == TOLD + 1
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    monkeypatch.setattr("counterseal.sync.high_water.time.monotonic", lambda: 1e9 + KEEP_EVERY + 1)
    profile.high_water.keep()
    assert profile.high_water.found is not None
    assert profile.high_water.found.first_lost == 9
    assert Mark.parse(mark_file().read_text()).head.size == TOLD + 1, "the mark never goes back"


def test_a_head_is_kept_at_most_once_a_minute(reopen: Callable[[], Profile], monkeypatch: pytest.MonkeyPatch) -> None:
    profile = reopen()
    monkeypatch.setattr("counterseal.sync.high_water.time.monotonic", lambda: 1e9)
    profile.high_water.keep()
    add(profile)
    profile.high_water.keep()
    assert Mark.parse(mark_file().read_text()).head.size == TOLD
    monkeypatch.setattr("counterseal.sync.high_water.time.monotonic", lambda: 1e9 + KEEP_EVERY)
    profile.high_water.keep()
    assert Mark.parse(mark_file().read_text()).head.size == TOLD + 1


@pytest.mark.parametrize("junk", ["", "{}", '{"v":1}', "null", "[]", "\u0000", '{"v":1,"v":1}'])
def test_a_mark_that_is_none_stops_nothing_and_is_said(told: Path, reopen: Callable[[], Profile], junk: str) -> None:
    mark_file().write_text(junk)
    profile = reopen()
    assert profile.high_water.look() is None
    assert profile.high_water.problem
    assert add(profile) == TOLD
    reopen()
    assert Mark.parse(mark_file().read_text()).head.size == TOLD + 1


def test_a_mark_with_another_head_under_the_same_signature_is_none(told: Path, reopen: Callable[[], Profile]) -> None:
    mark_file().write_text(mark_file().read_text().replace("\\n12\\n", "\\n99\\n"))
    profile = reopen()
    assert profile.high_water.look() is None
    assert "signature" in profile.high_water.problem


def test_no_place_for_marks_is_said_and_stops_nothing(told: Path, reopen: Callable[[], Profile]) -> None:
    profile = reopen()
    add(profile)
    file = mark_file()
    file.unlink()
    file.mkdir()
    with pytest.raises(KnownError) as failed:
        profile.high_water.keep(now=True)
    assert failed.value.code == "mark_failed"
    assert add(profile) == TOLD + 1
    file.rmdir()


def test_evidence_that_cannot_be_written_does_not_hide_the_trouble(told: Path, reopen: Callable[[], Profile]) -> None:
    (told / EVIDENCE).write_text("a file where the folder should be")
    with thief.opened(told) as connection:
        thief.cut(connection, 9)
    assert trouble_of(reopen()).kind == "shorter"


def test_where_marks_lie_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERSEAL_STATE", str(tmp_path))
    marks = Marks(None)
    monkeypatch.setenv("COUNTERSEAL_STATE", str(tmp_path / "elsewhere"))
    assert marks.load("counterseal/0190") is None
    with pytest.raises(InvalidInput):
        marks.load("counterseal/../../etc/passwd")
    monkeypatch.delenv("COUNTERSEAL_STATE")
    assert state_folder().is_relative_to(Path(os.environ["XDG_STATE_HOME"]))
