"""Hearing from the gateway what an agent may do now: one long poll after the other, in a thread that can be ended."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.agents.connection import Connection
from counterseal.errors import Forbidden, KnownError, Unauthorised, Unreachable

WATCH_SECONDS = 30.0
PATIENCE_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0
STATES = ("running", "paused", "halted")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What this agent may do. ``drill`` is one to acknowledge; ``grace_s`` the time that a halt gives to processes."""

    state: str
    epoch: int
    drill: str | None = None
    grace_s: float | None = None


class NewsWatch:
    """Asks again and again for the news of one agent, on a connection of its own.

    It is a courtesy: a halt reaches the process at once through it. What stops a process whatever becomes of this
    thread is its lease, so no failure in here lets anything go on.

    Args:
        hear: called on this thread with each news.
        refused: called on this thread when the gateway refuses the token, or the agent; then it ends.
    """

    def __init__(self, connection: Connection, hear: Callable[[News], None], refused: Callable[[str], None]) -> None:
        self._connection = connection
        self._hear = hear
        self._refused = refused
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self, known: News) -> None:
        """Begin; ``known`` is what the process knows already."""
        self._thread = threading.Thread(target=self._run, args=(known,), name="counterseal-news", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, even while it waits for an answer; returns when it is gone."""
        self._closing.set()
        with self._lock:
            self._cut()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._connection.close()

    def _run(self, known: News) -> None:
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            try:
                known = self._ask(known)
                pause = FIRST_PAUSE
            except (Forbidden, Unauthorised) as error:
                self._refused(error.text())
                return
            except Unreachable as error:
                _log.info("no news from the gateway: %s", error.text())
                self._closing.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except KnownError as error:
                # A gateway from before there were news; the lease alone tells of a halt then.
                _log.info("this gateway pushes no news: %s", error.text())
                return
            except Exception:  # noqa: BLE001
                # A defect in here must not end the hearing for good, nor become a loop without pause.
                _log.exception("hearing news failed")
                self._closing.wait(LONGEST_PAUSE)
            if known.state == "halted":
                return

    def _ask(self, known: News) -> News:
        params = {"epoch": str(known.epoch), "state": known.state}
        if known.drill is not None:
            params["drill"] = known.drill
        answer = self._connection.get(
            "/v1/lease", wait=WATCH_SECONDS, patience=PATIENCE_SECONDS, params=params, on_socket=self._took
        )
        found = read_news(answer)
        if found.drill is None and known.drill is not None:
            # Kept, so that a drill which was answered here and is still going on is not heard again.
            found = News(found.state, found.epoch, known.drill, found.grace_s)
        if found != known:
            self._hear(found)
        return found

    def _took(self, line: socket.socket) -> None:
        with self._lock:
            self._socket = line
            if self._closing.is_set():
                self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            try:
                # The plain socket's own way: that of TLS would take the connection apart under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                # The other side was faster.
                self._socket = None


def read_news(answer: Mapping[str, Any]) -> News:
    """The gateway's answer. Raises Unreachable: it is none of a gateway's."""
    state, epoch, drill, grace = (answer.get(name) for name in ("state", "halt_epoch", "drill", "grace_s"))
    grace_ok = grace is None or (isinstance(grace, int | float) and not isinstance(grace, bool) and 0 <= grace <= 3600)
    if state not in STATES or isinstance(epoch, bool) or not isinstance(epoch, int) or not grace_ok:
        raise Unreachable("The gateway told no readable news", where=str(dict(answer))[:80], code="not_a_gateway")
    return News(str(state), epoch, drill if isinstance(drill, str) else None, grace)
