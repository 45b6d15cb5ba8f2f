"""The owner's choice of what is kept of the spans that an agent's program exports. More than now takes a passphrase."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from counterseal.model.traces import Capture
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.standing import address
from counterseal_desktop.agents.traces_card import WORDS
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import display_line

NAMES: Mapping[Capture, str] = {
    Capture.OFF: mark("Nothing"),
    Capture.STRUCTURE: mark("Structure"),
    Capture.CONTENT: mark("Structure and content"),
}


class TracesSheet(SignedSheet):
    """One of three grades, each with what it keeps."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, detail: AgentDetail) -> None:
        words = (
            tr("Exported traces of {agent}", agent=display_line(detail.view.name, 80)),
            tr("What is not chosen here is dropped before anything is stored."),
            tr("Sign"),
        )
        super().__init__(deck, bridge, step_up, "tracesSheet", words, risky=False, asks_reason="optional", width=520)
        self._detail = detail
        self.choices: dict[Capture, RadioButton] = {}
        group = QButtonGroup(self)
        for capture in Capture:
            button = RadioButton(tr(NAMES[capture]))
            button.setObjectName(f"traces_{capture.value}")
            button.setAccessibleDescription(tr(WORDS[capture]))
            group.addButton(button)
            self.choices[capture] = button
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(button)
            words_ = OwnLabel(tr(WORDS[capture]), "small", wrap=True)
            words_.setContentsMargins(theme.px(26), 0, 0, 0)
            box.addWidget(words_)
            self.fields.addLayout(box)
        self.fields.addSpacing(theme.px(4))
        self.choices[detail.capture].setChecked(True)
        group.buttonToggled.connect(lambda *_: self.set_risky(self.chosen().rank > detail.capture.rank))
        self.start_at(self.choices[detail.capture])

    def chosen(self) -> Capture:
        """The grade that is chosen."""
        return next(capture for capture, button in self.choices.items() if button.isChecked())

    def problem(self) -> tuple[str, QWidget] | None:
        if self.chosen() is self._detail.capture:
            return tr("This is in force already."), self.choices[self._detail.capture]
        return None

    def call(self) -> Future[Any]:
        detail, api = self._detail, self._bridge.desk.autonomy
        return api.set_capture(address(detail.view), self.chosen(), self.reason_text(), seen=detail)
