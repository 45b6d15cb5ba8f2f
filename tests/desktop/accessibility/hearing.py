"""What a screen reader is told of a window, judged: names, roles, values, targets and the way of the Tab key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from counterseal_desktop.agents.form import FormRow
from counterseal_desktop.shell.sheet import Sheet

Role = QAccessible.Role
_NAME, _SAID = QAccessible.Text.Name, QAccessible.Text.Description
# A client area is what Qt calls what it does not know; screen readers pass over it.
_UNKNOWN = {Role.NoRole, Role.Client, Role.Whitespace, Role.Border}
_PRESSED = {Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox, Role.RadioButton, Role.Switch, Role.Link}
LEAST_TARGET = 24
"""WCAG 2.2, 2.5.8, in pixels at 100 % text."""


def heard(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader gets of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None, described(widget)
    return interface


def name_of(widget: QWidget) -> str:
    """What a widget is called. On Linux Qt calls a combo box by its value, so its description names it."""
    interface = heard(widget)
    if isinstance(widget, QComboBox):
        labels = [one.text(_NAME) for one, match in interface.relations() if match & QAccessible.RelationFlag.Label]
        return " ".join(filter(None, (*labels, interface.text(_SAID))))
    return interface.text(_NAME)


def described(widget: QWidget) -> str:
    parent = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} {widget.objectName()!r} in {parent}"


def reachable(root: QWidget) -> list[QWidget]:
    """What the Tab key shall come to."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
    ]


def faults(root: QWidget) -> list[str]:
    """What is wrong with what can be reached or pressed under ``root``, in words."""
    acting = dict.fromkeys(reachable(root))
    acting |= dict.fromkeys(one for one in root.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled())
    found = [f"{described(widget)}: {fault}" for widget in acting for fault in _faults(widget)]
    return found + [f"twice: {words}" for words in _twice(acting)]


def _faults(widget: QWidget) -> Iterator[str]:
    name, role = name_of(widget).strip(), heard(widget).role()
    if not any(sign.isalnum() for sign in name):
        yield f"no name but {name!r}"
    if name in {widget.objectName(), *(kind.__name__ for kind in type(widget).__mro__)}:
        yield f"{name!r} is no name for people"
    if role in _UNKNOWN:
        yield f"{role.name} is no role"
    if isinstance(widget, QLineEdit | QPlainTextEdit) and not widget.isReadOnly():
        value = widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()
        if value.strip() == name:
            yield f"its value {name!r} is its name"
    if isinstance(widget, QAbstractButton):
        yield from _button_faults(widget, name, role)


def _button_faults(button: QAbstractButton, name: str, role: QAccessible.Role) -> Iterator[str]:
    if role not in _PRESSED:
        yield f"a {role.name} is nothing to press"
    group = button.group()
    if group is not None and group.exclusive() and role is not Role.RadioButton:
        yield f"one of several is a radio button and not a {role.name}"
    written = button.text().replace("&", "").rstrip("…× ").strip()
    # Who steers by voice says what is written (2.5.3); a figure is read out in words.
    if any(sign.isalpha() for sign in written) and not _contains(name, written):
        yield f"{written!r} is written on what is called {name!r}"
    if min(button.width(), button.height()) < LEAST_TARGET:
        yield f"{button.width()} by {button.height()} pixels is too small"


def _contains(name: str, written: str) -> bool:
    spoken = name.casefold()
    return all(word in spoken for word in written.casefold().split() if word.isalpha())


def _twice(acting: dict[QWidget, None]) -> Iterator[str]:
    """Names that leave two controls alike. Rows of a list repeat theirs; a list is read row by row."""
    alike: dict[tuple[str, Role, int], list[QWidget]] = defaultdict(list)
    for widget in acting:
        if not isinstance(widget, QPlainTextEdit):
            alike[name_of(widget), heard(widget).role(), _row_of(widget)].append(widget)
    for (name, role, _row), widgets in alike.items():
        if len(widgets) > 1:
            yield f"{role.name} {name!r}: {', '.join(map(described, widgets))}"


def _row_of(widget: QWidget) -> int:
    parent: QWidget | None = widget
    while parent is not None and not isinstance(parent, FormRow):
        parent = parent.parentWidget()
    return id(parent)


def title_faults(root: QWidget) -> Iterator[str]:
    """A screen has a name; a sheet is a dialog with a title, which is written on it as well."""
    interface = heard(root)
    name = interface.text(_NAME).strip()
    if not name:
        yield "it has no name"
    if isinstance(root, Sheet) and interface.role() is not Role.Dialog:
        yield f"a sheet is a dialog and not a {interface.role().name}"
    if isinstance(root, Sheet) and name != root.title.text().strip():
        yield f"{root.title.text()!r} is written on what is called {name!r}"


def tab_faults(root: QWidget) -> Iterator[str]:
    """Tab and Shift+Tab come to everything that can be reached, stay in a sheet, and come back to where they began."""
    root.window().activateWindow()
    QApplication.processEvents()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        visited, wrong = _walk(root, key)
        missed = [described(widget) for widget in reachable(root) if widget not in visited]
        outside = [described(widget) for widget in visited if widget is not root and not root.isAncestorOf(widget)]
        if wrong:
            yield f"{key.name} {wrong}"
        if missed:
            yield f"{key.name} never comes to {missed}"
        if outside:
            yield f"{key.name} leaves for {outside}"


def _walk(root: QWidget, key: Qt.Key) -> tuple[set[QWidget], str]:
    """What a key comes to, and what is wrong with its way."""
    visited: list[QWidget] = []
    for _press in range(2 * len(reachable(root)) + 10):
        now = QApplication.focusWidget()
        if now is not None and visited and now is visited[0]:
            return set(visited), ""
        # A sheet without a first field has the keyboard itself until the first Tab.
        if now is not None and now is not root:
            visited.append(now)
        if not _moved_on(now or root.window(), key):
            return set(visited), f"does not leave {described(now) if now else 'the window'}"
    return set(visited), "goes round without coming back to where it began"


def _moved_on(now: QWidget, key: Qt.Key) -> bool:
    """Press until the keyboard is elsewhere. A field with sections takes one press for each of them."""
    for _section in range(4):
        QTest.keyClick(now, key)
        if QApplication.focusWidget() is not now:
            return True
    return False
