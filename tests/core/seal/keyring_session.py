"""Runs inside ``dbus-run-session``: starts a real Secret Service and tries the key store on it. Prints one JSON line.

Usage: keyring_session.py FOLDER. The environment may name a hostile keyring backend, which must not be followed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import secretstorage
from jeepney import message_bus
from jeepney.io.blocking import DBusConnection
from keyring.backends.SecretService import Keyring
from secretstorage.collection import get_collection_by_alias
from secretstorage.exceptions import ItemNotFoundException

from counterseal.errors import KnownError, Locked, NotFound
from counterseal.seal.keystore import SERVICE, KeyringStore, find_keyring
from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import open_desk
from counterseal.sync.profile import KeyChoice, Profile

PR_SET_CHILD_SUBREAPER = 36
NAME = "org.freedesktop.secrets"


def start() -> int:
    """gnome-keyring, its login keyring made and unlocked with a password from stdin. Returns its process id.

    It is used only once it owns its bus name and has its login keyring: asking for the service any earlier would start
    a second, locked one, and asking for the default keyring any earlier would make a new one.
    """
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--daemonize"]
    subprocess.run(command, input=b"session password", stdout=subprocess.DEVNULL, check=True, timeout=60)
    deadline = time.monotonic() + 60
    steady = 0
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        while time.monotonic() < deadline:
            steady = steady + 1 if _unlocked(bus) else 0
            # While it writes its first keyring file, the daemon can lose sight of it once more.
            if steady == 30:
                return int(bus.send_and_get_reply(message_bus.GetConnectionUnixProcessID(NAME)).body[0])
            time.sleep(0.01)
    raise SystemExit("the Secret Service did not start")


def _unlocked(bus: DBusConnection) -> bool:
    if not bus.send_and_get_reply(message_bus.NameHasOwner(NAME)).body[0]:
        return False
    try:
        return not get_collection_by_alias(bus, "default").is_locked()
    except ItemNotFoundException:
        return False


def lock() -> None:
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()


def stored_texts() -> list[str]:
    """What the Secret Service itself holds for us, asked past our code."""
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        return [i.get_secret().decode() for i in secretstorage.search_items(bus, {"service": SERVICE})]


def attempt(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except (Locked, NotFound) as error:
        return error.code
    except KnownError as error:
        return f"other: {error.code}"
    return "no error"


def rotated(home: Path) -> bool:
    """Exchange the key in the keyring; whether the new one opens under its own passphrase only."""
    desk = open_desk(home)
    try:
        desk.profile.unlock("passphrase")
        desk.people.rotate("another", "").result()
        new = desk.profile.key.id
        desk.people.lock()
        refused = attempt(lambda: desk.profile.unlock("passphrase"))
        desk.profile.unlock("another")
        return refused == "wrong_passphrase" and desk.profile.key.id == new
    finally:
        desk.close()


def main(folder: Path) -> dict[str, object]:
    backend = find_keyring()
    assert backend is not None
    store = KeyringStore(backend, "somebody")
    found: dict[str, object] = {
        "backend": type(backend) is Keyring,
        "place": store.place().name,
        "missing": attempt(store.load),
    }
    store.save("wrapped text")
    found["loaded"] = store.load()
    store.save("newer text")
    found["replaced"] = store.load()
    found["others"] = attempt(KeyringStore(backend, "somebody else").load)

    home = folder / "profile"
    profile = Profile.create(home, "Maria Lind", KeyChoice("passphrase", cost=Cost(64, 1, 1)))
    seed = profile.key.seed.hex()
    profile.close()
    profile = Profile.open(home)
    found["starts_locked"] = profile.locked
    found["wrong"] = attempt(lambda: profile.unlock("guess"))
    profile.unlock("passphrase")
    found["unlocked"] = profile.key.seed.hex() == seed
    found["key_file"] = (home / "person.key").exists()
    texts = stored_texts()
    found["kept"] = len(texts)
    found["seed_in_the_clear"] = any(seed in text for text in texts)
    profile.close()
    found["rotated"] = rotated(home)
    found["kept_after"] = len(stored_texts())
    profile = Profile.open(home)
    lock()
    found["locked_load"] = attempt(lambda: profile.unlock("passphrase"))
    found["locked_save"] = attempt(lambda: store.save("x"))
    profile.close()
    return found


if __name__ == "__main__":
    # The daemon detaches itself; as its reaper we can wait for its end and leave nothing behind.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    service = start()
    try:
        result = main(Path(sys.argv[1]))
    finally:
        os.kill(service, signal.SIGTERM)
        os.waitpid(service, 0)
    print(json.dumps(result))
