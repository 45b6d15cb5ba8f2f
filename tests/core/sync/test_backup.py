"""Backup and restore: keys only wrapped, verified on both sides, hostile archives refused, all or nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.ledger.story import CHEAP, PASSPHRASE, Story, StoryClock
from core.sync import thief
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked
from counterseal.ledger.database import DATABASE_NAME, Database, DiskTrouble
from counterseal.ledger.log import Draft
from counterseal.ledger.verify import verify_log
from counterseal.seal.keywrap import Cost
from counterseal.seal.log_key import LOG_KEY
from counterseal.sync import archive, backup, restored
from counterseal.sync import restore as restoring
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.backup import PORT_FILE
from counterseal.sync.profile import PERSON_KEY, KeyChoice, Profile

LOW = Cost(64, 1, 1)
TOLD = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("told") / "profile"
    story = Story.create(home)
    story.tell()
    story.close()
    return home


@pytest.fixture
def profile(template: Path, tmp_path: Path) -> Iterator[Profile]:
    """An opened and unlocked profile with twelve entries."""
    shutil.copytree(template, tmp_path / "profile")
    profile = Profile.open(tmp_path / "profile")
    profile.unlock(PASSPHRASE)
    yield profile
    profile.close()


@pytest.fixture(scope="module")
def good(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup, for tests that spoil copies of it."""
    folder = tmp_path_factory.mktemp("good")
    shutil.copytree(template, folder / "profile")
    profile = Profile.open(folder / "profile")
    try:
        profile.unlock(PASSPHRASE)
        backup.write(profile, StoryClock(), folder / "backup")
    finally:
        profile.close()
    return folder / "backup"


def add(profile: Profile) -> int:
    with profile.database.write() as connection:
        draft = Draft("viewed", "2026-11-21T15:00:00.000Z", "refunds", agent="refunds", title="later")
        return profile.log.append(connection, [draft]).seqs[0]


def make(profile: Profile, out: Path, passphrase: str = "") -> BackupReport:
    return backup.write(profile, StoryClock(), out, passphrase, cost=LOW)


def folder_of(path: Path) -> set[str]:
    return {one.name for one in path.iterdir()}


def test_what_was_backed_up_opens_signs_and_verifies(profile: Profile, tmp_path: Path) -> None:
    (profile.home / PORT_FILE).write_text("45678")
    out = tmp_path / "backup"
    made = make(profile, out)
    assert (made.path, made.entries) == (out, TOLD)
    assert made.sentences[0] == "12 entries verified in the copy."
    assert out.stat().st_mode & 0o777 == 0o600
    report = restoring.restore(out, tmp_path / "again", PASSPHRASE)
    assert (report.path, report.entries, report.head) == (tmp_path / "again", TOLD, made.head)
    assert not any("read-only" in sentence for sentence in report.sentences)
    again = Profile.open(tmp_path / "again")
    try:
        again.unlock(PASSPHRASE)
        assert again.key.id == profile.key.id
        assert (again.log.origin, again.log.key.id) == (profile.log.origin, profile.log.key.id)
        assert add(again) == TOLD
        assert verify_log(again.database, again.log.verifier).ok
    finally:
        again.close()
    assert (tmp_path / "again" / PORT_FILE).read_text() == "45678"
    assert {f.name: f.stat().st_mode & 0o777 for f in (tmp_path / "again").glob("*.key")} == {
        LOG_KEY: 0o600,
        PERSON_KEY: 0o600,
    }


def test_no_secret_is_in_it_in_clear(profile: Profile, tmp_path: Path) -> None:
    for passphrase in ("", "for the safe"):
        out = tmp_path / f"backup{len(passphrase)}"
        make(profile, out, passphrase)
        data = out.read_bytes()
        for key in (profile.key, profile.log.key):
            assert key.seed not in data
            assert key.seed.hex().encode() not in data
        assert PASSPHRASE.encode() not in data
        assert b"for the safe" not in data


def test_a_passphrase_of_its_own_opens_both_keys_and_guards_the_restored_profile(tmp_path: Path) -> None:
    bare = Profile.create(tmp_path / "bare", "Maria Lind", KeyChoice("", use_keyring=False, cost=LOW))
    try:
        with pytest.raises(InvalidInput) as refused:
            make(bare, tmp_path / "backup")
        assert refused.value.code == "no_passphrase"
        assert not (tmp_path / "backup").exists()
        make(bare, tmp_path / "backup", "for the safe")
    finally:
        bare.close()
    restoring.restore(tmp_path / "backup", tmp_path / "again", "for the safe")
    again = Profile.open(tmp_path / "again")
    try:
        assert again.has_passphrase
        with pytest.raises(Locked):
            again.unlock("")
        again.unlock("for the safe")
    finally:
        again.close()


