"""The own card: what a newcomer hands to who enrols them, with the code to read out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from counterseal_desktop.people.code_view import CodeView
from counterseal_desktop.people.saving import ask_where
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line


class CardSheet(Sheet):
    """Shows a card and its code."""

    def __init__(self, deck: SheetDeck, card: str, code: str) -> None:
        super().__init__(
            deck.host,
            "cardSheet",
            tr("Your card"),
            tr(
                "It holds your name and your public keys, no secret. Give it to whoever enrols you, in any way, then "
                "read this code to them by voice or face to face. It is the same on their screen only if nobody "
                "changed the card on its way."
            ),
            width=560,
        )
        self._card = card
        self.code = CodeView(code)
        self.code.setObjectName("ownCode")
        self.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        text = UntrustedText()
        text.setObjectName("ownCardText")
        text.set_text(card, max_lines=5, mono=True)
        self.body.addWidget(text)
        self.said = OwnLabel("", "good", wrap=True)
        self.said.setObjectName("cardSaid")
        self.said.hide()
        self.body.addWidget(self.said)
        copy = ActionButton(tr("Copy card"), icon_name="copy")
        copy.setObjectName("cardCopy")
        copy.clicked.connect(self._on_copy)
        save = ActionButton(tr("Save card…"), icon_name="download")
        save.setObjectName("cardSave")
        save.clicked.connect(self._on_save)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("cardClose")
        close.clicked.connect(self.leave)
        for button in (copy, save, close):
            self.foot.addWidget(button)

    def save_to(self, path: Path) -> None:
        """Write the card into a file."""
        try:
            path.write_text(self._card, "utf-8")
        except OSError as error:
            self._say(tr("The card could not be written: {why}", why=display_line(str(error), 200)), "bad")
            return
        self._say(tr("Saved as {path}", path=display_line(str(path), 300)), "good")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._card)  # trusted: a copy
        self._say(tr("Copied. Paste it into a message to who enrols you."), "good")

    def _on_save(self) -> None:
        ask_where(self, tr("Save your card"), "cardDialog", "counterseal-card.json", self.save_to)

    def _say(self, text: str, role: str) -> None:
        self.said.set_role(role)
        self.said.say(text)
        self.said.show()
        self.refit()
