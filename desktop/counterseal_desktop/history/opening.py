"""Opening a bundle in the history, and going back to the own record."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_records import OpenedBundle
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.bundle_bar import BundleBar
from counterseal_desktop.history.proving import Proving
from counterseal_desktop.translating import figure, tr


class Opening(QObject):
    """One for a history.

    Attributes:
        bundle: what is open; None while the own record is shown.

    Signals:
        changed(): another record is to be shown.
    """

    changed = Signal()

    def __init__(self, bridge: DeskBridge, bar: BundleBar, proving: Proving, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._bar, self._proving, self._parent = bridge, bar, proving, parent
        self._stopped: threading.Event | None = None
        self.bundle: OpenedBundle | None = None
        bar.close_wanted.connect(self.close)
        proving.bundle_wanted.connect(self.ask)

    def ask(self) -> None:
        """Ask for a bundle's folder."""
        dialog = QFileDialog(self._parent, tr("Open the folder of a bundle"))
        dialog.setObjectName("bundleDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda folder: self.open(Path(folder)))
        dialog.open()

    def open(self, folder: Path) -> None:
        """Verify a bundle and show it. One that is being opened already is given up."""
        if self._stopped is not None:
            self._stopped.set()
        stopped = self._stopped = threading.Event()
        self._proving.say_stoppable(tr("Verifying the bundle…"), stopped)

        def step(done: int, total: int) -> None:
            if stopped is self._stopped and not stopped.is_set():
                words = tr("Verifying the bundle: {done} of {total} entries…", done=figure(done), total=figure(total))
                self._proving.say_stoppable(words, stopped)

        def ok(bundle: OpenedBundle) -> None:
            if stopped is not self._stopped:
                bundle.close()
                return
            self._stopped = None
            if stopped.is_set():
                # Stopped when it was open already.
                bundle.close()
                self._proving.report.hide()
                return
            self._proving.report.hide()
            self._show(bundle)

        def failed(error: KnownError) -> None:
            if stopped is self._stopped:
                self._stopped = None
                self._proving.say_failed(error)

        records = self._bridge.desk.records
        self._bridge.run(records.open_bundle(folder, self._bridge.follow(self, step), stopped.is_set), self, ok, failed)

    def close(self) -> None:
        """Go back to the own record. Nothing happens where it is shown."""
        bundle, self.bundle = self.bundle, None
        if bundle is not None:
            self._bar.hide()
            self.changed.emit()
            bundle.close()

    def _show(self, bundle: OpenedBundle) -> None:
        before, self.bundle = self.bundle, bundle
        self._bar.show_bundle(bundle)
        self.changed.emit()
        if before is not None:
            before.close()
