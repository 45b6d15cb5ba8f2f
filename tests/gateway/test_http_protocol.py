"""A connection: heads are cut off, trailers count for nothing, and each request has one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from counterseal.gateway import http_protocol
from counterseal.gateway.http_protocol import MAX_HEAD, OneWrite
from gateway.bare_server import ASKS, answers, ask, serving

T = TypeVar("T")
POST = b"POST / HTTP/1.1\r\nHost: here\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"
PATIENCE = 60.0


class Heard:
    """An application that reads each request whole and answers it; ``scopes`` and ``bodies`` are what it was asked."""

    def __init__(self) -> None:
        self.scopes: list[Any] = []
        self.bodies: list[bytes] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.asked = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.set()
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message["body"]
            more = message["more_body"]
        self.scopes.append(scope)
        self.bodies.append(body)
        await self.may_answer.wait()
        await answers(scope, receive, send)


def play(talk: Callable[[int, Heard, Any], Awaitable[T]]) -> T:
    """What a talk with a server makes; the server ends afterwards."""

    async def run() -> T:
        heard = Heard()
        server, task, port = await serving(heard, grace=0.05)
        try:
            async with asyncio.timeout(PATIENCE):
                return await talk(port, heard, server)
        finally:
            server.should_exit = True
            await task

    return asyncio.run(run())


async def rest(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """All that comes until the other end closes; a reset, which drops what was on its way, is an end too."""
    said = b""
    try:
        while part := await reader.read(65_536):
            said += part
    except ConnectionError:
        pass
    writer.close()
    return said


async def send_on(writer: asyncio.StreamWriter, piece: bytes, most: int) -> int:
    """Send a piece again and again until the other end takes no more; how many bytes."""
    sent = 0
    try:
        while sent < most:
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
    except ConnectionError:
        pass
    return sent


def test_what_follows_a_chunked_body_is_no_header() -> None:
    async def talk(port: int, heard: Heard, _server: Any) -> list[Any]:
        trailers = b"0\r\nAuthorization: Bearer other\r\nHost: elsewhere\r\n\r\n"
        reader, writer = await ask(port, CHUNKED + trailers)
        assert await reader.readuntil(b"done")
        writer.close()
        return [heard.bodies, [name for name, _value in heard.scopes[0]["headers"]]]

    assert play(talk) == [[b"ab"], [b"host", b"transfer-encoding"]]


@pytest.mark.parametrize("piece", [b"Name: value\r\n" * 100, b"x" * 1_000], ids=["many", "long"])
def test_trailers_that_never_end_are_ended(piece: bytes) -> None:
    async def talk(port: int, heard: Heard, _server: Any) -> tuple[int, bytes, list[Any]]:
        reader, writer = await ask(port, CHUNKED + b"0\r\nName: ")
        sent = await send_on(writer, piece, 1_000 * MAX_HEAD)
        return sent, await rest(reader, writer), heard.scopes

    sent, said, asked = play(talk)
    assert sent < 1_000 * MAX_HEAD
    assert said[:12] in (b"HTTP/1.1 400", b"")
    assert asked == [], "it was never whole"


def test_a_head_in_two_pieces_and_the_next_request_behind_it_are_two_requests() -> None:
    async def talk(port: int, heard: Heard, _server: Any) -> list[int]:
        reader, writer = await ask(port, POST[:20])
        body = b"z" * (3 * MAX_HEAD)
        writer.write(POST[20:] + b"Content-Length: %d\r\n\r\n" % len(body) + body + ASKS[:10])
        assert await reader.readuntil(b"done")
        writer.write(ASKS[10:])
        assert await reader.readuntil(b"done")
        writer.close()
        return [len(one) for one in heard.bodies]

    assert play(talk) == [3 * MAX_HEAD, 0]


def test_what_cannot_be_read_takes_nothing_from_the_request_before_it() -> None:
    async def talk(port: int, _heard: Heard, _server: Any) -> bytes:
        return await rest(*await ask(port, ASKS + b"This is no request\r\n\r\n"))

    said = play(talk)
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b"connection: close\r\n\r\ndone")
    assert said.count(b"HTTP/1.1") == 1


def test_a_body_that_cannot_be_read_is_refused_once() -> None:
    async def talk(port: int, heard: Heard, _server: Any) -> tuple[bytes, list[Any]]:
        reader, writer = await ask(port, CHUNKED)
        await heard.asked.wait()
        writer.write(b"no size\r\n")
        return await rest(reader, writer), heard.scopes

    said, asked = play(talk)
    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1
    assert asked == []


@pytest.mark.parametrize("begun", [b"", ASKS[:10], b"\r\n"], ids=["nothing", "half a head", "empty lines"])
def test_a_connection_that_asks_nothing_whole_is_closed(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(port: int, heard: Heard, _server: Any) -> tuple[bytes, list[Any]]:
        return await rest(*await ask(port, begun)), heard.scopes

    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.05)
    assert play(talk) == (b"", [])


@pytest.mark.parametrize("begun", [ASKS[:10], b"\r\n"], ids=["half a head", "empty lines"])
def test_so_is_one_that_has_asked_before(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(port: int, _heard: Heard, _server: Any) -> bytes:
        reader, writer = await ask(port)
        assert await reader.readuntil(b"done")
        monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.05)
        writer.write(begun)
        return await rest(reader, writer)

    assert play(talk) == b""


def test_who_waits_for_an_answer_is_not_cut_off() -> None:
    async def talk(port: int, heard: Heard, server: Any) -> bytes:
        heard.may_answer.clear()
        reader, writer = await ask(port)
        await heard.asked.wait()
        (connection,) = server.server_state.connections
        # As when the next request has begun on this line and does not go on.
        connection._no_head()
        heard.may_answer.set()
        said = await reader.readuntil(b"done")
        writer.close()
        return said

    assert play(talk).startswith(b"HTTP/1.1 200")


class Noted:
    """A transport that notes what is written to it."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def close(self) -> None:
        self.closed = True


def test_an_answer_is_one_write() -> None:
    """With two, and Nagle's algorithm on, every answer would wait for an acknowledgement that is sent late."""

    async def run() -> list[list[bytes]]:
        noted = Noted()
        line: Any = OneWrite(noted, asyncio.get_running_loop())  # type: ignore[arg-type]
        line.write(b"head")
        seen = [list(noted.writes)]
        line.write(b"body")
        seen.append(list(noted.writes))
        line.write(b"alone")
        await asyncio.sleep(0)
        seen.append(noted.writes[1:])
        line.write(b"x" * http_protocol.MOST_GATHERED)
        seen.append([one[:1] for one in noted.writes[2:]])
        line.write(b"last")
        line.close()
        seen.append(noted.writes[3:])
        assert noted.closed
        return seen

    assert asyncio.run(run()) == [[], [b"headbody"], [b"alone"], [b"x"], [b"last"]]
