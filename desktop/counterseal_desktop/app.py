"""The desktop's front door: ``counterseal-desktop`` and ``counterseal desktop``.

One process is one profile's window. A later start of the same profile only asks it to come to the front, with a link if
it was given one. Where there is no profile yet, the welcome opens.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from counterseal.errors import KnownError
from counterseal.sync import child_process
from counterseal_desktop.lean_start import collect_again, load_qt, without_collecting
from counterseal_desktop.native import place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from counterseal.sync.child_process import GatewayChild
    from counterseal_desktop.native.single import SingleInstance

APP_ID = "org.counterseal.Counterseal"
REST_AFTER_MS = 2_000
# In the order in which a person may come to want them. None of them knows Qt, whose classes are the window thread's.
_REST = (
    "counterseal.sync.autonomy",
    "counterseal.sync.orders",
    "counterseal.gateway.halting_orders",
    "jsonschema",
    "referencing",
    "counterseal.sync.traces",
    "counterseal.traces.files",
    "counterseal.ledger.verify",
    "counterseal.sync.erasing",
    "counterseal.sync.connections",
    "counterseal.sync.insights",
    "counterseal.insights.composing",
    "counterseal.sync.records_bundle",
)


def make_application(argv: list[str]) -> QApplication:
    """The one application object, named so that desktops find its icon and group its windows."""
    load_qt()
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from counterseal_desktop.widgets.roles import install_roles

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform == "win32":
        _name_on_taskbar()
    app = QApplication(argv)
    app.setApplicationName("Counterseal")
    app.setApplicationDisplayName("Counterseal")
    QGuiApplication.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(True)
    install_roles()
    return app


def main(argv: list[str] | None = None) -> int:
    """Open a profile's window, bring the open one up, or welcome somebody who has none.

    Returns:
        0 after a clean quit; 1 when the profile cannot be opened, which a message names.
    """
    arguments = list(sys.argv if argv is None else ["counterseal-desktop", *argv])
    if arguments[1:2] == [child_process.FROZEN]:
        from counterseal.sync import gateway_child

        return gateway_child.main(arguments[2:])
    wanted = _parse(arguments[1:])
    if place.may_be_open(wanted.profile):
        with without_collecting():
            return _start(arguments[0], wanted, None)
    # The first thing of all: it imports what it takes while this process does the same.
    gateway = child_process.begin(wanted.profile)
    try:
        with without_collecting():
            # Once PySide6 is there it reads the source of every module that is imported: a sixth of the whole start.
            _load_core()
            return _start(arguments[0], wanted, gateway)
    finally:
        if gateway is not None:
            gateway.end()


def _start(program: str, wanted: argparse.Namespace, gateway: GatewayChild | None) -> int:
    """Args: gateway: the process that serves the profile's gateway, begun already."""
    app = make_application([program])
    # Only now, because a start that finds a window open needs little of it.
    from counterseal_desktop.native import links
    from counterseal_desktop.native.single import SingleInstance
    from counterseal_desktop.shell.looks import dress

    dress(app, wanted.profile)
    try:
        link = links.read(wanted.link).text() if wanted.link else ""
        instance = SingleInstance(wanted.profile, app)
        if not instance.take():
            instance.pass_on(link)
            return 0
    except KnownError as error:
        return _say_failure(app, error)
    try:
        return _run(app, wanted, instance, link, gateway)
    finally:
        instance.give_up()


def share_turns() -> None:
    """Let the window's thread have its turn a millisecond after it asks, not five: the gateway computes beside it."""
    sys.setswitchinterval(0.001)


def _load_core() -> None:
    """Import what a window takes of the core."""
    # The HTTP library would bring its command line along, and with that a library for coloured text.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    import counterseal.sync.first_minute
    from counterseal.sync import desk

    del counterseal, desk


def _load_rest() -> None:
    """What is wanted later, on a thread of its own: what is first asked for shall not wait for it."""
    for name in _REST:
        importlib.import_module(name)
    collect_again()


def _run(
    app: QApplication, wanted: argparse.Namespace, instance: SingleInstance, link: str, gateway: GatewayChild | None
) -> int:
    from counterseal.sync.first_minute import FirstMinute, has_profile

    home: Path = wanted.profile
    passphrase = ""
    if not has_profile(home):
        # Nobody knows how long the welcome stays.
        collect_again()
        from counterseal_desktop.welcome.window import welcome

        made = welcome(app, FirstMinute(home), instance)
        if made is None:
            return 0
        passphrase = made
    return _open(app, wanted, instance, link, passphrase, gateway)


def _open(
    app: QApplication,
    wanted: argparse.Namespace,
    instance: SingleInstance,
    link: str,
    passphrase: str,
    gateway: GatewayChild | None,
) -> int:
    """The window of a profile that is there.

    Args:
        passphrase: what the person typed at the welcome a moment ago; empty to start locked.
        gateway: as in ``_start``.
    """
    from PySide6.QtCore import QTimer

    from counterseal_desktop.locking.session import session_watch
    from counterseal_desktop.native.around import Around
    from counterseal_desktop.shell.window import MainWindow

    try:
        from counterseal.sync.beside import Beside
        from counterseal.sync.desk import open_desk

        desk = open_desk(wanted.profile, wanted.passphrase_file, beside=Beside(wanted.profile, gateway))
    except KnownError as error:
        return _say_failure(app, error)
    share_turns()
    # The tray may hold the window without showing it.
    app.setQuitOnLastWindowClosed(False)
    window = MainWindow(desk, session=session_watch())
    around = Around(window, instance)
    window.closed.connect(app.quit)
    # Does not wait: the window comes up at once and fills by events.
    window.start()
    window.profiles.known.note(wanted.profile, desk.status().identity.name)
    if passphrase:
        window.unlocking.silently(passphrase)
    if not wanted.hidden:
        window.show()
    elif not around.tray.shown():
        # Hidden without a tray it could not be reached again.
        window.showMinimized()
    if link:
        window.follow_link(link)
    rest = threading.Thread(target=_load_rest, name="counterseal-rest", daemon=True)
    QTimer.singleShot(REST_AFTER_MS, window, rest.start)
    return app.exec()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="counterseal-desktop", description="The desk of one person.")
    parser.add_argument("--profile", type=Path, default=_default_home(), help="the profile's folder")
    parser.add_argument("--passphrase-file", type=Path, default=None, help="where the key file's passphrase stands")
    parser.add_argument("--link", default="", metavar="LINK", help="show counterseal://action/ID; decides nothing")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, as with the session")
    return parser.parse_args(arguments)


def _default_home() -> Path:
    named = os.environ.get("COUNTERSEAL_HOME")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("counterseal", appauthor=False))


def _name_on_taskbar() -> None:
    """Windows groups windows and shows notifications under this name (AppUserModelID)."""
    import ctypes

    ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)  # type: ignore[attr-defined,unused-ignore]


def _say_failure(app: QApplication, error: KnownError) -> int:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox()
    box.setObjectName("openFailed")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(_plain())
    box.setWindowTitle("Counterseal")
    box.setText(error.text())  # trusted: plain text format, our own error words
    box.finished.connect(lambda _result: app.exit(1))
    box.open()
    return app.exec()


def _plain() -> object:
    from PySide6.QtCore import Qt

    return Qt.TextFormat.PlainText


if __name__ == "__main__":
    raise SystemExit(main())
