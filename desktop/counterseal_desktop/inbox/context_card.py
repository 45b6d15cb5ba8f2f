"""The material beside an action: messages, calls, documents, tables, images, links. All of it is shown as outside."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.model.actions import ContextItem
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import let_grow
from counterseal_desktop.shell.sheet import hairline
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.context_item import ContextItemView

FIRST = 12


class ContextCard(Card):
    """Items one below the other; many items are shown in steps, so that a flood of them costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", None, parent)
        self.setObjectName("contextCard")
        let_grow(self)
        self._items: tuple[ContextItem, ...] = ()
        self._shown = 0
        self._holder = QWidget()
        self._rows = QVBoxLayout(self._holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(10))
        self._more = LinkButton(tr("Show more"))
        self._more.setObjectName("contextMore")
        self._more.clicked.connect(self._show_more)
        self.body.addWidget(self._holder)
        self.body.addWidget(self._more)
        self.set_items(())

    def set_items(self, items: tuple[ContextItem, ...]) -> None:
        """Show other items; the same again change nothing on the screen."""
        if items == self._items and self._shown:
            return
        self._items = items
        self._shown = 0
        while self._rows.count():
            taken = self._rows.takeAt(0).widget()
            if taken is not None:
                taken.hide()
                taken.deleteLater()
        self.set_title(
            tr("Context — 1 item, as the agent sent it")
            if len(items) == 1
            else tr("Context — {n} items, as the agent sent them", n=figure(len(items)))
        )
        self._show_more()

    def item_views(self) -> list[ContextItemView]:
        """The items on the screen."""
        found = (self._rows.itemAt(place).widget() for place in range(self._rows.count()))
        return [each for each in found if isinstance(each, ContextItemView)]

    def _show_more(self) -> None:
        for item in self._items[self._shown : self._shown + FIRST]:
            if self._rows.count():
                self._rows.addWidget(hairline())
            self._rows.addWidget(ContextItemView(item, self._holder))
        self._shown = min(self._shown + FIRST, len(self._items))
        left = len(self._items) - self._shown
        words = tr("Show {n} more of {left}", n=figure(min(left, FIRST)), left=figure(left))
        self._more.setText(words)  # trusted: figures only
        self._more.setVisible(left > 0)
