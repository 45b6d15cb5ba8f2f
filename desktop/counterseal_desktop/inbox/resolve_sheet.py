"""Say what became of an action that was let go and never reported back."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QWidget

from counterseal.model.views import ActionDetail
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line


class ResolveSheet(SignedSheet):
    """``done`` gives the ``OrderDone``. Neither answer is chosen beforehand."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, detail: ActionDetail) -> None:
        words = (
            tr("What became of it?"),
            tr(
                "The permit was taken and nothing was reported afterwards. Look where the effect would be, then say "
                "it; your answer and how you know go into the signed record. Nothing runs again by it."
            ),
            tr("Sign it"),
        )
        super().__init__(deck, bridge, step_up, "resolveSheet", words, risky=False, width=500)
        self._action = detail.item.id
        self.fields.addWidget(OwnLabel(display_line(detail.facts.title or detail.item.title, 200), "strong", wrap=True))
        if detail.outcome_note:
            self.fields.addWidget(OwnLabel(display_line(detail.outcome_note, 300), "muted", wrap=True))
        self.ran = RadioButton(tr("It was done"))
        self.ran.setObjectName("resolveDone")
        self.failed = RadioButton(tr("It was not done, or failed"))
        self.failed.setObjectName("resolveFailed")
        group = QButtonGroup(self)
        for button in (self.ran, self.failed):
            group.addButton(button)
            self.fields.addWidget(button)
        self.reason.setPlaceholderText(tr("How you know"))
        self.start_at(self.reason)

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.ran.isChecked() and not self.failed.isChecked():
            return tr("Choose what became of it."), self.ran
        return None

    def call(self) -> Future[Any]:
        outcome = "done" if self.ran.isChecked() else "failed"
        return self._bridge.desk.autonomy.resolve(self._action, outcome, self.reason_text())
