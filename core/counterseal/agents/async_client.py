"""``AgentClient`` for programs that await: the same names and the same rules, on an event loop of asyncio.

Example::

    async with AsyncAgentClient() as desk:  # COUNTERSEAL_URL, COUNTERSEAL_TOKEN
        await desk.run("refunds.issue", {"order": "88213", "amount_minor": 124000}, effect=issue_refund)

What waits costs no thread. A task that is cancelled while it waits withdraws its action; once a permit is taken, an
outcome is reported first, and the cancellation passes on after it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from inspect import isawaitable
from types import TracebackType
from typing import Any, TypeVar, Unpack

from counterseal.agents.action_status import ActionStatus
from counterseal.agents.asking import Asking, Claims, Permit
from counterseal.agents.client import AgentClient
from counterseal.agents.connection import AsyncConnection
from counterseal.agents.steps import Act, Block, Cancelled, Look, Send, Sleep, SleepWhilePaused, Step, Steps
from counterseal.clock import Clock
from counterseal.errors import Unreachable
from counterseal.model.actions import State

T = TypeVar("T")
LOOK_SECONDS = 0.25
_log = logging.getLogger(__name__)


class AsyncAgentClient:
    """One agent's line to its gateway, for one event loop; holds the lease of this process in two threads.

    Args and raises: as of ``AgentClient``. ``on_stop`` is called on one of the lease's threads, so that it is heard
    while the loop is busy; use ``loop.call_soon_threadsafe`` in it.

    Cancelling waits for requests that must not be lost: what was proposed is withdrawn, what was permitted is
    reported. With a gateway that is away that takes up to a minute.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        pin: str | None = None,
        on_stop: Callable[[str], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._asking = Asking(url, token, pin, on_stop, clock)
        self._connection = AsyncConnection(*self._asking.address)
        self._owner = True

    @classmethod
    def beside(cls, client: AgentClient | AsyncAgentClient) -> AsyncAgentClient:
        """A further line of the same process, for the event loop that runs now and with no lease of its own.

        Closing it leaves the client open; closing the client ends what waits on it.
        """
        line = cls.__new__(cls)
        line._asking = client._asking
        line._connection = AsyncConnection(*line._asking.address)
        line._owner = False
        return line

    async def __aenter__(self) -> AsyncAgentClient:
        try:
            await self._drive(self._asking.ready())
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def stopped(self) -> str | None:
        """Why this process must stop; None while it may go on."""
        return self._asking.lease.stopped

    async def close(self, *, give_back: bool = True) -> None:
        """End the lease's threads, give the lease back and close the connections; see ``AgentClient.close``."""
        shelter = _Shelter()
        if self._owner:
            await shelter.carry_out(asyncio.to_thread(self._asking.close, give_back=give_back))
        await shelter.carry_out(self._connection.close())
        shelter.pass_on()

    async def propose(self, tool: str, arguments: Mapping[str, Any], **claims: Unpack[Claims]) -> str:
        """Ask for one action; returns its id. See ``AgentClient.propose``."""
        return await self._drive(self._asking.propose(tool, arguments, **claims))

    async def status(self, action_id: str) -> ActionStatus:
        """The action now. See ``AgentClient.status``."""
        return await self._drive(self._asking.status(action_id))

    async def wait(self, action_id: str, timeout: float | None = None) -> ActionStatus:
        """Wait until the action is decided for good or has ended; it stays as it is when this is cancelled.

        See ``AgentClient.wait``.
        """
        return await self._drive(self._asking.wait(action_id, timeout))

    async def permit(self, action_id: str) -> Permit:
        """Take the permit of an approved action; cancelled meanwhile, it is reported as not started.

        See ``AgentClient.permit``.
        """
        return await self._drive(self._asking.permit(action_id))

    async def outcome(self, permit: Permit, outcome: str, note: str = "") -> State:
        """Report ``done``, ``failed`` or ``unknown``, cancelled or not. See ``AgentClient.outcome``."""
        return await self._drive(self._asking.outcome(permit, outcome, note))

    async def withdraw(self, action_id: str) -> State:
        """Take one's own action back. Raises Conflict when it is too late."""
        return await self._drive(self._asking.withdraw(action_id))

    async def run(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        effect: Callable[[dict[str, Any]], Awaitable[T]],
        *,
        timeout: float | None = None,
        note: Callable[[T], str] | None = None,
        **claims: Unpack[Claims],
    ) -> T:
        """Propose, wait, take the permit, await ``effect`` with the permitted arguments, report the outcome.

        Cancelled while it waits, the action is withdrawn; cancelled later, ``effect`` is cancelled and the outcome
        reported as ``unknown``. Args, returns and raises otherwise as of ``AgentClient.run``.
        """
        result: T = await self._drive(self._asking.run(tool, arguments, effect, timeout, note, claims))
        return result

    async def permitted(self, action_id: str, timeout: float | None = None) -> Permit:
        """Wait for an approval and take its permit; cancelled while it waits, the action is withdrawn.

        See ``AgentClient.permitted``.
        """
        return await self._drive(self._asking.permitted(action_id, timeout))

    async def _drive(self, steps: Steps[T]) -> T:
        """Carry the steps of a rule out on this loop, and tell the rule of a cancellation where it can be told."""
        shelter = _Shelter()
        answer: Any = None
        error: BaseException | None = None
        try:
            while True:
                try:
                    step = steps.send(answer) if error is None else steps.throw(error)
                except StopIteration as ended:
                    shelter.pass_on()
                    result: T = ended.value
                    return result
                except BaseException as raised:
                    if isinstance(raised, Exception) and shelter.cancelled is not None:
                        _log.warning("cancelled, and then: %s", raised)
                    shelter.pass_on(raised)
                    raise
                answer, error = None, None
                try:
                    answer = await self._carry_out(step, shelter)
                except GeneratorExit:
                    # The loop is gone: no step can be carried out any more.
                    raise
                except BaseException as raised:  # noqa: BLE001
                    error = raised
        finally:
            # Else the error would hold this frame and the frame the error.
            error = None

    async def _carry_out(self, step: Step, shelter: _Shelter) -> Any:
        if step.sheltered:
            return await shelter.carry_out(self._perform(step))
        if shelter.cancelled is not None:
            raise Cancelled
        try:
            return await self._perform(step)
        except asyncio.CancelledError as error:
            if isinstance(step, Act):
                # The effect has heard of it already, and may have raised it by itself.
                raise
            shelter.cancelled = error
            raise Cancelled from error

    async def _perform(self, step: Step) -> Any:
        match step:
            case Send(body=None):
                return await self._connection.get(step.path, wait=step.wait, patience=step.patience)
            case Send(body=body):
                return await self._connection.post(step.path, body or {}, patience=step.patience, headers=step.headers)
            case Sleep():
                await asyncio.sleep(step.seconds)
            case SleepWhilePaused():
                # The lease's own waiting would hold a thread for each action.
                await asyncio.sleep(min(step.seconds, LOOK_SECONDS))
            case Block():
                return await asyncio.to_thread(step.call)
            case Act():
                result = step.effect(step.arguments)
                return await result if isawaitable(result) else result
            case Look():
                return None
        return None


class _Shelter:
    """Carries out what must not be lost when the awaiting task is cancelled, and remembers that it was.

    Attributes:
        cancelled: the cancellation that has not been passed on yet.
    """

    def __init__(self) -> None:
        self.cancelled: asyncio.CancelledError | None = None

    async def carry_out(self, work: Coroutine[Any, Any, T]) -> T:
        """Await ``work`` to its end. Raises what it raises; Unreachable when the loop's end cancelled it too."""
        task = asyncio.ensure_future(work)
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                self.cancelled = error
        if task.cancelled():
            # A loop that ends cancels all its tasks; the rules repeat what can be repeated, in a new one.
            raise Unreachable("The request was cut off by the end of the program", code="cut_off")
        return task.result()

    def pass_on(self, instead_of: BaseException | None = None) -> None:
        """Raise the cancellation that was held back."""
        cancelled, self.cancelled = self.cancelled, None
        if cancelled is not None and cancelled is not instead_of:
            raise cancelled from instead_of
