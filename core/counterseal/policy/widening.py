"""How two mandates differ, tool by tool, in words, and where the new one lets an agent do more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from counterseal.clock import parse_stamp
from counterseal.model.autonomy import Hours, Limit, Mandate, Window, covers
from counterseal.model.tools import ToolDescriptor
from counterseal.policy import hours as hours_of_day
from counterseal.policy.amounts import in_words, label, quote
from counterseal.policy.spans import moment, span


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a new mandate differs. ``wider``: it lets the agent do more, or cannot be compared."""

    wider: bool
    says: str


def names(mandate: Mandate | None, tool: str) -> bool:
    """Whether a mandate is about a tool."""
    return mandate is not None and any(covers(pattern, tool) for pattern in mandate.tools)


def patterns(*mandates: Mandate | None) -> Iterator[str]:
    """Every name or prefix by which mandates tell tools apart."""
    for mandate in mandates:
        if mandate is not None:
            yield from mandate.tools
            yield from (limit.tool for limit in mandate.limits)
            yield from (one.tool for one in mandate.payees)
            for window in mandate.windows:
                yield from window.tools


def widens(
    old: Mandate | None, new: Mandate | None, tool: str, descriptor: ToolDescriptor | None = None
) -> tuple[str, ...]:
    """What a new mandate lets one tool do that the old one did not, in sentences; empty when it is nowhere wider."""
    if not names(new, tool):
        return ()
    whole = as_a_whole(old, new) if old is not None and new is not None else ()
    return tuple(one.says for one in (*whole, *for_tool(old, new, tool, tool, descriptor)) if one.wider)


def as_a_whole(old: Mandate, new: Mandate) -> Iterator[Difference]:
    """Differences that concern all tools of both mandates."""
    if old.expires_at != new.expires_at:
        later = parse_stamp(new.expires_at) > parse_stamp(old.expires_at)
        yield Difference(later, f"the mandate would last until {moment(new.expires_at)}, not {moment(old.expires_at)}")
    if old.silence != new.silence:
        said = f"the mandate would outlast {span(new.silence)} without a person's desktop, not {span(old.silence)}"
        yield Difference(new.silence > old.silence, said)
    if old.confidence != new.confidence:
        less = old.confidence is not None and (new.confidence is None or new.confidence < old.confidence)
        yield Difference(less, f"it would ask for {_least(new.confidence)}, not {_least(old.confidence)}")
    if old.hours != new.hours:
        said = f"it would run alone {_hours(new.hours)}, not {_hours(old.hours)}"
        yield Difference(_more_hours(old.hours, new.hours), said)
    if old.outside != new.outside:
        refused = new.outside == "refuse"
        yield Difference(False, f"outside the mandate an action would {'be refused' if refused else 'wait'}")


def for_tool(
    old: Mandate | None, new: Mandate | None, tool: str, words: str, descriptor: ToolDescriptor | None
) -> Iterator[Difference]:
    """Differences in what one tool may do alone.

    Args:
        words: what the tool is called in the sentences.
    """
    before, after = names(old, tool), names(new, tool)
    if after and not before:
        yield Difference(True, f"{words} would be in the mandate")
    elif before and not after:
        yield Difference(False, f"{words} would no longer be in the mandate")
    if old is not None and new is not None and before and after:
        yield from _limits(old, new, tool, words, descriptor)
        yield from _windows(old, new, tool, words, descriptor)
        yield from _payees(old, new, tool, words, descriptor)


def _least(confidence: float | None) -> str:
    return "no confidence" if confidence is None else f"at least {confidence * 100:.4g} % confidence"


def _more_hours(old: Hours | None, new: Hours | None) -> bool:
    if old is None:
        return False
    if new is None:
        return True
    # Zones shift against each other twice a year, so minutes of two zones are never compared.
    return new.zone != old.zone or not hours_of_day.week_minutes(new) <= hours_of_day.week_minutes(old)


def _hours(hours: Hours | None) -> str:
    return "at any time" if hours is None else hours_of_day.in_words(hours)


