"""The first minute at its window: a key with or without passphrase, a backup, the demo, and the first steps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import screen_story as story
from desk_double import DeskDouble
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.errors import KnownError, Locked
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.api_people import RecoverySheet
from counterseal.sync.api_welcome import FILE, KEYRING, KeyPlace, NewProfile
from counterseal_desktop import theme
from counterseal_desktop.native.single import SingleInstance
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.welcome.first_steps import EXAMPLE
from counterseal_desktop.welcome.window import WelcomeWindow, welcome

SHEET = RecoverySheet("p", "Maria Lind", "counterseal/x", "2026-11-21T13:02:00.000Z", "ABCD-EFGH", "SHEET ABCD EFGH", 0)
PLACES = (
    KeyPlace(KEYRING, "the system keyring (SecretService)", "It opens with your login."),
    KeyPlace(FILE, "an encrypted key file", "Whoever copies the file needs the passphrase too."),
)


class WelcomeDouble:
    """Keeps what was asked; ``fail`` makes the next call fail, ``hold`` leaves it open."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.made: list[tuple[str, str, str]] = []
        self.restored: list[tuple[Path, str]] = []
        self.fail: KnownError | None = None
        self.held: list[Future[Any]] = []
        self.progress: Callable[[int, int], None] | None = None
        self.said: Callable[[str], None] | None = None
        self.closed = False

    def places(self) -> Future[tuple[KeyPlace, ...]]:
        return self._answer(PLACES)

    def create(self, name: str, passphrase: str, place: str) -> Future[NewProfile]:
        self.made.append((name, passphrase, place))
        return self._answer(NewProfile(self.home, name, "ab" * 32, PLACES[0], SHEET))

    def restore(
        self, backup: Path, passphrase: str, progress: Callable[[int, int], None] | None = None
    ) -> Future[BackupReport]:
        self.restored.append((backup, passphrase))
        self.progress = progress
        self.held.append(Future())
        return self.held[-1]

    def demo(self, said: Callable[[str], None]) -> Future[None]:
        self.said = said
        self.held.append(Future())
        return self.held[-1]

    def close(self) -> None:
        self.closed = True

    def _answer(self, value: Any) -> Future[Any]:
        future: Future[Any] = Future()
        error, self.fail = self.fail, None
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)
        return future


@pytest.fixture
def api(tmp_path: Path) -> WelcomeDouble:
    return WelcomeDouble(tmp_path / "profile")


@pytest.fixture
def shown(qtbot: QtBot, api: WelcomeDouble) -> Iterator[WelcomeWindow]:
    window = WelcomeWindow(api)
    window.show()
    qtbot.waitExposed(window)
    until(qtbot, lambda: len(window.key._places.buttons()) == 2)
    yield window
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def nameless(root: QWidget) -> list[str]:
    focusable = [w for w in root.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    return [
        w.objectName() or type(w).__name__
        for w in focusable
        if not QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name).strip()
    ]


def fill(window: WelcomeWindow, bot: QtBot, name: str, first: str, again: str | None = None) -> None:
    for field, text in ((window.key.name, name), (window.key.first, first), (window.key.again, again or first)):
        field.clear()
        bot.keyClicks(field, text)


def test_a_key_is_made_the_sheet_is_shown_and_the_inbox_follows(
    qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble
) -> None:
    sees(qtbot, shown, "Welcome to Counterseal", "Begin with a new key", "Restore a backup", "Look at the demo")
    click(qtbot, shown, "welcome_new")
    sees(qtbot, shown, "The system keyring (SecretService)", "Whoever copies the file needs the passphrase too.")
    fill(shown, qtbot, "Maria Lind", "four words or more")
    until(qtbot, lambda: shown.findChild(QAbstractButton, "place_file").height() > 10)
    click(qtbot, shown, "place_file")
    click(qtbot, shown, "welcomeMake")
    assert api.made == [("Maria Lind", "four words or more", FILE)]
    until(qtbot, lambda: shown.deck.top() is not None)
    text = shown.deck.top().findChild(QPlainTextEdit, "recoveryText")
    assert text.toPlainText() == SHEET.text
    assert (shown.key.first.text(), shown.key.again.text()) == ("", "")
    with qtbot.waitSignal(shown.ready):
        click(qtbot, shown, "recoveryClose")
    assert shown.passphrase == "four words or more"


