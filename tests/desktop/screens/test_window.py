"""The window as a whole: names for everything, quitting, settings, search, problems and defects."""

from __future__ import annotations

import ast
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
import screen_story as story
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import counterseal_desktop
from counterseal.errors import KnownError
from counterseal_desktop import theme
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.settings.screen import PAGES
from counterseal_desktop.shell.help_sheet import HelpSheet
from counterseal_desktop.shell.keys import KEYS
from counterseal_desktop.shell.small_sheets import DefectSheet, QuitSheet
from counterseal_desktop.shell.window import MainWindow, appearance

DESKTOP = Path(counterseal_desktop.__file__).parent
FOLDERS = (
    "shell",
    "inbox",
    "agents",
    "history",
    "insights",
    "settings",
    "people",
    "evidence",
    "locking",
    "widgets",
    "theme",
    "native",
)


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in root.findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not takes_focus or not widget.isVisible() or widget.window() is not root.window():
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}")
    return found


def test_everything_that_takes_focus_has_a_name(
    qtbot: QtBot, window: MainWindow, clock: MovedClock, choose: Callable[[MainWindow, int], None]
) -> None:
    for screen in ("inbox", "agents", "history", "settings"):
        window.show_screen(screen)
        qtbot.wait(30)
        assert nameless(window) == [], screen
    window.show_screen("inbox")
    choose(window, 1)
    assert nameless(window) == []
    window.inbox.detail.toggle_raw()
    assert nameless(window) == []
    from counterseal.model.decisions import Verdict

    for verdict in (Verdict.EDIT, Verdict.ANSWER):
        window.inbox.press(verdict)
        qtbot.wait(30)
        assert nameless(window) == [], verdict
        window.inbox.escape()
    for sheet in (window.open_halt("refunds"), window.open_reset("storage")):
        assert nameless(window) == []
        sheet.leave()
    window.show_screen("settings")
    for page, _words in PAGES:
        window.settings.show_page(page)
        qtbot.wait(10)
        assert nameless(window) == [], page
    window.halt("all", "", "")
    qtbot.waitUntil(lambda: window.sheet() is not None)
    assert nameless(window) == []


def test_no_button_is_a_default(qtbot: QtBot, window: MainWindow) -> None:
    assert [button.objectName() for button in window.findChildren(QPushButton) if button.isDefault()] == []


def test_every_control_has_an_object_name(qtbot: QtBot, window: MainWindow) -> None:
    ours = [button for button in window.findChildren(QAbstractButton) if button.isVisible() and button.text()]
    assert [button.text() for button in ours if not button.objectName()] == []
    window.show_screen("settings")
    for page, _words in PAGES:
        window.settings.show_page(page)
        qtbot.wait(10)
        ours = [button for button in window.findChildren(QAbstractButton) if button.isVisible() and button.text()]
        assert [button.text() for button in ours if not button.objectName()] == [], page


