"""Profiles, desks and strange servers for the desk's own side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.sync.strange_server import Answer, StrangeServer
from gateway.desks import Bench, make_profile, open_bench


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A closed profile."""
    make_profile(tmp_path / "profile")
    return tmp_path / "profile"


@pytest.fixture
def opens(home: Path) -> Iterator[Callable[..., Bench]]:
    """Opens and starts desks on ``home``; closes them all, newest first."""
    opened: list[Bench] = []

    def start(**started: bool | int) -> Bench:
        opened.append(open_bench(home, **started))
        return opened[-1]

    yield start
    for bench in reversed(opened):
        bench.close()


@pytest.fixture
def serves() -> Iterator[Callable[[Answer], StrangeServer]]:
    """Starts servers that answer everything with one answer."""
    started: list[StrangeServer] = []

    def start(answer: Answer) -> StrangeServer:
        started.append(StrangeServer(answer))
        return started[-1]

    yield start
    for server in started:
        server.close()
