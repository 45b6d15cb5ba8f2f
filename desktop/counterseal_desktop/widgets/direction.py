"""Windows that read from right to left: what is drawn by hand, and figures and sentences that are not turned around."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle, QWidget

_OPENS, _CLOSES = "\u2066", "\u2069"
_RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


def isolated(text: str) -> str:
    """A number with its unit, read from left to right; without it ``5.8 %`` stands there as ``% 5.8`` (UAX #9, 2.4)."""
    return f"{_OPENS}{text}{_CLOSES}" if QGuiApplication.layoutDirection() == _RIGHT_TO_LEFT else text


def mirrored(widget: QWidget, part: QRectF) -> QRectF:
    """A part of a widget that is drawn by hand, on the other side where text reads from the right."""
    if widget.layoutDirection() == _RIGHT_TO_LEFT:
        return QRectF(widget.width() - part.right(), part.top(), part.width(), part.height())
    return part


def leading(widget: QWidget, wanted: Qt.AlignmentFlag | None = None) -> Qt.AlignmentFlag:
    """An alignment by the direction of the window, whatever letters the text is written in.

    Qt would put an English sentence to the left of a window that reads from the right, beside fields on its right.

    Args:
        wanted: as for a window that reads from the left; its left side without one.
    """
    flag = Qt.AlignmentFlag.AlignLeft if wanted is None else wanted
    if widget.layoutDirection() != _RIGHT_TO_LEFT:
        return flag
    return QStyle.visualAlignment(_RIGHT_TO_LEFT, flag)


def read_as_written(painter: QPainter) -> None:
    """Let the letters say from where a text is read: else the dots of ``Halt agents…`` stand before it."""
    if painter.layoutDirection() == _RIGHT_TO_LEFT:
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
