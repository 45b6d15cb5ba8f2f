"""What every step of the gateway needs: its log, the clock, and the queue's version counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import Forbidden
from counterseal.gateway.rows import AgentRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.log import Log
from counterseal.ledger.note import VerifierKey

HALT_FILE = "HALT"


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
    """

    log: Log
    logs: Mapping[str, VerifierKey] | None
    clock: Clock
    home: Path
    version: int = 0
    committed: int = 0
    on_step: Callable[[str], None] = field(default=_no_step)

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
