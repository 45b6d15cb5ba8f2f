"""What lies around the window: tray, notifications, and later starts of the same profile."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from counterseal.model.views import QueueItem
from counterseal_desktop.native.channels import Channel, TrayChannel
from counterseal_desktop.native.notifying import TEST, Notifying
from counterseal_desktop.native.single import SingleInstance
from counterseal_desktop.native.tray import Tray
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.translating import tr

MANY = 1_000
PAUSE_MS = 500
"""With more than ``MANY`` waiting, tray, title and notifications follow the queue only so often."""
# The key of the notification that tells of the tray; like ``TEST`` it is about no action.
_TRAY = "tray"


class Around(QObject):
    """One for a window.

    Args:
        instance: holds the profile's place; None where later starts are not heard.
        channels: replaced in tests.

    Attributes:
        tray: the icon. notifying: what speaks outside the window.
    """

    def __init__(
        self, window: MainWindow, instance: SingleInstance | None = None, channels: list[Channel] | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._instance = instance
        self._told_of_tray = False
        self.tray = Tray(self)
        window.leaving.in_tray = self.tray.shown
        window.leaving.hidden.connect(self._on_hidden)
        found = channels if channels is not None else [*_of_system(), TrayChannel(self.tray.icon)]
        self.notifying = Notifying(window.choices, window.clock, self._in_front, found, self)
        window.notifying = self.notifying
        self.notifying.wanted.connect(self._on_wanted)
        window.bridge.queue_changed.connect(self._on_queue)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._owed: tuple[QueueItem, ...] | None = None
        self.tray.show_wanted.connect(window.bring_up)
        self.tray.halt_wanted.connect(self._on_halt)
        self.tray.quit_wanted.connect(window.leaving.quit)
        window.closed.connect(self.stop)
        if instance is not None:
            instance.shown.connect(self._on_shown)
        self.tray.start()

    def stop(self) -> None:
        """Leave the tray, tell nobody any more, and let the next start have the profile."""
        self._pause.stop()
        self.tray.stop()
        self.notifying.stop()
        if self._instance is not None:
            self._instance.give_up()

    def _in_front(self) -> bool:
        window = self._window
        return window.isVisible() and not window.isMinimized() and QApplication.activeWindow() is not None

    def _on_queue(self, queue: tuple[QueueItem, ...]) -> None:
        if len(queue) <= MANY and not self._pause.isActive():
            self._take(queue)
            return
        # Of many the inbox takes the news first, and a key pressed meanwhile does not wait for this as well.
        self._owed = queue
        if not self._pause.isActive():
            self._pause.start()

    def _take(self, queue: tuple[QueueItem, ...]) -> None:
        # First, because it is told what has changed and need not look at each of ten thousand.
        self.notifying.hear(queue)
        count = len(queue)
        self.tray.set_count(count, bool(self.notifying.critical))
        # The title is the one place that every desktop shows, tray or not.
        title = tr("({count}) Counterseal", count=count) if count else "Counterseal"
        self._window.setWindowTitle(title)  # trusted: ours

    def _on_pause_over(self) -> None:
        owed, self._owed = self._owed, None
        if owed is not None:
            self._take(owed)

    def _on_halt(self) -> None:
        self._window.bring_up()
        self._window.halt_what_is_shown()

    def _on_shown(self, link: str) -> None:
        if link:
            self._window.follow_link(link)
        else:
            self._window.bring_up()

    def _on_wanted(self, action: str) -> None:
        self._window.bring_up()
        if action not in ("", TEST, _TRAY):
            self._window.finding.show_action(action)

    def _on_hidden(self) -> None:
        if not self._told_of_tray:
            self._told_of_tray = True
            self.notifying.channel().show(
                _TRAY,
                tr("Counterseal is still here"),
                tr("Your agents' gateway goes on. Quit it from its icon in the tray."),
                False,
            )


def _of_system() -> list[Channel]:
    if sys.platform in ("win32", "darwin"):
        return []
    from PySide6.QtDBus import QDBusConnection

    from counterseal_desktop.native.portal import PortalChannel

    return [PortalChannel(QDBusConnection.sessionBus())]
