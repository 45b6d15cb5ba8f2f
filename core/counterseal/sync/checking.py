"""Keeps the ledger checked while a desk is open: all of it once, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

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
        # Up to here the log was found good; 0 while a whole verification is still owed.
        self._good_to = 0
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()

    def grown(self, size: int) -> None:
        """The log has this many entries now."""
        if size > self.view.size:
            self._change(size=size)

    def whole(self) -> Future[VerifyReport]:
        """Verify everything, from entry 0."""
        return self._readers.submit(self._whole)

    async def follow(self) -> None:
        """Verify the whole log, then keep up with it until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            if self._owed():
                try:
                    await loop.run_in_executor(self._readers, self._catch_up)
                except KnownError as error:
                    # Disk or lock trouble is not damage; the next round tries again.
                    _log.warning("the ledger could not be checked: %s", error.text())
                except Exception:  # noqa: BLE001
                    # Nor may a defect end this task: the status would say "verified" of a log nobody looks at.
                    _log.exception("the ledger could not be checked")
            await asyncio.sleep(EVERY_SECONDS)

    def _owed(self) -> bool:
        return self.view.state != "damaged" and (self._good_to == 0 or self.view.size > self._good_to)

    def _catch_up(self) -> None:
        with self._one_at_a_time:
            # Somebody may have asked for a whole verification while this one waited for its turn.
            if self._owed():
                self._verify(self._good_to)

    def _whole(self) -> VerifyReport:
        with self._one_at_a_time:
            return self._verify(0)

    def _verify(self, since: int) -> VerifyReport:
        if since == 0:
            self._change(state="checking")
        try:
            report = verify_log(self._profile.database, self._profile.log.verifier, since=since)
        except Exception as error:
            said = error.text() if isinstance(error, KnownError) else "a defect in Counterseal; see the log"
            self._change(state="unverified", note=f"could not be checked: {said}")
            raise
        note = "" if report.ok else " ".join(report.sentences)
        reached = since + report.entries
        if report.ok:
            self._good_to = reached
        self._change(size=reached, verified_to=reached, state="verified" if report.ok else "damaged", note=note)
        return report

    def _change(self, *, size: int = 0, **values: Any) -> None:
        # Growth is heard on the loop while a reader verifies; neither may undo what the other saw.
        with self._changing:
            self.view = replace(self.view, size=max(self.view.size, size), **values)
        self._changed()
