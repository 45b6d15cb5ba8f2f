"""The two servers of the gate's benchmark, each a process of its own: a gateway, and a bare endpoint beside it.

Run as ``python gate_servers.py gateway HOME`` or ``python gate_servers.py bare HOME ROWS``; it prints its address.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import insert, text

from counterseal.clock import SystemClock
from counterseal.gateway import intake
from counterseal.ledger import schema
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.sync.profile import Profile
from counterseal.sync.serving import EmbeddedGateway


class Call(BaseModel):
    """The body, checked as an ordinary endpoint would."""

    tool: str
    arguments: dict[str, Any]
    claims: dict[str, Any] = {}


async def gateway(home: Path) -> None:
    """Serve a profile's gateway as the desktop does."""
    # What is measured is the proposal alone, so none of what is allowed begins.
    intake.MAX_OPEN = intake.MAX_UNUSED = sys.maxsize
    profile = Profile.open(home)
    writer, readers = ThreadPoolExecutor(1), ThreadPoolExecutor(2)
    served = EmbeddedGateway(profile, SystemClock(), writer, readers, lambda _step: None)
    address = await served.start()
    assert address is not None
    assert served.gateway is not None
    await served.gateway.attended()
    print(address.url, flush=True)
    await asyncio.Event().wait()


async def bare(home: Path, rows: Path) -> None:
    """Serve one endpoint that reads JSON and inserts the rows that a gateway wrote for such a call, and nothing more.

    Args:
        rows: JSON of table name to list of rows, bytes as ``{"b64": …}``; ``seq`` and ``id`` are counted up.
    """
    import uvicorn
    from fastapi import FastAPI

    database = Database.open(home / DATABASE_NAME, create=True)
    writer = ThreadPoolExecutor(1)
    wanted = _rows(json.loads(rows.read_text()))
    app = FastAPI(docs_url=None, redoc_url=None)
    count = 0

    def store() -> dict[str, Any]:
        nonlocal count
        count += 1
        action = f"{count:08d}-0000-7000-8000-000000000000"
        with database.write() as connection:
            for name, found in wanted.items():
                numbered = [_numbered(name, row, count, action) for row in found]
                if name == "search":
                    connection.execute(text("INSERT INTO search (rowid, body) VALUES (:rowid, :body)"), numbered)
                else:
                    connection.execute(insert(schema.metadata.tables[name]), numbered)
        return {"id": action, "state": "allowed", "digest": wanted["actions"][0]["digest"], "asked_at": "",
                "expires_at": None, "answer": None, "reason": ""}  # fmt: skip

    @app.post("/v1/actions", status_code=201)
    async def propose(_call: Call) -> dict[str, Any]:
        return await asyncio.get_running_loop().run_in_executor(writer, store)

    config = uvicorn.Config(app, port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{port}", flush=True)
    await task


def _rows(raw: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    def plain(value: Any) -> Any:
        return base64.b64decode(value["b64"]) if isinstance(value, dict) else value

    return {name: [{key: plain(value) for key, value in row.items()} for row in found] for name, found in raw.items()}


def _numbered(name: str, row: Mapping[str, Any], count: int, action: str) -> dict[str, Any]:
    """A row under another number, so that it can be inserted again."""
    key = {"actions": "id", "heads": "size", "charges": "id", "charge_sums": "span", "search": "rowid"}.get(name, "seq")
    return {**row, key: action if name == "actions" else count}


if __name__ == "__main__":
    kind, *paths = sys.argv[1:]
    asyncio.run(gateway(Path(paths[0])) if kind == "gateway" else bare(Path(paths[0]), Path(paths[1])))
