"""Bars that show a share: how much of a budget is used, and how the last 30 days would have gone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal_desktop import theme

NEARLY = 0.8
PATTERNS = {"red": Qt.BrushStyle.BDiagPattern}
"""Refusals are hatched, so that they are told apart from their neighbours without colour."""


class ShareBar(QWidget):
    """Parts of a whole, side by side: (amount, colour token) each; what is left is the ground."""

    def __init__(self, name: str = "", parent: QWidget | None = None, *, height: int = 7) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[float, str], ...] = ()
        self._whole = 1.0
        self._high = height
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self.updateGeometry)

    def set_parts(self, parts: tuple[tuple[float, str], ...], whole: float, name: str) -> None:
        """Show these; ``name`` says the same in words for who does not see it."""
        self._parts, self._whole = parts, max(whole, 1e-9)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.fillPath(shape, QColor(tokens.border))
        painter.setClipPath(shape)
        left = box.left()
        for amount, token in self._parts:
            width = box.width() * max(min(amount / self._whole, 1.0), 0.0)
            part = QRectF(left, box.top(), width, box.height())
            colour = QColor(getattr(tokens, token))
            painter.fillRect(part, QBrush(colour, PATTERNS.get(token, Qt.BrushStyle.SolidPattern)))
            left += width
            if 0 < left < box.right():
                painter.fillRect(QRectF(left - 0.75, box.top(), 1.5, box.height()), QColor(tokens.surface))
        painter.end()


class BudgetBar(ShareBar):
    """One window's use: amber from 80 % on, red when nothing is left."""

    def set_use(self, used: int, at_most: int, name: str) -> None:
        share = used / at_most if at_most else 1.0
        token = "red" if share >= 1 else "amber" if share >= NEARLY else "accent"
        self.set_parts(((used, token),), at_most or 1, name)