def _limits(
    old: Mandate, new: Mandate, tool: str, words: str, descriptor: ToolDescriptor | None
) -> Iterator[Difference]:
    before, after = _bounds(old.limits, tool), _bounds(new.limits, tool)
    for field in sorted({*before, *after}):
        name = f"{label(field, descriptor)} of {words}"
        if field not in after:
            yield Difference(True, f"{name} would have no limit, not {in_words(before[field][1], field, descriptor)}")
        elif field not in before:
            yield Difference(False, f"{name} could be up to {in_words(after[field][1], field, descriptor)}")
        else:
            (least, most), (new_least, new_most) = before[field], after[field]
            if new_most != most:
                said = [in_words(one, field, descriptor) for one in (new_most, most)]
                yield Difference(new_most > most, f"{name} could be up to {said[0]}, not {said[1]}")
            if new_least != least:
                said = [in_words(one, field, descriptor) for one in (new_least, least)]
                yield Difference(new_least < least, f"{name} could be from {said[0]}, not {said[1]}")


def _bounds(limits: tuple[Limit, ...], tool: str) -> Mapping[str, tuple[int, int]]:
    """Least and most per field: all limits on a field hold at once."""
    found: dict[str, tuple[int, int]] = {}
    for limit in limits:
        if covers(limit.tool, tool):
            least, most = found.get(limit.field, (limit.at_least, limit.at_most))
            found[limit.field] = (max(least, limit.at_least), min(most, limit.at_most))
    return found


def _windows(
    old: Mandate, new: Mandate, tool: str, words: str, descriptor: ToolDescriptor | None
) -> Iterator[Difference]:
    """A window by another name is another budget: it starts unused, so the old one's end counts as wider."""
    before, after = ({one.name: one for one in _counting(mandate, tool)} for mandate in (old, new))
    for key in sorted({*before, *after}):
        was, would, name = before.get(key), after.get(key), quote(key)
        if would is None and was is not None:
            yield Difference(True, f"{words} would no longer count towards {name} ({_most(was, descriptor)})")
        elif was is None and would is not None:
            yield Difference(False, f"{words} would count towards {name} ({_most(would, descriptor)})")
        elif was is not None and would is not None and was.field != would.field:
            yield Difference(True, f"{name} would count something else of {words}")
        elif was is not None and would is not None and (was.at_most, was.seconds) != (would.at_most, would.seconds):
            wider = would.at_most > was.at_most or would.seconds < was.seconds
            said = f"{name} would allow {words} {_most(would, descriptor)}, not {_most(was, descriptor)}"
            yield Difference(wider, said)


def _most(window: Window, descriptor: ToolDescriptor | None) -> str:
    if window.field is None:
        return f"{window.at_most:,} {'call' if window.at_most == 1 else 'calls'} in {span(window.seconds)}"
    return f"{in_words(window.at_most, window.field, descriptor)} in {span(window.seconds)}"


def _counting(mandate: Mandate, tool: str) -> list[Window]:
    return [window for window in mandate.windows if any(covers(pattern, tool) for pattern in window.tools)]


def _payees(
    old: Mandate, new: Mandate, tool: str, words: str, descriptor: ToolDescriptor | None
) -> Iterator[Difference]:
    before, after = _allowed(old, tool), _allowed(new, tool)
    for field in sorted({*before, *after}):
        name = f"{label(field, descriptor)} of {words}"
        if field not in after:
            yield Difference(True, f"{name} could be anybody, not only the {len(before[field]):,} listed")
        elif field not in before:
            yield Difference(False, f"{name} could only be one of {len(after[field]):,} listed")
        else:
            added, gone = sorted(after[field] - before[field]), sorted(before[field] - after[field])
            if added:
                yield Difference(True, f"{name} could also be {_first(added)}")
            if gone:
                yield Difference(False, f"{name} could no longer be {_first(gone)}")


def _first(names: list[str]) -> str:
    return quote(names[0]) + (f" and {len(names) - 1:,} more" if len(names) > 1 else "")


def _allowed(mandate: Mandate, tool: str) -> Mapping[str, frozenset[str]]:
    """Who may be reached per field: all lists on a field hold at once."""
    found: dict[str, frozenset[str]] = {}
    for one in mandate.payees:
        if covers(one.tool, tool):
            found[one.field] = found.get(one.field, frozenset(one.allowed)) & frozenset(one.allowed)
    return found
