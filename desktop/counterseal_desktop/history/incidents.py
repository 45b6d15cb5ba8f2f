"""Incidents in the history: which belong to the entry that is shown, and the sheets that open, note and close them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counterseal.errors import KnownError
from counterseal.sync.api import EntryDetail, HistoryRow
from counterseal.sync.api_autonomy import IncidentView, OrderDone
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.entry_side import EntrySide
from counterseal_desktop.history.incident_sheets import IncidentStepSheet, MarkWrongSheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.untrusted import display_line

OF_ACTIONS = ("action_received", "policy_allowed", "decision", "delivered", "permit_taken", "outcome")
EXECUTED = "Executed"


class Incidents(QObject):
    """One for a history.

    Signals:
        said(str, str): a sentence made safe and its tone.
        changed(): something was signed; the shown entry is to be read anew.
    """

    said = Signal(str, str)
    changed = Signal()

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, side: EntrySide, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._step_up, self._side = bridge, deck, step_up, side
        self._row: HistoryRow | None = None
        self._may_sign = False
        self._known: tuple[IncidentView, ...] = ()
        side.wrong_wanted.connect(self.open_mark)
        side.incidents.note_wanted.connect(lambda one: self._open_step(one, False))
        side.incidents.close_wanted.connect(lambda one: self._open_step(one, True))

    def set_may_sign(self, may_sign: bool) -> None:
        """Owners and reviewers open, note and close; nobody does while nothing can be signed."""
        if may_sign != self._may_sign:
            self._may_sign = may_sign
            self._show()

    def show(self, detail: EntryDetail | None) -> None:
        """This entry is shown now; None where it is none of the own record."""
        row = self._row = None if detail is None else detail.row
        self._known = ()
        self._show()
        if row is not None and row.agent and (row.kind == "incident" or row.kind in OF_ACTIONS):
            self._bridge.run(
                self._bridge.desk.autonomy.incidents(row.agent),
                self,
                lambda found: self._on_found(row, found),
                self._on_failed,
            )

    def open_mark(self) -> None:
        """Ask what went wrong with the shown action."""
        if self._row is not None and self._may_mark(self._row):
            sheet = MarkWrongSheet(self._deck, self._bridge, self._step_up, self._row)
            sheet.done.connect(lambda done: self._on_signed(tr("Marked as wrong"), done))
            self._deck.open(sheet)

    def _open_step(self, incident: IncidentView, closes: bool) -> None:
        sheet = IncidentStepSheet(self._deck, self._bridge, self._step_up, incident, closes)
        sheet.done.connect(lambda done: self._on_signed(tr("Closed") if closes else tr("Noted"), done))
        self._deck.open(sheet)

    def _may_mark(self, row: HistoryRow) -> bool:
        executed = row.kind in OF_ACTIONS and EXECUTED in (row.verdict, row.outcome)
        return self._may_sign and executed and not any(self._is_open(one) for one in self._known)

    def _is_open(self, incident: IncidentView) -> bool:
        return self._row is not None and incident.action == self._row.subject and incident.state != "closed"

    def _on_found(self, row: HistoryRow, found: tuple[IncidentView, ...]) -> None:
        if row is self._row:
            mine = (one for one in found if row.kind == "incident" or one.action == row.subject)
            self._known = tuple(sorted(mine, key=lambda one: one.opened_at, reverse=True))
            self._show()

    def _on_failed(self, error: KnownError) -> None:
        self.said.emit(tr("Incidents cannot be read: {why}", why=display_line(error.text(), 300)), "amber")

    def _show(self) -> None:
        self._side.incidents.set_incidents(self._known, self._may_sign)
        self._side.offer_wrong(self._row is not None and self._may_mark(self._row))

    def _on_signed(self, what: str, done: OrderDone) -> None:
        said = tr("{what}: signed, entry {seq}.", what=what, seq=figure(done.seq))
        self.said.emit(f"{said} {display_line(done.note, 300)}" if done.note else said, "green")
        self.changed.emit()
