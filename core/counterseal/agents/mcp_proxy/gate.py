"""The gate: each call of a tool is proposed, waits, takes its permit, and then runs once, or does not run at all."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from mcp_types import CallToolResult, TextContent

from counterseal.agents import refusals
from counterseal.agents.action_status import raise_ending
from counterseal.agents.client import AgentClient, Permit
from counterseal.agents.mcp_proxy import words
from counterseal.agents.mcp_proxy.calls import Book, Call, Listener, key_of
from counterseal.agents.mcp_proxy.definitions import described, digest, least_risk
from counterseal.agents.mcp_proxy.upstream import CallFailed, Upstream
from counterseal.clock import SystemClock, later
from counterseal.errors import Conflict, InvalidInput, KnownError, Stale

T = TypeVar("T")
# Clients give a call 60 s; what is told later than that is told to nobody.
WAIT_SECONDS = 45.0
PROGRESS_SECONDS = 5.0
# How long one thread waits for one decision before others have their turn.
SLICE_SECONDS = 5.0
WAITING_THREADS, ACTING_THREADS = 48, 16
# Between the answer and the permit a decision may be taken back, or the agent paused: then it is looked at again.
LOOK_AGAIN = ("not_approved", "too_early", "paused", "quorum", "allowance_over")
LOOK_AGAIN_SECONDS = 0.5
NOTE_LENGTH = 300
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """No result yet. ``call`` is to be come back for."""

    call: Call


class Gate:
    """Stands between one MCP server and its clients. For one event loop.

    Args:
        server: the name in front of its tools' names.
        wait: seconds that a call waits before its client is told to come back.
        expires: seconds after which nobody can approve a call any more; None leaves that to the agent's registration.
    """

    def __init__(
        self,
        desk: AgentClient,
        upstream: Upstream,
        server: str,
        wait: float = WAIT_SECONDS,
        expires: float | None = None,
    ) -> None:
        self._desk = desk
        self._upstream = upstream
        self._server = server
        self._wait = wait
        self._expires = expires
        self._book = Book()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        # Their own, because a decision may take days: the loop's few threads have other work.
        self._waiting = ThreadPoolExecutor(WAITING_THREADS, "counterseal-mcp-wait")
        self._acting = ThreadPoolExecutor(ACTING_THREADS, "counterseal-mcp-act")

    async def call(
        self, client: str, name: str, arguments: dict[str, Any], state: str | None, progress: Listener
    ) -> CallToolResult | Pending:
        """One request of a client.

        Args:
            client: which one; identical calls of one client are one call until its result was handed over.
            state: the word that it was told to come back with; None for a call that stands for itself.
            progress: told now and then that it still waits.

        Raises:
            InvalidInput: the arguments are not I-JSON, or the word is not of this call.
        """
        try:
            call = await self._found(client, name, arguments, state)
        except InvalidInput:
            raise
        except KnownError as error:
            return words.ending(error, None, structured=False)
        call.waiters += 1
        call.listeners.append(progress)
        call.attended.set()
        try:
            ended = await self._settled(call)
        except asyncio.CancelledError:
            if call.waiters == 1:
                self._give_up(call)
            raise
        finally:
            call.waiters -= 1
            call.listeners.remove(progress)
            if not call.waiters and not call.given_up:
                call.attended.clear()
        if not ended:
            return Pending(call)
        self._book.remove(call)
        return call.done.result()

    def stop(self, why: str) -> None:
        """The agent must stop: whatever has not been started is over. What has been is told as it ends."""
        error = refusals.Halted("The agent is halted, or its gateway is silent", where=why)
        for call in self._book:
            if not call.started:
                call.given_up = True
                call.attended.set()
                call.end(words.ending(error, call.action_id, structured=call.structured))

    async def close(self, patience: float) -> None:
        """Take back what waits, and let what was started end for ``patience`` s, then as unknown with its server."""
        self._closing = True
        for call in self._book:
            self._give_up(call)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        await self._upstream.end(patience, ask=False)
        if self._tasks:
            await asyncio.wait(self._tasks)
        for pool in (self._waiting, self._acting):
            pool.shutdown(wait=False)

    # -- asking -------------------------------------------------------------------------------------------------
    async def _found(self, client: str, name: str, arguments: dict[str, Any], state: str | None) -> Call:
        """The call that this request is about: one that waits already, or a new one."""
        self._check()
        key = key_of(client, name, arguments)
        if state is not None:
            # What comes from a client is only looked up, and has to be about the very same call.
            back = self._book.come_back(state)
            if back is None or back.key != key or back.given_up:
                raise InvalidInput("This request state is of no call that waits here", todo="Call the tool without it.")
            return back
        same = self._book.find(key)
        if same is not None:
            return same
        tool = await self._upstream.definition(name)
        made = digest(tool)
        # Others may have asked for the same while the server was asked.
        self._check()
        same = self._book.find(key)
        if same is not None:
            return same
        call = Call(key, tool, made, arguments, asyncio.get_running_loop().create_future())
        self._book.add(call)
        call.task = asyncio.create_task(self._run(call))
        self._tasks.add(call.task)
        call.task.add_done_callback(self._tasks.discard)
        return call

    def _check(self) -> None:
        if self._desk.stopped is not None:
            raise refusals.Halted("The agent is halted, or its gateway is silent", where=self._desk.stopped)
        if self._closing:
            raise refusals.Withdrawn("The proxy ends")

    async def _settled(self, call: Call) -> bool:
        """Whether the result came in time; the client hears meanwhile that it waits."""
        ends = time.monotonic() + self._wait
        while (left := ends - time.monotonic()) > 0:
            done, _ = await asyncio.wait([call.done], timeout=min(PROGRESS_SECONDS, left))
            if done:
                return True
            await _tell(call, "The call runs" if call.started else "Waiting for a person to decide")
        return call.done.done()

    def _give_up(self, call: Call) -> None:
        """Its client wants it no more. What was started goes on to its end, which is recorded."""
        if call.started or call.done.done():
            return
        call.given_up = True
        call.attended.set()
        if call.action_id is not None:
            taken = asyncio.create_task(self._withdraw(call.action_id))
            self._tasks.add(taken)
            taken.add_done_callback(self._tasks.discard)

    async def _withdraw(self, action_id: str) -> None:
        try:
            await self._act(partial(self._desk.withdraw, action_id))
        except KnownError as error:
            # Decided or ended meanwhile; it is given up here, so it does not run either way.
            _log.info("%s was not withdrawn: %s", action_id, error.text())

    # -- running ------------------------------------------------------------------------------------------------
    async def _run(self, call: Call) -> None:
        """A call's whole way, in a task of its own: a client that leaves must not leave a permit untold."""
        try:
            result = await self._through(call)
        except KnownError as error:
            result = words.ending(error, call.action_id, structured=call.structured)
        except Exception as error:  # noqa: BLE001
            # A defect in here must leave no client without an answer, and never lets anything run.
            _log.exception("a call failed")
            if call.started:
                result = words.unknown(type(error).__name__, call.action_id or "")
            else:
                result = words.told("This call did not run: the proxy failed.", call.action_id, "failed")
        call.end(result)
        if call.given_up:
            self._book.remove(call)

    async def _through(self, call: Call) -> CallToolResult:
        expires = None if self._expires is None else later(SystemClock().now(), self._expires)
        call.action_id = await self._act(
            partial(
                self._desk.propose,
                f"{self._server}.{call.tool.name}",
                call.arguments,
                tool_sha256=call.sha256,
                least_risk=least_risk(call.tool),
                context=[described(self._server, call.tool)],
                expires_at=expires,
            )
        )
        if call.given_up:
            await self._withdraw(call.action_id)
            raise refusals.Withdrawn("The client cancelled it", where=call.action_id)
        return await self._effect(call, await self._permitted(call, call.action_id))

    async def _permitted(self, call: Call, action_id: str) -> Permit:
        """Wait for the approval and take the permit, while somebody waits for the result."""
        loop = asyncio.get_running_loop()
        while True:
            await call.attended.wait()
            if call.given_up:
                raise refusals.Withdrawn("The client cancelled it", where=action_id)
            try:
                wait = partial(self._desk.wait, action_id, SLICE_SECONDS)
                status = await loop.run_in_executor(self._waiting, wait)
            except refusals.NotDecided:
                continue
            raise_ending(status)
            if call.given_up or not call.attended.is_set():
                continue
            try:
                return await self._act(partial(self._desk.permit, action_id))
            except Stale as error:
                raise refusals.WentStale(error.what, where=action_id) from error
            except Conflict as error:
                if error.code not in LOOK_AGAIN:
                    raise
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _effect(self, call: Call, permit: Permit) -> CallToolResult:
        why = await self._not_to_start(call, permit)
        if why:
            error = refusals.WentStale(f"{why}, so nothing was started", where=permit.action_id)
            result = words.ending(error, permit.action_id, structured=call.structured)
            return await self._reported(permit, result, "failed", f"Not started: {why}")
        call.started = True
        try:
            result = await self._upstream.call(call.tool.name, permit.arguments, partial(_tell, call))
        except CallFailed as error:
            result = words.told(f"The server answered this call with an error: {error}", permit.action_id, "failed")
        except refusals.OutcomeUnknown as error:
            result = words.unknown(str(error), permit.action_id)
            return await self._reported(permit, result, "unknown", str(error))
        result = result.model_copy(update={"meta": {**(result.meta or {}), words.ACTION: permit.action_id}})
        said = next((one.text for one in result.content if isinstance(one, TextContent)), "")
        outcome = "failed" if result.is_error else "done"
        return await self._reported(permit, result, outcome, said if result.is_error else "")

    async def _not_to_start(self, call: Call, permit: Permit) -> str:
        """Why what was permitted may not start after all; empty when it may."""
        try:
            if digest(await self._upstream.definition(call.tool.name)) != call.sha256:
                return "the server has changed what it says of the tool"
        except KnownError as error:
            return error.text()
        if self._desk.stopped is not None:
            return f"the agent must stop: {self._desk.stopped}"
        if call.given_up or self._closing:
            return "the client cancelled it"
        return "the permit ended first" if time.monotonic() >= permit.usable_until else ""

    async def _reported(self, permit: Permit, result: CallToolResult, outcome: str, note: str) -> CallToolResult:
        try:
            await self._act(partial(self._desk.outcome, permit, outcome, note[:NOTE_LENGTH]))
        except KnownError as error:
            return words.unreported(result, error, outcome, permit.action_id)
        return result

    async def _act(self, ask: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._acting, ask)


async def _tell(call: Call, message: str) -> None:
    for listener in list(call.listeners):
        await listener(message or "The call runs")
