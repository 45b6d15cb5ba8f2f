"""What the inbox remembers for this person: the saved views and the snoozes, read once and kept at each change."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from counterseal.errors import KnownError
from counterseal.model.views import QueueItem
from counterseal.sync.api_inbox import InboxMemory, SavedView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import snoozing
from counterseal_desktop.inbox.snoozing import Snoozes


class InboxKeeping(QObject):
    """One for an inbox. Nothing is hidden before the memory was read.

    Attributes:
        snoozes: what was put off. views, default: the saved views.

    Signals:
        read(): the memory is there.
        views_changed(), snoozes_changed().
    """

    read = Signal()
    views_changed = Signal()
    snoozes_changed = Signal()

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._read = False
        self.snoozes = Snoozes()
        self.views: tuple[SavedView, ...] = ()
        self.default = ""

    def start(self) -> None:
        """Read what was kept."""
        self._bridge.run(self._bridge.desk.inbox.kept(), self, self._on_read, self._on_unreadable)

    def snooze(self, item: QueueItem, until: datetime, now: datetime) -> None:
        """Put an action off.

        Raises:
            ValueError: it may not be hidden until then.
        """
        self.snoozes.add(snoozing.put_off(item, until, now))
        self._keep()
        self.snoozes_changed.emit()

    def bring_back(self, action_id: str) -> None:
        """Show a snoozed action again."""
        if self.snoozes.drop(action_id):
            self._keep()
            self.snoozes_changed.emit()

    def look(self, queue: tuple[QueueItem, ...], now: datetime) -> None:
        """Take a new queue: what came back early is put off no more."""
        if self._read and self.snoozes.tidy(queue, now):
            self._keep()
            self.snoozes_changed.emit()

    def save_view(self, view: SavedView, *, default: bool) -> None:
        """Keep a view; one of the same name is replaced."""
        others = tuple(one for one in self.views if one.name != view.name)
        self.views = (*others, view)
        was = "" if self.default == view.name else self.default
        self.default = view.name if default else was
        self._keep()
        self.views_changed.emit()

    def drop_view(self, name: str) -> None:
        """Forget a view."""
        self.views = tuple(one for one in self.views if one.name != name)
        self.default = "" if self.default == name else self.default
        self._keep()
        self.views_changed.emit()

    def set_default(self, name: str) -> None:
        """With which view the inbox opens; empty for everything."""
        self.default = name
        self._keep()
        self.views_changed.emit()

    def _keep(self) -> None:
        if self._read:
            memory = InboxMemory(self.views, self.default, self.snoozes.kept())
            self._bridge.run(self._bridge.desk.inbox.keep(memory), self, lambda _none: None)

    def _on_read(self, memory: InboxMemory) -> None:
        self._read = True
        self.views, self.default = memory.views, memory.default
        self.snoozes = Snoozes(memory.snoozed)
        self.read.emit()
        self.views_changed.emit()
        self.snoozes_changed.emit()

    def _on_unreadable(self, error: KnownError) -> None:
        self._on_read(InboxMemory())
        self._bridge.problem.emit(error)
