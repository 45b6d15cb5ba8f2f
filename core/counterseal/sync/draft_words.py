"""What a drafted mandate really allows one tool, and what in it would keep the case it was drafted from waiting."""

from __future__ import annotations

from collections.abc import Iterator

from counterseal.model.actions import Action
from counterseal.model.autonomy import Limit, Mandate, Payees, Window, covers
from counterseal.model.tools import ToolDescriptor
from counterseal.policy import hours
from counterseal.policy.amounts import in_words, label, quote, read_amount
from counterseal.policy.spans import moment, span


def holds(mandate: Mandate, tool: str, descriptor: ToolDescriptor) -> Iterator[str]:
    """All that bounds this tool under the mandate, in sentences: of several bounds on one field the tightest."""
    yield f"It would cover {quote(tool)} until {moment(mandate.expires_at)}."
    limits = [one for one in mandate.limits if covers(one.tool, tool)]
    for field in dict.fromkeys(one.field for one in limits):
        most = in_words(min(one.at_most for one in limits if one.field == field), field, descriptor)
        least = max(one.at_least for one in limits if one.field == field)
        from_least = f" and at least {in_words(least, field, descriptor)}" if least else ""
        yield f"{label(field, descriptor)} would be at most {most}{from_least}."
    for window in _windows(mandate, tool):
        shared = "" if window.tools == (tool,) else ", shared with other tools"
        yield f"{quote(window.name)} would allow {_most(window, descriptor)}{shared}."
    lists = [one for one in mandate.payees if covers(one.tool, tool)]
    for field in dict.fromkeys(one.field for one in lists):
        allowed = set.intersection(*(set(one.allowed) for one in lists if one.field == field))
        who = quote(next(iter(allowed))) if len(allowed) == 1 else f"one of {len(allowed):,} listed"
        yield f"{label(field, descriptor)} could only be {who}."
    if mandate.hours is not None:
        yield f"It would run alone only {hours.in_words(mandate.hours)}."
    if mandate.confidence is not None:
        yield f"It would have to claim at least {mandate.confidence * 100:.4g} % confidence."


def in_the_way(mandate: Mandate, action: Action, descriptor: ToolDescriptor) -> Iterator[str]:
    """Bounds under which this very action would still wait, each with where it is."""
    for limit in mandate.limits:
        if covers(limit.tool, action.tool) and not _fits(limit, action, descriptor):
            yield f"The limit on {label(limit.field, descriptor)} for {quote(limit.tool)} {_CHANGE}"
    for window in _windows(mandate, action.tool):
        value = 1 if window.field is None else read_amount(action.arguments, window.field, descriptor).value
        if value is None or not 0 <= value <= window.at_most:
            yield f"{quote(window.name)} {_CHANGE}"
    for one in mandate.payees:
        if covers(one.tool, action.tool) and not _listed(one, action):
            yield f"The list for {label(one.field, descriptor)} of {quote(one.tool)} {_CHANGE}"


_CHANGE = "would still keep this case waiting; change it there if you want that for all its tools."


def _windows(mandate: Mandate, tool: str) -> list[Window]:
    return [window for window in mandate.windows if any(covers(pattern, tool) for pattern in window.tools)]


def _most(window: Window, descriptor: ToolDescriptor) -> str:
    if window.field is None:
        return f"{window.at_most:,} {'call' if window.at_most == 1 else 'calls'} in {span(window.seconds)}"
    return f"{in_words(window.at_most, window.field, descriptor)} in {span(window.seconds)}"


def _fits(limit: Limit, action: Action, descriptor: ToolDescriptor) -> bool:
    value = read_amount(action.arguments, limit.field, descriptor).value
    return value is not None and limit.at_least <= value <= limit.at_most


def _listed(payees: Payees, action: Action) -> bool:
    value = action.arguments.get(payees.field)
    return isinstance(value, str) and value in payees.allowed
