"""The page of the welcome that restores a backup, with progress and a way to stop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar

from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.welcome.page import Page, button, field
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line


class RestorePage(Page):
    """A backup file and its passphrase.

    Signals:
        restore(Path, str passphrase). stop(): end what runs. done(): go on to the window.
    """

    restore = Signal(object, str)
    stop = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__(
            "welcomeRestore",
            tr("Restore a backup"),
            tr("The whole record is verified before anything of it is kept. Nothing is left behind if it fails."),
        )
        self._file: Path | None = None
        self.pick = button(tr("Choose the file…"), "restorePick")
        self.pick.clicked.connect(self._on_pick)
        self.chosen = UntrustedText()
        self.chosen.setObjectName("restoreChosen")
        self.chosen.hide()
        self.passphrase = field("restorePassphrase", tr("Its passphrase, or yours of then"), secret=True)
        self.passphrase.returnPressed.connect(self._on_go)
        self.report = Banner("blue")
        self.report.setObjectName("restoreReport")
        self.report.hide()
        self.bar = QProgressBar()
        self.bar.setObjectName("restoreProgress")
        self.bar.setAccessibleName(tr("How far the verification is"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(5))
        self.bar.hide()
        line = QHBoxLayout()
        line.addWidget(self.pick)
        line.addWidget(self.chosen, 1)
        self.rows.addLayout(line)
        self.rows.addWidget(self.passphrase)
        self.rows.addWidget(self.report)
        self.rows.addWidget(self.bar)
        self.go = button(tr("Verify and restore"), "restoreGo", "primary")
        self.go.clicked.connect(self._on_go)
        self.cancel = button(tr("Stop"), "restoreStop")
        self.cancel.clicked.connect(self.stop)
        self.cancel.hide()
        self.open = button(tr("Open the inbox"), "restoreOpen", "primary")
        self.open.clicked.connect(self.done)
        self.open.hide()
        self._back = self.back_button()
        self.finish(self._back, self.cancel, self.go, self.open)

    def set_file(self, path: Path) -> None:
        """The backup that was chosen."""
        self._file = path
        self.chosen.set_text(str(path), max_lines=4)
        self.chosen.show()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        for widget in (self.pick, self.passphrase, self.go, self._back):
            widget.setEnabled(not busy)
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(True)
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0 if busy and not theme.still() else 1000)

    def step(self, done: int, total: int) -> None:
        """How far it is."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / total) if total else 1000)
        self.say(tr("Verified {done} of {total} entries…", done=figure(done), total=figure(total)), "blue")

    def say(self, text: str, tone: str) -> None:
        """A safe sentence about how it goes."""
        self.report.set_tone(tone)
        self.report.set_message(text)
        self.report.show()

    def say_restored(self, sentences: tuple[str, ...]) -> None:
        """It is there; what was found is said before the window opens."""
        self.set_busy(False)
        self.passphrase.clear()
        for widget in (self.go, self._back, self.pick, self.passphrase):
            widget.hide()
        self.say(" ".join(display_line(one, 400) for one in sentences), "green" if len(sentences) < 3 else "amber")
        self.open.show()
        self.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pick(self) -> None:
        dialog = QFileDialog(self, tr("A backup of Counterseal"))
        dialog.setObjectName("restoreDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.set_file(Path(name)))
        dialog.open()

    def _on_go(self) -> None:
        if not self.go.isEnabled():
            return
        if self._file is None:
            self.say(tr("Choose the backup's file first."), "amber")
        elif not self.passphrase.text():
            self.say(tr("The passphrase that opens it is missing."), "amber")
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.restore.emit(self._file, self.passphrase.text())
