"""How the gateway speaks HTTP/1.1: one write for each answer, and an end to what never ends its headers.

A halt answers a thousand agents twice, and a system call for the head and one for the body of each answer would be a
large part of the time until the last one has stopped.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 << 10
"""The most bytes of a request line and headers, as in RFC 9110 section 5.4 a server's own choice."""
MOST_GATHERED = 64 << 10


class OneWrite:
    """A transport that passes on a head together with the body that follows it in the same step of the loop.

    Not later than that body: where a thousand are answered in one step, the first act while the others are answered.

    All else is the transport's own, so that what is written faster than it can be sent still pauses its writer.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send this with what is written next in this step, if anything is."""
        self._parts.append(data)
        if len(self._parts) > 1 or len(data) >= MOST_GATHERED:
            self.flush()
        else:
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Pass on what was gathered."""
        if self._parts:
            gathered = b"".join(self._parts)
            self._parts.clear()
            self._transport.write(gathered)

    def close(self) -> None:
        """Close once what was gathered is sent."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GatewayProtocol(HttpToolsProtocol):
    """One connection to the gateway."""

    _in_head = False
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(OneWrite(transport, self.loop))  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        goes_on = self._in_head
        super().data_received(data)
        # The parser keeps an unfinished head for as long as it grows. Where it begins inside this piece, the rest of
        # the piece, which is bounded too, is not counted.
        if goes_on and self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.send_400_response(f"The head of a request has at most {MAX_HEAD >> 10} KiB")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()
