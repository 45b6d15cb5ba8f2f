"""Who holds heads of this ledger, each with what it protects against: a popover over the status bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal.sync.api_evidence import EvidenceView, HeadHolder
from counterseal_desktop import theme
from counterseal_desktop.evidence.words import HOLDER_STATES, holder_line, holder_name
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.digest_label import DigestLabel
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line


class HoldersPopover(Sheet):
    """Closes by Esc, its button, or a click beside it."""

    def __init__(self, deck: SheetDeck, view: EvidenceView) -> None:
        if not view.holder:
            newer = tr("Nobody else holds a head yet: who has every key of this machine could change any entry.")
        elif view.newer:
            newer = _newer(view.newer)
        else:
            newer = tr("Every entry here stands under a head that is kept outside this profile.")
        super().__init__(deck.host, "holdersPopover", tr("Who holds a head of this ledger"), newer, width=520)
        own = QHBoxLayout()
        own.addWidget(OwnLabel(_size(view.size), "muted"), 1)
        root = DigestLabel(view.root, tr("root"))
        root.setObjectName("holdersRoot")
        own.addWidget(root)
        self.body.addLayout(own)
        for holder in view.holders:
            self.body.addWidget(hairline())
            self.body.addWidget(_row(holder))
        if not view.holders:
            self.body.addWidget(OwnLabel(tr("Connect a separate gateway, or export a bundle and keep it."), wrap=True))
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("holdersClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(close)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        # A light veil: this is something to look at, not a question.
        painter = QPainter(self)
        veil = QColor(theme.current().scrim)
        veil.setAlpha(40)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _place(self) -> None:
        super()._place()
        gap = theme.px(10)
        self.card.move(self.width() - self.card.width() - gap, self.height() - self.card.height() - gap)


def _row(holder: HeadHolder) -> QWidget:
    row = QWidget()
    row.setObjectName("headHolder")
    word, tone = HOLDER_STATES.get(holder.state, HOLDER_STATES["unknown"])
    word = tr(word)
    name = ElidedUntrusted(weight="semibold")
    name.set_text(holder_name(holder))
    head = QHBoxLayout()
    head.setSpacing(theme.px(8))
    head.addWidget(name, 1)
    head.addWidget(Chip(word, tone), 0, Qt.AlignmentFlag.AlignVCenter)
    lines = QVBoxLayout(row)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(theme.px(2))
    lines.addLayout(head)
    lines.addWidget(OwnLabel(holder_line(holder), "muted"))
    if holder.note:
        lines.addWidget(OwnLabel(display_line(holder.note, 300), "small", wrap=True))
    row.setAccessibleName(
        tr("{name}, {state}, {held}", name=display_line(name.text(), 120), state=word, held=holder_line(holder))
    )
    return row


def _newer(entries: int) -> str:
    if entries == 1:
        return tr(
            "1 entry here is newer than any head kept outside this profile: who has every key of this machine could "
            "change that without being found."
        )
    return tr(
        "{number} entries here are newer than any head kept outside this profile: who has every key of this machine "
        "could change that without being found.",
        count=entries,
        number=figure(entries),
    )


def _size(entries: int) -> str:
    if entries == 1:
        return tr("This ledger: 1 entry")
    return tr("This ledger: {number} entries", count=entries, number=figure(entries))
