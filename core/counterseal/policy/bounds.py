"""The bounds of a mandate on one call: limits on its numbers, budgets of windows, and whom it may reach."""

from __future__ import annotations

from collections.abc import Iterator

from counterseal.model.autonomy import Limit, Mandate, Payees, Window, covers
from counterseal.policy.amounts import Amount, in_words, label, quote, read_amount, whole
from counterseal.policy.ruling import ALLOW, HOLD, Charge, Question, Rule
from counterseal.policy.spans import span


def limits(question: Question, mandate: Mandate, outside: str) -> Iterator[Rule]:
    """Each limit that names the tool."""
    for limit in mandate.limits:
        if covers(limit.tool, question.action.tool):
            yield _limit(question, limit, outside)


def _limit(question: Question, limit: Limit, outside: str) -> Rule:
    tool, descriptor = question.action.tool, question.descriptor
    amount = read_amount(question.action.arguments, limit.field, descriptor)
    if amount.value is None:
        return Rule("limit_unreadable", HOLD, f"the limit for {_tool(tool)} cannot be checked: {amount.problem}")
    said = in_words(amount.value, limit.field, descriptor)
    name = label(limit.field, descriptor)
    if amount.value > limit.at_most:
        most = in_words(limit.at_most, limit.field, descriptor)
        return Rule("over_limit", outside, f"{name}: {said} is over the limit of {most} for {_tool(tool)}")
    if amount.value < limit.at_least:
        least = in_words(limit.at_least, limit.field, descriptor)
        return Rule("under_limit", outside, f"{name}: {said} is under the least of {least} for {_tool(tool)}")
    most = in_words(limit.at_most, limit.field, descriptor)
    return Rule("limit", ALLOW, f"{name}: {said} is within the limit of {most} for {_tool(tool)}")


def windows(question: Question, mandate: Mandate, outside: str, charges: list[Charge]) -> Iterator[Rule]:
    """Each window that counts the tool; what it would take goes into ``charges``."""
    for window in mandate.windows:
        if any(covers(pattern, question.action.tool) for pattern in window.tools):
            yield _window(question, window, outside, charges)


def _window(question: Question, window: Window, outside: str, charges: list[Charge]) -> Rule:
    name, descriptor = quote(window.name), question.descriptor
    used = question.budgets.get(window.name)
    if not whole(used) or used < 0:
        return Rule("window_unknown", HOLD, f"how much of {name} is used is not known")
    amount = _counted(question, window)
    if amount.value is None:
        return Rule("window_unreadable", HOLD, f"{name} cannot be counted: {amount.problem}")
    within = f"in {span(window.seconds)}"
    total = used + amount.value
    if window.field is None:
        said = f"this would be call {total:,} of {name}; {window.at_most:,} are allowed {within}"
    else:
        sums = [in_words(one, window.field, descriptor) for one in (amount.value, total, window.at_most)]
        said = f"{sums[0]} would bring {name} to {sums[1]}; {sums[2]} is allowed {within}"
    if total > window.at_most:
        return Rule("over_window", outside, said)
    charges.append(Charge(window.name, amount.value))
    return Rule("window", ALLOW, said.replace(" would bring ", " brings ").replace("this would be", "this is"))


def _counted(question: Question, window: Window) -> Amount:
    """What one call takes from a window. A negative amount would give budget back, so it counts as unreadable."""
    if window.field is None:
        return Amount(1)
    amount = read_amount(question.action.arguments, window.field, question.descriptor)
    if amount.value is not None and amount.value < 0:
        return Amount(None, f"{quote(window.field)} is negative")
    return amount


def payees(question: Question, mandate: Mandate, outside: str) -> Iterator[Rule]:
    """Each list of payees that names the tool."""
    for one in mandate.payees:
        if covers(one.tool, question.action.tool):
            yield _payee(question, one, outside)


def _payee(question: Question, allowed: Payees, outside: str) -> Rule:
    tool = _tool(question.action.tool)
    if allowed.field not in question.action.arguments:
        return Rule("payee_unreadable", HOLD, f"who is reached cannot be checked: {quote(allowed.field)} is missing")
    given = question.action.arguments[allowed.field]
    if not isinstance(given, str):
        return Rule("payee_unreadable", HOLD, f"who is reached cannot be checked: {quote(allowed.field)} is not text")
    name = label(allowed.field, question.descriptor)
    if given in allowed.allowed:
        return Rule("payee", ALLOW, f"{name}: {quote(given)} is one of those allowed for {tool}")
    count = len(allowed.allowed)
    return Rule("other_payee", outside, f"{name}: {quote(given)} is not among the {count:,} allowed for {tool}")


def _tool(name: str) -> str:
    return quote(name).strip("“”")
