"""A real LangGraph server for these journeys, and desks with a profile and a gateway of their own that poll it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counterseal.clock import Clock
from langgraph_server import Server, server

# What its agents are given to do is that of the adapter's own tests.
sys.path.append(str(Path(__file__).resolve().parents[2] / "gateway" / "langgraph"))

from .joint import Joint, open_joint

__all__ = ["server"]


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
