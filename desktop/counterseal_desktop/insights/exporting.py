"""The figures and the rows behind them as files: the menu, the folder, and a line that says how far it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.sync.api_insights import Insights
from counterseal.sync.api_records import CSV, JSON_LINES
from counterseal_desktop.bridge import DeskBridge, Followed
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.untrusted import display_line


class Exporting(QObject):
    """One for the screen.

    Attributes:
        note: the line; hidden until something is written.
        busy: whether files are being written.
    """

    def __init__(self, bridge: DeskBridge, screen: QWidget, clock: Clock | None = None) -> None:
        super().__init__(screen)
        self._bridge, self._screen = bridge, screen
        self._clock = clock or SystemClock()
        self.busy = False
        self.note = Banner("blue")
        self.note.setObjectName("insightsExportNote")
        self.note.hide()

    def pop(self, button: QWidget, found: Insights) -> None:
        """The menu of forms, under its button; what is written is what is shown now."""
        menu = QMenu(self._screen)
        menu.setObjectName("insightsExportMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for form, ending in ((CSV, "CSV"), (JSON_LINES, "JSONL")):
            action = QAction(tr("Figures and their rows as {ending}…", ending=ending), menu)
            action.setObjectName(f"insights_export_{form}")
            action.triggered.connect(lambda _on=False, form=form: self._ask_folder(form, found))
            menu.addAction(action)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def write(self, form: str, found: Insights, folder: Path) -> None:
        """Write them into a new folder in ``folder``."""
        out = folder / f"counterseal-insights-{self._clock.now():%Y%m%d-%H%M%S}"
        self.busy = True

        def step(done: int, total: int) -> None:
            if done < total and not following.stopped.is_set():
                self._say_stoppable(tr("Writing the figures: {done} rows so far…", done=figure(done)), following)

        def ok(count: int) -> None:
            self.busy = False
            where = display_line(str(out), 300)
            one = tr("The figures and the one row behind them lie in {path}.", path=where)
            many = tr("The figures and the {rows} rows behind them lie in {path}.", rows=figure(count), path=where)
            self._say(one if count == 1 else many, "green")

        def failed(error: KnownError) -> None:
            self.busy = False
            self._say(display_line(error.text(), 400), "blue" if error.code == "cancelled" else "red")

        following = self._bridge.follow(self, step)
        self._say_stoppable(tr("Writing the figures…"), following)
        self._bridge.run(self._bridge.desk.insights.export(out, form, found, following), self, ok, failed)

    def _ask_folder(self, form: str, found: Insights) -> None:
        dialog = QFileDialog(self._screen, tr("Write the figures into a folder"))
        dialog.setObjectName("insightsExportDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda chosen: self.write(form, found, Path(chosen)))
        dialog.open()

    def _say_stoppable(self, text: str, following: Followed) -> None:
        self.note.set_tone("blue")
        self.note.set_message(text, tr("Stop"), following.cancel)
        self.note.show()

    def _say(self, text: str, tone: str) -> None:
        self.note.set_tone(tone)
        self.note.set_message(text, tr("Close"), self.note.hide)
        self.note.show()
