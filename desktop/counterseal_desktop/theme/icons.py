"""Icons from our SVG files, drawn in a theme colour at whatever size and pixel ratio is asked for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


@cache
def source(name: str) -> str:
    """The SVG text of one icon. Raises FileNotFoundError for a name we do not ship."""
    return (files("counterseal_resources") / "icons" / f"{name}.svg").read_text("utf-8")


class SvgEngine(QIconEngine):
    """Renders one recoloured SVG; Qt asks it again for each size, so it is crisp on every screen."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._disabled = disabled
        self._renderers: dict[str, QSvgRenderer] = {}

    def clone(self) -> QIconEngine:
        return SvgEngine(self._name, self._colour, self._disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._disabled if mode == QIcon.Mode.Disabled else self._colour
        side = min(rect.width(), rect.height())
        target = QRectF(0, 0, side, side)
        target.moveCenter(QRectF(rect).center())
        self._renderer(colour).render(painter, target)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # ``size`` counts device-independent pixels; Qt derives the ratio from what it gets back.
        pixels = size * scale
        pixmap = QPixmap(pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), pixels), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def _renderer(self, colour: str) -> QSvgRenderer:
        if colour not in self._renderers:
            text = source(self._name).replace("currentColor", colour)
            if self._name == "counterseal":
                text = text.replace("#3b4fd8", colour)
            self._renderers[colour] = QSvgRenderer(QByteArray(text.encode()))
        return self._renderers[colour]
