"""Making, opening and unlocking a profile, and every way that goes wrong."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked, NotFound
from counterseal.ledger.database import DATABASE_NAME
from counterseal.ledger.verify import verify_log
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey
from counterseal.seal.log_key import LOG_KEY
from counterseal.sync.desk import open_desk
from counterseal.sync.profile import PERSON_KEY, KeyChoice, Profile, default_home
from gateway.desks import CHEAP, PASSPHRASE


def test_a_new_profile_stands_on_a_signed_roster(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "er"
    profile = Profile.create(home, "  Maria Lind ", CHEAP)
    try:
        assert not profile.locked
        assert profile.roster().solo
        assert profile.roster().person(profile.person_id).name == "Maria Lind"
        report = verify_log(profile.database, profile.log.verifier)
        assert (report.ok, report.entries) == (True, 1)
        for name in (LOG_KEY, PERSON_KEY):
            assert (home / name).stat().st_mode & 0o777 == 0o600
        assert home.stat().st_mode & 0o777 == 0o700
        seed = profile.key.seed
        assert all(seed not in f.read_bytes() and seed.hex().encode() not in f.read_bytes() for f in home.iterdir())
    finally:
        profile.close()


@pytest.mark.parametrize("name", ["", "   ", "n" * 121])
def test_a_name_has_bounds_and_nothing_is_left_behind(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput):
        Profile.create(tmp_path / "p", name, CHEAP)
    assert not (tmp_path / "p").exists()


def test_a_profile_is_never_made_over_another(home: Path) -> None:
    before = {f.name: f.read_bytes() for f in home.iterdir()}
    with pytest.raises(KnownError) as refused:
        Profile.create(home, "Eve", CHEAP)
    assert refused.value.code == "exists"
    assert {f.name: f.read_bytes() for f in home.iterdir()} == before


def test_a_key_without_a_database_is_not_overwritten(home: Path) -> None:
    (home / DATABASE_NAME).unlink()
    with pytest.raises(KnownError) as refused:
        Profile.create(home, "Eve", CHEAP)
    assert refused.value.code == "exists"


def test_there_must_be_a_profile(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        Profile.open(tmp_path / "nowhere")
    assert refused.value.code == "no_profile"
    assert "counterseal init" in refused.value.todo
    assert not (tmp_path / "nowhere").exists(), "looking must not make a folder"


def replace_log_key(home: Path) -> None:
    (home / LOG_KEY).write_text(SigningKey.generate().seed.hex())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda home: (home / LOG_KEY).unlink(), "missing"),
        (lambda home: (home / LOG_KEY).write_text("zz"), "damaged"),
        (replace_log_key, "not the key that entry 0 names"),
        (lambda home: (home / DATABASE_NAME).write_bytes(b"not a database at all" * 500), "cannot be read"),
    ],
)
def test_damage_is_named_when_the_profile_is_opened(home: Path, damage: object, words: str) -> None:
    damage(home)  # type: ignore[operator]
    with pytest.raises(KnownError) as refused:
        Profile.open(home)
    assert words in refused.value.text()


def test_a_profile_without_its_settings_is_damaged(home: Path) -> None:
    profile = Profile.open(home)
    with profile.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name = 'person'")
    profile.close()
    with pytest.raises(LedgerDamaged):
        Profile.open(home)


def test_unlocking(home: Path) -> None:
    profile = Profile.open(home)
    try:
        assert profile.locked
        for wrong in ("", "Correct horse", "correct horse ", "x" * 1_000):
            with pytest.raises(Locked):
                profile.unlock(wrong)
            assert profile.locked
        with pytest.raises(Locked):
            assert profile.key
        profile.unlock(PASSPHRASE)
        assert profile.key.id in profile.roster().person(profile.person_id).keys
        # A wrong passphrase at step-up does not lock what is open, nor open what is not.
        with pytest.raises(Locked):
            profile.unlock("wrong")
        assert not profile.locked
        profile.lock()
        assert profile.locked
    finally:
        profile.close()


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"v":1}'])
def test_a_broken_key_file_is_named(home: Path, text: str) -> None:
    (home / PERSON_KEY).write_text(text)
    profile = Profile.open(home)
    try:
        with pytest.raises(KnownError) as refused:
            profile.unlock(PASSPHRASE)
        assert refused.value.code != "known_error"
    finally:
        profile.close()


def test_a_missing_key_file_is_named(home: Path) -> None:
    (home / PERSON_KEY).unlink()
    profile = Profile.open(home)
    try:
        with pytest.raises(NotFound):
            profile.unlock(PASSPHRASE)
    finally:
        profile.close()


def test_somebody_elses_key_opens_nothing(home: Path) -> None:
    (home / PERSON_KEY).write_text(keywrap.wrap(SigningKey.generate(), PASSPHRASE, CHEAP.cost))
    profile = Profile.open(home)
    try:
        with pytest.raises(LedgerDamaged):
            profile.unlock(PASSPHRASE)
        assert profile.locked
    finally:
        profile.close()


def test_a_copied_profile_opens_with_its_passphrase_only(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "stolen")
    profile = Profile.open(tmp_path / "stolen")
    try:
        with pytest.raises(Locked):
            profile.unlock("guess")
    finally:
        profile.close()


@pytest.mark.parametrize(
    ("text", "mode", "kind"),
    [
        (PASSPHRASE + "\n", 0o644, InvalidInput),
        ("", 0o600, InvalidInput),
        ("\n", 0o600, InvalidInput),
        ("wrong\n", 0o600, Locked),
        (None, 0, InvalidInput),
    ],
)
def test_a_passphrase_file_is_private_and_right(
    home: Path, tmp_path: Path, text: str | None, mode: int, kind: type[KnownError]
) -> None:
    file = tmp_path / "passphrase"
    if text is not None:
        file.write_text(text)
        file.chmod(mode)
    with pytest.raises(kind):
        open_desk(home, file)


def test_without_a_passphrase_it_unlocks_itself_and_says_so(tmp_path: Path) -> None:
    Profile.create(tmp_path / "p", "Maria", KeyChoice("", use_keyring=False, cost=CHEAP.cost)).close()
    desk = open_desk(tmp_path / "p")
    try:
        identity = desk.status().identity
        assert not identity.locked
        assert identity.key_warning == "any program of this account can sign"
        (line,) = [line for line in desk.doctor().result(60) if line.name == "Key"]
        assert line.level == "warning"
    finally:
        desk.close()


def test_with_a_passphrase_it_opens_locked(home: Path) -> None:
    desk = open_desk(home)
    try:
        assert desk.status().identity.locked
    finally:
        desk.close()


def test_where_profiles_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERSEAL_HOME", str(tmp_path))
    assert default_home() == tmp_path
    monkeypatch.delenv("COUNTERSEAL_HOME")
    assert default_home().is_relative_to(os.environ["HOME"])


def test_the_key_file_says_how_it_is_wrapped_and_never_the_key(home: Path) -> None:
    wrapped = json.loads((home / PERSON_KEY).read_text())
    profile = Profile.open(home)
    try:
        profile.unlock(PASSPHRASE)
        assert wrapped["key_id"] == profile.key.id
        assert profile.key.seed.hex() not in json.dumps(wrapped)
    finally:
        profile.close()
