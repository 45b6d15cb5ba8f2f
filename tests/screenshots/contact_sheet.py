"""One picture of many: each look of a screen with its name below, for somebody to go through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from counterseal_desktop import theme
from counterseal_desktop.theme.tokens import LIGHT

COLUMNS = 3
CELL = 720
_GAP, _HEAD, _CAPTION = 20, 46, 28


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture and what it shows."""

    caption: str
    image: QImage


def paint(title: str, shots: list[Shot], out: Path) -> None:
    """Write a sheet as PNG.

    Raises:
        OSError: the file could not be written.
    """
    cells = [shot.image.scaledToWidth(CELL, Qt.TransformationMode.SmoothTransformation) for shot in shots]
    columns = min(COLUMNS, len(cells))
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    heights = [max(cell.height() for cell in row) + _CAPTION + _GAP for row in rows]
    width = columns * (CELL + _GAP) + _GAP
    sheet = QImage(width, _HEAD + sum(heights) + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(LIGHT.bg))
    painter = QPainter(sheet)
    painter.setPen(QColor(LIGHT.text))
    painter.setFont(theme.ui_font("semibold", 5))
    painter.drawText(QRect(_GAP, 0, width, _HEAD), Qt.AlignmentFlag.AlignVCenter, title)
    painter.setFont(theme.ui_font())
    top, number = _HEAD, 0
    for row, height in zip(rows, heights, strict=True):
        for column, cell in enumerate(row):
            left = _GAP + column * (CELL + _GAP)
            painter.drawImage(left, top, cell)
            painter.setPen(QColor(LIGHT.border))
            painter.drawRect(left, top, cell.width() - 1, cell.height() - 1)
            painter.setPen(QColor(LIGHT.text))
            line = QRect(left, top + cell.height(), CELL, _CAPTION)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shots[number].caption)
            number += 1
        top += height
    painter.end()
    if not sheet.save(str(out)):
        raise OSError(f"{out} could not be written")
