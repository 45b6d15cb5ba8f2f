"""A separate gateway as a process of its own: no person, no passphrase; it restarts unattended."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.errors import Conflict, KnownError, LedgerDamaged
from counterseal.gateway.home import GatewayHome
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft
from counterseal.seal.digests import canonical
from counterseal.sync.high_water import KEEP_EVERY, HighWater
from counterseal.sync.listening import Listening
from counterseal.sync.marks import Mark, Marks
from counterseal.sync.served_at import Address, read_address
from counterseal.sync.serving import EmbeddedGateway

_log = logging.getLogger(__name__)


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
        self._keeping: Future[None] | None = None
        self._marks = Marks(None, "gateway-heads")
        self._water = HighWater(home, self.house.database, self.house.log, self._marks)

    def start(
        self,
        port: int = 0,
        *,
        accept_older: bool = False,
        listening: Listening | None = None,
        metrics_token: str = "",
    ) -> Address:
        """Serve.

        Args:
            port: on loopback; 0 takes the one of the last time, else a free one.
            listening: elsewhere, or with TLS, instead of ``port``.
            metrics_token: what may read ``/metrics`` besides people's tokens.
            accept_older: serve although this is an older copy of the log, or another one, than was served here before.
                The desktops that replicate it will say so; so does an entry in the log.

        Raises:
            Conflict: another process serves this gateway.
            LedgerDamaged: the log went back (``history_shorter``) or was replaced (``history_forked``).
            KnownError: the port cannot be bound.
        """
        self._check_history(accept_older)
        self._thread.start()
        served = EmbeddedGateway(
            self.house,
            self._clock,
            self._writer,
            self._readers,
            self._on_step,
            port,
            separate=True,
            listening=listening,
            metrics_token=metrics_token,
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
        self._keeping = asyncio.run_coroutine_threadsafe(self._keep_heads(), self._loop)
        return address

    def answers(self, seconds: float = 10.0) -> bool:
        """Whether the loop, the writer and the database still do their work, each within some seconds."""
        served = self._served
        if served is None or served.gateway is None:
            return False
        asked = asyncio.run_coroutine_threadsafe(served.gateway.read(ledger_log.length), self._loop)
        try:
            asked.result(seconds)
            self._writer.submit(lambda: None).result(seconds)
        except (TimeoutError, CancelledError, KnownError, RuntimeError) as error:
            _log.error("the gateway does not answer within %.0f s: %s", seconds, type(error).__name__)
            return False
        return True

    def close(self) -> None:
        """Stop serving, then everything else; safe to call whatever ``start`` did, and again."""
        if self._loop.is_closed():
            return
        try:
            if self._keeping is not None:
                self._keeping.cancel()
            if self._served is not None:
                asyncio.run_coroutine_threadsafe(self._served.stop(), self._loop).result()
        finally:
            if self._thread.is_alive():
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
            self._readers.shutdown(wait=True)
            self._writer.shutdown(wait=True)
            self._loop.close()
            if self._served is not None and self.house.adopted:
                self._water.close()
            self.house.close()

    def _check_history(self, accept_older: bool) -> None:
        """An old copy that serves would sign other entries under numbers that it has signed before: its own fork."""
        trouble = self._water.look() if self.house.adopted else None
        if trouble is None:
            return
        if not accept_older:
            raise LedgerDamaged(
                f"This gateway's log has {trouble.size:,} entries and does not extend the head over"
                f" {trouble.held_size:,} that it had on this machine",
                where=str(self.house.home),
                todo="Put the newer database back. If it is lost for good: counterseal gateway serve --accept-older.",
                code=f"history_{trouble.kind}",
            )
        log = self.house.log
        draft = Draft(
            "incident",
            stamp(self._clock.now()),
            log.origin,
            payloads={"heads": canonical({"here": trouble.here, "elsewhere": trouble.elsewhere})},
            title=f"Served an older or another log: {trouble.size:,} entries, {trouble.held_size:,} were there before",
        )
        with self.house.database.write() as connection:
            log.append(connection, [draft])
        with self.house.reading() as connection:
            self._marks.save(log.origin, Mark.of(connection, log.verifier))
        self._water.refresh()

    async def _keep_heads(self) -> None:
        """Keep the newest head outside the folder, at most once a minute."""
        while True:
            try:
                if await self._loop.run_in_executor(self._readers, lambda: self.house.adopted):
                    await self._loop.run_in_executor(self._readers, self._water.keep)
            except KnownError as error:
                _log.warning("the newest head was not kept: %s", error.text())
            await asyncio.sleep(KEEP_EVERY)
