"""Many agents' processes in one: each waits for its news on a connection of its own and answers a halt.

As a program: reads ``{"host","port","tokens"}`` from its input, prints ``ready`` when all wait, and at the end for each
agent when it heard, in seconds of the monotonic clock, which processes of one machine share.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from typing import Any

from sqlalchemy import insert

from counterseal.gateway.service import Gateway
from counterseal.ledger import schema
from gateway.desks import Bench


def enrol(bench: Bench, gateway: Gateway, count: int) -> list[str]:
    """Put many agents straight into the gateway's table, because each by a signed order would take minutes."""
    tokens = [f"token-{number}-{'x' * 32}" for number in range(count)]
    with bench.profile.database.write() as connection:
        owner = bench.profile.person_id
        rows = [
            {
                "id": f"herd-{number}",
                "name": f"Herd {number}",
                "owner": owner,
                "level": "L1",
                "tools": "[]",
                "runbook": "",
                "token_sha256": hashlib.sha256(token.encode()).hexdigest(),
                "order_envelope": "0" * 64,
                "halt_epoch": 0,
            }
            for number, token in enumerate(tokens)
        ]
        connection.execute(insert(schema.agents), rows)
        gateway.leases.learn(gateway.leases.look(), gateway.leases.read(connection))
    return tokens


def start(url: str, tokens: list[str]) -> subprocess.Popen[str]:
    """A process of these agents, all of which hold a lease and wait for news."""
    host, _colon, port = url.removeprefix("http://").partition(":")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"host": host, "port": int(port), "tokens": tokens}) + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "ready\n"
    return process


def heard(process: subprocess.Popen[str]) -> list[float]:
    """When each of them heard of the halt; waits for the process."""
    out, _err = process.communicate(timeout=60)
    assert process.returncode == 0
    return list(json.loads(out))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str, head: str, body: str) -> Any:
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    writer.write(f"{line} HTTP/1.1\r\n{head}{length}\r\n{body}".encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    names = dict(part.split(b": ", 1) for part in answer.lower().split(b"\r\n")[1:] if b": " in part)
    content = await reader.readexactly(int(names[b"content-length"]))
    return int(answer.split(b" ", 2)[1]), json.loads(content)


async def _agent(
    host: str, port: int, token: str, waits: asyncio.Semaphore, waiting: list[int], lines: list[asyncio.StreamWriter]
) -> float:
    async with waits:
        reader, writer = await asyncio.open_connection(host, port)
        head = f"Host: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
        assert (await _ask(reader, writer, "POST /v1/lease", head, '{"holder":"herd"}'))[0] == 200
    waiting[0] += 1
    _status, news = await _ask(reader, writer, "GET /v1/lease?wait=60&state=running&epoch=0", head, "")
    at = time.monotonic()
    assert news["state"] == "halted", news
    status, _problem = await _ask(reader, writer, "POST /v1/lease", head, '{"holder":"herd"}')
    assert status == 403
    lines.append(writer)
    return at


async def _herd(given: dict[str, Any]) -> list[float]:
    waits, waiting = asyncio.Semaphore(50), [0]
    # Kept open to the end, as real ones are: to close a thousand connections is work for the gateway too.
    lines: list[asyncio.StreamWriter] = []
    place = given["host"], given["port"]
    agents = [asyncio.create_task(_agent(*place, token, waits, waiting, lines)) for token in given["tokens"]]
    while waiting[0] < len(agents):
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    print("ready", flush=True)
    found = await asyncio.gather(*agents)
    for line in lines:
        line.close()
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_herd(json.loads(sys.stdin.readline())))))