def test_what_is_missing_is_said_beside_it(qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble) -> None:
    shown.go("new")
    for name, first, again, said in (
        ("", "", "", "Your name is missing"),
        ("Maria", "", "", "Choose a passphrase"),
        ("Maria", "four words or more", "four words or less", "differ"),
        ("Maria", "short", "short", "short ones are guessed"),
    ):
        fill(shown, qtbot, name, first, again)
        click(qtbot, shown, "welcomeMake")
        assert said in shown.key.wrong.text()
    assert api.made == []
    click(qtbot, shown, "welcomeMake")
    assert api.made == [("Maria", "short", KEYRING)], "it is the person's choice, made twice"


def test_without_a_passphrase_the_price_is_said_first(qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble) -> None:
    shown.go("new")
    fill(shown, qtbot, "Maria Lind", "typed before")
    shown.key.none.click()
    sees(qtbot, shown, "any program of your account can sign as you")
    assert not shown.key.first.isEnabled()
    click(qtbot, shown, "welcomeMake")
    assert api.made == [("Maria Lind", "", KEYRING)]


def test_a_refusal_keeps_what_was_typed(qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble) -> None:
    shown.go("new")
    fill(shown, qtbot, "Maria Lind", "four words or more")
    api.fail = Locked("The system keyring is locked", todo="Unlock it and try again.")
    click(qtbot, shown, "welcomeMake")
    until(qtbot, lambda: "Unlock it and try again" in shown.key.wrong.text())
    assert shown.key.first.text() == "four words or more"
    assert shown.key.go.isEnabled()


def test_a_backup_is_restored_with_its_progress(
    qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble, tmp_path: Path
) -> None:
    click(qtbot, shown, "welcome_restore")
    click(qtbot, shown, "restoreGo")
    sees(qtbot, shown, "Choose the backup's file first.")
    shown.restore.set_file(tmp_path / "backup")
    click(qtbot, shown, "restoreGo")
    sees(qtbot, shown, "The passphrase that opens it is missing.")
    qtbot.keyClicks(shown.restore.passphrase, "guess")
    qtbot.keyClick(shown.restore.passphrase, Qt.Key.Key_Return)
    assert api.restored == [(tmp_path / "backup", "guess")]
    api.held[-1].set_exception(Locked("The passphrase does not open this backup"))
    sees(qtbot, shown, "does not open this backup")
    click(qtbot, shown, "restoreGo")
    assert api.progress is not None
    api.progress(40, 100)
    sees(qtbot, shown, "Verified 40 of 100 entries")
    click(qtbot, shown, "restoreStop")
    with pytest.raises(KnownError) as stopped:
        api.progress(50, 100)
    api.held[-1].set_exception(stopped.value)
    sees(qtbot, shown, "Nothing was restored")
    click(qtbot, shown, "restoreGo")
    report = BackupReport(
        tmp_path, 100, "head", ("100 entries verified.", "Your key is in the keyring.", "It opens read-only.")
    )
    api.held[-1].set_result(report)
    sees(qtbot, shown, "It opens read-only.")
    with qtbot.waitSignal(shown.ready):
        click(qtbot, shown, "restoreOpen")
    assert shown.passphrase == ""


