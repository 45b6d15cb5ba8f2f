"""The card that says what changed since the person read the action; it comes before everything else."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from counterseal_desktop.inbox.changing import Changed
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.diff_view import DiffView


class ChangesCard(Card):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What changed since you read it"), None, parent)
        self.setObjectName("changesCard")
        self.set_tones("surface", "amber", "hairline")
        let_grow(self)
        self._lines = OwnLabel("", wrap=True)
        self._lines.setObjectName("changesLines")
        self.members = DiffView()
        self.body.addWidget(self._lines)
        self.body.addWidget(self.members)
        self.hide()

    def set_changed(self, changed: Changed) -> None:
        """Show it, or hide the card."""
        self._lines.say("\n".join(changed.lines))
        self._lines.setVisible(bool(changed.lines))
        self.members.set_changes(changed.members)
        self.members.setVisible(bool(changed.members))
        self.setVisible(bool(changed))
