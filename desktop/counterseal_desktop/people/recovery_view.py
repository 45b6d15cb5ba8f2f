"""The recovery sheet on the screen: shown once, to be printed or written down, then gone from here."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from counterseal.sync.api_people import RecoverySheet
from counterseal_desktop import theme
from counterseal_desktop.people.saving import ask_where
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line


class RecoveryView(Sheet):
    """Shows a ``RecoverySheet``, prints it and saves it as text. Closing forgets it."""

    secret = True

    def __init__(self, deck: SheetDeck, sheet: RecoverySheet) -> None:
        super().__init__(
            deck.host,
            "recoveryView",
            tr("Your recovery sheet"),
            tr(
                "Shown this once and stored nowhere. Print it or write it down, and keep it off this machine: whoever "
                "holds it can make a new key in your name."
            ),
            width=940,
        )
        self._text = sheet.text
        self.text = QPlainTextEdit()
        self.text.setObjectName("recoveryText")
        self.text.setReadOnly(True)
        self.text.setProperty("mono", "true")
        self.text.setAccessibleName(tr("Your recovery sheet"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setPlainText(sheet.text)  # trusted: made by the core, in a plain-text editor
        lines = min(max(sheet.text.count("\n") + 2, 8), 30)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * lines + theme.px(12))
        self.body.addWidget(self.text)
        self.said = OwnLabel("", "good", wrap=True)
        self.said.setObjectName("recoverySaid")
        self.said.hide()
        self.body.addWidget(self.said)
        self.note.say(tr("It replaces any sheet you had before."))
        for words, name, act in (
            (tr("Print…"), "recoveryPrint", self._on_print),
            (tr("Save as text…"), "recoverySave", self._on_save),
            (tr("I have it, close"), "recoveryClose", self.leave),
        ):
            button = ActionButton(words)
            button.setObjectName(name)
            button.clicked.connect(act)
            self.foot.addWidget(button)

    def document(self) -> QTextDocument:
        """The sheet as it goes to the printer."""
        document = QTextDocument()
        document.setDefaultFont(theme.mono_font("regular", 0.0))
        document.setPlainText(self._text)
        return document

    def save_to(self, path: Path) -> None:
        """Write the sheet as text that only this account can read."""
        try:
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(self._text + "\n")
        except OSError as error:
            self._say(tr("The sheet could not be written: {why}", why=display_line(str(error), 200)), "bad")
            return
        self._say(
            tr("Saved as {path}. Move it off this machine, then delete it here.", path=display_line(str(path), 300)),
            "good",
        )

    def leave(self) -> None:
        self._text = ""
        self.text.clear()
        super().leave()

    def _on_print(self) -> None:
        # The printing library is loaded for the few who print.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("recoveryPrintDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def accepted(chosen: QPrinter) -> None:
            self.document().print_(chosen)
            self._say(tr("Sent to the printer."), "good")

        dialog.accepted[QPrinter].connect(accepted)  # type: ignore[index]
        dialog.open()

    def _on_save(self) -> None:
        name = "counterseal-recovery-sheet.txt"
        ask_where(self, tr("Save your recovery sheet"), "recoveryDialog", name, self.save_to)

    def _say(self, text: str, role: str) -> None:
        self.said.set_role(role)
        self.said.say(text)
        self.said.show()
        self.refit()
