"""The inputs of the edit form, one class per way of editing, all with the same few methods."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.choice_box import ChoiceBox
from counterseal_desktop.widgets.controls import Switch
from counterseal_desktop.widgets.line_count import measure
from counterseal_desktop.widgets.schema_fields import ABSENT, FieldKind, FormField, from_text, same, to_text
from counterseal_desktop.widgets.untrusted_escape import display_line

_MONO = (FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.MONEY_MINOR, FieldKind.MONEY_TEXT, FieldKind.DATE)


class FieldEditor(QWidget):
    """One input. ``changed`` fires on every change; ``value`` raises InvalidInput while the text is of no use."""

    changed = Signal()

    def __init__(self, field: FormField, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.inner = inner
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner)
        inner.setAccessibleName(display_line(field.label))
        inner.setAccessibleDescription(display_line(field.hint))
        self.setFocusProxy(inner)

    def value(self) -> Any:
        """The JSON value now in the input; ``ABSENT`` for a member that stays out."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Put a value of the field's own kind into the input."""
        raise NotImplementedError

    def set_wrong(self, wrong: bool, why: str = "") -> None:
        """Mark the input, also for a screen reader."""
        self.inner.setAccessibleDescription(why or display_line(self.field.hint))
        if bool(self.inner.property("wrong")) != wrong:
            self.inner.setProperty("wrong", wrong)
            theme.repolish(self.inner)


class LineEditor(FieldEditor):
    """One line: text, numbers, money, dates."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line, parent)
        self._line.setProperty("mono", field.kind in _MONO or _looks_like_code(field))
        if field.value is ABSENT:
            self._line.setPlaceholderText(tr("not given"))
        self.set_value(field.value)
        self._line.textChanged.connect(self.changed)

    def value(self) -> Any:
        return _unless_original(self.field, self._line.text())

    def set_value(self, value: Any) -> None:
        self._line.setText(to_text(self.field, value))
        self._line.setCursorPosition(0)


class BlockInput(QPlainTextEdit):
    """Several lines of plain text that pass Tab on and grow with their content up to ``most_lines``."""

    def __init__(self, parent: QWidget | None = None, most_lines: int = 10) -> None:
        super().__init__(parent)
        self._most_lines = most_lines
        option = self.document().defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(option)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        room = self.viewport().width() - 2 * round(self.document().documentMargin())
        lines = measure(self.document(), max(room, 40))
        height = max(lines.height(self._most_lines), metrics.lineSpacing() * 2.0)
        around = self.height() - self.viewport().height() + 2 * round(self.document().documentMargin())
        return QSize(metrics.averageCharWidth() * 24, round(height) + min(around, theme.px(24)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 8, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and self.verticalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()


class BlockEditor(FieldEditor):
    """Several lines: long text, lists of scalars, JSON of one member."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        self._block = BlockInput()
        super().__init__(field, self._block, parent)
        self._block.setProperty("mono", field.kind is FieldKind.JSON)
        self.set_value(field.value)
        self._block.textChanged.connect(self.changed)

    def value(self) -> Any:
        return _unless_original(self.field, self._block.toPlainText())

    def set_value(self, value: Any) -> None:
        self._block.setPlainText(to_text(self.field, value))


class ChoiceEditor(FieldEditor):
    """One of the tool's choices, each kept in its own JSON type."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        self._box = ChoiceBox()
        super().__init__(field, self._box, parent)
        self._options: list[Any] = [ABSENT, *field.options] if field.original is ABSENT else list(field.options)
        for option in self._options:
            self._box.addItem(_choice_words(option))
        self.set_value(field.value)
        self._box.currentIndexChanged.connect(self.changed)

    def value(self) -> Any:
        at = self._box.currentIndex()
        return self._options[at] if at >= 0 else self.field.value

    def set_value(self, value: Any) -> None:
        for at, option in enumerate(self._options):
            if option is value or same(option, value):
                self._box.setCurrentIndex(at)
                return
        self._options.append(value)
        self._box.addItem(_choice_words(value))
        self._box.setCurrentIndex(len(self._options) - 1)


class SwitchEditor(FieldEditor):
    """Yes or no."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        self._switch = Switch()
        super().__init__(field, self._switch, parent)
        self.set_value(field.value)
        self._switch.toggled.connect(self.changed)

    def value(self) -> Any:
        return self._switch.isChecked()

    def set_value(self, value: Any) -> None:
        self._switch.setChecked(bool(value))


class FixedEditor(FieldEditor):
    """A value that the form only shows: nothing, or a member taken out as JSON."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        words = QLabel()
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setProperty("role", "muted")
        super().__init__(field, words, parent)
        words.setText(tr("taken out") if field.kind is FieldKind.REMOVED else tr("none"))

    def value(self) -> Any:
        return self.field.value

    def set_value(self, value: Any) -> None:
        """Nothing to put in: the form is built anew when such a member comes back."""


def make_editor(field: FormField, parent: QWidget | None = None) -> FieldEditor:
    """The input for a field's kind."""
    kinds: dict[FieldKind, type[FieldEditor]] = {
        FieldKind.LONG_TEXT: BlockEditor,
        FieldKind.LIST: BlockEditor,
        FieldKind.JSON: BlockEditor,
        FieldKind.ENUM: ChoiceEditor,
        FieldKind.BOOLEAN: SwitchEditor,
        FieldKind.NULL: FixedEditor,
        FieldKind.REMOVED: FixedEditor,
    }
    return kinds.get(field.kind, LineEditor)(field, parent)  # type: ignore[call-arg]


def _unless_original(field: FormField, text: str) -> Any:
    if same_kind(field.original, field.value) and text == to_text(field, field.original):
        return field.original
    return from_text(field, text)


def same_kind(one: Any, other: Any) -> bool:
    """True when both values are edited the same way, so that one can stand in the other's input."""
    return type(one) is type(other)


def _looks_like_code(field: FormField) -> bool:
    value = field.value
    return isinstance(value, str) and " " not in value and any(char.isdigit() for char in value) and "@" not in value


def _choice_words(option: Any) -> str:
    if option is ABSENT:
        return tr("not given")
    if isinstance(option, bool):
        return tr("Yes") if option else tr("No")
    if option is None:
        return tr("none")
    return display_line(option, 120) if isinstance(option, str) else str(option)
