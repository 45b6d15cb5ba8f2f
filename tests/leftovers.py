"""What is still running: threads, child processes, Qt threads and timers. Used by the root conftest after each test."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import itertools
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# A loaded machine may take seconds to end what has been told to end; what ends sooner is not waited for.
GRACE_SECONDS = 60.0
LOOKS_UNTIL_ALL_IS_COLLECTED = 100
_SEEN: dict[int, weakref.ref[object]] = {}
_LOOKS = itertools.count(1)
# Pools with the thread that made each of them, and threads, under numbers that are never given again.
_POOLS: weakref.WeakKeyDictionary[ThreadPoolExecutor, tuple[int, int]] = weakref.WeakKeyDictionary()
_THREADS: weakref.WeakKeyDictionary[threading.Thread, int] = weakref.WeakKeyDictionary()
_NUMBERS = itertools.count(1)
_PR_SET_CHILD_SUBREAPER = 36
# multiprocessing keeps these for the life of the interpreter, by design.
_STANDING = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


@dataclass(frozen=True)
class Running:
    """One thing that runs. ``identity`` is unique while it lives; ``pid`` is set for processes only."""

    kind: str
    identity: int
    name: str
    pid: int | None = None
    # Not compared: a process that has just begun a program does not tell it for a moment.
    command: str = field(default="", compare=False)
    # Not compared: a pool without a thread runs nothing, but the threads that it makes later are its maker's; and where
    # a thread is at cannot always be told while it runs.
    runs: bool = field(default=True, compare=False)
    made_by: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.command}".rstrip()


def adopt_orphans() -> None:
    """Make grandchildren whose parent was killed ours (Linux), so that a crash test cannot leave one unseen."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def watch_pools() -> None:
    """Know of every pool of threads from when it was made: it makes its threads when they are needed.

    One of a desk that a module's tests share may need its second thread in any of them, which did not leave it behind;
    nor did it leave a pool that one of such a desk's own threads has made.
    """
    original = ThreadPoolExecutor.__init__

    def made(pool: ThreadPoolExecutor, *words: Any, **more: Any) -> None:
        original(pool, *words, **more)
        _POOLS[pool] = next(_NUMBERS), _number(threading.current_thread())

    ThreadPoolExecutor.__init__ = made  # type: ignore[method-assign]


def running(qt: bool = True) -> frozenset[Running]:
    """Everything that counts as left behind if it outlives the test that started it.

    ``qt`` False spares a test that has no QApplication the walk over every Python object of the process.
    """
    return frozenset((*_pools(), *_threads(), *_processes(), *(_qt_objects() if qt else ())))


def wait_until_gone(before: frozenset[Running], grace: float | None = None, qt: bool = True) -> list[Running]:
    """What runs now and did not run ``before``, after at most ``grace`` seconds to end by itself."""
    deadline = time.monotonic() + (GRACE_SECONDS if grace is None else grace)
    left = _new(before, qt)
    tries = itertools.count()
    while left and time.monotonic() < deadline:
        if any(one.kind.startswith("Q") for one in left):
            _let_qt_delete(thoroughly=next(tries) > 0)
        else:
            time.sleep(0.02)
        left = _new(before, qt)
    return sorted(left, key=str)


def end_processes(left: list[Running]) -> None:
    """Kill leaked processes, so that one failing test does not disturb the next."""
    for one in left:
        if one.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)


def _new(before: frozenset[Running], qt: bool) -> list[Running]:
    threads = {one.identity for one in before if one.kind == "thread"}
    return [one for one in running(qt) - before if one.runs and one.made_by not in threads]


def _pools() -> Iterator[Running]:
    for pool, (number, maker) in list(_POOLS.items()):
        living = ", ".join(sorted(thread.name for thread in tuple(pool._threads) if thread.is_alive()))
        yield Running("pool", number, "of threads", command=living, runs=bool(living), made_by=maker)


def _threads() -> Iterator[Running]:
    frames = sys._current_frames()
    pooled = {thread for pool in list(_POOLS) for thread in tuple(pool._threads)}
    for thread in threading.enumerate():
        if thread is threading.main_thread() or thread.ident is None or isinstance(thread, threading._DummyThread):
            continue
        loops = _runs_a_loop(frames.get(thread.ident))
        # Those of pools are told as their pool.
        counts = thread not in pooled and (not thread.daemon or loops or thread.name.startswith("asyncio"))
        name = f"{thread.name!r}{' (daemon)' if thread.daemon else ''}"
        yield Running("thread", _number(thread), name, command="runs an event loop" if loops else "", runs=counts)


def _number(thread: threading.Thread) -> int:
    number = _THREADS.get(thread)
    if number is None:
        number = _THREADS[thread] = next(_NUMBERS)
    return number


def _runs_a_loop(frame: object) -> bool:
    source = asyncio.base_events.__file__
    while frame is not None:
        code = frame.f_code  # type: ignore[attr-defined]
        if code.co_name == "run_forever" and code.co_filename == source:
            return True
        frame = frame.f_back  # type: ignore[attr-defined]
    return False


def _processes() -> Iterator[Running]:
    """Direct children, zombies excepted: their Popen may still want the status."""
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            try:
                state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            except OSError:
                continue
            command = " ".join(words).strip()
            if state[0] not in "ZX" and not any(name in command for name in _STANDING):
                yield Running("process", int(child), child, pid=int(child), command=f"({command[:120]})")


def _qt_objects() -> Iterator[Running]:
    """Started QThreads and QTimers that Python knows of. Without Qt in the process this costs nothing."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return
    import shiboken6

    _note_new_objects((core.QThread, core.QTimer))
    for identity, reference in tuple(_SEEN.items()):
        one = reference()
        if one is None:
            del _SEEN[identity]
        elif not shiboken6.isValid(one):
            continue
        elif isinstance(one, core.QTimer) and one.isActive():
            yield Running("QTimer", id(one), f"of {one.interval()} ms, parent {one.parent()!r}")
        elif isinstance(one, core.QThread) and one.isRunning() and one is not core.QThread.currentThread():
            yield Running("QThread", id(one), repr(one))


def _note_new_objects(wanted: tuple[type, ...]) -> None:
    """Remember every object of these classes that was made since the last look.

    What was looked at is frozen, which hides it from the next look: walking over every object of the process before and
    after each test took half of all the time. Frozen garbage is let go of now and then.
    """
    kinds: dict[type, bool] = {}
    for one in gc.get_objects():
        kind = type(one)
        is_wanted = kinds.get(kind)
        if is_wanted is None:
            is_wanted = kinds[kind] = issubclass(kind, wanted)
        if is_wanted:
            _SEEN[id(one)] = weakref.ref(one)
    if next(_LOOKS) % LOOKS_UNTIL_ALL_IS_COLLECTED:
        gc.freeze()
    else:
        gc.unfreeze()
        gc.collect()


def _let_qt_delete(*, thoroughly: bool) -> None:
    """Run what ``deleteLater`` and closing windows have asked for; ``thoroughly`` also after what Python lets go of."""
    core = sys.modules["PySide6.QtCore"]
    if thoroughly:
        time.sleep(0.02)
        gc.unfreeze()
        gc.collect()
    application = core.QCoreApplication.instance()
    if application is not None:
        application.processEvents()
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
