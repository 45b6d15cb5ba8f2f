"""The edit form: the agent's arguments field by field, the agent's value beside mine, types kept.

What does not fit a form is edited as JSON, in the field or as a whole. The form never decides what is allowed: it
shows what the tool's schema says beside the field, and the core judges the edited action.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.facts import money
from counterseal.model.tools import FieldDescriptor
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets import schema_check
from counterseal_desktop.widgets.buttons import FilterPill, LinkButton
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.direction import leading
from counterseal_desktop.widgets.schema_editors import BlockInput, FieldEditor, make_editor, same_kind
from counterseal_desktop.widgets.schema_fields import (
    ABSENT,
    FieldKind,
    FormField,
    plan,
    put_at,
    same,
    thaw,
    to_text,
    visible_json,
)
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText

_STRETCH = (30, 27, 33)
_CHECK_AFTER_MS = 150


class SchemaForm(Card):
    """A card with the form. ``changed`` fires on every change of any value, valid or not.

    Args:
        arguments: the agent's arguments (I-JSON); never changed.
        schema: JSON Schema of the arguments, where there is one; not trusted.
        labels: the tool descriptor's fields, keyed by (dotted) argument name.
    """

    changed = Signal()

    def __init__(
        self,
        arguments: Mapping[str, Any],
        schema: Mapping[str, Any] | None = None,
        labels: Mapping[str, FieldDescriptor] | None = None,
        parent: QWidget | None = None,
        *,
        title: str = "",
    ) -> None:
        self._form_pill = FilterPill(tr("Form"))
        self._json_pill = FilterPill("JSON")
        switch = QWidget()
        pills = QHBoxLayout(switch)
        pills.setContentsMargins(0, 0, 0, 0)
        pills.setSpacing(0)
        pills.addWidget(self._form_pill)
        pills.addWidget(self._json_pill)
        super().__init__(title or tr("Arguments"), switch, parent)
        self._group = QButtonGroup(self)
        self._group.addButton(self._form_pill)
        self._group.addButton(self._json_pill)
        self._original: dict[str, Any] = thaw(arguments)
        self._current = self._original
        self._schema = schema
        self._labels = labels
        self._rows: list[_FormRow] = []
        self._json: BlockInput | None = None
        self._json_start = ""
        self.set_body_margins(False)
        self._holder = QWidget(self)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setProperty("role", "bad")
        self._note.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(8))
        self._note.hide()
        self.body.addWidget(self._holder)
        self.body.addWidget(self._note)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check_now)
        self._form_pill.clicked.connect(self._on_form_clicked)
        self._json_pill.clicked.connect(self._on_json_clicked)
        self._build_form()

    def value(self) -> dict[str, Any]:
        """The arguments as edited; untouched ones are the agent's own values.

        Raises:
            InvalidInput: a field cannot be read as its type (``where`` is its JSON pointer), or the JSON is broken.
        """
        if self._json is not None:
            return self._json_value(self._json)
        result = thaw(self._current)
        for row in self._rows:
            put_at(result, row.field.path, row.editor.value())
        strict_json.check(result)
        return result

    def is_changed(self) -> bool:
        """True when the value differs from the agent's, or cannot be read."""
        try:
            return visible_json(self.value(), None) != visible_json(self._original, None)
        except InvalidInput:
            return True

    def problems(self) -> tuple[tuple[str, str], ...]:
        """(dotted path, sentence) of everything that is wrong now: unreadable fields and the schema's objections."""
        found: list[tuple[str, str]] = []
        for row in self._rows:
            try:
                row.editor.value()
            except InvalidInput as error:
                found.append((row.field.name, error.what))
        try:
            value = self.value()
        except InvalidInput as error:
            return tuple(found) or ((error.where, error.text()),)
        found += [(".".join(path), words) for path, words in schema_check.problems(value, self._schema)]
        return tuple(found)

    def editor(self, path: str) -> QWidget:
        """The input of a field by its dotted path. Raises KeyError when the form has none."""
        return self._row(path).editor.inner

    def fields(self) -> tuple[FormField, ...]:
        """The form's rows; empty in JSON mode."""
        return tuple(row.field for row in self._rows)

    def reset(self, path: str) -> None:
        """Put the agent's value back. Raises KeyError when the form has no such field."""
        self._reset(self._row(path))

    def json_mode(self) -> bool:
        return self._json is not None

    def json_editor(self) -> BlockInput | None:
        """The JSON editor while in JSON mode."""
        return self._json

    def set_json_mode(self, wanted: bool) -> bool:
        """Change the mode; returns False and says why when the present content cannot be read."""
        if wanted == self.json_mode():
            return True
        try:
            self._current = self.value()
        except InvalidInput as error:
            self._say(error.text())
            self._sync_pills()
            return False
        if wanted:
            self._build_json()
        else:
            self._build_form()
        return True

    def check_now(self) -> None:
        """Show what is wrong beside the fields."""
        problems = self.problems()
        names = {row.field.name for row in self._rows}
        for row in self._rows:
            row.show_state([words for path, words in problems if path == row.field.name])
        rest = [f"{path}: {words}" if path else words for path, words in problems if path not in names]
        self._say("\n".join(rest[:5]))

    def _build_form(self) -> None:
        rows = plan(self._original, self._current, self._schema, self._labels)
        if rows is None:
            self._form_pill.setEnabled(False)
            self._build_json()
            return
        self._json = None
        layout = self._new_holder()
        layout.addWidget(_head(self._holder))
        self._rows = []
        for field in rows:
            row = _FormRow(field, self._holder)
            row.editor.changed.connect(row.show_change)
            row.editor.changed.connect(self._on_changed)
            row.reset_button.clicked.connect(lambda _=False, r=row: self._reset(r))
            layout.addWidget(row)
            self._rows.append(row)
        if not rows:
            nothing = QLabel(tr("This call has no arguments."), self._holder)
            nothing.setProperty("role", "muted")
            nothing.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
            layout.addWidget(nothing)
        self._sync_pills()
        self.check_now()

    def _build_json(self) -> None:
        layout = self._new_holder()
        layout.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        self._rows = []
        self._json = BlockInput(self._holder, most_lines=30)
        self._json.setProperty("mono", True)
        self._json.setAccessibleName(tr("Arguments as JSON"))
        self._json_start = visible_json(self._current)
        self._json.setPlainText(self._json_start)
        self._json.textChanged.connect(self._on_changed)
        layout.addWidget(self._json)
        self._sync_pills()
        self.check_now()

    def _new_holder(self) -> QVBoxLayout:
        old, self._holder = self._holder, QWidget(self)
        layout = QVBoxLayout(self._holder)
        layout.setContentsMargins(1, 0, 1, 0)
        layout.setSpacing(0)
        self.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        return layout

    def _json_value(self, editor: BlockInput) -> dict[str, Any]:
        text = editor.toPlainText()
        if text == self._json_start:
            return thaw(self._current)
        value = strict_json.parse(text)
        if not isinstance(value, dict):
            raise InvalidInput(tr("Arguments are a JSON object"), where="", todo=tr("Write them between { and }."))
        return value

    def _reset(self, row: _FormRow) -> None:
        field = row.field
        if field.kind is not FieldKind.REMOVED and same_kind(field.original, field.value):
            row.editor.set_value(field.original)
        else:
            current = self.value()
            put_at(current, field.path, thaw(field.original))
            self._current = current
            self._build_form()
        self._on_changed()

    def _row(self, path: str) -> _FormRow:
        for row in self._rows:
            if row.field.name == path:
                return row
        raise KeyError(path)

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _sync_pills(self) -> None:
        self._form_pill.setChecked(self._json is None)
        self._json_pill.setChecked(self._json is not None)

    def _on_changed(self) -> None:
        self._timer.start()
        self.changed.emit()

    def _on_form_clicked(self) -> None:
        self.set_json_mode(False)

    def _on_json_clicked(self) -> None:
        self.set_json_mode(True)


