"""Drafts that a person starts from: "Next time…" after an approval, and "Describe this tool…". Pure; nothing is signed.

Both start from one case and are as tight as that case: whoever wants more writes it in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from counterseal.clock import stamp
from counterseal.errors import Conflict, InvalidInput
from counterseal.model.actions import Action
from counterseal.model.autonomy import DAY, Autonomy, Level, Limit, Mandate, Payees, ToolGroup, Window, covers, level_of
from counterseal.model.risk import Risk, highest
from counterseal.model.tools import FieldDescriptor, ToolDescriptor, read_descriptor
from counterseal.model.views import ActionDetail
from counterseal.policy.amounts import in_words, label, quote, read_amount
from counterseal.sync.api_autonomy import AgentDetail, MandateDraft

LASTS = timedelta(days=30)
_WORDS = re.compile(r"[_\-.\s]+|(?<=[a-z])(?=[A-Z])")
MOST_TEXT = 300


def next_time(now: datetime, case: ActionDetail, agent: AgentDetail) -> MandateDraft:
    """The level and mandate under which this action would have run alone, once a day, and nothing else more.

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
    why = [f"It would cover {case.action.tool} as in this case, once a day, for {LASTS.days} days."]
    autonomy = _level_for(agent, tool, risk, why)
    mandate = agent.mandate or Mandate(tools=(), expires_at=stamp(now + LASTS))
    mandate = replace(mandate, expires_at=max(mandate.expires_at, stamp(now + LASTS)))
    if not any(covers(pattern, tool) for pattern in mandate.tools):
        mandate = replace(mandate, tools=(*mandate.tools, tool))
    mandate = _amounts(mandate, case.action, descriptor, why)
    mandate = _payees(mandate, case.action, descriptor, why)
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


def _amounts(mandate: Mandate, action: Action, descriptor: ToolDescriptor, why: list[str]) -> Mandate:
    money = [name for name, spec in descriptor.fields.items() if spec.role == "money" and name in action.arguments]
    for name in money:
        amount = read_amount(action.arguments, name, descriptor)
        if amount.value is None or amount.value < 0:
            raise InvalidInput(f"This case gives no limit to start from: {amount.problem or 'it is negative'}")
        why.append(f"{label(name, descriptor)} would be at most {in_words(amount.value, name, descriptor)}.")
        mandate = _limited(mandate, action.tool, name, amount.value)
        mandate = _windowed(mandate, action.tool, name, amount.value)
    return mandate if money else _windowed(mandate, action.tool, None, 1)


def _limited(mandate: Mandate, tool: str, name: str, value: int) -> Mandate:
    mine = [one for one in mandate.limits if one.field == name and covers(one.tool, tool)]
    if not mine:
        return replace(mandate, limits=(*mandate.limits, Limit(tool, name, value)))
    limits = tuple(
        replace(one, at_most=max(one.at_most, value), at_least=min(one.at_least, value)) if one in mine else one
        for one in mandate.limits
    )
    return replace(mandate, limits=limits)


def _windowed(mandate: Mandate, tool: str, name: str | None, value: int) -> Mandate:
    mine = [one for one in mandate.windows if one.field == name and any(covers(p, tool) for p in one.tools)]
    if not mine:
        called = _free(f"{tool} a day", {window.name for window in mandate.windows})
        return replace(mandate, windows=(*mandate.windows, Window(called, (tool,), name, value, DAY)))
    windows = tuple(replace(one, at_most=max(one.at_most, value)) if one in mine else one for one in mandate.windows)
    return replace(mandate, windows=windows)


def _payees(mandate: Mandate, action: Action, descriptor: ToolDescriptor, why: list[str]) -> Mandate:
    for name, spec in descriptor.fields.items():
        value = action.arguments.get(name)
        if spec.role != "payee" or not isinstance(value, str):
            continue
        why.append(f"{label(name, descriptor)} could only be {quote(value)}.")
        mine = [one for one in mandate.payees if one.field == name and covers(one.tool, action.tool)]
        if not mine:
            mandate = replace(mandate, payees=(*mandate.payees, Payees(action.tool, name, (value,))))
            continue
        lists = tuple(
            replace(one, allowed=(*one.allowed, value)) if one in mine and value not in one.allowed else one
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
