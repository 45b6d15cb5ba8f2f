"""The state of a key as a word, a shape and a colour, so that none of the three is needed to read the others."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.chips import Chip, chip_font, chip_size

STATES = {
    "active": (mark("Active"), "green"),
    "ended": (mark("Ended"), "grey"),
    "compromised": (mark("Compromised"), "red"),
    "recovery": (mark("Recovery"), "blue"),
}


class KeyChip(Chip):
    """``state`` as in ``KeyView``: active (disc), ended (ring), compromised (triangle), recovery (diamond)."""

    def __init__(self, state: str, parent: QWidget | None = None) -> None:
        word, tone = STATES.get(state, (mark("Unknown"), "amber"))
        word = tr(word)
        self._state = state
        super().__init__(word, tone, parent)
        self.setAccessibleName(tr("Key: {state}", state=word))

    def state(self) -> str:
        return self._state

    def sizeHint(self) -> QSize:
        return chip_size(self._text) + QSize(theme.px(13), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        tones = theme.current().tone(self._tone)
        ink, ground = QColor(tones[0]), QColor(tones[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        side = theme.px(9)
        mark = QRectF(box.left() + theme.px(6), box.center().y() - side / 2, side, side)
        _paint_state(painter, mark, self._state, ink)
        painter.setPen(ink)
        painter.setFont(chip_font())
        words = box.adjusted(theme.px(19), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._text)
        painter.end()


def _paint_state(painter: QPainter, box: QRectF, state: str, ink: QColor) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if state == "active":
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    elif state == "compromised":
        painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    elif state == "recovery":
        centre = box.center()
        corners = (QPointF(centre.x(), box.top()), QPointF(box.right(), centre.y()),
                   QPointF(centre.x(), box.bottom()), QPointF(box.left(), centre.y()))  # fmt: skip
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, max(box.width() / 6, 1.2)))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.restore()
