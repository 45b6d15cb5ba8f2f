"""How many lines a text takes at a width, and how high they are, measured without showing it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtGui import QTextDocument, QTextLayout


@dataclass(frozen=True, slots=True)
class Lines:
    """``ends`` holds the lower edge of every line in pixels from the top."""

    ends: tuple[float, ...]

    @property
    def count(self) -> int:
        return len(self.ends)

    def height(self, most: int = 0) -> float:
        """The height of the first ``most`` lines; of all for 0."""
        return self.ends[min(most, self.count) - 1] if most else self.ends[-1]


def measure(document: QTextDocument, width: int) -> Lines:
    """Lay a plain document out as ``QPlainTextEdit`` does; an empty one takes one line.

    Lines differ in height: a character that our fonts lack comes from a taller one.
    """
    heights: list[float] = []
    block = document.begin()
    font = document.defaultFont()
    option = document.defaultTextOption()
    while block.isValid():
        layout = QTextLayout(block.text(), font)
        layout.setTextOption(option)
        layout.beginLayout()
        while True:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLeadingIncluded(True)
            line.setLineWidth(width)
            heights.append(line.height())
        layout.endLayout()
        block = block.next()
    return Lines(tuple(accumulate(heights)) or (0.0,))
