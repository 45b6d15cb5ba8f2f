"""``WelcomeApi``: makes or restores a profile at a folder that has none, or starts the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import platformdirs

from counterseal.errors import InvalidInput, KnownError, Stopped
from counterseal.ledger.database import DATABASE_NAME
from counterseal.seal import keywrap
from counterseal.seal.keystore import FileStore, KeyringStore, find_keyring
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.api_welcome import FILE, KEYRING, KeyPlace, NewProfile
from counterseal.sync.profile import PERSON_KEY, KeyChoice, Profile

DEMO_READY = "The window is open"
"""How the line begins that the demo says once its window is there."""
_LAST_WORDS = 6


def has_profile(home: Path) -> bool:
    """Whether there is anything of a profile in this folder, so that nothing new may be made in it."""
    return (home / DATABASE_NAME).exists() or (home / PERSON_KEY).exists()


def demo_folder() -> Path:
    """Where a demo that was started from the window lies: beside the account's own data."""
    return Path(platformdirs.user_data_dir("counterseal-demo", appauthor=False))


class FirstMinute:
    """The first minute at ``home``.

    Args:
        cost: lowered by tests only. demo: the command that starts the demo, for tests.

    Attributes:
        started: the demo's process; it lives on when this program ends.
    """

    def __init__(self, home: Path, *, cost: keywrap.Cost | None = None, demo: Sequence[str] | None = None) -> None:
        self.home = home
        self._cost = cost
        self._demo = list(demo) if demo is not None else _demo_command()
        self._work = ThreadPoolExecutor(1, thread_name_prefix="counterseal-welcome")
        self.started: subprocess.Popen[bytes] | None = None
        self._closing = threading.Event()

    def places(self) -> Future[tuple[KeyPlace, ...]]:
        return self._work.submit(self._places)

    def create(self, name: str, passphrase: str, place: str) -> Future[NewProfile]:
        return self._work.submit(self._create, name, passphrase, place)

    def restore(
        self, backup: Path, passphrase: str, progress: Callable[[int, int], None] | None = None
    ) -> Future[BackupReport]:
        from counterseal.sync.restore import restore

        return self._work.submit(restore, backup, self.home, passphrase, progress=progress)

    def demo(self, said: Callable[[str], None]) -> Future[None]:
        return self._work.submit(self._start_demo, said)

    def close(self) -> None:
        """Wait for what runs; a demo that is on its way goes on by itself, and nobody listens to it any more."""
        self._closing.set()
        self._work.shutdown(wait=True, cancel_futures=True)

    # -- inner --------------------------------------------------------------------------------------------------
    def _places(self) -> tuple[KeyPlace, ...]:
        backend = find_keyring()
        found = [KeyringStore(backend, "new").place()] if backend is not None else []
        named = [KeyPlace(KEYRING, one.name, one.protects) for one in found]
        file = FileStore(self.home / PERSON_KEY).place()
        return (*named, KeyPlace(FILE, file.name, file.protects))

    def _create(self, name: str, passphrase: str, place: str) -> NewProfile:
        if place not in (KEYRING, FILE):
            raise InvalidInput("A key lies in the keyring or in a file", where=ascii(place)[:40])
        if place == KEYRING and find_keyring() is None:
            raise InvalidInput("No system keyring answers now", where="place", todo="Choose the encrypted file.")
        made = Profile.create(self.home, name, KeyChoice(passphrase, place == KEYRING, self._cost))
        try:
            lies = made.place()
            if made.sheet is None:
                raise RuntimeError("a new profile made no recovery sheet")
            kind = KEYRING if made.keyring is not None else FILE
            return NewProfile(
                self.home, name.strip(), made.key.id, KeyPlace(kind, lies.name, lies.protects), made.sheet
            )
        finally:
            made.close()

    def _start_demo(self, said: Callable[[str], None]) -> None:
        folder = demo_folder()
        folder.parent.mkdir(parents=True, exist_ok=True)
        log = folder.with_name(f"{folder.name}.log")
        # Into a file and not a pipe: the demo lives on when this program has ended, and must not fail at writing.
        with log.open("wb") as out:
            child = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [*self._demo, "--out", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self.started = child
        lines: list[str] = []
        rest = ""
        with log.open("r", encoding="utf-8", errors="replace") as heard:
            while True:
                ended = child.poll()
                *whole, rest = (rest + heard.read()).split("\n")
                for line in (one.strip() for one in whole if one.strip()):
                    lines.append(line)
                    said(line)
                if any(line.startswith(DEMO_READY) for line in lines):
                    return
                if ended is not None:
                    raise KnownError(
                        "The demo ended before its window opened",
                        where=" ".join(lines[-_LAST_WORDS:])[:600],
                        todo=f"All it said stands in {log}.",
                        code="demo_failed",
                    )
                if self._closing.is_set():
                    raise Stopped("Nobody waits for the demo any more")
                try:
                    child.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue


def _demo_command() -> list[str]:
    return [sys.executable, "-m", "counterseal.cli.main", "demo"]
