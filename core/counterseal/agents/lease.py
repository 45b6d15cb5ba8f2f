"""The lease of an agent's process: permission to keep going, which ends by itself when the gateway falls silent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from counterseal.agents.connection import Connection
from counterseal.agents.refusals import Halted
from counterseal.clock import Clock
from counterseal.errors import Forbidden, KnownError, Unauthorised, Unreachable

RETRY_SECONDS = 0.5
ASK_SECONDS = 5.0
_log = logging.getLogger(__name__)


class LeaseKeeper:
    """Renews one lease at a third of its life, on the monotonic clock, in a thread of its own.

    Once stopped it stays stopped: a halt is latched here as it is at the gateway, so a reset needs a new client.

    Args:
        on_stop: called once, on the keeper's thread or the caller's, with the reason when the process must stop.
    """

    def __init__(self, connection: Connection, clock: Clock, on_stop: Callable[[str], None] | None) -> None:
        self._connection = connection
        self._clock = clock
        self._on_stop = on_stop
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ends = 0.0
        self._renew_at = 0.0
        self._stopped: str | None = None
        self._thread: threading.Thread | None = None

    @property
    def stopped(self) -> str | None:
        """Why this process must not go on; None while it may."""
        return self._stopped

    @property
    def left(self) -> float:
        """Seconds until the lease ends unless it is renewed."""
        return max(self._ends - self._clock.monotonic(), 0.0)

    def start(self) -> None:
        """Take the lease and keep it.

        Raises:
            Halted: the agent is halted. Unauthorised: wrong token. Unreachable: no gateway.
        """
        try:
            self._ask()
        except Forbidden as error:
            self._stop(error.text())
            raise Halted(error.what, where=error.where, todo=error.todo) from error
        self._thread = threading.Thread(target=self._keep, name="counterseal-lease", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def check(self) -> None:
        """Raises Halted unless the lease lives."""
        if self._stopped is None and self.left <= 0:
            self._stop("its lease ran out: the gateway has been silent")
        if self._stopped is not None:
            raise Halted("This agent must stop", where=self._stopped, todo="Its owner resets it with a reason.")

    def renew(self) -> None:
        """Renew now. Raises Halted, Unreachable."""
        try:
            self._ask()
        except (Forbidden, Unauthorised) as error:
            self._stop(error.text())
            self.check()

    def pause(self, seconds: float) -> None:
        """Sleep, but not beyond ``close``."""
        self._wake.wait(seconds)

    def refuse(self, why: str) -> None:
        """Take note that the gateway said ``halted`` to another call."""
        self._stop(why)

    def _keep(self) -> None:
        while not self._wake.wait(max(self._renew_at - self._clock.monotonic(), 0.0)):
            try:
                self._ask()
            except (Forbidden, Unauthorised) as error:
                self._stop(error.text())
            except KnownError as error:
                self._later(error)
            except Exception as error:  # noqa: BLE001
                # A defect in here must end in a stop as silence does, never in a lease nobody renews.
                _log.exception("renewing the lease failed")
                self._later(error)
            if self._stopped is not None:
                return

    def _later(self, error: Exception) -> None:
        now = self._clock.monotonic()
        if now >= self._ends:
            self._stop(f"its lease ran out: {error}")
        self._renew_at = min(now + RETRY_SECONDS, max(self._ends, now))

    def _ask(self) -> None:
        sent = self._clock.monotonic()
        # Not beyond the end: a renewal that hangs must not keep the process from stopping in time.
        patience = min(ASK_SECONDS, self.left) if self._thread is not None else ASK_SECONDS
        answer = self._connection.post("/v1/lease", {}, patience=max(patience, 0.05))
        seconds = _seconds(answer)
        # Counted from before the request, so that the gateway's lease never ends before ours does.
        with self._lock:
            self._ends = max(self._ends, sent + seconds)
            self._renew_at = sent + seconds / 3

    def _stop(self, why: str) -> None:
        with self._lock:
            if self._stopped is not None:
                return
            self._stopped = why
        if self._on_stop is not None:
            self._on_stop(why)


def _seconds(answer: Mapping[str, Any]) -> float:
    seconds = answer.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= 3600:
        raise Unreachable("The gateway granted no readable lease", where=str(seconds)[:40], code="not_a_gateway")
    return float(seconds)
