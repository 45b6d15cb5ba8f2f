"""What polling a LangGraph server costs as more and more threads are parked there: requests, bytes, time, memory.

``make bench PYTEST_ARGS="-k langgraph"``. The server is the real one, in its
environment; the gateway only keeps what it is given.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import httpx
import pytest

from bench.measuring import percentile, table
from counterseal.gateway.upstreams.langgraph import LangGraphUpstream
from counterseal.gateway.upstreams.port import Decided, Grant, UpstreamConfig
from counterseal.model.actions import Proposal, State
from langgraph_server import Server, until

SIZES = (50, 1_000, 3_000)
POLLS = 20
AT_ONCE = 50
COLUMNS = ("parked", "first poll s", "poll p50 ms", "p99 ms", "of it CPU ms", "requests", "kB", "kept kB")


class Counted(httpx.AsyncBaseTransport):
    """The real network, counting what passes."""

    def __init__(self) -> None:
        self._real = httpx.AsyncHTTPTransport()
        self.requests = 0
        self.bytes = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        response = await self._real.handle_async_request(request)
        raw = await response.aread()
        self.bytes += len(raw)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(raw), request=request
        )

    async def aclose(self) -> None:
        await self._real.aclose()


@pytest.mark.timeout(1_800)
class Held:
    """A gateway at which nobody decides anything."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        self.problems: list[str] = []

    async def propose(self, proposal: Proposal) -> str:
        return self.open.setdefault(proposal.action.id, State.HELD.value)

    async def open_ids(self, source: str) -> Mapping[str, str]:
        return self.open

    async def gone(self, action_id: str, why: str) -> None:
        raise AssertionError(f"nothing is gone: {why}")

    async def decided(self, source: str) -> list[Decided]:
        return []

    async def take_permit(self, action_id: str) -> Grant:
        raise AssertionError("nothing was decided")

    async def outcome(self, action_id: str, outcome: str, note: str) -> None:
        raise AssertionError("nothing was decided")

    async def returned(self, action_id: str, note: str) -> None:
        raise AssertionError("nothing was decided")

    async def problem(self, source: str, what: str) -> None:
        self.problems.append(what)

    async def remark(self, source: str, what: str) -> None:
        self.problems.append(what)

    async def halted(self, agent: str) -> bool:
        return False


@pytest.mark.timeout(1_800)
def test_polling_langgraph_with_thousands_of_parked_threads(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        server.start()
        lines = asyncio.run(_play(server))
    finally:
        server.end()
    assert [line[0] for line in lines] == [f"{size:,}" for size in SIZES]
    table("Polling a LangGraph server on which nothing changes", COLUMNS, lines)


async def _play(server: Server) -> list[tuple[object, ...]]:
    network = Counted()
    config = UpstreamConfig("many", "langgraph", server.url, "lab")
    upstream = LangGraphUpstream(config, transport=network)
    port = Held()
    lines: list[tuple[object, ...]] = []
    parked = 0
    for size in SIZES:
        await _park(server, parked, size)
        parked = size
        lines.append((f"{size:,}", *await _measured(upstream, port, network, size)))
    await upstream.close()
    return lines


async def _park(server: Server, first: int, size: int) -> None:
    async with server.agents() as agents:
        for start in range(first, size, AT_ONCE):
            await asyncio.gather(
                *(
                    agents.start("question", {"ask": f"Refund {n}?", "test": "bench"})
                    for n in range(start, start + AT_ONCE)
                )
            )
        await until(_are_parked(agents.http, size), f"{size} threads were never parked", seconds=600)


def _are_parked(http: httpx.AsyncClient, size: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return bool((await http.post("/threads/count", json={"status": "interrupted"})).json() >= size)

    return look


async def _measured(upstream: LangGraphUpstream, port: Held, network: Counted, size: int) -> tuple[object, ...]:
    began = time.perf_counter()
    while len(port.open) < size:
        await upstream.poll(port)
    first = time.perf_counter() - began
    await upstream.poll(port)
    took: list[float] = []
    network.requests = network.bytes = 0
    cpu = time.thread_time()
    for _ in range(POLLS):
        began = time.perf_counter()
        await upstream.poll(port)
        took.append((time.perf_counter() - began) * 1_000)
    spent = (time.thread_time() - cpu) * 1_000 / POLLS
    return (
        f"{first:.1f}",
        f"{percentile(took, 0.5):.1f}",
        f"{percentile(took, 0.99):.1f}",
        f"{spent:.1f}",
        f"{network.requests / POLLS:.1f}",
        f"{network.bytes / POLLS / 1_024:.0f}",
        f"{_size_of(vars(upstream)) / 1_024:.0f}",
    )


def _size_of(value: object, seen: set[int] | None = None) -> int:
    """The bytes of what the adapter remembers: its containers and texts, each once."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return 0
    seen.add(id(value))
    size = sys.getsizeof(value) if isinstance(value, str | bytes | int | float | dict | list | tuple | set) else 0
    if isinstance(value, dict):
        return size + sum(_size_of(one, seen) for pair in value.items() for one in pair)
    if isinstance(value, list | tuple | set):
        return size + sum(_size_of(one, seen) for one in value)
    if type(value).__module__.startswith("counterseal.gateway.upstreams.langgraph") and hasattr(value, "__dict__"):
        return size + _size_of(vars(value), seen)
    return size
