"""Settings, Keys: which key does what, changed by pressing the new one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.settings.rows import Rows, put, switch
from counterseal_desktop.shell.key_map import KeyMap, words_of
from counterseal_desktop.shell.keys import GROUPS, KEYS, Key
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, Banner, LinkButton
from counterseal_desktop.widgets.cards import Card

_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class KeyButton(ActionButton):
    """Shows a key; pressed, it takes the next key for its own. Esc or leaving it changes nothing.

    Signals:
        caught(str sequence): the person pressed this.
    """

    caught = Signal(str)

    def __init__(self, key: Key) -> None:
        super().__init__("")
        self.setObjectName(f"key_{key.name}")
        self._key = key
        self._shown = ""
        self._listening = False
        self.clicked.connect(lambda: self.listen(True))

    def show_key(self, shown: str) -> None:
        """The key as it is now."""
        self._shown = shown
        self.listen(False)

    def listening(self) -> bool:
        return self._listening

    def listen(self, on: bool) -> None:
        """Wait for a key, or no longer."""
        self._listening = on
        self.setText(tr("Press a key…") if on else self._shown or tr("none"))  # trusted: ours
        words = tr(self._key.words)
        if on:
            self.setAccessibleName(tr("{words}: press the new key, or Esc", words=words))
            announce(self, self.accessibleName(), urgent=True)
        else:
            self.setAccessibleName(tr("{words}: {key}", words=words, key=self._shown or tr("none")))

    def event(self, event: QEvent) -> bool:
        # The window's own shortcuts would swallow the key that is being chosen.
        if self._listening and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._listening and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._on_key(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._listening:
            self.listen(False)

    def _on_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _MODIFIERS or key == Qt.Key.Key_unknown or event.isAutoRepeat():
            return
        self.listen(False)
        if key != Qt.Key.Key_Escape:
            self.caught.emit(pressed(event))


class KeysPage(QWidget):
    """Every key that can be changed, by what it is for."""

    def __init__(self, key_map: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keysPage")
        self._map = key_map
        self.buttons: dict[str, KeyButton] = {}
        self._clear: dict[str, LinkButton] = {}
        self.report = Banner("amber")
        self.report.setObjectName("keysReport")
        self.report.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(self.report)
        outer.addWidget(self._general())
        for group, words in GROUPS:
            outer.addWidget(self._card(group, tr(words)))
        key_map.changed.connect(self.show_keys)
        self.show_keys()

    def show_keys(self) -> None:
        """Every key as it is now."""
        put(self.singles, self._map.singles)
        for name, button in self.buttons.items():
            sequence = self._map.sequence(name)
            button.show_key(words_of(sequence))
            self._clear[name].setEnabled(bool(sequence))

    def change(self, name: str, sequence: str) -> None:
        """Give a command a key; what stands against it is said and nothing is changed."""
        said = self._map.set(name, sequence)
        if said:
            self.report.set_message(said, tr("Close"), self.report.hide)
            self.report.show()
            announce(self.report, said, urgent=True)
        else:
            self.report.hide()

    def _general(self) -> Card:
        reset = LinkButton(tr("All as delivered"))
        reset.setObjectName("keysReset")
        reset.clicked.connect(self._on_reset)
        card = Card(tr("Keys"), reset, self)
        let_grow(card)
        self.singles = switch("singlesSwitch", tr("Single letters act"), tr("On"), tr("Off"))
        self.singles.toggled.connect(self._map.set_singles)
        rows = Rows()
        rows.add(
            tr("Single letters"),
            self.singles,
            says=tr("Off: only keys with Ctrl or Alt act, so that nothing said to dictation is taken for one."),
        )
        card.body.addWidget(rows)
        return card

    def _card(self, group: str, title: str) -> Card:
        card = Card(title, None, self)
        let_grow(card)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(0, 1)
        for key in KEYS:
            if key.group != group or not key.listed:
                continue
            row = grid.rowCount()
            grid.addWidget(OwnLabel(tr(key.words), wrap=True), row, 0)
            if key.changeable:
                button = self.buttons[key.name] = KeyButton(key)
                button.caught.connect(lambda sequence, name=key.name: self.change(name, sequence))
                clear = self._clear[key.name] = LinkButton(tr("No key"))
                clear.setObjectName(f"keyClear_{key.name}")
                clear.setAccessibleName(tr("No key for: {words}", words=tr(key.words)))
                clear.clicked.connect(lambda _on=False, name=key.name: self.change(name, ""))
                grid.addWidget(button, row, 1, Qt.AlignmentFlag.AlignTrailing)
                grid.addWidget(clear, row, 2)
            else:
                fixed = OwnLabel(words_of(key.sequence), "mono")
                fixed.setMargin(theme.px(6))
                grid.addWidget(fixed, row, 1, Qt.AlignmentFlag.AlignTrailing)
                grid.addWidget(OwnLabel(tr("fixed"), "faint"), row, 2)
        card.body.addLayout(grid)
        return card

    def _on_reset(self) -> None:
        self.report.hide()
        self._map.reset()


def pressed(event: QKeyEvent) -> str:
    """What was pressed, as Qt writes sequences. A sign that needs Shift is that sign: ``?``, not ``Shift+/``."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    text = event.text()
    if held == Qt.KeyboardModifier.ShiftModifier and text and not text.isalpha() and text.isprintable():
        held = Qt.KeyboardModifier.NoModifier
    return QKeySequence(QKeyCombination(held, key)).toString()
