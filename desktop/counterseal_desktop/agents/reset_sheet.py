"""Let a halted agent go on again: it names the halt that it ends, takes a reason, and the agent comes back paused."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from counterseal.model.views import AgentView
from counterseal_desktop.agents.standing import when
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.untrusted import display_line


class ResetSheet(SignedSheet):
    """``done`` carries an ``OrderDone``."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, agent: AgentView, solo: bool, now: datetime
    ) -> None:
        who = display_line(agent.halted_by, 80) or "somebody"
        since = f" {when(agent.halted_at, now)}" if agent.halted_at else ""
        second = "" if solo else " It takes effect when a second person has signed it too."
        said = (
            f"This ends the halt that {who} placed{since}. The agent comes back paused: it may ask again, and "
            f"everything waits until its owner resumes it. Your name and reason go into the signed record.{second}"
        )
        words = (f"Reset {display_line(agent.name, 80)}", said, "Reset the agent")
        super().__init__(deck, bridge, step_up, "resetSheet", words, kind="plain", width=480)
        self._agent = agent.id
        self.reason.setObjectName("resetReason")
        self.passphrase.setObjectName("resetPassphrase")
        self.act.setObjectName("resetNow")
        self.start_at(self.reason)

    def call(self) -> Future[Any]:
        return self._bridge.desk.reset(self._agent, self.reason_text())
