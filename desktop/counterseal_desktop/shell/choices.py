"""Radio button, check box and drop-down as the window draws them: visible in both themes and at any text size."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.choice_box import NamedChoice
from counterseal_desktop.widgets.direction import mirrored


class RadioButton(QRadioButton):
    """A ring, filled when it is chosen."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font())
        return QSize(
            metrics.horizontalAdvance(self.text()) + theme.px(32), max(metrics.height() + theme.px(8), theme.px(24))
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        # The whole line answers, as the words belong to the ring.
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(15)
        ring = mirrored(self, QRectF(theme.px(3), (self.height() - side) / 2, side, side))
        on = self.isChecked()
        painter.setPen(QPen(QColor(tokens.accent if on else tokens.border_strong), max(theme.px(1.4), 1)))
        painter.setBrush(QColor(tokens.surface))
        painter.drawEllipse(ring)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            inset = side * 0.27
            painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.faint))
        words = _beside(self, side)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self.hasFocus():
            paint_focus(painter, ring.adjusted(-2, -2, 2, 2), side)
        painter.end()


class DropDown(NamedChoice):
    """A drop-down with its arrow, which the style sheet takes away from the plain one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.muted if self.isEnabled() else tokens.faint), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        at = mirrored(self, QRectF(self.width() - theme.px(16), 0, 0, self.height()))
        x, y, half = at.x(), self.height() / 2, theme.px(4)
        painter.drawPolyline(
            QPolygonF([QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)])
        )
        painter.end()


class CheckBox(QCheckBox):
    """A square, ticked when it is chosen."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font())
        return QSize(
            metrics.horizontalAdvance(self.text()) + theme.px(32), max(metrics.height() + theme.px(8), theme.px(24))
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        # The whole line answers, as the words belong to the square.
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(15)
        box = mirrored(self, QRectF(theme.px(3), (self.height() - side) / 2, side, side))
        on = self.isChecked()
        line = tokens.accent if on else tokens.border_strong
        painter.setPen(QPen(QColor(line if self.isEnabled() else tokens.border), max(theme.px(1.4), 1)))
        painter.setBrush(QColor((tokens.accent if self.isEnabled() else tokens.faint) if on else tokens.surface))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if on:
            pen = QPen(QColor(tokens.on_accent), max(theme.px(1.8), 1.6))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            tick = ((0.24, 0.52), (0.43, 0.70), (0.77, 0.30))
            painter.drawPolyline(
                QPolygonF([QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in tick])
            )
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.faint))
        words = _beside(self, side)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, flags, shown)
        if self.hasFocus():
            paint_focus(painter, box.adjusted(-2, -2, 2, 2), theme.px(4))
        painter.end()


def _beside(widget: QWidget, side: float) -> QRectF:
    """The room for the words beside a mark of this width."""
    begins = theme.px(3) + side + theme.px(8)
    return mirrored(widget, QRectF(begins, 0, widget.width() - begins, widget.height()))
