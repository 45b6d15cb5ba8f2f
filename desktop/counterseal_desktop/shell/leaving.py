"""Closing the window, which keeps agents served where there is a tray, and quitting, which names those that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from counterseal_desktop.shell.small_sheets import QuitSheet

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow

_KEEP = "window/keep_in_tray"
SERVING = "embedded"


class Leaving(QObject):
    """One for a window.

    Args:
        asks: False quits without the sheet that names the waiting agents.

    Attributes:
        in_tray: whether there is a tray that the window can be closed into; replaced by what knows one.

    Signals:
        hidden(): the window went into the tray; the program goes on.
    """

    hidden = Signal()

    def __init__(self, window: MainWindow, settings: QSettings, asks: bool) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._asks = asks
        self._quitting = False
        self.in_tray: Callable[[], bool] = lambda: False

    @property
    def keeps(self) -> bool:
        """Whether closing the window leaves the program in the tray."""
        return str(self._settings.value(_KEEP, "true")).lower() == "true"

    def set_keeps(self, keeps: bool) -> None:
        self._settings.setValue(_KEEP, keeps)

    def quit(self) -> None:
        """End the program, after asking where agents would wait."""
        self._quitting = True
        if not self._window.isVisible():
            # The question must be seen.
            self._window.bring_up()
        self._window.close()

    def may_close(self) -> bool:
        """Whether the window may really close now; if not, it was hidden, or a sheet asks."""
        window = self._window
        if not self._quitting and self.keeps and self.in_tray():
            window.hide()
            self.hidden.emit()
            return False
        self._quitting = False
        held = [agent.name for agent in window.news.agents if agent.state != "halted"]
        if not self._asks or not held or window.bridge.desk.status().gateway != SERVING:
            return True
        if not window.deck.holds(QuitSheet):
            sheet = QuitSheet(window.deck.host, held)
            sheet.quit_wanted.connect(self._on_quit)
            window.deck.open(sheet)
        return False

    def _on_quit(self) -> None:
        self._asks = False
        self._quitting = True
        QTimer.singleShot(0, self._window, self._window.close)
