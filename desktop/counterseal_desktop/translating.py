"""The one door through which the window's own words pass, so that they can be said in another language."""

from __future__ import annotations

from datetime import date

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


def figure(number: float, decimals: int = 0) -> str:
    """A number as the window's language writes it: ``1,240``.

    Args:
        decimals: how many of them are shown.
    """
    return as_written(f"{number:,.{decimals}f}")


def as_written(text: str, /) -> str:
    """A figure in English form (``1,240.5``) with the signs of the window's language.

    The translation of ``1,000.5`` says how it writes numbers. Languages that would put a point between the thousands
    use a space instead: amounts of the core, beside which it stands, have a point before the cents.
    """
    sample = tr("1,000.5")
    return text.translate({ord(","): sample[1], ord("."): sample[-2]})


def day_month(day: date) -> str:
    """``18 Nov``."""
    return tr("{day} {month}", day=day.day, month=tr(_MONTHS[day.month - 1]))


def day_month_year(day: date) -> str:
    """``18 Nov 2026``."""
    return tr("{day} {year}", day=day_month(day), year=day.year)


def weekday(day: date) -> str:
    """``Wednesday``; not what the C library says, which follows the system and not the window."""
    return tr(_WEEKDAYS[day.weekday()])


_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip
_WEEKDAYS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"),
    mark("Saturday"), mark("Sunday"),
)  # fmt: skip
