"""How the gateway speaks HTTP/1.1: one write for each answer, and an end to heads that have none, in size or in time.

A halt answers a thousand agents twice, and a system call for the head and one for the body of each answer would be a
large part of the time until the last one has stopped.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 << 10
"""The most bytes of a request line and headers beyond one read, as in RFC 9110 section 5.4 a server's own choice."""
HEAD_SECONDS = 30.0
"""How long a connection may take to send a whole head: after it was made, and from where a head begins."""
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

    _late: asyncio.TimerHandle | None = None
    _in_head = False
    _steps = 0
    _quiet = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(OneWrite(transport, self.loop))  # type: ignore[arg-type]
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        steps = self._steps
        super().data_received(data)
        # The parser keeps what it cannot hand on yet, an endless head or trailer, for as long as it grows.
        self._quiet = self._quiet + len(data) if steps == self._steps else 0
        if self._quiet > MAX_HEAD and not self.transport.is_closing():
            self.send_400_response(f"The head of a request has at most {MAX_HEAD >> 10} KiB")
        if self._late is None and self._idle:
            self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._steps += 1
        self._in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        # What follows a chunked body is no part of the head, or it would count as one that nobody has checked
        # (RFC 9110 section 6.5.1).
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._steps += 1
        self._in_head = False
        self._head_came()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._steps += 1
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._steps += 1
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read. What was asked before that gets its own answer, and no other in its place."""
        if self._idle or (self.cycle.more_body and not self.cycle.response_started and not self.pipeline):
            super().send_400_response(msg)
        elif self.cycle.more_body:
            self.transport.close()
        else:
            self.cycle.keep_alive = False
            self.flow.pause_reading()

    @property
    def _idle(self) -> bool:
        """Whether no request waits for its answer."""
        return self.cycle is None or self.cycle.response_complete

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._no_head)

    def _head_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _no_head(self) -> None:
        self._late = None
        if self._idle:
            self.transport.close()
