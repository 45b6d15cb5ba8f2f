"""The language of the window: what is installed, which one is worn, and the direction that it reads in."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

PREFIX = "counterseal_"
SYSTEM = "system"
ENGLISH = "en"
_worn: list[QTranslator] = []
# Qt reads a translation where it lies and copies nothing, so the bytes live as long as it is worn.
_read: list[bytes] = []


def installed() -> tuple[str, ...]:
    """Codes of the languages that the window can speak, English first."""
    folder = files("counterseal_resources") / "translations"
    found = []
    if folder.is_dir():
        names = (one.name for one in folder.iterdir())
        found = sorted(
            name.removeprefix(PREFIX).removesuffix(".qm")
            for name in names
            if name.startswith(PREFIX) and name.endswith(".qm")
        )
    return (ENGLISH, *(code for code in found if code != ENGLISH))


def own_name(code: str) -> str:
    """A language in its own words: Svenska."""
    # Qt would call it American.
    name = "English" if code == ENGLISH else QLocale(code).nativeLanguageName()
    return f"{name[:1].upper()}{name[1:]}" if name else code


def meant(code: str) -> str:
    """The installed language that a setting means; English where nothing fits."""
    wanted = QLocale.system().uiLanguages() if code == SYSTEM else [code]
    have = installed()
    for one in wanted:
        plain = one.replace("-", "_")
        for candidate in (plain, plain.split("_")[0]):
            if candidate in have:
                return candidate
    return ENGLISH


def wear(app: QApplication, code: str) -> str:
    """Speak a language from now on; windows that are open already keep theirs. Returns the code that is spoken.

    Args:
        code: an installed one, or ``system``.
    """
    for one in _worn:
        app.removeTranslator(one)
        one.deleteLater()
    _worn.clear()
    _read.clear()
    code = meant(code)
    locale = QLocale(code)
    if code != ENGLISH:
        own = QTranslator(app)
        data = (files("counterseal_resources") / "translations" / f"{PREFIX}{code}.qm").read_bytes()
        qts = QTranslator(app)
        # Qt's own words: file dialogs, print dialogs, the menu of a text field.
        has_qts = qts.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        if own.load(data):
            _worn.append(own)
            _read.append(data)
        if has_qts:
            _worn.append(qts)
        for one in _worn:
            app.installTranslator(one)
    # Calendars and number fields, which Qt writes by itself.
    QLocale.setDefault(QLocale.system() if code == ENGLISH else locale)
    app.setLayoutDirection(locale.textDirection())
    return code
