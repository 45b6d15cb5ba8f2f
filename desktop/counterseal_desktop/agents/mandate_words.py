"""A mandate in sentences: what runs alone, within which bounds, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from counterseal.model.autonomy import DAY, Hours, Limit, Mandate
from counterseal.model.tools import ToolDescriptor
from counterseal_desktop.agents.standing import day_of
from counterseal_desktop.agents.units import amount_words, field_for
from counterseal_desktop.translating import as_written, figure, mark, tr
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import BudgetView

DAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
PERIODS = (
    (3600, mark("an hour")),
    (86_400, mark("a day")),
    (7 * 86_400, mark("a week")),
    (30 * 86_400, mark("in 30 days")),
)
MOST_NAMES = 4


def mandate_lines(mandate: Mandate, tools: Sequence[ToolDescriptor], now: datetime) -> list[str]:
    """Everything a mandate says but its windows, which have bars of their own. All safe to show."""
    lines = [tr("It names no tool: nothing runs.")]
    if mandate.tools:
        lines = [tr("May run alone: {tools}.", tools=names_words(mandate.tools))]
    lines.extend(_limit_words(limit, tools) for limit in mandate.limits)
    for payees in mandate.payees:
        known = field_for(tools, payees.tool, payees.field)
        label = display_line(known.label if known and known.label else payees.field, 40)
        tool, names = display_line(payees.tool, 60), names_words(payees.allowed)
        lines.append(tr("{field} of {tool}: {names}.", field=label, tool=tool, names=names))
    if mandate.hours is not None:
        lines.append(tr("Only {hours}.", hours=hours_words(mandate.hours)))
    if mandate.confidence is not None:
        share = as_written(f"{mandate.confidence * 100:g}")
        lines.append(tr("Only when the agent claims a confidence of {number} % or more.", number=share))
    if mandate.outside == "refuse":
        lines.append(tr("Anything else is refused."))
    else:
        lines.append(tr("Anything else waits for a person."))
    day, silence = day_of(mandate.expires_at, now), span_words(mandate.silence)
    lines.append(tr("Ends {day}; lapses after {time} without anybody at a desk.", day=day, time=silence))
    return lines


def _limit_words(limit: Limit, tools: Sequence[ToolDescriptor]) -> str:
    """``Amount of each refunds.issue: at most €500.00.``"""
    known = field_for(tools, limit.tool, limit.field)
    currency, unit = (known.currency, known.unit) if known else ("", "")
    label = display_line(known.label if known and known.label else limit.field, 40)
    tool, most = display_line(limit.tool, 60), amount_words(limit.at_most, currency, unit)
    if not limit.at_least:
        return tr("{field} of each {tool}: at most {most}.", field=label, tool=tool, most=most)
    least = amount_words(limit.at_least, currency, unit)
    return tr("{field} of each {tool}: from {least} up to {most}.", field=label, tool=tool, least=least, most=most)


def names_words(names: Sequence[str]) -> str:
    """Some names in a row, the rest counted."""
    shown = ", ".join(display_line(name, 60) for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return tr("{names} and {number} more", count=more, names=shown, number=figure(more)) if more > 0 else shown


def hours_words(hours: Hours) -> str:
    """``Mon to Fri, 08:00 to 18:00 (Europe/Berlin)``."""
    days = sorted(set(hours.days))
    if days == list(range(7)):
        said = tr("every day")
    elif len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        said = tr("{first} to {last}", first=tr(DAYS[days[0]]), last=tr(DAYS[days[-1]]))
    else:
        said = ", ".join(tr(DAYS[day]) for day in days if 0 <= day < 7) or tr("on no day")
    times = tr("{first} to {last}", first=display_line(hours.start, 8), last=display_line(hours.end, 8))
    return tr("{days}, {times} ({zone})", days=said, times=times, zone=display_line(hours.zone, 40))


def span_words(seconds: int) -> str:
    """``30 minutes``, ``24 hours``, ``7 days``."""
    if seconds >= 2 * DAY and seconds % DAY == 0:
        days = seconds // DAY
        return tr("{number} days", count=days, number=figure(days))
    if seconds >= 3600 and seconds % 3600 == 0:
        hours = seconds // 3600
        return tr("1 hour") if hours == 1 else tr("{number} hours", count=hours, number=figure(hours))
    if seconds >= 60 and seconds % 60 == 0:
        minutes = seconds // 60
        return tr("1 minute") if minutes == 1 else tr("{number} minutes", count=minutes, number=figure(minutes))
    return tr("{number} seconds", count=seconds, number=figure(seconds))


def budget_words(budget: BudgetView) -> str:
    """``€412.00 of €2,000.00 a day``."""
    used = amount_words(budget.used, budget.unit)
    most = amount_words(budget.at_most, budget.unit)
    if budget.unit:
        return tr("{used} of {most} {period}", used=used, most=most, period=per(budget.seconds))
    return tr("{used} of {most} calls {period}", used=used, most=most, period=per(budget.seconds))


def per(seconds: int) -> str:
    """``a day``, ``in 30 days``: behind an amount."""
    words = next((words for size, words in PERIODS if size == seconds), None)
    return tr("in {time}", time=span_words(seconds)) if words is None else tr(words)
