"""Marks and restored keys in a system keyring: read, written, and never waited for when the desk closes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from core.ledger.story import PASSPHRASE, StoryClock
from core.sync import thief
from counterseal.errors import KnownError
from counterseal.ledger.log import Draft
from counterseal.seal import keystore, keywrap
from counterseal.seal.keys import SigningKey
from counterseal.sync import backup, high_water, profile
from counterseal.sync import restore as restoring
from counterseal.sync.marks import Mark, state_folder
from counterseal.sync.profile import PERSON_KEY, KeyChoice, Profile

LOW = keywrap.Cost(64, 1, 1)


class Ring(KeyringBackend):
    """A keyring in memory. ``locked`` raises as a locked one does; ``asks`` blocks as one that asks its user."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.locked = False
        self.asks = threading.Event()
        self.asks.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.items[service, username]

    def _ask(self) -> None:
        self.asks.wait(60)
        if self.locked:
            raise KeyringLocked("locked")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """The only keyring that this test's programs find."""
    found = Ring()
    for module in (keystore, profile, restoring):
        monkeypatch.setattr(module, "find_keyring", lambda: found)
    yield found
    found.asks.set()


@pytest.fixture
def home(ring: Ring, tmp_path: Path) -> Path:
    """A closed profile whose key, and so its mark, is in the keyring."""
    Profile.create(tmp_path / "profile", "Maria Lind", KeyChoice(PASSPHRASE, cost=LOW), StoryClock()).close()
    assert not (tmp_path / "profile" / PERSON_KEY).exists()
    return tmp_path / "profile"


def mark_of(ring: Ring) -> Mark:
    ((_service, _account),) = [key for key in ring.items if key[1].startswith("head:")]
    return Mark.parse(ring.items[_service, _account])


def add(opened: Profile, count: int = 1) -> int:
    with opened.database.write() as connection:
        draft = Draft("viewed", "2026-11-21T15:00:00.000Z", "refunds", agent="refunds", title="later")
        return opened.log.append(connection, [draft] * count).seqs[0]


def test_the_mark_is_one_item_that_every_keyring_can_hold(ring: Ring, home: Path) -> None:
    opened = Profile.open(home)
    add(opened, 254)
    opened.close()
    ((service, account),) = [key for key in ring.items if key[1].startswith("head:")]
    assert (service, account) == ("counterseal", f"head:{opened.log.origin}")
    assert mark_of(ring).head.size == 255, "eight perfect subtrees"
    assert len(ring.items[service, account].encode("utf-16-le")) <= 2_560, "what Windows keeps"
    assert not (state_folder() / "heads").exists()


def test_a_cut_history_is_found_by_the_keyring(ring: Ring, home: Path) -> None:
    opened = Profile.open(home)
    add(opened)
    add(opened)
    opened.close()
    with thief.opened(home) as connection:
        thief.cut(connection, 1)
    again = Profile.open(home)
    try:
        with pytest.raises(KnownError) as refused:
            add(again)
        assert refused.value.code == "history_shorter"
        assert "the system keyring" in refused.value.text()
    finally:
        again.close()
    assert mark_of(ring).head.size == 3


def test_a_locked_keyring_stops_nothing_and_is_said(ring: Ring, home: Path) -> None:
    opened = Profile.open(home)
    try:
        ring.locked = True
        assert opened.high_water.look() is None
        assert "locked" in opened.high_water.problem
        assert add(opened) == 1
        with pytest.raises(KnownError) as failed:
            opened.high_water.keep(now=True)
        assert failed.value.code == "keyring_failed"
        ring.locked = False
        opened.high_water.keep(now=True)
        assert opened.high_water.problem == ""
        assert mark_of(ring).head.size == 2
    finally:
        opened.close()


