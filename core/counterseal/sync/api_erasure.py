"""What a screen or a command line may ask about erasing content and about how long it is kept."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ErasableEntry:
    """An entry that an erasure would reach. ``holds`` names what goes; ``refused`` why it cannot go, else empty."""

    seq: int
    at: str
    type: str
    verdict: str
    title: str
    holds: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What would go and what stays. ``stays`` are sentences: leaves, verdicts, backups, bundles, replicas."""

    entries: tuple[ErasableEntry, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """A done erasure: its entry, the erased entries, and who has not acknowledged it yet (names).

    ``bytes_gone``: whether no erased byte is left in the database and its journals. It is False while somebody reads
    what was there before; the bytes then go when ``acknowledgements`` is asked later, or the profile is opened next.
    """

    seq: int
    erased: tuple[int, ...]
    waiting_for: tuple[str, ...]
    bytes_gone: bool = True


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long a class of content is kept. ``types`` are entry types, ``days`` from the entry's time on.

    ``envelopes``: whether signed statements go too, or attachments only. ``due`` counts entries past their time.
    """

    name: str
    types: tuple[str, ...]
    days: int
    envelopes: bool
    due: int
    sentence: str


class ErasureApi(Protocol):
    """Erasure and retention of an opened profile. Futures fail with ``KnownError``."""

    def preview(self, seqs: tuple[int, ...], action: str = "") -> Future[ErasurePreview]:
        """``action``: an action's id; everything about it is meant then, here and at separate gateways."""

    def subject_entries(self, subject: str) -> Future[tuple[int, ...]]:
        """Every entry about one action (its id)."""

    def erase(self, seqs: tuple[int, ...], ground: str, reason: str, action: str = "") -> Future[ErasureResult]:
        """Sign the order and delete the content. Only an owner.

        ``ground``: the legal or contractual ground. ``action``: as in ``preview``.
        """

    def acknowledgements(self, seq: int) -> Future[ErasureResult]:
        """Who has acknowledged the erasure of entry ``seq`` since."""

    def retention(self) -> Future[tuple[RetentionClass, ...]]: ...

    def keep(self, name: str, days: int) -> Future[RetentionClass]:
        """Keep a class for so many days from now on; at least 183."""

    def cut(self, name: str, reason: str) -> Future[ErasureResult]:
        """Sign and carry out the retention cut of one class for everything past its time."""
