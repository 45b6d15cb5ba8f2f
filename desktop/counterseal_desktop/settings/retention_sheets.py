"""Cut what of a class is past its time, and change how long a class is kept."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from counterseal.sync.api_erasure import RetentionClass
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.untrusted import display_line

LEAST_DAYS = 183
MOST_DAYS = 36_500
WHY_LEAST = mark(
    "At least 183 days: what the EU's AI Act asks of logs (art. 26(6)). Cut what is past its time yourself."
)


class CutSheet(SignedSheet):
    """Deletes what of a class is past its time."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, kept: RetentionClass) -> None:
        words = (
            tr("Cut: {name}", name=display_line(kept.name, 60)),
            tr("1 entry is older than {days} days.", days=figure(kept.days))
            if kept.due == 1
            else tr(
                "{number} entries are older than {days} days.",
                count=kept.due,
                number=figure(kept.due),
                days=figure(kept.days),
            ),
            tr("Cut"),
        )
        super().__init__(deck, bridge, step_up, "cutSheet", words, kind="danger")
        self._kept = kept
        goes = (
            tr("What goes: their content and the signed statements. {what}", what=display_line(kept.sentence, 300))
            if kept.envelopes
            else tr("What goes: their attachments, not the statements. {what}", what=display_line(kept.sentence, 300))
        )
        for sentence in (
            goes,
            tr(
                "What stays: that each entry was made, when, of what kind and with which key; the chain stays provable."
            ),
            tr("Bundles and backups that were made before are out of reach."),
        ):
            self.fields.addWidget(OwnLabel(sentence, wrap=True))
        self.start_at(self.reason)

    def call(self) -> Future[Any]:
        return self._bridge.desk.erasing.cut(self._kept.name, self.reason_text())


class KeepSheet(SignedSheet):
    """Changes the days; deletes nothing by itself."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, kept: RetentionClass) -> None:
        words = (
            tr("How long to keep: {name}", name=display_line(kept.name, 60)),
            display_line(kept.sentence, 300),
            tr("Keep so long"),
        )
        super().__init__(deck, bridge, step_up, "keepSheet", words, risky=False, asks_reason="none", width=460)
        self.passphrase.hide()
        self._kept = kept
        self.days = NumberBox(tr("Days to keep it from each entry's time on"), LEAST_DAYS, MOST_DAYS, kept.days)
        self.days.setObjectName("keepDays")
        self.days.setSuffix(tr(" days"))
        row = QHBoxLayout()
        row.addWidget(self.days)
        row.addStretch(1)
        self.fields.addLayout(row)
        self.fields.addWidget(OwnLabel(tr(WHY_LEAST), "small", wrap=True))
        self.start_at(self.days)

    def call(self) -> Future[Any]:
        return self._bridge.desk.erasing.keep(self._kept.name, self.days.value())
