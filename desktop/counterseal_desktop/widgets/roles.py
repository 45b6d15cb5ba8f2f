"""What our own widgets are to a screen reader, where Qt cannot know it from the classes that it ships.

Without a role Qt calls a plain widget a client area, which AT-SPI names "filler": screen readers pass over it, and over
the name that it was given (WCAG 2.2, 4.1.2: name, role, value).
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_Role = QAccessible.Role
# By class name, which is how Qt asks; it asks for the base classes too.
ROLES = {
    "Sheet": _Role.Dialog,
    "DetailPane": _Role.Grouping,
    "EditView": _Role.Grouping,
    "EntrySide": _Role.Grouping,
    "FactsCard": _Role.Grouping,
    "ClaimsCard": _Role.Grouping,
    "DecisionBar": _Role.Grouping,
    "QScrollArea": _Role.Grouping,
    "Plot": _Role.Chart,
    "LevelScale": _Role.Slider,
    "CodeView": _Role.StaticText,
    "Chip": _Role.StaticText,
    "ElidedUntrusted": _Role.StaticText,
    "StatusDot": _Role.Graphic,
}
_installed: list[bool] = []


def install_roles() -> None:
    """Have Qt ask here; once for a process, before a screen reader asks for the first widget."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface)


def _interface(class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    role = ROLES.get(class_name)
    return QAccessibleWidget(thing, role) if role is not None and isinstance(thing, QWidget) else None
