"""What a person does with the own key: another passphrase, another key, and a new key from the recovery sheet."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import CheckBox
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr

UNGUARDED = mark("Leave the key without a passphrase: then any program of this account can sign in my name")


class _NewPassphrase:
    """Two fields that must agree, and the tick that an empty one takes."""

    def __init__(self, sheet: SignedSheet, name: str, may_be_empty: bool) -> None:
        self.first = _secret(f"{name}New", tr("New passphrase"))
        self.again = _secret(f"{name}Again", tr("New passphrase again"))
        self.none = CheckBox(tr(UNGUARDED))
        self.none.setObjectName(f"{name}Unguarded")
        self.none.setAccessibleName(tr(UNGUARDED))
        self.none.toggled.connect(self._on_none)
        for widget in (self.first, self.again):
            sheet.fields.addWidget(widget)
        if may_be_empty:
            sheet.fields.addWidget(self.none)

    def text(self) -> str:
        return "" if self.none.isChecked() else self.first.text()

    def problem(self) -> tuple[str, QWidget] | None:
        if self.none.isChecked():
            return None
        if not self.first.text():
            return tr("Type the new passphrase."), self.first
        if self.first.text() != self.again.text():
            return tr("The two new passphrases differ."), self.again
        return None

    def forget(self) -> None:
        for field in (self.first, self.again):
            field.clear()

    def _on_none(self, on: bool) -> None:
        for field in (self.first, self.again):
            field.clear()
            field.setEnabled(not on)


class PassphraseChangeSheet(SignedSheet):
    """Wraps the same key under another passphrase."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp) -> None:
        words = (
            tr("Change your passphrase"),
            tr("Your key stays the same; only what guards it changes."),
            tr("Change it"),
        )
        super().__init__(deck, bridge, step_up, "changeSheet", words, risky=False, asks_reason="none", width=460)
        self.passphrase.hide()
        self.old = _secret("changeOld", tr("Your passphrase until now"))
        guarded = not bridge.desk.status().identity.key_warning
        self.old.setVisible(guarded)
        self.fields.addWidget(self.old)
        self.new = _NewPassphrase(self, "change", may_be_empty=True)
        self.start_at(self.old if guarded else self.new.first)

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.old.isHidden() and not self.old.text():
            return tr("Type your passphrase until now."), self.old
        return self.new.problem()

    def call(self) -> Future[Any]:
        return self._bridge.desk.people.change_passphrase(self.old.text(), self.new.text())

    def leave(self) -> None:
        self.old.clear()
        self.new.forget()
        super().leave()


class RotateSheet(SignedSheet):
    """Makes a new personal key, signed for by the old one."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp) -> None:
        words = (
            tr("Make a new key"),
            tr(
                "Your old key signs for the new one and ends with it. What it signed stays valid. Do this when "
                "somebody may have seen your key file, or as often as your rules ask."
            ),
            tr("Make a new key"),
        )
        super().__init__(deck, bridge, step_up, "rotateSheet", words, width=480)
        self.new = _NewPassphrase(self, "rotate", may_be_empty=False)
        self.start_at(self.new.first)

    def problem(self) -> tuple[str, QWidget] | None:
        return self.new.problem()

    def call(self) -> Future[Any]:
        return self._bridge.desk.people.rotate(self.new.text(), self.reason_text())

    def leave(self) -> None:
        self.new.forget()
        super().leave()


class RecoverSheet(SignedSheet):
    """Makes a new personal key from the printed sheet."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp) -> None:
        words = (
            tr("Recover with your sheet"),
            tr(
                "For when the passphrase or the key is lost. The sheet makes one new key for you; the old keys and the "
                "sheet itself end with it."
            ),
            tr("Recover"),
        )
        super().__init__(deck, bridge, step_up, "recoverSheet", words, risky=False, asks_reason="none", width=500)
        self.passphrase.hide()
        self.fields.addWidget(OwnLabel(tr("The code on your sheet, with or without its spaces"), "muted", wrap=True))
        self.code = QPlainTextEdit()
        self.code.setObjectName("recoverCode")
        self.code.setProperty("mono", "true")
        self.code.setAccessibleName(tr("The code on your recovery sheet"))
        self.code.setTabChangesFocus(True)
        self.code.setFixedHeight(theme.px(64))
        self.fields.addWidget(self.code)
        self.new = _NewPassphrase(self, "recover", may_be_empty=False)
        self.start_at(self.code)

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.code.toPlainText().strip():
            return tr("Type the code that stands on your sheet."), self.code
        return self.new.problem()

    def call(self) -> Future[Any]:
        code = " ".join(self.code.toPlainText().split())
        return self._bridge.desk.people.recover(code, self.new.text())

    def leave(self) -> None:
        self.code.clear()
        self.new.forget()
        super().leave()


def _secret(name: str, words: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(words)  # trusted: literals above
    field.setAccessibleName(words)
    return field
