"""Waiting at the command line for what an order leads to: the events that a desk hears while it goes on."""

from __future__ import annotations

import queue as queues
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from counterseal.sync.api import Event

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk

T = TypeVar("T")


def follow(
    desk: Desk, kind: str, order: Callable[[], T], key: Callable[[T], object], settled: Callable[[T], bool], most: float
) -> T:
    """Order something and follow it until it is settled, at most ``most`` s; the newest value heard.

    Args:
        kind: the kind of its events; their values are of the type that ``order`` returns.
        key: what tells one order's values from another's.

    Raises:
        KnownError: it could not be ordered.
    """
    news: queues.Queue[T] = queues.Queue()

    def hear(event: Event) -> None:
        if event.kind == kind:
            news.put(event.value)

    end = desk.subscribe(hear)
    try:
        found = order()
        ends = time.monotonic() + most
        while not settled(found) and time.monotonic() < ends:
            try:
                heard = news.get(timeout=0.2)
            except queues.Empty:
                continue
            found = heard if key(heard) == key(found) else found
        return found
    finally:
        end()
