"""Parts of the forms that owners sign: labelled fields with their explanation, and rows that can be added."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.choice_box import ChoiceBox


class Problem(InvalidInput):
    """A field that a person can mend, with the widget that shall get the keyboard."""

    def __init__(self, words: str, widget: QWidget) -> None:
        super().__init__(words)
        self.widget = widget


class Labelled(QWidget):
    """A field under its name, with a plain explanation between them."""

    def __init__(self, name: str, explanation: str, *inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(3))
        label = OwnLabel(name, "strong", wrap=True)
        rows.addWidget(label)
        if explanation:
            rows.addWidget(OwnLabel(explanation, "small", wrap=True))
        for widget in inner:
            if not widget.accessibleName():
                widget.setAccessibleName(name)
            if explanation and not widget.accessibleDescription():
                widget.setAccessibleDescription(explanation)
            rows.addWidget(widget)


class FormRow(QWidget):
    """One row of a list. A kind of row gives ``read``, which raises ``Problem``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(theme.px(6))

    @abstractmethod
    def read(self) -> Any:
        """The row's value. Raises Problem."""

    def text_field(self, name: str, hint: str, wide: int, text: str = "") -> QLineEdit:
        """A field of about ``wide`` pixels at 100 %; ``hint`` is shown while it is empty."""
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)  # trusted: literals of the rows
        field.setMinimumWidth(theme.px(min(wide, 60)))
        field.textEdited.connect(lambda _text: self.changed.emit())
        self.line.addWidget(field, wide)
        return field

    def choice(self, name: str, wide: int, options: list[tuple[str, Any]], chosen: Any = None) -> ChoiceBox:
        """A drop-down of (safe words, value)."""
        box = ChoiceBox()
        box.setAccessibleName(name)
        for words, value in options:
            box.addItem(words, value)
        at = next((number for number, (_words, value) in enumerate(options) if value == chosen), 0)
        box.setCurrentIndex(at if options else -1)
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.line.addWidget(box, wide)
        return box

    def say(self, words: str) -> OwnLabel:
        """A word between the fields."""
        label = OwnLabel(words, "muted")
        self.line.addWidget(label)
        return label


class RowList(QWidget):
    """A titled list of rows with a way to add one.

    Attributes:
        rows: the rows, in order.

    Signals:
        changed(): a row was changed, added or removed.
        resized(): the list takes another height.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, name: str, title: str, explanation: str, add: str, make: Callable[[], FormRow | None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.rows: list[FormRow] = []
        self._make = make
        self._title = title
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(OwnLabel(title, "strong", wrap=True), 1)
        self.add_link = LinkButton(add)
        self.add_link.setObjectName(f"{name}Add")
        self.add_link.clicked.connect(self._on_add)
        head.addWidget(self.add_link)
        outer.addLayout(head)
        if explanation:
            outer.addWidget(OwnLabel(explanation, "small", wrap=True))
        outer.addSpacing(theme.px(4))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(6))
        outer.addLayout(self._lines)

    def add(self, row: FormRow) -> FormRow:
        """Put a row at the end."""
        remove = QToolButton()
        remove.setIcon(theme.icon("x"))
        remove.setIconSize(QSize(theme.px(14), theme.px(14)))
        remove.setObjectName(f"{self.objectName()}Remove")
        remove.setAccessibleName(tr("Remove row {number} of {list}", number=len(self.rows) + 1, list=self._title))
        remove.setToolTip(tr("Remove this row"))
        remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remove.clicked.connect(lambda: self.remove(row))
        row.line.addWidget(remove)
        row.changed.connect(self.changed)
        self.rows.append(row)
        self._lines.addWidget(row)
        return row

    def remove(self, row: FormRow) -> None:
        """Take a row away."""
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add_link.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
        self.resized.emit()

    def read(self) -> tuple[Any, ...]:
        """Every row's value. Raises Problem for the first that is wrong."""
        return tuple(row.read() for row in self.rows)

    def _on_add(self) -> None:
        row = self._make()
        if row is None:
            return
        self.add(row)
        row.show()
        first = next(
            (child for child in row.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus), None
        )
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
        self.resized.emit()


def names_of(text: str) -> tuple[str, ...]:
    """The names in a text, apart by commas, semicolons or lines; without repetitions."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
