"""Offering to decide alike actions together, and opening the sheet for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counterseal.clock import Clock
from counterseal.model.views import QueueItem
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import batching
from counterseal_desktop.inbox.batch_sheet import BatchSheet, Reader
from counterseal_desktop.inbox.detail_pane import DetailPane
from counterseal_desktop.inbox.flow import DecisionFlow
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.shell.sheet_deck import SheetDeck


class Together(QObject):
    """One for an inbox.

    Signals:
        stored(DecisionReceipt, str): as ``BatchSheet.stored``.
    """

    stored = Signal(object, str)

    def __init__(
        self,
        bridge: DeskBridge,
        deck: SheetDeck,
        clock: Clock,
        parts: tuple[QueueModel, DetailPane, DecisionFlow],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._clock = bridge, deck, clock
        self._model, self._detail, self._flow = parts
        self._detail.alike_wanted.connect(self.open)
        self._flow.changed.connect(self.look)
        self._model.counts_changed.connect(self.look)

    def look(self) -> None:
        """Count what could be decided together with the action on the screen."""
        # No more than the sheet takes at once: thousands may be alike, and the queue changes many times a second.
        self._detail.set_alike(len(self._alike(batching.MOST - 1)[1:]))

    def open(self) -> BatchSheet | None:
        """The sheet; None when nothing is alike."""
        items = self._alike()
        if len(items) < 2:
            return None
        flow = self._flow
        reader = Reader(flow.me, flow.solo, tuple(flow.roles))
        sheet = BatchSheet(self._deck.host, self._bridge, self._clock, items, reader)
        sheet.stored.connect(self.stored)
        self._deck.open(sheet)
        return sheet

    def _alike(self, most: int | None = None) -> list[QueueItem]:
        """The action on the screen and those like it; empty when it is decided alone."""
        flow = self._flow
        detail = flow.detail
        if detail is None or flow.read_only or not {"owner", "reviewer"} & set(flow.roles):
            return []
        item = self._model.item(detail.item.id)
        if item is None or item.digest != detail.item.digest:
            return []
        others = batching.alike(item, self._model.items(), flow.me, flow.solo, most)
        return [item, *others] if others else []
