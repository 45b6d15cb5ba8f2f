"""Settings, page by page: connections and their test, notices, keys, looks; and what the palette and the keys reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.errors import KnownError, NotFound, Unreachable
from counterseal.model.risk import Risk
from counterseal.sync.api_connections import GATEWAY, Check
from counterseal.sync.api_notices import MAIL, WEBHOOK, ChannelState, NoticeChange
from counterseal_desktop import theme
from counterseal_desktop.settings import desktop_card
from counterseal_desktop.settings.screen import PAGES
from counterseal_desktop.shell import language
from counterseal_desktop.shell.key_map import KeyMap, words_of
from counterseal_desktop.shell.keys import KEYS, is_single
from counterseal_desktop.shell.looks import Looks, dress
from counterseal_desktop.shell.memory import appearance
from counterseal_desktop.shell.profiles import KnownProfiles
from counterseal_desktop.shell.taking import rows_as_text
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.untrusted import UntrustedText

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def settings(window: MainWindow) -> Callable[[str], QWidget]:
    """Open a page of Settings."""

    def show(name: str) -> QWidget:
        window.show_screen("settings")
        window.settings.show_page(name)
        return window.settings._pages[name]

    return show


def texts(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root))


# Sources


def test_a_connection_test_names_the_cause(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget]
) -> None:
    page = settings("sources")
    desk.connections.checks = (
        Check("Resolves", True, "agents.example.com is 192.0.2.7"),
        Check("Connects", False, "Connection refused\u202e", "Is the server running?"),
    )
    click(qtbot, page, "sourceTest_langgraph-prod")
    sees(qtbot, page, "Resolves", "Connects", "Is the server running?")
    assert "refused⟦U+202E⟧" in "".join(one.shown_text() for one in page.findChildren(UntrustedText))
    desk.fail["test_connection"] = Unreachable("The desk is closed")
    click(qtbot, page, "sourceTest_langgraph-prod")
    until(qtbot, lambda: window.settings.sources.report.message() == "The desk is closed.")


def test_a_server_is_tried_kept_changed_and_removed(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget]
) -> None:
    page = settings("sources")
    click(qtbot, page, "sourceAdd")
    sheet = window.sheet()
    until(qtbot, lambda: sheet.agent.count() == len(desk.agent_views))
    click(qtbot, sheet, "connectKeep")
    assert "name and an address" in sheet.wrong.text()
    for name, text in (("connectName", "crm-server"), ("connectUrl", "https://crm.example.com")):
        qtbot.keyClicks(sheet.findChild(QLineEdit, name), text)
    sheet.agent.setCurrentIndex(sheet.agent.findData("crm"))
    qtbot.keyClicks(sheet.key, "sk-secret")
    desk.fail["find_connection"] = NotFound("Nothing that Counterseal knows answers there")
    click(qtbot, sheet, "connectTest")
    until(qtbot, lambda: "answers there" in sheet.wrong.text())
    desk.connections.found = "adk"
    click(qtbot, sheet, "connectTest")
    sees(qtbot, sheet, "agents.example.com")
    assert sheet.kind.currentData() == "adk"
    desk.fail["add_connection"] = KnownError("A gateway has this name", todo="Choose another.")
    click(qtbot, sheet, "connectKeep")
    until(qtbot, lambda: "Choose another" in sheet.wrong.text())
    click(qtbot, sheet, "connectKeep")
    until(qtbot, lambda: window.sheet() is None)
    kept = desk.connections.known[-1]
    assert (kept.name, kept.kind, kept.url, kept.agent, desk.connections.keys) == (
        "crm-server", "adk", "https://crm.example.com", "crm", ["sk-secret"],
    )  # fmt: skip
    click(qtbot, page, "sourceChange_crm-server")
    sheet = window.sheet()
    assert sheet.name.isReadOnly()
    until(qtbot, lambda: sheet.agent.currentData() == "crm")
    sheet.leave()
    click(qtbot, page, "sourceRemove_crm-server")
    assert "stays in the ledger" in words(window.sheet())
    click(qtbot, window, "removeAct")
    until(qtbot, lambda: all(one.name != "crm-server" for one in desk.connections.known))


def test_a_separate_gateway_takes_its_key_and_no_agent(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget]
) -> None:
    settings("sources")
    sheet = window.settings.sources.open_add()
    sheet.kind.setCurrentIndex(sheet.kind.findData(GATEWAY))
    assert sheet.vkey.isVisible()
    assert not sheet.agent.isVisible()
    for field, text in ((sheet.name, "eu"), (sheet.url, "https://eu:8700"), (sheet.vkey, "v"), (sheet.pin, "ab" * 32)):
        field.setText(text)
    wanted = sheet.wanted()
    assert (wanted.kind, wanted.agent, wanted.vkey, wanted.pin) == (GATEWAY, "", "v", "ab" * 32)
    sheet.leave()


# Notices


def test_a_webhook_is_kept_tested_and_its_failure_is_shown(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget]
) -> None:
    page = settings("notifications")
    outward = window.settings.notifications.outward
    until(qtbot, lambda: "system keyring" in texts(page))
    qtbot.keyClicks(outward.url, "https://hooks.example.com/T0K3N")
    qtbot.keyClicks(outward.secret, "whsec_c2VjcmV0")
    outward.hook_on.click()
    until(qtbot, lambda: bool(desk.notices.changes))
    change = desk.notices.changes[-1]
    assert change.webhook is not None
    assert change.webhook.on
    assert change.secrets == {"url": "https://hooks.example.com/T0K3N", "secret": "whsec_c2VjcmV0"}
    until(qtbot, lambda: outward.url.text() == "")
    assert outward.url.placeholderText() == "Kept: hooks.example.com/…", "the address does not come back"
    click(qtbot, page, "hookTest")
    sees(qtbot, page, "The test arrived: 204 No Content")
    assert desk.notices.tests == [WEBHOOK]
    desk.fail["test_notice"] = Unreachable("The server cannot be reached", where="hooks.example.com: refused")
    click(qtbot, page, "hookTest")
    sees(qtbot, page, "hooks.example.com: refused")
    state = ChannelState(WEBHOOK, "retrying", "503 Service Unavailable", 3)
    desk.notices.state = type(desk.notices.state)(**{**_members(desk.notices.state), "channels": (state,)})
    outward.reload()
    sees(qtbot, page, "503 Service Unavailable", "3 actions are not told yet.")


def _members(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


def test_mail_is_kept_with_its_password_apart(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget]
) -> None:
    page = settings("notifications")
    outward = window.settings.notifications.outward
    until(qtbot, lambda: "system keyring" in texts(page))
    for field, text in (
        (outward.host, "mail.example.com"), (outward.user, "desk"), (outward.password, "kept well"),
        (outward.sender, "desk@example.com"), (outward.to, "a@example.com,  b@example.com,"),
    ):  # fmt: skip
        qtbot.keyClicks(field, text)
    outward.security.setCurrentIndex(outward.security.findData("starttls"))
    assert outward.port.value() == 587
    click(qtbot, page, "mailSave")
    until(qtbot, lambda: bool(desk.notices.changes))
    mail = desk.notices.changes[-1].mail
    assert mail is not None
    assert (mail.host, mail.port, mail.user, mail.to) == (
        "mail.example.com", 587, "desk", ("a@example.com", "b@example.com"),
    )  # fmt: skip
    assert desk.notices.changes[-1].secrets == {"password": "kept well"}
    assert outward.password.echoMode() is QLineEdit.EchoMode.Password
    until(qtbot, lambda: outward.password.text() == "")
    desk.fail["change_notices"] = KnownError("This is no mail server", where="host")
    outward.mail_on.click()
    sees(qtbot, page, "This is no mail server (host).")
    assert not outward.mail_on.isChecked(), "what was refused is not shown as on"
    click(qtbot, page, "mailTest")
    until(qtbot, lambda: desk.notices.tests == [MAIL])
    outward.least.setCurrentIndex(outward.least.findData("R4"))
    assert desk.notices.changes[-1] == NoticeChange(least_risk="R4")


def test_notifications_of_this_machine_are_chosen(
    qtbot: QtBot, window: MainWindow, settings: Callable[[str], QWidget]
) -> None:
    page = settings("notifications")
    here = window.settings.notifications.here
    here.on.click()
    here.on.click()
    here.least.setCurrentIndex(here.least.findData("R3"))
    here.quiet.click()
    assert here.begins.isEnabled()
    here.begins.setText("23:30")
    here.begins.editingFinished.emit()
    assert window.choices.hours == (time(23, 30), time(7))
    here.ends.setText("77:00")
    here.ends.editingFinished.emit()
    sees(qtbot, page, "A time reads 22:00")
    here.breaks.click()
    assert (window.choices.on, window.choices.least, window.choices.quiet, window.choices.critical_breaks) == (
        True, Risk.R3, True, False,
    )  # fmt: skip


class Refusing:
    """A desktop that refuses to start anything."""

    def starts_with_session(self, _home: Path) -> bool:
        return False

    def start_with_session(self, _home: Path, _on: bool) -> None:
        raise KnownError("The system refused", where="Permission denied")

    def opens_links(self) -> bool:
        return True

    def open_links(self, _home: Path, _on: bool) -> None:
        return None

    def words(self) -> str:
        return "Nowhere."


def test_what_the_desktop_refuses_goes_back(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    card = desktop_card.DesktopCard(window.leaving, desk.home, Refusing())
    qtbot.addWidget(card)
    card.refresh()
    assert card.links.isChecked()
    card.starts.click()
    assert not card.starts.isChecked()
    assert "Permission denied" in card.wrong.text()
    card.keeps.click()
    assert not window.leaving.keeps


# Keys


def test_a_key_is_changed_by_pressing_it_and_acts_at_once(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, settings: Callable[[str], QWidget],
    choose: Callable[[MainWindow, int], None], clock: MovedClock,
) -> None:  # fmt: skip
    settings("keys")
    button = window.settings.keys.buttons["reject"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.listening()
    qtbot.keyClick(button, Qt.Key.Key_Control)
    assert button.listening(), "a modifier alone is no key"
    qtbot.keyClick(button, Qt.Key.Key_X)
    assert button.text() == "X"
    assert window.inbox.bar.reject.key_hint() == "X" or window.inbox.bar._hints[window.inbox.bar.reject] == "X"
    window.show_screen("inbox")
    choose(window, 9)
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_R)
    before = window.inbox.flow.stage
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_X)
    assert window.inbox.flow.stage is not before
    window.inbox.escape()


def test_conflicts_and_forbidden_keys_are_said_and_change_nothing(
    qtbot: QtBot, window: MainWindow, settings: Callable[[str], QWidget]
) -> None:
    settings("keys")
    page = window.settings.keys
    for key, held, said in (
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A is already: Approve"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "belongs to fields"),
        (Qt.Key.Key_C, CTRL, "belongs to fields"),
    ):
        button = page.buttons["reject"]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(button, key, held)
        assert said in page.report.message()
        assert button.text() == "R"
    button = page.buttons["reject"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert button.text() == "R"
    assert not button.listening()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    page.buttons["approve"].setFocus()
    assert not button.listening(), "whoever goes elsewhere has chosen nothing"


def test_single_letters_can_be_switched_off(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None], settings: Callable[[str], QWidget]
) -> None:
    settings("keys")
    window.settings.keys.singles.click()
    window.show_screen("inbox")
    choose(window, 9)
    before = window.inbox.flow.stage
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_A)
    assert window.inbox.flow.stage is before
    assert window._keys.enabled("search"), "keys with Ctrl act"
    assert window._keys.enabled("escape")
    assert window.key_map.shown("approve") == ""
    window.open_help()
    assert "switched off" in words(window.sheet())
    window.sheet().leave()
    window.key_map.reset()
    assert window.key_map.singles


def test_keys_are_remembered_and_a_file_cannot_make_enter_approve(tmp_path: Path, qtbot: QtBot) -> None:
    file = str(tmp_path / "window.ini")
    first = KeyMap(QSettings(file, QSettings.Format.IniFormat))
    assert first.set("approve", "Ctrl+Shift+A") == ""
    assert first.set("trace", "") == ""
    assert first.set("escape", "X") != ""
    again = KeyMap(QSettings(file, QSettings.Format.IniFormat))
    assert (again.sequence("approve"), again.sequence("trace")) == ("Ctrl+Shift+A", "")
    spoilt = QSettings(str(tmp_path / "spoilt.ini"), QSettings.Format.IniFormat)
    spoilt.setValue("keys/approve", "Return")
    spoilt.setValue("keys/reject", "nonsense key")
    spoilt.setValue("keys/escape", "X")
    held = KeyMap(spoilt)
    assert [held.sequence(name) for name in ("approve", "reject", "escape")] == ["A", "R", "Escape"]
    assert again.set("approve", "A") == ""
    assert again.is_default("approve")


def test_no_two_commands_share_a_key() -> None:
    used: dict[str, str] = {}
    for key in KEYS:
        assert used.setdefault(key.sequence, key.name) == key.name, key.sequence
    assert is_single("A")
    assert not any(is_single(one) for one in ("Ctrl+A", "Escape", "F1", "Space", "Alt+A"))
    assert words_of("Ctrl++") == "Ctrl +"
    assert words_of("Ctrl+Shift+H") == "Ctrl Shift H"


# Palette, looks, copying, printing, profiles


def test_the_palette_finds_every_command_with_its_key(qtbot: QtBot, window: MainWindow) -> None:
    every = {one.name: one for one in window.commands.all()}
    listed = {key.name for key in KEYS if key.listed}
    moving = {"next", "previous", "open", "page", "escape", "search", "commit"}
    assert listed - moving <= set(every)
    assert {"verify", "export_bundle", "register", "agent_halt", "backup", "enrol", "connect", "profiles"} <= set(every)
    assert {name for name, _words in PAGES} <= set(every)
    window.top.search.setFocus()
    qtbot.keyClicks(window.top.search, "lock key")
    shown = [hit.text for hit in window.palette_list._model.hits]
    assert "Lock your key now  ·  Ctrl L" in shown
    window.key_map.set("lock", "Ctrl+Shift+L")
    qtbot.keyClicks(window.top.search, " now")
    assert "Lock your key now  ·  Ctrl Shift L" in [hit.text for hit in window.palette_list._model.hits]
    window.key_map.reset()


def test_every_command_of_the_palette_can_be_given(qtbot: QtBot, window: MainWindow) -> None:
    for command in window.commands.all():
        # What restyles everything is tried below, once.
        if command.name in ("quit", "close", "larger", "smaller", "plain_size") or command.name.startswith("look_"):
            continue
        window.commands.run(command.name)
        qtbot.wait(1)
        for _ in range(3):
            if window.sheet() is not None:
                window.sheet().leave()
        assert window.sheet() is None, (command.name, window.sheet().objectName())
        for dialog in [w for w in window.findChildren(QWidget) if w.isWindow() and w.isVisible()]:
            dialog.close()
        assert window.isVisible(), command.name
    with pytest.raises(KeyError):
        window.commands.run("approve everything")


def test_looks_are_changed_by_key_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    looks = Looks(settings)
    looks.wear("contrast-dark")
    assert theme.current().name == "contrast-dark"
    for step, size in ((1, 1.25), (1, 1.5), (-1, 1.25), (0, 1.0), (-1, 1.0)):
        looks.zoom(step)
        assert theme.scale() == size
    settings.sync()
    assert appearance(tmp_path) == ("contrast-dark", 1.0)


def test_motion_and_language_are_remembered(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    flash = qapp.cursorFlashTime()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    looks = Looks(settings)
    looks.set_still(True)
    looks.set_language("en")
    settings.sync()
    assert qapp.cursorFlashTime() == 0
    theme.set_still(qapp, False)
    assert qapp.cursorFlashTime() == flash
    dress(qapp, tmp_path)
    assert theme.still()
    assert Looks(settings).language == "en"
    settings.setValue("appearance/language", "tlh")
    assert Looks(settings).language == language.SYSTEM
    theme.set_still(qapp, False)


def test_a_language_turns_the_window_around(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.installed()[0] == "en"
    assert language.own_name("sv") == "Svenska"
    monkeypatch.setattr(language, "meant", lambda _code: "en")
    monkeypatch.setattr(QLocale, "textDirection", lambda _self: Qt.LayoutDirection.RightToLeft)
    language.wear(qapp, "system")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    monkeypatch.undo()
    assert language.wear(qapp, "en") == "en"
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_rows_are_copied_as_they_are_shown(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    choose(window, 1)
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text()
    item = window.inbox.selected()
    assert item is not None
    assert item.title in copied
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == f"counterseal://action/{item.id}"
    carried = window.taking.mime(window.inbox.view)
    assert carried is not None
    assert carried.urls()[0].toString() == f"counterseal://action/{item.id}"
    window.show_screen("agents")
    until(qtbot, lambda: window.agents.selected() is not None)
    assert "\t" in rows_as_text(window.agents.table)
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL | SHIFT)
    assert "Select an action" in window.banner.message()


def test_the_shown_action_is_printed_with_nothing_interpreted(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    window.show_screen("agents")
    window.printing.print_shown()
    assert "to print it" in window.banner.message()
    window.show_screen("inbox")
    choose(window, 1)
    detail = window.inbox.flow.detail
    assert detail is not None
    hostile = type(detail.claims)(**{**_members(detail.claims), "summary": "<img src='file:///etc/passwd'>\u202eB&B"})
    shown = type(detail)(**{**_members(detail), "claims": hostile})
    document = window.printing.document(shown)
    text = document.toPlainText()
    assert "<img src='file:///etc/passwd'>⟦U+202E⟧B&B" in text
    assert detail.item.digest in text
    assert detail.canonical in text
    assert "proves nothing" in text


def test_known_profiles_are_listed_and_another_is_opened(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KnownProfiles(tmp_path / "config" / "profiles.ini")
    homes = [tmp_path / name for name in ("work", "home", "gone")]
    for home, whose in zip(homes, ("Maria Lind", "Maria at home", "Nobody"), strict=True):
        home.mkdir()
        (home / "counterseal.db").touch()
        known.note(home, whose)
    (homes[2] / "counterseal.db").unlink()
    known.note(homes[0], "Maria Lind")
    assert known.listed() == [(homes[0], "Maria Lind"), (homes[1], "Maria at home")]
    window.profiles.known = known
    desk.home = homes[0]
    opened: list[str] = []
    monkeypatch.setattr(window.profiles, "open", opened.append)
    sheet = window.profiles.open_switch()
    assert "This window" in words(sheet)
    click(qtbot, sheet, "profileOpen_home")
    assert opened == [str(homes[1])]


def test_every_page_fits_at_200_percent(qtbot: QtBot, window: MainWindow, settings: Callable[[str], QWidget]) -> None:
    window.looks.wear("dark", 2.0)
    window.resize(1280, 800)
    for name, _words in PAGES:
        area = settings(name)
        qtbot.wait(5)
        assert area.widget().minimumSizeHint().width() <= area.viewport().width(), name
        boxes = [box for box in area.findChildren(QComboBox) if box.isVisible()]
        assert all(box.height() >= box.fontMetrics().height() for box in boxes), name


def test_everything_of_settings_is_named(qtbot: QtBot, window: MainWindow, settings: Callable[[str], QWidget]) -> None:
    for name, _words in PAGES:
        area = settings(name)
        buttons = [b for b in area.findChildren(QAbstractButton) if b.isVisible()]
        assert [b.text() for b in buttons if not b.accessibleName() and not b.text()] == [], name
