"""What every request must pass before any handler sees it: host, origin, type and size.

A web page in the user's browser can send requests to loopback, and by DNS rebinding even read the answers; so a
request that names another host, or carries an ``Origin``, is refused whatever token it has.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MAX_BODY = 40 << 20
SPANS = "/v1/traces"
"""The one address that takes a compressed body: exporters compress, and its handler bounds what comes out."""
_NO_ENCODING = "Send spans without compression, or with gzip: OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=none"
_NO_PROTOBUF = (
    "Spans are taken in OTLP's JSON encoding only: set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json, or in Python"
    " OTEL_TRACES_EXPORTER=otlp_json_http"
)
_ONCE = (b"host", b"authorization", b"content-type", b"content-length", b"content-encoding", b"origin")


class Guard:
    """ASGI middleware. ``hosts`` are the allowed ``Host`` values with their port."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], hosts: Callable[[], set[str]]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = _said_twice(scope) or self._refuse(scope["method"], scope.get("path", ""), headers)
        if refusal is not None:
            await _problem(send, *refusal)
            return
        taken = 0

        async def capped() -> MutableMapping[str, Any]:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:
                raise BodyTooLarge
            return message

        try:
            await self.app(scope, capped, send)
        except BodyTooLarge:
            await _problem(send, 413, "too_large", f"A request has at most {MAX_BODY >> 20} MiB")

    def _refuse(self, method: str, path: str, headers: dict[str, str]) -> tuple[int, str, str] | None:
        if headers.get("host", "") not in self.hosts():
            return 403, "wrong_host", "This gateway does not answer to that host name"
        if "origin" in headers or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "browser", "Requests from web pages are refused"
        if "content-encoding" in headers and (path != SPANS or headers["content-encoding"].strip().lower() != "gzip"):
            return 415, "encoding", "Send the body without Content-Encoding" if path != SPANS else _NO_ENCODING
        length = headers.get("content-length", "0")
        # Digits of other scripts are digits to Python as well, and too many of them are none.
        if not (length.isascii() and length.isdigit()) or len(length) > 12 or int(length) > MAX_BODY:
            return 413, "too_large", f"A request has at most {MAX_BODY >> 20} MiB"
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        # Without a body there is nothing to say the type of: other protocols' clients take a permit that way.
        bare = "content-type" not in headers and length.strip("0") == "" and "transfer-encoding" not in headers
        if method in ("POST", "PUT", "PATCH") and kind != "application/json" and not bare:
            return 415, "not_json", "Send Content-Type: application/json" if path != SPANS else _NO_PROTOBUF
        return None


def _said_twice(scope: Scope) -> tuple[int, str, str] | None:
    """The refusal of a request that says twice what two readers could read apart (RFC 9112 section 3.2 for Host)."""
    names = [name.lower() for name, _value in scope["headers"]]
    for name in _ONCE:
        if names.count(name) > 1:
            return 400, "said_twice", f"A request has one {name.decode()} header"
    return None


class BodyTooLarge(Exception):
    """The body passed the limit while it was read."""


async def _problem(send: Send, status: int, code: str, title: str) -> None:
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "code": code}).encode()
    # Closed, because the rest of a refused body would otherwise be read to its end.
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
