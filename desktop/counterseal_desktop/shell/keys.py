"""The window's keys as data, and the switch that silences single letters while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


@dataclass(frozen=True, slots=True)
class Key:
    """One shortcut. ``everywhere`` acts in text fields too; ``repeats`` may be held down."""

    name: str
    sequence: str
    words: str
    everywhere: bool = False
    repeats: bool = False
    listed: bool = True


KEYS: tuple[Key, ...] = (
    Key("next", "J", "Next in the list", repeats=True),
    Key("previous", "K", "Previous in the list", repeats=True),
    Key("approve", "A", "Approve"),
    Key("edit", "E", "Edit"),
    Key("reject", "R", "Reject"),
    Key("answer", "Q", "Answer instead"),
    Key("open", "Return", "Read the selected action", listed=False),
    Key("page", "Space", "Page the detail", repeats=True),
    Key("trace", "T", "Go to the trace"),
    Key("raw", "D", "Show the raw action"),
    Key("filter", "/", "Filter this list"),
    Key("help", "?", "This list of keys"),
    Key("search", "Ctrl+K", "Search everything", everywhere=True),
    Key("lock", "Ctrl+L", "Lock your key", everywhere=True),
    Key("undo", "Ctrl+Z", "Undo a held approval"),
    Key("commit", "Ctrl+Return", "Sign the edit, send the answer", everywhere=True),
    Key("commit", "Ctrl+Enter", "", everywhere=True, listed=False),
    Key("escape", "Escape", "One step back; never decides", everywhere=True),
)


def help_lines() -> tuple[tuple[str, str], ...]:
    """(key, words) of every listed key."""
    listed = [(key.sequence.replace("Return", "Enter").replace("+", " "), key.words) for key in KEYS if key.listed]
    return (*listed, ("Enter", "Read the selected action"))


class KeyTable(QObject):
    """Binds ``KEYS`` to calls in one window.

    Single keys are off while a text field has the focus, so that no word typed can decide anything.
    """

    def __init__(self, window: QWidget, calls: dict[str, Callable[[], None]]) -> None:
        super().__init__(window)
        self._window = window
        self._blocked = False
        self._shortcuts: list[tuple[Key, QShortcut]] = []
        for key in KEYS:
            shortcut = QShortcut(QKeySequence(key.sequence), window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(key.repeats)
            shortcut.activated.connect(calls[key.name])
            self._shortcuts.append((key, shortcut))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def block(self, blocked: bool) -> None:
        """Silence everything while a sheet is open: it has its own Esc."""
        self._blocked = blocked
        self.refresh()

    def refresh(self) -> None:
        """Look at the focus again."""
        focus = QApplication.focusWidget()
        typing = takes_text(focus)
        # Space and Enter belong to the button the keyboard is on, which knows a held key from a pressed one.
        pressing = isinstance(focus, QAbstractButton)
        for key, shortcut in self._shortcuts:
            silent = typing or (pressing and key.sequence in ("Space", "Return"))
            shortcut.setEnabled(not self._blocked and (key.everywhere or not silent))

    def enabled(self, name: str) -> bool:
        """Whether a key acts now."""
        return any(shortcut.isEnabled() for key, shortcut in self._shortcuts if key.name == name)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self.refresh()


def takes_text(widget: QWidget | None) -> bool:
    """Whether letters typed here are text or choose something. Read-only text takes none."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | QComboBox)