class _FormRow(QWidget):
    """Field, the agent's value, mine, reset; tinted while mine differs."""

    def __init__(self, field: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._is_changed = False
        self.editor: FieldEditor = make_editor(field)
        self.reset_button = LinkButton(tr("Put back"), self)
        self._label = ElidedUntrusted(self, weight="semibold")
        self._label.set_text(field.label)
        self._hint = UntrustedText(self, tint="muted", small=True)
        self._hint.set_text(field.hint, max_lines=3)
        self._agents = UntrustedText(self, tint="muted")
        self._agents.set_text(_agents_words(field), max_lines=6)
        self._error = QLabel(self)
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        self._error.setProperty("role", "bad")
        self._error.hide()
        row = _columns(self)
        for column, parts in enumerate(((self._label, self._hint), (self._agents,), (self.editor, self._error))):
            cell = QWidget(self)
            cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            inner = QVBoxLayout(cell)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(theme.px(2))
            inner.addStretch(1)
            for part in parts:
                inner.addWidget(part)
            inner.addStretch(1)
            row.addWidget(cell, _STRETCH[column])
        row.addWidget(_reset_cell(self, self.reset_button))
        self.reset_button.setAccessibleName(tr("Put back {field}", field=self._label.shown_text()))
        self.show_change()

    def show_change(self) -> None:
        """Tint the row and strike the agent's value when mine differs."""
        try:
            now = self.editor.value()
            changed = not (now is self.field.original or _equal(now, self.field.original))
        except InvalidInput:
            changed = True
        self._is_changed = changed
        self.reset_button.setVisible(changed)
        self._agents.set_struck(changed and self.field.original is not ABSENT)
        self.update()

    def show_state(self, problems: list[str]) -> None:
        """Show what is wrong below the input."""
        words = "; ".join(problems)
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.editor.set_wrong(bool(words), words)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        if self._is_changed:
            painter.fillRect(QRectF(self.rect()), QColor(tokens.selection))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(0, 0, self.width(), 0)


def _columns(owner: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(owner)
    row.setContentsMargins(theme.px(14), theme.px(9), theme.px(14), theme.px(9))
    row.setSpacing(theme.px(14))
    return row


def _reset_cell(owner: QWidget, button: LinkButton) -> QWidget:
    """A cell of the Reset link's width whether it shows or not, so that all rows and the head share their columns."""
    cell = QWidget(owner)
    cell.setFixedWidth(button.sizeHint().width())
    inner = QHBoxLayout(cell)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.addWidget(button)
    return cell


def _head(owner: QWidget) -> QWidget:
    head = QWidget(owner)
    row = _columns(head)
    for column, words in enumerate((tr("Field"), tr("The agent's value"), tr("Yours"))):
        label = QLabel(words, head)
        label.setProperty("role", "small")
        label.setWordWrap(True)
        label.setAlignment(leading(head, label.alignment()))
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(label, _STRETCH[column])
    spare = LinkButton(tr("Put back"), head)
    row.addWidget(_reset_cell(head, spare))
    spare.hide()
    return head


def _agents_words(field: FormField) -> str:
    value = field.original
    if value is ABSENT:
        return tr("not given")
    if value is None:
        return tr("none")
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if field.kind in (FieldKind.MONEY_MINOR, FieldKind.MONEY_TEXT):
        return money(value, field.currency) or str(value)
    if isinstance(value, str):
        return value if value else tr("(empty text)")
    if field.kind is FieldKind.LIST and same_kind(value, field.value):
        return to_text(field, value) or tr("(empty list)")
    return visible_json(value)


def _equal(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return visible_json(one, None) == visible_json(other, None)
    return same(one, other)
