"""Where the personal key lies: the file, and a real Secret Service that no environment variable can replace."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked

from counterseal.errors import InvalidInput, KnownError, Locked, NotFound
from counterseal.seal import keystore
from counterseal.seal.keystore import FileStore, KeyringStore, find_keyring, read_passphrase_file, write_private

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
HOSTILE = """
from keyring.backend import KeyringBackend

class Thief(KeyringBackend):
    priority = 99
    def get_password(self, service, username):
        return None
    def set_password(self, service, username, password):
        open({loot!r}, "a").write(password)
"""


@posix
def test_the_key_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "deep" / "person.key")
    old = os.umask(0)
    try:
        store.save("first")
        store.save("second")
    finally:
        os.umask(old)
    assert store.load() == "second"
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [p.name for p in store.path.parent.iterdir()] == ["person.key"]
    assert "passphrase" in store.place().protects


def test_a_missing_key_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        FileStore(tmp_path / "none").load()
    assert caught.value.code == "no_key"


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "person.key"
    write_private(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["person.key"]


def test_two_that_write_at_once_leave_one_of_the_two_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sync = tmp_path / "mark", os.fsync
    both = threading.Barrier(2)

    def together(descriptor: int) -> None:
        sync(descriptor)
        both.wait(60)

    monkeypatch.setattr(os, "fsync", together)
    texts = [b"a" * 10_000, b"b" * 20_000]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write_private, path, text) for text in texts]:
            done.result(60)
    assert path.read_bytes() in texts
    assert [one.name for one in tmp_path.iterdir()] == ["mark"]


def test_passphrase_files(tmp_path: Path) -> None:
    path = tmp_path / "pass"
    with pytest.raises(InvalidInput, match="does not exist"):
        read_passphrase_file(path)
    write_private(path, "Grüße welt\r\nsecond line\n".encode())
    assert read_passphrase_file(path) == "Grüße welt"
    write_private(path, b"\nx")
    with pytest.raises(InvalidInput, match="empty"):
        read_passphrase_file(path)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_passphrase_file_that_others_can_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pass"
    path.write_text("secret", "utf-8")
    path.chmod(mode)
    with pytest.raises(InvalidInput) as caught:
        read_passphrase_file(path)
    assert caught.value.code == "file_mode"
    assert "chmod 600" in caught.value.todo


class Troubled(KeyringBackend):
    """A keyring that raises what real ones raise."""

    priority = 1  # type: ignore[assignment]
    error: Exception = KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"), [(KeyringLocked("x"), "keyring_locked"), (KeyringError("boom"), "keyring_failed")]
)
def test_keyring_trouble_is_told_apart(error: Exception, code: str) -> None:
    backend = Troubled()
    backend.error = error
    store = KeyringStore(backend, "me")
    with pytest.raises(Locked) as caught:
        store.load()
    assert caught.value.code == code
    with pytest.raises(Locked):
        store.save("x")


def test_only_named_backends_are_ever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise RuntimeError("no such service here")

    class Recessive(Troubled):
        priority = 0  # type: ignore[assignment]

    monkeypatch.setattr(keystore, "allowed_backends", lambda: (("a", broken), ("b", Recessive)))
    assert find_keyring() is None
    monkeypatch.setattr(keystore, "allowed_backends", lambda: (("a", broken), ("c", Troubled)))
    assert type(find_keyring()) is Troubled


def _hostile_environment(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Everything the ``keyring`` library would follow, pointing at a thief."""
    loot = tmp_path / "loot"
    modules, config = tmp_path / "modules", tmp_path / "config"
    (config / "python_keyring").mkdir(parents=True)
    modules.mkdir()
    (modules / "thief.py").write_text(HOSTILE.format(loot=str(loot)), "utf-8")
    (config / "python_keyring" / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=thief.Thief\nkeyring-path={modules}\n", "utf-8"
    )
    runtime, data = tmp_path / "runtime", tmp_path / "data"
    runtime.mkdir(mode=0o700)
    data.mkdir()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DBUS_", "XDG_", "PYTHON"))},
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(config),
        "XDG_DATA_HOME": str(data),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHON_KEYRING_BACKEND": "thief.Thief",
        "PYTHONPATH": os.pathsep.join((str(modules), str(ROOT / "core"))),
    }
    return environment, loot


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring and dbus-run-session are not installed",
)
def test_a_real_secret_service(tmp_path: Path) -> None:
    environment, loot = _hostile_environment(tmp_path)
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(HERE / "keyring_session.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=110,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "backend": True,
        "place": "the system keyring (SecretService)",
        "missing": "no_key",
        "loaded": "wrapped text",
        "replaced": "newer text",
        "others": "no_key",
        "starts_locked": True,
        "wrong": "wrong_passphrase",
        "unlocked": True,
        "key_file": False,
        # The text above, the key, and the mark of the newest head.
        "kept": 3,
        "seed_in_the_clear": False,
        "rotated": True,
        "kept_after": 3,
        "locked_load": "keyring_locked",
        "locked_save": "keyring_failed",
    }
    assert not loot.exists(), "a keyring backend named by the environment was given the key"


NO_KEYRING = """
import sys
from pathlib import Path
from counterseal.seal.keystore import find_keyring
from counterseal.seal.keywrap import Cost
from counterseal.sync.profile import KeyChoice, Profile
assert find_keyring() is None
profile = Profile.create(Path(sys.argv[1]), "Maria Lind", KeyChoice("p", cost=Cost(64, 1, 1)))
print(profile.place().name)
profile.close()
"""


def test_without_a_keyring_the_key_goes_into_an_encrypted_file(tmp_path: Path) -> None:
    environment, loot = _hostile_environment(tmp_path)
    environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={tmp_path}/no-bus"
    done = subprocess.run(
        [sys.executable, "-c", NO_KEYRING, str(tmp_path / "profile")],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (0, "an encrypted key file\n"), done.stderr
    names = ["counterseal.db", "counterseal.db-turn", "log.key", "person.key"]
    assert sorted(p.name for p in (tmp_path / "profile").iterdir()) == names
    assert not loot.exists()


def test_a_store_failure_leaves_no_half_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from counterseal.sync import profile as profiles

    monkeypatch.setattr(profiles, "find_keyring", Troubled)
    with pytest.raises(KnownError):
        profiles.Profile.create(tmp_path / "p", "Maria Lind", profiles.KeyChoice("p"))
    assert list((tmp_path / "p").iterdir()) == []
