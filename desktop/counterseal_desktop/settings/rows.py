"""Rows of a setting: its name, what it is changed with, and a plain sentence under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.widgets.buttons import Switch
from counterseal_desktop.widgets.choice_box import ChoiceBox

NAME_WIDTH = 150


class Rows(QWidget):
    """Names on the leading side, controls on the other; grows downwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(10))
        self._grid.setColumnMinimumWidth(0, theme.px(NAME_WIDTH))
        self._grid.setColumnStretch(1, 1)

    def add(self, name: str, *controls: QWidget, says: str | OwnLabel = "", stretches: bool = False) -> None:
        """One row. ``controls`` without a name of their own are read out by the row's.

        Args:
            says: a sentence under the controls, or a label that is filled later.
            stretches: the first control takes all the room there is.
        """
        row = self._grid.rowCount()
        label = OwnLabel(name, "muted", wrap=True)
        cell = QVBoxLayout()
        cell.setSpacing(theme.px(3))
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        for number, control in enumerate(controls):
            if not control.accessibleName():
                control.setAccessibleName(name)
            line.addWidget(control, 1 if stretches and number == 0 else 0)
        if not stretches:
            line.addStretch(1)
        cell.addLayout(line)
        if says:
            cell.addWidget(says if isinstance(says, OwnLabel) else OwnLabel(says, "small", wrap=True))
        height = max((control.sizeHint().height() for control in controls), default=0)
        # The name stands beside the first line of what it names.
        label.setMinimumHeight(min(height, theme.px(34)))
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(cell, row, 1)


def switch(name: str, accessible: str, on: str = "", off: str = "") -> Switch:
    """A switch with an object name and a name that is read out."""
    made = Switch(on, off)
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    return made


def choice(name: str, accessible: str, options: list[tuple[str, object]]) -> ChoiceBox:
    """A drop-down of (our words, value)."""
    made = ChoiceBox()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    for words, value in options:
        made.addItem(words, value)
    made.setMinimumWidth(theme.px(190))
    return made


def choose(box: ChoiceBox, value: object) -> None:
    """Show a value without telling anybody; the first one when it is not there."""
    blocked = box.blockSignals(True)
    box.setCurrentIndex(max(box.findData(value), 0))
    box.blockSignals(blocked)


def put(one: Switch, on: bool) -> None:
    """Show a state without telling anybody."""
    if one.isChecked() != on:
        blocked = one.blockSignals(True)
        one.setChecked(on)
        one.blockSignals(blocked)
        one.show_state()
