"""Sign as second person what another person has signed: what it changes, who signed it, and why."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from counterseal.sync.api_autonomy import PendingOrder
from counterseal_desktop.agents.rows_card import dotted
from counterseal_desktop.agents.standing import as_sentence, day_of, when
from counterseal_desktop.agents.waiting_cards import order_title
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.digest_label import DigestLabel
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line


class SecondSheet(SignedSheet):
    """Shows every change of a pending order; ``done`` carries an ``OrderDone``."""

    def __init__(
        self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, order: PendingOrder, now: datetime
    ) -> None:
        who = display_line(order.by, 80)
        words = (
            f"{order_title(order)}: sign as second person",
            f"{who} signed this {when(order.at, now)}. With your signature it is in force; without it, it lapses "
            f"({day_of(order.until, now)}). You answer for it as much as {who} does.",
            "Sign as second person",
        )
        super().__init__(deck, bridge, step_up, "secondSheet", words, asks_reason="none")
        self._order = order
        changes = Card("What it changes")
        changes.setObjectName("secondChanges")
        for line in order.changes:
            changes.body.addWidget(dotted("amber", "Change", as_sentence(line)))
        if not order.changes:
            changes.body.addWidget(OwnLabel("Its gateway does not say what it changes. Do not sign it blindly.", "bad"))
        self.fields.addWidget(changes)
        self.fields.addWidget(OwnLabel(f"The reason {who} gave", "strong", wrap=True))
        reason = UntrustedText()
        reason.setObjectName("secondReason")
        reason.set_text(order.reason or "None.", max_lines=6)
        self.fields.addWidget(reason)
        digest = DigestLabel(order.sha256, "signed order")
        self.fields.addWidget(digest)
        self.start_at(self.passphrase)

    def call(self) -> Future[Any]:
        return self._bridge.desk.autonomy.second(self._order.sha256)
