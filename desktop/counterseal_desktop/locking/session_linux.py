"""Screen lock, sleep and idle time over D-Bus: logind's session, and the desktop's screen saver."""

from __future__ import annotations

import os
import string
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
# (service, path, interface, method, seconds per unit of the answer)
IDLE_CALLS = (
    ("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor",
     "GetIdletime", 0.001),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver",
     "GetSessionIdleTime", 0.001),
)  # fmt: skip


def session_path(session_id: str) -> str:
    """The object path of a login session; empty when it has none, which then means any session of this machine.

    A bus path takes only letters and digits, so everything else, and a digit in front, is written as ``_xx``.
    """
    if not session_id:
        return ""
    letters, safe = string.ascii_letters, string.ascii_letters + string.digits
    parts = [
        char if char in (letters if number == 0 else safe) else "".join(f"_{byte:02x}" for byte in char.encode())
        for number, char in enumerate(session_id)
    ]
    return f"{LOGIN_PATH}/session/{''.join(parts)}"


class LinuxSession(SessionWatch):
    """Listens on the system's and the session's bus. Tests hand in buses of their own."""

    def __init__(
        self,
        parent: QObject | None = None,
        system: QDBusConnection | None = None,
        session: QDBusConnection | None = None,
    ) -> None:
        super().__init__(parent)
        self._system = system
        self._session = session
        self._heard: list[str] = []
        self._calls: set[QDBusPendingCallWatcher] = set()
        self._started = False

    def start(self, window: QWidget) -> None:
        if self._started:
            return
        self._started = True
        system = self._system = self._system or QDBusConnection.systemBus()
        session = self._session = self._session or QDBusConnection.sessionBus()
        if system.isConnected():
            # Without a session id any session's lock counts: one lock too many costs a passphrase, one too few a key.
            path = session_path(os.environ.get("XDG_SESSION_ID", ""))
            lock = system.connect(LOGIN, path, f"{LOGIN}.Session", "Lock", self, SLOT("on_lock()"))
            sleep = system.connect(
                LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", self, SLOT("on_sleep(bool)")
            )
            self._heard += [tr("locking of the login session")] if lock else []
            self._heard += [tr("sleep")] if sleep else []
        if session.isConnected():
            heard = [
                session.connect(service, path, service, "ActiveChanged", self, SLOT("on_saver(bool)"))
                for service, path in SAVERS
            ]
            self._heard += [tr("the screen saver")] if any(heard) else []

    def ask_idle(self) -> None:
        session = self._session
        if session is None or not session.isConnected() or self._calls:
            return
        for service, path, interface, method, unit in IDLE_CALLS:
            call = QDBusMessage.createMethodCall(service, path, interface, method)
            call.setAutoStartService(False)
            watcher = QDBusPendingCallWatcher(session.asyncCall(call, 2_000), self)
            self._calls.add(watcher)
            watcher.finished.connect(lambda done, unit=unit: self._on_idle(done, unit))

    def stop(self) -> None:
        self._calls.clear()

    def words(self) -> str:
        if not self._heard:
            return tr("No bus of this session or system is reachable; only the minutes above count.")
        return tr("Also locks on: {events}.", events=", ".join(self._heard))

    @Slot()
    def on_lock(self) -> None:
        """logind asks the session to lock its screen."""
        self.left.emit(tr("The session was locked, so your key is locked too"))

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """The machine goes to sleep, or wakes."""
        if begins:
            self.left.emit(tr("The machine went to sleep, so your key is locked too"))

    @Slot(bool)
    def on_saver(self, active: bool) -> None:
        """The screen saver or lock screen came up, or went."""
        if active:
            self.left.emit(tr("The screen was locked, so your key is locked too"))

    def _on_idle(self, watcher: QDBusPendingCallWatcher, unit: float) -> None:
        self._calls.discard(watcher)
        if not watcher.isError():
            said = watcher.reply().arguments()
            if said and isinstance(said[0], int):
                self.idle.emit(said[0] * unit)
        watcher.deleteLater()
