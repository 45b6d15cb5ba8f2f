"""A digest in short form that copies the long one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.card import short_digest


class DigestLabel(QPushButton):
    """``sha256 9f3c 71aa … e0b4``; pressing it copies all 64 digits, which are also its tooltip."""

    def __init__(self, digest: str = "", prefix: str = "sha256", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digest = ""
        self._prefix = prefix
        self._copied = False
        self.setAutoDefault(False)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        theme.theme_signals().changed.connect(self._on_theme_changed)
        self.set_digest(digest)

    def set_digest(self, digest: str) -> None:
        """``digest`` is hex SHA-256; anything else is shown as not known."""
        good = len(digest) == 64 and all(char in "0123456789abcdef" for char in digest)
        self._digest = digest if good else ""
        self._copied = False
        self.setVisible(bool(digest))
        self.setToolTip(f"{self._digest}\n{tr('Press to copy')}" if good else "")
        self.setAccessibleName(tr("Digest {digest}, press to copy", digest=self._digest or tr("not known")))
        self.updateGeometry()
        self.update()

    def digest(self) -> str:
        """All 64 digits, empty when not known."""
        return self._digest

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.mono_font())
        widest = max(metrics.horizontalAdvance(self._words()), metrics.horizontalAdvance(tr("copied")))
        return QSize(widest + 8, max(metrics.height() + 4, theme.px(24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.mono_font())
        painter.setPen(QColor(tokens.accent if self.underMouse() else tokens.muted))
        words = tr("copied") if self._copied else self._words()
        painter.drawText(
            self.rect().adjusted(4, 0, -4, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words
        )
        if self.hasFocus():
            paint_focus(painter, self.rect().toRectF().adjusted(1, 1, -1, -1), theme.px(4))

    def _words(self) -> str:
        return f"{self._prefix} {short_digest(self._digest) or '?'}".strip()

    def _on_clicked(self) -> None:
        if self._digest:
            QGuiApplication.clipboard().setText(self._digest)
            self._copied = True
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._copied = False
        super().leaveEvent(event)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
