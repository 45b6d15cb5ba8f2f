"""A started desk for each test, or one for a whole module where tests cannot disturb each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.agent_orders import Team, make_team
from gateway.desks import Agent, Bench, make_profile, running_bench
from gateway.offices import Desktop, Office, running_office


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A desk of its own for this test."""
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        yield bench


@pytest.fixture
def agent(bench: Bench) -> Agent:
    """An agent of its own, with a lease."""
    return bench.agent()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One desk with the agents ``refunds`` and ``other`` for a module whose tests use actions of their own."""
    home = tmp_path_factory.mktemp("shared") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        bench.agent()
        bench.agent("other")
        yield bench


@pytest.fixture(scope="module")
def refunds(shared: Bench) -> Agent:
    return shared.agents[0]


@pytest.fixture(scope="module")
def other(shared: Bench) -> Agent:
    return shared.agents[1]


@pytest.fixture(scope="module")
def solo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One desk of Maria alone, for a module whose tests use agents of their own."""
    home = tmp_path_factory.mktemp("solo") / "profile"
    make_profile(home, copied=False)
    with running_bench(home) as bench:
        yield bench


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """One desk with four people on its roster, likewise."""
    home = tmp_path_factory.mktemp("team") / "profile"
    make_profile(home, copied=False)
    with running_bench(home) as bench:
        yield make_team(bench)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A separate gateway with its first owner, for this test."""
    with running_office(tmp_path) as office:
        yield office


@pytest.fixture
def bob(office: Office, tmp_path: Path) -> Desktop:
    """A second owner of the gateway, with a desktop of his own."""
    bob = office.desktop(tmp_path / "bob", "Bob Berg")
    assert office.enrol(bob)["state"] == "enrolled"
    return bob
