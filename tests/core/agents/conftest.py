"""A real desk with its embedded gateway on loopback, a registered agent, and a person who decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.agents.person import DESCRIPTOR, Person
from counterseal.agents.client import AgentClient
from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from gateway.desks import MovingClock

CHEAP = KeyChoice("", use_keyring=False, cost=Cost(64, 1, 1))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Profile.create(tmp_path / "profile", "Maria Lind", CHEAP).close()
    return tmp_path / "profile"


@pytest.fixture
def clock() -> MovingClock:
    """The desk's and its gateway's; the agent's own is the machine's."""
    return MovingClock()


@pytest.fixture
def desk(home: Path, clock: MovingClock) -> Iterator[Desk]:
    desk = open_desk(home, clock=clock)
    desk.start()
    yield desk
    desk.close()


@pytest.fixture
def token(desk: Desk) -> str:
    return desk.register_agent("refunds", "Refunds agent", [DESCRIPTOR]).result(30)


@pytest.fixture
def person(desk: Desk) -> Person:
    return Person(desk)


@pytest.fixture
def client(desk: Desk, token: str) -> Iterator[AgentClient]:
    with AgentClient(desk.gateway_url, token) as client:
        yield client
