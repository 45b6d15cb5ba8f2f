"""A client that is closed while a request connects: the connection is closed when it comes, and nothing is sent."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from counterseal.errors import Unreachable
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.sync.transport import GatewayClient

Ask = Callable[[str], tuple[Awaitable[Any], Callable[[], Awaitable[None]]]]


def at_a_gateway(url: str) -> tuple[Awaitable[Any], Callable[[], Awaitable[None]]]:
    client = GatewayClient(url, "token")
    return client.get("/v1/queue"), client.close


def at_a_source(url: str) -> tuple[Awaitable[Any], Callable[[], Awaitable[None]]]:
    client = LangGraphClient(url, None)
    return client.ok(), client.close


@pytest.mark.parametrize("ask", [at_a_gateway, at_a_source])
def test_what_connects_after_the_end_is_closed(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    async def play() -> None:
        ended = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                sent.append(await reader.read())
            writer.close()
            ended.set()

        loop = asyncio.get_running_loop()
        connect, reached, go = loop.sock_connect, asyncio.Event(), asyncio.Event()

        async def slowly(line: socket.socket, address: Any) -> None:
            await connect(line, address)
            reached.set()
            await go.wait()

        monkeypatch.setattr(loop, "sock_connect", slowly)
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
            asked, close = ask(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
            asking = asyncio.ensure_future(asked)
            await asyncio.wait_for(reached.wait(), 60)
            await close()
            go.set()
            with pytest.raises(Unreachable):
                await asyncio.wait_for(asking, 60)
            # Its socket is left open otherwise, until it is collected as garbage.
            await asyncio.wait_for(ended.wait(), 60)

    asyncio.run(play())
    assert sent == [b""]
