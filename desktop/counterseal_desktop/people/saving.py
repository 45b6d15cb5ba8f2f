"""Asking where a file shall be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(parent: QWidget, title: str, name: str, suggested: str, chosen: Callable[[Path], None]) -> None:
    """Open a dialog for a new file; ``chosen`` gets its path, and nothing happens when the person thinks better of it.

    Args:
        title: words of ours. name: the dialog's object name. suggested: the file name that stands there first.
    """
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(suggested)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
