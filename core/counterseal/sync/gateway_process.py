"""A separate gateway as a process of its own: no person, no passphrase; it restarts unattended."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from counterseal.clock import Clock, SystemClock
from counterseal.errors import Conflict
from counterseal.gateway.home import GatewayHome
from counterseal.sync.serving import Address, EmbeddedGateway, read_address


def _no_step(_name: str) -> None:
    return None


class GatewayProcess:
    """Serves one gateway folder until it is closed.

    Attributes:
        house: the opened folder.
        address: where it answers, once started.
    """

    def __init__(self, home: Path, clock: Clock | None = None, on_step: Callable[[str], None] = _no_step) -> None:
        self.house = GatewayHome.open(home)
        self.address: Address | None = None
        self._clock = clock or SystemClock()
        self._on_step = on_step
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="counterseal-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="counterseal-reader")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="counterseal-gateway", daemon=True)
        self._served: EmbeddedGateway | None = None

    def start(self, port: int = 0) -> Address:
        """Serve on loopback.

        Args:
            port: 0 takes the one of the last time, else a free one.

        Raises:
            Conflict: another process serves this gateway. KnownError: the port cannot be bound.
        """
        self._thread.start()
        served = EmbeddedGateway(
            self.house, self._clock, self._writer, self._readers, self._on_step, port, separate=True
        )
        address = asyncio.run_coroutine_threadsafe(served.start(), self._loop).result()
        if address is None:
            other = read_address(self.house.home)
            raise Conflict(
                "This gateway is served already",
                where=other.url if other else str(self.house.home),
                todo="Stop the other process first.",
                code="already_serving",
            )
        self._served, self.address = served, address
        return address

    def close(self) -> None:
        """Stop serving, then everything else; safe to call whatever ``start`` did, and again."""
        if self._loop.is_closed():
            return
        try:
            if self._served is not None:
                asyncio.run_coroutine_threadsafe(self._served.stop(), self._loop).result()
        finally:
            if self._thread.is_alive():
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
            self._readers.shutdown(wait=True)
            self._writer.shutdown(wait=True)
            self._loop.close()
            self.house.close()
