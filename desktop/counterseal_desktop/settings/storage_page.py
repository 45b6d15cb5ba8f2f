"""Settings, Storage: where the profile lies, backup, and how long content is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus, LedgerView
from counterseal.sync.api_erasure import ErasureResult, RetentionClass
from counterseal.sync.api_evidence import BackupReport
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge, Followed
from counterseal_desktop.history.erase_sheet import ErasedSheet
from counterseal_desktop.settings.retention_sheets import CutSheet, KeepSheet
from counterseal_desktop.settings.table import SettingsTable
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.sheet import hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton, Banner, LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line
from counterseal_desktop.widgets.vocabulary import entries_words


class StoragePage(QWidget):
    """Profile, backup, retention."""

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("storagePage")
        self._bridge, self._deck, self._step_up, self._clock = bridge, deck, step_up, clock
        self._owner = False
        self._classes: tuple[RetentionClass, ...] = ()
        self._holder: QWidget | None = None
        self.report = Banner("green")
        self.report.setObjectName("storageReport")
        self.report.hide()
        self.backup = ActionButton(tr("Back up now…"), icon_name="download")
        self.backup.setObjectName("backupButton")
        self.backup.clicked.connect(self.ask_backup)
        self._storage = SettingsTable(tr("Storage"), self.backup, self)
        self._storage.setObjectName("settingsStorage")
        self._again = LinkButton(tr("Try again"))
        self._again.setObjectName("retentionAgain")
        self._again.clicked.connect(self._ask_again)
        self._again.hide()
        self._retention = Card(tr("How long content is kept"), self._again, self)
        self._retention.setObjectName("retentionCard")
        let_grow(self._retention)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(12))
        for widget in (self.report, self._storage, self._retention):
            rows.addWidget(widget)
        self.set_classes(())

    def reload(self) -> None:
        """Count anew what is past its time."""
        self._bridge.run(self._bridge.desk.erasing.retention(), self, self.set_classes, self._on_no_classes)

    def set_status(self, status: DeskStatus) -> None:
        ledger = status.ledger
        self._storage.set_rows(
            [
                ("", tr("Profile"), str(self._bridge.desk.home), ""),
                ("", tr("Ledger"), ledger.origin, ledger.note),
                ("", tr("Entries"), _size_words(ledger), ""),
                ("", tr("Gateway"), status.gateway, ""),
            ]
        )
        owner = "owner" in status.identity.roles
        if owner != self._owner:
            self._owner = owner
            self.set_classes(self._classes)

    def set_classes(self, classes: tuple[RetentionClass, ...]) -> None:
        """Show the retention classes."""
        self._classes = classes
        self._again.hide()
        if self._holder is not None:
            self._retention.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        lines = QVBoxLayout(self._holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(6))
        for number, kept in enumerate(classes):
            if number:
                lines.addWidget(hairline())
            lines.addWidget(self._class_row(kept))
        if not classes:
            self._asking = OwnLabel(tr("Asking…"), "muted", wrap=True)
            self._asking.setObjectName("retentionAsking")
            lines.addWidget(self._asking)
        self._retention.body.addWidget(self._holder)

    def _on_no_classes(self, error: KnownError) -> None:
        """What was known stays; where nothing was, the reason stands in its place."""
        if self._classes:
            self._on_failed(error)
        else:
            self._asking.say(tr("How long content is kept cannot be shown: {why}", why=display_line(error.text(), 300)))
        self._again.show()

    def _ask_again(self) -> None:
        self._again.hide()
        if not self._classes:
            self._asking.say(tr("Asking…"))
        self.report.hide()
        self.reload()

    def back_up_to(self, folder: Path) -> None:
        """Write a backup into ``folder``."""
        out = folder / f"counterseal-backup-{self._clock.now():%Y%m%d-%H%M%S}"
        self.backup.setEnabled(False)

        def step(done: int, total: int) -> None:
            if not self.backup.isEnabled() and done < total:
                words = tr("Verifying the copy: {done} of {total} entries…", done=figure(done), total=figure(total))
                self._say_going(words, following)

        following = self._bridge.follow(self, step)
        self._say_going(tr("Copying and verifying the profile…"), following)

        def ok(report: BackupReport) -> None:
            self.backup.setEnabled(True)
            said = " ".join(display_line(sentence, 300) for sentence in report.sentences)
            path = display_line(str(report.path), 300)
            self._say(
                tr("{entries} in {path}. {said}", entries=entries_words(report.entries), path=path, said=said), "green"
            )

        def failed(error: KnownError) -> None:
            self.backup.setEnabled(True)
            if error.code == "cancelled":
                self._say(tr("You stopped the backup. Nothing of it was kept."), "amber")
            else:
                self._on_failed(error)

        self._bridge.run(self._bridge.desk.evidence.backup(out, progress=following), self, ok, failed)

    def open_cut(self, kept: RetentionClass) -> None:
        """Ask before a class is cut."""
        sheet = CutSheet(self._deck, self._bridge, self._step_up, kept)
        sheet.done.connect(self._on_cut)
        self._deck.open(sheet)

    def open_keep(self, kept: RetentionClass) -> None:
        """Ask for how long a class is kept from now on."""
        sheet = KeepSheet(self._deck, self._bridge, self._step_up, kept)
        sheet.done.connect(lambda _kept: self.reload())
        self._deck.open(sheet)

    def _class_row(self, kept: RetentionClass) -> QWidget:
        row = QWidget()
        row.setObjectName(f"retention_{kept.name}")
        name = ElidedUntrusted(weight="semibold")
        name.set_text(kept.name.replace("-", " ").replace("_", " ").capitalize())
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(0, 1)
        grid.addWidget(name, 0, 0)
        due = Chip(_due_words(kept.due), "amber" if kept.due else "grey")
        due.setObjectName(f"due_{kept.name}")
        grid.addWidget(due, 0, 1)
        cut = LinkButton(tr("Cut…"))
        cut.setObjectName(f"cut_{kept.name}")
        cut.setAccessibleName(tr("Cut {name}", name=display_line(kept.name, 60)))
        cut.setEnabled(self._owner and kept.due > 0)
        cut.clicked.connect(lambda: self.open_cut(kept))
        keep = LinkButton(tr("Change…"))
        keep.setObjectName(f"keep_{kept.name}")
        keep.setAccessibleName(tr("Change how long {name} is kept", name=display_line(kept.name, 60)))
        keep.setEnabled(self._owner)
        keep.clicked.connect(lambda: self.open_keep(kept))
        grid.addWidget(keep, 0, 2)
        grid.addWidget(cut, 0, 3)
        grid.addWidget(
            OwnLabel(tr("kept for {number} days", count=kept.days, number=figure(kept.days)), "muted"), 1, 0, 1, 4
        )
        grid.addWidget(OwnLabel(display_line(kept.sentence, 300), "small", wrap=True), 2, 0, 1, 4)
        return row

    def _on_cut(self, result: ErasureResult) -> None:
        self._deck.open(ErasedSheet(self._deck, self._bridge, result))
        self.reload()

    def ask_backup(self) -> None:
        """Ask where the backup goes."""
        dialog = QFileDialog(self, tr("Back up into a folder"))
        dialog.setObjectName("backupDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda name: self.back_up_to(Path(name)))
        dialog.open()

    def _on_failed(self, error: KnownError) -> None:
        self._say(display_line(error.text(), 400), "red")

    def _say_going(self, text: str, following: Followed) -> None:
        """How far it is, with a way to stop it."""
        self.report.set_tone("blue")
        self.report.set_message(text, tr("Stop"), following.cancel)
        self.report.show()

    def _say(self, text: str, tone: str) -> None:
        self.report.set_tone(tone)
        self.report.set_message(text, tr("Close"), self.report.hide)
        self.report.show()


def _size_words(ledger: LedgerView) -> str:
    return tr("{size}, verified to {seq}", size=figure(ledger.size), seq=figure(ledger.verified_to))


def _due_words(due: int) -> str:
    if not due:
        return tr("nothing due")
    return tr("1 past its time") if due == 1 else tr("{number} past their time", count=due, number=figure(due))
