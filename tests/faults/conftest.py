"""Scenes whose processes never outlive their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.scene import IMPORTED, Scene
from nursery import Starts, make_nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Starts]:
    """Where all these programs are forked."""
    nursery = make_nursery(*IMPORTED)
    yield nursery
    nursery.close()


@pytest.fixture
def make_scene(tmp_path: Path, nursery: Starts) -> Iterator[Callable[..., Scene]]:
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
