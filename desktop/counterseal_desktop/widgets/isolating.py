"""Figures that stay in one piece in a window that reads from right to left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_OPENS, _CLOSES = "\u2066", "\u2069"


def isolated(text: str) -> str:
    """A number with its unit, read from left to right; without it ``5.8 %`` stands there as ``% 5.8`` (UAX #9, 2.4)."""
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        return f"{_OPENS}{text}{_CLOSES}"
    return text
