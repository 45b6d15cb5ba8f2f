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
from counterseal_desktop.translating import tr
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
            tr("{change}: sign as second person", change=order_title(order)),
            tr(
                "{person} signed this {when}. With your signature it is in force; without it, it lapses ({day}). You "
                "answer for it as much as {person} does.",
                person=who,
                when=when(order.at, now),
                day=day_of(order.until, now),
            ),
            tr("Sign as second person"),
        )
        super().__init__(deck, bridge, step_up, "secondSheet", words, asks_reason="none")
        self._order = order
        changes = Card(tr("What it changes"))
        changes.setObjectName("secondChanges")
        for line in order.changes:
            changes.body.addWidget(dotted("amber", tr("Change"), as_sentence(line)))
        if not order.changes:
            changes.body.addWidget(
                OwnLabel(tr("Its gateway does not say what it changes. Do not sign it blindly."), "bad")
            )
        self.fields.addWidget(changes)
        self.fields.addWidget(OwnLabel(tr("The reason {person} gave", person=who), "strong", wrap=True))
        reason = UntrustedText()
        reason.setObjectName("secondReason")
        reason.set_text(order.reason or tr("None."), max_lines=6)
        self.fields.addWidget(reason)
        digest = DigestLabel(order.sha256, tr("signed order"))
        self.fields.addWidget(digest)
        self.start_at(self.passphrase)

    def call(self) -> Future[Any]:
        return self._bridge.desk.autonomy.second(self._order.sha256)
