"""What every step of the gateway needs: its log, the clock, and the queue's version counter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, Forbidden
from counterseal.gateway.rows import AgentRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.log import Log
from counterseal.ledger.note import VerifierKey

HALT_FILE = "HALT"
# The longest that a decision is held for undo, in seconds.
MOST_HOLD = 60.0


def _no_step(_name: str) -> None:
    return None


@dataclass(slots=True)
class Context:
    """Shared by all steps, which run one at a time on the writer thread.

    Attributes:
        log: the gateway's own log.
        logs: the desktop logs that an embedded gateway takes deliveries from, by origin: its own. None for a separate
            gateway, whose roster names them.
        clock: time.
        home: the data folder, where a local ``HALT`` file may lie.
        version: the queue's version; every change of an action takes the next one.
        committed: the newest version that a committed transaction carries.
        on_step: told the name of each step passed; fault tests stop the process there.
        people_seen: when a person's desktop last reached this gateway; None: never. Stored, and kept here.
        receipts: of the allowed actions that wait to begin, as the sweeper last read them.
        permitted: allowed actions whose permit was taken in this life and whose outcome is open. No entry tells it.
    """

    log: Log
    logs: Mapping[str, VerifierKey] | None
    clock: Clock
    home: Path
    version: int = 0
    committed: int = 0
    on_step: Callable[[str], None] = field(default=_no_step)
    people_seen: datetime | None = None
    receipts: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    permitted: set[str] = field(default_factory=set)
    _started: tuple[datetime, float] = field(init=False)
    _undoable: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._started = (self.clock.now(), self.clock.monotonic())

    def interval(self) -> tuple[datetime, datetime]:
        """Earliest and latest that it can be: the wall clock may have been moved since the start, the other cannot."""
        wall, (anchor, since) = self.clock.now(), self._started
        counted = anchor + timedelta(seconds=self.clock.monotonic() - since)
        return min(wall, counted), max(wall, counted)

    def earliest(self) -> datetime:
        """The time that has certainly come: what may not begin too early is held to this one."""
        return self.interval()[0]

    def latest(self) -> datetime:
        """The time that may have come: what ends is held to this one."""
        return self.interval()[1]

    def hold(self, action: str) -> None:
        """A decision that can still be taken back has come in now."""
        now = self.clock.monotonic()
        self._undoable = {one: ends for one, ends in self._undoable.items() if ends > now}
        self._undoable[action] = now + MOST_HOLD

    def undoable(self, action: str, not_before: datetime) -> bool:
        """Whether a decision on the action can still be taken back: until then, at most ``MOST_HOLD`` on any clock."""
        return self.earliest() < not_before and self.clock.monotonic() < self._undoable.get(action, math.inf)

    def now(self) -> str:
        return stamp(self.clock.now())

    def bump(self) -> int:
        self.version += 1
        return self.version

    @property
    def separate(self) -> bool:
        """Whether this gateway has a log of its own, into which everything that it accepts is appended."""
        return self.logs is None

    def place(self, connection: Connection, index: int) -> int:
        """Where in the log of this gateway's roster a delivered envelope stands, or is about to.

        Args:
            index: its place in the desktop's log, which an embedded gateway shares.
        """
        return ledger_log.length(connection) if self.separate else index

    def cosignature(self, note: str) -> str | None:
        """A separate gateway's line under a desktop's checkpoint that it has just verified and kept.

        None for an embedded gateway: a witness within the same profile proves nothing.
        """
        if not self.separate:
            return None
        return cosign(note, self.log.origin, self.log.key, int(self.clock.now().timestamp()))

    @property
    def halted_locally(self) -> bool:
        """Whether a ``HALT`` file lies in the data folder: no network, key or database is needed for it."""
        return (self.home / HALT_FILE).exists()

    def check_running(self, agent: AgentRow) -> None:
        """Raises Forbidden when the agent, or everything here, is halted."""
        if self.halted_locally:
            raise Forbidden(
                "Everything at this gateway is halted by its HALT file",
                where=str(self.home / HALT_FILE),
                todo="Remove the file when it is safe to go on.",
                code="halted",
            )
        if agent.halted_by is not None:
            raise Forbidden(
                f"{agent.name} is halted since {agent.halted_at}",
                where=agent.id,
                todo="Its owner resets it with a reason.",
                code="halted",
            )

    def check_going(self, agent: AgentRow) -> None:
        """Raises Forbidden when the agent, or everything here, is halted; Conflict (``paused``) when it is paused."""
        self.check_running(agent)
        if agent.paused_by is not None:
            raise Conflict(
                f"{agent.name} is paused since {agent.paused_at}",
                where=agent.id,
                todo="It goes on when its owner resumes it.",
                code="paused",
            )
