"""A real LangGraph server for these journeys, and desks with a profile and a gateway of their own that poll it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counterseal.clock import Clock

# The server, its graphs and its agents' side are those of the adapter's own tests.
sys.path.append(str(Path(__file__).resolve().parents[2] / "gateway" / "langgraph"))

from .joint import Joint, Server, open_joint


@pytest.fixture(scope="session")
def langgraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the session."""
    server = Server(tmp_path_factory.mktemp("langgraph"))
    server.start()
    yield server
    server.end()


@pytest.fixture
def server(langgraph: Server) -> Iterator[Server]:
    """The session's server; its threads are deleted afterwards."""
    yield langgraph
    asyncio.run(langgraph.clean())


@pytest.fixture
def joint(server: Server, tmp_path: Path) -> Iterator[Callable[..., Joint]]:
    """Opens desks by their person's name, each polling the server for the agent ``lab``."""
    opened: list[Joint] = []

    def make(person: str = "Maria Lind", clock: Clock | None = None) -> Joint:
        one = open_joint(tmp_path / f"desk{len(opened)}", person, clock)
        opened.append(one)
        one.add_source(server.url)
        return one

    yield make
    for one in opened:
        one.desk.close()