def test_a_locked_key_backs_nothing_up(profile: Profile, tmp_path: Path) -> None:
    profile.lock()
    with pytest.raises(Locked):
        make(profile, tmp_path / "backup")
    assert folder_of(tmp_path) == {"profile"}


def test_a_backup_in_the_middle_of_work_holds_one_steady_view(profile: Profile, tmp_path: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            add(profile)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        made = [make(profile, tmp_path / f"backup{n}") for n in range(3)]
    finally:
        stop.set()
        thread.join()
    for number, one in enumerate(made):
        report = restoring.restore(one.path, tmp_path / f"again{number}", PASSPHRASE)
        assert report.head == one.head
    assert made[0].entries <= made[1].entries <= made[2].entries


def test_a_backup_never_takes_the_place_of_a_file(profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("mine")
    with pytest.raises(InvalidInput) as refused:
        make(profile, tmp_path / "backup")
    assert refused.value.code == "file_exists"
    assert (tmp_path / "backup").read_text() == "mine"
    with pytest.raises(DiskTrouble):
        make(profile, tmp_path / "no" / "such" / "folder")
    assert folder_of(tmp_path) == {"profile", "backup"}


def test_of_a_damaged_ledger_no_backup_is_made(profile: Profile, tmp_path: Path) -> None:
    with thief.opened(profile.home) as connection:
        connection.exec_driver_sql("UPDATE listing SET title = 'Refund €1.00' WHERE seq = 3")
    with pytest.raises(LedgerDamaged) as refused:
        make(profile, tmp_path / "backup")
    assert refused.value.code == "not_verified"
    assert "Entry 3" in refused.value.where
    assert folder_of(tmp_path) == {"profile"}


def test_replicas_travel_with_it(profile: Profile, tmp_path: Path) -> None:
    name = f"{profile.log.origin.removeprefix('counterseal/')}.db"
    (profile.home / "replicas").mkdir()
    shutil.copyfile(profile.home / DATABASE_NAME, profile.home / "replicas" / name)
    (profile.home / "replicas" / "notes.db").write_text("not a replica")
    make(profile, tmp_path / "backup")
    restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    assert folder_of(tmp_path / "again" / "replicas") == {name}
    database = Database(tmp_path / "again" / "replicas" / name)
    try:
        assert verify_log(database, profile.log.verifier).ok
    finally:
        database.close()


@pytest.mark.parametrize("there", ["file", "folder"])
def test_nothing_is_restored_over_anything(good: Path, tmp_path: Path, there: str) -> None:
    target = tmp_path / "target"
    if there == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine").write_text("mine")
    with pytest.raises(InvalidInput) as refused:
        restoring.restore(good, target, PASSPHRASE)
    assert refused.value.code == "not_empty"
    assert folder_of(tmp_path) == {"target"}


def test_an_empty_folder_is_taken(good: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    restoring.restore(good, tmp_path / "target", PASSPHRASE)
    assert DATABASE_NAME in folder_of(tmp_path / "target")


def test_a_wrong_passphrase_leaves_nothing(good: Path, tmp_path: Path) -> None:
    with pytest.raises(Locked) as refused:
        restoring.restore(good, tmp_path / "target", "wrong")
    assert refused.value.code == "wrong_passphrase"
    assert folder_of(tmp_path) == set()


def test_a_backup_older_than_what_this_computer_remembers_says_so_and_opens_read_only(
    profile: Profile, tmp_path: Path
) -> None:
    make(profile, tmp_path / "backup")
    add(profile)
    add(profile)
    profile.close()
    report = restoring.restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    assert "entries 12 to 13 are not in it" in " ".join(report.sentences)
    again = Profile.open(tmp_path / "again")
    try:
        with pytest.raises(KnownError) as refused:
            add(again)
        assert refused.value.code == "history_shorter"
        again.unlock(PASSPHRASE)
        assert restored.accept(again, StoryClock(), "The disk broke") == TOLD
        assert add(again) == TOLD + 1
        assert verify_log(again.database, again.log.verifier).ok
    finally:
        again.close()


# -- hostile archives ---------------------------------------------------------------------------------------------
Members = dict[str, bytes]


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path, found: Members, **more: Any) -> Path:
    with zipfile.ZipFile(path, "w", more.get("compress", zipfile.ZIP_STORED)) as file:
        for name, data in found.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = more.get("compress", zipfile.ZIP_STORED)
            info.external_attr = more.get("modes", {}).get(name, stat.S_IFREG | 0o600) << 16
            file.writestr(info, data)
    return path


def refused(path: Path, tmp_path: Path) -> KnownError:
    """Restoring is refused and leaves nothing, inside the target's folder or outside of it."""
    before = folder_of(tmp_path) - {"deep"}
    with pytest.raises(KnownError) as error:
        restoring.restore(path, tmp_path / "deep" / "target", PASSPHRASE)
    left = folder_of(tmp_path / "deep") if (tmp_path / "deep").exists() else set()
    assert left == set()
    assert folder_of(tmp_path) - {"deep"} == before
    return error.value


def changed(found: Members, name: str, data: bytes) -> Members:
    return {**found, name: data}


def manifested(found: Members, **members_: Any) -> Members:
    """The manifest with other members, and no new signature."""
    raw = json.loads(found["manifest.json"])
    return changed(found, "manifest.json", json.dumps({**raw, **members_}).encode())


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda m: changed(m, "../../evil", b"x"), "unknown member"),
        (lambda m: changed(m, "/etc/passwd", b"x"), "unknown member"),
        (lambda m: changed(m, "HALT", b""), "unknown member"),
        (lambda m: changed(m, "replicas/../../../evil.db", b""), "unknown member"),
        (lambda m: changed(m, "replicas/", b""), "unknown member"),
        (lambda m: changed(m, "replicas/01900000-0000-7000-8000-000000000001.db", b"x"), "not those that its manifest"),
        (lambda m: {n: d for n, d in m.items() if n != "log.key.wrapped"}, "not those that its manifest"),
        (lambda m: {n: d for n, d in m.items() if n != "manifest.json"}, "manifest.json is missing"),
        (lambda m: {n: d for n, d in m.items() if n != "manifest.sig"}, "not those that its manifest"),
        (lambda m: changed(m, "manifest.json", b"[]"), "manifest"),
        (lambda m: changed(m, "manifest.json", b" " * (2 << 20)), "too large"),
        (lambda m: changed(m, "person.key", m["person.key"] + b" "), "person.key is not what"),
        (lambda m: changed(m, "manifest.sig", b"AAAA"), "not signed"),
        (lambda m: changed(m, "manifest.sig", "é".encode()), "not signed"),
        (lambda m: manifested(m, port=45_679), "not signed"),
        (lambda m: manifested(m, port=80), "port"),
        (lambda m: manifested(m, extra=1), "unknown members"),
        (lambda m: manifested(m, under="nobody"), "unknown place"),
        (lambda m: manifested(m, members={}), "lacks"),
        (lambda m: manifested(m, made_at=5), "unknown members"),
        (lambda m: manifested(m, members=dict.fromkeys(json.loads(m["manifest.json"])["members"], 5)), "wrongly"),
        (lambda m: changed(m, "counterseal.db", m["counterseal.db"][:-1] + b"\1"), "counterseal.db is not what"),
        (lambda m: changed(m, "counterseal.db", m["counterseal.db"] + b"\0"), "counterseal.db is not what"),
    ],
)
def test_spoiled_archives_are_refused_and_leave_nothing(
    good: Path, tmp_path: Path, spoil: Callable[[Members], Members], why: str
) -> None:
    error = refused(packed(tmp_path / "bad", spoil(members(good))), tmp_path)
    assert error.code == "bad_backup"
    assert why in error.text()


