"""Screen lock on macOS, from the distributed notifications. Written after Apple's documentation; not run there yet.

The machine's sleep is not heard of by itself: macOS locks the screen with it when the system is set up so. Sources:
CFNotificationCenterGetDistributedCenter, CFNotificationCenterAddObserver.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LOCKED = b"com.apple.screenIsLocked"
SAVER = b"com.apple.screensaver.didstart"
_UTF8 = 0x08000100
_DELIVER_AT_ONCE = 4
_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class MacSession(SessionWatch):
    """Observes the lock screen and the screen saver."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Kept for as long as the system may call it.
        self._callback = _CALLBACK(self._on_notification)
        self._core: Any = None
        self._centre: Any = None

    def start(self, window: QWidget) -> None:
        found = ctypes.util.find_library("CoreFoundation")
        if found is None or self._core is not None:
            return
        core = self._core = ctypes.CDLL(found)
        core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        core.CFNotificationCenterAddObserver.argtypes = (
            ctypes.c_void_p, ctypes.c_void_p, _CALLBACK, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long,
        )  # fmt: skip
        core.CFNotificationCenterRemoveEveryObserver.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        self._centre = core.CFNotificationCenterGetDistributedCenter()
        for name in (LOCKED, SAVER):
            wanted = core.CFStringCreateWithCString(None, name, _UTF8)
            core.CFNotificationCenterAddObserver(self._centre, id(self), self._callback, wanted, None, _DELIVER_AT_ONCE)

    def stop(self) -> None:
        if self._core is not None:
            self._core.CFNotificationCenterRemoveEveryObserver(self._centre, id(self))

    def words(self) -> str:
        if self._core is None:
            return tr("The lock screen of macOS cannot be heard here; only the minutes above count.")
        return tr("Also locks with the lock screen of macOS. This part has not been tested on a Mac.")

    def _on_notification(self, *_arguments: object) -> None:
        self.left.emit(tr("The screen was locked, so your key is locked too"))
