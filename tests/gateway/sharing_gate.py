"""A gateway's shared writer over a real profile, without server and sweeper, and what the ledger says afterwards."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection

from counterseal.gateway import attendance, intake
from counterseal.gateway.context import Context
from counterseal.gateway.sharing import Sharing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft
from counterseal.model.actions import Action, Proposal
from counterseal.model.ids import uuid7
from counterseal.sync.profile import Profile
from gateway.agent_orders import AGENT
from gateway.desks import MovingClock

Step = Callable[[Connection], Any]


def window(at_most: int) -> dict[str, Any]:
    return {"name": "looks a day", "tools": ["orders.*"], "field": None, "at_most": at_most, "seconds": 86_400}


class Gate:
    """The shared writer of a gateway over a profile, without server and sweeper. ``steps``: what it passed."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.clock = MovingClock()
        self.steps: list[str] = []
        self.done = 0
        logs = {profile.log.origin: profile.log.verifier}
        self.context = Context(profile.log, logs, self.clock, profile.home, on_step=self._pass)
        self.writer = ThreadPoolExecutor(1)
        # Its thread begins here, not in the first test, which would be asked what it left running.
        self.writer.submit(int).result()
        self.sharing = Sharing(profile.database, self.context, self.writer, self._count)
        with profile.database.write() as connection:
            attendance.note_person(self.context, connection)

    def _pass(self, step: str) -> None:
        self.steps.append(step)

    def _count(self) -> None:
        self.done += 1

    def proposal(
        self,
        agent: str = AGENT,
        idempotency: str | None = None,
        expires_at: str | None = None,
        tool: str = "orders.look",
        order: str = "88213",
    ) -> Step:
        action = Action(uuid7(self.clock), agent, tool, {"order": order}, expires_at)
        return lambda c: intake.propose(self.context, c, Proposal(action), idempotency)

    def entry(self, subject: str, kind: str = "viewed") -> Step:
        return lambda c: self.context.append(c, [Draft(kind, self.context.now(), subject)])

    def together(self, *steps: Step) -> list[Any]:
        """What became of steps that all came while the writer was busy."""

        async def run() -> list[Any]:
            free = threading.Event()
            self.writer.submit(free.wait)
            waiting = [asyncio.ensure_future(self.sharing.run(step)) for step in steps]
            await asyncio.sleep(0)
            free.set()
            return await asyncio.gather(*waiting, return_exceptions=True)

        return asyncio.run(run())

    @property
    def size(self) -> int:
        with self.profile.reading() as connection:
            return ledger_log.length(connection)

    def heads(self, since: int) -> list[int]:
        with self.profile.reading() as connection:
            query = "SELECT size FROM heads WHERE size > ? ORDER BY size"
            return list(connection.exec_driver_sql(query, (since,)).scalars())

    def about(self, subject: str) -> int:
        with self.profile.reading() as connection:
            query = "SELECT count(*) FROM listing WHERE subject = ?"
            return int(connection.exec_driver_sql(query, (subject,)).scalar_one())


def used(gate: Gate, agent: str) -> int:
    with gate.profile.reading() as connection:
        query = "SELECT coalesce(sum(amount), 0) FROM charge_sums WHERE agent = ?"
        used = int(connection.exec_driver_sql(query, (agent,)).scalar_one())
        query = "SELECT coalesce(sum(amount), 0) FROM charges WHERE agent = ?"
        assert used == connection.exec_driver_sql(query, (agent,)).scalar_one()
    return used
