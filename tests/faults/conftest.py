"""Scenes whose processes never outlive their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.scene import IMPORTED, Scene
from nursery import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where all these programs are forked."""
    nursery = Nursery(*IMPORTED)
    yield nursery
    nursery.close()


@pytest.fixture
def make_scene(tmp_path: Path, nursery: Nursery) -> Iterator[Callable[..., Scene]]:
    made: list[Scene] = []

    def make(**how: str) -> Scene:
        made.append(Scene(tmp_path / f"scene{len(made)}", nursery, **how))
        return made[-1]

    yield make
    for scene in made:
        scene.close()


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    return make_scene()
