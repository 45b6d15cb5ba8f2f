"""The desktop's front door: ``counterseal-desktop`` and ``counterseal desktop``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from counterseal.errors import KnownError

APP_ID = "org.counterseal.Counterseal"


def make_application(argv: list[str]) -> QApplication:
    """The one application object, named so that desktops find its icon and group its windows."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(argv)
    app.setApplicationName("Counterseal")
    app.setApplicationDisplayName("Counterseal")
    QGuiApplication.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(True)
    return app


def main(argv: list[str] | None = None) -> int:
    """Open a profile's window.

    Returns:
        0 after a clean quit; 1 when the profile cannot be opened, which a message names.
    """
    arguments = list(sys.argv if argv is None else ["counterseal-desktop", *argv])
    wanted = _parse(arguments[1:])
    app = make_application(arguments[:1])
    # Imported after the application exists, so that the first window does not wait for the core's libraries twice.
    from counterseal_desktop import theme
    from counterseal_desktop.locking.session import session_watch
    from counterseal_desktop.shell.window import MainWindow, appearance

    theme.apply_theme(app, *appearance(wanted.profile))  # type: ignore[arg-type]
    try:
        from counterseal.sync.desk import open_desk

        desk = open_desk(wanted.profile, wanted.passphrase_file)
    except KnownError as error:
        return _say_failure(app, error)
    window = MainWindow(desk, session=session_watch())
    # Does not wait: the window comes up at once and fills by events.
    window.start()
    window.show()
    return app.exec()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="counterseal-desktop", description="The desk of one person.")
    parser.add_argument("--profile", type=Path, default=_default_home(), help="the profile's folder")
    parser.add_argument("--passphrase-file", type=Path, default=None, help="where the key file's passphrase stands")
    return parser.parse_args(arguments)


def _default_home() -> Path:
    named = os.environ.get("COUNTERSEAL_HOME")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("counterseal", appauthor=False))


def _say_failure(app: QApplication, error: KnownError) -> int:
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
