"""Locking: by hand, by idleness, by the session; what is forgotten with the key; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from reading import until

from counterseal.model.decisions import Verdict
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.locking.idle import IdleWatch
from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.locking.session_linux import LinuxSession, session_path
from counterseal_desktop.shell.small_sheets import PassphraseSheet
from counterseal_desktop.shell.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def said(window: MainWindow, name: str) -> str:
    text: str = window.findChild(QWidget, name).text()
    return text


def test_ctrl_l_locks_and_the_status_bar_says_so(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.step_up.note()
    window.inbox.view.setFocus()
    qtbot.keyClick(window.inbox.view, Qt.Key.Key_L, CTRL)
    assert desk.people.locks == 1
    until(qtbot, lambda: "is locked" in said(window, "statusKey"))
    assert said(window, "statusLock") == "Unlock…"
    assert "signing asks for your passphrase" in window.banner.message()
    assert not window.step_up.fresh(), "whoever unlocks proves anew who they are"


def test_the_palette_locks(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.top.search.setFocus()
    qtbot.keyClicks(window.top.search, "lock your key now")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert desk.people.locks == 1


def test_unlocking_asks_once_and_says_when_it_is_wrong(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.set_locked(True)
    until(qtbot, lambda: said(window, "statusLock") == "Unlock…")
    qtbot.mouseClick(window.findChild(QAbstractButton, "statusLock"), Qt.MouseButton.LeftButton)
    sheet = window.sheet()
    assert isinstance(sheet, PassphraseSheet)
    qtbot.keyClicks(sheet.field, "wrong")
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    until(qtbot, sheet.wrong.isVisible)
    qtbot.keyClicks(sheet.field, PASSPHRASE)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    until(qtbot, lambda: window.sheet() is None)
    assert not desk.state.identity.locked
    assert window.step_up.fresh()


def test_a_decision_with_a_locked_key_asks_for_it_and_goes_on(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Callable[[MainWindow, int], None]
) -> None:
    desk.set_locked(True)
    choose(window, 9)
    window.inbox.press(Verdict.REJECT)
    until(qtbot, lambda: isinstance(window.sheet(), PassphraseSheet))
    assert desk.drafts == []
    sheet = window.sheet()
    assert isinstance(sheet, PassphraseSheet)
    qtbot.keyClicks(sheet.field, PASSPHRASE)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Return)
    until(qtbot, lambda: [draft.verdict for draft in desk.drafts] == [Verdict.REJECT])


def test_leaving_the_unlock_sheet_signs_nothing(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Callable[[MainWindow, int], None]
) -> None:
    desk.set_locked(True)
    choose(window, 9)
    window.inbox.press(Verdict.REJECT)
    until(qtbot, lambda: isinstance(window.sheet(), PassphraseSheet))
    qtbot.keyClick(window.sheet(), Qt.Key.Key_Escape)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.READY)
    assert "Nothing was signed" in window.inbox.flow.hint
    assert desk.drafts == []


def test_locking_closes_sheets_that_hold_secrets_and_forgets_a_typed_passphrase(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    choose(window, 9)
    window.inbox.flow.passphrase = "half typ"
    window.settings.people.open_enrol()
    window.locker.lock()
    assert window.sheet() is None
    assert window.inbox.flow.passphrase == ""


def test_a_key_without_a_passphrase_has_nothing_to_lock(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    warned = replace(desk.state.identity, key_warning="any program of this account can sign")
    desk.state = replace(desk.state, identity=warned)
    window = open_window()
    window.locker.lock()
    assert desk.people.locks == 0
    assert "nothing to lock" in window.banner.message()


def test_idle_minutes_lock_once_and_input_starts_them_anew(clock: MovedClock, qtbot: QtBot) -> None:
    watch = IdleWatch(clock.monotonic)
    told: list[None] = []
    watch.passed.connect(lambda: told.append(None))
    watch.set_minutes(15)
    clock.move(899)
    watch.check()
    assert told == []
    clock.move(1)
    watch.check()
    watch.check()
    assert len(told) == 1
    watch.note()
    clock.move(899)
    watch.check()
    watch.session_idle(900.0)
    assert len(told) == 2, "the session knows of a longer time"
    watch.set_minutes(0)
    clock.move(1_000_000)
    watch.check()
    assert len(told) == 2


def test_keys_and_mouse_in_the_window_count_as_somebody_being_here(
    qtbot: QtBot, window: MainWindow, clock: MovedClock, desk: DeskDouble
) -> None:
    until(qtbot, lambda: window.windowHandle() is not None)
    clock.move(14 * 60)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    clock.move(14 * 60)
    window.locker.idle.check()
    assert desk.people.locks == 0
    clock.move(61)
    window.locker.idle.check()
    assert desk.people.locks == 1
    assert "Nobody was here" in window.banner.message()


def test_the_minutes_are_set_in_settings_and_remembered(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, clock: MovedClock
) -> None:
    window.show_screen("settings")
    window.settings.show_page("people")
    minutes = window.findChild(QSpinBox, "lockMinutes")
    assert minutes.value() == 15
    minutes.setValue(0)
    assert minutes.text() == "never"
    assert window.locker.idle.minutes() == 0
    minutes.setValue(40)
    window.close()
    again = MainWindow(desk, clock, ask_on_close=False)
    assert again.locker.idle.minutes() == 40
    again.close()
    again.deleteLater()


def test_the_locked_screen_and_sleep_lock_the_key(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> None:
    session = SessionWatch()
    window = MainWindow(desk, clock, ask_on_close=False, session=session)
    window.start()
    session.left.emit("The screen was locked, so your key is locked too")
    assert desk.people.locks == 1
    assert window.banner.message().startswith("The screen was locked")
    window.close()
    window.deleteLater()


@pytest.mark.parametrize(
    ("session_id", "path"), [("2", "_32"), ("c1", "c1"), ("c-1", "c_2d1"), ("ö", "_c3_b6"), ("12a", "_312a")]
)
def test_a_session_id_becomes_logind_s_path(session_id: str, path: str) -> None:
    assert session_path(session_id) == f"/org/freedesktop/login1/session/{path}"
    assert session_path("") == ""


def test_lock_sleep_and_screen_saver_are_heard_over_a_real_bus(
    qtbot: QtBot, bus: str, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    heard, spoken = QDBusConnection.connectToBus(bus, "ours"), QDBusConnection.connectToBus(bus, "theirs")
    for service in ("org.freedesktop.login1", "org.freedesktop.ScreenSaver"):
        assert spoken.registerService(service)
    watch = LinuxSession(system=heard, session=heard)
    told: list[str] = []
    watch.left.connect(told.append)
    watch.start(QWidget())
    assert watch.words() == "Also locks on: locking of the login session, sleep, the screen saver."
    login, saver = "org.freedesktop.login1", "org.freedesktop.ScreenSaver"
    own = "/org/freedesktop/login1/session/_32"
    for path, interface, name, arguments in (
        ("/org/freedesktop/login1/session/_33", f"{login}.Session", "Lock", []),
        ("/org/freedesktop/login1", f"{login}.Manager", "PrepareForSleep", [False]),
        ("/org/freedesktop/ScreenSaver", saver, "ActiveChanged", [False]),
        (own, f"{login}.Session", "Lock", []),
        ("/org/freedesktop/login1", f"{login}.Manager", "PrepareForSleep", [True]),
        ("/org/freedesktop/ScreenSaver", saver, "ActiveChanged", [True]),
    ):
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(arguments)
        assert spoken.send(message)
    until(qtbot, lambda: len(told) >= 3)
    assert [words.split(",")[0] for words in told] == [
        "The session was locked",
        "The machine went to sleep",
        "The screen was locked",
    ], "another session's lock, waking up and an ending saver lock nothing"
    watch.deleteLater()


class _IdleMonitor(QObject):
    """Stands for the desktop's idle monitor."""

    @Slot(result="qulonglong")
    def GetIdletime(self) -> int:  # noqa: N802 (the bus calls it so)
        return 901_000


