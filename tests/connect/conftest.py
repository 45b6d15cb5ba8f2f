"""What the tests of agent frameworks share: a real desk, and which of them run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connect import matrix
from connect.frameworks import FRAMEWORKS, chosen
from gateway.desks import Bench, make_profile, running_bench

HERE = Path(__file__).parent
# TypeScript needs Node, which a machine may lack.
_NEED_AN_ENVIRONMENT = {one.environment for one in FRAMEWORKS.values()} - {"", "langgraph"} | {"typescript"}
# Folders named after an environment run only where it was asked for: `make test` has none of them.
collect_ignore = [
    str(HERE / folder.name)
    for folder in HERE.iterdir()
    if folder.name.replace("_", "-") in _NEED_AN_ENVIRONMENT and not chosen(folder.name.replace("_", "-"))
]
# A dozen processes one after the other: too long for `make test`.
if not chosen("python"):
    collect_ignore.append(str(HERE / "python" / "test_first_call.py"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One desk of Maria alone for a module, whose tests use agents of their own."""
    home = tmp_path_factory.mktemp("connect") / "profile"
    make_profile(home, copied=False)
    with running_bench(home) as bench:
        yield bench


@pytest.fixture
def fresh_desk(tmp_path: Path) -> Iterator[Bench]:
    """A desk for one test, which may close it and open it again."""
    make_profile(tmp_path / "profile", copied=False)
    with running_bench(tmp_path / "profile") as bench:
        yield bench


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.parent == HERE and item.path.parent.name.replace("_", "-") in _NEED_AN_ENVIRONMENT:
            # `make test-connect` takes what is marked: of an environment that is all, whether it fills a cell or not.
            item.add_marker(pytest.mark.connects("", ()))
        item.user_properties += [(matrix.PROPERTY, list(one)) for one in matrix.marks(item)]
