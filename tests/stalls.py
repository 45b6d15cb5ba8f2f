"""How long the window's thread stands still: beats of a timer, the gaps between them, and what it was at meanwhile.

A gap is the longest time that a key or a click would have had to wait. Beside the clock's time stands the time that the
thread itself computed: on a loaded machine the rest was waited for a processor, or for another thread of the program.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from PySide6.QtCore import Qt, QTimer


@dataclass(slots=True)
class Stall:
    """A gap between two beats.

    Attributes:
        seconds, own: by the clock, and what the thread itself computed of it.
        doing: what the person did last.
        seen: where threads were when a ``Watchdog`` looked, and how often.
    """

    seconds: float
    own: float
    doing: str = ""
    seen: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{self.seconds * 1e3:.0f} ms ({self.own * 1e3:.0f} ms of them its own work)"


class Heartbeat:
    """Beats on the thread that makes it, while that runs an event loop. Stop it before that thread ends.

    Args:
        every_ms: the pause between two beats; no gap is known better than that.
        worth: gaps from this many seconds on are kept.

    Attributes:
        doing: set by whoever acts for the person.
    """

    def __init__(self, every_ms: int = 1, worth: float = 0.03) -> None:
        self._every, self._worth = every_ms / 1e3, worth
        self.doing = ""
        self.stalls: list[Stall] = []
        self.longest = Stall(0.0, 0.0)
        self.beats = 0
        self.thread = threading.get_ident()
        self.since = self._own = 0.0
        self.counting = False
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self.pause()
        self._timer.stop()

    def resume(self) -> None:
        """From here on the thread works for the person at the window."""
        self.since, self._own, self.counting = time.perf_counter(), time.thread_time(), True

    def pause(self) -> None:
        """From here on it computes something else."""
        if self.counting:
            self.beat()
            self.counting = False

    @contextmanager
    def at(self, doing: str = "") -> Iterator[None]:
        """What is done within counts. May be nested."""
        if self.counting:
            yield
            return
        self.doing = doing or self.doing
        self.resume()
        try:
            yield
        finally:
            self.pause()

    def beat(self) -> None:
        if not self.counting:
            return
        now, own = time.perf_counter(), time.thread_time()
        gap, worked = now - self.since - self._every, own - self._own
        self.since, self._own = now, own
        self.beats += 1
        if gap > self.longest.seconds or gap >= self._worth:
            stall = Stall(gap, worked, self.doing)
            if gap >= self._worth:
                self.stalls.append(stall)
            if gap > self.longest.seconds:
                self.longest = stall


class Watchdog:
    """A thread that looks where all threads are while a gap of a ``Heartbeat`` lasts.

    It can look only while Python lets it: within one long call of Qt it sees the place where that call was made.
    """

    def __init__(self, heart: Heartbeat, after: float = 0.03, every: float = 0.004) -> None:
        self._heart, self._after, self._every = heart, after, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog")
        self._seen: dict[float, Counter[str]] = {}

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        self._ended.set()
        self._thread.join()

    def causes(self, most: int = 5) -> list[tuple[str, int]]:
        """Where threads were found in gaps, most often first."""
        total: Counter[str] = Counter()
        for seen in self._seen.values():
            total.update(seen)
        return total.most_common(most)

    def _watch(self) -> None:
        while not self._ended.wait(self._every):
            began = self._heart.since
            if self._heart.counting and time.perf_counter() - began >= self._after:
                found = self._look()
                if began == self._heart.since:
                    self._seen.setdefault(began, Counter()).update(found)

    def _look(self) -> list[str]:
        """Where all others are. Frames are let go of at once: what they hold, painters among it, would live on."""
        mine, found = threading.get_ident(), []
        names = {one.ident: one.name for one in threading.enumerate()}
        for ident, frame in sys._current_frames().items():
            where = "" if ident == mine else _where(frame)
            if where:
                found.append(f"{'window' if ident == self._heart.thread else names.get(ident, '?')}: {where}")
        return found


def _where(frame: FrameType | None, deep: int = 3) -> str:
    """The innermost calls of ours; empty for a thread that waits."""
    if frame is not None and frame.f_code.co_filename.endswith(("threading.py", "selectors.py", "thread.py")):
        return ""
    found: list[str] = []
    while frame is not None and len(found) < deep:
        if "counterseal" in frame.f_code.co_filename and "site-packages" not in frame.f_code.co_filename:
            place = frame.f_code.co_filename.rpartition("counterseal")[2].lstrip("_")
            found.append(f"{place}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found)
