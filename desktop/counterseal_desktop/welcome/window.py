"""The first minute: a window of its own, shown where there is no profile yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.api_welcome import KeyPlace, NewProfile, WelcomeApi
from counterseal_desktop import theme
from counterseal_desktop.bridge import Followed, Futures
from counterseal_desktop.native.single import SingleInstance
from counterseal_desktop.people.recovery_view import RecoveryView
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.small_sheets import DefectSheet
from counterseal_desktop.translating import tr
from counterseal_desktop.welcome.key_page import KeyPage
from counterseal_desktop.welcome.page import Page
from counterseal_desktop.welcome.restore_page import RestorePage
from counterseal_desktop.welcome.start_pages import DemoPage, StartPage
from counterseal_desktop.widgets.untrusted import display_line

SIZE = (920, 720)
SMALLEST = (560, 480)


class WelcomeWindow(QMainWindow):
    """Makes or restores the profile at ``api.home``, or starts the demo.

    Attributes:
        passphrase: what was typed for a new key, so that the inbox need not ask for it a second later; else empty.

    Signals:
        ready(): there is a profile now. left(): the window was closed without one, or the demo has its own.
    """

    ready = Signal()
    left = Signal()

    _demo_said = Signal(str)

    def __init__(self, api: WelcomeApi) -> None:
        super().__init__()
        self.setObjectName("welcomeWindow")
        self.setWindowTitle(tr("Welcome to Counterseal"))
        self.setMinimumSize(*SMALLEST)
        self.resize(theme.px(SIZE[0]), theme.px(SIZE[1]))
        self._api = api
        self.passphrase = ""
        self._is_ready = False
        self._following: Followed | None = None
        self.futures = Futures(self)
        self.futures.defect.connect(self._on_defect)
        central = QWidget(self)
        central.setProperty("panel", "bg")
        self.setCentralWidget(central)
        self.stack = QStackedWidget()
        self.start, self.key, self.restore, self.demo = StartPage(api.home), KeyPage(), RestorePage(), DemoPage()
        self.pages: dict[str, Page] = {
            "start": self.start,
            "new": self.key,
            "restore": self.restore,
            "demo": self.demo,
        }
        for page in self.pages.values():
            self.stack.addWidget(page)
            page.back.connect(lambda: self.go("start"))
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.stack)
        self.deck = SheetDeck(central, self)
        self.start.wanted.connect(self.go)
        self.key.make.connect(self._make)
        self.restore.restore.connect(self._restore)
        self.restore.stop.connect(self._stop)
        self.restore.done.connect(self._finish)
        self.demo.again.connect(self._play)
        self._demo_said.connect(self.demo.add, Qt.ConnectionType.QueuedConnection)
        self.futures.run(api.places(), self, self._on_places, self._on_no_places)

    def go(self, name: str) -> None:
        """Show ``start``, ``new``, ``restore`` or ``demo``. Raises KeyError for another name."""
        self.stack.setCurrentWidget(self.pages[name])
        first = {"new": self.key.name, "restore": self.restore.pick}.get(name)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if name == "demo":
            self._play()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        self.futures.close()
        self.key.forget()
        event.accept()
        if self._is_ready:
            self.ready.emit()
        else:
            self.left.emit()

    # A new key

    def _on_places(self, places: tuple[KeyPlace, ...]) -> None:
        self.key.set_places(places)

    def _on_no_places(self, error: KnownError) -> None:
        self.key.say_wrong(display_line(error.text(), 300))

    def _make(self, name: str, passphrase: str, place: str) -> None:
        self.key.set_busy(True)

        def ok(made: NewProfile) -> None:
            self.passphrase = passphrase
            self.key.forget()
            sheet = RecoveryView(self.deck, made.sheet)
            sheet.note.say(tr("Without it nobody can help you when the passphrase is lost."))
            sheet.closed.connect(self._finish)
            self.deck.open(sheet)

        def failed(error: KnownError) -> None:
            self.key.set_busy(False)
            self.key.say_wrong(display_line(error.text(), 400))

        self.futures.run(self._api.create(name, passphrase, place), self, ok, failed)

    # A backup

    def _restore(self, file: Path, passphrase: str) -> None:
        page = self.restore
        page.set_busy(True)
        page.say(tr("Verifying the backup…"), "blue")

        def ok(report: BackupReport) -> None:
            self._following = None
            page.say_restored(report.sentences)

        def failed(error: KnownError) -> None:
            self._following = None
            page.set_busy(False)
            if error.code == "cancelled":
                page.say(tr("You stopped it. Nothing was restored."), "amber")
            else:
                page.say(display_line(error.text(), 500), "red")

        self._following = self.futures.follow(self, page.step)
        self.futures.run(self._api.restore(file, passphrase, self._following), self, ok, failed)

    def _stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
            self.restore.cancel.setEnabled(False)

    # The demo

    def _play(self) -> None:
        self.demo.begin()

        def ok(_none: None) -> None:
            self.close()

        def failed(error: KnownError) -> None:
            self.demo.say_failed(display_line(error.text(), 800))

        # From the worker's thread; the signal brings each line here.
        self.futures.run(self._api.demo(self._demo_said.emit), self, ok, failed)

    # The end

    def _finish(self) -> None:
        self._is_ready = True
        self.close()

    def _on_defect(self, report: str) -> None:
        self.deck.open(DefectSheet(self.deck.host, report))


def welcome(app: QApplication, api: WelcomeApi, instance: SingleInstance) -> str | None:
    """Show the welcome until there is a profile, or the person leaves.

    Returns:
        the passphrase of the key that was just made, empty after a restore or without one; None when there is no
        profile to open: the person left, or the demo has its own window.
    """
    window = WelcomeWindow(api)
    loop = QEventLoop()
    made: list[str] = []

    def on_ready() -> None:
        made.append(window.passphrase)
        loop.quit()

    window.ready.connect(on_ready)
    window.left.connect(loop.quit)

    def on_shown(_link: str) -> None:
        window.raise_()
        window.activateWindow()

    instance.shown.connect(on_shown)
    app.setQuitOnLastWindowClosed(False)
    window.show()
    try:
        loop.exec()
    finally:
        instance.shown.disconnect(on_shown)
        api.close()
        window.deleteLater()
    return made[0] if made else None