def test_every_new_sheet_names_what_takes_the_focus(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    people, storage = window.settings.people, window.settings.storage
    window.show_screen("history")
    qtbot.waitUntil(lambda: bool(window.history.selected_rows()))
    qtbot.waitUntil(lambda: window.evidence.watch.view is not None)
    opens: tuple[Callable[[], object], ...] = (
        people.open_enrol,
        lambda: people.open_revoke(story.JONAS, "Jonas Öberg"),
        people.open_card,
        people.open_recovery,
        lambda: storage.open_cut(desk.erasing.classes[0]),
        lambda: storage.open_keep(desk.erasing.classes[0]),
        window.history.open_erase,
        window.evidence.open_holders,
        window.unlocking.ask,
    )
    for number, call in enumerate(opens):
        call()
        qtbot.waitUntil(lambda: window.sheet() is not None)
        sheet = window.sheet()
        assert sheet is not None, number
        qtbot.wait(10)
        assert nameless(window) == [], sheet.objectName()
        buttons = [b for b in sheet.findChildren(QAbstractButton) if b.isVisible()]
        assert [b.text() for b in buttons if not b.objectName()] == [], sheet.objectName()
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        assert window.sheet() is None


def test_the_status_bar_speaks_in_words(qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]) -> None:
    desk.state = replace(desk.state, outbox=2)
    window = open_window()

    def said(name: str) -> str:
        return window.findChild(QWidget, name).text()

    assert said("statusSources") == "3 sources live"
    assert said("statusTrouble") == "eu-gateway: reconnecting, last heard 41 s ago"
    assert said("statusOutbox") == "2 signed, not yet delivered"
    assert said("statusLedger") == "Ledger verified to entry 48,173"
    assert "system keyring" in said("statusKey")
    warned = replace(desk.state.identity, key_warning="any program of this account can sign")
    damaged = replace(desk.state.ledger, state="damaged", note="entry 7 is missing")
    desk.tell("status", replace(desk.state, identity=warned, ledger=damaged, outbox=0))
    qtbot.waitUntil(lambda: "does not verify: entry 7 is missing" in said("statusLedger"))
    assert "any program of this account can sign" in said("statusKey")
    assert said("statusOutbox") == ""


