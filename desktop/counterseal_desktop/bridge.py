"""From the core's threads to the window's: events become queued signals, futures become callbacks on the GUI thread.

The GUI thread never waits on the core. A callback belongs to a receiver object and is dropped when that is gone, so
that a late answer never reaches a closed pane.
"""

from __future__ import annotations

import itertools
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from counterseal.errors import KnownError, Stopped
from counterseal.sync.api import DeskApi, Event
from counterseal_desktop.translating import tr

QUEUE_PAUSE_MS = 60
"""Shortest time between two queue updates: 1,000 arrivals a second must not mean 1,000 repaints."""
IDLE_SHARE, QUEUE_PAUSE_MOST_MS = 4, 400
"""A pause is that many times as long as the update before it took, up to this."""
NEWS_PAUSE_MS = 200
"""The same for what the window then asks for anew: agents and the newest history."""


class Followed:
    """Brings the steps of a long work to the window, and can end it.

    The work calls it with (done, all) on its own thread. After ``cancel`` the next call raises, which ends the work
    where it can leave nothing half done.

    Attributes:
        stopped: set when the work shall end.
    """

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self.stopped = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise Stopped(tr("You stopped it"), todo=tr("Nothing was left behind."))
        self._tell(done, total)

    def cancel(self) -> None:
        """End the work at its next step."""
        self.stopped.set()


class _Pending(NamedTuple):
    receiver: QObject
    ok: Callable[[Any], None]
    failed: Callable[[KnownError], None] | None


