"""One piece of material beside an action, by its kind: message, call, document, table, image, link, note.

All of it is outside text. A link is shown and leads nowhere; an image is decoded only from bytes that came along.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from counterseal.model.actions import ContextItem
from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.context_image import ContextImage
from counterseal_desktop.widgets.context_table import ContextTable
from counterseal_desktop.widgets.context_turns import ContextTurns
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line
from counterseal_desktop.widgets.untrusted_escape import find_notes

LINES = 6
_LOOKED_AT = 64 << 10
_ICONS = {
    "message": "message-circle",
    "call": "users",
    "document": "file-text",
    "table": "table",
    "image": "eye",
    "link": "link",
}
_HUNK = re.compile(r"^@@ -[0-9]+(,[0-9]+)? \+[0-9]+(,[0-9]+)? @@", re.MULTILINE)


class ContextItemView(QWidget):
    """Shows one item: a head with its kind, title, author and time, and its content.

    Attributes:
        turns, table, image, text: the parts that this item has; None for the others.
    """

    def __init__(self, item: ContextItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turns: ContextTurns | None = None
        self.table: ContextTable | None = None
        self.image: ContextImage | None = None
        self.text: UntrustedText | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(3))
        self._icon = QLabel(self)
        self._icon_name = _ICONS.get(item.kind, "info")
        self._head(item)
        self._notes(item)
        if item.kind == "link":
            self._link(item)
        elif item.kind == "table" and "\n" in item.text.strip("\n"):
            self._table(item)
        elif item.text:
            self.text = UntrustedText(self)
            self.text.set_text(item.text, max_lines=LINES, mono=item.kind == "table" or is_diff(item.text))
            self._lines.addWidget(self.text)
        if item.turns:
            self.turns = ContextTurns(item.turns, self)
            self._lines.addWidget(self.turns)
        if item.image:
            self.image = ContextImage(item.image, self)
            self._lines.addWidget(self.image)
        elif item.kind == "image" and not item.text:
            self._lines.addWidget(_small(tr("This image cannot be shown. It was not sent along."), self))
        theme.theme_signals().changed.connect(self._draw_icon)
        self._draw_icon()

    def said(self) -> list[str]:
        """Every line of ours about the item, for tests."""
        return [label.text() for label in self.findChildren(QLabel) if label.text()]

    def _head(self, item: ContextItem) -> None:
        title = ElidedUntrusted(self, weight="semibold")
        title.set_text(item.title)
        parts = [kind_word(item)]
        parts += [display_line(part, 40) for part in (item.author, item.at) if part]
        told = _small(" · ".join(parts), self)
        line = title.sizeHint().height()
        for part in (self._icon, told):
            part.setFixedHeight(line)
        row = FlowRow(self, gap=8)
        row.set_widgets([self._icon, title, told])
        self._lines.addWidget(row)

    def _notes(self, item: ContextItem) -> None:
        """What a reader should know of its texts; a link says of itself what it is."""
        texts = [item.title, item.author, item.text[:_LOOKED_AT]]
        texts += [part for turn in item.turns[:200] for part in (turn.speaker, turn.text[:2_000])]
        found = dict.fromkeys(note for text in texts for note in find_notes(text))
        if item.kind == "link":
            found.pop("contains a link, shown as text", None)
        if found:
            row = FlowRow(self)
            row.set_widgets([Chip(note, "amber", row) for note in list(found)[:6]])
            self._lines.addWidget(row)

    def _link(self, item: ContextItem) -> None:
        self.text = UntrustedText(self)
        self.text.set_text(item.text or item.title, max_lines=LINES, mono=True)
        self._lines.addWidget(self.text)
        host = host_of(item.text or item.title)
        said = (
            tr("Leads to {host}. Links are not opened here.", host=display_line(host, 200))
            if host
            else tr("Links are not opened here.")
        )
        self._lines.addWidget(_small(said, self))

    def _table(self, item: ContextItem) -> None:
        self.table = ContextTable(item.text, item.title, self)
        self._lines.addWidget(self.table)
        if self.table.said():
            self._lines.addWidget(_small(self.table.said(), self))

    def _draw_icon(self) -> None:
        side = theme.px(15)
        self._icon.setPixmap(theme.icon(self._icon_name, "muted").pixmap(QSize(side, side), self.devicePixelRatio()))


def kind_word(item: ContextItem) -> str:
    """What kind of item it is, in words, with its size where that helps."""
    if item.kind == "table":
        rows = max(item.text.rstrip("\n").count("\n"), 0)
        return tr("table, 1 row") if rows == 1 else tr("table, {n} rows", n=figure(rows))
    if item.turns:
        return _turns_word(item)
    return {
        "message": tr("message"),
        "call": tr("call"),
        "document": tr("document"),
        "image": tr("image"),
        "link": tr("link, not opened"),
    }.get(item.kind, tr("note"))


def _turns_word(item: ContextItem) -> str:
    n = len(item.turns)
    if item.kind == "call":
        return tr("call, 1 turn") if n == 1 else tr("call, {n} turns", n=figure(n))
    return tr("thread, 1 message") if n == 1 else tr("thread, {n} messages", n=figure(n))


def host_of(address: str) -> str:
    """The host that an address leads to; empty when it has none that can be told."""
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def is_diff(text: str) -> bool:
    """Whether a text is a unified diff, which only a font of equal widths keeps readable."""
    head = text[:4000]
    return head.startswith("diff --git ") or bool(_HUNK.search(head))


def _small(words: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "faint")
    label.setText(words)
    return label
