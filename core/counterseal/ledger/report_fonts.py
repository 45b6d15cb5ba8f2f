"""Text for the printed report: which font draws which character, and where lines break.

Nothing is drawn as an empty box: what Inter lacks is drawn in JetBrains Mono, and what both lack becomes a visible
``⟦U+XXXX⟧``, in the same form in which hidden and steering characters are shown everywhere.
"""

from __future__ import annotations

import functools
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

from counterseal.model.untrusted import CHIP, escape_untrusted

PLAIN, STRONG, MONO = "Counterseal Inter", "Counterseal Inter SemiBold", "Counterseal Mono"
_FILES = {
    PLAIN: ("print", "Inter-Regular.ttf"),
    STRONG: ("print", "Inter-SemiBold.ttf"),
    MONO: ("JetBrainsMono-Regular.ttf",),
}
_CHIPS = re.compile(f"({CHIP.pattern})")
_WORDS = re.compile(r"\s+|\S+")
_TAB = "    "
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that one font draws. ``chip``: it stands for a character that cannot be drawn."""

    text: str
    font: str
    chip: bool = False

    def width(self, size: float) -> float:
        """In points."""
        return _width(self.text, self.font, size)


Line = tuple[Run, ...]


def load() -> None:
    """Register the fonts, once for the process."""
    with _loading:
        for name, path in _FILES.items():
            if name not in pdfmetrics.getRegisteredFontNames():
                data = files("counterseal_resources").joinpath("fonts", *path).read_bytes()
                pdfmetrics.registerFont(TTFont(name, io.BytesIO(data)))


def lines(text: str, font: str, size: float, width: float) -> Iterator[Line]:
    """Break outside text into lines of at most ``width`` points; its own line breaks are kept."""
    shown = escape_untrusted(text).replace("\t", _TAB)
    for paragraph in shown.split("\n"):
        yield from _paragraph(paragraph, font, size, width)


def runs(text: str, font: str) -> list[Run]:
    """Text that ``escape_untrusted`` has been over, split by the font that can draw it."""
    found: list[Run] = []
    for index, part in enumerate(_CHIPS.split(text)):
        if index % 2:
            found.append(Run(part, MONO, True))
        elif part:
            found += _drawable(part, font)
    return found


@functools.lru_cache(4096)
def _width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def _drawable(text: str, font: str) -> list[Run]:
    if _glyphs(font).issuperset(map(ord, text)):
        return [Run(text, font)]
    found: list[tuple[str, bool, str]] = []
    for char in text:
        drawn = font if ord(char) in _glyphs(font) else MONO
        shown = char if ord(char) in _glyphs(drawn) else f"⟦U+{ord(char):04X}⟧"
        chip = shown != char
        if found and found[-1][:2] == (drawn, chip) and not chip:
            found[-1] = (drawn, chip, found[-1][2] + shown)
        else:
            found.append((drawn, chip, shown))
    return [Run(shown, drawn, chip) for drawn, chip, shown in found]


@functools.lru_cache(8)
def _glyphs(font: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


def _paragraph(text: str, font: str, size: float, width: float) -> Iterator[Line]:
    """Greedy filling, word by word; a word that is wider than the line is broken where it ends."""
    whole = runs(text, font)
    if sum(run.width(size) for run in whole) <= width:
        yield tuple(whole)
        return
    line: list[Run] = []
    used = 0.0
    for piece in _pieces(whole, size, width):
        wide = sum(run.width(size) for run in piece)
        blank = all(run.text.isspace() for run in piece)
        if line and used + wide > width:
            yield tuple(line)
            line, used = [], 0.0
            if blank:
                continue
        line += piece
        used += wide
    if line:
        yield tuple(line)


def _pieces(whole: list[Run], size: float, width: float) -> Iterator[list[Run]]:
    """Words and the blanks between them; chips stay whole, overlong words come in pieces that fit."""
    for run in whole:
        if run.chip:
            yield [run]
            continue
        for match in _WORDS.finditer(run.text):
            word = match[0]
            while Run(word, run.font).width(size) > width and len(word) > 1:
                cut = _fitting(word, run.font, size, width)
                yield [Run(word[:cut], run.font)]
                word = word[cut:]
            yield [Run(word, run.font)]


def _fitting(word: str, font: str, size: float, width: float) -> int:
    """How many characters of a word fit, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if Run(word[:middle], font).width(size) <= width else (low, middle - 1)
    return low
