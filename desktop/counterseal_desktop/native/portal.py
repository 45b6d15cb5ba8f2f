"""Notifications by the desktop portal (org.freedesktop.portal.Notification): on GNOME, KDE and in sandboxes.

The portal takes plain text, where the older org.freedesktop.Notifications reads markup on some desktops; and its call
needs no unsigned number, which PySide's QtDBus cannot write. Desktops without a portal are reached by the tray icon,
whose own messages Qt sends over the older interface.
"""

from __future__ import annotations

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from counterseal_desktop.native.channels import Channel
from counterseal_desktop.translating import tr

PORTAL = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
FACE = "org.freedesktop.portal.Notification"
_BUS = "org.freedesktop.DBus"
_PREFIX = "counterseal:"


class PortalChannel(Channel):
    """Asks the bus once whether there is a portal; until the answer is there, it does not work."""

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._there = False
        self._calls: set[QDBusPendingCallWatcher] = set()
        if bus.isConnected():
            bus.connect(PORTAL, PATH, FACE, "ActionInvoked", self, SLOT("on_action(QDBusMessage)"))
            for method in ("ListNames", "ListActivatableNames"):
                call = QDBusMessage.createMethodCall(_BUS, "/org/freedesktop/DBus", _BUS, method)
                self._send(call).finished.connect(self._on_names)

    def works(self) -> bool:
        return self._there and self._bus.isConnected()

    def show(self, key: str, title: str, text: str, urgent: bool) -> None:
        call = QDBusMessage.createMethodCall(PORTAL, PATH, FACE, "AddNotification")
        shown = {"title": title, "body": text, "priority": "urgent" if urgent else "normal", "default-action": "show"}
        call.setArguments([f"{_PREFIX}{key}", shown])
        self._send(call).finished.connect(self._on_done)

    def words(self) -> str:
        return tr("Shown by your desktop.")

    @Slot(QDBusMessage)
    def on_action(self, message: QDBusMessage) -> None:
        """Somebody pressed one; whatever the desktop calls the action, it only shows."""
        said = message.arguments()
        if said and isinstance(said[0], str) and said[0].startswith(_PREFIX):
            self.clicked.emit(said[0].removeprefix(_PREFIX))

    def _send(self, call: QDBusMessage) -> QDBusPendingCallWatcher:
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call, 5_000), self)
        self._calls.add(watcher)
        return watcher

    def _on_names(self, watcher: QDBusPendingCallWatcher) -> None:
        self._calls.discard(watcher)
        if not watcher.isError():
            said = watcher.reply().arguments()
            self._there = self._there or bool(said and PORTAL in said[0])
        watcher.deleteLater()

    def _on_done(self, watcher: QDBusPendingCallWatcher) -> None:
        self._calls.discard(watcher)
        if watcher.isError():
            self.failed.emit()
        watcher.deleteLater()
