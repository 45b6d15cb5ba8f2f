"""How long nobody has touched the window, from its own input events and, where it can be asked, from the session.

The filter sits on windows, not on the application: it sees every key, move and click once, and none of the thousands
of events that widgets send each other.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

DEFAULT_MINUTES = 15
MOST_MINUTES = 24 * 60
CHECK_MS = 5_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


class IdleWatch(QObject):
    """Tells once when nobody was here for the chosen time, and again after somebody was.

    Signals:
        passed(): the time is over.
    """

    passed = Signal()

    def __init__(self, monotonic: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = monotonic
        self._last = monotonic()
        self._minutes = DEFAULT_MINUTES
        self._told = False
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.check)

    def start(self, window: QWindow) -> None:
        """Watch a window, and every other one of the program that gets the keyboard."""
        window.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_focus_window)
        self._timer.start()

    def stop(self) -> None:
        """Ask nothing and tell nothing any more."""
        self._timer.stop()

    def minutes(self) -> int:
        return self._minutes

    def set_minutes(self, minutes: int) -> None:
        """How long is too long; 0 means never. Starts counting anew."""
        self._minutes = min(max(minutes, 0), MOST_MINUTES)
        self.note()

    def note(self) -> None:
        """Somebody is here."""
        self._last = self._clock()
        self._told = False

    def session_idle(self, seconds: float) -> None:
        """The session says how long nobody has touched it. Only a longer time than our own counts."""
        self._look(max(self._clock() - self._last, seconds))

    def check(self) -> None:
        """Look at the clock; called by a timer."""
        self._look(self._clock() - self._last)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.note()
        return False

    def _look(self, idle: float) -> None:
        if self._minutes and not self._told and idle >= self._minutes * 60:
            self._told = True
            self.passed.emit()

    def _on_focus_window(self, window: QWindow | None) -> None:
        if window is not None:
            # Installing a filter twice moves it to the front and does no harm.
            window.installEventFilter(self)
            self.note()
