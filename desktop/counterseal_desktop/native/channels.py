"""Ways to show a notification outside the window. Each shows words and can bring the window up; none can decide."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from counterseal_desktop.translating import tr


class Channel(QObject):
    """Shows nothing; the kinds below do.

    Signals:
        clicked(str key): somebody pressed a notification. ``key`` is the action it was about, or empty.
        failed(): it could not be shown this way.
    """

    clicked = Signal(str)
    failed = Signal()

    def works(self) -> bool:
        """Whether anything would be seen."""
        return False

    def show(self, key: str, title: str, text: str, urgent: bool) -> None:
        """Show a notification; one of the same key is replaced."""

    def words(self) -> str:
        """What is used, in one sentence."""
        return tr("This session shows no notifications; the count in the title and the list are all there is.")


class TrayChannel(Channel):
    """The tray icon's own messages: what Windows, macOS and desktops without the portal offer."""

    def __init__(self, icon: QSystemTrayIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._newest = ""
        icon.messageClicked.connect(lambda: self.clicked.emit(self._newest))

    def works(self) -> bool:
        return self._icon.isVisible() and QSystemTrayIcon.supportsMessages()

    def show(self, key: str, title: str, text: str, urgent: bool) -> None:
        self._newest = key
        kind = QSystemTrayIcon.MessageIcon.Warning if urgent else QSystemTrayIcon.MessageIcon.Information
        self._icon.showMessage(title, text, kind)  # trusted: made by notifying

    def words(self) -> str:
        return tr("Shown by the tray icon.")
