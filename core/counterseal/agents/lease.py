"""The lease of an agent's process: permission to keep going, which ends by itself when the gateway falls silent."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

from counterseal.agents.connection import Connection
from counterseal.agents.news import News, NewsWatch
from counterseal.agents.refusals import Halted
from counterseal.clock import Clock
from counterseal.errors import Forbidden, KnownError, Unauthorised, Unreachable

RETRY_SECONDS = 0.5
ASK_SECONDS = 5.0
GIVE_BACK_SECONDS = 1.0
# Set by a supervisor for what it starts: with the supervisor's report, its processes' leases end too.
SUPERVISOR = "COUNTERSEAL_SUPERVISOR"
_log = logging.getLogger(__name__)


class LeaseKeeper:
    """Renews one lease at a third of its life, on the monotonic clock, and hears at once of a halt; in two threads.

    Once stopped it stays stopped: a halt is latched here as it is at the gateway, so a reset needs a new client.

    Args:
        on_stop: called once, on one of the keeper's threads or the caller's, with the reason when the process must
            stop.
        watch: a line for the news; without one a halt is heard of when the lease is renewed.
        supervises: this process ends others when it is stopped, and reports when they have ended.

    Attributes:
        holder: this process's name among those of its agent.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        on_stop: Callable[[str], None] | None,
        *,
        watch: Connection | None = None,
        supervises: bool = False,
    ) -> None:
        above = os.environ.get(SUPERVISOR, "")
        self.holder = f"{above}.{secrets.token_hex(8)}" if above else secrets.token_hex(8)
        self._connection = connection
        self._clock = clock
        self._on_stop = on_stop
        self._supervises = supervises
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._running = threading.Event()
        self._ends = 0.0
        self._renew_at = 0.0
        self._seconds = 0.0
        self._epoch: int | None = None
        self._grace: float | None = None
        self._stopped: str | None = None
        self._owes = False
        self._given_back = False
        self._thread: threading.Thread | None = None
        self._news = None if watch is None else NewsWatch(watch, self._hear, self._stop)

    @property
    def stopped(self) -> str | None:
        """Why this process must not go on; None while it may."""
        return self._stopped

    @property
    def left(self) -> float:
        """Seconds until the lease ends unless it is renewed."""
        return max(self._ends - self._clock.monotonic(), 0.0)

    @property
    def seconds(self) -> float:
        """How long a renewed lease lives."""
        return self._seconds

    @property
    def paused(self) -> bool:
        """Whether the agent is paused: nothing runs, and the process may wait."""
        return not self._running.is_set()

    @property
    def grace_s(self) -> float | None:
        """Seconds that the halt gives to processes; None when it said nothing of it."""
        return self._grace

    def take(self) -> None:
        """Take the lease, without a thread.

        Raises:
            Halted: the agent is halted. Unauthorised: wrong token. Unreachable: no gateway.
        """
        try:
            self._ask()
        except Forbidden as error:
            self._stop(error.text())
            raise Halted(error.what, where=error.where, todo=error.todo) from error

    def start(self) -> None:
        """Take the lease and keep it. Raises as ``take``."""
        self.take()
        self.keep()

    def keep(self) -> None:
        """Keep the lease that was taken."""
        self._thread = threading.Thread(target=self._keep, name="counterseal-lease", daemon=True)
        self._thread.start()
        if self._news is not None:
            state = "paused" if self.paused else "running"
            self._news.start(News(state, self._epoch or 0))

    def close(self, *, give_back: bool = True) -> None:
        """End the threads and give the lease back; returns when they are gone.

        Args:
            give_back: False lets the lease run out, where what it stands for goes on without this process.
        """
        self._closing.set()
        self._wake.set()
        if self._news is not None:
            self._news.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            if give_back and self._stopped is None and not self._given_back:
                self.give_back()

    def give_back(self, processes: int = 0, killed: int = 0, left: int = 0) -> None:
        """Tell the gateway that this process ends, or what a supervisor ended. Silence will do as well, only later."""
        self._given_back = True
        ended = {"processes": processes, "killed": killed, "left": left}
        try:
            self._connection.post("/v1/lease", {"holder": self.holder, "ended": ended}, patience=GIVE_BACK_SECONDS)
        except KnownError as error:
            _log.info("the lease was not given back: %s", error.text())

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
        self._closing.wait(seconds)

    def wait_while_paused(self, seconds: float) -> None:
        """Sleep until the agent is no longer paused, at most ``seconds``, and not beyond ``close`` or a stop."""
        if self._stopped is None and not self._closing.is_set():
            self._running.wait(seconds)

    def refuse(self, why: str) -> None:
        """Take note that the gateway said ``halted`` to another call; it is told that we have stopped."""
        self._stop(why, owes=True)

    def _keep(self) -> None:
        while True:
            self._wake.wait(max(self._renew_at - self._clock.monotonic(), 0.0))
            if self._stopped is not None:
                self._acknowledge()
            if self._stopped is not None or self._closing.is_set():
                return
            self._renew()

    def _renew(self) -> None:
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

    def _later(self, error: Exception) -> None:
        now = self._clock.monotonic()
        if now >= self._ends:
            self._stop(f"its lease ran out: {error}")
        self._renew_at = min(now + RETRY_SECONDS, max(self._ends, now))

    def _ask(self, drill: str | None = None) -> None:
        sent = self._clock.monotonic()
        # Not beyond the end: a renewal that hangs must not keep the process from stopping in time.
        patience = min(ASK_SECONDS, self.left) if self._thread is not None else ASK_SECONDS
        body: dict[str, Any] = {"holder": self.holder}
        if drill is not None:
            body["drill"] = drill
        if self._supervises:
            # Were it refused now, this is what it would go on to do.
            body["ending"] = True
        answer = self._connection.post("/v1/lease", body, patience=max(patience, 0.05))
        seconds, epoch = _seconds(answer), answer.get("halt_epoch")
        # Counted from before the request, so that the gateway's lease never ends before ours does.
        with self._lock:
            self._ends = max(self._ends, sent + seconds)
            self._renew_at = sent + seconds / 3
            self._seconds = seconds
        if isinstance(epoch, int):
            self._hear(News("paused" if answer.get("state") == "paused" else "running", epoch))

    def _hear(self, news: News) -> None:
        """Take over what the gateway said; whoever heard it first."""
        if news.grace_s is not None:
            self._grace = float(news.grace_s)
        if news.state == "halted":
            self._stop("the gateway has halted this agent", owes=True)
            return
        if self._epoch is None:
            self._epoch = news.epoch
        elif news.epoch > self._epoch:
            # Halted and reset in between: a reset permits a restart, it does not undo a stop.
            self._stop("this agent was halted while this process could not hear of it", owes=True)
            return
        if news.state == "paused":
            self._running.clear()
        else:
            self._running.set()
        if news.drill is not None:
            self._answer(news.drill)

    def _answer(self, drill: str) -> None:
        try:
            self._ask(drill)
        except (Forbidden, Unauthorised) as error:
            self._stop(error.text())
        except KnownError as error:
            _log.warning("a drill could not be answered: %s", error.text())

    def _acknowledge(self) -> None:
        """Ask for the lease once more: the refusal tells the gateway that this process has stopped."""
        if not self._owes:
            return
        body = {"holder": self.holder, "ending": self._supervises}
        try:
            # Also while closing: a process that ends because of the halt has still to say that it heard of it.
            self._connection.post("/v1/lease", body, patience=GIVE_BACK_SECONDS)
        except KnownError as error:
            _log.info("stopping: %s", error.text())

    def _stop(self, why: str, *, owes: bool = False) -> None:
        with self._lock:
            if self._stopped is not None:
                return
            self._stopped = why
            self._owes = owes
        # Whoever waits for the end of a pause need not wait any more; what follows asks whether it is stopped.
        self._running.set()
        self._wake.set()
        if self._on_stop is not None:
            self._on_stop(why)


def _seconds(answer: Mapping[str, Any]) -> float:
    seconds = answer.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= 3600:
        raise Unreachable("The gateway granted no readable lease", where=str(seconds)[:40], code="not_a_gateway")
    return float(seconds)
