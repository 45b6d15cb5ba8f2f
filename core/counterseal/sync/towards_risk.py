"""Whether a change lets an agent do more alone than before. Pure; whatever is not surely towards safety is not."""

from __future__ import annotations

from dataclasses import replace

from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor
from counterseal.policy.quorum import required
from counterseal.policy.reading import read_registry
from counterseal.policy.standing import Standing, probes
from counterseal.policy.widening import widens
from counterseal.sync.api_autonomy import AgentDetail


def standing(detail: AgentDetail) -> Standing:
    """What is in force for an agent. Raises InvalidInput: a descriptor that cannot be read."""
    described = [view.descriptor for view in detail.tools if view.described and view.descriptor is not None]
    return Standing(
        autonomy=detail.autonomy,
        owner=detail.view.owner_id,
        cap=detail.cap,
        mandate=detail.mandate,
        charter=detail.charter,
        tools=read_registry(described),
    )


def moves(before: Standing, after: Standing) -> bool:
    """Whether anything of a change takes the owner's step-up (DESIGN 4.5)."""
    return (
        before.charter != after.charter
        or _levels(before, after)
        or _quorums(before, after)
        or _mandate(before, after)
        or any(_lower(before.tools.get(tool), found) for tool, found in after.tools.items())
    )


def _levels(before: Standing, after: Standing) -> bool:
    groups = (*before.autonomy.groups, *after.autonomy.groups)
    tools = [tool for tool, _words in probes(pattern for group in groups for pattern in group.tools)]
    return any(after.level(tool).rank > before.level(tool).rank for tool in (*tools, *before.tools, *after.tools))


def _quorums(before: Standing, after: Standing) -> bool:
    return any(
        required(risk, after.autonomy, False).people < required(risk, before.autonomy, False).people for risk in Risk
    )


def _mandate(before: Standing, after: Standing) -> bool:
    if after.mandate is None:
        return False
    patterns = (*after.mandate.tools, *(before.mandate.tools if before.mandate is not None else ()))
    tools = [tool for tool, _words in probes(patterns)]
    return any(widens(before.mandate, after.mandate, tool) for tool in (*tools, *before.tools, *after.tools))


def _lower(old: ToolDescriptor | None, new: ToolDescriptor) -> bool:
    if old is None:
        # Nobody had described it, so it was Critical.
        return new.risk is not Risk.R4 or bool(new.when)
    if new.risk.rank < old.risk.rank or not set(new.when) <= set(old.when):
        return True
    # What else it says decides what numbers mean and who is paid.
    return replace(new, risk=old.risk, when=old.when) != old