def test_the_demo_tells_how_it_gets_ready_and_hands_over(
    qtbot: QtBot, shown: WelcomeWindow, api: WelcomeDouble
) -> None:
    click(qtbot, shown, "welcome_demo")
    assert api.said is not None
    threading.Thread(target=api.said, args=("[ 0.4 s] three agents ask\u202e",)).start()
    until(qtbot, lambda: "three agents ask⟦U+202E⟧" in shown.demo.lines.shown_text())
    api.held[-1].set_exception(KnownError("The demo ended before its window opened", where="no LangGraph"))
    sees(qtbot, shown, "no LangGraph")
    click(qtbot, shown, "demoRetry")
    assert len(api.held) == 2
    with qtbot.waitSignal(shown.left):
        api.held[-1].set_result(None)
    assert not shown.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_page_is_whole_named_and_reached_by_keys(
    qtbot: QtBot, qapp: QApplication, shown: WelcomeWindow, scale: float
) -> None:
    theme.apply_theme(qapp, "dark", scale)
    shown.resize(760, 600)
    for name, page in shown.pages.items():
        if name != "demo":
            shown.go(name)
        qtbot.wait(10)
        assert nameless(page) == [], name
        assert page.widget().width() <= page.viewport().width(), f"{name} scrolls sideways"
        buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
        assert all(b.width() >= min(b.minimumSizeHint().width(), page.viewport().width()) for b in buttons), name
        assert [b.text() for b in buttons if not b.objectName()] == []
    shown.go("start")
    first = shown.findChild(QAbstractButton, "welcome_new")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert shown.stack.currentWidget() is shown.key
    qtbot.keyClick(shown.key.findChild(QAbstractButton, "welcomeKeyBack"), Qt.Key.Key_Space)
    assert shown.stack.currentWidget() is shown.start


@pytest.mark.parametrize("ready", [True, False])
def test_the_front_door_learns_what_came_of_it(
    qtbot: QtBot, qapp: QApplication, api: WelcomeDouble, tmp_path: Path, ready: bool
) -> None:
    instance = SingleInstance(tmp_path / "profile")

    def leave() -> bool:
        found = next((w for w in qapp.topLevelWidgets() if isinstance(w, WelcomeWindow) and w.isVisible()), None)
        if found is None:
            return False
        instance.shown.emit("")
        found.passphrase = "typed"
        found._finish() if ready else found.close()
        return True

    looking = QTimer()
    looking.timeout.connect(lambda: leave() and looking.stop())
    looking.start(5)
    quits = qapp.quitOnLastWindowClosed()
    assert welcome(qapp, api, instance) == ("typed" if ready else None)
    assert api.closed
    qapp.setQuitOnLastWindowClosed(quits)


def test_the_file_dialog_is_opened_and_not_run(qtbot: QtBot, shown: WelcomeWindow, tmp_path: Path) -> None:
    click(qtbot, shown, "welcome_restore")
    click(qtbot, shown, "restorePick")
    dialog = shown.findChild(QFileDialog, "restoreDialog")
    dialog.fileSelected.emit(str(tmp_path / "chosen"))
    assert shown.restore.chosen.text() == str(tmp_path / "chosen")
    dialog.close()


# The empty inbox


def test_the_empty_inbox_leads_to_the_first_agent(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.agent_views, desk.items = (), ()
    window = open_window()
    steps = lambda: window.findChild(QWidget, "firstSteps")  # noqa: E731
    until(qtbot, lambda: steps() is not None and steps().isVisible())
    assert "Connect your first agent" in words(window)
    click(qtbot, window, "stepCopy")
    assert QGuiApplication.clipboard().text() == EXAMPLE
    click(qtbot, window, "stepRegister")
    until(qtbot, lambda: window.sheet() is not None)
    assert window.sheet().objectName() == "registerSheet"
    window.sheet().leave()
    click(qtbot, window, "stepConnect")
    until(qtbot, lambda: window.sheet() is not None)
    assert window.sheet().objectName() == "connectSheet"
    window.sheet().leave()
    window.show_screen("inbox")

    desk.agent_views = story.agents()
    desk.tell("agents")
    until(qtbot, lambda: not steps().isVisible())
    sees(qtbot, window, "Nothing waits for you")
