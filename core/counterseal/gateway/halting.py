"""Halts and drills as they go on after they were ordered: who was told, who has stopped, what servers answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import Forbidden, KnownError
from counterseal.gateway import agent_rows
from counterseal.gateway import leases as lease_rules
from counterseal.gateway.context import Context
from counterseal.gateway.halting_lines import Line, Record
from counterseal.gateway.halting_orders import Halted
from counterseal.gateway.leases import Ended, LeaseRequest, Leases
from counterseal.ledger.log import Draft, as_payload

_MOST_RECORDS = 50
# What a supervisor may take beyond its grace to tell that its processes have ended.
_REPORT_SECONDS = 10.0
_log = logging.getLogger(__name__)


class Halting:
    """Follows the halts and drills of one gateway. Used on the event loop only.

    Attributes:
        hooks: halt an agent at its own servers; each returns what it did, in words.
        records: progress by the digest of the order.
    """

    def __init__(
        self,
        context: Context,
        leases: Leases,
        write: Callable[[Callable[[Connection], None]], Awaitable[None]],
    ) -> None:
        self.hooks: list[Callable[[str], Awaitable[str]]] = []
        self.records: dict[str, Record] = {}
        self._context = context
        self._leases = leases
        self._write = write
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, sha: str, started: float, halted: Iterable[Halted]) -> None:
        """Follow a halt or drill that was just taken; ``started`` is when it came, on the monotonic clock."""
        chosen = tuple(halted)
        record = self.records[sha] = Record(sha, started, any(one.drill for one in chosen))
        for old in list(self.records)[:-_MOST_RECORDS]:
            del self.records[old]
        for one in chosen:
            holders = {holder: lease.until for holder, lease in self._leases.holders(one.agent).items()}
            record.lines[one.agent] = Line.of(one, holders)
            if one.drill:
                self._leases.expect(one.agent, drill=sha)
            else:
                self._leases.expect(one.agent, grace=one.grace_s)
        if record.drill:
            self._start(self._try(record))
            return
        for one in chosen:
            if self.hooks:
                self._start(self._at_servers(record, one))
            else:
                record.lines[one.agent].served(self._now() - started, "", "")

    def lease(self, agent: str, asked: LeaseRequest) -> dict[str, Any]:
        """Answer ``POST /v1/lease``: granted, renewed, given back, or refused, whereby a process has heard of a halt.

        Raises:
            Forbidden: halted.
        """
        if asked.ended is not None:
            self._leases.give_back(agent, asked.holder)
            self._ended(agent, asked.holder, asked.ended)
            return {"released": True}
        try:
            granted = self._leases.grant(agent, asked.holder)
        except Forbidden as error:
            if error.code == "halted":
                self._leases.drop(agent, asked.holder)
                self._heard(agent, asked.holder, asked.ending)
            raise
        record = self.records.get(asked.drill or "")
        if record is not None and agent in record.lines:
            record.lines[agent].heard(asked.holder, self._now() - record.at)
            record.look()
        return granted

    def lapsed(self, agent: str, holder: str) -> None:
        """A lease has run out."""
        for record in self._of(agent):
            record.lines[agent].lapsed(holder, self._now() - record.at)

    def look(self) -> None:
        """Give up waiting for supervisors that never told whether their processes have ended."""
        for record in self.records.values():
            if not record.done:
                for line in record.lines.values():
                    line.look(self._now() - record.at)

    async def stop(self) -> None:
        """End following; what was ordered stays in force."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- inner --------------------------------------------------------------------------------------------------
    def _now(self) -> float:
        return self._context.clock.monotonic()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work, name="counterseal-halt")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _of(self, agent: str) -> list[Record]:
        return [record for record in self.records.values() if agent in record.lines and not record.drill]

    def _heard(self, agent: str, holder: str, ending: bool) -> None:
        for record in self._of(agent):
            line, after = record.lines[agent], self._now() - record.at
            line.heard(holder, after, after + line.grace_s + _REPORT_SECONDS if ending else None)

    def _ended(self, agent: str, holder: str, ended: Ended) -> None:
        for record in self._of(agent):
            record.lines[agent].ended(holder, self._now() - record.at, ended)

    async def _at_servers(self, record: Record, halted: Halted) -> None:
        notes: list[str] = ["was halted before"] if halted.already else []
        failed = ""
        for hook in self.hooks:
            try:
                note = await hook(halted.agent)
            except KnownError as error:
                note = failed = error.text()
            except Exception:  # noqa: BLE001
                # A defect in an adapter must not leave the halt "stopping" for ever: the person is told it failed.
                _log.exception("halting %s at its servers failed", halted.agent)
                note = failed = "a defect in Counterseal's adapter; see the log"
            if note:
                notes.append(note)
        record.lines[halted.agent].served(self._now() - record.at, "; ".join(notes), failed)

    async def _try(self, record: Record) -> None:
        """Wait until every process has answered a drill, at most as long as a lease lives, and keep the result."""
        record.look()
        try:
            async with asyncio.timeout(lease_rules.LEASE_SECONDS):
                await record.settled.wait()
        except TimeoutError:
            for line in record.lines.values():
                line.silent(lease_rules.LEASE_SECONDS)
        for agent in record.lines:
            self._leases.end_drill(agent, record.sha)
        try:
            await self._write(lambda c: self._keep(c, record))
        except KnownError as error:
            _log.error("the result of a drill could not be kept: %s", error.text())
            for line in record.lines.values():
                line.unkept(error.text())

    def _keep(self, connection: Connection, record: Record) -> None:
        found = [line.result() for line in record.lines.values()]
        body = {"order": record.sha, "agents": found}
        answered = [one["seconds"] for one in found if one["seconds"] is not None]
        slowest = f", the slowest after {max(answered):.3f} s" if answered else ""
        draft = Draft(
            "halt",
            self._context.now(),
            self._context.log.origin,
            payloads={"drill": as_payload(body)},
            verdict="drill",
            title=f"Halt tried: {len(answered)} of {len(found)} agents answered{slowest}",
        )
        self._context.log.append(connection, [draft])
        agent_rows.change_agents(connection, list(record.lines), drilled_at=self._context.now())
