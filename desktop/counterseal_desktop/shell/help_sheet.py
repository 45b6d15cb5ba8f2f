"""The list of keys, as they are now, by what they are for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.key_map import KeyMap, words_of
from counterseal_desktop.shell.keys import GROUPS, KEYS
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton


class HelpSheet(Sheet):
    """Signals: change_wanted(): the person wants other keys."""

    change_wanted = Signal()

    def __init__(self, host: QWidget, key_map: KeyMap) -> None:
        what = tr("Letters act only outside text fields.")
        if not key_map.singles:
            what = tr("Single letters are switched off; keys with Ctrl act.")
        super().__init__(host, "helpSheet", tr("Keys"), what, width=760)
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(28))
        for names in (("move", "decide", "read"), ("window",)):
            column = QVBoxLayout()
            column.setSpacing(theme.px(10))
            for group, words in GROUPS:
                if group in names:
                    column.addWidget(OwnLabel(tr(words), "section"))
                    column.addLayout(_lines(key_map, group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)
        self.note.say(tr("{search} finds everything the window can do.", search=key_map.shown("search")))
        change = ActionButton(tr("Change keys…"))
        change.setObjectName("helpChange")
        change.clicked.connect(self._on_change)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("helpClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(change)
        self.foot.addWidget(close)

    def _on_change(self) -> None:
        self.leave()
        self.change_wanted.emit()


def _lines(key_map: KeyMap, group: str) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(14))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, theme.px(84))
    for key in KEYS:
        if key.listed and key.group == group:
            row = grid.rowCount()
            shown = key_map.shown(key.name) if key.changeable else words_of(key.sequence)
            grid.addWidget(OwnLabel(shown or tr("none"), "mono" if shown else "faint"), row, 0)
            grid.addWidget(OwnLabel(tr(key.words), wrap=True), row, 1)
    return grid
