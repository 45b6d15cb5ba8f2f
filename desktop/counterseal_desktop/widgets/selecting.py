"""Lists whose rows programs select for a person: screen readers, switches, voice."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView


def open_selected(view: QAbstractItemView) -> None:
    """Have a row that is selected become the current one, which is what our lists open.

    Pointer and keys move to a row and so select it; assistive programs only select it (AT-SPI ``Selection``).
    """
    chosen = view.selectionModel()

    def follow(_selected: QItemSelection, _deselected: QItemSelection) -> None:
        ranges = list(chosen.selection())
        alone = len(ranges) == 1 and ranges[0].height() == 1
        if alone and ranges[0].top() != chosen.currentIndex().row():
            chosen.setCurrentIndex(ranges[0].topLeft(), QItemSelectionModel.SelectionFlag.NoUpdate)

    chosen.selectionChanged.connect(follow)
