"""Screen lock, sleep and idle time on Windows. Written after the Win32 documentation; not run on Windows yet.

Sources: WTSRegisterSessionNotification, WM_WTSSESSION_CHANGE, WM_POWERBROADCAST, GetLastInputInfo.
"""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject

from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WM_WTSSESSION_CHANGE = 0x02B1
WM_POWERBROADCAST = 0x0218
WTS_SESSION_LOCK = 0x7
PBT_APMSUSPEND = 0x4
NOTIFY_FOR_THIS_SESSION = 0


class _LastInput(ctypes.Structure):
    _fields_ = (("cbSize", wintypes.UINT), ("dwTime", wintypes.DWORD))


class _Messages(QAbstractNativeEventFilter):
    def __init__(self, watch: WindowsSession) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(self, kind: QByteArray | bytes, message: Any) -> object:
        if bytes(kind) in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            got = wintypes.MSG.from_address(int(message))
            self._watch.heard(got.message, got.wParam)
        return False, 0


class WindowsSession(SessionWatch):
    """Asks the system to tell this window of its session's changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = _Messages(self)
        self._handle = 0
        self._registered = False

    def start(self, window: QWidget) -> None:
        app = QCoreApplication.instance()
        if app is None or self._handle:
            return
        app.installNativeEventFilter(self._messages)
        self._handle = int(window.winId())
        register = ctypes.windll.wtsapi32.WTSRegisterSessionNotification  # type: ignore[attr-defined]
        self._registered = bool(register(wintypes.HWND(self._handle), NOTIFY_FOR_THIS_SESSION))

    def stop(self) -> None:
        app = QCoreApplication.instance()
        if app is not None and self._handle:
            app.removeNativeEventFilter(self._messages)
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(wintypes.HWND(self._handle))  # type: ignore[attr-defined]
        self._handle = 0

    def heard(self, message: int, word: int) -> None:
        """One window message."""
        if message == WM_WTSSESSION_CHANGE and word == WTS_SESSION_LOCK:
            self.left.emit(tr("The session was locked, so your key is locked too"))
        elif message == WM_POWERBROADCAST and word == PBT_APMSUSPEND:
            self.left.emit(tr("The machine went to sleep, so your key is locked too"))

    def ask_idle(self) -> None:
        last = _LastInput(cbSize=ctypes.sizeof(_LastInput))
        if ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):  # type: ignore[attr-defined]
            ticks = ctypes.windll.kernel32.GetTickCount() - last.dwTime  # type: ignore[attr-defined]
            self.idle.emit((ticks & 0xFFFFFFFF) / 1000)

    def words(self) -> str:
        if self._registered:
            return tr(
                "Also locks when the Windows session is locked or sleeps. This part has not been tested on Windows."
            )
        return tr("Windows did not let this window hear of its session; only the minutes above count.")
