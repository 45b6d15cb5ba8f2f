"""Revoke a person or one key. Towards safety one person suffices: no second person, no step-up."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout

from counterseal.sync.api_people import RosterApi
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.untrusted import display_line


class RevokeSheet(SignedSheet):
    """``target`` is a person's or a key's id on ``roster``, ``words`` names it; ``size`` counts that log's entries."""

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        roster: RosterApi,
        target: str,
        words: str,
        size: int,
    ) -> None:
        super().__init__(
            deck,
            bridge,
            step_up,
            "revokeSheet",
            (
                tr("Revoke {what}", what=display_line(words, 90)),
                tr(
                    "Takes effect at once: from the next entry on nothing can be signed with it. What was signed "
                    "before stays valid, unless you say below that somebody else may have had the key."
                ),
                tr("Revoke"),
            ),
            risky=False,
            kind="danger",
        )
        self._roster = roster
        self._target = target
        self.sound = RadioButton(tr("The key was in good hands until now"))
        self.sound.setObjectName("revokeSound")
        self.doubtful = RadioButton(tr("Compromised since entry"))
        self.doubtful.setObjectName("revokeDoubtful")
        group = QButtonGroup(self)
        for button in (self.sound, self.doubtful):
            group.addButton(button)
        self.since = NumberBox(tr("The first entry whose signature is doubtful"), 0, max(size, 0), max(size, 0))
        self.since.setObjectName("revokeSince")
        self.since.setGroupSeparatorShown(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.doubtful)
        row.addWidget(self.since)
        row.addStretch(1)
        self.hint = OwnLabel(
            tr(
                "Signatures from that entry on stay in the ledger and are shown as doubtful; approvals among them that "
                "were not used yet give no permit any more."
            ),
            "small",
            wrap=True,
        )
        self.fields.addWidget(self.sound)
        self.fields.addLayout(row)
        self.fields.addWidget(self.hint)
        self.doubtful.toggled.connect(self._on_toggled)
        self.sound.setChecked(True)
        self._on_toggled(False)
        self.start_at(self.reason)

    def call(self) -> Future[Any]:
        since = self.since.value() if self.doubtful.isChecked() else None
        return self._roster.revoke(self._target, since, self.reason_text())

    def _on_toggled(self, on: bool) -> None:
        self.since.setEnabled(on)
        self.hint.setVisible(on)
        self.refit()
