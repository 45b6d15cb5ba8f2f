"""Keeps the ledger checked while a desk is open: all of it once, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

from counterseal.errors import KnownError, Stopped
from counterseal.sync import holders
from counterseal.sync.api import LedgerView, VerifyReport
from counterseal.sync.high_water import KEEP_EVERY
from counterseal.sync.profile import Profile

EVERY_SECONDS = 1.0
# Who holds which head is looked at when the log has grown, and else only so often.
LOOK_SECONDS = 10.0
_log = logging.getLogger(__name__)


class LedgerCheck:
    """The state of the own log as the status bar shows it.

    Attributes:
        view: the last known state. Once damaged it stays so until a whole verification finds otherwise; shorter or
            forked it stays until an owner accepts the history here.
        keep_replicas: keeps the newest heads of replicas outside the profile; asked once a minute.
    """

    def __init__(self, profile: Profile, readers: Executor, changed: Callable[[], None]) -> None:
        self._profile = profile
        self._readers = readers
        self._changed = changed
        self.keep_replicas: Callable[[], None] = lambda: None
        self.view = LedgerView(profile.log.origin, 0, 0, "unverified")
        # Up to here the log was found good; 0 while a whole verification is still owed.
        self._good_to = 0
        self._looked_at, self._looked = -1, 0.0
        self._kept = time.monotonic()
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()
        profile.high_water.changed = self._stands

    def grown(self, size: int) -> None:
        """The log has this many entries now."""
        if size > self.view.size:
            self._change(size=size, newer=max(0, self.view.newer + size - self.view.size))

    def whole(self, progress: Callable[[int, int], None] | None = None) -> Future[VerifyReport]:
        """Verify everything, from entry 0."""
        return self._readers.submit(self.whole_now, progress)

    async def follow(self, after: float = 0.0) -> None:
        """Verify the whole log, then keep up with it until cancelled; keep its newest head outside meanwhile.

        Args:
            after: seconds before the whole log is verified, left to what a person waits for at a start.
        """
        loop = asyncio.get_running_loop()
        while True:
            for work, rest in ((self._look, after), (self._catch_up, EVERY_SECONDS)):
                try:
                    await loop.run_in_executor(self._readers, work)
                except KnownError as error:
                    # Disk or lock trouble is not damage; the next round tries again.
                    _log.warning("the ledger could not be checked: %s", error.text())
                except Exception:  # noqa: BLE001
                    # Nor may a defect end this task: the status would say "verified" of a log nobody looks at.
                    _log.exception("the ledger could not be checked")
                await asyncio.sleep(rest)
            after = 0.0

    def _look(self) -> None:
        water, now = self._profile.high_water, time.monotonic()
        if self._looked_at == self.view.size and now - self._looked < LOOK_SECONDS:
            return
        self._looked_at, self._looked = self.view.size, now
        if water.found is not None:
            # Another process may have accepted it meanwhile.
            water.refresh()
        water.keep()
        if now - self._kept >= KEEP_EVERY:
            self._kept = now
            self.keep_replicas()
        holder, newer = holders.newest(self._profile)
        if (holder, newer) != (self.view.holder, self.view.newer):
            self._change(holder=holder, newer=newer)

    def _stands(self) -> None:
        """The history here was found to be shorter or another one, or was accepted."""
        found = self._profile.high_water.found
        if found is not None:
            note = " ".join(found.sentences)
            self._change(size=found.size, state=found.kind, note=note, read_only=True)
        elif self.view.read_only:
            self._good_to = 0
            self._change(state="unverified", note="", read_only=False)

    def _owed(self) -> bool:
        state = self.view.state
        return state != "damaged" and (self._good_to == 0 or self.view.size > self._good_to)

    def _catch_up(self) -> None:
        if not self._owed() or self.view.read_only:
            return
        with self._one_at_a_time:
            # Somebody may have asked for a whole verification while this one waited for its turn.
            if self._owed():
                self._verify(self._good_to)

    def whole_now(self, progress: Callable[[int, int], None] | None = None) -> VerifyReport:
        """Verify everything on this thread."""
        with self._one_at_a_time:
            return self._verify(0, progress, None)

    def _verify(
        self, since: int, progress: Callable[[int, int], None] | None = None, workers: int | None = 0
    ) -> VerifyReport:
        from counterseal.ledger.verify import verify_log

        # What nobody waits for is done by this process alone.
        before = self.view
        if since == 0:
            self._change(state="checking")
        try:
            database, verifier = self._profile.database, self._profile.log.verifier
            report = verify_log(database, verifier, since=since, progress=progress, workers=workers)
        except Exception as error:
            if isinstance(error, Stopped):
                # The person stopped it; what was known before holds as it did.
                self._change(state=before.state, note=before.note, verified_to=before.verified_to)
                raise
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
            found = self._profile.high_water.found
            if found is not None and values.get("state") in ("checking", "verified", "unverified"):
                # In order inside, but not the history that others hold.
                values |= {"state": found.kind, "note": " ".join(found.sentences), "read_only": True}
            self.view = replace(self.view, size=max(self.view.size, size), **values)
        self._changed()
