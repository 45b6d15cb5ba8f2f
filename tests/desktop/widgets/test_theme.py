"""The look: readable in both schemes, our own fonts, crisp recoloured icons, text at 200 %."""

from __future__ import annotations

from importlib.resources import files

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette

from counterseal_desktop import theme
from counterseal_desktop.theme import theme as theme_module
from counterseal_desktop.theme.high_contrast import CONTRAST, CONTRAST_DARK
from counterseal_desktop.theme.theme import of_system
from counterseal_desktop.theme.tokens import DARK, LIGHT, MARK_ON, TEXT_ON, Tokens, contrast

ICONS = sorted(
    p.name.removesuffix(".svg") for p in (files("counterseal_resources") / "icons").iterdir() if p.name.endswith(".svg")
)
WANTED = {
    "inbox",
    "bot",
    "history",
    "bar-chart",
    "settings",
    "search",
    "square",
    "check",
    "x",
    "pencil",
    "message-circle",
    "chevron-right",
    "chevron-down",
    "lock",
    "unlock",
    "alert-triangle",
    "clock",
    "shield",
    "shield-check",
    "link",
    "file-text",
    "table",
    "user",
    "users",
    "copy",
    "external-link",
    "refresh-cw",
    "download",
    "filter",
    "plus",
    "circle",
    "circle-dot",
    "octagon",
    "pause",
    "play",
    "key",
    "database",
    "moon",
    "sun",
    "monitor",
    "help-circle",
    "cpu",
    "wrench",
    "book-open",
    "diamond",
    "counterseal",
}


@pytest.mark.parametrize(
    ("tokens", "least"), [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7), (CONTRAST_DARK, 7)], ids=lambda one: str(one)[:24]
)
def test_text_reaches_its_contrast(tokens: Tokens, least: float) -> None:
    low = {
        pair: round(contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])), 2)
        for pair in TEXT_ON
        if contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) < least
    }
    assert low == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST, CONTRAST_DARK], ids=lambda one: one.name)
def test_marks_reach_three_to_one(tokens: Tokens) -> None:
    low = [pair for pair in MARK_ON if contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) < 3]
    assert low == []


@pytest.mark.parametrize("tone", ["red", "amber", "green", "blue", "grey", "unheard of"])
def test_every_tone_is_readable(tone: str) -> None:
    for tokens in (LIGHT, DARK, CONTRAST, CONTRAST_DARK):
        assert contrast(*tokens.tone(tone)) >= 4.5


def test_contrast_is_the_wcag_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_our_fonts_are_used(qapp) -> None:
    assert QFontInfo(theme.ui_font()).family() == "Inter"
    assert QFontInfo(theme.mono_font()).family() == "JetBrains Mono"
    assert QFontInfo(qapp.font()).family() == "Inter"


@pytest.mark.parametrize("make", [theme.ui_font, theme.mono_font])
def test_no_ligature_hides_a_character(make) -> None:
    metrics = QFontMetricsF(make())
    for pair in ("->", "!=", "<=", "=>", "fi"):
        assert metrics.horizontalAdvance(pair) == pytest.approx(
            sum(metrics.horizontalAdvance(char) for char in pair), abs=0.6
        )


def test_applying_a_scheme_sets_palette_and_tells(qapp, qtbot) -> None:
    with qtbot.waitSignal(theme.theme_signals().changed):
        assert theme.apply_theme(qapp, "dark") is DARK
    assert theme.current() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
    assert qapp.palette().color(QPalette.ColorRole.Text) == QColor(DARK.text)
    assert DARK.surface in qapp.styleSheet()


class _Hints:
    """What a desktop says of itself."""

    def __init__(self, scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> None:
        self._scheme, self._contrast = scheme, contrast

    def styleHints(self) -> _Hints:  # noqa: N802 (as Qt names it)
        return self

    accessibility = styleHints

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 (as Qt names it)
        return self._scheme

    def contrastPreference(self) -> Qt.ContrastPreference:  # noqa: N802 (as Qt names it)
        return self._contrast


@pytest.mark.parametrize(
    ("scheme", "contrast", "tokens"),
    [
        (Qt.ColorScheme.Light, Qt.ContrastPreference.NoPreference, LIGHT),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, DARK),
        (Qt.ColorScheme.Unknown, Qt.ContrastPreference.HighContrast, CONTRAST),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.HighContrast, CONTRAST_DARK),
    ],
)
def test_the_system_s_wishes_are_followed(
    scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, tokens: Tokens
) -> None:
    assert of_system(_Hints(scheme, contrast)) is tokens  # type: ignore[arg-type]


def test_it_follows_while_it_runs(qapp, monkeypatch) -> None:
    theme.apply_theme(qapp, "system")
    monkeypatch.setattr(theme_module, "of_system", lambda _app: CONTRAST_DARK)
    qapp.styleHints().accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.current() is CONTRAST_DARK
    monkeypatch.setattr(theme_module, "of_system", lambda _app: DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    theme.apply_theme(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is LIGHT, "who chose light keeps it"


def test_text_size_scales_fonts_and_lengths(qapp) -> None:
    at_100 = theme.ui_font().pointSizeF()
    theme.apply_theme(qapp, "light", 2.0)
    assert theme.ui_font().pointSizeF() == pytest.approx(2 * at_100)
    assert theme.px(10) == 20
    assert qapp.font().pointSizeF() == pytest.approx(2 * at_100)


def test_a_wild_scale_is_held_in_bounds(qapp) -> None:
    theme.apply_theme(qapp, "light", 40.0)
    assert theme.scale() == 3.0


def test_every_icon_that_screens_ask_for_is_shipped() -> None:
    assert WANTED - set(ICONS) == set()


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_draws_in_the_token_colour(qapp, name: str) -> None:
    image = theme.icon(name, "red").pixmap(QSize(32, 32), 2.0).toImage()
    assert image.size() == QSize(64, 64)
    wanted = QColor(LIGHT.red)
    solid = [image.pixelColor(x, y) for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() == 255]
    assert solid, "nothing is drawn"
    # Two steps of rounding are the renderer's; another colour would be far off.
    for pixel in solid:
        assert abs(pixel.red() - wanted.red()) + abs(pixel.green() - wanted.green()) <= 4


def test_icons_are_cached_within_a_look_and_made_anew_for_the_next(qapp) -> None:
    one = theme.icon("inbox", "text")
    assert theme.icon("inbox", "text") is one
    theme.apply_theme(qapp, "dark")
    assert theme.icon("inbox", "text") is not one


def test_an_unknown_icon_is_an_error(qapp) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_licences_are_shipped() -> None:
    root = files("counterseal_resources")
    words = (root / "LICENSES.md").read_text("utf-8")
    for name in ("fonts/OFL-Inter.txt", "fonts/OFL-JetBrainsMono.txt", "icons/LICENSE-lucide.txt"):
        assert name in words
        assert len((root / name).read_text("utf-8")) > 1000
