"""An owner accepts a shorter or forked history: signed, with a reason, after a step-up."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from counterseal.sync.api_evidence import HistoryTrouble
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.words import trouble_range, trouble_title
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr

MEANS = (
    mark("Only do this when you know why: a backup was restored, or a disk was lost."),
    mark(
        "The next entry says that you accepted it, with your reason and both heads. Gateways that saw more are told, "
        "and keep what they saw."
    ),
    mark("What is missing here stays missing. Whoever holds the other head can still show that it once was different."),
)


class AcceptSheet(SignedSheet):
    """``done`` gives the entry's number."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, trouble: HistoryTrouble) -> None:
        words = (
            tr("Accept this history"),
            tr("{title}. {range}", title=trouble_title(trouble), range=trouble_range(trouble)),
            tr("Accept this history"),
        )
        super().__init__(deck, bridge, step_up, "acceptSheet", words, kind="danger")
        for sentence in MEANS:
            self.fields.addWidget(OwnLabel(tr(sentence), wrap=True))
        self.start_at(self.reason)

    def call(self) -> Future[Any]:
        return self._bridge.desk.evidence.accept_restored(self.reason_text())
