"""Running steps on a gateway's database from its event loop, and waking those who wait for what they changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from sqlalchemy import Connection

from counterseal.gateway.context import Context
from counterseal.gateway.sharing import Sharing
from counterseal.ledger.database import Database

T = TypeVar("T")


class Steps:
    """Writes run one at a time on ``writer``, reads beside them on ``readers``; waiters hear of each change."""

    def __init__(self, database: Database, context: Context, writer: Executor, readers: Executor) -> None:
        self.database = database
        self.context = context
        self._writer = writer
        self._readers = readers
        self._sharing = Sharing(database, context, writer, self.notify)
        self._changed = asyncio.Event()

    async def write(self, step: Callable[[Connection], T]) -> T:
        """Run a step in one write transaction on the writer thread; waiters hear of it after COMMIT."""

        def work() -> T:
            with self.database.write() as connection:
                result = step(connection)
                self.context.on_step("gateway.before_commit")
            self.context.committed = self.context.version
            self.context.on_step("gateway.committed")
            return result

        self._sharing.part()
        result = await asyncio.get_running_loop().run_in_executor(self._writer, work)
        self.notify()
        return result

    async def share(self, step: Callable[[Connection], T]) -> T:
        """As ``write``, in one transaction with others that wait for the writer thread as well."""
        return await self._sharing.run(step)

    async def read(self, step: Callable[[Connection], T]) -> T:
        """Run a step in a read transaction."""

        def work() -> T:
            with self.database.read() as connection:
                return step(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def notify(self) -> None:
        """Wake everybody who waits for news."""
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    def news(self) -> asyncio.Event:
        """Set at the next change. Take it before looking, or a change during the look goes unheard."""
        return self._changed

    async def wait_news(self, news: asyncio.Event, seconds: float) -> None:
        """Return when ``news`` is set, or after ``seconds``."""
        try:
            # Not asyncio.wait_for: until 3.12 it can swallow a cancellation that meets the event.
            async with asyncio.timeout(max(seconds, 0.0)):
                await news.wait()
        except TimeoutError:
            return
