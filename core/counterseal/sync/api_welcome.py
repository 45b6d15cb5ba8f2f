"""What the first minute asks before there is a profile: where the key would lie, make one, or restore a backup."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.api_people import RecoverySheet

KEYRING, FILE = "keyring", "file"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A place where a key could lie. ``kind`` is keyring or file; ``protects`` says against what."""

    kind: str
    name: str
    protects: str


@dataclass(frozen=True, slots=True)
class NewProfile:
    """What was made: whose, where, and the recovery sheet, which is told this once."""

    home: Path
    name: str
    key_id: str
    place: KeyPlace
    sheet: RecoverySheet


class WelcomeApi(Protocol):
    """The first minute at ``home``. Futures fail with ``KnownError``; ``close`` waits for what runs."""

    home: Path

    def places(self) -> Future[tuple[KeyPlace, ...]]:
        """Where a key could lie on this machine, best first."""

    def create(self, name: str, passphrase: str, place: str) -> Future[NewProfile]:
        """Make the profile.

        Args:
            passphrase: empty for none: any program of the account can then sign.
            place: ``KEYRING`` or ``FILE``.

        Raises (in the future): InvalidInput, Locked, KnownError (``exists``).
        """

    def restore(
        self, backup: Path, passphrase: str, progress: Callable[[int, int], None] | None = None
    ) -> Future[BackupReport]:
        """Make the profile from a backup; everything is verified first."""

    def demo(self, said: Callable[[str], None]) -> Future[None]:
        """Start the demo as a program of its own; resolves when its window opens.

        Args:
            said: called on any thread with each line that it says on its way.

        Raises (in the future): KnownError (``demo_failed``): it ended before, with its last words.
        """

    def close(self) -> None: ...
