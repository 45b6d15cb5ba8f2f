"""The colours, radii and spacings every screen draws from, once for light and once for dark.

A token is a name for a purpose, never for a colour value, so that a widget that paints itself and a rule in the style
sheet cannot drift apart. Every colour meant for words reaches 4.5:1 on every ground it may stand on (WCAG 2.2, 1.4.3);
``TEXT_ON`` names those pairs and a test computes them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme. Colours are ``#rrggbb``; ``radius`` and ``spacing`` are pixels at 100 % text."""

    name: str
    bg: str
    surface: str
    raised: str
    hover: str
    border: str
    border_strong: str
    hairline: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_soft: str
    on_accent: str
    selection: str
    green: str
    green_soft: str
    on_green: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    on_red: str
    grey_soft: str
    claims_bg: str
    claims_border: str
    focus: str
    scrim: str
    trace_model: str
    trace_tool: str
    trace_retrieval: str
    trace_message: str
    trace_propose: str
    chart_alone: str
    chart_band: str
    radius: int = 8
    radius_small: int = 4
    spacing: int = 8

    @property
    def dark(self) -> bool:
        return self.name in ("dark", "contrast-dark")

    def trace(self, kind: str) -> str:
        """The bar colour of a trace step's kind; unknown kinds take the colour of a message."""
        return {
            "model": self.trace_model,
            "tool": self.trace_tool,
            "retrieval": self.trace_retrieval,
            "propose": self.trace_propose,
        }.get(kind, self.trace_message)

    def tone(self, tone: str) -> tuple[str, str]:
        """Text and ground of a tone: red, amber, green, blue; anything else is grey."""
        return {
            "red": (self.red, self.red_soft),
            "amber": (self.amber, self.amber_soft),
            "green": (self.green, self.green_soft),
            "blue": (self.accent, self.accent_soft),
        }.get(tone, (self.muted, self.grey_soft))


LIGHT = Tokens(
    name="light",
    bg="#f6f6f7",
    surface="#ffffff",
    raised="#fafafb",
    hover="#f1f2f5",
    border="#e3e4e8",
    border_strong="#878c98",
    hairline="#eeeff2",
    text="#1b1d22",
    muted="#5f6470",
    faint="#6b7079",
    accent="#3b4fd8",
    accent_soft="#eef0fe",
    on_accent="#ffffff",
    selection="#eef0fe",
    green="#137345",
    green_soft="#e7f5ee",
    on_green="#ffffff",
    amber="#955900",
    amber_soft="#fdf3e1",
    red="#bf2431",
    red_soft="#fdecee",
    on_red="#ffffff",
    grey_soft="#eeeff2",
    claims_bg="#fbf8f1",
    claims_border="#e6dcc3",
    focus="#3b4fd8",
    scrim="#000000",
    trace_model="#6c7be2",
    trace_tool="#b98430",
    trace_retrieval="#509f7a",
    trace_message="#878c98",
    trace_propose="#cf5a65",
    chart_alone="#bac1f2",
    chart_band="#eef0fe",
)

DARK = Tokens(
    name="dark",
    bg="#15161a",
    surface="#1c1e23",
    raised="#202228",
    hover="#25272e",
    border="#30333b",
    border_strong="#747986",
    hairline="#282b32",
    text="#e9eaee",
    muted="#a3a8b4",
    faint="#8f949f",
    accent="#8e9bff",
    accent_soft="#282d52",
    on_accent="#11131f",
    selection="#262a45",
    green="#5fd39b",
    green_soft="#17352a",
    on_green="#0d1712",
    amber="#f0b457",
    amber_soft="#3a2d15",
    red="#ff7a84",
    red_soft="#40191e",
    on_red="#1f0b0d",
    grey_soft="#282b32",
    claims_bg="#26231b",
    claims_border="#4a432f",
    focus="#8e9bff",
    scrim="#000000",
    trace_model="#717bc7",
    trace_tool="#bd8f48",
    trace_retrieval="#4ea57c",
    trace_message="#747986",
    trace_propose="#c95f68",
    chart_alone="#4a5296",
    chart_band="#262a45",
)

_GROUNDS = ("bg", "surface", "raised", "hover", "selection", "claims_bg")
TEXT_ON: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "muted", "accent", "amber", "red") for ground in _GROUNDS),
    *(("green", ground) for ground in _GROUNDS),
    *(("faint", ground) for ground in ("bg", "surface", "raised")),
    *(("text", ground) for ground in ("accent_soft", "grey_soft", "green_soft", "amber_soft", "red_soft")),
    ("accent", "accent_soft"),
    ("green", "green_soft"),
    ("amber", "amber_soft"),
    ("red", "red_soft"),
    ("muted", "grey_soft"),
    ("on_accent", "accent"),
    ("on_green", "green"),
    ("on_red", "red"),
)
"""(text token, ground token) pairs that must reach 4.5:1."""

MARK_ON: tuple[tuple[str, str], ...] = (
    *((mark, ground) for mark in ("focus", "border_strong") for ground in ("bg", "surface", "raised")),
    *((f"trace_{kind}", "surface") for kind in ("model", "tool", "retrieval", "message", "propose")),
)
"""(mark token, ground token) pairs that must reach 3:1 (WCAG 2.2, 1.4.11)."""


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