def test_ctrl_k_searches_and_opens(qtbot: QtBot, window: MainWindow) -> None:
    window.inbox.view.setFocus()
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.top.search.hasFocus()
    qtbot.keyClicks(window.top.search, "clinic")
    assert window.palette_list.isVisible()
    qtbot.keyClick(window.top.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert window.screen() == "agents"
    assert window.agents.selected().id == "clinic"
    window.top.search.setFocus()
    qtbot.keyClicks(window.top.search, "refund")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert window.screen() == "inbox"
    assert window.inbox.view.current_id() == story.action_id(1)


def test_search_falls_through_to_the_history(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.top.search.setFocus()
    qtbot.keyClicks(window.top.search, "zzz")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert window.screen() == "history"
    assert desk.asked[-1][0].text == "zzz"


def test_help_lists_every_key(qtbot: QtBot, window: MainWindow) -> None:
    window.inbox.view.setFocus()
    qtbot.keyClicks(window.inbox.view, "?")
    assert isinstance(window.sheet(), HelpSheet)
    from PySide6.QtWidgets import QLabel

    shown = {label.text() for label in window.sheet().findChildren(QLabel)}
    assert {key.words for key in KEYS if key.listed} <= shown


def test_keys_are_silent_under_a_sheet(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Callable[[MainWindow, int], None]
) -> None:
    choose(window, 9)
    sheet = window.open_halt("pricing")
    for key in (Qt.Key.Key_A, Qt.Key.Key_R):
        qtbot.keyClick(sheet, key)
    assert desk.drafts == []
    assert window.inbox.flow.stage is Stage.READY


def test_tab_stays_inside_a_sheet(qtbot: QtBot, window: MainWindow) -> None:
    sheet = window.open_halt("refunds")
    for _turn in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(QApplication.focusWidget())


def test_a_sheet_over_one_that_is_gone_can_be_left(qtbot: QtBot, window: MainWindow) -> None:
    window.settings.people.open_enrol()
    below = window.sheet()
    assert below is not None
    window.unlocking.ask()
    above = window.sheet()
    assert above is not None
    below.leave()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete: what had the keyboard before is deleted
    above.leave()
    assert window.sheet() is None


def test_a_problem_is_a_banner_and_a_defect_a_sheet_with_exact_text(qtbot: QtBot, window: MainWindow) -> None:
    future: Future[None] = Future()
    window.bridge.run(future, window, lambda _none: None)
    future.set_exception(KnownError("The disk is full", where="/data", todo="Make room."))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.message() == KnownError("The disk is full", where="/data", todo="Make room.").text()
    future = Future()
    window.bridge.run(future, window, lambda _none: None)
    future.set_exception(RuntimeError("<b>exact</b>"))
    qtbot.waitUntil(lambda: isinstance(window.sheet(), DefectSheet))
    shown = window.findChild(QPlainTextEdit, "defectText").toPlainText()
    assert shown.strip().endswith("RuntimeError: <b>exact</b>")


def test_closing_names_the_agents_that_will_wait(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> None:
    window = MainWindow(desk, clock)
    window.start()
    window.show()
    qtbot.waitUntil(lambda: bool(window.agents.model.agents()))
    window.close()
    sheet = window.sheet()
    assert isinstance(sheet, QuitSheet)
    assert sheet.title.text() == "6 agents wait while this is closed"
    assert window.isVisible()
    assert not desk.closed
    with qtbot.waitSignal(window.closed):
        qtbot.mouseClick(window.findChild(QPushButton, "quitNow"), Qt.MouseButton.LeftButton)
    assert desk.closed
    window.deleteLater()


def test_closing_without_a_gateway_of_ours_asks_nothing(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> None:
    desk.state = replace(desk.state, gateway="http://127.0.0.1:8700")
    window = MainWindow(desk, clock)
    window.start()
    window.show()
    qtbot.waitUntil(lambda: bool(window.agents.model.agents()))
    with qtbot.waitSignal(window.closed):
        window.close()
    assert desk.closed
    window.deleteLater()


def test_geometry_and_look_are_kept_in_the_profile(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> None:
    window = MainWindow(desk, clock, ask_on_close=False)
    window.start()
    window.resize(1111, 700)
    window.show()
    window.looks.wear("dark", 1.25)
    assert theme.current().dark
    window.close()
    window.deleteLater()
    assert (desk.home / "window.ini").exists()
    assert appearance(desk.home) == ("dark", 1.25)
    again = MainWindow(desk, clock, ask_on_close=False)
    assert again.height() == 700, "the width is held to the screen that there is"
    again.close()
    again.deleteLater()


def test_a_spoilt_settings_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("appearance/scheme", "pink")
    settings.setValue("appearance/scale", "huge")
    settings.sync()
    assert appearance(tmp_path) == ("system", 1.0)


def test_settings_show_doctor_and_change_the_look(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("settings")
    doctor = window.findChild(QWidget, "settingsDoctor")
    qtbot.waitUntil(lambda: "Use the system keyring" in " ".join(_labels(doctor)))
    window.settings.show_page("appearance")
    qtbot.mouseClick(window.findChild(QPushButton, "scheme_dark"), Qt.MouseButton.LeftButton)
    assert theme.scheme() == "dark"
    qtbot.mouseClick(window.findChild(QPushButton, "scale_2"), Qt.MouseButton.LeftButton)
    assert theme.scale() == 2.0


def _labels(root: QWidget) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in root.findChildren(QLabel)]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(960, 600), (1440, 900)])
def test_decision_buttons_are_whole_at_every_size(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None], scale: float, size: tuple[int, int]
) -> None:
    if scale == 2.0 and size == (960, 600):
        size = (1280, 800)
    window.looks.wear("light", scale)
    window.resize(*size)
    choose(window, 1)
    window.inbox.read()
    qtbot.wait(50)
    bar = window.inbox.bar
    for button in (bar.reject, bar.answer_open, bar.edit, bar.approve):
        assert button.width() >= button.sizeHint().width(), button.text()
        right = button.mapTo(window, button.rect().bottomRight()).x()
        assert right <= window.width(), button.text()
    assert window.inbox.detail.widget().width() <= window.inbox.detail.viewport().width()


def test_the_desktop_never_blocks_and_speaks_no_sql_http_or_cryptography() -> None:
    banned = {"sqlalchemy", "sqlite3", "sqlcipher3", "httpx", "cryptography", "keyring", "alembic"}
    for path in [found for folder in FOLDERS for found in (DESKTOP / folder).rglob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            assert not {name.split(".")[0] for name in names} & banned, path
            called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
            # A drag is the platform's own loop, and Qt has no other way to start one.
            of = node.func.value if called == "exec" else None  # type: ignore[attr-defined]
            assert called != "exec" or (isinstance(of, ast.Name) and of.id == "drag"), path
