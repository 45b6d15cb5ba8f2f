"""The edit form on a (hidden) screen: what a person does to it and what value comes out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from counterseal.errors import InvalidInput
from counterseal.model.tools import FieldDescriptor
from counterseal_desktop.widgets.buttons import LinkButton, Switch
from counterseal_desktop.widgets.schema_form import SchemaForm
from counterseal_desktop.widgets.untrusted import PlainBlock

ARGUMENTS = {
    "order": "88213",
    "amount_minor": 124000,
    "reason_code": "damaged_on_arrival",
    "notify": True,
    "ratio": 0.5,
    "tags": ["a", "b"],
    "to": {"name": "Ana", "zip": "0123"},
    "none": None,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason_code": {"enum": ["damaged_on_arrival", "partial_damage"]},
        "amount_minor": {"type": "integer", "maximum": 124000},
        "note": {"type": "string", "maxLength": 5},
    },
}
LABELS = {"order": FieldDescriptor("Order"), "amount_minor": FieldDescriptor("Amount", "money", "EUR")}
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
SCALAR = st.none() | st.booleans() | SAFE | st.floats(-1e15, 1e15) | st.text(st.characters(codec="utf-8"), max_size=80)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture
def form(qtbot) -> SchemaForm:
    made = SchemaForm(ARGUMENTS, SCHEMA, LABELS, title="refunds.issue")
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def _typed(value: Any) -> Any:
    """Equal only for equal types: ``1`` is not ``1.0`` here."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return type(value).__name__, value


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=6), JSON, max_size=6))
def test_untouched_arguments_come_out_as_they_went_in(qapp, arguments: dict[str, Any]) -> None:
    form = SchemaForm(arguments)
    assert _typed(form.value()) == _typed(arguments)
    assert not form.is_changed()
    if not form.json_mode():
        assert form.set_json_mode(True)
        assert _typed(form.value()) == _typed(arguments)
        form.set_json_mode(False)
        assert _typed(form.value()) == _typed(arguments)
    form.deleteLater()


def test_frozen_arguments_are_taken_too(qtbot) -> None:
    from types import MappingProxyType

    form = SchemaForm(MappingProxyType({"a": MappingProxyType({"b": (1, 2)})}))
    qtbot.addWidget(form)
    assert form.value() == {"a": {"b": [1, 2]}}


def test_each_type_has_its_input(form: SchemaForm) -> None:
    assert isinstance(form.editor("order"), QLineEdit)
    assert isinstance(form.editor("reason_code"), QComboBox)
    assert isinstance(form.editor("notify"), Switch)
    assert isinstance(form.editor("tags"), QPlainTextEdit)
    assert isinstance(form.editor("to.zip"), QLineEdit)
    with pytest.raises(KeyError):
        form.editor("nowhere")


def test_editing_changes_what_was_changed_and_keeps_types(form: SchemaForm, qtbot) -> None:
    with qtbot.waitSignal(form.changed):
        form.editor("amount_minor").setText("910.00")
    form.editor("reason_code").setCurrentIndex(1)
    QTest.keyClick(form.editor("notify"), Qt.Key.Key_Space)
    form.editor("to.zip").setText("0456")
    form.editor("tags").setPlainText("c")
    form.editor("note").setText("ok")
    assert _typed(form.value()) == _typed(
        {
            **ARGUMENTS,
            "amount_minor": 91000,
            "reason_code": "partial_damage",
            "notify": False,
            "to": {"name": "Ana", "zip": "0456"},
            "tags": ["c"],
            "note": "ok",
        }
    )
    assert form.is_changed()
    assert ARGUMENTS["tags"] == ["a", "b"], "the agent's own value was touched"


def test_an_unreadable_field_is_named_and_marked(form: SchemaForm) -> None:
    form.editor("amount_minor").setText("lots")
    with pytest.raises(InvalidInput) as caught:
        form.value()
    assert caught.value.where == "/amount_minor"
    form.check_now()
    assert form.editor("amount_minor").property("wrong") is True
    assert [
        label.text() for label in form.findChildren(QLabel) if label.isVisible() and "decimal point" in label.text()
    ]
    assert "decimal point" in form.editor("amount_minor").accessibleDescription()
    assert form.is_changed()


