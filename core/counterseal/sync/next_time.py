"""Drafts that a person starts from: "Next time…" after an approval, and "Describe this tool…". Pure; nothing is signed.

Both start from one case and are as tight as that case: whoever wants more writes it in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from counterseal.clock import parse_stamp, stamp
from counterseal.errors import Conflict, InvalidInput
from counterseal.model.actions import Action
from counterseal.model.autonomy import DAY, Autonomy, Level, Limit, Mandate, Payees, ToolGroup, Window, covers, level_of
from counterseal.model.risk import Risk, highest
from counterseal.model.tools import FieldDescriptor, ToolDescriptor, read_descriptor
from counterseal.model.views import ActionDetail
from counterseal.policy.amounts import quote, read_amount
from counterseal.sync import draft_words
from counterseal.sync.api_autonomy import AgentDetail, MandateDraft

LASTS = timedelta(days=30)
_WORDS = re.compile(r"[_\-.\s]+|(?<=[a-z])(?=[A-Z])")
MOST_TEXT = 300


def next_time(now: datetime, case: ActionDetail, agent: AgentDetail) -> MandateDraft:
    """The level and mandate under which this action would have run alone, and nothing else more.

    What the mandate in force allows other tools stays as it is. Where that keeps this action waiting, ``why`` says so;
    its other sentences say what really holds for this tool under the draft. A mandate that has ended is not revived.

    Raises:
        Conflict: it is Critical (never runs alone), or its tool is not described.
        InvalidInput: its descriptor cannot be read, or an amount in it.
    """
    tool, risk = case.action.tool, highest(case.item.risk, case.facts.risk)
    if case.descriptor is None:
        raise Conflict(
            "This tool is not described, so it counts as Critical and never runs alone",
            where=tool,
            todo="Describe this tool first.",
            code="not_described",
        )
    if risk is Risk.R4:
        raise Conflict("Critical actions never run alone", where=tool, code="never_alone")
    descriptor = read_descriptor(case.descriptor)
    mandate = agent.mandate
    why: list[str] = []
    if mandate is None or parse_stamp(mandate.expires_at) <= now:
        if mandate is not None:
            why.append(
                "The mandate before has ended. This one is new: it takes over nothing and covers this tool only."
            )
        mandate = Mandate(tools=(), expires_at=stamp(now + LASTS))
    autonomy = _level_for(agent, tool, risk, why)
    # What stands in the mandate about this tool before it was in there, nobody weighed against a case.
    new = not any(covers(pattern, tool) for pattern in mandate.tools)
    if new:
        mandate = replace(mandate, tools=(*mandate.tools, tool))
    mandate = _amounts(mandate, case.action, descriptor, new)
    mandate = _payees(mandate, case.action, descriptor, new)
    why += draft_words.holds(mandate, tool, descriptor)
    why += draft_words.in_the_way(mandate, case.action, descriptor)
    if agent.charter is None:
        why.append("The agent has no charter yet; it needs one before it may do anything alone.")
    return MandateDraft(autonomy, mandate, tuple(why))


def _level_for(agent: AgentDetail, tool: str, risk: Risk, why: list[str]) -> Autonomy:
    now = level_of(agent.autonomy, tool, agent.cap)
    if risk in now.runs_alone:
        return agent.autonomy
    needed = next(level for level in Level if risk in level.runs_alone)
    why.append(f"{tool} would be at {needed.value} {needed.word}, since it is {risk.word} ({risk.value}).")
    groups = agent.autonomy.groups
    exact = next((group for group in groups if group.tools == (tool,)), None)
    others = tuple(group for group in groups if group is not exact)
    lower = [group.name for group in others if any(covers(p, tool) for p in group.tools)]
    if lower:
        # The lowest of several groups counts, and taking this tool out of another one is the owner's to write.
        why.append(f"The group {quote(lower[0])} holds {tool} lower; take it out there too.")
    name = exact.name if exact is not None else _free(tool, {group.name for group in groups})
    return replace(agent.autonomy, groups=(*others, ToolGroup(name, (tool,), needed)))


def _free(name: str, taken: set[str]) -> str:
    number = 2
    found = name[:60]
    while found in taken:
        found = f"{name[:56]} {number}"
        number += 1
    return found


def _amounts(mandate: Mandate, action: Action, descriptor: ToolDescriptor, new: bool) -> Mandate:
    money = [name for name, spec in descriptor.fields.items() if spec.role == "money" and name in action.arguments]
    for name in money:
        amount = read_amount(action.arguments, name, descriptor)
        if amount.value is None or amount.value < 0:
            raise InvalidInput(f"This case gives no limit to start from: {amount.problem or 'it is negative'}")
        mandate = _limited(mandate, action.tool, name, amount.value, new)
        mandate = _windowed(mandate, action.tool, name, amount.value, new)
    return mandate if money else _windowed(mandate, action.tool, None, 1, new)


# An entry for a pattern or for several tools bounds others too, so it is never widened for one of them: it stays, and
# the sentences say where it is in the way. ``new``: the tool was not in the mandate.


def _limited(mandate: Mandate, tool: str, name: str, value: int, new: bool) -> Mandate:
    mine = [one for one in mandate.limits if one.field == name and covers(one.tool, tool)]
    own = [one for one in mine if one.tool == tool]
    if new or not mine:
        others = tuple(one for one in mandate.limits if one not in own)
        return replace(mandate, limits=(*others, Limit(tool, name, value)))
    limits = tuple(
        replace(one, at_most=max(one.at_most, value), at_least=min(one.at_least, value)) if one in own else one
        for one in mandate.limits
    )
    return replace(mandate, limits=limits)


def _windowed(mandate: Mandate, tool: str, name: str | None, value: int, new: bool) -> Mandate:
    mine = [one for one in mandate.windows if one.field == name and any(covers(p, tool) for p in one.tools)]
    own = [one for one in mine if one.tools == (tool,)]
    if new or not mine:
        others = tuple(one for one in mandate.windows if one not in own)
        called = _free(f"{tool} a day", {window.name for window in others})
        return replace(mandate, windows=(*others, Window(called, (tool,), name, value, DAY)))
    windows = tuple(replace(one, at_most=max(one.at_most, value)) if one in own else one for one in mandate.windows)
    return replace(mandate, windows=windows)


def _payees(mandate: Mandate, action: Action, descriptor: ToolDescriptor, new: bool) -> Mandate:
    for name, spec in descriptor.fields.items():
        value = action.arguments.get(name)
        if spec.role != "payee" or not isinstance(value, str):
            continue
        mine = [one for one in mandate.payees if one.field == name and covers(one.tool, action.tool)]
        own = [one for one in mine if one.tool == action.tool]
        if new or not mine:
            others = tuple(one for one in mandate.payees if one not in own)
            mandate = replace(mandate, payees=(*others, Payees(action.tool, name, (value,))))
            continue
        lists = tuple(
            replace(one, allowed=(*one.allowed, value)) if one in own and value not in one.allowed else one
            for one in mandate.payees
        )
        mandate = replace(mandate, payees=lists)
    return mandate


def suggest_descriptor(case: ActionDetail) -> Mapping[str, Any]:
    """A descriptor to start from: Critical, labels from the arguments' names, the schema as the agent offers it.

    Roles, units and a lower risk are the owner's to say; nothing of an agent's words is taken for them.
    """
    properties = case.schema.get("properties") if case.schema else None
    names = list(properties) if isinstance(properties, Mapping) else []
    names += [name for name in case.action.arguments if name not in names]
    described: dict[str, Any] = {
        "tool": case.action.tool,
        "risk": Risk.R4.value,
        "verb": in_title(case.action.tool.rsplit(".", 1)[-1]),
        "fields": {name: {"label": in_title(name), "role": FieldDescriptor("").role} for name in names},
    }
    if case.schema:
        described["schema"] = dict(case.schema)
    read_descriptor(described)
    return described


def in_title(name: str) -> str:
    """A name of a program as words: ``amount_minor`` is "Amount minor"."""
    words = " ".join(part for part in _WORDS.split(name) if part)
    return (words[:1].upper() + words[1:])[:MOST_TEXT]
