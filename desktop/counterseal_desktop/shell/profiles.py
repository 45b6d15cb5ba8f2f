"""The profiles this account knows, and opening another one: each has a window of its own, in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QSettings, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.native.registering import command
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow

_GROUP = "profiles"
MOST = 20


def known_file() -> Path:
    """Where this account's profiles are listed; a list of folders and names, nothing secret."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)) / (
        "counterseal/profiles.ini"
    )


class KnownProfiles:
    """Folders of profiles with the name of whose they are, newest first."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or known_file()

    def listed(self) -> list[tuple[Path, str]]:
        """(folder, name) of every profile that is still there."""
        settings = QSettings(str(self._file), QSettings.Format.IniFormat)
        found = []
        for number in range(settings.beginReadArray(_GROUP)):
            settings.setArrayIndex(number)
            folder, name = Path(str(settings.value("folder", ""))), str(settings.value("name", ""))
            if folder.is_absolute() and (folder / "counterseal.db").is_file():
                found.append((folder, name))
        settings.endArray()
        return found

    def note(self, folder: Path, name: str) -> None:
        """Put a profile first."""
        folder = folder.absolute()
        kept = [(folder, name), *(one for one in self.listed() if one[0] != folder)][:MOST]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        settings = QSettings(str(self._file), QSettings.Format.IniFormat)
        settings.remove(_GROUP)
        settings.beginWriteArray(_GROUP, len(kept))
        for number, (where, whose) in enumerate(kept):
            settings.setArrayIndex(number)
            settings.setValue("folder", str(where))
            settings.setValue("name", whose)
        settings.endArray()
        settings.sync()


class Profiles(QObject):
    """One for a window."""

    def __init__(self, window: MainWindow, known: KnownProfiles | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.known = known or KnownProfiles()

    def open_switch(self) -> ProfilesSheet:
        """The sheet that lists them."""
        sheet = ProfilesSheet(self._window.deck, self.known.listed(), self._window.bridge.desk.home)
        sheet.wanted.connect(self.open)
        self._window.deck.open(sheet)
        return sheet

    def open(self, home: str) -> None:
        """Open the window of another profile, or bring it up: its own process knows whether it is open already."""
        program, *arguments = command(Path(home))
        started = QProcess.startDetached(program, arguments)
        if not (started[0] if isinstance(started, tuple) else started):
            self._window.news.say(tr("The window of that profile could not be started."), "red")


class ProfilesSheet(Sheet):
    """Signals: wanted(str folder)."""

    wanted = Signal(str)

    def __init__(self, deck: SheetDeck, listed: list[tuple[Path, str]], here: Path) -> None:
        super().__init__(
            deck.host,
            "profilesSheet",
            tr("Open another profile"),
            tr("Each profile has its own key, ledger and agents, and opens in a window of its own."),
            width=560,
        )
        for number, (folder, name) in enumerate(listed):
            if number:
                self.body.addWidget(hairline())
            self.body.addWidget(self._row(folder, name, folder == here.absolute()))
        if not listed:
            self.body.addWidget(OwnLabel(tr("No other profile was opened on this account yet."), "muted", wrap=True))
        new = ActionButton(tr("Another folder…"))
        new.setObjectName("profilesFolder")
        new.clicked.connect(self._on_folder)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("profilesClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(new)
        self.foot.addWidget(close)
        self.note.say(tr("A folder without a profile opens the welcome, where one can be made."))

    def _row(self, folder: Path, name: str, here: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        whose, where = ElidedUntrusted(weight="semibold"), ElidedUntrusted(color="muted", size_delta=-0.75)
        whose.set_text(name or folder.name)
        where.set_text(str(folder))
        words.addWidget(whose)
        words.addWidget(where)
        line.addLayout(words, 1)
        if here:
            line.addWidget(OwnLabel(tr("This window"), "muted"))
        else:
            button = LinkButton(tr("Open window"))
            button.setObjectName(f"profileOpen_{folder.name}")
            button.setAccessibleName(tr("Open the profile of {name}", name=display_line(name or folder.name, 60)))
            button.clicked.connect(lambda: self._choose(str(folder)))
            line.addWidget(button)
        return row

    def _choose(self, folder: str) -> None:
        self.leave()
        self.wanted.emit(folder)

    def _on_folder(self) -> None:
        dialog = QFileDialog(self, tr("A profile's folder, or an empty one"))
        dialog.setObjectName("profilesDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._choose)
        dialog.open()
