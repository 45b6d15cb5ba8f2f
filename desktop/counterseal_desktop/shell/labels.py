"""A label for the program's own words.

Outside text goes through ``UntrustedText``; a name inside a sentence of ours is made safe with ``display_line`` first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from counterseal_desktop.theme import set_role
from counterseal_desktop.widgets.direction import leading


def let_grow(card: QWidget) -> QWidget:
    """Let a card get as high as its wrapped text needs at its present width; ``Maximum`` would cut it at the hint."""
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return card


class OwnLabel(QLabel):
    """Plain text, wrapped if asked, in one of the style sheet's roles."""

    def __init__(self, text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role = ""
        self._wanted = self.alignment()
        self.setAlignment(self._wanted)
        if wrap:
            self.setWordWrap(True)
            # A wrapped label must be able to get narrower than its longest line, or the pane cannot.
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        if role:
            self.set_role(role)
        self.say(text)

    def say(self, text: str) -> None:
        """Show words of ours, with every name in them already through ``display_line``."""
        if text != self.text():
            self.setText(text)  # trusted: the class takes only our own words

    def setAlignment(self, wanted: Qt.AlignmentFlag) -> None:
        """As for a window that reads from the left; one that reads from the right has it on the other side."""
        self._wanted = wanted
        super().setAlignment(leading(self, wanted))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            super().setAlignment(leading(self, self._wanted))

    def set_role(self, role: str) -> None:
        if role != self._role:
            self._role = role
            set_role(self, role)
