"""Ordering a halt, following it, and letting an agent go on again: the sheets and the calls behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from counterseal.clock import Clock
from counterseal.errors import KnownError, Locked
from counterseal.model.views import AgentView
from counterseal.sync.api import HaltProgress
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import OrderDone
    from counterseal_desktop.agents.reset_sheet import ResetSheet
    from counterseal_desktop.shell.halt_sheet import HaltReport, HaltSheet

# The sheets are imported where they are opened: a start opens none.
NEEDS_SECOND = mark(
    "Your reset is signed and waits for a second person's signature; until then the agent stays halted."
)
COMES_PAUSED = mark("The agent is reset and paused: what it asks for waits until its owner resumes it.")


class Halting(QObject):
    """One for a window.

    Signals:
        changed(): agents are in another state now.
        entry_wanted(int seq): show this entry of the ledger.
        said(str, str): a sentence made safe and its tone.
    """

    changed = Signal()
    entry_wanted = Signal(int)
    said = Signal(str, str)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._step_up, self._clock = bridge, deck, step_up, clock
        self._agents: tuple[AgentView, ...] = ()
        self._report: HaltReport | None = None
        bridge.halt.connect(self._on_news)

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._agents = agents

    def open_halt(self, agent: str = "") -> HaltSheet:
        """The halt sheet, for one agent or, without a choice made, for everything."""
        from counterseal_desktop.shell.halt_sheet import HaltSheet

        sheet = HaltSheet(self._deck.host, self._agents, agent, self._solo())
        sheet.ordered.connect(lambda *order: self._order(sheet, *order))
        self._deck.open(sheet)
        return sheet

    def halt(self, scope: str, target: str, reason: str, grace: int | None = None) -> None:
        """Order a halt and show how it goes. ``grace``: seconds; None for the gateway's default."""
        self._bridge.run(self._bridge.desk.halt(scope, target, reason, grace), self, self._on_halt)

    def _order(self, sheet: HaltSheet, scope: str, target: str, reason: str, grace: int) -> None:
        """Order what the sheet says. The sheet may have been left meanwhile; what becomes of it is told anyway."""
        from counterseal_desktop.shell.halt_sheet import SCOPE_ALL

        def taken(progress: HaltProgress) -> None:
            if isValid(sheet):
                sheet.leave()
            self._on_halt(progress)

        def failed(error: KnownError) -> None:
            if isValid(sheet) and sheet.isVisible():
                sheet.say_wrong(display_line(error.text(), 400), isinstance(error, Locked) and scope != SCOPE_ALL)
            else:
                self._bridge.problem.emit(error)

        self._bridge.run(self._bridge.desk.halt(scope, target, reason, grace), self, taken, failed)

    def open_reset(self, agent: str) -> ResetSheet | None:
        """The reset sheet of one agent; None when there is no such agent."""
        named = [one for one in self._agents if one.id == agent]
        if not named:
            return None
        from counterseal_desktop.agents.reset_sheet import ResetSheet

        # Several gateways may have an agent of this id; a reset is about one where it is halted.
        found = next((one for one in named if one.state == "halted"), named[0])
        sheet = ResetSheet(self._deck, self._bridge, self._step_up, found, self._solo(), self._clock.now())
        sheet.done.connect(self._on_reset)
        self._deck.open(sheet)
        return sheet

    def _solo(self) -> bool:
        return self._bridge.desk.status().identity.solo

    def _on_halt(self, progress: HaltProgress) -> None:
        if self._report is None:
            from counterseal_desktop.shell.halt_sheet import HaltReport

            report = HaltReport(self._deck.host, self._clock, self._solo())
            report.history_wanted.connect(self.entry_wanted)
            report.closed.connect(self._on_report_closed)
            self._report = report
            self._deck.open(report)
        self._report.set_progress(progress)
        self.changed.emit()

    def _on_news(self, progress: HaltProgress) -> None:
        if self._report is not None and self._report.seq == progress.seq:
            self._report.set_progress(progress)
        self.changed.emit()

    def _on_report_closed(self) -> None:
        self._report = None

    def _on_reset(self, placed: OrderDone | None) -> None:
        self.changed.emit()
        waits = placed.state == "needs_second" if placed is not None else not self._solo()
        self.said.emit(tr(NEEDS_SECOND if waits else COMES_PAUSED), "blue")
