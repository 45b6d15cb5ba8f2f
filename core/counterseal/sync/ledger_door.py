"""What a desk lets others read, verify and export of the record; the work is ``Records``' and ``LedgerCheck``'s."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from counterseal.clock import Clock
from counterseal.sync.api import EntryDetail, HistoryFilter, HistoryPage, VerifyReport
from counterseal.sync.api_records import RecordsApi
from counterseal.sync.checking import LedgerCheck
from counterseal.sync.profile import Profile
from counterseal.sync.records import Records


class LedgerDoor:
    """The part of ``Desk`` that is about the record."""

    profile: Profile
    clock: Clock
    readers: ThreadPoolExecutor
    _records: Records
    _check: LedgerCheck

    @property
    def records(self) -> RecordsApi:
        return self._records

    def history(self, wanted: HistoryFilter, before: int | None = None, limit: int = 200) -> Future[HistoryPage]:
        return self._records.history(wanted, before, limit)

    def entry(self, seq: int, log: str = "") -> Future[EntryDetail]:
        return self._records.entry(seq, log)

    def verify(self) -> Future[VerifyReport]:
        return self._check.whole()

    def export(self, out: Path, pdf: bool = False, progress: Callable[[int, int], None] | None = None) -> Future[Path]:
        def work() -> Path:
            # The report and the stranger's verifier are needed only here.
            from counterseal.ledger import bundle

            profile = self.profile
            return bundle.export(
                profile.database, profile.log, out, self.clock, person=profile.person_id, pdf=pdf, progress=progress
            )

        # It reads for long and writes one entry at its end, so nobody's decision has to wait for it.
        return self.readers.submit(work)
