"""A small real profile with a story in it: asked, decided, released, done; rejected; halted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.ledger.story import Story


@pytest.fixture
def make_story(tmp_path: Path) -> Iterator[Callable[..., Story]]:
    """Makes stories in folders of their own and closes them all."""
    made: list[Story] = []

    def make(name: str = "profile") -> Story:
        story = Story.create(tmp_path / name)
        made.append(story)
        return story

    yield make
    for story in made:
        story.close()


@pytest.fixture
def story(make_story: Callable[..., Story]) -> Story:
    """A profile with twelve entries."""
    story = make_story()
    story.tell()
    return story
