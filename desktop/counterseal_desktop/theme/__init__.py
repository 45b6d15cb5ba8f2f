"""The look: colour tokens, fonts, icons and the one style sheet.

from counterseal_desktop import theme
theme.apply_theme(app, "system", scale=1.0)
theme.current().accent; theme.icon("inbox"); theme.theme_signals().changed.connect(self._on_theme_changed)
"""

from counterseal_desktop.theme.high_contrast import CONTRAST, CONTRAST_DARK
from counterseal_desktop.theme.theme import (
    apply_theme,
    current,
    icon,
    mono_font,
    px,
    repolish,
    scale,
    scheme,
    set_role,
    set_still,
    still,
    theme_signals,
    ui_font,
)
from counterseal_desktop.theme.tokens import DARK, LIGHT, Tokens

__all__ = [
    "CONTRAST",
    "CONTRAST_DARK",
    "DARK",
    "LIGHT",
    "Tokens",
    "apply_theme",
    "current",
    "icon",
    "mono_font",
    "px",
    "repolish",
    "scale",
    "scheme",
    "set_role",
    "set_still",
    "still",
    "theme_signals",
    "ui_font",
]
