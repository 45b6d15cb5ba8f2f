"""When this person last proved to be here: a passphrase entered within five minutes is a step-up (DESIGN 4.5)."""

from __future__ import annotations

from collections.abc import Callable

STEP_UP_SECONDS = 5 * 60.0


class StepUp:
    """One for the whole window, so that a passphrase given on one sheet counts on the next.

    Args:
        monotonic: seconds that never go back.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._clock = monotonic
        self._at: float | None = None

    def fresh(self) -> bool:
        """Whether the last passphrase is recent enough."""
        return self._at is not None and self._clock() - self._at < STEP_UP_SECONDS

    def note(self) -> None:
        """A passphrase was given now and was right."""
        self._at = self._clock()

    def forget(self) -> None:
        """The key was locked: whoever comes next proves anew who they are."""
        self._at = None
