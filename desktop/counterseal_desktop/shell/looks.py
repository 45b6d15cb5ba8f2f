"""How the window looks and speaks: colours, text size, motion, language; changed at once and remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from counterseal_desktop import theme
from counterseal_desktop.shell import language
from counterseal_desktop.shell.memory import appearance, keep_appearance, window_settings

SCALES = (1.0, 1.25, 1.5, 2.0)
_STILL, _LANGUAGE = "appearance/still", "appearance/language"


class Looks(QObject):
    """One for a window.

    Signals:
        changed(): something of it is another one now.
    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def language(self) -> str:
        """The chosen language, ``system`` included; it is worn when the window opens."""
        return kept_language(self._settings)

    def set_language(self, code: str) -> None:
        """Remember a language for the next start."""
        self._settings.setValue(_LANGUAGE, code)
        self.changed.emit()

    def wear(self, scheme: str, scale: float | None = None) -> None:
        """Put a look on and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            size = theme.scale() if scale is None else scale
            theme.apply_theme(app, scheme, size)  # type: ignore[arg-type]
            keep_appearance(self._settings, scheme, size)
            self.changed.emit()

    def zoom(self, step: int) -> None:
        """One size larger (1), smaller (-1), or back to 100 % (0)."""
        nearest = min(range(len(SCALES)), key=lambda at: abs(SCALES[at] - theme.scale()))
        at = SCALES.index(1.0) if step == 0 else max(0, min(nearest + step, len(SCALES) - 1))
        self.wear(theme.scheme(), SCALES[at])

    def set_still(self, still: bool) -> None:
        """Reduce motion, or not, and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.set_still(app, still)
        self._settings.setValue(_STILL, still)
        self.changed.emit()


def kept_language(settings: QSettings) -> str:
    """The language that was chosen; ``system`` when none was, or when it is no longer installed."""
    code = str(settings.value(_LANGUAGE, language.SYSTEM))
    return code if code in language.installed() else language.SYSTEM


def dress(app: QApplication, home: Path) -> None:
    """Put on what a profile remembers, before its window is made."""
    settings = window_settings(home)
    language.wear(app, kept_language(settings))
    theme.apply_theme(app, *appearance(home))  # type: ignore[arg-type]
    theme.set_still(app, str(settings.value(_STILL, "false")).lower() == "true")
