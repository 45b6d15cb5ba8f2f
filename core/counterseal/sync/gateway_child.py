"""The program beside a window: serves one profile's gateway until its input ends, and never longer than the window.

``python -m counterseal.sync.gateway_child FOLDER``, begun by ``child_process`` and by nobody else. It needs nobody's
passphrase: the gateway signs with the log key. The lock is taken before anything large is imported, so that one that
is not needed ends at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterseal.errors import KnownError
from counterseal.sync.served_at import ServingLock

if TYPE_CHECKING:
    from counterseal.sync.profile import Profile
    from counterseal.sync.serving import EmbeddedGateway

REFUSED, TAKEN = 1, 3
LEAVE_MOST = 8.0
"""Seconds between the end of its input and its own, whatever it waits for."""
LOOK_AGAIN = 0.05
_Words = Mapping[str, Any]
_log = logging.getLogger(__name__)


class Ear:
    """Hears the window on a thread of its own. Before anybody serves, the end of the input ends the process at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._hears: Callable[[_Words], None] | None = None
        self._kept: list[_Words] = []
        threading.Thread(target=self._listen, name="counterseal-ear", daemon=True).start()

    def tell(self, hears: Callable[[_Words], None]) -> None:
        """From now on say everything to this, on the ear's thread; ``end`` when it is to end."""
        with self._guard:
            kept, self._kept = self._kept, []
            self._hears = hears
        for words in kept:
            hears(words)

    def _listen(self) -> None:
        rest = b""
        # By descriptor: a thread that stands in a buffered file when the interpreter ends would make it abort.
        while heard := os.read(0, 65_536):
            *lines, rest = (rest + heard).split(b"\n")
            for line in lines:
                self._take(json.loads(line))
        with self._guard:
            if self._hears is None:
                # Nothing is served yet, and nothing was promised to anybody.
                os._exit(0)
        self._take({"do": "end"})
        time.sleep(LEAVE_MOST)
        os._exit(REFUSED)

    def _take(self, words: _Words) -> None:
        with self._guard:
            hears = self._hears
            if hears is None:
                self._kept.append(words)
        if hears is not None:
            hears(words)


def say(how: str, /, **more: Any) -> None:
    """One line to the window. Where it is gone, the end of the input tells."""
    try:
        os.write(1, json.dumps({"is": how, **more}).encode() + b"\n")
    except OSError:
        return


def main(arguments: list[str] | None = None) -> int:
    """Serve. Returns: 0 ended as asked; 1 refused, with the error said; 3 another process serves this profile."""
    (folder,) = sys.argv[1:] if arguments is None else arguments
    home = Path(folder)
    ear = Ear()
    lock = ServingLock(home)
    try:
        if not lock.take():
            say("taken")
            return TAKEN
        return _serve(home, lock, ear)
    except KnownError as error:
        say("refused", what=error.what, where=error.where, todo=error.todo, code=error.code)
        return REFUSED
    except OSError as error:
        say("refused", what="The gateway's process could not start", where=str(error), todo="", code="disk")
        return REFUSED


def _serve(home: Path, lock: ServingLock, ear: Ear) -> int:
    # What is imported and made now stays: no look of the garbage collector shall go through it, now or later, while an
    # answer waits, one to a halt as well.
    gc.disable()
    from counterseal.clock import SystemClock
    from counterseal.ledger.database import DATABASE_NAME, awaits_migration
    from counterseal.sync.profile import Profile
    from counterseal.sync.serving import EmbeddedGateway

    # The window brings an older profile up to date, once; it may take longer than two would wait for each other.
    while awaits_migration(home / DATABASE_NAME):
        time.sleep(LOOK_AGAIN)
    profile = Profile.open(home)
    writer = ThreadPoolExecutor(1, thread_name_prefix="counterseal-writer")
    readers = ThreadPoolExecutor(2, thread_name_prefix="counterseal-reader")
    try:
        # Every write asks this; asked here, a history that is not the newest is an error of the start.
        profile.high_water.refuse()
        served = EmbeddedGateway(profile, SystemClock(), writer, readers, lambda _step: None, lock=lock)
        asyncio.run(Life(profile, served, readers).live(ear))
    finally:
        readers.shutdown(wait=True)
        writer.shutdown(wait=True)
        # Not the profile: its newest head is kept by the desk, which ends after this.
        profile.database.close()
    return 0


class Life:
    """From the first word to the last."""

    def __init__(self, profile: Profile, served: EmbeddedGateway, readers: Executor) -> None:
        self._profile = profile
        self._served = served
        self._readers = readers
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def live(self, ear: Ear) -> None:
        """Serve until it is to end. Raises KnownError: what it could not start for."""
        loop = asyncio.get_running_loop()
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGTERM, self._over.set)
        ear.tell(lambda words: _on(loop, self._hear, words))
        starting = asyncio.ensure_future(self._served.start())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait((starting, over), return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                return
            address = await starting
            gc.freeze()
            gc.enable()
            if address is not None:
                say("serving", **address.members())
                await over
        finally:
            for task in (starting, over, *self._tasks):
                task.cancel()
            await asyncio.gather(starting, over, *self._tasks, return_exceptions=True)
            await self._served.stop()

    def _hear(self, words: _Words) -> None:
        match words.get("do"):
            case "end":
                self._over.set()
            case "sources":
                self._do(self._take_sources())
            case "history":
                self._do(self._compare([(str(name), str(origin), str(note)) for name, origin, note in words["heard"]]))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("what the window said could not be followed", exc_info=error)

    async def _take_sources(self) -> None:
        """Poll what is stored, now and not when the list is looked at next."""
        from counterseal.gateway.upstreams.stored import configured, with_key

        gateway, sources = self._served.gateway, self._served.sources
        if gateway is not None and sources is not None:
            for config in await gateway.read(configured):
                await sources.add(with_key(self._profile.home, config))

    async def _compare(self, heard: list[tuple[str, str, str]]) -> None:
        """What the desk heard of heads that others hold of this log counts for what is written here too."""

        def look() -> None:
            for name, origin, note in heard:
                self._profile.high_water.heard(name, origin, note)
            self._profile.high_water.refresh()

        await asyncio.get_running_loop().run_in_executor(self._readers, look)


def _on(loop: asyncio.AbstractEventLoop, hear: Callable[[_Words], None], words: _Words) -> None:
    # It may be over already when the last word comes.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(hear, words)


if __name__ == "__main__":
    raise SystemExit(main())
