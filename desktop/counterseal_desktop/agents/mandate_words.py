"""A mandate in sentences: what runs alone, within which bounds, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counterseal.model.autonomy import Hours, Mandate
from counterseal.model.tools import ToolDescriptor
from counterseal.sync.api_autonomy import BudgetView
from counterseal_desktop.agents.standing import day_of
from counterseal_desktop.agents.units import amount_words, field_for
from counterseal_desktop.widgets.untrusted import display_line

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PERIODS = ((3600, "an hour"), (86_400, "a day"), (7 * 86_400, "a week"), (30 * 86_400, "30 days"))
MOST_NAMES = 4


def mandate_lines(mandate: Mandate, tools: Sequence[ToolDescriptor], now: datetime) -> list[str]:
    """Everything a mandate says but its windows, which have bars of their own. All safe to show."""
    lines = [f"May run alone: {names_words(mandate.tools)}." if mandate.tools else "It names no tool: nothing runs."]
    for limit in mandate.limits:
        known = field_for(tools, limit.tool, limit.field)
        currency, unit = (known.currency, known.unit) if known else ("", "")
        label = known.label if known and known.label else limit.field
        least = f"from {amount_words(limit.at_least, currency, unit)} " if limit.at_least else ""
        most = amount_words(limit.at_most, currency, unit)
        reach = f"{least}up to {most}" if least else f"at most {most}"
        lines.append(f"{display_line(label, 40)} of each {display_line(limit.tool, 60)}: {reach}.")
    for payees in mandate.payees:
        known = field_for(tools, payees.tool, payees.field)
        label = known.label if known and known.label else payees.field
        lines.append(f"{display_line(label, 40)} of {display_line(payees.tool, 60)}: {names_words(payees.allowed)}.")
    if mandate.hours is not None:
        lines.append(f"Only {hours_words(mandate.hours)}.")
    if mandate.confidence is not None:
        lines.append(f"Only when the agent claims a confidence of {mandate.confidence * 100:g} % or more.")
    lines.append("Anything else is refused." if mandate.outside == "refuse" else "Anything else waits for a person.")
    lines.append(f"Ends {day_of(mandate.expires_at, now)}; lapses {silence_words(mandate.silence)}.")
    return lines


def names_words(names: Sequence[str]) -> str:
    """Some names in a row, the rest counted."""
    shown = ", ".join(display_line(name, 60) for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def hours_words(hours: Hours) -> str:
    """``Mon to Fri, 08:00 to 18:00 (Europe/Berlin)``."""
    days = sorted(set(hours.days))
    if days == list(range(7)):
        said = "every day"
    elif len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        said = f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    else:
        said = ", ".join(DAYS[day] for day in days if 0 <= day < 7) or "on no day"
    times = f"{display_line(hours.start, 8)} to {display_line(hours.end, 8)}"
    return f"{said}, {times} ({display_line(hours.zone, 40)})"


def silence_words(seconds: int) -> str:
    """``after 24 hours without anybody at a desk``."""
    return f"after {span_words(seconds)} without anybody at a desk"


def span_words(seconds: int) -> str:
    """``30 minutes``, ``24 hours``, ``7 days``."""
    for size, one, many in ((86_400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")):
        if seconds >= size * (2 if size == 86_400 else 1) and seconds % size == 0:
            count = seconds // size
            return f"{count:,} {one if count == 1 else many}"
    return f"{seconds:,} seconds"


def period_words(seconds: int) -> str:
    """``a day``, ``an hour``, else ``6 hours``."""
    return next((words for size, words in PERIODS if size == seconds), span_words(seconds))


def budget_words(budget: BudgetView) -> str:
    """``€412.00 of €2,000.00 a day``."""
    used = amount_words(budget.used, budget.unit)
    most = amount_words(budget.at_most, budget.unit)
    return f"{used} of {most}{'' if budget.unit else ' calls'} {per(budget.seconds)}"


def per(seconds: int) -> str:
    """``a day``, ``in 30 days``: behind an amount."""
    words = period_words(seconds)
    return words if words.startswith("a") else f"in {words}"
