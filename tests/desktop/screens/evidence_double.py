"""Evidence and erasure in memory: the whole of ``EvidenceApi`` and ``ErasureApi``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import screen_story as story

from counterseal.errors import Locked
from counterseal.model.history import VerifyReport
from counterseal.sync.api_erasure import ErasableEntry, ErasurePreview, ErasureResult, RetentionClass
from counterseal.sync.api_evidence import BackupReport, EvidenceView, HeadHolder, HistoryTrouble, ReplicaView

if TYPE_CHECKING:
    from desk_double import DeskDouble

ROOT = "9f3c71aa" * 7 + "0000e0b4"
HERE = "counterseal/0191f0a0-0000-7000-8000-00000000feed\n48100\nnzxx8K0cVb1U3q9r0m8pHf0aJ2yQmXv5iT7wE6uLk3Q=\n\n— " \
    "counterseal/0191f0a0-0000-7000-8000-00000000feed Az3gQ0p1c2Vj\n"  # fmt: skip
ELSEWHERE = HERE.replace("48100", "48213").replace("nzxx8K0c", "Qm31Lp7d")


def evidence() -> EvidenceView:
    return EvidenceView(
        origin="counterseal/0191f0a0-0000-7000-8000-00000000feed",
        size=48173,
        root=ROOT,
        holder="eu-gateway",
        newer=12,
        holders=(
            HeadHolder("gateway", "eu-gateway", 48161, 12, "behind",
                       "Protects against anybody who has this machine, its keys included."),
            HeadHolder("keyring", "", 48173, 0, "same",
                       "Protects against a database put back from an old copy, not against who can use this account."),
            HeadHolder("bundle", "evidence of 20 Nov 2026", 47900, 273, "behind",
                       "Protects against everybody who does not have that bundle."),
            HeadHolder("gateway", "us-gateway", 0, 48173, "unknown", "Could not be asked since 13:01."),
        ),
        replicas=(
            ReplicaView("counterseal/eu", "eu-gateway", 9120, "verified", "Verified to its newest head at 14:02."),
            ReplicaView("counterseal/us", "us-gateway", 311, "unreachable", "No answer for 41 s."),
        ),
        trouble=None,
    )  # fmt: skip


def trouble(kind: str = "shorter") -> HistoryTrouble:
    return HistoryTrouble(
        kind=kind,
        origin="counterseal/0191f0a0-0000-7000-8000-00000000feed",
        size=48100,
        held_size=48213,
        first_lost=48100 if kind == "shorter" else 47211,
        here=HERE,
        elsewhere=ELSEWHERE,
        sentences=(
            "eu-gateway saw 113 entries that are not in this database.",
            "Either an old copy was put back, or somebody has cut entries off.",
            "Look for the newest backup before you accept this.",
        ),
    )


class EvidenceDouble:
    """Answers from ``shown``; ``steps`` are told to whoever follows a verification."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.shown = evidence()
        self.report = VerifyReport(True, 1000, 0.2, ("Every entry fits its head.",))
        self.steps: tuple[tuple[int, int], ...] = ((500, 1000), (1000, 1000))
        self.accepted: list[str] = []
        self.written: list[Path] = []

    def view(self) -> Future[EvidenceView]:
        return self._desk.answer("evidence", lambda: self.shown)

    def verify(self, progress: Callable[[int, int], None] | None = None) -> Future[VerifyReport]:
        if progress is not None:
            for step in self.steps:
                progress(*step)
        return self._desk.answer("verify", lambda: self.report)

    def accept_restored(self, reason: str) -> Future[int]:
        def make() -> int:
            if self._desk.state.identity.locked:
                raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
            self.accepted.append(reason)
            self.shown = replace(self.shown, trouble=None)
            ledger = replace(self._desk.state.ledger, state="verified", size=48101, verified_to=48101, read_only=False)
            self._desk.state = replace(self._desk.state, ledger=ledger)
            self._desk.tell("status", self._desk.state)
            return 48100

        return self._desk.answer("accept", make)

    def backup(
        self, out: Path, passphrase: str = "", progress: Callable[[int, int], None] | None = None
    ) -> Future[BackupReport]:
        self.written.append(out)
        if progress is not None:
            progress(48173, 48173)
        said = ("Every entry verified before and after copying.", "Keys only in wrapped form.")
        return self._desk.answer("backup", lambda: BackupReport(out, 48173, "head", said))

    def export_report(self, out: Path, progress: Any = None) -> Future[Path]:
        self.written.append(out)
        return self._desk.answer("export_report", lambda: out)

    def export_events(self, out: Path, since: int = 0, progress: Any = None) -> Future[Path]:
        self.written.append(out)
        return self._desk.answer("export_events", lambda: out)


class ErasingDouble:
    """Remembers what was erased and cut; ``waiting`` has not acknowledged."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.erased: list[tuple[tuple[int, ...], str, str]] = []
        self.cuts: list[tuple[str, str]] = []
        self.waiting: tuple[str, ...] = ("eu-gateway", "Jonas Öberg's desktop")
        self.classes = (
            RetentionClass("traces-and-context", ("action_received", "viewed"), 400, False, 1204,
                           "What agents sent along: claims, context, traces."),
            RetentionClass("decisions", ("decision", "outcome"), 2557, True, 0,
                           "Decisions and what followed, with their signed statements."),
        )  # fmt: skip

    def preview(self, seqs: tuple[int, ...], action: str = "") -> Future[ErasurePreview]:
        entries = tuple(self._entry(seq) for seq in ((976, 983, 984) if action else seqs))
        stays = (
            "That each entry was made, when, its verdict and the key that signed it.",
            "Backups and bundles made before: they are out of reach.",
            "Two replicas erase it too and say so.",
        )
        return self._desk.answer("preview", lambda: ErasurePreview(entries, stays))

    def subject_entries(self, subject: str) -> Future[tuple[int, ...]]:
        return self._desk.answer("subject_entries", lambda: (976, 983, 984))

    def erase(self, seqs: tuple[int, ...], ground: str, reason: str, action: str = "") -> Future[ErasureResult]:
        def make() -> ErasureResult:
            self.erased.append((seqs, ground, reason))
            return ErasureResult(48180, seqs, self.waiting)

        return self._desk.answer("erase", make)

    def acknowledgements(self, seq: int) -> Future[ErasureResult]:
        return self._desk.answer("acknowledgements", lambda: ErasureResult(seq, self.erased[-1][0], self.waiting))

    def retention(self) -> Future[tuple[RetentionClass, ...]]:
        return self._desk.answer("retention", lambda: self.classes)

    def keep(self, name: str, days: int) -> Future[RetentionClass]:
        def make() -> RetentionClass:
            self.classes = tuple(replace(one, days=days) if one.name == name else one for one in self.classes)
            return next(one for one in self.classes if one.name == name)

        return self._desk.answer("keep", make)

    def cut(self, name: str, reason: str) -> Future[ErasureResult]:
        def make() -> ErasureResult:
            self.cuts.append((name, reason))
            self.classes = tuple(replace(one, due=0) if one.name == name else one for one in self.classes)
            return ErasureResult(48181, (1, 2, 3), ())

        return self._desk.answer("cut", make)

    def _entry(self, seq: int) -> ErasableEntry:
        row = story.history_row(seq)
        refused = "It says who may sign; without it nothing before can be checked." if row.kind == "halt" else ""
        return ErasableEntry(seq, row.at, row.kind, row.verdict, row.title, ("arguments", "reason", "trace"), refused)
