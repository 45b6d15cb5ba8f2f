"""What a window gets ready after its inbox: in order, a piece at a time, and nothing once it closes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from counterseal_desktop.shell.afterwards import Afterwards
from counterseal_desktop.shell.window import MainWindow


def test_pieces_are_done_in_their_order_once_the_inbox_is_usable(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    after = Afterwards([lambda: done.append("first"), lambda: done.append("second")], owner)
    after.usable()
    assert not after._timer.isActive(), "nothing is begun before the window is filled"
    after.begin()
    after.usable()
    qtbot.waitUntil(lambda: done == ["first", "second"])
    qtbot.waitUntil(lambda: not after._timer.isActive())
    after.begin()
    after.usable()
    assert not after._timer.isActive(), "once"


def test_they_are_done_where_no_queue_comes_and_not_after_the_end(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()
    after = Afterwards(iter([lambda: done.append("first"), lambda: after.stop(), lambda: done.append("third")]), owner)
    after.begin()
    qtbot.waitUntil(lambda: done == ["first"])
    qtbot.waitUntil(lambda: after._over)
    assert not after._timer.isActive()
    after.begin()
    assert not after._timer.isActive()
    assert done == ["first"]


def test_a_window_makes_its_screens_and_imports_what_they_open(window: MainWindow) -> None:
    for piece in window._pieces():
        piece()
    assert {"inbox", "agents", "history"} <= set(window.screens.made)
    assert "counterseal_desktop.shell.halt_sheet" in sys.modules
    assert "counterseal_desktop.insights.screen" in sys.modules
