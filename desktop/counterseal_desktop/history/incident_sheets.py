"""Mark an executed action as wrong, note what was done about it, and close it. Towards safety: no step-up."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from counterseal.errors import KnownError
from counterseal.model.views import ActionDetail
from counterseal.sync.api import HistoryFilter, HistoryPage, HistoryRow
from counterseal.sync.api_autonomy import AgentDetail, IncidentView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.history_model import clock_time
from counterseal_desktop.shell.choices import DropDown
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line

MOST_LATER = 25


class MarkWrongSheet(SignedSheet):
    """``row`` is an entry of the executed action. ``done`` gives the ``OrderDone``."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, row: HistoryRow) -> None:
        name = display_line(row.agent_name or row.agent, 60)
        words = (
            tr("Mark as wrong"),
            tr(
                "The incident goes into the ledger and {name} falls one level by itself, down to L1 at most; only its "
                "owner raises it again. Nothing is undone by this: follow the runbook, then note here which action "
                "made up for it.",
                name=name,
            ),
            tr("Mark as wrong"),
        )
        super().__init__(deck, bridge, step_up, "wrongSheet", words, risky=False, kind="danger")
        self._row = row
        self.fields.addWidget(OwnLabel(display_line(row.title, 200), "strong", wrap=True))
        self._after = QVBoxLayout()
        self.fields.addLayout(self._after)
        _ask_for(self, tr("What went wrong"))
        self._runbooks: set[str] = set()
        bridge.run(bridge.desk.detail(row.subject), self, self._on_detail, self._on_no_detail)
        bridge.run(bridge.desk.autonomy.agent(row.agent), self, self._on_agent, self._on_no_detail)

    def call(self) -> Future[Any]:
        return self._bridge.desk.autonomy.open_incident(self._row.agent, self._row.subject, self.reason_text())

    def _on_detail(self, detail: ActionDetail) -> None:
        """How to take it back comes from the tool's description."""
        self._say_runbook(detail.runbook)
        if detail.facts.undo and detail.facts.plain:
            self._add(f"{display_line(detail.facts.undo, 200).rstrip('.')}.", "muted")

    def _on_agent(self, agent: AgentDetail) -> None:
        """The charter says what a person does when it goes wrong."""
        self._say_runbook(agent.charter.runbook if agent.charter is not None else agent.runbook)

    def _say_runbook(self, runbook: str) -> None:
        if runbook and runbook not in self._runbooks:
            self._runbooks.add(runbook)
            self._add(tr("Runbook: {text}", text=display_line(runbook, 300)), "")

    def _on_no_detail(self, error: KnownError) -> None:
        self._add(tr("What to do about it cannot be shown: {why}", why=display_line(error.text(), 200)), "muted")

    def _add(self, words: str, role: str) -> None:
        label = OwnLabel(words, role, wrap=True)
        label.setObjectName("wrongAfter")
        self._after.addWidget(label)
        label.show()
        self.refit()


class IncidentStepSheet(SignedSheet):
    """A note on an incident, with the action that made up for it if there is one; or its end."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, incident: IncidentView, closes: bool
    ) -> None:
        words = (
            (
                tr("Close the incident"),
                tr("What was done about it goes into the record. The level stays as it is."),
                tr("Close it"),
            )
            if closes
            else (tr("Add a note"), tr("What was done about it so far goes into the record."), tr("Add the note"))
        )
        super().__init__(deck, bridge, step_up, "incidentSheet", words, risky=False)
        self._incident, self._closes = incident, closes
        self.fields.addWidget(OwnLabel(display_line(incident.title or incident.what, 200), "strong", wrap=True))
        if incident.runbook:
            self.fields.addWidget(
                OwnLabel(tr("Runbook: {text}", text=display_line(incident.runbook, 300)), "muted", wrap=True)
            )
        self.compensating = DropDown()
        self.compensating.setObjectName("incidentCompensatingChoice")
        self.compensating.setAccessibleName(tr("The action that made up for it"))
        self.compensating.addItem(tr("No action made up for it yet"), "")
        self.compensating.setVisible(not closes)
        self.fields.addWidget(self.compensating)
        _ask_for(self, tr("What was done about it"))
        if not closes:
            wanted = HistoryFilter(agent=incident.agent, kinds=("outcome",), since=incident.opened_at)
            future = bridge.desk.history(wanted, None, MOST_LATER)
            bridge.run(future, self, self._on_later, lambda error: self.say_wrong(display_line(error.text(), 300)))

    def call(self) -> Future[Any]:
        autonomy = self._bridge.desk.autonomy
        if self._closes:
            return autonomy.close_incident(self._incident.id, self.reason_text())
        chosen = self.compensating.currentData() or None
        return autonomy.note_incident(self._incident.id, self.reason_text(), chosen)

    def _on_later(self, page: HistoryPage) -> None:
        """What the same agent did since, the newest first."""
        for row in page.rows:
            if row.subject and row.subject != self._incident.action and self.compensating.findData(row.subject) < 0:
                self.compensating.addItem(f"{clock_time(row.at)}  {display_line(row.title, 70)}", row.subject)


def _ask_for(sheet: SignedSheet, words: str) -> None:
    """The reason of such an order is its text."""
    sheet.reason.setPlaceholderText(words)  # trusted: literals above
    sheet.reason.setAccessibleName(words)
    sheet.start_at(sheet.reason)
