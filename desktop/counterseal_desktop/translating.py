"""The one door through which the window's own words pass, so that they can be said in another language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "Counterseal"


def tr(text: str, /, *, count: int | None = None, **named: object) -> str:
    """A sentence of ours in the language of the window; English where nothing else is installed.

    Args:
        text: the whole English sentence, a literal so that it can be collected; ``{name}`` for what is put in.
        count: chooses the plural form of languages that have several; the text may show it as ``{count}``.
        named: what is put in after translation, so that outside text in it is never a template.

    Raises:
        KeyError: the text names something that was not given.
    """
    said = QCoreApplication.translate(CONTEXT, text, None, -1 if count is None else count)
    if count is not None:
        named["count"] = count
    return said.format(**named) if named else said


def mark(text: str, /) -> str:
    """A sentence that stands in a table of ours and goes through ``tr`` when it is shown.

    Args:
        text: a literal, collected like that of ``tr``.
    """
    return text
