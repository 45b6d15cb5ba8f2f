"""In what one mandate lets an agent do more than another, tool by tool, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counterseal.clock import parse_stamp
from counterseal.model.autonomy import Hours, Limit, Mandate, Window, covers
from counterseal.model.tools import ToolDescriptor
from counterseal.policy import hours as hours_of_day
from counterseal.policy.amounts import in_words, label, quote
from counterseal.policy.spans import moment, span


def names(mandate: Mandate | None, tool: str) -> bool:
    """Whether a mandate is about a tool."""
    return mandate is not None and any(covers(pattern, tool) for pattern in mandate.tools)


def widens(
    old: Mandate | None, new: Mandate | None, tool: str, descriptor: ToolDescriptor | None = None
) -> tuple[str, ...]:
    """What the new mandate lets a tool do that the old one did not, in sentences; empty when it is nowhere wider.

    Cautious where two bounds cannot be compared: another zone, or a window by another name, counts as wider.
    """
    if new is None or not names(new, tool):
        return ()
    if old is None or not names(old, tool):
        return (f"{tool} would be in the mandate",)
    return tuple(_wider(old, new, tool, descriptor))


def _wider(old: Mandate, new: Mandate, tool: str, descriptor: ToolDescriptor | None) -> Iterator[str]:
    if parse_stamp(new.expires_at) > parse_stamp(old.expires_at):
        yield f"the mandate for {tool} would last until {moment(new.expires_at)}, not {moment(old.expires_at)}"
    if new.silence > old.silence:
        yield f"the mandate for {tool} would outlast {span(new.silence)} without a person, not {span(old.silence)}"
    if old.confidence is not None and (new.confidence is None or new.confidence < old.confidence):
        yield f"{tool} would ask for less confidence than {old.confidence * 100:g} %"
    if _more_hours(old.hours, new.hours):
        yield f"{tool} would run alone {_hours(new.hours)}, not only {_hours(old.hours)}"
    yield from _limits(old, new, tool, descriptor)
    yield from _windows(old, new, tool, descriptor)
    yield from _payees(old, new, tool, descriptor)


def _more_hours(old: Hours | None, new: Hours | None) -> bool:
    if old is None:
        return False
    if new is None:
        return True
    # Zones shift against each other twice a year, so minutes of two zones are never compared.
    return new.zone != old.zone or not hours_of_day.week_minutes(new) <= hours_of_day.week_minutes(old)


def _hours(hours: Hours | None) -> str:
    return "at any time" if hours is None else hours_of_day.in_words(hours)


def _limits(old: Mandate, new: Mandate, tool: str, descriptor: ToolDescriptor | None) -> Iterator[str]:
    before, after = _bounds(old.limits, tool), _bounds(new.limits, tool)
    for field, (least, most) in before.items():
        name = label(field, descriptor)
        if field not in after:
            yield f"{name} of {tool} would have no limit, not {in_words(most, field, descriptor)}"
            continue
        if after[field][1] > most:
            said = [in_words(one, field, descriptor) for one in (after[field][1], most)]
            yield f"{name} of {tool} could be up to {said[0]}, not {said[1]}"
        if after[field][0] < least:
            said = [in_words(one, field, descriptor) for one in (after[field][0], least)]
            yield f"{name} of {tool} could be from {said[0]}, not {said[1]}"


def _bounds(limits: tuple[Limit, ...], tool: str) -> Mapping[str, tuple[int, int]]:
    """Least and most per field: all limits on a field hold at once."""
    found: dict[str, tuple[int, int]] = {}
    for limit in limits:
        if covers(limit.tool, tool):
            least, most = found.get(limit.field, (limit.at_least, limit.at_most))
            found[limit.field] = (max(least, limit.at_least), min(most, limit.at_most))
    return found


def _windows(old: Mandate, new: Mandate, tool: str, descriptor: ToolDescriptor | None) -> Iterator[str]:
    after = {window.name: window for window in _counting(new, tool)}
    for window in _counting(old, tool):
        name = quote(window.name)
        most = f"{in_words(window.at_most, window.field, descriptor)} in {span(window.seconds)}"
        other = after.get(window.name)
        if other is None:
            yield f"{tool} would no longer count towards {name} ({most})"
        elif other.field != window.field:
            yield f"{name} would count something else of {tool}"
        elif other.at_most > window.at_most or other.seconds < window.seconds:
            said = f"{in_words(other.at_most, other.field, descriptor)} in {span(other.seconds)}"
            yield f"{name} would allow {tool} {said}, not {most}"


def _counting(mandate: Mandate, tool: str) -> list[Window]:
    return [window for window in mandate.windows if any(covers(pattern, tool) for pattern in window.tools)]


def _payees(old: Mandate, new: Mandate, tool: str, descriptor: ToolDescriptor | None) -> Iterator[str]:
    before, after = _allowed(old, tool), _allowed(new, tool)
    for field, allowed in before.items():
        name = label(field, descriptor)
        if field not in after:
            yield f"{name} of {tool} could be anybody, not only the {len(allowed):,} listed"
            continue
        added = sorted(after[field] - allowed)
        if added:
            more = f" and {len(added) - 1:,} more" if len(added) > 1 else ""
            yield f"{name} of {tool} could also be {quote(added[0])}{more}"


def _allowed(mandate: Mandate, tool: str) -> Mapping[str, frozenset[str]]:
    """Who may be reached per field: all lists on a field hold at once."""
    found: dict[str, frozenset[str]] = {}
    for one in mandate.payees:
        if covers(one.tool, tool):
            found[one.field] = found.get(one.field, frozenset(one.allowed)) & frozenset(one.allowed)
    return found
