"""Step-up (DESIGN 4.5): a passphrase entered by the person within five minutes, as this desk itself has seen it."""

from __future__ import annotations

import threading

from counterseal.clock import Clock
from counterseal.errors import Locked
from counterseal.sync.profile import Profile

STEP_UP_SECONDS = 300.0


class StepUp:
    """When the passphrase was last entered and right, on the monotonic clock. Thread-safe.

    A passphrase file unlocks the key but proves nobody's presence, so it does not count. A key without a passphrase has
    none to ask for: then nothing is held up, ``fresh`` stays False, and ``basis.key_guard`` says ``none``.
    """

    def __init__(self, profile: Profile, clock: Clock) -> None:
        self._profile = profile
        self._clock = clock
        self._lock = threading.Lock()
        self._at: float | None = None

    def entered(self) -> None:
        """The passphrase was entered now and was right."""
        with self._lock:
            self._at = self._clock.monotonic()

    def forget(self) -> None:
        """The key was locked: whoever comes next proves anew who they are."""
        with self._lock:
            self._at = None

    def fresh(self) -> bool:
        """Whether it was entered within five minutes."""
        with self._lock:
            return self._at is not None and self._clock.monotonic() - self._at < STEP_UP_SECONDS

    def satisfied(self) -> bool:
        """Whether nothing is left to ask for."""
        return not self._profile.has_passphrase or self.fresh()

    def require(self, what: str) -> None:
        """Raises Locked with code ``step_up``: the passphrase must be entered again.

        Args:
            what: what it is for, as the subject of the sentence ("Raising a level").
        """
        if not self.satisfied():
            raise step_up_missing(what)


def step_up_missing(what: str) -> Locked:
    """The refusal that a window or a command line answers by asking for the passphrase."""
    return Locked(
        f"{what} takes your passphrase again, entered within the last five minutes",
        todo="Enter it, then repeat.",
        code="step_up",
    )
