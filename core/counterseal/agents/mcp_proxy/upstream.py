"""The MCP server behind the proxy: its one session, and its process, which is a hand of the agent."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from signal import Signals
from typing import Any, TypeVar

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.client.subscriptions import ListenNotSupportedError, SubscriptionLost
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    CallToolResult,
    PaginatedRequestParams,
    Tool,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from counterseal.agents import process_tree
from counterseal.agents.mcp_proxy.relay import Relay
from counterseal.agents.refusals import OutcomeUnknown
from counterseal.errors import KnownError, Unreachable, WrongUse

T = TypeVar("T")
CONNECT_SECONDS = 60.0
LOOK_SECONDS = 0.02
# Longer than this no process takes to die of SIGKILL unless it hangs inside the system.
KILL_SECONDS = 10.0
MAX_PAGES = 200
# An answer that finds fault with the request (JSON-RPC 2.0, section 5.1); any other error may be of the tool's midst.
FAULTS = (PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS)
LINUX = sys.platform == "linux"
_log = logging.getLogger(__name__)


class CallFailed(Exception):
    """The server answered that the request is at fault."""


class Upstream:
    """One MCP server, for as long as the proxy runs: one that has ended is never started again.

    Args:
        command: the server's own command; or
        url: its address, for one that speaks streamable HTTP.
        authorization: the ``Authorization`` that the address wants; empty for none.
    """

    def __init__(
        self, relay: Relay, command: Sequence[str] = (), url: str | None = None, authorization: str = ""
    ) -> None:
        self._relay = relay
        self._command = list(command)
        self._url = url
        self._authorization = authorization
        self._client: Client | None = None
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.gone = asyncio.Event()

    async def start(self) -> None:
        """Start the server, or connect to it.

        Raises:
            WrongUse: there is no such command. Unreachable: it does not speak MCP, or not in time.
        """
        if self._command and LINUX:
            # Looked at now, because to find out later that nothing can be listed would be too late.
            process_tree.become_subreaper()
            process_tree.descendants(os.getpid())
        ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._hold(ready))
        try:
            self._client = await asyncio.wait_for(asyncio.shield(ready), CONNECT_SECONDS)
        except OSError as error:
            if not self._command:
                raise self._no_server(error) from error
            raise WrongUse("The MCP server cannot be started", where=f"{self._command[0]}: {error.strerror}") from error
        except Exception as error:
            await self.end(0.0)
            raise self._no_server(error) from error

    @property
    def client(self) -> Client:
        """The session. Raises Unreachable: the server has ended."""
        if self._client is None or self.gone.is_set():
            raise Unreachable(
                "The MCP server behind the proxy has ended",
                where=self._url or self._command[0],
                todo="Start the proxy again; it never starts a server twice.",
                code="server_gone",
            )
        return self._client

    @property
    def modern(self) -> bool:
        """Whether the session is of the protocol without sessions (2026-07-28)."""
        return self.client.protocol_version in MODERN_PROTOCOL_VERSIONS

    async def tools(self) -> list[Tool]:
        """All tools as the server defines them now, asked for anew. Raises Unreachable: it does not answer."""
        found: list[Tool] = []
        cursor: str | None = None
        try:
            for _page in range(MAX_PAGES):
                asked = PaginatedRequestParams(cursor=cursor)
                listed = await self._unless_gone(self.client.session.list_tools(params=asked))
                found += listed.tools
                cursor = listed.next_cursor
                if cursor is None:
                    return found
        except MCPError as error:
            if error.code == CONNECTION_CLOSED and self._command:
                self.gone.set()
                self.client  # noqa: B018  (raises, and says what to do)
            raise Unreachable("The MCP server does not list its tools", where=str(error), code="server_gone") from error
        raise Unreachable("The MCP server's list of tools has no end", where=f"{MAX_PAGES} pages", code="server_gone")

    async def definition(self, name: str) -> Tool:
        """A tool as the server defines it now.

        Raises:
            KnownError: it lists no such tool, or two of that name. Unreachable: it does not answer.
        """
        found = [tool for tool in await self.tools() if tool.name == name]
        if len(found) != 1:
            raise KnownError("The MCP server lists no such tool, or more than one", where=name[:200], code="no_tool")
        return found[0]

    async def call(
        self, name: str, arguments: Mapping[str, Any], tell: Callable[[str], Awaitable[None]]
    ) -> CallToolResult:
        """Call a tool, once.

        Raises:
            CallFailed: the server found fault with the request.
            OutcomeUnknown: anything else that is no result: nobody can say what has happened.
        """

        async def heard(progress: float, total: float | None, message: str | None) -> None:
            # Its own count starts anew with each tool; what a client hears has to go up only.
            del progress, total
            await tell(message or "")

        try:
            return await self._unless_gone(
                self.client.call_tool(name, dict(arguments), progress_callback=heard),
            )
        except MCPError as error:
            if error.code in FAULTS:
                raise CallFailed(str(error)) from error
            raise OutcomeUnknown(f"the MCP server said: {error}") from error
        except KnownError as error:
            raise OutcomeUnknown(error.text()) from error
        except Exception as error:
            raise OutcomeUnknown(f"{type(error).__name__}: {error}") from error

    async def end(self, grace: float, *, ask: bool = True) -> None:
        """End the session and the server's process with all that it started; returns when they are gone.

        Args:
            grace: seconds until what still runs is killed.
            ask: also by a signal; else the end of its input has to do.
        """
        self._ending.set()
        if self._task is None:
            # Nothing was started, so whatever is below this process is not the server's.
            return
        owns = self._command and LINUX
        if owns:
            await _end_below(grace, ask)
        await asyncio.wait([self._task])
        if owns:
            await _end_below(0.0, ask=False)

    # -- inside -------------------------------------------------------------------------------------------------
    async def _hold(self, ready: asyncio.Future[Client]) -> None:
        """Keep the session open; in a task of its own, because it has to be entered and left in the same one."""
        try:
            async with self._new_client() as client:
                ready.set_result(client)
                listening = asyncio.create_task(self._listen(client))
                try:
                    await self._ending.wait()
                finally:
                    self.gone.set()
                    listening.cancel()
        except Exception as error:  # noqa: BLE001
            if not ready.done():
                ready.set_exception(_innermost(error))
            else:
                _log.warning("the session with the MCP server ended: %s", _innermost(error))
        finally:
            self.gone.set()

    def _new_client(self) -> Client:
        relay = self._relay
        transport: Any
        if self._command:
            # The token is the agent's; the server behind it has no business with it.
            environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSEAL_")}
            started = StdioServerParameters(command=self._command[0], args=self._command[1:], env=environment)
            transport = stdio_client(started, errlog=sys.stderr)
        else:
            transport = streamable_http_client(self._url or "", http_client=self._http())
        return Client(
            transport,
            cache=None,
            message_handler=relay.heard,
            # Only where a client can be asked is the server told that it can ask.
            sampling_callback=relay.sampling if relay.asks else None,
            elicitation_callback=relay.elicitation if relay.asks else None,
            list_roots_callback=relay.roots if relay.asks else None,
        )

    def _http(self) -> Any:
        if not self._authorization:
            return None
        import httpx2

        # As the library makes its own: a server may stream for as long as it has something to say.
        return httpx2.AsyncClient(
            headers={"Authorization": self._authorization}, timeout=httpx2.Timeout(30.0, read=300.0)
        )

    async def _listen(self, client: Client) -> None:
        """Servers of 2026-07-28 tell of changes only to who listens; what they tell comes to the relay as well."""
        if client.protocol_version not in MODERN_PROTOCOL_VERSIONS:
            return
        try:
            async with client.listen(
                tools_list_changed=True, prompts_list_changed=True, resources_list_changed=True
            ) as heard:
                async for _event in heard:
                    pass
        except (ListenNotSupportedError, SubscriptionLost, MCPError, TimeoutError) as error:
            _log.info("the MCP server tells of no changes: %s", error)

    async def _unless_gone(self, asked: Awaitable[T]) -> T:
        """The answer, or Unreachable as soon as the server is gone."""
        answer, gone = asyncio.ensure_future(asked), asyncio.create_task(self.gone.wait())
        try:
            await asyncio.wait([answer, gone], return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise Unreachable("The MCP server ended while it was asked", code="server_gone")
            return answer.result()
        finally:
            for task in (answer, gone):
                if not task.done():
                    task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(answer, gone, return_exceptions=True)

    def _no_server(self, error: BaseException) -> Unreachable:
        said = _innermost(error)
        return Unreachable(
            "What is behind the proxy does not speak MCP",
            where=f"{self._url or ' '.join(self._command)[:200]}: {said or type(said).__name__}",
            todo="Try the server without the proxy first.",
            code="no_mcp_server",
        )


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return error


async def _end_below(grace: float, ask: bool) -> None:
    """End all processes that this one has started, directly or not: within ``grace`` s, then whether they will or not.

    This process does nothing else, so all that is below it is the server's.
    """
    signal_end, signal_stop, signal_kill = Signals(15), Signals(19), Signals(9)
    now = time.monotonic()
    deadline, told = now + grace, set[process_tree.Process]()
    while found := process_tree.descendants(os.getpid()):
        now = time.monotonic()
        if now >= deadline + KILL_SECONDS:
            _log.error("could NOT be ended; end them by hand: %s", ", ".join(map(str, found)))
            return
        if now >= deadline:
            # Frozen first, so that none starts another meanwhile.
            process_tree.send_all(found, signal_stop)
            process_tree.send_all(process_tree.descendants(os.getpid()), signal_kill)
        elif ask:
            process_tree.send_all([one for one in found if one not in told], signal_end)
            told |= set(found)
        await asyncio.sleep(LOOK_SECONDS)
