"""Ties the evidence to the window: the bar of a doubtful history, its acceptance, and the popover of head holders."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counterseal.sync.api import DeskStatus
from counterseal.sync.api_evidence import EvidenceView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.trouble_bar import TroubleBar
from counterseal_desktop.evidence.watch import EvidenceWatch
from counterseal_desktop.evidence.words import read_only_reason
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr

UNNAMED = {
    "shorter": mark("Read-only: this history is shorter than one that others hold a head of. Nothing can be signed."),
    "forked": mark("Read-only: this history is not the one that others hold a head of. Nothing can be signed."),
}
NOT_NAMED = mark("Read-only: this history is not what others hold a head of. Nothing can be signed.")


class EvidenceGuard(QObject):
    """One for a window.

    Attributes:
        said: why nothing can be signed; empty when it can.

    Signals:
        read_only(str): why nothing can be signed; empty when it can.
        accepted(int seq): an owner has accepted the history with this entry.
    """

    read_only = Signal(str)
    accepted = Signal(int)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, bar: TroubleBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._step_up, self._bar = bridge, deck, step_up, bar
        self.watch = EvidenceWatch(bridge, self)
        self.watch.changed.connect(self._on_view)
        bar.accept_wanted.connect(self.open_accept)
        self._owner = False
        self._state = ""
        self.said = ""

    def set_status(self, status: DeskStatus) -> None:
        """Roles, and the ledger's state, which is known before the evidence is."""
        owner = "owner" in status.identity.roles
        ledger = status.ledger
        state = ledger.state if ledger.read_only or ledger.state in UNNAMED else ""
        changed = (owner, state) != (self._owner, self._state)
        self._owner, self._state = owner, state
        if changed:
            self._refresh()

    def open_holders(self) -> None:
        """Who holds heads, asked anew, since this is what somebody wants to rely on."""

        from counterseal_desktop.evidence.holders import HoldersPopover

        def ok(view: EvidenceView) -> None:
            if not self._deck.holds(HoldersPopover):
                self._deck.open(HoldersPopover(self._deck, view))

        self._bridge.run(self._bridge.desk.evidence.view(), self, ok)

    def open_accept(self) -> None:
        """Ask the owner whether this history shall be the one that counts."""
        view = self.watch.view
        if view is not None and view.trouble is not None and self._owner:
            from counterseal_desktop.evidence.accept_sheet import AcceptSheet

            sheet = AcceptSheet(self._deck, self._bridge, self._step_up, view.trouble)
            sheet.done.connect(self._on_accepted)
            self._deck.open(sheet)

    def _on_view(self, view: EvidenceView) -> None:
        self._refresh()

    def _on_accepted(self, seq: int) -> None:
        self.watch.ask()
        self.accepted.emit(seq)

    def _refresh(self) -> None:
        trouble = self.watch.view.trouble if self.watch.view is not None else None
        self._bar.set_trouble(trouble, self._owner)
        said = tr(UNNAMED.get(self._state, NOT_NAMED)) if self._state else ""
        if trouble is not None:
            said = read_only_reason(trouble)
        if said != self.said:
            self.said = said
            self.read_only.emit(said)
