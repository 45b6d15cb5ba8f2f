"""What 10,000 pending actions and 1,000 arrivals a second look like to a desktop that polls.

No gateway of this design takes 1,000 proposals a second on two cores, so the queue that the people's side answers is
made here, from one real waiting action; server, tokens, polling and window are the real ones.

Run as ``python desk_arrivals.py FOLDER`` it is a separate gateway, with its owner's profile beside it in ``maria``; it
prints address and verifier key, and does what the lines of its input say: ``flood PER_SECOND SECONDS``.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from counterseal.clock import SystemClock, stamp
from counterseal.gateway.service import Gateway
from counterseal.model.views import QueueItem

_ROUND = 0.001


class Arrivals:
    """Stands before a gateway's queue.

    Args:
        gateway: serving, with one action that waits.
        pending: how many wait when it begins.
    """

    def __init__(self, gateway: Gateway, pending: int) -> None:
        self._real = gateway.queue
        self._gateway = gateway
        self._made: list[QueueItem] = []
        self._pending = pending
        self._rate = self._began = self._seconds = 0.0
        gateway.queue = self.queue  # type: ignore[method-assign]

    def flood(self, per_second: float, seconds: float) -> None:
        """From now on so many come."""
        self._rate, self._seconds, self._began = per_second, seconds, time.monotonic()

    async def queue(self, after: int, wait: float) -> dict[str, Any]:
        """As the gateway answers it, with versions that count what has come."""
        ends = time.monotonic() + wait
        if not self._made:
            first = (await self._real(0, 0.0))["items"][0]
            self._made = [first, *(self._another(first, number) for number in range(1, self._pending))]
        while True:
            self._grow()
            count = len(self._made)
            full = after <= 0 or after > count
            if full or count > after or time.monotonic() >= ends or self._gateway.closing:
                return {"version": count, "full": full, "items": self._made if full else self._made[after:]}
            await asyncio.sleep(_ROUND)

    def _grow(self) -> None:
        came = int(self._rate * min(time.monotonic() - self._began, self._seconds))
        first = self._made[0]
        while len(self._made) < self._pending + came:
            self._made.append(self._another(first, len(self._made)))

    def _another(self, first: QueueItem, number: int) -> QueueItem:
        soon = stamp(SystemClock().now() + timedelta(minutes=20 + number % 3000))
        return replace(
            first, id=f"{first.id[:-12]}{number:012x}", digest=f"{number:064x}", nonce=f"{number:032x}",
            title=f"Refund €{12 + number % 400}.00 for order {88_000 + number}", deadline=soon,
        )  # fmt: skip


def main(folder: Path) -> None:
    """A separate gateway with one action waiting, until the input ends."""
    # Test fixtures, which a desktop's process need not load.
    from gateway.offices import propose, running_office

    with running_office(folder) as office:
        with closing(office.agent()) as agent:
            propose(agent)
        gateway = office.process._served.gateway  # type: ignore[union-attr]
        assert gateway is not None
        arrivals = Arrivals(gateway, 10_000)
        office.owner.profile.close()
        print(f"serves {office.url} {office.process.house.log.verifier.text()}", flush=True)
        for line in sys.stdin:
            _flood, rate, seconds = line.split()
            arrivals.flood(float(rate), float(seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
