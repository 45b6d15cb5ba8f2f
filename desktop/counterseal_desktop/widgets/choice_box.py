"""Combo boxes: one whose name is heard, and one that cannot be changed by accident and draws its own arrow."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.direction import mirrored


class NamedChoice(QComboBox):
    """Tells its name as its description too: on Linux Qt names a combo box by what is chosen in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more = ""

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._describe()

    def accessibleDescription(self) -> str:
        return self._more

    def setAccessibleDescription(self, words: str) -> None:
        self._more = words
        self._describe()

    def _describe(self) -> None:
        super().setAccessibleDescription(". ".join(filter(None, (self.accessibleName(), self._more))))


class ChoiceBox(NamedChoice):
    """The wheel scrolls the page instead of choosing; long entries do not widen the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self)


def paint_arrow(field: QWidget) -> None:
    """The arrow of a field that opens something below it."""
    painter = QPainter(field)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tokens = theme.current()
    pen = QPen(QColor(tokens.muted if field.isEnabled() else tokens.faint), theme.px(1.5))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    half = theme.px(4)
    centre = mirrored(field, QRectF(field.width() - theme.px(24), 0, theme.px(24), field.height())).center()
    corners = ((-half, -half / 2), (0, half / 2), (half, -half / 2))
    painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in corners]))
    painter.end()
