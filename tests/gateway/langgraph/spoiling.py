"""A desk whose requests pass through a test on their way to the real server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from real_langgraph import Desk

from counterseal.clock import SystemClock
from counterseal.gateway.upstreams.langgraph import LangGraphUpstream

Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


class Between(httpx.AsyncBaseTransport):
    """Stands between the adapter and the real network, and lets a test spoil what passes."""

    def __init__(self, spoil: Callable[[httpx.Request, Handler], Awaitable[httpx.Response]]) -> None:
        self._real = httpx.AsyncHTTPTransport()
        self._spoil = spoil
        self.sends: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/runs") and request.method == "POST":
            self.sends.append(request.url.path)
        return await self._spoil(request, self._real.handle_async_request)

    async def aclose(self) -> None:
        await self._real.aclose()


def answered(request: httpx.Request, found: Any, status: int = 200) -> httpx.Response:
    """An answer with a body that is still to be read, as one from the network is."""
    raw = found if isinstance(found, bytes) else json.dumps(found).encode()
    headers = {"content-type": "application/json"}
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(raw), request=request)


class MovableClock(SystemClock):
    """The machine's clocks, moved ahead by as many seconds as a test wants."""

    ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


@asynccontextmanager
async def desk_behind(
    url: str, spoil: Callable[[httpx.Request, Handler], Awaitable[httpx.Response]], clock: Any = None
) -> AsyncIterator[tuple[Desk, Between]]:
    between = Between(spoil)
    async with Desk(url) as desk:
        await desk.upstream.close()
        desk.upstream = LangGraphUpstream(desk.upstream.config, transport=between, clock=clock)
        yield desk, between