def test_the_schemas_objections_stand_beside_the_field(form: SchemaForm) -> None:
    form.editor("amount_minor").setText("2000.00")
    form.editor("note").setText("much too long")
    form.check_now()
    words = [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert "at most 124,000 is allowed" in words
    assert "at most 5 characters are allowed" in words
    assert form.value()["amount_minor"] == 200000, "the core judges, the form only says"
    form.reset("amount_minor")
    form.check_now()
    assert form.editor("amount_minor").property("wrong") is False


def test_reset_puts_the_agents_value_back(form: SchemaForm) -> None:
    buttons = {b.accessibleName(): b for b in form.findChildren(LinkButton)}
    assert not buttons["Put back Amount"].isVisible()
    form.editor("amount_minor").setText("1")
    QApplication.processEvents()
    assert buttons["Put back Amount"].isVisible()
    QTest.mouseClick(buttons["Put back Amount"], Qt.MouseButton.LeftButton)
    assert form.editor("amount_minor").text() == "1240.00"
    assert not form.is_changed()
    assert not buttons["Put back Amount"].isVisible()


def test_a_changed_row_strikes_the_agents_value(form: SchemaForm) -> None:
    form.editor("order").setText("1")
    struck = [block.toPlainText() for block in form.findChildren(PlainBlock) if block.property("struck")]
    assert struck == ["88213"]
    assert any(block.font().strikeOut() for block in form.findChildren(PlainBlock) if block.property("struck"))


def test_an_edit_in_json_comes_back_into_the_form(form: SchemaForm) -> None:
    assert form.set_json_mode(True)
    editor = form.json_editor()
    editor.setPlainText('{"order": "9", "new": 3, "notify": true}')
    assert form.value() == {"order": "9", "new": 3, "notify": True}
    assert form.set_json_mode(False)
    assert form.editor("order").text() == "9"
    assert form.editor("new").text() == "3"
    form.reset("amount_minor")
    assert form.value() == {"order": "9", "new": 3, "notify": True, "amount_minor": 124000}


def test_a_member_of_another_type_is_reset_to_its_own(form: SchemaForm) -> None:
    form.set_json_mode(True)
    form.json_editor().setPlainText('{"order": 5, "amount_minor": "x"}')
    form.set_json_mode(False)
    form.reset("order")
    form.reset("amount_minor")
    assert _typed(form.value()) == _typed({"order": "88213", "amount_minor": 124000})


@pytest.mark.parametrize("text", ["{", "[1]", '{"a":1,"a":2}', '{"a": NaN}'])
def test_broken_json_is_refused_and_the_text_stays(form: SchemaForm, text: str) -> None:
    form.set_json_mode(True)
    form.json_editor().setPlainText(text)
    with pytest.raises(InvalidInput):
        form.value()
    assert not form.set_json_mode(False)
    assert form.json_editor().toPlainText() == text


def test_hidden_characters_are_seen_in_every_input(qtbot) -> None:
    form = SchemaForm({"file": "a\u202egpj.exe", "list": ["\u200b"]})
    qtbot.addWidget(form)
    assert form.editor("file").toPlainText() == '"a\\u202egpj.exe"'
    assert "\u200b" not in form.editor("list").toPlainText()
    form.set_json_mode(True)
    assert "\\u202e" in form.json_editor().toPlainText()
    assert form.value() == {"file": "a\u202egpj.exe", "list": ["\u200b"]}


def test_a_choice_cannot_be_changed_by_the_wheel(form: SchemaForm) -> None:
    box = form.editor("reason_code")
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.currentIndex() == 0
    assert not event.isAccepted()


def test_a_long_value_does_not_widen_the_form(qtbot) -> None:
    form = SchemaForm({"a": "w" * 5000, "k" * 300: "x", "e": "y" * 400}, {"properties": {"e": {"enum": ["y" * 400]}}})
    qtbot.addWidget(form)
    assert form.minimumSizeHint().width() < 450


def test_every_input_has_an_accessible_name(form: SchemaForm) -> None:
    for field in form.fields():
        assert form.editor(field.name).accessibleName() == field.label
