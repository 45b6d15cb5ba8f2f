"""Which key does what: the defaults, and what the person made of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence

from counterseal_desktop.shell.keys import KEYS, Key, is_single
from counterseal_desktop.translating import tr

_PREFIX = "keys/"
_SINGLES = "keys/singles"
_NONE = "none"
# What the fields, the sheets and the buttons of every program use; taking one would break what people do by habit.
_TAKEN = (
    "Escape", "Return", "Enter", "Tab", "Backtab", "Space", "Backspace", "Delete", "Up", "Down", "Left", "Right",
    "Home", "End", "PgUp", "PgDown", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Q", "Alt+F4",
)  # fmt: skip
_BY_NAME: Mapping[str, Key] = {key.name: key for key in reversed(KEYS)}


class KeyMap(QObject):
    """One for a window, kept in its own file.

    Signals:
        changed(): a key does something else now, or single letters were switched.
    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._own: dict[str, str] = {}
        for key in KEYS:
            kept = settings.value(f"{_PREFIX}{key.name}")
            # A spoilt or forbidden value gives the default: a file must not make Enter approve.
            if key.changeable and isinstance(kept, str) and (kept == _NONE or not self._forbidden(kept)):
                self._own[key.name] = "" if kept == _NONE else kept
        self._singles = str(settings.value(_SINGLES, "true")).lower() != "false"

    @property
    def singles(self) -> bool:
        """Whether single letters act at all (WCAG 2.2, 2.1.4)."""
        return self._singles

    def set_singles(self, on: bool) -> None:
        """Switch single letters on or off; keys with Ctrl or Alt always act."""
        if on != self._singles:
            self._singles = on
            self._settings.setValue(_SINGLES, on)
            self.changed.emit()

    def sequence(self, name: str) -> str:
        """The key of a command as Qt writes it; empty for none. Raises KeyError for another name."""
        return self._own.get(name, _BY_NAME[name].sequence)

    def shown(self, name: str) -> str:
        """The key as people read it, ``Ctrl K``; empty for none or when it is switched off."""
        sequence = self.sequence(name)
        return "" if not self._singles and is_single(sequence) else words_of(sequence)

    def problem(self, name: str, sequence: str) -> str:
        """Why a command may not have this key, in words; empty when it may."""
        if not sequence:
            return ""
        said = self._forbidden(sequence)
        if said:
            return said
        wanted = QKeySequence(sequence)
        for key in KEYS:
            if key.name != name and QKeySequence(self._of(key)) == wanted:
                return tr("{key} is already: {words}", key=words_of(sequence), words=tr(_BY_NAME[key.name].words))
        return ""

    def set(self, name: str, sequence: str) -> str:
        """Give a command another key, or none. Returns why not, or nothing."""
        key = _BY_NAME[name]
        said = self.problem(name, sequence) if key.changeable else tr("This key stays as it is.")
        if not said:
            if QKeySequence(sequence) == QKeySequence(key.sequence):
                self._own.pop(name, None)
                self._settings.remove(f"{_PREFIX}{name}")
            else:
                self._own[name] = sequence
                self._settings.setValue(f"{_PREFIX}{name}", sequence or _NONE)
            self.changed.emit()
        return said

    def is_default(self, name: str) -> bool:
        return name not in self._own

    def reset(self) -> None:
        """Every key as it was delivered, and single letters on."""
        for name in self._own:
            self._settings.remove(f"{_PREFIX}{name}")
        self._own.clear()
        self._singles = True
        self._settings.remove(_SINGLES)
        self.changed.emit()

    def _of(self, key: Key) -> str:
        return key.sequence if not key.changeable else self._own.get(key.name, key.sequence)

    def _forbidden(self, sequence: str) -> str:
        parsed = QKeySequence(sequence)
        if parsed.count() != 1 or parsed[0].key() == Qt.Key.Key_unknown:
            return tr("This is no key.")
        if any(parsed == QKeySequence(one) for one in _TAKEN):
            return tr("{key} belongs to fields, buttons and sheets.", key=words_of(sequence))
        return ""


def words_of(sequence: str) -> str:
    """``Ctrl+K`` as ``Ctrl K``, in the letters of this system."""
    native = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    if native == "+" or not native:
        return native
    return native.replace("++", "+ plus").replace("+", " ").replace("Return", "Enter").replace(" plus", "+")
