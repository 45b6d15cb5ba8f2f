"""Opens the sheets about agents, from the agents screen, the inbox or wherever; one for a window.

Each sheet stands on what the gateway says at the moment it is opened, so that it changes what is in force and not what
a screen showed a while ago. What a sheet did is told as a sentence by ``said``.

    window.agent_sheets.describe(item.agent, api.suggest_descriptor(detail))    "Describe this tool…"
    window.agent_sheets.next_time(item.agent, draft)                            "Next time…", a ``MandateDraft``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from counterseal.clock import Clock
from counterseal.model.autonomy import Autonomy, Level
from counterseal.model.views import AgentView
from counterseal_desktop.agents.standing import address, when
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import AgentDetail, MandateDraft, OrderDone, PendingOrder, Registered
    from counterseal_desktop.agents.register_sheet import RegisterSheet
    from counterseal_desktop.shell.signed_sheet import SignedSheet


class AgentSheets(QObject):
    """Signals:
    changed(): agents are in another state now, or wait for a second person.
    said(str, str): a sentence for the window's message bar, and its tone.
    """

    changed = Signal()
    said = Signal(str, str)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._step_up, self._clock = bridge, deck, step_up, clock

    def register(self) -> RegisterSheet:
        """Register an agent; its token is shown once."""
        from counterseal_desktop.agents.register_sheet import RegisterSheet

        sheet = RegisterSheet(self._deck, self._bridge, self._step_up)
        sheet.done.connect(self._on_registered)
        self._deck.open(sheet)
        return sheet

    def level(self, agent: str, wanted: Autonomy | Level | None = None) -> None:
        """Sign a change of level; ``wanted`` is chosen already, as for a proposal or a draft."""
        self._about(agent, lambda detail: self._open_level(detail, wanted))

    def mandate(self, agent: str) -> None:
        """Sign a mandate, or take it back."""
        self._about(agent, self._open_mandate)

    def next_time(self, agent: str, draft: MandateDraft) -> None:
        """A mandate filled from one approved case. The level that it needs is a signature of its own, said there."""
        self._about(agent, lambda detail: self._open_mandate(detail, draft))

    def charter(self, agent: str) -> None:
        """Sign the charter."""
        self._about(agent, self._open_charter)

    def tools(self, agent: str) -> None:
        """The list of tools, each with its way to be described anew."""
        self._about(agent, self._open_tools)

    def describe(self, agent: str, tool: str | Mapping[str, Any]) -> None:
        """Describe one tool. ``tool`` is a name, or a descriptor to begin with, as ``suggest_descriptor`` makes it."""
        self._about(agent, lambda detail: self._open_tool(detail, tool))

    def traces(self, agent: str) -> None:
        """Say what is kept of the spans that its program exports."""
        self._about(agent, self._open_traces)

    def pause(self, agent: AgentView) -> None:
        """Let everything of an agent wait. It asks no gateway first: a pause is signed while that cannot be reached."""
        from counterseal_desktop.agents.pause_sheet import PauseSheet

        self._open_signed(PauseSheet(self._deck, self._bridge, self._step_up, agent, True))

    def resume(self, agent: str) -> None:
        """Let a paused agent go on."""
        self._about(agent, self._open_resume)

    def drill(self, agent: str) -> None:
        """Try the kill switch."""
        self._about(agent, self._open_drill)

    def second(self, order: PendingOrder) -> None:
        """Sign what another person has signed."""
        from counterseal_desktop.agents.second_sheet import SecondSheet

        self._open_signed(SecondSheet(self._deck, self._bridge, self._step_up, order, self._clock.now()))

    def _about(self, agent: str, then: Callable[[AgentDetail], None]) -> None:
        self._bridge.run(self._bridge.desk.autonomy.agent(agent), self, then)

    def _open_level(self, detail: AgentDetail, wanted: Autonomy | Level | None = None) -> None:
        from counterseal_desktop.agents.level_sheet import LevelSheet

        sheet = LevelSheet(self._deck, self._bridge, self._step_up, detail, wanted)
        sheet.charter_wanted.connect(lambda: self.charter(address(detail.view)))
        self._open_owners(sheet, detail)

    def _open_mandate(self, detail: AgentDetail, draft: MandateDraft | None = None) -> None:
        from counterseal_desktop.agents.mandate_sheet import MandateSheet

        sheet = MandateSheet(self._deck, self._bridge, self._step_up, detail, self._clock.now(), draft)
        sheet.level_wanted.connect(lambda wanted: self.level(address(detail.view), wanted))
        self._open_owners(sheet, detail)

    def _open_charter(self, detail: AgentDetail) -> None:
        from counterseal_desktop.agents.charter_sheet import CharterSheet

        self._open_owners(CharterSheet(self._deck, self._bridge, self._step_up, detail), detail)

    def _open_tools(self, detail: AgentDetail) -> None:
        from counterseal_desktop.agents.tools_sheet import ToolsSheet

        sheet = ToolsSheet(self._deck, detail)
        sheet.tool_wanted.connect(lambda tool: self._open_tool(detail, tool))
        self._deck.open(sheet)

    def _open_tool(self, detail: AgentDetail, tool: str | Mapping[str, Any]) -> None:
        from counterseal_desktop.agents.tool_sheet import ToolSheet
        from counterseal_desktop.agents.tools_sheet import ToolsSheet

        sheet = ToolSheet(self._deck, self._bridge, self._step_up, detail, tool)
        below = self._deck.top()
        if isinstance(below, ToolsSheet):
            # What was signed replaces the list under it, which stands on the registry before.
            sheet.done.connect(lambda _done: below.leave())
        self._open_owners(sheet, detail)

    def _open_traces(self, detail: AgentDetail) -> None:
        from counterseal_desktop.agents.traces_sheet import TracesSheet

        self._open_owners(TracesSheet(self._deck, self._bridge, self._step_up, detail), detail)

    def _open_resume(self, detail: AgentDetail) -> None:
        from counterseal_desktop.agents.pause_sheet import PauseSheet

        view = replace(detail.view, paused_by=detail.paused_by or detail.view.paused_by)
        since = when(detail.paused_at, self._clock.now()) if detail.paused_at else ""
        self._open_signed(PauseSheet(self._deck, self._bridge, self._step_up, view, False, since))

    def _open_drill(self, detail: AgentDetail) -> None:
        from counterseal_desktop.agents.drill_sheet import DrillSheet

        sheet = DrillSheet(self._deck, self._bridge, detail.view)
        sheet.closed.connect(self.changed)
        self._deck.open(sheet)

    def _open_owners(self, sheet: SignedSheet, detail: AgentDetail) -> None:
        """What only the owner signs; anybody else reads it."""
        view = detail.view
        if self._bridge.desk.status().identity.person_id != view.owner_id:
            owner = display_line(view.owner, 80) if view.owner_id else tr("an owner")
            sheet.only_read(tr("Only {owner} can sign this.", owner=owner))
        self._open_signed(sheet)

    def _open_signed(self, sheet: SignedSheet) -> None:
        sheet.done.connect(self._on_done)
        self._deck.open(sheet)

    def _on_done(self, done: OrderDone) -> None:
        self.said.emit(*done_words(done))
        self.changed.emit()

    def _on_registered(self, registered: Registered) -> None:
        from counterseal_desktop.agents.register_sheet import TokenSheet

        self._deck.open(TokenSheet(self._deck, registered))
        self.changed.emit()


def done_words(done: OrderDone) -> tuple[str, str]:
    """What became of a signed order, and the tone to say it in."""
    note = display_line(done.note, 300)
    entry = figure(done.seq)
    if done.state == "needs_second":
        words = tr(
            "Signed, entry {entry}. It waits for a second person for 7 days; until then nothing changes.", entry=entry
        )
        return words, "amber"
    if done.state == "stored":
        note = note or tr("It takes effect once its gateway can be reached.")
        return tr("Signed and stored, entry {entry}. {note}", entry=entry, note=note), "amber"
    if note:
        return tr("Signed and in force, entry {entry}. {note}", entry=entry, note=note), "green"
    return tr("Signed and in force, entry {entry}.", entry=entry), "green"
