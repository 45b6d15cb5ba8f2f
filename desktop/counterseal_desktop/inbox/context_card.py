"""The material beside an action: messages, documents, tables. All of it is outside text and is shown as such."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal.model.actions import ContextItem
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line

FIRST = 12
KIND_WORDS = {
    "message": "message",
    "document": "document",
    "table": "table",
    "link": "link, not opened",
    "note": "note",
}

_HUNK = re.compile(r"^@@ -[0-9]+(,[0-9]+)? \+[0-9]+(,[0-9]+)? @@", re.MULTILINE)


class ContextCard(Card):
    """Items one below the other; many items are shown in steps, so that a flood of them costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Context", None, parent)
        self.setObjectName("contextCard")
        let_grow(self)
        self._items: tuple[ContextItem, ...] = ()
        self._shown = 0
        self._holder = QWidget()
        self._rows = QVBoxLayout(self._holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(10))
        self._more = LinkButton(self.tr("Show more"))
        self._more.setObjectName("contextMore")
        self._more.clicked.connect(self._show_more)
        self.body.addWidget(self._holder)
        self.body.addWidget(self._more)

    def set_items(self, items: tuple[ContextItem, ...]) -> None:
        """Show other items."""
        self._items = items
        self._shown = 0
        while self._rows.count():
            taken = self._rows.takeAt(0).widget()
            if taken is not None:
                taken.hide()
                taken.deleteLater()
        self.set_title(f"Context — {len(items):,} {'item' if len(items) == 1 else 'items'}, as the agent sent them")
        self._show_more()

    def _show_more(self) -> None:
        for item in self._items[self._shown : self._shown + FIRST]:
            self._rows.addWidget(_row(item))
        self._shown = min(self._shown + FIRST, len(self._items))
        left = len(self._items) - self._shown
        self._more.setText(f"Show {min(left, FIRST)} more of {left:,}")  # trusted: figures only
        self._more.setVisible(left > 0)


def _row(item: ContextItem) -> QWidget:
    row = QWidget()
    lines = QVBoxLayout(row)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(theme.px(1))
    title = ElidedUntrusted(weight="semibold")
    title.set_text(item.title)
    parts = [KIND_WORDS.get(item.kind, "note")]
    parts += [display_line(part, 40) for part in (item.author, item.at) if part]
    head = QHBoxLayout()
    head.setSpacing(theme.px(10))
    head.addWidget(title, 1)
    head.addWidget(OwnLabel(" · ".join(parts), "faint"))
    lines.addLayout(head)
    if item.text:
        text = UntrustedText()
        text.set_text(item.text, max_lines=6, mono=item.kind == "table" or is_diff(item.text))
        lines.addWidget(text)
    return row


def is_diff(text: str) -> bool:
    """Whether a text is a unified diff, which only a font of equal widths keeps readable."""
    head = text[:4000]
    return head.startswith("diff --git ") or bool(_HUNK.search(head))
