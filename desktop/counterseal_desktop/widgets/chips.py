"""Chips: a word on a tinted ground. The risk chip adds a shape, for colour alone tells nothing to many readers."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.direction import read_as_written
from counterseal_desktop.widgets.untrusted_escape import display_line
from counterseal_desktop.widgets.vocabulary import risk_sentence, risk_word

RISK_TONE = {Risk.R0: "green", Risk.R1: "grey", Risk.R2: "grey", Risk.R3: "amber", Risk.R4: "red"}


def chip_font() -> QFont:
    """The chips' font: small and semibold."""
    return theme.ui_font("semibold", -1.5)


def chip_size(text: str, risk: Risk | None = None) -> QSize:
    """How large ``paint_chip`` draws."""
    metrics = QFontMetrics(chip_font())
    width = metrics.horizontalAdvance(text) + 2 * theme.px(6)
    if risk is not None:
        width += theme.px(13)
    return QSize(width, metrics.height() + 2 * theme.px(2))


def paint_chip(painter: QPainter, rect: QRectF, text: str, tone: str, risk: Risk | None = None) -> None:
    """Draw a chip into ``rect``; for delegates. ``text`` must be ours or escaped."""
    ink, ground = theme.current().tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
    left = rect.left() + theme.px(6)
    if risk is not None:
        side = theme.px(9)
        paint_risk(painter, QRectF(left, rect.center().y() - side / 2, side, side), risk, QColor(ink))
        left += theme.px(13)
    painter.setPen(QColor(ink))
    painter.setFont(chip_font())
    read_as_written(painter)
    words = QRectF(left, rect.top(), rect.right() - theme.px(4) - left, rect.height())
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, math.ceil(words.width()))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(words, int(flags), shown)
    painter.restore()


def paint_risk(painter: QPainter, box: QRectF, risk: Risk, ink: QColor) -> None:
    """The shape of a risk: ring, disc, square, triangle, octagon with a bar; one per class."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    if risk is Risk.R0:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, max(box.width() / 6, 1.2)))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    elif risk is Risk.R1:
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    elif risk is Risk.R2:
        painter.drawRect(box.adjusted(1, 1, -1, -1))
    elif risk is Risk.R3:
        painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawPolygon(_octagon(box))
        bar = QRectF(0, 0, box.width() * 0.6, max(box.height() * 0.2, 1.5))
        bar.moveCenter(box.center())
        painter.setBrush(QColor(theme.current().red_soft))
        painter.drawRect(bar)
    painter.restore()


def _octagon(box: QRectF) -> QPolygonF:
    radius = box.width() / 2
    corners = [math.pi / 8 + index * math.pi / 4 for index in range(8)]
    centre = box.center()
    return QPolygonF([QPointF(centre.x() + radius * math.cos(a), centre.y() + radius * math.sin(a)) for a in corners])


class Chip(QWidget):
    """A word on a tinted ground; tones red, amber, green, blue, grey. Outside text is escaped and cut at 120.

    ``safe``: the text is ours, or was made safe already; escaping it again would show the escapes themselves.
    """

    def __init__(
        self, text: str = "", tone: str = "grey", parent: QWidget | None = None, *, safe: bool = False
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = tone
        self._risk: Risk | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self._on_theme_changed)
        self.set_text(text, safe=safe)

    def set_text(self, text: str, tone: str | None = None, *, safe: bool = False) -> None:
        """Change the words and, if given, the tone."""
        self._text = text if safe else display_line(text, 120)
        self._tone = tone or self._tone
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def tone(self) -> str:
        return self._tone

    def sizeHint(self) -> QSize:
        return chip_size(self._text, self._risk)

    def minimumSizeHint(self) -> QSize:
        full = self.sizeHint()
        return QSize(min(full.width(), theme.px(60)), full.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), QRectF(self.rect()), self._text, self._tone, self._risk)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class RiskChip(Chip):
    """A risk as shape, word and colour; never cut short."""

    def __init__(self, risk: Risk = Risk.R4, parent: QWidget | None = None) -> None:
        super().__init__(risk_word(risk), RISK_TONE[risk], parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_risk(risk)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_risk(self, risk: Risk) -> None:
        self._risk = risk
        self.set_text(risk_word(risk), RISK_TONE[risk])
        self.setAccessibleName(tr("Risk: {risk}", risk=risk_word(risk)))
        self.setAccessibleDescription(risk_sentence(risk))

    def risk(self) -> Risk | None:
        return self._risk