class Futures(QObject):
    """Results and steps of work on other threads, brought to the GUI thread.

    Signals:
        problem(KnownError): a failed call whose caller has no place of its own for it; shown as a banner.
        defect(str): the exact text of an exception that is our fault.
    """

    problem = Signal(object)
    defect = Signal(str)

    _finished = Signal(int)
    _progressed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count()
        self._pending: dict[int, _Pending] = {}
        self._done: dict[int, Future[Any]] = {}
        self._followed: dict[int, tuple[QObject, Callable[[int, int], None]]] = {}
        self._newest_step: dict[int, tuple[int, int]] = {}
        self._guard = threading.Lock()
        self._closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._on_finished, queued)
        self._progressed.connect(self._on_progressed, queued)

    def run(
        self,
        future: Future[Any],
        receiver: QObject,
        ok: Callable[[Any], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Call ``ok(result)`` or ``failed(error)`` on the GUI thread, unless ``receiver`` or the bridge is gone then.

        An exception that is not a ``KnownError`` is announced by ``defect`` and still reaches ``failed``, so that the
        caller can leave its waiting state.
        """
        number = next(self._numbers)
        self._pending[number] = _Pending(receiver, ok, failed)

        def tell(finished: Future[Any]) -> None:
            with self._guard:
                if self._closed:
                    return
                self._done[number] = finished
                self._finished.emit(number)

        future.add_done_callback(tell)

    def follow(self, receiver: QObject, step: Callable[[int, int], None]) -> Followed:
        """A call for the core's threads that brings (done, all) to ``step`` on the GUI thread, and can end the work.

        Steps that come faster than the window draws are skipped; the newest arrives, unless ``receiver`` is gone.
        """
        number = next(self._numbers)
        self._followed[number] = (receiver, step)

        def tell(done: int, total: int) -> None:
            with self._guard:
                if self._closed:
                    return
                fresh = number not in self._newest_step
                self._newest_step[number] = (done, total)
                if fresh:
                    self._progressed.emit(number)

        return Followed(tell)

    @property
    def closed(self) -> bool:
        """Whether nothing may be asked any more; for what asks by itself, such as after a while."""
        return self._closed

    def close(self) -> None:
        """Results that are still on their way are dropped."""
        with self._guard:
            self._closed = True
        self._pending.clear()
        self._done.clear()
        self._followed.clear()

    def _on_finished(self, number: int) -> None:
        waiting = self._pending.pop(number, None)
        future = self._done.pop(number, None)
        if waiting is None or future is None or self._closed or not isValid(waiting.receiver):
            return
        try:
            error = future.exception()
        except CancelledError:
            error = KnownError(tr("The work was stopped before it finished"), todo=tr("Try again."), code="cancelled")
        if error is None:
            waiting.ok(future.result())
            return
        if not isinstance(error, KnownError):
            self.defect.emit("".join(traceback.format_exception(error)))
            if waiting.failed is not None:
                waiting.failed(_as_known())
            return
        if waiting.failed is not None:
            waiting.failed(error)
        else:
            self.problem.emit(error)

    def _on_progressed(self, number: int) -> None:
        with self._guard:
            newest = self._newest_step.pop(number, None)
        receiver, step = self._followed.get(number, (None, None))
        if newest is None or step is None or self._closed:
            return
        if receiver is not None and isValid(receiver):
            step(*newest)
        if newest[0] >= newest[1]:
            self._followed.pop(number, None)


class DeskBridge(Futures):
    """The window's only way to the core.

    Signals:
        queue_changed(tuple[QueueItem, ...]): the newest whole queue; older ones are skipped under load.
        status_changed(DeskStatus), agents_changed(), history_changed(), receipt(DecisionReceipt), halt(HaltProgress),
            drill(DrillView).
    """

    queue_changed = Signal(object)
    status_changed = Signal(object)
    agents_changed = Signal()
    history_changed = Signal()
    receipt = Signal(object)
    halt = Signal(object)
    drill = Signal(object)

    _arrived = Signal(object)
    _queue_arrived = Signal()

    def __init__(self, desk: DeskApi, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._newest_queue: tuple[Any, ...] | None = None
        self._queue_pause = QTimer(self)
        self._queue_pause.setSingleShot(True)
        self._queue_pause.timeout.connect(self._pass_queue)
        self._news_signals = {"agents": self.agents_changed, "history": self.history_changed}
        self._news_pauses = {kind: self._pausing(kind) for kind in self._news_signals}
        self._owed: set[str] = set()
        queued = Qt.ConnectionType.QueuedConnection
        self._arrived.connect(self._on_arrived, queued)
        self._queue_arrived.connect(self._on_queue_arrived, queued)
        self._unsubscribe = desk.subscribe(self._hear)

    def close(self) -> None:
        """Stop listening; results that are still on their way are dropped."""
        if self._closed:
            return
        super().close()
        self._unsubscribe()
        for pause in (self._queue_pause, *self._news_pauses.values()):
            pause.stop()

    def _hear(self, event: Event) -> None:
        with self._guard:
            if self._closed:
                return
            if event.kind == "queue":
                fresh = self._newest_queue is None
                self._newest_queue = event.value
                if fresh:
                    self._queue_arrived.emit()
                return
            self._arrived.emit(event)

    def _pausing(self, kind: str) -> QTimer:
        pause = QTimer(self)
        pause.setSingleShot(True)
        pause.setInterval(NEWS_PAUSE_MS)
        pause.timeout.connect(lambda: self._on_pause_over(kind))
        return pause

    def _on_queue_arrived(self) -> None:
        if not self._queue_pause.isActive():
            self._pass_queue()

    def _pass_queue(self) -> None:
        with self._guard:
            newest, self._newest_queue = self._newest_queue, None
        if newest is not None and not self._closed:
            began = time.monotonic()
            self.queue_changed.emit(newest)
            took = round((time.monotonic() - began) * 1e3)
            # The longer the queue, the rarer: most of the window's time is the person's.
            self._queue_pause.start(min(max(QUEUE_PAUSE_MS, took * IDLE_SHARE), QUEUE_PAUSE_MOST_MS))

    def _on_arrived(self, event: Event) -> None:
        if self._closed:
            return
        if event.kind == "status":
            self.status_changed.emit(event.value)
        elif event.kind == "receipt":
            self.receipt.emit(event.value)
        elif event.kind == "halt":
            self.halt.emit(event.value)
        elif event.kind == "drill":
            self.drill.emit(event.value)
        elif event.kind in self._news_pauses:
            self._tell_news(event.kind)

    def _tell_news(self, kind: str) -> None:
        """The first at once; those that follow closely together, when the pause is over."""
        pause = self._news_pauses[kind]
        if pause.isActive():
            self._owed.add(kind)
            return
        self._owed.discard(kind)
        pause.start()
        self._news_signals[kind].emit()

    def _on_pause_over(self, kind: str) -> None:
        if kind in self._owed and not self._closed:
            self._tell_news(kind)


def _as_known() -> KnownError:
    return KnownError(
        tr("Something failed inside Counterseal itself"),
        todo=tr("Look in History whether it took effect before you try again."),
        code="defect",
    )
