"""Pause an agent, or let a paused one go on. Pausing is towards safety: anybody, no step-up, no reason needed."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QButtonGroup

from counterseal.model.views import AgentView
from counterseal_desktop.agents.standing import address
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line


class PauseSheet(SignedSheet):
    """``paused`` True pauses, False resumes; ``since`` says when it was paused, or nothing."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, agent: AgentView, paused: bool, since: str = ""
    ) -> None:
        name = display_line(agent.name, 80)
        if paused:
            words = (
                tr("Pause {agent}", agent=name),
                tr(
                    "Everything it asks for waits, approved actions too. Nothing is voided and nothing is refused; its "
                    "owner lets it go on. To stop it for good, halt it."
                ),
                tr("Pause"),
            )
        else:
            who = display_line(agent.paused_by, 80) or tr("Somebody")
            words = (
                tr("Resume {agent}", agent=name),
                _paused_by(who, since),
                tr("Resume"),
            )
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
        self._agent = agent
        self._paused = paused
        self.one = RadioButton(tr("Only {agent}", agent=name))
        owner = display_line(agent.owner, 60)
        self.owners = RadioButton(tr("All agents of {owner}", owner=owner))
        self.everything = RadioButton(tr("Every agent"))
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
            return "owner", self._agent.owner_id
        return "agent", self._agent.id

    def call(self) -> Future[Any]:
        api = self._bridge.desk.autonomy
        if not self._paused:
            return api.resume(address(self._agent), self.reason_text())
        scope, target = self.scope()
        return api.pause(scope, target, self.reason_text())


def _paused_by(who: str, since: str) -> str:
    if not since:
        return tr("{person} paused it. What waits goes on where it stood.", person=who)
    return tr("{person} paused it {when}. What waits goes on where it stood.", person=who, when=since)
