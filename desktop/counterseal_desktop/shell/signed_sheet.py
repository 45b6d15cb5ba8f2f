"""A sheet whose end is a signature: fields, a reason, the passphrase where it is due, and one verb.

It never signs by Esc, by closing or by a key pressed out of habit. From the press to the answer nothing in it can be
changed, so that what is signed is what stood there at the press. What the core refuses is said in the sheet, and what
was typed stays.
"""

from __future__ import annotations

from abc import abstractmethod
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from counterseal.errors import KnownError, Locked
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import Kind
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line


class SignedSheet(Sheet):
    """Base of the sheets that sign something. A kind of sheet gives ``problem`` and ``call``.

    Args:
        step_up: where passphrases are noted. ``risky`` asks for a fresh one; else it is asked only while the key is
            locked (towards safety one person suffices, without a step-up).
        asks_reason: ``required``, ``risky`` (required only while it is risky), ``optional`` or ``none``.

    Attributes:
        fields: layout above the reason.

    Signals:
        done(object): what the core answered; the sheet has closed.
    """

    done = Signal(object)
    secret = True

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        name: str,
        words: tuple[str, str, str],
        *,
        risky: bool = True,
        asks_reason: str = "required",
        kind: Kind = "primary",
        width: int = 520,
    ) -> None:
        title, subtitle, verb = words
        super().__init__(deck.host, name, title, subtitle, width)
        self._bridge = bridge
        self._step_up = step_up
        self._asks_reason = asks_reason
        self._risky = risky
        self._busy = self._left = False
        self._only_reads = False
        self.fields = QVBoxLayout()
        self.fields.setSpacing(theme.px(10))
        self.body.addLayout(self.fields)
        self.reason = self._field(f"{name}Reason", tr("Reason"))
        self.passphrase = self._field(f"{name}Passphrase", tr("Your passphrase"))
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.set_risky(risky)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName(f"{name}Wrong")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.cancel = ActionButton(tr("Cancel"), "Esc")
        self.cancel.setObjectName(f"{name}Cancel")
        self.cancel.clicked.connect(self.leave)
        self.act = ActionButton(verb, kind=kind)
        self.act.setObjectName(f"{name}Act")
        self.act.clicked.connect(self._on_act)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)

    def set_risky(self, risky: bool) -> None:
        """What is being chosen moves towards risk, or towards safety, which takes no step-up."""
        self._risky = risky
        if self._only_reads:
            return
        words = tr("Reason") if self._reason_due() else tr("Reason (optional)")
        self.reason.setPlaceholderText(words)  # trusted: literals above
        self.reason.setAccessibleName(words)
        self.reason.setVisible(self._asks_reason != "none")
        who = self._bridge.desk.status().identity
        # A key without a passphrase has nothing to ask for; the status bar says what that means.
        asked = who.locked or (risky and not self._step_up.fresh() and not who.key_warning)
        self.passphrase.setVisible(asked)

    def only_read(self, why: str) -> None:
        """Show what is in force to somebody who may not change it; ``why`` says who may."""
        for field in self._content.findChildren(QWidget):
            if isinstance(field, QLineEdit | QPlainTextEdit):
                field.setReadOnly(True)
            elif isinstance(field, QAbstractButton | QComboBox | QAbstractSpinBox) or field.property("choosable"):
                field.setEnabled(False)
        self._only_reads = True
        for widget in (self.reason, self.passphrase, self.act):
            widget.hide()
        self.cancel.setText(tr("Close"))
        self.note.say(why)

    def problem(self) -> tuple[str, QWidget] | None:
        """What is missing before it can be signed, and where; None when nothing is."""
        return None

    @abstractmethod
    def call(self) -> Future[Any]:
        """Ask the core for it. Only called when ``problem`` found nothing."""

    def reason_text(self) -> str:
        return self.reason.text().strip()

    def say_wrong(self, text: str) -> None:
        """It was refused, or something is missing; the person can mend it and try again."""
        self._set_busy(False)
        self.passphrase.clear()
        self.wrong.say(text)
        self.wrong.show()
        announce(self.wrong, text, urgent=True)
        self.refit()

    def succeed(self, result: Any) -> None:
        """The core has done it."""
        self._set_busy(False)
        self.leave()
        self.done.emit(result)

    def leave(self) -> None:
        self._left = True
        self.passphrase.clear()
        super().leave()

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(words)  # trusted: literals above
        field.setAccessibleName(words)
        self.body.addWidget(field)
        return field

    def _reason_due(self) -> bool:
        return self._asks_reason == "required" or (self._asks_reason == "risky" and self._risky)

    def _missing(self) -> tuple[str, QWidget] | None:
        found = self.problem()
        if found is None and self._reason_due() and not self.reason_text():
            found = (tr("A reason is required; it goes into the signed record."), self.reason)
        if found is None and not self.passphrase.isHidden() and not self.passphrase.text():
            found = (tr("Your passphrase is asked for this."), self.passphrase)
        return found

    def _on_act(self) -> None:
        if self._busy:
            return
        if self._say_missing():
            return
        self._set_busy(True)
        self.wrong.hide()
        if self.passphrase.isHidden():
            self._go()
            return
        future = self._bridge.desk.unlock(self.passphrase.text())
        self._bridge.run(future, self, lambda _none: self._on_unlocked(), self._failed)

    def _say_missing(self) -> bool:
        missing = self._missing()
        if missing is None:
            return False
        kept = self.passphrase.text()
        self.say_wrong(missing[0])
        self.passphrase.setText(kept)  # trusted: what this person typed
        missing[1].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_unlocked(self) -> None:
        if self._left:
            return
        self._step_up.note()
        # An answer of the core may have come meanwhile and ask for more than at the press.
        if not self._say_missing():
            self._go()

    def _go(self) -> None:
        try:
            asked = self.call()
        except KnownError as error:
            self._failed(error)
            return
        self._bridge.run(asked, self, self.succeed, self._failed)

    def _failed(self, error: KnownError) -> None:
        self.say_wrong(display_line(error.text(), 400))
        if isinstance(error, Locked):
            self.passphrase.show()
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            self.refit()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.act.setEnabled(not busy)
        self._content.setEnabled(not busy)
