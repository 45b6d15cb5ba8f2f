"""What every step of the gateway needs: its log, the clock, and the queue's version counter."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, Forbidden
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.stops import Stops
from counterseal.ledger import log as ledger_log
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.log import Draft, Growth, Log
from counterseal.ledger.note import VerifierKey

HALT_FILE = "HALT"
# The longest that a decision is held for undo, in seconds.
MOST_HOLD = 60.0
# The entries that change nothing of what other agents' steps go by: who decides, which orders are in force, who fell.
_ORDINARY = frozenset({"action_received", "policy_allowed", "policy_refused", "permit_taken", "outcome"})
T = TypeVar("T")


def _no_step(_name: str) -> None:
    return None


class Sitting:
    """One write transaction that several steps share: what they append, and what was read for all of them.

    Attributes:
        connection: the transaction's; what is done on another one has nothing to do with this.
        growth: the log's entries of this transaction, under the one head that its end writes.
    """

    def __init__(self, connection: Connection, growth: Growth) -> None:
        self.connection = connection
        self.growth = growth
        self._read: dict[Hashable, Any] = {}
        self._over = False

    def append(self, drafts: Sequence[Draft]) -> tuple[int, ...]:
        """Add entries; where one of them may change what was read for all, it is read anew from then on."""
        if not all(draft.type in _ORDINARY for draft in drafts):
            self._over = True
            self.forget()
        return self.growth.add(drafts)

    def step_done(self) -> None:
        """A step has ended. One that added such an entry may have read something before it had changed all of it."""
        if self._over:
            self._over = False
            self.forget()

    def once(self, name: Hashable, read: Callable[[], T]) -> T:
        """What was read under this name before in the transaction, else what ``read`` gives."""
        if name not in self._read:
            self._read[name] = read()
        found: T = self._read[name]
        return found

    def forget(self) -> None:
        """Let everything be read anew."""
        self._read.clear()


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
        sitting: the shared transaction that the writer thread is in, if any.
        stops: who is halted or paused, whatever the table says since.
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
    sitting: Sitting | None = None
    stops: Stops = field(default_factory=Stops)
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

    def append(self, connection: Connection, drafts: Sequence[Draft]) -> tuple[int, ...]:
        """Add entries to this gateway's log; their places. A shared transaction gets one head at its end.

        Raises:
            LedgerDamaged: the stored size and the stored tree disagree.
        """
        sitting = self._sitting_of(connection)
        return self.log.append(connection, drafts).seqs if sitting is None else sitting.append(drafts)

    def once(self, connection: Connection, name: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives, read once for all steps that share a transaction; nothing is kept beyond it."""
        sitting = self._sitting_of(connection)
        return read() if sitting is None else sitting.once(name, read)

    def _sitting_of(self, connection: Connection) -> Sitting | None:
        # Readers have connections of their own and run beside the writer thread.
        sitting = self.sitting
        return sitting if sitting is not None and sitting.connection is connection else None

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
        since = self.stops.halted(agent)
        if since is not None:
            raise Forbidden(
                f"{agent.name} is halted since {since}",
                where=agent.id,
                todo="Its owner resets it with a reason.",
                code="halted",
            )

    def check_going(self, agent: AgentRow) -> None:
        """Raises Forbidden when the agent, or everything here, is halted; Conflict (``paused``) when it is paused."""
        self.check_running(agent)
        since = self.stops.paused(agent)
        if since is not None:
            raise Conflict(
                f"{agent.name} is paused since {since}",
                where=agent.id,
                todo="It goes on when its owner resumes it.",
                code="paused",
            )
