"""Figures as people read them: counts, shares, times, days, and what an alert says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from counterseal.sync.api_insights import Alert, Span, views
from counterseal_desktop.translating import as_written, day_month, day_month_year, figure, mark, tr, weekday
from counterseal_desktop.widgets.direction import isolated
from counterseal_desktop.widgets.untrusted import display_line

# A number and its unit stay on one line.
GAP = "\u00a0"
UNITS = ((86_400, mark("d")), (3_600, mark("h")), (60, mark("min")), (1, mark("s")))


def count_words(value: float) -> str:
    """``1,240``; a mean keeps one decimal."""
    return figure(value) if value == round(value) or value >= 100 else figure(value, 1)


def share_words(share: float) -> str:
    """``4.1 %``; more decimals where the share is small, and never 0 % or 100 % for what is not."""
    percent = share * 100
    if 0 < percent < 0.01:
        return tr("under 0.01\u00a0%")
    decimals = 2 if 0 < percent < 0.995 else 1
    text = f"{percent:.{decimals}f}"
    if text == "100.0" and share < 1:
        return tr("over 99.9\u00a0%")
    return isolated(f"{as_written(text.rstrip('0').rstrip('.'))}{GAP}%")


def time_words(seconds: float) -> str:
    """``48 s``, ``6 min 10 s``, ``3 h 5 min``, ``2 d 4 h``: two units at most."""
    if seconds < 10:
        return isolated(_amount(as_written(f"{seconds:.1f}".rstrip("0").rstrip(".")), "s"))
    whole = round(seconds)
    place = next(number for number, (size, _unit) in enumerate(UNITS) if whole >= size)
    size, unit = UNITS[place]
    words = _amount(str(whole // size), unit)
    if place + 1 < len(UNITS):
        smaller, name = UNITS[place + 1]
        rest = round(whole % size / smaller)
        if rest == size // smaller:
            return time_words((whole // size + 1) * size)
        words += f"{GAP}{_amount(str(rest), name)}" if rest else ""
    return isolated(words)


def _amount(number: str, unit: str) -> str:
    return f"{number}{GAP}{tr(unit)}"


def day_short(day: date) -> str:
    """``18 Nov``."""
    return day_month(day)


def day_words(span: Span) -> str:
    """A day or week in full: ``Wednesday 18 Nov 2026``, ``12 to 18 Nov 2026``; the unfinished one says so."""
    first, last = (
        span.first,
        date.fromordinal(span.first.toordinal() + max(round((span.end - span.begin) / 86_400), 1) - 1),
    )
    if first == last:
        words = f"{weekday(first)} {day_month_year(first)}"
    else:
        words = tr("{first} to {last} {year}", first=day_short(first), last=day_short(last), year=last.year)
    return words if span.whole else tr("{day}, not over yet", day=words)


def name_of(names: Mapping[str, str], ident: str) -> str:
    """The name of an agent or person, made safe; the id where no name is known."""
    return display_line(names.get(ident) or ident, 60) if ident else tr("nobody")


def alert_words(alert: Alert, names: Mapping[str, str]) -> tuple[str, str]:
    """Who an alert is about, and what has changed since when, in a sentence."""
    who = name_of(names, alert.agent)
    if alert.tool:
        who = tr("{agent}, {tool}", agent=who, tool=display_line(alert.tool, 60))
    since = day_short(alert.since.first)
    if alert.figure == views.LOWERED:
        why = display_line(alert.why, 200) or display_line(alert.cause, 60)
        return who, tr("fell to {level} on {day}: {why}", level=display_line(alert.to, 4), day=since, why=why)
    if alert.figure == views.ASKS:
        before, after = count_words(round(alert.before, 1)), count_words(round(alert.after, 1))
        if alert.before <= 0:
            return who, tr("asks {after} times a day since {day}, and did not before", after=after, day=since)
        return who, tr("asks {after} times a day since {day}; it was {before}", after=after, before=before, day=since)
    before, after = share_words(alert.before), share_words(alert.after)
    if alert.figure == views.CORRECTED:
        return who, tr("{after} edited or rejected since {day}; it was {before}", after=after, before=before, day=since)
    if alert.figure == views.TO_PEOPLE:
        return who, tr("{after} goes to people since {day}; it was {before}", after=after, before=before, day=since)
    return who, tr("{after} fails since {day}; it was {before}", after=after, before=before, day=since)


def is_worse(alert: Alert) -> bool:
    """Whether the change is towards more trouble."""
    return alert.figure == views.LOWERED or alert.after > alert.before


def period_words(days: int) -> str:
    """``Last 30 days``."""
    return tr("Last {days} days", days=days)
