"""What the parts of a desk may use of each other: the profile, the threads, the lines to gateways, the news."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from counterseal.clock import Clock
from counterseal.model.views import QueueItem
from counterseal.sync.api import Event
from counterseal.sync.links import Links
from counterseal.sync.profile import Profile
from counterseal.sync.step_up import StepUp

T = TypeVar("T")


class DeskCore(Protocol):
    """A desk as its own parts see it.

    Attributes:
        writer: the one thread that writes the profile's database.
        readers: threads for reading.
        step_up: when the passphrase was last entered.
    """

    profile: Profile
    home: Path
    clock: Clock
    writer: ThreadPoolExecutor
    readers: ThreadPoolExecutor
    step_up: StepUp

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run on the desk's loop. Raises Unreachable when the desk is not started, or closed."""

    def linked(self) -> Links:
        """The lines to all gateways. Raises Unreachable before the start."""

    def queue(self) -> tuple[QueueItem, ...]:
        """The last known open queue; never blocks."""

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Hear events, on any thread. Returns the call that ends it."""

    def emit(self, event: Event) -> None:
        """Tell everybody who listens."""

    def after_store(self) -> None:
        """Something was stored that must go out, or that History shows."""

    def outbox_state(self, envelope_sha256: str) -> tuple[str, str]:
        """State (queued, claimed, delivered, refused) and note of a stored envelope."""
