"""Telling how far a long reading is, rarely enough to cost nothing, often enough to be stopped soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[int, int], None]
EVERY = 256


def counted(items: Iterable[T], progress: Progress | None, total: int, *, before: int = 0) -> Iterator[T]:
    """The items, with ``progress(done, total)`` called now and then; what it raises ends the reading.

    Args:
        before: what was done already when the first item comes.
    """
    for number, item in enumerate(items):
        if progress is not None and number % EVERY == 0:
            progress(min(before + number, total), total)
        yield item
