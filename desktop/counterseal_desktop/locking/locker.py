"""Forgets the key when nobody is here: on demand, after idle minutes, when the session is locked or sleeps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QWidget

from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.locking.idle import DEFAULT_MINUTES, IdleWatch
from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr

SETTING = "locking/minutes"
ASK_SESSION_MS = 30_000


class Locker(QObject):
    """One for a window.

    Args:
        settings: the window's own file, where the minutes are kept.
        session: what tells of the session; a plain ``SessionWatch`` hears nothing.

    Signals:
        locked(str why): the key was forgotten just now.
        nothing_to_lock(): the key has no passphrase, so forgetting it would guard nothing.
    """

    locked = Signal(str)
    nothing_to_lock = Signal()

    def __init__(
        self,
        bridge: DeskBridge,
        step_up: StepUp,
        settings: QSettings,
        session: SessionWatch,
        monotonic: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._step_up = step_up
        self._settings = settings
        self.session = session
        session.setParent(self)
        self.idle = IdleWatch(monotonic, self)
        self.idle.set_minutes(_kept_minutes(settings))
        self.idle.passed.connect(lambda: self._leave(tr("Nobody was here for a while, so your key is locked")))
        session.left.connect(self._leave)
        session.idle.connect(self.idle.session_idle)
        self._asker = QTimer(self)
        self._asker.setInterval(ASK_SESSION_MS)
        self._asker.timeout.connect(session.ask_idle)

    def start(self, window: QWidget) -> None:
        """Watch a shown window and its session."""
        handle = window.windowHandle()
        if handle is not None:
            self.idle.start(handle)
        self.session.start(window)
        self._asker.start()

    def stop(self) -> None:
        """Watch no more."""
        self.idle.stop()
        self._asker.stop()
        self.session.stop()

    def lock(self) -> None:
        """The person asked for it."""
        if self._bridge.desk.status().identity.key_warning:
            self.nothing_to_lock.emit()
        else:
            self._leave(tr("Your key is locked"))

    def set_minutes(self, minutes: int) -> None:
        """Idle minutes before the key is forgotten, 0 for never; remembered in the profile."""
        self.idle.set_minutes(minutes)
        self._settings.setValue(SETTING, self.idle.minutes())

    def _leave(self, why: str) -> None:
        self._step_up.forget()
        who = self._bridge.desk.status().identity
        if who.locked or who.key_warning:
            return
        self._bridge.desk.people.lock()
        self.locked.emit(why)


def _kept_minutes(settings: QSettings) -> int:
    try:
        return int(settings.value(SETTING, DEFAULT_MINUTES))
    except (TypeError, ValueError):
        return DEFAULT_MINUTES
