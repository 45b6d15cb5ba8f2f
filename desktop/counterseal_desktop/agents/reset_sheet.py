"""Let a halted agent go on again: it names the halt that it ends, takes a reason, and the agent comes back paused."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop.agents.standing import when
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line


class ResetSheet(SignedSheet):
    """``done`` carries an ``OrderDone``. What is signed ends the halt that the sheet tells of, and no newer one."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, agent: AgentView, solo: bool, now: datetime
    ) -> None:
        words = (
            tr("Reset {agent}", agent=display_line(agent.name, 80)),
            _ends(agent, solo, now),
            tr("Reset the agent"),
        )
        super().__init__(deck, bridge, step_up, "resetSheet", words, kind="plain", width=480)
        self._agent, self._solo, self._now = agent, solo, now
        self._halt: str | None = None
        self._unread = KnownError(
            tr("What halts it is still being read"), todo=tr("Try again in a moment."), code="unread"
        )
        self.reason.setObjectName("resetReason")
        self.passphrase.setObjectName("resetPassphrase")
        self.act.setObjectName("resetNow")
        self.start_at(self.reason)
        # Named with its gateway even where that is the own one: others may have an agent of this id.
        future = bridge.desk.autonomy.agent(f"{agent.id}@{agent.gateway}")
        bridge.run(future, self, self._on_detail, self._on_unread)

    def call(self) -> Future[Any]:
        agent = self._agent
        if self._halt is None:
            unread: Future[Any] = Future()
            unread.set_exception(self._unread)
            return unread
        return self._bridge.desk.reset(agent.id, self.reason_text(), agent.gateway, halt=self._halt)

    def _on_detail(self, detail: AgentDetail) -> None:
        # Empty names no halt: one that a file made is not ended by an order, and the core says what does.
        self._halt = detail.halt_order or ""
        if detail.view.halted_by:
            # The list that the sheet was opened from may be older than the halt that is about to be named.
            self.subtitle.say(_ends(detail.view, self._solo, self._now))
            self.refit()

    def _on_unread(self, error: KnownError) -> None:
        self._unread = error


def _ends(agent: AgentView, solo: bool, now: datetime) -> str:
    who = display_line(agent.halted_by, 80) or tr("somebody")
    since = when(agent.halted_at, now) if agent.halted_at else ""
    ends = tr("This ends the halt that {person} placed.", person=who)
    if since:
        ends = tr("This ends the halt that {person} placed {when}.", person=who, when=since)
    then = tr(
        "The agent comes back paused: it may ask again, and everything waits until its owner resumes it. Your name and "
        "reason go into the signed record."
    )
    second = "" if solo else tr("It takes effect when a second person has signed it too.")
    return " ".join(part for part in (ends, then, second) if part)
