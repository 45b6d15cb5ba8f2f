"""Servers that are gone, wrong, slow, old or hostile, and connections that break at the worst moment."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from real_langgraph import Desk, calls, mail
from small_gateway import SmallGateway

from counterseal.clock import SystemClock
from counterseal.gateway.upstreams.langgraph import LangGraphUpstream, client
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
        gateway, checks = await poll_and_test(f"http://127.0.0.1:{free_port()}")
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
    monkeypatch.setattr(client, "MAX_BODY", 1 << 20)

    async def play() -> None:
        async with speaking(http_answer("200 OK", b" " * (2 << 20))) as url:
            gateway, _ = await poll_and_test(url)
        assert "passes 1 MiB" in gateway.problems[-1]

    asyncio.run(play())


def test_a_slow_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_TIMEOUT", 0.1)

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


@pytest.mark.server
def test_an_answer_whose_receipt_was_lost_is_found_again(server: Any) -> None:
    """The server took it, the connection broke: the run is found by its mark and nothing is sent twice."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if request.url.path.endswith("/runs") and request.method == "POST":
                await response.aread()
                await response.aclose()
                raise httpx.ReadError("cut")
            return response

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread = await agents.parked("batched", calls(mail("lost receipt")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.DONE
            assert len(between.sends) == len(agents.effects("lost receipt")) == 1

    asyncio.run(play())


@pytest.mark.server
def test_an_answer_that_was_lost_is_unknown_and_never_repeated(server: Any) -> None:
    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/runs") and request.method == "POST":
                raise httpx.ReadError("cut")
            return await real(request)

        clock = MovableClock()
        async with server.agents() as agents, desk_behind(server.url, spoil, clock) as (desk, between):
            thread = await agents.parked("batched", calls(mail("lost")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            await desk.poll()
            await desk.poll()
            assert row.state is State.PERMITTED
            clock.ahead = 31
            for _ in range(3):
                await desk.poll()
            assert row.state is State.UNKNOWN
            assert "connection broke" in row.notes[-1]
            assert (len(between.sends), agents.effects("lost")) == (1, [])
            # The question is still open, but only a person can say what became of the first answer.
            assert len(desk.gateway.rows) == 1
            row.state = State.FAILED
            (again,) = await desk.find(thread)
            assert again.proposal.action.id != row.proposal.action.id

    asyncio.run(play())


@pytest.mark.server
@pytest.mark.parametrize(
    ("status", "why"), [(409, "the thread was busy"), (422, "refused with 422"), (401, "does not accept the key")]
)
def test_an_answer_the_server_refuses_has_failed(server: Any, status: int, why: str) -> None:
    """Certainly not taken: the permit is used up, the outcome says so, and the question is asked again."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/runs") and request.method == "POST":
                return answered(request, {"detail": "no"}, status)
            return await real(request)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread = await agents.parked("question", {"ask": "x", "test": "refused"})
            (question,) = await desk.find(thread)
            desk.gateway.decide(question, "answer", answer="y")
            await desk.poll()
            # A rejection or an answer that was certainly not taken may be sent again.
            assert not question.returned
            paying = await agents.parked("per_call", calls(mail("refused")))
            (row,) = await desk.find(paying)
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.FAILED
            assert why in row.notes[-1]
            assert sum(paying in path for path in between.sends) == 1
            (again,) = await desk.find(paying)
            assert again.proposal.action.id != row.proposal.action.id
            assert agents.effects("refused") == []

    asyncio.run(play())


@pytest.mark.server
def test_a_permit_that_ran_out_sends_nothing(server: Any) -> None:
    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            return await real(request)

        clock = MovableClock()
        async with server.agents() as agents, desk_behind(server.url, spoil, clock) as (desk, between):
            thread = await agents.parked("per_call", calls(mail("late")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            clock.ahead = 3_600
            await desk.settle(row)
            assert row.state is State.FAILED
            assert "permit expired" in row.notes[-1]
            assert between.sends == []

    asyncio.run(play())


@pytest.mark.server
def test_arguments_changed_under_the_same_id_are_not_approved(server: Any) -> None:
    """Between the poll and the click the server asks for more: no permit is taken."""

    async def play() -> None:
        changed = False

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if not changed or not request.url.path.endswith("/search"):
                return response
            raw = (await response.aread()).replace(b"bob@example.test", b"eve@example.test")
            return answered(request, raw)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread = await agents.parked("batched", calls(mail("changed")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            changed = True
            await desk.settle(row)
            assert (row.state, row.permits, between.sends) == (State.STALE, 0, [])
            assert "other arguments" in row.notes[-1]
            (again,) = await desk.find(thread)
            assert again.proposal.action.arguments["to"] == "eve@example.test"
            changed = False
            await desk.poll()
            assert again.state is State.STALE
            assert "changed the request" in again.notes[-1]

    asyncio.run(play())


@pytest.mark.server
def test_bad_input_is_listed_beside_the_good(server: Any) -> None:
    """Two megabytes of arguments, a doubled key and a malformed batch hide nothing and cannot be approved."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if not request.url.path.endswith("/search"):
                return response
            raw = (await response.aread()).replace(b'"to":"doubled"', b'"to":"bob","to":"mallory"')
            return answered(request, raw)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            good = await agents.parked("batched", calls(mail("bad input")))
            doubled = await agents.parked("per_call", calls(mail("bad input", to="doubled")))
            large = await agents.parked("question", {"ask": "x" * (2 << 20), "test": "bad input"})
            malformed = await agents.parked("question", {"ask": {"action_requests": 7}, "test": "bad input"})
            await desk.poll()
            problems = {thread: desk.gateway.held_of(thread)[0].proposal for thread in (doubled, large, malformed)}
            assert desk.gateway.held_of(good)[0].proposal.problem is None
            assert "a key stands twice" in (problems[doubled].problem or "")
            assert "2,097,1" in (problems[large].problem or "")
            assert "action_requests" in (problems[malformed].problem or "")
            assert all(proposal.verdicts == ("reject",) for proposal in problems.values())
            for thread in problems:
                desk.gateway.decide(desk.gateway.held_of(thread)[0], "reject", reason="cannot be read")
            await desk.settle(*(desk.gateway.rows_of(thread)[0] for thread in problems))
            for thread in problems:
                assert (await agents.thread(thread))["status"] == "idle"

    asyncio.run(play())


@pytest.mark.server
def test_a_thread_too_large_to_read_does_not_hide_the_others(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 200_000)

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            large = await agents.parked("question", {"ask": "x" * 300_000, "test": "too large"})
            small = await agents.parked("question", {"ask": "small", "test": "too large"})
            (row,) = await desk.find(small)
            assert row.proposal.action.arguments == {"value": "small"}
            (hidden,) = await desk.find(large)
            assert hidden.proposal.problem is not None
            desk.gateway.decide(hidden, "reject")
            await desk.settle(hidden)
            assert (await agents.thread(large))["status"] == "idle"

    asyncio.run(play())


@pytest.mark.server
@pytest.mark.parametrize("with_ids", [True, False], ids=["ids-without-strictness", "no-ids"])
def test_an_older_server(server: Any, with_ids: bool) -> None:
    """Neither ``select`` nor strictness, and perhaps no ids: one pending interrupt is answered plainly, and only a
    checkpoint of our own run proves that the answer was taken."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/search") and b"select" in await request.aread():
                return answered(request, {"detail": "unknown field"}, 422)
            response = await real(request)
            if request.method == "POST" and request.url.path.endswith("/runs"):
                return response
            found = json.loads(await response.aread())
            if request.url.path == "/info":
                found = {"version": "0.2.0", "langgraph_py_version": "0.5.4", "flags": {}}
            elif not with_ids:
                _drop_ids(found)
            return answered(request, found)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            thread = await agents.parked("batched", calls(mail(f"old {with_ids}")))
            (row,) = await desk.find(thread)
            assert (row.proposal.upstream["interrupt"] is not None) is with_ids
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.DONE, row.notes
            assert len(agents.effects(f"old {with_ids}")) == 1
            if not with_ids:
                both = await agents.parked("parallel", {"test": "old"})
                first, _ = await desk.find(both, 2)
                desk.gateway.decide(first, "answer", answer="yes")
                await desk.settle(first)
                assert first.notes[-1].startswith("Not sent: This server gives its interrupts no ids")

    asyncio.run(play())


def _drop_ids(found: Any) -> None:
    for thread in found if isinstance(found, list) else [found]:
        tasks = thread.get("interrupts") if isinstance(thread, dict) else None
        for entries in tasks.values() if isinstance(tasks, dict) else []:
            for entry in entries:
                entry.pop("id", None)


@pytest.mark.server
def test_a_node_that_asks_twice_under_one_id_on_an_older_server(server: Any) -> None:
    """Before langgraph 1.2 the second question of a node carries the first one's id; it is offered all the same."""

    async def play() -> None:
        same = "0" * 32

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.method == "POST" and request.url.path.endswith("/runs"):
                body = json.loads(request.content)
                (value,) = body["command"]["resume"].values()
                request = httpx.Request(
                    "POST", request.url, json={**body, "command": {"resume": value}}, extensions=request.extensions
                )
                return await real(request)
            response = await real(request)
            found = json.loads(await response.aread())
            for thread in found if isinstance(found, list) else [found]:
                tasks = thread.get("interrupts") if isinstance(thread, dict) else None
                for entries in tasks.values() if isinstance(tasks, dict) else []:
                    for entry in entries:
                        entry["id"] = same
            return answered(request, found, response.status_code)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            thread = await agents.parked("two", {"test": "same id"})
            (first,) = await desk.find(thread)
            desk.gateway.decide(first, "answer", answer="yes")
            await desk.settle(first)
            (second,) = await desk.find(thread)
            assert second.proposal.action.id != first.proposal.action.id
            assert second.proposal.action.arguments == {"value": {"question": "delete production?"}}
            desk.gateway.decide(second, "answer", answer="no")
            await desk.settle(second)
            assert agents.effects("same id")[-1]["answer"] == "no"

    asyncio.run(play())


def test_the_missing_server_environment_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Without the environment the tests fail with the way to make it; they do not skip."""
    from real_langgraph import running_server

    monkeypatch.setenv("COUNTERSEAL_LANGGRAPH_VENV", str(tmp_path / "none"))
    with pytest.raises(AssertionError, match="make langgraph-env"), running_server(tmp_path, tmp_path / "effects"):
        raise RuntimeError("it must not start")


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
