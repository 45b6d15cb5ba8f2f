"""An allowed action: its rate beside a bare endpoint with the same rows, its disk, and both as the ledger grows."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from counterseal.ledger.database import DATABASE_NAME
from counterseal.sync.profile import Profile
from gateway.agent_orders import Pen
from gateway.desks import CHEAP, PASSPHRASE, Agent, running_bench

from .measuring import fill, percentile, table

TOOL = {"tool": "orders.note", "risk": "R1", "title": "Note on order {order}", "fields": {"order": {"label": "Order"}}}
WINDOW = {"name": "notes a day", "tools": ["orders.*"], "field": None, "at_most": 10**9, "seconds": 86_400}
CALL = {
    "tool": "orders.note",
    "arguments": {"order": "88213", "text": "The display was cracked on arrival; a new one is on its way. " * 4},
    "claims": {"summary": "The customer asked what became of the order", "confidence": 0.9},
}
REQUESTS, CLIENTS, ACTIONS = 800, (8, 1), 400
ROWS = ("entries", "payloads", "listing", "heads", "actions", "charges", "charge_sums")
_TICKS = os.sysconf("SC_CLK_TCK")


def test_an_allowed_action_beside_a_bare_endpoint(tmp_path: Path) -> None:
    token = _agent(tmp_path / "profile")
    with _server("gateway", tmp_path / "profile") as (process, url), _leased(url, token):
        ours = {clients: _drive(process, url, token, clients) for clients in CLIENTS}
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps(_rows_of_one(tmp_path / "profile")))
    (tmp_path / "bare").mkdir()
    with _server("bare", tmp_path / "bare", rows) as (process, url):
        bare = {clients: _drive(process, url, token, clients) for clients in CLIENTS}
    lines = []
    for clients in CLIENTS:
        slow, cost = bare[clients]
        for name, (rate, cpu) in (("gateway", ours[clients]), ("bare endpoint", bare[clients])):
            said = f"{rate:.0f}", f"{cpu * 1e3:.2f}", f"{rate / slow:.2f}", f"{cost / cpu:.2f}"
            lines.append((name, clients, *said))
    table(
        f"{REQUESTS} times POST /v1/actions answered allowed"
        " (goal: at least 0.50 of a bare FastAPI endpoint with the same rows)",
        ("server", "at once", "per second", "CPU ms each", "of bare, by time", "of bare, by CPU"),
        lines,
    )
    assert all(rate > 0 for rate, _cpu in ours.values())


@pytest.mark.timeout(1_800)
def test_disk_and_time_of_an_allowed_action_as_the_ledger_grows(tmp_path: Path) -> None:
    lines = []
    for size, clients in ((100, 1), (10_000, 1), (100_000, 1), (100, 8)):
        home = tmp_path / f"of{size}by{clients}"
        token = _agent(home, size)
        with running_bench(home) as bench:
            agents = [Agent(bench.desk.gateway_url, token, "notes") for _ in range(clients)]
            bench.agents += agents
            with bench.people() as people:
                people.get("/v1/queue", params={"attended": 1}).raise_for_status()
            before, stored = _size(bench.profile), _payload_bytes(bench.profile)
            with _leased(bench.desk.gateway_url, token), ThreadPoolExecutor(clients) as pool:
                spent = [one for some in pool.map(_actions, agents, [ACTIONS // clients] * clients) for one in some]
            disk = (_size(bench.profile) - before) / ACTIONS
            payload = (_payload_bytes(bench.profile) - stored) / ACTIONS
        goal = 2 * payload + 1500
        half, most = percentile(spent, 0.5) * 1e3, percentile(spent, 0.99) * 1e3
        lines.append(
            (f"{size:,}", clients, f"{half:.1f}", f"{most:.1f}", f"{payload:.0f}", f"{disk:.0f}", f"{goal:.0f}")
        )
    table(
        "One allowed action with its outcome (goal: flat in ledger size; disk at most 2 x payload + 1,500 bytes)",
        ("ledger entries", "at once", "propose and permit p50 ms", "p99 ms", "payload bytes", "disk bytes", "goal"),
        lines,
    )
    assert len(lines) == 4


def _actions(agent: Agent, count: int) -> list[float]:
    """Run actions to their end, one after the other; the seconds until each had its permit."""
    spent = []
    for _ in range(count):
        started = time.perf_counter()
        action = agent.post("/v1/actions", CALL, 201)
        permit = agent.permit(action["id"])
        spent.append(time.perf_counter() - started)
        agent.outcome(action["id"], permit["permit"])
    return spent


def _agent(home: Path, size: int = 0) -> str:
    """A profile with an agent at L3, and a ledger of at least ``size`` entries; the agent's token."""
    # Not the tests' one template: logs of one name and of different lengths would be taken for a shortened one.
    profile = Profile.create(home, "Maria Lind", CHEAP)
    fill(profile, size)
    profile.close()
    words = home.parent / f"{home.name}.passphrase"
    words.write_text(f"{PASSPHRASE}\n")
    words.chmod(0o600)
    with running_bench(home) as bench:
        agent = bench.agent("refunds", tools=[TOOL])
        Pen(bench).chartered("L3", TOOL, tools=["orders.*"], windows=[WINDOW])
        return agent.token


