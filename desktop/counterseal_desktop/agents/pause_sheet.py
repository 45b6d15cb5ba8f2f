"""Pause an agent, or let a paused one go on. Pausing is towards safety: anybody, no step-up, no reason needed."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QButtonGroup

from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop.agents.standing import address, when
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.untrusted import display_line


class PauseSheet(SignedSheet):
    """``paused`` True pauses, False resumes."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, detail: AgentDetail, paused: bool, now: datetime
    ) -> None:
        name = display_line(detail.view.name, 80)
        if paused:
            words = (
                f"Pause {name}",
                "Everything it asks for waits, approved actions too. Nothing is voided and nothing is refused; its "
                "owner lets it go on. To stop it for good, halt it.",
                "Pause",
            )
        else:
            who = display_line(detail.paused_by or detail.view.paused_by, 80) or "Somebody"
            since = f" {when(detail.paused_at, now)}" if detail.paused_at else ""
            words = (f"Resume {name}", f"{who} paused it{since}. What waits goes on where it stood.", "Resume")
        super().__init__(
            deck,
            bridge,
            step_up,
            "pauseSheet" if paused else "resumeSheet",
            words,
            risky=not paused,
            asks_reason="optional",
            width=480,
        )
        self._detail = detail
        self._paused = paused
        self.one = RadioButton(f"Only {name}")
        owner = display_line(detail.view.owner, 60)
        self.owners = RadioButton(f"All agents of {owner}")
        self.everything = RadioButton("Every agent")
        if paused:
            group = QButtonGroup(self)
            for button, key in ((self.one, "agent"), (self.owners, "owner"), (self.everything, "all")):
                button.setObjectName(f"pauseScope_{key}")
                group.addButton(button)
                self.fields.addWidget(button)
            self.one.setChecked(True)
        self.start_at(self.reason)

    def scope(self) -> tuple[str, str]:
        """What is chosen, and its target."""
        if self.everything.isChecked():
            return "all", ""
        if self.owners.isChecked():
            return "owner", self._detail.view.owner_id
        return "agent", self._detail.view.id

    def call(self) -> Future[Any]:
        api = self._bridge.desk.autonomy
        if not self._paused:
            return api.resume(address(self._detail.view), self.reason_text())
        scope, target = self.scope()
        return api.pause(scope, target, self.reason_text())
