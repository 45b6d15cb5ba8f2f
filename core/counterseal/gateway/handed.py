"""Permits that live, by action: who lost the answer to its request and asks again gets the same one."""

from __future__ import annotations

from counterseal.clock import Clock
from counterseal.gateway.allowed import PERMIT_SECONDS
from counterseal.gateway.upstreams.port import Grant


class Handed:
    """The permits that were given in this life, for as long as they live. Used on the event loop only.

    In memory, because after a restart what runs is unknown anyway. Whether a permit still stands is the table's to say.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[str, float, Grant]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, action: str, key: str, grant: Grant) -> None:
        """Keep a permit for whoever asks for it again under the same idempotency key."""
        self._forget()
        self._kept[action] = (key, self._clock.monotonic() + PERMIT_SECONDS, grant)

    def find(self, action: str, key: str | None) -> Grant | None:
        """The living permit of an action that was given under this key."""
        self._forget()
        kept = self._kept.get(action)
        return kept[2] if kept is not None and kept[0] == key else None

    def _forget(self) -> None:
        """Drop those that have ended: the first ones, because an action has one permit and all live equally long."""
        now = self._clock.monotonic()
        while self._kept:
            action = next(iter(self._kept))
            if self._kept[action][1] > now:
                return
            del self._kept[action]
