"""Servers that are gone, wrong, slow or hostile, and input that cannot be shown."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
from real_langgraph import Desk
from small_gateway import SmallGateway
from spoiling import Handler, answered, desk_behind

from counterseal.gateway.upstreams import json_client
from counterseal.gateway.upstreams.langgraph import LangGraphUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from langgraph_server import Server


@asynccontextmanager
async def speaking(answer: bytes) -> AsyncIterator[str]:
    """A server on a real socket that says the same to everyone."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read(1 << 16)
            writer.write(answer)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


def http_answer(status: str, body: bytes, kind: str = "application/json", extra: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{extra}\r\n"
    )
    return head.encode() + body


@contextmanager
def closed_port() -> Iterator[str]:
    """An address at which nothing listens, and which nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


async def poll_and_test(url: str) -> tuple[SmallGateway, list[tuple[str, bool, str, str]]]:
    async with Desk(url) as desk:
        await desk.poll()
        checks = await desk.upstream.test()
        return desk.gateway, [(check.name, check.ok, check.found, check.todo) for check in checks]


ANSWERS: list[tuple[str, bytes, str, str]] = [
    ("web page", http_answer("200 OK", b"<html>Log in</html>", "text/html"), "answered with a web page", "Is healthy"),
    ("text", http_answer("200 OK", b"hello", "text/plain"), "answered with text/plain", "Is healthy"),
    ("broken json", http_answer("200 OK", b'{"ok":', "application/json"), "JSON was expected", "Is healthy"),
    ("wrong key", http_answer("401 Unauthorized", b'{"detail":"no"}'), "does not accept the key", "Accepts the key"),
    ("forbidden", http_answer("403 Forbidden", b"<html>"), "does not accept the key", "Accepts the key"),
    (
        "redirect",
        http_answer("302 Found", b"", extra="location: https://login.example.test/\r\n"),
        "redirects to https://login.example.test/",
        "Is healthy",
    ),
    ("failing", http_answer("503 Service Unavailable", b"no", "text/plain"), "failed with 503", "Is healthy"),
    ("cut short", b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{", "connection broke", "Is healthy"),
    ("compressed", http_answer("200 OK", b"x", extra="content-encoding: gzip\r\n"), "compressed", "Is healthy"),
    ("another api", http_answer("404 Not Found", b'{"detail":"nothing"}'), "refused with 404", "Is healthy"),
]


@pytest.mark.parametrize(("name", "answer", "why", "step"), ANSWERS, ids=[one[0].replace(" ", "-") for one in ANSWERS])
def test_a_server_that_is_none(name: str, answer: bytes, why: str, step: str) -> None:
    """The poll goes on to the next time, and both it and the connection test name the cause."""

    async def play() -> None:
        async with speaking(answer) as url:
            gateway, checks = await poll_and_test(url)
        assert why in gateway.problems[-1]
        last = checks[-1]
        assert (last[0], last[1]) == (step, False)
        assert why in last[2]
        assert last[3]

    asyncio.run(play())


def test_a_healthy_stranger_is_not_a_langgraph_server() -> None:
    async def play() -> None:
        async with speaking(http_answer("200 OK", b'{"ok": true}')) as url:
            _, checks = await poll_and_test(url)
        assert [check[1] for check in checks] == [True, True, True, False]
        assert "does not describe a LangGraph server" in checks[-1][2]

    asyncio.run(play())


def test_nothing_listens() -> None:
    async def play() -> None:
        with closed_port() as url:
            gateway, checks = await poll_and_test(url)
        assert "Nothing listens at the server's address" in gateway.problems[-1]
        assert checks[-1][2] == "Nothing listens at the server's address"
        assert "Start the LangGraph server" in checks[-1][3]

    asyncio.run(play())


def test_a_name_that_does_not_exist() -> None:
    async def play() -> None:
        gateway, checks = await poll_and_test("http://no-such-host.invalid:2024")
        assert "cannot be resolved" in gateway.problems[-1]
        assert (checks[-1][0], checks[-1][1], len(checks)) == ("Resolves", False, 1)

    asyncio.run(play())


def test_plain_http_where_tls_was_expected() -> None:
    async def play() -> None:
        async with speaking(http_answer("200 OK", b"{}")) as url:
            gateway, _ = await poll_and_test(url.replace("http:", "https:"))
        assert "TLS failed" in gateway.problems[-1]

    asyncio.run(play())


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "MAX_BODY", 1 << 20)

    async def play() -> None:
        async with speaking(http_answer("200 OK", b" " * (2 << 20))) as url:
            gateway, _ = await poll_and_test(url)
        assert "passes 1 MiB" in gateway.problems[-1]

    asyncio.run(play())


def test_a_slow_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "READ_TIMEOUT", 0.1)

    async def play() -> None:
        held: list[asyncio.StreamWriter] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.append(writer)

        listening = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with listening:
            gateway, _ = await poll_and_test(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
            for writer in held:
                writer.close()
        assert "did not answer in time" in gateway.problems[-1]

    asyncio.run(play())


@pytest.mark.server
def test_the_list_is_read_without_values(server: Any) -> None:
    """The server takes every field that is selected; the fall-back for older ones is not what is used."""

    async def play() -> None:
        seen: list[tuple[int, bytes]] = []

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            raw = await response.aread()
            if request.url.path.endswith("/search"):
                seen.append((response.status_code, raw))
            return answered(request, raw, response.status_code)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            await desk.find(await agents.parked("question", {"ask": "go?", "test": "cheap"}))
            assert {status for status, _ in seen} == {200}
            assert any(b"go?" in raw for _, raw in seen)
            assert not any(b'"values"' in raw for _, raw in seen)

    asyncio.run(play())


@pytest.mark.server
def test_a_server_that_comes_back_is_read_again(server: Any) -> None:
    """The problem is said once, cleared once, and what was proposed stays."""

    async def play() -> None:
        down = False

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if down:
                raise httpx.ConnectError("refused")
            return await real(request)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            thread = await agents.parked("question", {"ask": "go?", "test": "back"})
            (row,) = await desk.find(thread)
            down = True
            await desk.poll()
            await desk.poll()
            down = False
            await desk.poll()
            assert row.state is State.HELD
            assert [bool(problem) for problem in desk.gateway.problems] == [False, True, False]

    asyncio.run(play())


def test_the_missing_server_environment_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Without the environment the tests fail with the way to make it; they do not skip."""
    monkeypatch.setenv("COUNTERSEAL_LANGGRAPH_VENV", str(tmp_path / "none"))
    server = Server(tmp_path)
    with pytest.raises(AssertionError, match="make langgraph-env"):
        server.start()
    server.end()


def test_the_key_travels_in_its_header_only() -> None:
    async def play() -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return answered(request, [])

        config = UpstreamConfig("lab", "langgraph", "http://127.0.0.1:2024/", "lab-agent", api_key="lsv2_secret")
        upstream = LangGraphUpstream(config, transport=httpx.MockTransport(answer))
        await upstream.poll(SmallGateway())
        await upstream.close()
        assert all(request.headers["x-api-key"] == "lsv2_secret" for request in seen)
        assert all(request.headers["accept-encoding"] == "identity" for request in seen)
        assert not any("secret" in str(request.url) for request in seen)

    asyncio.run(play())
