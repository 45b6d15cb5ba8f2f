"""A window on a desk in memory, with a clock that tests move."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import screen_story as story
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sheet_owner import Owner

from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.shell.window import MainWindow


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def desk(tmp_path: Path) -> DeskDouble:
    return DeskDouble(tmp_path)


@pytest.fixture
def open_window(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> Iterator[Callable[[], MainWindow]]:
    """Open the window on ``desk`` as the test has set it up; closed afterwards."""
    opened: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(desk, clock, ask_on_close=False)
        opened.append(window)
        window.resize(1440, 900)
        window.start()
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: bool(window.agents.model.agents()) or not desk.agent_views)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete: no window may outlive its test
    QApplication.processEvents()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def owner(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> Iterator[Owner]:
    """Maria before the sheets about agents, without the window under them."""
    host = QWidget()
    host.resize(1200, 860)
    qtbot.addWidget(host)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    bridge = DeskBridge(desk, host)
    deck = SheetDeck(host, host)
    yield Owner(qtbot, desk, deck, AgentSheets(bridge, deck, StepUp(clock.monotonic), clock, host))
    bridge.close()
    QApplication.processEvents()


@pytest.fixture
def choose(qtbot: QtBot, clock: MovedClock) -> Callable[[MainWindow, int], None]:
    """Select one of the story's items, wait for its detail and let the guard pass."""

    def act(window: MainWindow, number: int) -> None:
        wanted = story.action_id(number)
        assert window.inbox.select(wanted)
        qtbot.waitUntil(lambda: _shows(window, wanted))
        clock.move(1.0)
        window.inbox.view.setFocus()

    return act


def _shows(window: MainWindow, action_id: str) -> bool:
    detail = window.inbox.flow.detail
    return detail is not None and detail.item.id == action_id


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a message bus of this test's own; its two ends are called ``ours`` and ``theirs``."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("this machine has no dbus-daemon")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address=1", "--nofork", "--nopidfile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    for name in ("ours", "theirs"):
        QDBusConnection.disconnectFromBus(name)
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()
