"""Halts as they go on after they were ordered: who was told, who has stopped, what agents' own servers answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from counterseal.errors import KnownError
from counterseal.gateway.context import Context
from counterseal.gateway.halting_orders import Halted
from counterseal.gateway.leases import Leases

_MOST_RECORDS = 50
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class HaltRecord:
    """The progress of one halt, per agent: state, words, seconds from order to stop."""

    sha: str
    at: float
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def stop(self, agent: str, now: float, note: str) -> None:
        line = self.lines.get(agent)
        if line is not None and line["state"] != "stopped":
            line.update(state="stopped", how=note, seconds=round(now - self.at, 3), stops_at="")
            line["note"] = f"{note}; {line['did']}"

    def did(self, agent: str, words: str) -> None:
        """What else the halt did for this agent, known only once its servers have answered."""
        line = self.lines[agent]
        line["did"] = words
        if line["state"] == "stopped":
            line["note"] = f"{line['how']}; {words}"


class Halting:
    """Follows the halts of one gateway. Used on the event loop only.

    Attributes:
        hooks: halt an agent at its own servers; each returns what it did, in words.
        records: progress by the digest of the order.
    """

    def __init__(self, context: Context, leases: Leases) -> None:
        self.hooks: list[Callable[[str], Awaitable[str]]] = []
        self.records: dict[str, HaltRecord] = {}
        self._context = context
        self._leases = leases
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, sha: str, started: float, halted: Iterable[Halted]) -> None:
        """Follow a halt that was just taken; ``started`` is when it came, on the monotonic clock."""
        record = self.records[sha] = HaltRecord(sha, started)
        for old in list(self.records)[:-_MOST_RECORDS]:
            del self.records[old]
        for one in halted:
            record.lines[one.agent] = _first_line(one)
            task = asyncio.create_task(self._at_servers(record, one), name="counterseal-halt")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def acknowledged(self, agent: str) -> None:
        """A process of this agent was refused its lease, and has thereby been told."""
        now = self._context.clock.monotonic()
        for record in self.records.values():
            record.stop(agent, now, "Stopped, acknowledged by the agent's process")

    def lapsed(self, agent: str) -> None:
        """The last lease of this agent has run out."""
        now = self._context.clock.monotonic()
        for record in self.records.values():
            record.stop(agent, now, "Stopped, its lease ran out")

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _at_servers(self, record: HaltRecord, halted: Halted) -> None:
        line = record.lines[halted.agent]
        first = line["did"]
        notes: list[str] = [] if halted.already is False else ["was halted before"]
        failed = False
        for hook in self.hooks:
            try:
                note = await hook(halted.agent)
            except KnownError as error:
                failed = True
                note = error.text()
            except Exception:  # noqa: BLE001
                # A defect in an adapter must not leave the halt "stopping" for ever: the person is told it failed.
                _log.exception("halting %s at its servers failed", halted.agent)
                failed = True
                note = "a defect in Counterseal's adapter; see the log"
            if note:
                notes.append(note)
        note = "; ".join([first, *notes])
        record.did(halted.agent, note)
        until = self._leases.live().get(halted.agent)
        if failed:
            line.update(state="failed", note=f"Refused here; {note}")
        elif until is not None:
            line.update(state="lease", note=f"Not heard yet; {note}", stops_at=until)
        else:
            record.stop(halted.agent, self._context.clock.monotonic(), "Stopped")


def _first_line(halted: Halted) -> dict[str, Any]:
    parts = []
    if halted.closed:
        parts.append(f"{halted.closed} waiting {'action' if halted.closed == 1 else 'actions'} closed")
    if halted.in_flight:
        parts.append(f"in flight and not recalled: {len(halted.in_flight)}")
    note = ", ".join(parts) or "nothing was waiting"
    line = {"agent": halted.agent, "state": "stopping", "note": note, "did": note, "how": ""}
    return {**line, "seconds": None, "stops_at": ""}
