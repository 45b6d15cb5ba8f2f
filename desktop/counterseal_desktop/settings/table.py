"""Rows of a dot, a name and a value, as the cards of Settings show what is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.widgets.buttons import StatusDot
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line

Row = tuple[str, str, str, str]
"""Tone or empty, name, value, advice."""


class SettingsTable(Card):
    """Rows of dot, name, value and an advice under it."""

    def __init__(self, title: str, right: QWidget | None, parent: QWidget) -> None:
        super().__init__(title, right, parent)
        let_grow(self)
        self._holder: QWidget | None = None

    def set_rows(self, rows: list[Row]) -> None:
        """(tone or empty, name, value, advice) each; all may be outside text."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(7))
        # A column that holds nothing gets no room and no spacing either.
        dots = any(tone for tone, *_rest in rows)
        shift = 0 if dots else 1
        grid.setColumnMinimumWidth(0, theme.px(10 if dots else 150))
        grid.setColumnStretch(2 - shift, 1)
        for number, (tone, name, value, advice) in enumerate(rows):
            if tone:
                mark = QVBoxLayout()
                mark.setContentsMargins(0, theme.px(3), 0, 0)
                mark.addWidget(StatusDot(tone, tone))
                mark.addStretch(1)
                grid.addLayout(mark, number, 0)
            label = ElidedUntrusted(color="muted")
            label.set_text(name)
            label.setFixedWidth(theme.px(150))
            cell = QVBoxLayout()
            cell.setSpacing(theme.px(2))
            text = UntrustedText()
            text.set_text(value, max_lines=4)
            cell.addWidget(text)
            if advice:
                cell.addWidget(OwnLabel(display_line(advice, 400), "small", wrap=True))
            grid.addWidget(label, number, 1 - shift, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, number, 2 - shift)
        self.body.insertWidget(0, self._holder)
