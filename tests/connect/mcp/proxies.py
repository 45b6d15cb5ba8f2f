"""Proxies as processes before the files server, clients of the official library, and what a desk sees of them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from counterseal.agents.mcp_proxy import words
from counterseal.model.actions import State
from gateway.agent_orders import Pen, charter, level, mandate, registry
from gateway.desks import PATIENCE, Agent, Bench

T = TypeVar("T")
PROGRAM = [sys.executable, "-m", "counterseal.cli.main", "mcp-proxy", "--name", "files"]
SERVER = Path(__file__).with_name("files_server.py")
READS = [{"tool": f"files.{name}", "risk": "R0", "title": "Read"} for name in ("read_file", "list_files")]
WRITES = [
    {"tool": f"files.{name}", "risk": "R2", "verb": "Write", "title": "Write {path}"}
    for name in ("write_file", "append", "crash")
]
# A call that waits is told to come back this often; each time costs a loaded machine little.
WAIT = "2"


def behind(folder: Path) -> list[str]:
    """The files server's command."""
    return ["--", sys.executable, str(SERVER), str(folder)]


def collaborator(bench: Bench, name: str, *more: Mapping[str, Any]) -> tuple[Agent, Pen]:
    """An agent of the level that reads alone and asks before it writes."""
    agent = bench.agent(name)
    # The proxy has a lease of its own; this one would keep what the tests look at alive.
    agent.leased = 0.0
    pen = Pen(bench, name)
    pen.sign("charter", {**charter(pen.owner.id), "agent": name})
    pen.sign("registry", {**registry(*READS, *WRITES, *more), "agent": name})
    pen.sign("mandate", {**mandate(tools=["files.*"]), "agent": name})
    pen.sign("level", {**level("L2"), "agent": name})
    return agent, pen


def line_of(agent: Agent, bench: Bench) -> dict[str, str]:
    """The environment of a proxy."""
    path = os.pathsep.join(sys.path)
    line = {"COUNTERSEAL_URL": bench.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token, "PYTHONPATH": path}
    return {**os.environ, **line}


def on_stdio(options: list[str], env: Mapping[str, str]) -> StdioServerParameters:
    return StdioServerParameters(command=PROGRAM[0], args=[*PROGRAM[1:], *options], env=dict(env))


@contextmanager
def over_http(options: list[str], env: Mapping[str, str]) -> Iterator[str]:
    """A proxy that serves clients over HTTP; its address. Ended by a signal, after which it takes care to leave."""
    command = [*PROGRAM, "--http", "0", *options]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(env), text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        said: list[str] = []
        drain = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
        try:
            for line in process.stderr:
                said.append(line)
                if "MCP on " in line:
                    break
            else:
                raise AssertionError(f"the proxy did not start: {said}")
            drain.start()
            yield line.split("MCP on ")[1].strip()
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                code = process.wait(PATIENCE)
                assert code == 128 + signal.SIGTERM, (code, said)
            finally:
                process.kill()
                if drain.ident is not None:
                    drain.join(PATIENCE)


def run(story: Callable[[], Awaitable[T]]) -> T:
    """Run a test's story in an event loop."""

    async def within() -> T:
        return await asyncio.wait_for(story(), 3 * PATIENCE)

    try:
        return asyncio.run(within())
    except BaseExceptionGroup as group:
        # The library's task groups wrap a failed assertion several times over.
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None


def text_of(result: CallToolResult) -> str:
    return "\n".join(one.text for one in result.content if isinstance(one, TextContent))


def state_of(result: CallToolResult) -> str:
    return str((result.meta or {}).get(words.STATE, ""))


async def ended(client: Client, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    """The call's own result: told that it waits, a model calls again with the same arguments."""
    while True:
        found = await client.call_tool(tool, arguments)
        if state_of(found) not in ("held", "running"):
            return found


@asynccontextmanager
async def called(client: Client, tool: str, arguments: dict[str, Any]) -> AsyncIterator[asyncio.Task[CallToolResult]]:
    """The call as a task, which does not outlive a test that fails meanwhile."""
    call = asyncio.create_task(ended(client, tool, arguments))
    try:
        yield call
    finally:
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)


def waiting(bench: Bench, tool: str, arguments: dict[str, Any]) -> str:
    """The id of the action that this call waits as."""

    def look() -> str | None:
        for item in bench.desk.queue():
            if item.state is State.HELD:
                action = bench.desk.detail(item.id).result(PATIENCE).action
                if action.tool == f"files.{tool}" and dict(action.arguments) == arguments:
                    return item.id
        return None

    return bench.ear.until(look, f"{tool} in the queue")


async def decided(
    client: Client, bench: Bench, tool: str, arguments: dict[str, Any], decide: Callable[[str], Any]
) -> tuple[str, CallToolResult]:
    """Call a tool, let a person decide, and the result; with the action's id."""
    async with called(client, tool, arguments) as call:
        found = await asyncio.to_thread(waiting, bench, tool, arguments)
        await asyncio.to_thread(decide, found)
        return found, await call
