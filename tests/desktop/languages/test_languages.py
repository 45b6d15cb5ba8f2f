"""The window in another language: every screen of it, its days and figures, Qt's own words, and English again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import translations
from places import Desk
from pseudo import untranslated
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from scenes import SCENES, texts

from counterseal_desktop.shell import language
from counterseal_desktop.translating import as_written, day_month, day_month_year, figure, tr, weekday

DAY = date(2026, 11, 21)
SHOWN = (
    "inbox", "edit", "batch", "agents", "mandate", "halt", "history", "insights", "settings-people",
    "settings-appearance", "settings-storage",
)  # fmt: skip
KNOWN = {
    "sv": {"Nödstoppa agenter…", "Tidigare fall", "Signera ändringen…", "Självständighet", "Textstorlek",
           "Signera det här mandatet", "Nödstoppa nu", "Lås nu"},
    "de": {"Not-Halt für Agenten…", "Frühere Fälle", "Änderung signieren…", "Autonomie", "Schriftgröße",
           "Dieses Mandat signieren", "Not-Halt jetzt auslösen", "Jetzt sperren"},
}  # fmt: skip
# What the core labels facts with, examples of names, and words that no language says otherwise.
NOT_OURS = {
    "Action",
    "Amount",
    "Reason",
    "Refunds agent",
    "refunds.issue",
    "mail.*, notes.add",
    "EUR",
    "JSON",
    "Counterseal",
}
SPOKEN = {
    "sv": ("Godkänn", "48 173", "0,5", "21 nov 2026", "lördag", "3 åtgärder väntar"),
    "de": ("Genehmigen", "48 173", "0,5", "21. Nov. 2026", "Samstag", "3 Aktionen warten"),
    "en": ("Approve", "48,173", "0.5", "21 Nov 2026", "Saturday", "3 actions wait"),
}


def spoken() -> tuple[str, ...]:
    return (
        tr("Approve"),
        figure(48_173).replace("\u00a0", " "),
        as_written("0.5"),
        day_month_year(DAY),
        weekday(DAY),
        tr("{count} actions wait", count=3),
    )


def everything_shown(home: Path) -> set[str]:
    """What stands on the screens, forms and sheets of a window made now."""
    desk = Desk("full", home, (1440, 900))
    shown: set[str] = set()
    for scene in SCENES:
        if scene.name in SHOWN:
            scene.act(desk)
            desk.settle()
            shown |= texts(desk.window)
            desk.clear()
    desk.end()
    return shown


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    language.wear(qapp, language.ENGLISH)


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_no_screen_says_a_sentence_of_ours_in_english(qapp: QApplication, tmp_path: Path, code: str) -> None:
    language.wear(qapp, code)
    shown = everything_shown(tmp_path)
    written = translations.read(translations.FOLDER / f"{translations.PREFIX}{code}.ts")
    same = {source for source, message in written.items() if message.said == (source,)}
    assert set(untranslated(shown)) - same - NOT_OURS == set()
    assert KNOWN[code] - shown == set()
    assert any(day_month(DAY) in text for text in shown)
    assert any(figure(48_173) in text for text in shown)


@pytest.mark.parametrize("code", sorted(SPOKEN))
def test_words_figures_and_days_follow_the_language(qapp: QApplication, code: str) -> None:
    assert language.wear(qapp, code) == code
    # Qt reads a translation where it lies; whoever let go of the bytes would hear nothing from here on.
    gc.collect()
    assert spoken() == SPOKEN[code]
    language.wear(qapp, language.ENGLISH)
    assert spoken() == SPOKEN[language.ENGLISH]


@pytest.mark.parametrize(("code", "cancel"), [("sv", "Avbryt"), ("de", "Abbrechen")])
def test_words_of_qt_follow_the_language_too(qapp: QApplication, code: str, cancel: str) -> None:
    language.wear(qapp, code)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == cancel
    assert QLocale().name().startswith(code)


def test_every_language_that_is_written_can_be_chosen() -> None:
    assert language.installed() == ("en", "de", "sv")
    assert [language.own_name(code) for code in language.installed()] == ["English", "Deutsch", "Svenska"]
    assert [language.meant(code) for code in ("de_AT", "sv-FI", "tlh")] == ["de", "sv", "en"]
