"""A real ``langgraph dev`` for the tests, and what tests do to it from the agent's side."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from small_gateway import Row, SmallGateway

from counterseal.gateway.upstreams.langgraph import LangGraphUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
NAMES = "batched narrow per_call question legacy breakpoint two two_nodes slow parallel nested with_context".split()  # noqa: SIM905
GRAPHS = {name: f"./graphs.py:{'breakpoint_graph' if name == 'breakpoint' else name}" for name in NAMES}
MISSING = (
    "The LangGraph test server is not installed: {where} is missing. Make it with `make langgraph-env`, or name its "
    "environment in COUNTERSEAL_LANGGRAPH_VENV."
)


def interpreter_folder() -> Path:
    """Where the server's environment is: beside the project, or where the variable says."""
    return Path(os.environ.get("COUNTERSEAL_LANGGRAPH_VENV") or ROOT / ".venv-langgraph")


@contextmanager
def running_server(folder: Path, effects: Path) -> Iterator[str]:
    """Start one server on a free port, wait until it answers, and end its process group afterwards."""
    program = interpreter_folder() / "bin" / "langgraph"
    assert program.exists(), MISSING.format(where=program)
    shutil.copy(HERE / "graphs.py", folder / "graphs.py")
    (folder / "langgraph.json").write_text(json.dumps({"dependencies": ["."], "env": {}, "graphs": GRAPHS}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    options = ["--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", str(port), "--n-jobs-per-worker", "8"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "dev", *options],
            cwd=folder,
            env={
                **os.environ,
                "LANGSMITH_TRACING": "false",
                "LANGGRAPH_CLI_NO_ANALYTICS": "1",
                "COUNTERSEAL_TEST_EFFECTS": str(effects),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/ok", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"langgraph dev did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            continue
        break
    process.wait(5)


class Agents:
    """The agents' side of a server: starts runs and looks at what they did."""

    def __init__(self, url: str, effects: Path) -> None:
        self.url = url
        self.effects_file = effects
        self.http = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)

    async def __aenter__(self) -> Agents:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.http.aclose()

    async def start(self, graph: str, given: dict[str, Any]) -> str:
        """Start a run in a new thread; returns the thread's id."""
        thread = (await self.http.post("/threads", json={})).json()["thread_id"]
        made = await self.http.post(f"/threads/{thread}/runs", json={"assistant_id": graph, "input": given})
        assert made.status_code == 200, made.text
        return str(thread)

    async def parked(self, graph: str, given: dict[str, Any]) -> str:
        """Start a run and wait until it has stopped at something."""
        thread = await self.start(graph, given)
        await until(lambda: self._is_still(thread), f"{graph} never stopped")
        return thread

    async def _is_still(self, thread: str) -> bool:
        return (await self.thread(thread))["status"] not in ("busy", "idle")

    async def thread(self, thread: str) -> dict[str, Any]:
        return dict((await self.http.get(f"/threads/{thread}")).json())

    async def answer(self, thread: str, graph: str, resume: Any, **metadata: Any) -> httpx.Response:
        """Answer as another program would; the default strategy, no strictness."""
        body = {"assistant_id": graph, "command": {"resume": resume}, "metadata": metadata}
        return await self.http.post(f"/threads/{thread}/runs", json=body)

    async def quiet(self, thread: str) -> dict[str, Any]:
        """The thread once nothing runs in it."""

        async def not_busy() -> bool:
            return (await self.thread(thread))["status"] != "busy"

        await until(not_busy, "the thread stays busy")
        return await self.thread(thread)

    async def delete_all(self) -> None:
        while found := (await self.http.post("/threads/search", json={"limit": 500, "select": ["thread_id"]})).json():
            await asyncio.gather(*(self.http.delete(f"/threads/{one['thread_id']}") for one in found))

    def effects(self, test: str) -> list[dict[str, Any]]:
        """The effects on the real file that carry this test's name."""
        if not self.effects_file.exists():
            return []
        lines = [json.loads(line) for line in self.effects_file.read_text().splitlines()]
        return [line for line in lines if line.get("test") == test]


class Desk:
    """One desk: a gateway of its own and the adapter that polls for it."""

    def __init__(self, url: str, name: str = "lab", **agents: str) -> None:
        self.gateway = SmallGateway()
        self.upstream = LangGraphUpstream(UpstreamConfig(name, "langgraph", url, "lab-agent", agents=agents))

    async def __aenter__(self) -> Desk:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.upstream.close()

    async def poll(self) -> None:
        await self.upstream.poll(self.gateway)

    async def find(self, thread: str, count: int = 1) -> list[Row]:
        """Poll until this many actions of the thread are held."""
        await self.poll_until(lambda: len(self.gateway.held_of(thread)) >= count)
        return self.gateway.held_of(thread)

    async def poll_until(self, done: Callable[[], bool]) -> None:
        async def check() -> bool:
            await self.poll()
            return done()

        await until(check, f"the desk never got there; problems: {self.gateway.problems[-3:]}")

    async def settle(self, *rows: Row) -> None:
        """Poll until decisions on these rows have reached the server and come back."""
        await self.poll_until(
            lambda: all(row.returned or (row.state.ended and row.state not in ANSWERS) for row in rows)
        )


ANSWERS = ("rejected", "answered")


async def until(done: Callable[[], Awaitable[bool]], otherwise: str, seconds: float = 20) -> None:
    """Wait for a condition of the server or the desk."""
    end = time.monotonic() + seconds
    while not await done():
        assert time.monotonic() < end, otherwise
        await asyncio.sleep(0.05)


def calls(*made: tuple[str, dict[str, Any]], thinking: str = "") -> dict[str, Any]:
    """The input that makes the scripted model call these tools."""
    script = {"thinking": thinking, "calls": [{"name": name, "args": args} for name, args in made]}
    return {"messages": [{"role": "user", "content": json.dumps(script)}]}


def mail(test: str, to: str = "bob@example.test") -> tuple[str, dict[str, Any]]:
    return "send_mail", {"to": to, "body": "hello", "test": test}


def money(test: str, amount: int = 5, rate: float = 1.5) -> tuple[str, dict[str, Any]]:
    return "move_money", {"amount": amount, "rate": rate, "test": test}
