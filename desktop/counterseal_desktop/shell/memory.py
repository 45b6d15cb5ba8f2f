"""What the window remembers between two starts, in a file of the profile and never in the user's registry."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from counterseal_desktop.theme.theme import SCHEMES

FIRST_SIZE = (1440, 900)


class Divided(Protocol):
    """A screen with a divider that the person can move."""

    splitter: QSplitter
    splitter_moved: bool

    def restore_splitter(self, state: QByteArray) -> None: ...


def window_settings(home: Path) -> QSettings:
    """The window's own file in the profile."""
    return QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)


def appearance(home: Path) -> tuple[str, float]:
    """The remembered scheme and text scale of a profile; a spoilt file gives the defaults."""
    settings = window_settings(home)
    scheme = str(settings.value("appearance/scheme", "system"))
    try:
        scale = float(settings.value("appearance/scale", 1.0))
    except (TypeError, ValueError):
        scale = 1.0
    return (scheme if scheme in SCHEMES or scheme == "system" else "system"), scale


def keep_appearance(settings: QSettings, scheme: str, scale: float) -> None:
    """Remember a look."""
    settings.setValue("appearance/scheme", scheme)
    settings.setValue("appearance/scale", scale)


def keep_places(settings: QSettings, window: QMainWindow, screens: dict[str, Divided]) -> None:
    """Remember where the window is and where its dividers are."""
    settings.setValue("window/geometry", window.saveGeometry())
    for name, screen in screens.items():
        if screen.splitter_moved:
            settings.setValue(f"window/{name}", screen.splitter.saveState())
    settings.sync()


def restore_place(settings: QSettings, window: QMainWindow) -> None:
    """Put the window where it was left."""
    geometry = settings.value("window/geometry")
    if geometry is None or not window.restoreGeometry(geometry):
        window.resize(*FIRST_SIZE)


def restore_divider(settings: QSettings, name: str, screen: Divided) -> None:
    """Put a screen's divider where it was left."""
    state = settings.value(f"window/{name}")
    if isinstance(state, QByteArray):
        screen.restore_splitter(state)
