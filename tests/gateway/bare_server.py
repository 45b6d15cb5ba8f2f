"""The gateway's server and its way to speak HTTP, in front of an application that a test makes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from counterseal.gateway.http_protocol import GatewayProtocol
from counterseal.gateway.http_server import GatewayServer

App = Callable[[Any, Any, Any], Awaitable[None]]
ASKS = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


async def answers(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


async def serving(app: App, grace: float = 30) -> tuple[GatewayServer, asyncio.Task[None], int]:
    """A server that answers by now, what it runs in, and its port."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http=GatewayProtocol,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=grace,
    )
    server = GatewayServer(config)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.005)
    return server, task, bound.getsockname()[1]


async def ask(port: int, request: bytes = ASKS) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    # Not drained: the other end may have closed by now, and who reads hears of that.
    writer.write(request)
    return reader, writer
