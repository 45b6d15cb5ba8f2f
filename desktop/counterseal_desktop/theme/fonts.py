"""The two type families of the desktop, loaded from our own resources so that every machine shows the same page.

Ligatures and contextual alternates are switched off: they draw ``!=`` or ``->`` as other signs, and a person who
signs must see the characters that are there.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase

FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Bold.ttf",
)
UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
BASE_POINTS = 9.75
WEIGHTS = {
    "regular": QFont.Weight.Normal,
    "medium": QFont.Weight.Medium,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}
_loaded: list[int] = []


def load() -> None:
    """Register the fonts with Qt, once per process.

    Raises:
        RuntimeError: a shipped font file is missing or damaged.
    """
    if _loaded:
        return
    folder = files("counterseal_resources") / "fonts"
    for name in FILES:
        number = QFontDatabase.addApplicationFontFromData((folder / name).read_bytes())
        if number < 0:
            raise RuntimeError(f"Qt does not take the font {name}; the installation is damaged")
        _loaded.append(number)


def exact(font: QFont) -> QFont:
    """The same font drawing every character by itself: no ligatures, no contextual alternates."""
    for feature in ("liga", "clig", "calt", "dlig"):
        tag = QFont.Tag.fromString(feature)
        if tag is not None:
            font.setFeature(tag, 0)
    return font


def make(family: str, points: float, weight: str | QFont.Weight) -> QFont:
    """A font of ours with a generic fallback; the caller's own, to change at will."""
    return QFont(_made(family, points, weight))


@cache
def _made(family: str, points: float, weight: str | QFont.Weight) -> QFont:
    # Painting asks for the same few again for each row.
    generic = "monospace" if family == MONO_FAMILY else "sans-serif"
    font = QFont([family, "DejaVu Sans Mono" if family == MONO_FAMILY else "DejaVu Sans", generic])
    font.setPointSizeF(points)
    font.setWeight(WEIGHTS[weight] if isinstance(weight, str) else weight)
    return exact(font)