@contextmanager
def _server(kind: str, *paths: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, str(Path(__file__).with_name("gate_servers.py")), kind, *map(str, paths)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def _leased(url: str, token: str) -> Iterator[None]:
    """Keep a lease, as an agent's process does."""
    agent, over = Agent(url, token), threading.Event()

    def keep() -> None:
        while not over.wait(5.0):
            agent.lease()

    agent.lease()
    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()
        agent.close()


def _drive(process: subprocess.Popen[str], url: str, token: str, clients: int) -> tuple[float, float]:
    """Requests per second with some connections kept open, and the server's CPU seconds for each."""
    body = json.dumps(CALL).encode()
    head = (
        f"POST /v1/actions HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: int) -> None:
        for _ in range(count):
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 201"), answer
            length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            said = await reader.readexactly(int(length.split(b":")[1]))
            assert b'"allowed"' in said, said

    async def all_of_them(count: int) -> None:
        host, port = url.removeprefix("http://").split(":")
        lines = [await asyncio.open_connection(host, int(port)) for _ in range(clients)]
        await asyncio.gather(*(one(reader, writer, count // clients) for reader, writer in lines))
        for _reader, writer in lines:
            writer.close()

    asyncio.run(all_of_them(clients * 20))
    used, started = _cpu(process.pid), time.perf_counter()
    asyncio.run(all_of_them(REQUESTS))
    spent = time.perf_counter() - started
    return REQUESTS / spent, (_cpu(process.pid) - used) / REQUESTS


def _cpu(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _rows_of_one(home: Path) -> dict[str, list[dict[str, Any]]]:
    """What the newest allowed action wrote, by table."""
    profile = Profile.open(home)
    try:
        with profile.reading() as connection:
            action = connection.exec_driver_sql("SELECT id, received_seq FROM actions ORDER BY version DESC").first()
            assert action is not None
            wheres = {
                "entries": ("seq", action.received_seq), "payloads": ("seq", action.received_seq),
                "listing": ("seq", action.received_seq), "heads": ("size", action.received_seq + 1),
                "actions": ("id", action.id), "charges": ("action", action.id),
                "search": ("rowid", action.received_seq),
            }  # fmt: skip
            found = {}
            for name, (column, value) in wheres.items():
                columns = "rowid, body" if name == "search" else "*"
                query = f"SELECT {columns} FROM {name} WHERE {column} = ?"
                found[name] = [_json(dict(row._mapping)) for row in connection.exec_driver_sql(query, (value,))]
                assert found[name], name
            return found
    finally:
        profile.close()


def _json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for key, value in row.items()
    }


def _size(profile: Profile) -> int:
    """Bytes of the database file once its journal is in it."""
    with profile.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    return (profile.home / DATABASE_NAME).stat().st_size


def _payload_bytes(profile: Profile) -> int:
    with profile.reading() as connection:
        return int(connection.exec_driver_sql("SELECT coalesce(sum(length(bytes)), 0) FROM payloads").scalar_one())
