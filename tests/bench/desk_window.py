"""A real desk in its real window for the benchmarks: when something was painted, waiting without blocking, agents."""

from __future__ import annotations

import gc
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from counterseal.clock import SystemClock
from counterseal.sync.beside import Beside
from counterseal.sync.desk import Desk
from counterseal.sync.profile import Profile
from counterseal_desktop import theme
from counterseal_desktop.app import share_turns
from counterseal_desktop.inbox.queue_model import IdRole
from counterseal_desktop.inbox.queue_view import QueueDelegate
from counterseal_desktop.lean_start import collect_again
from counterseal_desktop.native.around import Around
from counterseal_desktop.shell.window import MainWindow

from .desk_agents import TOOL
from .measuring import new_profile

PATIENCE = 120.0
REFUND: dict[str, Any] = {
    "tool": TOOL,
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "order": {"label": "Order", "role": "target"},
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
    },
    "when": [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}],
    "undo": {"minutes": 30, "how": "Payments / recall"},
}


class AheadClock(SystemClock):
    """The machine's clock, whose monotonic part can be moved on: a benchmark need not sit out the 400 ms guard."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class Painted(QObject):
    """When a widget was last painted, by the machine's monotonic clock."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            # Its paint event is still to come; the loop comes round when it has been painted.
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self.at = time.monotonic()


class Process:
    """A process of ``desk_agents.py`` or another script; what it prints arrives without being waited for."""

    def __init__(self, *arguments: str, script: str = "desk_agents.py") -> None:
        script = str(Path(__file__).with_name(script))
        self._process = subprocess.Popen(
            [sys.executable, script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._heard: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="agents-words")
        self._reader.start()

    def say(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()

    def told(self) -> list[str] | None:
        """The next line, in words; None while there is none."""
        if self._heard.empty():
            assert self._process.poll() is None or self._reader.is_alive(), "the process has ended"
            return None
        return self._heard.get()

    def begins(self, word: str) -> list[str]:
        """Its first line, waited for where no window is open yet."""
        said = self._heard.get(timeout=PATIENCE)
        assert said[0] == word, said
        return said[1:]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            assert self._process.wait(60) == 0
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._heard.put(line.split())


class Scene:
    """One window, and what its person and the agents do.

    Attributes:
        painted: when each action's row was first painted.
        served: where the gateway runs, for who says it.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.clock = AheadClock()
        self.painted: dict[str, float] = {}
        self.served = ""
        self.window = MainWindow(desk, self.clock, ask_on_close=False)
        self.window.resize(1440, 900)
        self.inbox = self.window.inbox
        # Tray, title and notifications follow the queue too.
        self.around = Around(self.window)

    def until(self, look: Callable[[], Any], what: str) -> Any:
        """Run the event loop until there is something; checked every millisecond."""
        found = look()
        if found:
            return found
        loop, timer, ends = QEventLoop(), QTimer(), time.monotonic() + PATIENCE
        timer.setInterval(1)
        values: list[Any] = []

        def check() -> None:
            value = look()
            if value or time.monotonic() > ends:
                values.append(value)
                timer.stop()
                loop.quit()

        timer.timeout.connect(check)
        timer.start()
        loop.exec()
        assert values[-1], f"waited {PATIENCE:.0f} s for {what}"
        return values[-1]

    def passes(self, seconds: float) -> None:
        """Let the window live for a while."""
        ends = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= ends, "time")

    def waits_for(self, process: Process, word: str) -> list[str]:
        """What a process says next; it must be this."""
        said = self.until(process.told, f"an agent to say {word!r}")
        assert said[0] == word, said
        return list(said[1:])

    def agent(self, name: str) -> str:
        """Register an agent; its token."""
        return self.desk.register_agent(name, f"{name.title()} agent", [REFUND], "Payments / recall").result(30)


@contextmanager
def noting_paints(painted: dict[str, float]) -> Iterator[None]:
    """Every row that the inbox's delegate paints is noted once, when it has been painted."""
    paint = QueueDelegate.paint

    def noted(self: QueueDelegate, painter: Any, option: Any, index: Any) -> None:
        paint(self, painter, option, index)
        action = index.data(IdRole)
        if action is not None and action not in painted:
            painted[action] = time.monotonic()

    QueueDelegate.paint = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        QueueDelegate.paint = paint  # type: ignore[method-assign]


@contextmanager
def scene(
    home: Path, app: QApplication, desk: Desk | None = None, *, within: bool = False, command: Sequence[str] = ()
) -> Iterator[Scene]:
    """A window on a new profile, on the profile that is there, or on a started desk.

    Args:
        within: serve in this process, as before windows had one beside them, and not as ``app`` does.
        command: what runs beside in the place of the gateway's own program.
    """
    theme.apply_theme(app, "light", 1.0)
    share_turns()
    if desk is None:
        profile = Profile.open(home) if home.exists() else new_profile(home)
        if profile.locked:
            profile.unlock("bench")
        desk = Desk(profile, SystemClock(), beside=None if within else Beside(home, command=command))
        desk.step_up.entered()
        desk.start()
    made = Scene(desk)
    try:
        with noting_paints(made.painted):
            made.window.show()
            made.window.fill()
            made.until(lambda: made.window.isVisible() and desk.connected, "the window")
            collect_again()
            yield made
    finally:
        gc.unfreeze()
        made.window.close()
        made.window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
