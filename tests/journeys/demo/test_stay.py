"""With a display the demo leaves the window to the person: it ends by its own button, and by Ctrl+C."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counterseal.demo.main import has_display
from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal_desktop.demo_tour import stay
from counterseal_desktop.shell.window import MainWindow


def open_window() -> MainWindow | None:
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible())
    return next(found, None)


def close_as_a_person_does() -> bool:
    """The window asks back once, because it holds the gateway of an agent."""
    window = open_window()
    if window is None or not window.news.agents:
        return False
    window.close()
    leave = window.findChild(QPushButton, "quitNow") or window.findChild(QWidget, "quitNow")
    assert window.isVisible()
    leave.click()
    return True


def interrupt() -> bool:
    if open_window() is None:
        return False
    os.kill(os.getpid(), signal.SIGINT)
    return True


@pytest.mark.parametrize("leave", [close_as_a_person_does, interrupt])
def test_the_window_stays_until_the_person_leaves(tmp_path: Path, qtbot: QtBot, leave: Callable[[], bool]) -> None:
    Profile.create(tmp_path / "profile", "Maria Lind", KeyChoice("", use_keyring=False, cost=Cost(64, 1, 1))).close()
    desk: Desk = open_desk(tmp_path / "profile")
    left = []
    looking = QTimer()
    looking.timeout.connect(lambda: left or (leave() and left.append(True)))
    before = signal.getsignal(signal.SIGINT)
    try:
        desk.start()
        desk.register_agent("refunds", "Refunds agent").result(30)
        looking.start(50)
        stay(desk)
    finally:
        looking.stop()
        desk.close()
    assert left == [True]
    assert signal.getsignal(signal.SIGINT) is before
    assert open_window() is None


def test_a_display_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
