"""Cut what of a class is past its time, and change how long a class is kept."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from counterseal.sync.api_erasure import RetentionClass
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.untrusted import display_line

LEAST_DAYS = 183
MOST_DAYS = 36_500
WHY_LEAST = "At least 183 days: what the EU's AI Act asks of logs (art. 26(6)). Cut what is past its time yourself."


class CutSheet(SignedSheet):
    """Deletes what of a class is past its time."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, kept: RetentionClass) -> None:
        words = (
            f"Cut: {display_line(kept.name, 60)}",
            f"{count_of(kept.due, 'entry is', 'entries are')} older than {kept.days:,} days.",
            "Cut",
        )
        super().__init__(deck, bridge, step_up, "cutSheet", words, kind="danger")
        self._kept = kept
        goes = "their content and the signed statements" if kept.envelopes else "their attachments, not the statements"
        for sentence in (
            f"What goes: {goes}. {display_line(kept.sentence, 300)}",
            "What stays: that each entry was made, when, of what kind and with which key; the chain stays provable.",
            "Bundles and backups that were made before are out of reach.",
        ):
            self.fields.addWidget(OwnLabel(sentence, wrap=True))
        self.start_at(self.reason)

    def call(self) -> Future[Any]:
        return self._bridge.desk.erasing.cut(self._kept.name, self.reason_text())


class KeepSheet(SignedSheet):
    """Changes the days; deletes nothing by itself."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, kept: RetentionClass) -> None:
        words = (f"How long to keep: {display_line(kept.name, 60)}", display_line(kept.sentence, 300), "Keep so long")
        super().__init__(deck, bridge, step_up, "keepSheet", words, risky=False, asks_reason="none", width=460)
        self.passphrase.hide()
        self._kept = kept
        self.days = NumberBox("Days to keep it from each entry's time on", LEAST_DAYS, MOST_DAYS, kept.days)
        self.days.setObjectName("keepDays")
        self.days.setSuffix(" days")
        row = QHBoxLayout()
        row.addWidget(self.days)
        row.addStretch(1)
        self.fields.addLayout(row)
        self.fields.addWidget(OwnLabel(WHY_LEAST, "small", wrap=True))
        self.start_at(self.days)

    def call(self) -> Future[Any]:
        return self._bridge.desk.erasing.keep(self._kept.name, self.days.value())
