"""The comparison code, large enough to be read across a table or over the telephone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import paint_focus

_LOOKS_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def plain_code(text: str) -> str:
    """A code without what people add when they type it; signs that look alike count as one (Crockford base32)."""
    kept = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    return kept.translate(_LOOKS_ALIKE)


def same_code(one: str, other: str) -> bool:
    """Whether two people have the same code before them."""
    return bool(plain_code(one)) and plain_code(one) == plain_code(other)


class CodeView(QWidget):
    """Shows ``XXXXX-XXXXX-XXXXX`` in large signs; ``tone`` as for chips."""

    def __init__(self, code: str = "", tone: str = "blue", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._tone = tone
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self.updateGeometry)
        self.set_code(code, tone)

    def set_code(self, code: str, tone: str = "blue") -> None:
        """``code`` as the core gives it."""
        self._code = code
        self._tone = tone
        self.setAccessibleName(tr("Code {code}", code=" ".join(code)))
        self.update()

    def text(self) -> str:
        """The code, for tests and for who reads the screen aloud."""
        return self._code

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font(11.0))
        return QSize(metrics.horizontalAdvance(self._code or "X" * 17) + theme.px(28), metrics.height() + theme.px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = theme.current().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, theme.px(8), theme.px(8))
        delta = 11.0
        while delta > 0 and QFontMetrics(self._font(delta)).horizontalAdvance(self._code) > box.width() - theme.px(12):
            delta -= 1.0
        painter.setFont(self._font(delta))
        painter.setPen(QColor(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._code)
        if self.hasFocus():
            paint_focus(painter, box.adjusted(1, 1, -1, -1), theme.px(8))
        painter.end()

    def _font(self, delta: float) -> QFont:
        return theme.mono_font("bold", delta)
