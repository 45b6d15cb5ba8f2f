"""Agents' steps that wait for the writer thread share one transaction: one head, one sync to disk for all of them.

Each step stands or falls by itself. What one of them raises rolls back that one alone, and nobody is answered before
the COMMIT that holds what he is told of. While the writer is busy steps gather; when it is idle a step goes alone.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
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
    """Steps that will share a transaction, and who waits for each. ``closed``: nobody else joins."""

    steps: list[Step] = field(default_factory=list)
    answers: list[asyncio.Future[Any]] = field(default_factory=list)
    closed: bool = False


class Sharing:
    """Runs steps on the writer thread, together where they wait together. Used on the event loop.

    One group at a time waits for the writer, so that what somebody else wants written, an order or a halt, waits for
    one transaction of theirs, however many agents ask.

    Args:
        done: called on the loop after each transaction, before those are answered who wait for it.
    """

    def __init__(self, database: Database, context: Context, writer: Executor, done: Callable[[], None]) -> None:
        self._database = database
        self._context = context
        self._writer = writer
        self._done = done
        self._lock = threading.Lock()
        self._groups: deque[_Group] = deque()
        self._busy = False

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Run a step in a transaction that others may share; what it returns, after COMMIT.

        A step may be run twice, the first time for nothing: what it changes besides the database must bear that. It
        appends by ``Context.append``, and asks no head of its own.

        Raises:
            KnownError: what the step raised, which then left nothing behind; or the disk refused all of them.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._lock:
            group = self._groups[-1] if self._groups else None
            if group is None or group.closed or len(group.steps) >= MOST_TOGETHER:
                group = _Group()
                self._groups.append(group)
            group.steps.append(step)
            group.answers.append(answer)
            idle, self._busy = not self._busy, True
        if idle:
            self._next()
        return await answer

    def part(self) -> None:
        """Somebody else's step is about to wait for the writer: no later one gets in before it."""
        with self._lock:
            if self._groups:
                self._groups[-1].closed = True

    def _next(self) -> None:
        """Let the writer take the next group, behind what else waits for it by now."""
        try:
            self._writer.submit(self._work).add_done_callback(self._taken)
        except RuntimeError as error:
            # The gateway ends, and its writer takes nothing any more.
            self._give_up(error)

    def _taken(self, job: Future[None]) -> None:
        if job.cancelled():
            self._give_up(RuntimeError("the writer ended before it came to this"))

    def _give_up(self, error: RuntimeError) -> None:
        with self._lock:
            left, self._busy = list(self._groups), False
            self._groups.clear()
        for group in left:
            self._tell(group, [_Said(error=error)] * len(group.steps))

    def _tell(self, group: _Group, said: Sequence[_Said]) -> None:
        """Answer from any thread. A loop that has ended has nobody left who waits."""
        with suppress(RuntimeError):
            group.answers[0].get_loop().call_soon_threadsafe(self._answer, group, said)

    def _answer(self, group: _Group, said: Sequence[_Said]) -> None:
        self._done()
        for answer, one in zip(group.answers, said, strict=True):
            if answer.done():
                continue
            if one.error is None:
                answer.set_result(one.value)
            else:
                answer.set_exception(one.error)

    # -- on the writer thread -----------------------------------------------------------------------------------
    def _work(self) -> None:
        with self._lock:
            group = self._groups.popleft()
        try:
            said = self._together(group.steps)
        except BaseException as error:  # noqa: BLE001  (handed to all who wait)
            said = [_Said(error=error)] * len(group.steps)
        # Before anybody is answered: who asks again at once finds the writer as it is, and keeps his place before
        # what comes after him.
        with self._lock:
            self._busy = more = bool(self._groups)
        if more:
            self._next()
        self._tell(group, said)

    def _together(self, steps: Sequence[Step]) -> list[_Said]:
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
