"""The window's keys as data, and the switch that silences single letters while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

from counterseal_desktop.translating import mark

if TYPE_CHECKING:
    from counterseal_desktop.shell.key_map import KeyMap


@dataclass(frozen=True, slots=True)
class Key:
    """One shortcut.

    Attributes:
        everywhere: acts in text fields too. repeats: may be held down. listed: stands in the help.
        changeable: the person may give it another key.
        group: under which heading it is listed.
    """

    name: str
    sequence: str
    words: str
    everywhere: bool = False
    repeats: bool = False
    listed: bool = True
    changeable: bool = True
    group: str = "window"


_WRITES_NOTHING = 0x01000000
GROUPS = (("move", mark("Moving")), ("decide", mark("Deciding")), ("read", mark("Reading")), ("window", mark("Window")))
KEYS: tuple[Key, ...] = (
    Key("next", "J", mark("Next in the list"), repeats=True, group="move"),
    Key("previous", "K", mark("Previous in the list"), repeats=True, group="move"),
    Key("approve", "A", mark("Approve"), group="decide"),
    Key("edit", "E", mark("Edit"), group="decide"),
    Key("reject", "R", mark("Reject"), group="decide"),
    Key("answer", "Q", mark("Answer instead"), group="decide"),
    Key("together", "B", mark("Decide alike ones together"), group="decide"),
    Key("snooze", "S", mark("Put off until later"), group="decide"),
    Key("undo", "Ctrl+Z", mark("Undo a held approval"), group="decide"),
    Key(
        "commit",
        "Ctrl+Return",
        mark("Sign the edit, send the answer"),
        everywhere=True,
        changeable=False,
        group="decide",
    ),
    Key("commit", "Ctrl+Enter", "", everywhere=True, listed=False, changeable=False),
    Key("open", "Return", mark("Read the selected action"), changeable=False, group="read"),
    Key("page", "Space", mark("Page the detail"), repeats=True, changeable=False, group="read"),
    Key("trace", "T", mark("Go to the trace"), group="read"),
    Key("raw", "D", mark("Show the raw action"), group="read"),
    Key("filter", "/", mark("Filter this list"), group="move"),
    Key("search", "Ctrl+K", mark("Search everything"), everywhere=True),
    Key("inbox", "Ctrl+1", mark("Go to the inbox"), everywhere=True),
    Key("agents", "Ctrl+2", mark("Go to the agents"), everywhere=True),
    Key("history", "Ctrl+3", mark("Go to the history"), everywhere=True),
    Key("insights", "Ctrl+4", mark("Go to the insights"), everywhere=True),
    Key("settings", "Ctrl+,", mark("Go to the settings"), everywhere=True),
    Key("halt", "Ctrl+Shift+H", mark("Halt agents…"), everywhere=True),
    Key("link", "Ctrl+Shift+C", mark("Copy a link to the selected action"), everywhere=True),
    Key("print", "Ctrl+P", mark("Print what is shown"), everywhere=True),
    Key("larger", "Ctrl++", mark("Larger text"), everywhere=True),
    Key("larger", "Ctrl+=", "", everywhere=True, listed=False, changeable=False),
    Key("smaller", "Ctrl+-", mark("Smaller text"), everywhere=True),
    Key("plain_size", "Ctrl+0", mark("Text at 100 %"), everywhere=True),
    Key("lock", "Ctrl+L", mark("Lock your key now"), everywhere=True),
    Key("help", "?", mark("This list of keys")),
    Key("help", "F1", "", everywhere=True, listed=False, changeable=False),
    Key("close", "Ctrl+W", mark("Close the window"), everywhere=True, changeable=False),
    Key("quit", "Ctrl+Q", mark("Quit"), everywhere=True, changeable=False),
    Key("escape", "Escape", mark("One step back; never decides"), everywhere=True, changeable=False),
)


def is_single(sequence: str) -> bool:
    """Whether it is a letter, digit or sign alone, without Ctrl, Alt or Meta (WCAG 2.2, 2.1.4)."""
    parsed = QKeySequence(sequence)
    if parsed.count() != 1 or sequence == "Space":
        return False
    held = parsed[0].keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    # Keys that write nothing have numbers above all of Unicode.
    return not held and parsed[0].key() < _WRITES_NOTHING


class KeyTable(QObject):
    """Binds ``KEYS`` to calls in one window.

    Single keys are off while a text field has the focus, so that no word typed can decide anything.
    """

    def __init__(self, window: QWidget, calls: Mapping[str, Callable[[], object]], key_map: KeyMap) -> None:
        super().__init__(window)
        self._window = window
        self._map = key_map
        self._blocked = False
        self._shortcuts: list[tuple[Key, QShortcut]] = []
        for key in KEYS:
            shortcut = QShortcut(window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(key.repeats)
            shortcut.activated.connect(calls[key.name])
            self._shortcuts.append((key, shortcut))
        self._bind()
        key_map.changed.connect(self._bind)
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
            sequence = shortcut.key().toString()
            silent = typing or (pressing and sequence in ("Space", "Return"))
            # A letter given to what acts everywhere must still be a letter where somebody writes.
            single = is_single(sequence)
            silent = silent and (not key.everywhere or single)
            off = single and not self._map.singles
            shortcut.setEnabled(not self._blocked and not silent and not off)

    def enabled(self, name: str) -> bool:
        """Whether a key acts now."""
        return any(shortcut.isEnabled() for key, shortcut in self._shortcuts if key.name == name)

    def _bind(self) -> None:
        for key, shortcut in self._shortcuts:
            sequence = self._map.sequence(key.name) if key.changeable else key.sequence
            shortcut.setKey(QKeySequence(sequence))
        self.refresh()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self.refresh()


def takes_text(widget: QWidget | None) -> bool:
    """Whether letters typed here are text or choose something. Read-only text takes none."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | QComboBox)
