"""The sheet that asks for the passphrase when the key is needed, and the words about the key being locked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counterseal.errors import KnownError
from counterseal.sync.api import DecisionDraft
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.small_sheets import PassphraseSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import display_line

FOR_A_DECISION = mark("Your decision is ready. Signing it needs your key.")
BY_HAND = mark(
    "Until it is locked again your decisions are signed without asking for it, except where a step-up is due."
)
GIVEN_UP = mark("Your key stays locked. Nothing was signed.")


class Unlocking(QObject):
    """One for a window.

    Signals:
        signing(DecisionDraft): the key is there now, sign this.
        given_up(str): the person closed the sheet without a passphrase; the sentence says so.
    """

    signing = Signal(object)
    given_up = Signal(str)

    def __init__(self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._step_up = bridge, deck, step_up

    def ask(self) -> None:
        """Unlock because the person wants it."""
        if not self._deck.holds(PassphraseSheet):
            self._open(tr(BY_HAND), None)

    def ask_for(self, draft: DecisionDraft) -> None:
        """Unlock because a decision needs it, then sign that."""
        self._open(tr(FOR_A_DECISION), draft)

    def silently(self, passphrase: str) -> None:
        """Unlock with what the person typed a moment ago, when the key was made."""
        self._bridge.run(self._bridge.desk.unlock(passphrase), self, lambda _none: self._step_up.note())

    def _open(self, why: str, draft: DecisionDraft | None) -> None:
        sheet = PassphraseSheet(self._deck.host, why)

        def ok(_none: object) -> None:
            self._step_up.note()
            sheet.finish()
            if draft is not None:
                self.signing.emit(draft)

        def failed(error: KnownError) -> None:
            sheet.say_wrong(display_line(error.text(), 300))

        def check(passphrase: str) -> None:
            self._bridge.run(self._bridge.desk.unlock(passphrase), sheet, ok, failed)

        sheet.entered.connect(check)
        if draft is not None:
            sheet.abandoned.connect(lambda: self.given_up.emit(tr(GIVEN_UP)))
        self._deck.open(sheet)