def test_closing_waits_only_a_moment_for_a_keyring_that_asks_its_user(
    ring: Ring, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(high_water, "CLOSING_MOST", 0.01)
    opened = Profile.open(home)
    add(opened)
    ring.asks.clear()
    opened.close()
    assert mark_of(ring).head.size == 1, "it still waits for its user"
    shutil.rmtree(home)
    ring.asks.set()
    (late,) = [thread for thread in threading.enumerate() if thread.name == "counterseal-last-mark"] or [None]
    if late is not None:
        late.join(60)
    assert not home.exists(), "a late answer opened the database again"


def test_who_only_reads_is_not_asked_for_the_keyring(ring: Ring, home: Path) -> None:
    asked: list[str] = []
    ring._ask = lambda: asked.append("asked")  # type: ignore[method-assign]
    opened = Profile.open(home)
    with opened.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one() == 1
    opened.close()
    assert asked == []


def restored(home: Path, tmp_path: Path) -> tuple[Profile, str]:
    opened = Profile.open(home)
    try:
        opened.unlock(PASSPHRASE)
        if not (tmp_path / "backup").exists():
            backup.write(opened, StoryClock(), tmp_path / "backup")
    finally:
        opened.close()
    report = restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    return Profile.open(tmp_path / "again"), " ".join(report.sentences)


def test_a_key_that_lay_in_a_keyring_is_put_into_the_one_of_the_new_machine(
    ring: Ring, home: Path, tmp_path: Path
) -> None:
    opened = Profile.open(home)
    opened.unlock(PASSPHRASE)
    backup.write(opened, StoryClock(), tmp_path / "backup")
    opened.close()
    ring.items.clear()
    report = restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    assert "in the system keyring again" in " ".join(report.sentences)
    assert not (tmp_path / "again" / PERSON_KEY).exists()
    again = Profile.open(tmp_path / "again")
    try:
        again.unlock(PASSPHRASE)
        assert add(again) == 1
    finally:
        again.close()


def test_the_same_key_in_the_keyring_is_left_as_it_is(ring: Ring, home: Path, tmp_path: Path) -> None:
    again, said = restored(home, tmp_path)
    try:
        assert "under the passphrase that it has there" in said
        again.unlock(PASSPHRASE)
    finally:
        again.close()


def test_a_newer_key_in_the_keyring_is_never_replaced(ring: Ring, home: Path, tmp_path: Path) -> None:
    opened = Profile.open(home)
    opened.unlock(PASSPHRASE)
    backup.write(opened, StoryClock(), tmp_path / "backup")
    account = ("counterseal", opened.person_id)
    opened.close()
    newer = ring.items[account] = keywrap.wrap(SigningKey.generate(), "another", LOW)
    report = restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    assert "in an encrypted file" in " ".join(report.sentences)
    assert ring.items[account] == newer
    again = Profile.open(tmp_path / "again")
    try:
        again.unlock(PASSPHRASE)
    finally:
        again.close()


def test_a_locked_keyring_leaves_the_restored_key_in_a_file_and_is_said(ring: Ring, home: Path, tmp_path: Path) -> None:
    opened = Profile.open(home)
    opened.unlock(PASSPHRASE)
    backup.write(opened, StoryClock(), tmp_path / "backup")
    opened.close()
    ring.locked = True
    report = restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    said = " ".join(report.sentences)
    assert "in an encrypted file" in said
    assert "could not be read" in said
    shutil.rmtree(tmp_path / "again")


def test_a_forked_backup_says_which_entries_are_other_ones(ring: Ring, home: Path, tmp_path: Path) -> None:
    opened = Profile.open(home)
    opened.unlock(PASSPHRASE)
    backup.write(opened, StoryClock(), tmp_path / "backup")
    add(opened)
    opened.close()
    other, _said = restored(home, tmp_path)
    other.database.gate = lambda: None
    with other.database.write() as connection:
        thief.invent(connection, tmp_path / "again", other.log.origin, 4)
    other.close()
    other = Profile.open(tmp_path / "again")
    other.unlock(PASSPHRASE)
    other.database.gate = lambda: None
    backup.write(other, StoryClock(), tmp_path / "forked")
    other.close()
    report = restoring.restore(tmp_path / "forked", tmp_path / "third", PASSPHRASE)
    said = " ".join(report.sentences)
    assert "entries from 0 on are other ones" in said
    assert "opens read-only" in said