def test_symlinks_compression_and_doubles_are_refused(good: Path, tmp_path: Path) -> None:
    found = members(good)
    link = packed(tmp_path / "link", found, modes={"person.key": stat.S_IFLNK | 0o777})
    assert "not a plain file" in refused(link, tmp_path).text()
    small = packed(tmp_path / "small", found, compress=zipfile.ZIP_DEFLATED)
    assert "encrypted or compressed" in refused(small, tmp_path).text()
    packed(tmp_path / "twice", found)
    with zipfile.ZipFile(tmp_path / "twice", "a") as file, warnings.catch_warnings(action="ignore"):
        file.writestr("log.key.wrapped", b"x")
    assert "twice" in refused(tmp_path / "twice", tmp_path).text()


def test_a_bomb_of_overlapping_members_is_refused(good: Path, tmp_path: Path) -> None:
    """Two members whose headers point at one run of bytes would unpack to more than the archive holds."""
    shutil.copyfile(good, tmp_path / "bomb")
    with zipfile.ZipFile(tmp_path / "bomb", "a") as file:
        big = file.getinfo("counterseal.db")
        alias = zipfile.ZipInfo("replicas/01900000-0000-7000-8000-000000000001.db")
        alias.header_offset, alias.file_size, alias.compress_size = big.header_offset, big.file_size, big.compress_size
        alias.CRC = big.CRC
        file.filelist.append(alias)
        file.NameToInfo[alias.filename] = alias
        file._didModify = True  # type: ignore[attr-defined]
    assert "overlap" in refused(tmp_path / "bomb", tmp_path).text()


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + b"\0" * 18, os.urandom(4_000), b"\0" * 70_000])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad").write_bytes(data)
    assert refused(tmp_path / "bad", tmp_path).code == "bad_backup"
    (tmp_path / "bad").unlink()
    assert refused(tmp_path / "bad", tmp_path).code == "no_backup"


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9, 0.999])
def test_a_torn_archive_is_refused(good: Path, tmp_path: Path, at: float) -> None:
    data = good.read_bytes()
    (tmp_path / "torn").write_bytes(data[: int(len(data) * at)])
    assert refused(tmp_path / "torn", tmp_path).code == "bad_backup"


