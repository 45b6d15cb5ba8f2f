"""Keeps the ledger checked while a desk is open: all of it once, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace

from counterseal.errors import KnownError
from counterseal.ledger.verify import verify_log
from counterseal.sync.api import LedgerView, VerifyReport
from counterseal.sync.profile import Profile

EVERY_SECONDS = 1.0
_log = logging.getLogger(__name__)


class LedgerCheck:
    """The state of the own log as the status bar shows it.

    Attributes:
        view: the last known state. Once damaged it stays so until a whole verification finds otherwise.
    """

    def __init__(self, profile: Profile, readers: Executor, changed: Callable[[], None]) -> None:
        self._profile = profile
        self._readers = readers
        self._changed = changed
        self.view = LedgerView(profile.log.origin, 0, 0, "unverified")

    def grown(self, size: int) -> None:
        """The log has this many entries now."""
        if size > self.view.size:
            self.view = replace(self.view, size=size)
            self._changed()

    def whole(self) -> Future[VerifyReport]:
        """Verify everything, from entry 0."""
        return self._readers.submit(self._verify, 0)

    async def follow(self) -> None:
        """Verify the whole log, then keep up with it until cancelled."""
        loop = asyncio.get_running_loop()
        since = 0
        while True:
            if self.view.state != "damaged" and (since == 0 or self.view.size > since):
                try:
                    report = await loop.run_in_executor(self._readers, self._verify, since)
                except KnownError as error:
                    # Disk or lock trouble is not damage; the next round tries again.
                    _log.warning("the ledger could not be checked: %s", error.text())
                except Exception:  # noqa: BLE001
                    # Nor may a defect end this task: the status would say "verified" of a log nobody looks at.
                    _log.exception("the ledger could not be checked")
                else:
                    since = self.view.verified_to if report.ok else since
            await asyncio.sleep(EVERY_SECONDS)

    def _verify(self, since: int) -> VerifyReport:
        if since == 0:
            self.view = replace(self.view, state="checking")
            self._changed()
        try:
            report = verify_log(self._profile.database, self._profile.log.verifier, since=since)
        except Exception as error:
            said = error.text() if isinstance(error, KnownError) else "a defect in Counterseal; see the log"
            self.view = replace(self.view, state="unverified", note=f"could not be checked: {said}")
            self._changed()
            raise
        note = "" if report.ok else " ".join(report.sentences)
        reached = since + report.entries
        self.view = replace(
            self.view,
            size=max(self.view.size, reached),
            verified_to=reached,
            state="verified" if report.ok else "damaged",
            note=note,
        )
        self._changed()
        return report
