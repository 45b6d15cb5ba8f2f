"""Where clients reach the proxy: standard input and output, or HTTP on this machine."""

from __future__ import annotations

import hmac
import json
import logging
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings

from counterseal.errors import WrongUse

HOST = "127.0.0.1"
PATH = "/mcp"
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def serve_stdio(server: Server[Any]) -> None:
    """Serve the one client on standard input until it ends. Standard output is the protocol's from here on."""
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def listening(port: int) -> socket.socket:
    """A socket on loopback; port 0 takes a free one. Raises WrongUse: the port is taken."""
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind((HOST, port))
    except OSError as error:
        line.close()
        raise WrongUse("This port cannot be used", where=f"{HOST}:{port}: {error.strerror}") from error
    return line


async def serve_http(server: Server[Any], line: socket.socket, token: str) -> None:
    """Serve any number of clients of this machine until the process is told to end.

    Args:
        token: the bearer token that clients have to send; empty for none.
    """
    port = line.getsockname()[1]
    hosts = [f"{name}:{port}" for name in (HOST, "localhost")]
    inner = server.streamable_http_app(
        streamable_http_path=PATH,
        # Checked once more by the library, in case a route of it is reached in another way than through the guard.
        transport_security=TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[]),
    )
    config = uvicorn.Config(
        guarded(inner, hosts, token), log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5
    )
    sys.stderr.write(f"counterseal: MCP on http://{HOST}:{port}{PATH}\n")
    sys.stderr.flush()
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    await _Listener(config).serve([line])


class _Listener(uvicorn.Server):
    """Leaves signals to the proxy, which has more to end than this."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def guarded(app: App, hosts: list[str], token: str) -> App:
    """Let through only what is addressed to this machine, comes from no web page, and has the token.

    A page in a browser can reach loopback too: by its own origin, or by a name that is made to lead there.
    """
    wanted = f"Bearer {token}".encode()

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            if headers.get(b"host", b"").decode("latin-1") not in hosts:
                return await _refuse(send, 421, "This host name is not mine")
            if b"origin" in headers:
                return await _refuse(send, 403, "Nothing is answered to web pages")
            if token and not hmac.compare_digest(headers.get(b"authorization", b""), wanted):
                return await _refuse(send, 401, "The bearer token is missing or wrong")
        return await app(scope, receive, send)

    return guard


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"error": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
