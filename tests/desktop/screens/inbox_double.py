"""What an inbox remembers, in memory."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from counterseal.sync.api_inbox import InboxMemory


class InboxDouble:
    """``memory`` is what was kept last; ``times`` how often."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self.memory = InboxMemory()
        self.times = 0

    def kept(self) -> Future[InboxMemory]:
        return self._desk.answer("inbox_kept", lambda: self.memory)

    def keep(self, memory: InboxMemory) -> Future[None]:
        def make() -> None:
            self.memory = memory
            self.times += 1

        return self._desk.answer("inbox_keep", make)
