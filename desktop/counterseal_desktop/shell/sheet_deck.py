"""The sheets that lie over the screens, the newest on top. A screen opens one without knowing the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counterseal_desktop.shell.sheet import Sheet


class SheetDeck(QObject):
    """Opens sheets over ``host`` and deletes them once they are closed.

    Signals:
        covered(bool): whether any sheet is open; the window's single keys are silent then.
    """

    covered = Signal(bool)

    def __init__(self, host: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.host = host
        self._sheets: list[Sheet] = []

    def open(self, sheet: Sheet) -> Sheet:
        """Put a sheet on top and give it the keyboard."""
        self._sheets.append(sheet)
        sheet.closed.connect(lambda: self._on_closed(sheet))
        self.covered.emit(True)
        sheet.open()
        return sheet

    def top(self) -> Sheet | None:
        """The sheet on top, if any."""
        return self._sheets[-1] if self._sheets else None

    def holds(self, kind: type[Sheet]) -> bool:
        """Whether a sheet of this kind is open."""
        return any(isinstance(sheet, kind) for sheet in self._sheets)

    def leave_secret(self) -> None:
        """Close every sheet that shows or takes a secret: nobody may sit here any more."""
        for sheet in [sheet for sheet in self._sheets if sheet.secret]:
            sheet.leave()

    def _on_closed(self, sheet: Sheet) -> None:
        if sheet in self._sheets:
            self._sheets.remove(sheet)
            sheet.deleteLater()
        self.covered.emit(bool(self._sheets))