def test_no_byte_of_a_member_can_be_changed(good: Path, tmp_path: Path) -> None:
    """Tried with the first, a middle and the last byte of every member."""
    data = good.read_bytes()
    with zipfile.ZipFile(good) as file:
        infos = file.infolist()
    places = {info.header_offset + 30 + len(info.filename) + n for info in infos for n in (0, 7, info.file_size - 1)}
    assert len(places) == 3 * len(infos)
    for place in sorted(places):
        changed_ = bytearray(data)
        changed_[place] ^= 0x41
        (tmp_path / "flipped").write_bytes(changed_)
        error = refused(tmp_path / "flipped", tmp_path)
        assert error.code in ("bad_backup", "wrong_passphrase"), f"byte {place}: {error.text()}"


def test_a_record_that_does_not_verify_is_refused_even_under_a_good_manifest(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the keys can sign a manifest over anything; the record is verified all the same."""
    shutil.copytree(template, tmp_path / "profile")
    with thief.opened(tmp_path / "profile") as connection:
        connection.exec_driver_sql("UPDATE payloads SET bytes = x'00' WHERE seq = 2 AND name = 'action'")
    profile = Profile.open(tmp_path / "profile")
    try:
        profile.unlock(PASSPHRASE)
        with profile.reading() as connection:
            head = str(connection.exec_driver_sql("SELECT note FROM heads ORDER BY size DESC").scalars().first())
        monkeypatch.setattr(backup, "_verified", lambda *_given: (head, (), TOLD))
        make(profile, tmp_path / "backup")
    finally:
        profile.close()
    error = refused(tmp_path / "backup", tmp_path)
    assert error.code == "not_verified"
    assert "Entry 2" in error.text()


def test_a_disk_that_fails_in_the_middle_leaves_nothing(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: archive.Archive, _name: str, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Archive, "unpack", full)
    assert refused(good, tmp_path).code == "disk"


def test_keys_of_another_profile_are_refused(profile: Profile, tmp_path: Path) -> None:
    other = Profile.create(tmp_path / "other", "Eve", CHEAP)
    other.close()
    theirs = Profile.open(tmp_path / "other")
    try:
        theirs.unlock(PASSPHRASE)
        files: dict[str, Path | bytes] = {
            DATABASE_NAME: profile.home / DATABASE_NAME,
            archive.WRAPPED_LOG_KEY: backup.keywrap.wrap(
                theirs.log.key, backup.log_key_words(theirs.key), LOW
            ).encode(),
            archive.WRAPPED_PERSON_KEY: theirs.stored_key().encode(),
        }
        with theirs.reading() as connection:
            head = str(connection.exec_driver_sql("SELECT note FROM heads").scalars().first())
        manifest = archive.Manifest(
            "2026-11-21T15:00:00.000Z",
            "0",
            theirs.log.origin,
            theirs.log.verifier.text(),
            theirs.person_id,
            "person",
            "file",
            head,
            None,
            archive.manifest_members(files),
        )
        profile.close()
        archive.write(tmp_path / "mixed", manifest, files, theirs.log.key)
    finally:
        theirs.close()
    assert refused(tmp_path / "mixed", tmp_path).code == "bad_backup"
