"""The plain card: a rounded panel with a title line and a body, drawn from the tokens."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.direction import leading


def short_digest(digest: str) -> str:
    """``9f3c 71aa … e0b4`` of a hex SHA-256; shorter texts unchanged."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}" if len(digest) == 64 else digest


class Card(QFrame):
    """A panel with a header and a body.

    Attributes:
        body: the layout to put content into, with the card's usual margins.
        header: the title's row; ``right`` stands at its end.
    """

    def __init__(self, title: str, right: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tones = ("surface", "border", "hairline")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "section")
        self._title.setWordWrap(True)
        self._title.setAlignment(leading(self, self._title.alignment()))
        self._head = QWidget(self)
        self.header = QHBoxLayout(self._head)
        self.header.addWidget(self._title, 1)
        if right is not None:
            self.header.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
        self._inner = QWidget(self)
        self.body = QVBoxLayout(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self._inner)
        self.set_title(title)
        self._space()
        theme.theme_signals().changed.connect(self._space)

    def set_title(self, title: str) -> None:
        """Change the heading; the words must be ours or escaped."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def title(self) -> str:
        return self._title.text()

    def set_tones(self, ground: str, border: str, line: str = "") -> None:
        """Colour tokens of the ground, the border and the line under the header."""
        self._tones = (ground, border, line or border)
        self.update()

    def set_body_margins(self, wide: bool) -> None:
        """``wide`` False lets a list run from edge to edge."""
        side = theme.px(14) if wide else 0
        self.body.setContentsMargins(side, theme.px(10) if wide else 0, side, theme.px(12) if wide else 0)

    def set_body_shown(self, shown: bool) -> None:
        """Hide the body when there is nothing to show but the heading."""
        self._inner.setVisible(shown)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        ground, border, line = (QColor(getattr(tokens, name)) for name in self._tones)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(box, theme.px(8), theme.px(8))
        painter.fillPath(path, ground)
        if not self._inner.isHidden():
            painter.setPen(QPen(line, 1))
            at = self._head.geometry().bottom() + 0.5
            painter.drawLine(int(box.left()) + 1, int(at), int(box.right()), int(at))
        painter.setPen(QPen(border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _space(self) -> None:
        self.header.setContentsMargins(theme.px(14), theme.px(9), theme.px(14), theme.px(10))
        self.header.setSpacing(theme.px(10))
        margins = self.body.contentsMargins()
        self.body.setSpacing(theme.px(6))
        self.set_body_margins(margins.left() > 0 or margins.top() > 0)
        self.update()
