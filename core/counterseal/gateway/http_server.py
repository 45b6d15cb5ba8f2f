"""The server under the gateway: uvicorn's, which waits for its end instead of looking for it ten times a second.

A desk that nobody uses shall not wake the machine, and one that is closed, or hands its gateway over, shall not wait
for a clock: uvicorn's own loop costs up to a tenth of a second there, and its end another tenth or two.
"""

from __future__ import annotations

import asyncio
import contextlib
from socket import socket

import uvicorn

TICK_SECONDS = 1.0
"""How often the ``Date`` of answers is renewed."""
_TENTHS_IN_A_TICK = 10
_LOOK_SECONDS = 0.005


class GatewayServer(uvicorn.Server):
    """Made on the loop that serves. Ends when ``should_exit`` is set, in whatever thread or signal handler."""

    def __init__(self, config: uvicorn.Config) -> None:
        self._loop = asyncio.get_running_loop()
        self._ends = asyncio.Event()
        super().__init__(config)

    @property
    def should_exit(self) -> bool:
        """Whether it has been told to end."""
        return self._ends.is_set()

    @should_exit.setter
    def should_exit(self, told: bool) -> None:
        if told:
            self._loop.call_soon_threadsafe(self._ends.set)

    async def main_loop(self) -> None:
        """Renew what answers say until told to end."""
        tenths = 0
        while not await self.on_tick(tenths):
            tenths += _TENTHS_IN_A_TICK
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._ends.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take no new connection, let answers under way go out, and cancel what then still runs."""
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(_LOOK_SECONDS)
                for server in self.servers:
                    await server.wait_closed()
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()
