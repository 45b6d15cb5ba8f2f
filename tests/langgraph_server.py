"""A real ``langgraph dev`` for tests: something to start, to ask, to end and to start again."""

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
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent
GRAPHS_FILE = Path(__file__).with_name("gateway") / "langgraph" / "graphs.py"
NAMES = [
    "batched",
    "narrow",
    "per_call",
    "question",
    "legacy",
    "breakpoint",
    "two",
    "two_nodes",
    "slow",
    "parallel",
    "nested",
    "with_context",
    "sub_graphs",
]
GRAPHS = {name: f"./graphs.py:{'breakpoint_graph' if name == 'breakpoint' else name}" for name in NAMES}
START_SECONDS = 90
# Every run that waits for its turn waits about a second.
JOBS = 24
MISSING = (
    "The LangGraph test server is not installed: {where} is missing. Make it with `make langgraph-env`, or name its "
    "environment in COUNTERSEAL_LANGGRAPH_VENV."
)


def interpreter_folder() -> Path:
    """Where the server's environment is: beside the project, or where the variable says."""
    return Path(os.environ.get("COUNTERSEAL_LANGGRAPH_VENV") or ROOT / ".venv-langgraph")


@pytest.fixture(scope="session")
def langgraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the session; what uses it deletes its threads."""
    server = Server(tmp_path_factory.mktemp("langgraph"))
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def server(langgraph: Server) -> Iterator[Server]:
    """The session's server; its threads and their effects are deleted afterwards."""
    yield langgraph
    asyncio.run(langgraph.clean())


class Server:
    """One ``langgraph dev`` that keeps its address and its stored threads through being ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.effects = folder / "effects.jsonl"
        # Kept bound and never listened at, so that nobody else gets this port while the server is away; the server may
        # bind it too, because both say that addresses are used again.
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", 0))
        self._port = self._kept.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = interpreter_folder() / "bin" / "langgraph"
        assert program.exists(), MISSING.format(where=program)
        shutil.copy(GRAPHS_FILE, self.folder / GRAPHS_FILE.name)
        config = {"dependencies": ["."], "env": {}, "graphs": GRAPHS}
        (self.folder / "langgraph.json").write_text(json.dumps(config))
        words = ["dev", "--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", str(self._port)]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [program, *words, "--n-jobs-per-worker", str(JOBS)],
                cwd=self.folder,
                env={
                    **os.environ,
                    "LANGSMITH_TRACING": "false",
                    "LANGGRAPH_CLI_NO_ANALYTICS": "1",
                    "COUNTERSEAL_TEST_EFFECTS": str(self.effects),
                },
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait(self._process)

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        ends = time.monotonic() + START_SECONDS
        with httpx.Client(base_url=self.url, timeout=2, trust_env=False) as http:
            while time.monotonic() < ends and process.poll() is None:
                try:
                    if http.get("/ok").status_code == 200:
                        return
                except httpx.HTTPError:
                    time.sleep(0.1)
        raise AssertionError(f"langgraph dev did not start:\n{self._log.read_text(errors='replace')[-3000:]}")

    def stop(self) -> None:
        """End it and wait. Told to, and not killed: this server writes checkpoints to disk only when it is told."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(60)

    def end(self) -> None:
        """End it for good, with all it started."""
        self._kept.close()
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                break
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                continue
            break
        self._process.wait(60)

    def agents(self) -> Agents:
        return Agents(self.url, self.effects)

    async def clean(self) -> None:
        """Nothing that a test started or did is left for the next one."""
        async with self.agents() as agents:
            await agents.delete_all()
        self.effects.unlink(missing_ok=True)


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


async def until(done: Callable[[], Awaitable[bool]], otherwise: str, seconds: float = 60) -> None:
    """Wait for a condition of the server or the desk."""
    end = time.monotonic() + seconds
    while not await done():
        assert time.monotonic() < end, otherwise
        await asyncio.sleep(0.05)
