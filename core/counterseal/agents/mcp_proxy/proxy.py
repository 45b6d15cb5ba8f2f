"""The proxy as a process: its lease, the server behind it, its clients, and its end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from counterseal.agents.client import AgentClient
from counterseal.agents.mcp_proxy.definitions import check_server, descriptor, server_from
from counterseal.agents.mcp_proxy.front import Front
from counterseal.agents.mcp_proxy.gate import WAIT_SECONDS, Gate
from counterseal.agents.mcp_proxy.relay import Relay
from counterseal.agents.mcp_proxy.serving import listening, serve_http, serve_stdio
from counterseal.agents.mcp_proxy.upstream import Upstream

# A client that ends gives its servers two seconds (MCP 2025-11-25, "Shutdown"; as its libraries have it).
CLOSE_SECONDS = 1.0
STOPPED = 1
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What one proxy does.

    Attributes:
        command, url: the server behind it, one of them.
        authorization: what the server at ``url`` wants in ``Authorization``; empty for nothing.
        port: serve clients over HTTP there, in place of standard input; 0 takes a free one.
        token: the bearer token that clients over HTTP have to send; empty for none.
        name: stands in front of the tools' names; empty for what the server calls itself.
        wait: seconds that a call waits before its client is told to come back.
        expires: seconds after which nobody can approve a call any more; None for no end of the proxy's own.
        grace: seconds that a halt leaves to the server's process; the halt itself may say less.
    """

    command: Sequence[str] = ()
    url: str | None = None
    authorization: str = ""
    port: int | None = None
    token: str = ""
    name: str = ""
    wait: float = WAIT_SECONDS
    expires: float | None = None
    grace: float = 5.0


def run(settings: Settings, client: Callable[..., AgentClient] = AgentClient) -> int:
    """Serve until the clients are gone, or the process is told to end; the exit code.

    Returns:
        0, or 1 when the agent had to stop, or 128 and the number of the signal that ended it.

    Raises:
        Halted: the agent is halted. Unreachable: no gateway, or no MCP server. WrongUse: not configured.
    """
    if settings.name:
        check_server(settings.name)
    return asyncio.run(_Proxy(settings, client).run())


def tools_of(settings: Settings) -> list[dict[str, Any]]:
    """Descriptors of all tools of the server, each pinned to what the server says of it now; no gateway is asked.

    Raises:
        WrongUse, Unreachable: as ``run``.
    """
    return asyncio.run(_tools_of(settings))


async def _tools_of(settings: Settings) -> list[dict[str, Any]]:
    upstream = Upstream(Relay(asks=False), settings.command, settings.url, settings.authorization)
    try:
        await upstream.start()
        info = upstream.client.server_info
        name = check_server(settings.name) if settings.name else server_from("" if info is None else info.name)
        return [descriptor(name, tool) for tool in await upstream.tools()]
    finally:
        await upstream.end(CLOSE_SECONDS, ask=False)


class _Proxy:
    def __init__(self, settings: Settings, client: Callable[..., AgentClient]) -> None:
        self._settings = settings
        self._new_client = client

    async def run(self) -> int:
        settings = self._settings
        loop = asyncio.get_running_loop()
        told: asyncio.Future[int] = loop.create_future()
        stopped: asyncio.Future[str] = loop.create_future()

        def on_stop(why: str) -> None:
            # On a thread of the lease, maybe while the loop is being closed.
            loop.call_soon_threadsafe(_settle, stopped, why)

        for number in (signal.SIGINT, signal.SIGTERM):
            if sys.platform != "win32":
                loop.add_signal_handler(number, _settle, told, number)
        line = None if settings.port is None else listening(settings.port)
        try:
            desk = self._new_client(on_stop=on_stop)
        except BaseException:
            if line is not None:
                line.close()
            raise
        relay = Relay(asks=line is None)
        upstream = Upstream(relay, settings.command, settings.url, settings.authorization)
        try:
            # First the lease: without it the server is not even started.
            await asyncio.to_thread(desk.__enter__)
            await upstream.start()
            info = upstream.client.server_info
            name = settings.name or server_from("" if info is None else info.name)
            gate = Gate(desk, upstream, name, settings.wait, settings.expires)
            server = Front(upstream, gate, relay).server()
            serving = asyncio.create_task(
                serve_stdio(server) if line is None else serve_http(server, line, settings.token)
            )
            try:
                code = await self._until_the_end(serving, told, stopped, desk, upstream, gate)
            finally:
                await gate.close(CLOSE_SECONDS)
        finally:
            await upstream.end(0.0, ask=False)
            await asyncio.to_thread(desk.close)
            if line is not None:
                line.close()
        if code > 128:
            _leave(code)
        return code

    async def _until_the_end(
        self,
        serving: asyncio.Task[None],
        told: asyncio.Future[int],
        stopped: asyncio.Future[str],
        desk: AgentClient,
        upstream: Upstream,
        gate: Gate,
    ) -> int:
        """Serve; a stop ends what waits and the server behind, and clients are told so for as long as they ask."""
        watched: set[asyncio.Future[object]] = {serving, told, stopped}  # type: ignore[arg-type]
        ending: asyncio.Task[None] | None = None
        while True:
            done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            if stopped in done:
                watched.discard(stopped)
                why = stopped.result()
                _log.warning("stopped: %s", why)
                gate.stop(why)
                given = desk.grace_s
                grace = self._settings.grace if given is None else min(self._settings.grace, given)
                ending = asyncio.create_task(upstream.end(grace))
            if told in done or serving in done:
                break
        if ending is not None:
            await ending
        if told.done():
            return 128 + told.result()
        error = serving.exception()
        if error is not None:
            _log.error("serving the client failed", exc_info=error)
        return 0 if desk.stopped is None and error is None else STOPPED


def _settle(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


def _leave(code: int) -> None:
    """End at once: a thread of the library may wait for standard input for as long as the client keeps it open."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