def test_the_session_is_asked_how_long_nobody_touched_it(qtbot: QtBot, bus: str, clock: MovedClock) -> None:
    heard, spoken = QDBusConnection.connectToBus(bus, "ours"), QDBusConnection.connectToBus(bus, "theirs")
    name, path = "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core"
    monitor = _IdleMonitor()
    assert spoken.registerObject(path, name, monitor, QDBusConnection.RegisterOption.ExportAllSlots)
    assert spoken.registerService(name)
    session = LinuxSession(system=QDBusConnection("counterseal-nowhere"), session=heard)
    session.start(QWidget())
    watch = IdleWatch(clock.monotonic)
    session.idle.connect(watch.session_idle)
    with qtbot.waitSignal(watch.passed):
        session.ask_idle()
    session.deleteLater()


def test_without_a_bus_it_says_that_only_the_minutes_count(qtbot: QtBot) -> None:
    nowhere = QDBusConnection("counterseal-nowhere")
    watch = LinuxSession(system=nowhere, session=nowhere)
    watch.start(QWidget())
    watch.ask_idle()
    assert "only the minutes above count" in watch.words()
    assert "only the minutes above count" in SessionWatch().words()
    watch.deleteLater()


def test_the_unlock_field_never_shows_its_letters(qtbot: QtBot, window: MainWindow) -> None:
    window.unlocking.ask()
    fields = window.sheet().findChildren(QLineEdit)
    assert fields
    assert all(field.echoMode() is QLineEdit.EchoMode.Password for field in fields)
