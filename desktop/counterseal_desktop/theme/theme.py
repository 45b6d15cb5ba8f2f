"""One call puts the whole look on: style, palette, fonts and sheet; another says what the look is now.

The palette is set by hand because not every platform plugin follows a colour-scheme request (``offscreen`` does not).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from counterseal_desktop.theme import fonts, style_sheet
from counterseal_desktop.theme.high_contrast import CONTRAST, CONTRAST_DARK
from counterseal_desktop.theme.icons import SvgEngine, source
from counterseal_desktop.theme.tokens import DARK, LIGHT, Tokens

Scheme = Literal["light", "dark", "system", "contrast", "contrast-dark"]
SCHEMES: Mapping[str, Tokens] = {one.name: one for one in (LIGHT, DARK, CONTRAST, CONTRAST_DARK)}


class ThemeSignals(QObject):
    """``changed`` fires after every ``apply_theme`` that changed colours or text size."""

    changed = Signal()


class _State:
    tokens: Tokens = LIGHT
    scheme: Scheme = "light"
    scale: float = 1.0
    signals: ThemeSignals | None = None
    follows: bool = False
    still: bool = False
    flash: int | None = None
    styled: bool = False


_icons: dict[tuple[str, str, str], QIcon] = {}


def apply_theme(app: QApplication, scheme: Scheme, scale: float = 1.0) -> Tokens:
    """Put a scheme on the application; ``system`` follows the desktop's setting, now and when it changes.

    Args:
        scale: text size, 1.0 is 100 %; held between 0.75 and 3.
    """
    fonts.load()
    _State.scheme = scheme
    _State.scale = min(max(scale, 0.75), 3.0)
    if not _State.follows:
        app.styleHints().colorSchemeChanged.connect(_on_system_changed)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(_on_system_changed)
        _State.follows = True
    return _put_on(app)


def current() -> Tokens:
    """The tokens now in use."""
    return _State.tokens


def scheme() -> Scheme:
    """The scheme last asked for, ``system`` included."""
    return _State.scheme


def scale() -> float:
    """The text scale now in use; 1.0 is 100 %."""
    return _State.scale


def set_still(app: QApplication, still: bool) -> None:
    """Reduce motion (WCAG 2.2, 2.3.3): nothing fades, slides or blinks. Bars of ours ask ``still`` for themselves."""
    if still == _State.still:
        return
    if _State.flash is None:
        _State.flash = app.styleHints().cursorFlashTime()
    _State.still = still
    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
                   Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip):  # fmt: skip
        QApplication.setEffectEnabled(effect, not still)
    app.setCursorFlashTime(0 if still else _State.flash)
    theme_signals().changed.emit()


def still() -> bool:
    """Whether motion is reduced."""
    return _State.still


def px(pixels: float) -> int:
    """A length drawn for 100 % text, in pixels at the present text size."""
    return round(pixels * _State.scale)


def theme_signals() -> ThemeSignals:
    """The object whose ``changed`` signal tells of a new look."""
    if _State.signals is None:
        _State.signals = ThemeSignals()
    return _State.signals


def icon(name: str, color_token: str = "muted") -> QIcon:  # noqa: S107 - a colour token
    """An icon of ours in a token's colour. Ask again after ``changed``; within one look the same icon is returned.

    Raises:
        FileNotFoundError: there is no such icon.
        AttributeError: there is no such token.
    """
    colour = getattr(_State.tokens, color_token)
    key = (name, colour, _State.tokens.faint)
    if key not in _icons:
        source(name)
        _icons[key] = QIcon(SvgEngine(name, colour, _State.tokens.faint))
    return _icons[key]


def ui_font(weight: str | QFont.Weight = "regular", size_delta: float = 0.0) -> QFont:
    """The text font; ``size_delta`` in points at 100 %."""
    return fonts.make(fonts.UI_FAMILY, (fonts.BASE_POINTS + size_delta) * _State.scale, weight)


def mono_font(weight: str | QFont.Weight = "regular", size_delta: float = -0.75) -> QFont:
    """The font for digests, ids, arguments and code."""
    return fonts.make(fonts.MONO_FAMILY, (fonts.BASE_POINTS + size_delta) * _State.scale, weight)


def set_role(widget: QWidget, role: str) -> None:
    """Give a plain label one of the sheet's roles: title, heading, strong, section, muted, small, faint, mono, …"""
    widget.setProperty("role", role)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Make the style sheet look at a widget's dynamic properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _put_on(app: QApplication) -> Tokens:
    tokens = SCHEMES.get(_State.scheme) or of_system(app)
    _State.tokens = tokens
    _icons.clear()
    # Asked by a flag: under a style sheet the style's own name is another one, and putting it on anew costs as much as
    # the sheet itself.
    if not _State.styled:
        app.setStyle(QStyleFactory.create("Fusion"))
        _State.styled = True
    app.setFont(ui_font())
    app.setPalette(palette(tokens))
    app.setStyleSheet(style_sheet.render(tokens, _State.scale))
    theme_signals().changed.emit()
    return tokens


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of a scheme."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, tokens.bg),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.raised),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.faint),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.red),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Accent, tokens.accent),
        (role.ToolTipBase, tokens.surface),
        (role.ToolTipText, tokens.text),
        (role.Mid, tokens.border),
        (role.Midlight, tokens.hairline),
        (role.Dark, tokens.border_strong),
        (role.Light, tokens.surface),
        (role.Shadow, tokens.border_strong),
    ):
        made.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(tokens.faint))
    return made


def of_system(app: QApplication) -> Tokens:
    """What the desktop asks for: light or dark, plain or of high contrast."""
    hints = app.styleHints()
    dark = hints.colorScheme() == Qt.ColorScheme.Dark
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST_DARK if dark else CONTRAST
    return DARK if dark else LIGHT


def _on_system_changed() -> None:
    app = QGuiApplication.instance()
    if _State.scheme == "system" and isinstance(app, QApplication):
        _put_on(app)
