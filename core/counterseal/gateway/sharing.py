"""Agents' steps that wait for the writer thread share one transaction: one head, one sync to disk for all of them.

Each step stands or falls by itself. What one of them raises rolls back that one alone, and nobody is answered before
the COMMIT that holds what he is told of. While the writer is busy steps gather; when it is idle a step goes alone.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from counterseal.errors import KnownError
from counterseal.gateway.context import Context, Sitting
from counterseal.ledger.database import Database
from counterseal.ledger.log import Growth

# So that what waits behind them, a halt for one, waits for a few hundredths of a second.
MOST_TOGETHER = 32
T = TypeVar("T")
Step = Callable[[Connection], Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """What became of one step: a value, or what it raised."""

    value: Any = None
    error: BaseException | None = None


class _Broken(Exception):
    """A step ended in what no step should raise; its transaction has to be rolled back as a whole."""


@dataclass(slots=True)
class _Group:
    """Steps that will share a transaction, and who waits for each. Joined on the loop, closed by the writer thread."""

    steps: list[Step] = field(default_factory=list)
    answers: list[asyncio.Future[Any]] = field(default_factory=list)
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, step: Step, answer: asyncio.Future[Any]) -> bool:
        """Whether the step is in; False: the group is full, or runs already."""
        with self._lock:
            if self._closed or len(self.steps) >= MOST_TOGETHER:
                return False
            self.steps.append(step)
            self.answers.append(answer)
            return True

    def close(self) -> Sequence[Step]:
        with self._lock:
            self._closed = True
            return self.steps


class Sharing:
    """Runs steps on the writer thread, together where they wait together. Used on the event loop.

    Args:
        done: called on the loop after each transaction, before those are answered who wait for it.
    """

    def __init__(self, database: Database, context: Context, writer: Executor, done: Callable[[], None]) -> None:
        self._database = database
        self._context = context
        self._writer = writer
        self._done = done
        self._last: _Group | None = None

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Run a step in a transaction that others may share; what it returns, after COMMIT.

        A step may be run twice, the first time for nothing, so it changes nothing but the database. It appends by
        ``Context.append``, and asks no head of its own.

        Raises:
            KnownError: what the step raised, which then left nothing behind; or the disk refused all of them.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        if self._last is None or not self._last.join(step, answer):
            group = _Group()
            group.join(step, answer)
            job = loop.run_in_executor(self._writer, self._work, group)
            job.add_done_callback(lambda done: self._answer(group, done))
            self._last = group
        return await answer

    def part(self) -> None:
        """Somebody else's step is about to wait for the writer: no later one gets in before it."""
        self._last = None

    def _answer(self, group: _Group, job: asyncio.Future[list[_Said]]) -> None:
        error: BaseException | None = asyncio.CancelledError() if job.cancelled() else job.exception()
        said = job.result() if error is None else [_Said(error=error)] * len(group.answers)
        if error is None:
            self._done()
        for answer, one in zip(group.answers, said, strict=True):
            if answer.done():
                continue
            if one.error is None:
                answer.set_result(one.value)
            elif isinstance(one.error, asyncio.CancelledError):
                answer.cancel()
            else:
                answer.set_exception(one.error)

    # -- on the writer thread -----------------------------------------------------------------------------------
    def _work(self, group: _Group) -> list[_Said]:
        steps = group.close()
        if len(steps) > 1:
            try:
                return self._transaction(steps, apart=True)
            except _Broken as broken:
                # A defect, or a value that the driver refuses: found out alone, it is answered to its own step only.
                # What else is raised is the disk's or the gate's of the database, and the answer to all.
                _log.warning("%d steps are run one by one after %s", len(steps), type(broken.__cause__).__name__)
        return [self._alone(step) for step in steps]

    def _alone(self, step: Step) -> _Said:
        try:
            return self._transaction([step], apart=False)[0]
        except Exception as error:  # noqa: BLE001  (handed to who waits for this step)
            return _Said(error=error)

    def _transaction(self, steps: Sequence[Step], *, apart: bool) -> list[_Said]:
        """One transaction. ``apart``: each step in a savepoint, so that a refusal undoes that step only."""
        context = self._context
        with self._database.write() as connection:
            sitting = context.sitting = Sitting(connection, Growth(context.log, connection))
            try:
                said = [self._apart(sitting, step) if apart else _Said(step(connection)) for step in steps]
                if sitting.growth.open:
                    sitting.growth.seal()
            finally:
                context.sitting = None
            context.on_step("gateway.before_commit")
        context.committed = context.version
        context.on_step("gateway.committed")
        return said

    @staticmethod
    def _apart(sitting: Sitting, step: Step) -> _Said:
        connection, mark = sitting.connection, sitting.growth.mark()
        # As text, because SQLAlchemy would compile each of them anew.
        connection.exec_driver_sql("SAVEPOINT step")
        try:
            value = step(connection)
        except KnownError as error:
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT step")
            connection.exec_driver_sql("RELEASE SAVEPOINT step")
            sitting.growth.back_to(mark)
            sitting.forget()
            return _Said(error=error)
        except OperationalError:
            raise
        except Exception as error:
            raise _Broken from error
        connection.exec_driver_sql("RELEASE SAVEPOINT step")
        sitting.step_done()
        return _Said(value)
