"""A language that nobody speaks: sentences of ours longer and accented, so that what is cut or untranslated shows."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QTranslator

import counterseal_desktop

OPENS, CLOSES = "⟪", "⟫"
# German is about a third longer than English; short words grow more.
_GROWS, _GROWS_SHORT, _SHORT = 0.35, 0.6, 12
_ACCENTS = str.maketrans("aceinouyzACEINOUYZ", "áçéíñöüýžÁÇÉÍÑÖÜÝŽ")
_PLACE = re.compile(r"(\{[^}]*\})")


@cache
def said(text: str) -> str:
    """One sentence in the language; what is put in later (``{name}``) stays as it is."""
    if not re.search(r"[A-Za-z]", _PLACE.sub("", text)):
        return text
    accented = "".join(part if part.startswith("{") else part.translate(_ACCENTS) for part in _PLACE.split(text))
    grows = round(len(text) * (_GROWS_SHORT if len(text) < _SHORT else _GROWS))
    return f"{OPENS}{accented}{'·' * grows}{CLOSES}"


class PseudoLocale(QTranslator):
    """Speaks the language to every ``tr`` of ours; Qt's own words stay."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard: set[str] = set()

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if context != "Counterseal":
            return None
        self.heard.add(text)
        return said(text)


@cache
def literals() -> frozenset[str]:
    """Every string that stands in the window's source, so that outside text is not taken for ours."""
    found: set[str] = set()
    for path in Path(counterseal_desktop.__file__).parent.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found.update(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return frozenset(found)


def untranslated(shown: set[str]) -> list[str]:
    """Of the texts on the screen, those that are sentences of our source and did not pass through ``tr``."""
    return sorted(text for text in shown if text in literals() and re.search(r"[A-Za-z]{2}", text))
