"""Ways to show a notification outside the window. Each shows words and can bring the window up; none can decide."""

from __future__ import annotations

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtWidgets import QSystemTrayIcon

PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
PORTAL_FACE = "org.freedesktop.portal.Notification"
_SHOW = "show"


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
        return "This session shows no notifications; the count in the title and the list are all there is."


class PortalChannel(Channel):
    """The desktop portal (org.freedesktop.portal.Notification): plain text, on GNOME, KDE and in sandboxes."""

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._calls: set[QDBusPendingCallWatcher] = set()
        bus.connect(PORTAL, PORTAL_PATH, PORTAL_FACE, "ActionInvoked", self, SLOT("on_action(QDBusMessage)"))

    def works(self) -> bool:
        if not self._bus.isConnected():
            return False
        names = self._bus.interface()
        if names is None:
            return False
        if names.isServiceRegistered(PORTAL).value():
            return True
        # It may be started on demand; then it is in the bus's list.
        return PORTAL in (names.property("activatableServiceNames") or [])

    def show(self, key: str, title: str, text: str, urgent: bool) -> None:
        call = QDBusMessage.createMethodCall(PORTAL, PORTAL_PATH, PORTAL_FACE, "AddNotification")
        shown = {"title": title, "body": text, "priority": "urgent" if urgent else "normal", "default-action": _SHOW}
        call.setArguments([f"counterseal:{key}", shown])
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call, 5_000), self)
        self._calls.add(watcher)
        watcher.finished.connect(self._on_done)

    def words(self) -> str:
        return "Shown by your desktop."

    @Slot(QDBusMessage)
    def on_action(self, message: QDBusMessage) -> None:
        """Somebody pressed one; whatever the desktop calls the action, it only shows."""
        said = message.arguments()
        if said and isinstance(said[0], str) and said[0].startswith("counterseal:"):
            self.clicked.emit(said[0].removeprefix("counterseal:"))

    def _on_done(self, watcher: QDBusPendingCallWatcher) -> None:
        self._calls.discard(watcher)
        if watcher.isError():
            self.failed.emit()
        watcher.deleteLater()


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
        return "Shown by the tray icon."
