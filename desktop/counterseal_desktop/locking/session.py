"""The session this program runs in: when its screen is locked or the machine goes to sleep, the key must go.

Linux is listened to over D-Bus and tested so. The parts for Windows and macOS follow those systems' documentation and
have not been run on them; ``words`` says which part is at work, and Settings shows it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SessionWatch(QObject):
    """Knows nothing of the session; the kinds for each system know more.

    Signals:
        left(str why): the person has locked the screen, or the machine sleeps.
        idle(float seconds): how long nobody has touched the session, where it can be asked.
    """

    left = Signal(str)
    idle = Signal(float)

    def start(self, window: QWidget) -> None:
        """Begin to listen. Does nothing where there is nothing to listen to."""

    def ask_idle(self) -> None:
        """Ask how long nobody has touched the session; ``idle`` answers, or nothing does."""

    def stop(self) -> None:
        """Listen no more."""

    def words(self) -> str:
        """What of the session is listened to, in one sentence."""
        return tr("The session's screen lock cannot be heard here; only the minutes above count.")


def session_watch(parent: QObject | None = None) -> SessionWatch:
    """The watch for this system."""
    if sys.platform == "win32":
        from counterseal_desktop.locking.session_windows import WindowsSession

        return WindowsSession(parent)
    if sys.platform == "darwin":
        from counterseal_desktop.locking.session_macos import MacSession

        return MacSession(parent)
    from counterseal_desktop.locking.session_linux import LinuxSession

    return LinuxSession(parent)
