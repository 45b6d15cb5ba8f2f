"""The evidence of an opened profile: who holds its heads, whole verification, backup, restore, exports.

Implements ``EvidenceApi``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from counterseal.clock import SystemClock, stamp
from counterseal.errors import KnownError
from counterseal.ledger import conflicts, standing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import Head
from counterseal.model.history import VerifyReport
from counterseal.sync import holders
from counterseal.sync.api import Event
from counterseal.sync.api_evidence import BackupReport, EvidenceView
from counterseal.sync.checking import LedgerCheck
from counterseal.sync.core import DeskCore
from counterseal.sync.marks import Mark
from counterseal.sync.profile import Profile
from counterseal.sync.replica import Replica
from counterseal.sync.replicas import Replicas

if TYPE_CHECKING:
    from counterseal.gateway.home import GatewayHome

_log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


class Evidence:
    """What a desk knows and does about evidence."""

    def __init__(self, desk: DeskCore, check: LedgerCheck, replicas: Replicas) -> None:
        self._desk = desk
        self._check = check
        self._replicas = replicas
        check.keep_replicas = self.keep_replicas

    def view(self) -> Future[EvidenceView]:
        return self._desk.readers.submit(self._view)

    def verify(self, progress: Progress | None = None) -> Future[VerifyReport]:
        return self._desk.readers.submit(self._verify, progress)

    def accept_restored(self, reason: str) -> Future[int]:
        def work() -> int:
            from counterseal.sync import restored

            seq = restored.accept(self._desk.profile, self._desk.clock, reason)
            self._desk.after_store()
            self._desk.emit(Event("history"))
            return seq

        return self._desk.writer.submit(work)

    def backup(self, out: Path, passphrase: str = "", progress: Progress | None = None) -> Future[BackupReport]:
        """Write a verified backup of the profile; keys only in wrapped form.

        Args:
            passphrase: one of its own; else the one that the profile has now opens it.
        """
        from counterseal.sync import backup

        return self._desk.readers.submit(
            backup.write, self._desk.profile, self._desk.clock, out, passphrase, progress=progress
        )

    def export_report(self, out: Path, progress: Progress | None = None) -> Future[Path]:
        def work() -> Path:
            # The typesetter is needed only here.
            from counterseal.ledger import report_pdf

            profile = self._desk.profile
            return report_pdf.write(
                profile.database, profile.log, out, self._desk.clock, person=profile.person_id, progress=progress
            )

        return self._desk.readers.submit(work)

    def export_events(self, out: Path, since: int = 0, progress: Progress | None = None) -> Future[Path]:
        def work() -> Path:
            from counterseal.ledger import ocsf

            return ocsf.write(self._desk.profile.database, self._desk.profile.log, out, since, progress=progress)

        return self._desk.readers.submit(work)

    def keep_replicas(self) -> None:
        """Keep the newest head of every replica outside the profile too, unless it contradicts the one kept before."""
        try:
            replicas = self._replicas.readable()
        except KnownError as error:
            _log.warning("the newest heads of replicas were not kept: %s", error.text())
            return
        for replica in replicas:
            try:
                self._keep(replica)
            except KnownError as error:
                _log.warning("the newest head of %s's log was not kept: %s", replica.gateway.name, error.text())

    def close(self) -> None:
        """Before the replicas close. A keyring may ask its user, so it is asked in the meantime only, never now."""
        if self._desk.profile.marks.place == "file":
            self.keep_replicas()

    # -- inner --------------------------------------------------------------------------------------------------
    def _view(self) -> EvidenceView:
        profile = self._desk.profile
        trouble = profile.high_water.look()
        with profile.reading() as connection:
            head, _note = ledger_log.head(connection)
        holder, newer = holders.newest(profile)
        return EvidenceView(
            profile.log.origin,
            head.size,
            head.root.hex(),
            holder,
            newer,
            holders.listed(profile),
            self._replicas.views(),
            trouble,
        )

    def _keep(self, replica: Replica) -> None:
        profile, verifier = self._desk.profile, replica.gateway.verifier
        mark = profile.marks.load(verifier.name)
        with replica.database.read() as connection:
            new = Mark.of(connection, verifier)
            if mark == new:
                return
            stands = standing.compare(connection, mark.head, mark.frontier) if mark is not None else None
        if mark is None or mark.vkey != new.vkey or (stands is not None and stands.good):
            profile.marks.save(verifier.name, new)
        elif stands is not None and stands.state == standing.FORKED:
            # What stands here is what its gateway shows now, and not what it had shown when the mark was kept.
            found = Contradiction(verifier.name, "forked", new.head.size, new.note, mark.head.size, mark.note)
            with profile.database.write(past_gate=True) as connection:
                conflicts.keep(connection, found, stamp(self._desk.clock.now()))
            _log.error("the log of %s is not the one that was replicated before", replica.gateway.name)

    def _verify(self, progress: Progress | None) -> VerifyReport:
        report = self._check.whole_now(progress)
        return _with_others(self._desk.profile, self._replicas, report)


def verify_all(
    home: Profile | GatewayHome, trusted: Head | None, since: bool, progress: Progress | None
) -> VerifyReport:
    """Verify the own log of a profile or of a separate gateway, then a profile's replicas; nothing runs for it.

    Args:
        trusted: a head held elsewhere, which the own log must extend.
        since: whether what lies under that head was verified before.

    Raises:
        Locked, DiskTrouble: a database could not be read now.
    """
    from counterseal.ledger.verify import verify_log

    start = trusted.size if since and trusted is not None else 0
    database, verifier = home.database, home.log.verifier
    report = verify_log(database, verifier, trusted=trusted, since=start, progress=progress, workers=None)
    if not isinstance(home, Profile):
        return report
    replicas = Replicas(home, SystemClock(), lambda _news: None)
    try:
        return _with_others(home, replicas, report)
    finally:
        replicas.close()


def _with_others(profile: Profile, replicas: Replicas, report: VerifyReport) -> VerifyReport:
    """The own log also against what is held of it, then every replica: the first that does not hold is named."""
    from counterseal.ledger.verify import verify_log

    water = profile.high_water
    sentences, entries, took = list(report.sentences), report.entries, report.took_s
    if report.ok:
        trouble = water.look()
        if trouble is not None:
            return replace(report, ok=False, sentences=trouble.sentences, bad_seq=trouble.first_lost)
        if water.mark is not None:
            size = water.mark.head.size
            over = "1 entry" if size == 1 else f"{size:,} entries"
            sentences.append(f"It stands to the head over {over} that {water.marks.name} holds.")
    if report.ok:
        for replica in replicas.readable():
            name, verifier = replica.gateway.name, replica.gateway.verifier
            found = verify_log(replica.database, verifier)
            entries, took = entries + found.entries, took + found.took_s
            if not found.ok:
                first = f"The log of {name} that is replicated here does not verify."
                report = replace(report, ok=False, bad_seq=None)
                sentences = [first, *found.sentences, *sentences]
                break
            sentences.append(f"The log of {name}, replicated here: {found.entries:,} entries in place and unchanged.")
    return replace(report, entries=entries, took_s=took, sentences=tuple(sentences))
