"""A desk's gateway in a process of its own, as the desk sees it: begun, begun again when it dies, ended with the desk.

What ended by itself is begun again at once if it had served for a while, else after a pause that grows. Where another
process serves the profile, the desk uses that one, as it does when it serves itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterseal.errors import KnownError, Locked, Unreachable
from counterseal.sync.child_process import END_MOST, GatewayChild
from counterseal.sync.served_at import Address, ServingLock

if TYPE_CHECKING:
    from counterseal.gateway.upstreams.port import UpstreamConfig

PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds between the lives of a process that ends before it has served for ``STEADY``; the last one repeats."""
STEADY = 20.0
_log = logging.getLogger(__name__)


class Beside:
    """The gateway of one profile beside this process. But for the making and ``close``, use on the desk's loop.

    Args:
        child: a life of it that was begun already.
        command: the program, see ``GatewayChild``.

    Attributes:
        ended: told, on the loop, why a gateway that served serves no more.
    """

    def __init__(self, home: Path, child: GatewayChild | None = None, command: Sequence[str] = ()) -> None:
        self.ended: Callable[[str], None] = lambda _why: None
        self._home = home
        self._command = command
        self._child = child
        self._address: Address | None = None
        self._news = asyncio.Event()
        self._heard: tuple[tuple[str, str, str], ...] = ()
        self._failures = 0
        self._began = time.monotonic()
        self._again_at = 0.0
        self._why = ""
        self._closed = False

    @property
    def serving(self) -> bool:
        """Whether this desk's own process serves the profile's gateway now."""
        return self._address is not None

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._child.pid if self._child is not None else None

    async def start(self) -> Address | None:
        """Have it serve. None: another process serves this profile.

        Raises:
            Unreachable: it ended by itself (``gateway_ended``); asked again, it is begun again when its pause is over.
            KnownError: what it could not start for.
        """
        if self._address is not None:
            return self._address
        child = self._child or self._begin()
        if child is None:
            return None
        said = await self._answer(child)
        if said is None:
            self._gone(child, f"its process ended before it served, with code {child.code}")
            raise self._resting()
        if said["is"] != "serving":
            await self._end(child)
        if said["is"] == "taken":
            return None
        if said["is"] == "refused":
            self._pause(str(said.get("what", "")))
            if said.get("code") == Locked.code:
                # Somebody writes for long; that passes.
                raise self._resting()
            raise KnownError(
                str(said.get("what", "")),
                where=str(said.get("where", "")),
                todo=str(said.get("todo", "")),
                code=str(said.get("code", "")) or None,
            )
        try:
            self._address = Address.read(said)
        except (KeyError, TypeError, ValueError) as error:
            await self._end(child)
            raise KnownError("The gateway's process did not say where it serves", where=str(said)[:200]) from error
        self._began = time.monotonic()
        if self._heard:
            child.tell("history", heard=self._heard)
        self._look(child)
        return self._address

    async def stop(self) -> None:
        """End it and wait for that; started again, it is begun again."""
        if self._child is not None:
            await self._end(self._child)

    def close(self) -> None:
        """End it from any thread, where no loop runs (any more)."""
        self._closed = True
        child, self._child, self._address = self._child, None, None
        if child is not None:
            child.end()

    async def polls(self, _config: UpstreamConfig) -> None:
        """A source was stored: it shall be polled from now on."""
        if self._child is not None:
            self._child.tell("sources")

    def compare(self, heard: tuple[tuple[str, str, str], ...]) -> None:
        """Heads of this log that gateways hold were found to stand against it, or do so no more: it shall look too.

        Args:
            heard: of each its holder's name, that gateway's origin, and the head.
        """
        self._heard = heard
        if self._child is not None:
            self._child.tell("history", heard=heard)

    # -- inner --------------------------------------------------------------------------------------------------
    def _begin(self) -> GatewayChild | None:
        """A new life; None where another process has the lock. Raises Unreachable (its pause), KnownError."""
        if self._closed:
            raise Unreachable("The desk is closed", code="closed")
        lock = ServingLock(self._home)
        if not lock.take():
            return None
        lock.release()
        if time.monotonic() < self._again_at:
            raise self._resting()
        self._child = GatewayChild(self._home, self._command)
        return self._child

    async def _answer(self, child: GatewayChild) -> Mapping[str, Any] | None:
        """What it says of its start; None when it ended without a word."""
        self._follow(child)
        while child.said is None and child.code is None:
            self._news.clear()
            await self._news.wait()
        return child.said

    def _follow(self, child: GatewayChild) -> None:
        loop = asyncio.get_running_loop()

        def heard() -> None:
            # The loop may be closed when the last word comes.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._look, child)

        child.listen(heard)

    def _look(self, child: GatewayChild) -> None:
        self._news.set()
        if child.code is not None and child is self._child and self._address is not None:
            self._gone(child, f"its process ended by itself, with code {child.code}")
            _log.error("the gateway beside this window is gone: %s", self._why)
            self.ended(self._resting().text())

    def _gone(self, child: GatewayChild, why: str) -> None:
        if child is self._child:
            self._child = None
        steady = self._address is not None and time.monotonic() - self._began >= STEADY
        self._address = None
        if steady:
            self._failures, self._again_at, self._why = 0, 0.0, why
        else:
            self._pause(why)

    def _pause(self, why: str) -> None:
        self._why = why
        self._again_at = time.monotonic() + PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1

    def _resting(self) -> Unreachable:
        return Unreachable("The gateway of this profile is being started again", where=self._why, code="gateway_ended")

    async def _end(self, child: GatewayChild) -> None:
        self._address = None
        self._follow(child)
        child.ask_to_end()
        try:
            async with asyncio.timeout(END_MOST):
                await self._until_gone(child)
        except TimeoutError:
            _log.error("the gateway beside this window did not end by itself")
            child.kill()
            await self._until_gone(child)
        finally:
            if child.code is not None and child is self._child:
                self._child = None

    async def _until_gone(self, child: GatewayChild) -> None:
        while child.code is None:
            self._news.clear()
            await self._news.wait()
