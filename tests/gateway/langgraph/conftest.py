"""One real LangGraph server for the whole session; its threads are deleted after every test that used it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_langgraph import Agents, running_server


@dataclass(frozen=True)
class Server:
    url: str
    effects: Path

    def agents(self) -> Agents:
        return Agents(self.url, self.effects)


@pytest.fixture(scope="session")
def langgraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("langgraph")
    effects = folder / "effects.jsonl"
    with running_server(folder, effects) as url:
        yield Server(url, effects)


@pytest.fixture
def server(langgraph_server: Server) -> Iterator[Server]:
    yield langgraph_server

    async def clean() -> None:
        async with langgraph_server.agents() as agents:
            await agents.delete_all()

    asyncio.run(clean())
