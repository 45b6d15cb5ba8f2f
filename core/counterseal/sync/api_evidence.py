"""What a screen or a command line may ask about evidence: who holds which head, backup, restore, exports.

A head is the signed checkpoint of a log. A history is *shorter* when a head held elsewhere stands for more entries
than are here, *forked* when entries under such a head are other ones; both open read-only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counterseal.model.history import VerifyReport


@dataclass(frozen=True, slots=True)
class HeadHolder:
    """Somebody who keeps a head of a log.

    Attributes:
        place: keyring, file, gateway, replica or bundle.
        name: whose: for example the gateway's name.
        size: entries under the head that they hold; 0 when none.
        newer: entries here that are newer than it.
        state: same, behind, ahead, forked or unknown (could not be asked).
        note: one sentence, with what it protects against.
    """

    place: str
    name: str
    size: int
    newer: int
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class HistoryTrouble:
    """Why a profile opened read-only.

    Attributes:
        kind: shorter or forked.
        size: entries here.
        held_size: entries under the head held elsewhere.
        first_lost: the first entry that is missing or other than it was.
        here, elsewhere: both heads as signed notes, the evidence.
        sentences: what it means and what to do.
    """

    kind: str
    origin: str
    size: int
    held_size: int
    first_lost: int
    here: str
    elsewhere: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplicaView:
    """A separate gateway's log as replicated here. ``state`` is verified, behind, forked, shorter or unreachable."""

    origin: str
    name: str
    size: int
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Who holds the newest head of the own log elsewhere, and how many entries are newer than it."""

    origin: str
    size: int
    root: str
    holder: str
    newer: int
    holders: tuple[HeadHolder, ...]
    replicas: tuple[ReplicaView, ...]
    trouble: HistoryTrouble | None


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A written or restored backup: its file, entries, head, and what was verified, in sentences."""

    path: Path
    entries: int
    head: str
    sentences: tuple[str, ...]


class EvidenceApi(Protocol):
    """Evidence of an opened profile. Futures fail with ``KnownError``; ``progress`` gets (done, all) on any thread.

    What ``progress`` raises ends the work and fails its future; nothing half done is left.
    """

    def view(self) -> Future[EvidenceView]: ...

    def verify(self, progress: Callable[[int, int], None] | None = None) -> Future[VerifyReport]:
        """Verify the whole own log and every replica."""

    def accept_restored(self, reason: str) -> Future[int]:
        """An owner accepts a shorter or forked history with a signed entry; writing is possible again. Its entry."""

    def backup(
        self, out: Path, passphrase: str = "", progress: Callable[[int, int], None] | None = None
    ) -> Future[BackupReport]:
        """Write a verified backup of the profile; keys only in wrapped form. The key must be unlocked.

        Args:
            passphrase: one of the backup's own; else the profile's passphrase opens it.
        """

    def export_report(self, out: Path, progress: Callable[[int, int], None] | None = None) -> Future[Path]:
        """The report for people as one PDF file."""

    def export_events(
        self, out: Path, since: int = 0, progress: Callable[[int, int], None] | None = None
    ) -> Future[Path]:
        """OCSF 1.9 JSON Lines from entry ``since`` on."""
