"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

import screen_story as story


class MovedClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return story.NOON + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds
