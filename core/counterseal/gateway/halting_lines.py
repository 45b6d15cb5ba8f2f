"""The progress of one halt or drill, agent by agent, as a person reads it while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.gateway.halting_orders import Halted
from counterseal.gateway.leases import Ended

_NOBODY = "no process of it holds a lease now"
_MOST_TITLES = 20


@dataclass(slots=True)
class Line:
    """What is known of one agent. All times are seconds since the order.

    Attributes:
        waiting: processes that have not answered, with the end of their lease (UTC stamp).
        ending: supervisors that have answered and end their processes, with when we stop waiting for their report.
        seconds: when the last process answered; where none ran, when the servers had.
    """

    agent: str
    name: str
    owner: str
    drill: bool
    grace_s: int
    did: str
    in_flight: tuple[str, ...]
    waiting: dict[str, str]
    ending: dict[str, float] = field(default_factory=dict)
    ran: bool = False
    how: str = ""
    failed: str = ""
    at_servers: bool = True
    seconds: float | None = None

    @classmethod
    def of(cls, halted: Halted, holders: Mapping[str, str]) -> Line:
        parts = []
        if halted.closed:
            parts.append(f"{halted.closed} waiting {'action' if halted.closed == 1 else 'actions'} closed")
        if halted.in_flight:
            parts.append(f"in flight and not recalled: {len(halted.in_flight)}")
        did = ", ".join(parts) or "nothing was waiting"
        if halted.drill:
            did = "" if holders else _NOBODY
        return cls(
            agent=halted.agent,
            name=halted.name,
            owner=halted.owner,
            drill=halted.drill,
            grace_s=halted.grace_s,
            did=did,
            in_flight=halted.in_flight,
            waiting=dict(holders),
            ran=bool(holders),
            at_servers=not halted.drill,
        )

    @property
    def state(self) -> str:
        """stopping | lease (told, or stops when its lease ends) | stopped | failed."""
        if self.failed:
            return "failed"
        if self.waiting and not self.at_servers and not self.drill:
            return "lease"
        return "stopping" if self.waiting or self.ending or self.at_servers else "stopped"

    def heard(self, holder: str, after: float, until: float | None = None) -> None:
        """A process has answered; ``until``: it is a supervisor, which ends its processes and reports by then."""
        if self.waiting.pop(holder, None) is None:
            return
        if until is not None:
            self.ending[holder] = until
        if not self.waiting:
            self.seconds = round(after, 3)
            said = "Answered" if self.drill else "Stopped, acknowledged by the agent's process"
            self.how = said if not self.ending else f"Acknowledged after {after:.3f} s; its processes are ending"

    def lapsed(self, holder: str, after: float) -> None:
        """The lease of a process has run out; that it ended by itself is all that is known of it."""
        if self.waiting.pop(holder, None) is not None and not self.waiting:
            self.seconds = round(after, 3)
            self.how = "Its lease ran out, so nothing more runs through here; its process has not answered"

    def ended(self, holder: str, after: float, report: Ended) -> None:
        """A supervisor tells what it ended; with it went the processes that it had started."""
        below = [one for one in self.waiting if one == holder or one.startswith(f"{holder}.")]
        for one in below:
            self.heard(one, after)
        if self.ending.pop(holder, None) is None and not below:
            return
        if report.left:
            self.failed = f"{report.left} of its processes could not be ended; end them on its machine"
        elif not self.ending and not self.waiting:
            forced = f", {report.killed} of them by force" if report.killed else ""
            count = f"{report.processes} {'process' if report.processes == 1 else 'processes'}"
            self.how = f"Stopped: its supervisor ended {count}{forced} after {after:.3f} s"

    def look(self, after: float) -> None:
        """Notice supervisors that never reported."""
        if any(until <= after for until in self.ending.values()):
            self.failed = "its supervisor did not tell that its processes have ended; look on its machine"

    def served(self, after: float, notes: str, failed: str) -> None:
        """The agent's own servers have answered."""
        self.at_servers = False
        self.did = "; ".join(part for part in (self.did, notes) if part)
        if failed:
            self.failed = failed
        elif not self.ran:
            self.how, self.seconds = "Stopped", round(after, 3)

    def silent(self, limit: float) -> None:
        """The time for a drill is over."""
        if self.waiting:
            self.failed = f"did not answer within {limit:.0f} s"

    def unkept(self, why: str) -> None:
        """The drill's result could not be written down."""
        self.failed = f"the result could not be kept: {why}"

    def result(self) -> dict[str, Any]:
        """This line of a drill as the ledger keeps it."""
        how = self.failed or self.how or self.did
        return {"agent": self.agent, "seconds": self.seconds, "how": how}

    def told(self) -> dict[str, Any]:
        """This line as ``GET /v1/orders/{sha}`` tells it."""
        state = self.state
        if state == "failed" and self.drill:
            first = self.failed
        elif state == "failed":
            first = f"Refused here; {self.failed}" if self.failed not in self.did else "Refused here"
        elif state == "lease":
            first = "Not heard yet"
        else:
            first = self.how
        return {
            "agent": self.agent,
            "name": self.name,
            "owner": self.owner,
            "state": state,
            "note": "; ".join(part for part in (first, self.did) if part),
            "seconds": self.seconds,
            "stops_at": max(self.waiting.values()) if state == "lease" else "",
            "in_flight": list(self.in_flight[:_MOST_TITLES]),
        }


@dataclass(slots=True)
class Record:
    """The progress of one halt or drill. ``at`` is when it was ordered, on the monotonic clock.

    Attributes:
        settled: set when a drill has nobody to wait for any more.
    """

    sha: str
    at: float
    drill: bool
    lines: dict[str, Line] = field(default_factory=dict)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def done(self) -> bool:
        return all(line.state in ("stopped", "failed") for line in self.lines.values())

    def look(self) -> None:
        if self.done:
            self.settled.set()
