"""The card of Settings about locking: the minutes, and what of the session is heard."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.locking.idle import MOST_MINUTES
from counterseal_desktop.locking.locker import Locker
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.number_box import NumberBox


class LockingCard(Card):
    """Shows and changes when the key is forgotten."""

    def __init__(self, locker: Locker, parent: QWidget | None = None) -> None:
        super().__init__(tr("Locking"), None, parent)
        self.setObjectName("settingsLocking")
        let_grow(self)
        self._locker = locker
        name = tr("Minutes without input before your key is locked, 0 for never")
        self.minutes = NumberBox(name, 0, MOST_MINUTES, locker.idle.minutes())
        self.minutes.setObjectName("lockMinutes")
        self.minutes.setSpecialValueText(tr("never"))
        self.minutes.setSuffix(f" {tr('min')}")
        self.minutes.valueChanged.connect(locker.set_minutes)
        self.session = OwnLabel("", "small", wrap=True)
        self.session.setObjectName("lockSession")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(150))
        grid.setColumnStretch(2, 1)
        grid.addWidget(OwnLabel(tr("Lock after"), "muted"), 0, 0)
        grid.addWidget(self.minutes, 0, 1)
        grid.addWidget(OwnLabel(tr("without a key pressed or the mouse moved"), "muted", wrap=True), 0, 2)
        grid.addWidget(OwnLabel(tr("Session"), "muted"), 1, 0)
        grid.addWidget(self.session, 1, 1, 1, 2)
        self.body.addLayout(grid)

    def refresh(self) -> None:
        """Say again what is heard."""
        self.session.say(self._locker.session.words())
