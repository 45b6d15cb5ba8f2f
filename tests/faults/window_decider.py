"""The real desktop window in its own process: finds the held action, clicks Approve and Confirm, is killed at a step.

Usage: window_decider PROFILE PASSPHRASE-FILE STEP
Exits 3 when it survived, which is right for the step ``none`` only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from counterseal.model.actions import State
from counterseal.sync.desk import open_desk
from counterseal_desktop import theme
from counterseal_desktop.app import make_application
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.window import MainWindow, appearance
from faults.kill_at import KillSwitch

PATIENCE = 60.0


def main() -> int:
    home, passphrase_file, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    switch = KillSwitch(step)
    app = make_application(["counterseal-desktop"])
    theme.apply_theme(app, *appearance(home))
    desk = open_desk(home, passphrase_file, on_step=switch.on_step)
    window = MainWindow(desk, ask_on_close=False)
    window.show()
    window.start()
    until(lambda: any(item.state is State.HELD for item in desk.queue()), "a held action")
    item = next(i for i in desk.queue() if i.state is State.HELD)
    until(lambda: window.inbox.select(item.id), "the action in the list")
    approve, confirm = button(window, "approveButton"), button(window, "confirmButton")
    until(lambda: window.inbox.flow.stage is Stage.READY and approve.isVisible(), "the decision bar")
    guard_passes()
    click(approve)
    until(lambda: confirm.isVisible() and confirm.isEnabled(), "the confirmation")
    guard_passes()
    switch.arm()
    click(confirm)
    until(lambda: desk.status().outbox == 0 and window.inbox.flow.stage is Stage.DECIDED, "the decision")
    window.close()
    until(lambda: not window.isVisible(), "the window to close")
    return 3


def until(look: Callable[[], bool], what: str) -> None:
    """Run the window until it is so."""
    ends = time.monotonic() + PATIENCE
    while not look():
        if time.monotonic() > ends:
            raise SystemExit(f"{what} did not come")
        QCoreApplication.processEvents()
        # Not QTest.qWait: it keeps Python's lock, and the core's threads with it, to itself.
        time.sleep(0.005)


def guard_passes() -> None:
    """Let the 400 ms after a change go by, in which nothing counts."""
    ends = time.monotonic() + 0.45
    until(lambda: time.monotonic() >= ends, "the guard")


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    if found is None:
        raise SystemExit(f"there is no {name}")
    return found


def click(target: QAbstractButton) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


if __name__ == "__main__":
    raise SystemExit(main())
