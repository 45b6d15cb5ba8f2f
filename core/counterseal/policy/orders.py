"""Orders about agents: what they would change, in words, and whether that takes a second person (DESIGN 4.5).

Towards safety one person is enough, without step-up; towards risk it takes the owner with step-up, and for some steps a
second person. Where two states cannot be compared, the step counts as one towards risk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from counterseal.model.autonomy import Level, Mandate
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor
from counterseal.policy import registries, widening
from counterseal.policy.quorum import required
from counterseal.policy.registries import in_name, lowers
from counterseal.policy.standing import Standing, probes
from counterseal.policy.widening import Difference

RESET = ("the agent could run again after a halt",)
_OWNER = "another person would answer for the agent"


def needs_second(before: Standing, after: Standing) -> tuple[str, ...]:
    """Why an order takes a second person's signature, in sentences; empty when one person is enough.

    A reset always does: ``RESET``. The caller knows whether the roster is solo, where nothing here applies.

    Args:
        before: what is in force, the level that the agent fell to by itself included.
        after: what would be in force.
    """
    owner = (_OWNER,) if before.owner != after.owner else ()
    levels = (says for wider, says in _levels(before, after, Level.L4) if wider)
    quorums = (one.says for one in _quorums(before, after) if one.wider)
    return _once(
        *owner,
        *levels,
        *quorums,
        *_mandate_over_high(before, after),
        *lowers(before.tools, after.tools),
        *_newly_reached(before, after),
    )


def towards_risk(before: Standing, after: Standing) -> tuple[str, ...]:
    """In what an order lets an agent do more than before, in sentences; empty when it surely does nowhere.

    This is what takes the owner's step-up; ``needs_second`` says which of these take a second person too.
    """
    owner = (_OWNER,) if before.owner != after.owner else ()
    levels = (says for wider, says in _levels(before, after, Level.L0) if wider)
    quorums = (one.says for one in _quorums(before, after) if one.wider)
    return _once(
        *owner,
        *levels,
        *quorums,
        *widens(before.mandate, after.mandate, after.tools),
        *lowers(before.tools, after.tools, Risk.R0),
        *_newly_reached(before, after),
    )


def widens(
    old: Mandate | None, new: Mandate | None, tools: Mapping[str, ToolDescriptor] | None = None
) -> tuple[str, ...]:
    """What a new mandate lets any tool do that the old one did not, in sentences; empty when it is nowhere wider.

    Cautious where two bounds cannot be compared: another zone, or a window by another name, counts as wider.

    Args:
        tools: descriptors, for labels and currencies in the sentences.
    """
    every = probes(widening.patterns(old, new))
    return _once(*(one.says for one in _mandates(old, new, every, tools or {}) if one.wider))


def changes_in_words(before: Standing, after: Standing) -> tuple[str, ...]:
    """All that an order would change, in sentences, for the person who is asked to sign or to second it."""
    said = [_OWNER] if before.owner != after.owner else []
    said.extend(says for _wider, says in _levels(before, after, Level.L0))
    said.extend(one.says for one in _quorums(before, after))
    if after.mandate is None and before.mandate is not None:
        said.append("the mandate would be taken away, so nothing would run alone")
    else:
        shown = _shown(before, after)
        said.extend(one.says for one in _mandates(before.mandate, after.mandate, shown, after.tools))
    said.extend(registries.differences(before.tools, after.tools))
    if before.charter != after.charter:
        said.append("the agent would have another charter" if before.charter is not None else "it would have a charter")
    return _once(*said)


def described_anew(before: Standing, after: Standing) -> frozenset[str]:
    """The tools that would have another description, one that they did not have, or none any more."""
    names = {*before.tools, *after.tools}
    return frozenset(name for name in names if before.tools.get(name) != after.tools.get(name))


def _levels(before: Standing, after: Standing, least: Level) -> Iterator[tuple[bool, str]]:
    """Tools whose level would change: whether it would be raised to ``least`` or above, and a sentence."""
    groups = [*before.autonomy.groups, *after.autonomy.groups]
    found = probes(pattern for group in groups for pattern in group.tools)
    for tool, words in found:
        old, new = before.level(tool), after.level(tool)
        if old is not new:
            who = words if groups else "the agent"
            said = f"{who} would go from {old.value} {old.word} to {new.value} {new.word}"
            yield new.rank > old.rank and new.rank >= least.rank, said


def _quorums(before: Standing, after: Standing) -> Iterator[Difference]:
    for risk in Risk:
        old, new = (required(risk, one.autonomy, False).people for one in (before, after))
        if new != old:
            yield Difference(new < old, f"{in_name(risk)} would need {_people(new)}, not {_people(old)}")


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _mandates(
    old: Mandate | None, new: Mandate | None, tools: Iterable[tuple[str, str]], described: Mapping[str, ToolDescriptor]
) -> Iterator[Difference]:
    if old == new:
        return
    if old is not None and new is not None:
        yield from widening.as_a_whole(old, new)
    for tool, words in tools:
        yield from widening.for_tool(old, new, tool, words, described.get(tool))


def _mandate_over_high(before: Standing, after: Standing) -> Iterator[str]:
    """Widenings over tools whose base risk is High or Critical."""
    for tool, descriptor in sorted(after.tools.items()):
        if descriptor.risk.rank >= Risk.R3.rank:
            yield from widening.widens(before.mandate, after.mandate, tool, descriptor)


def _newly_reached(before: Standing, after: Standing) -> Iterator[str]:
    """Tools that were not described, and so never ran alone, but are High now and in the mandate already.

    Nobody compared the mandate over them when it was signed, since nobody knew what they were.
    """
    for tool, descriptor in sorted(after.tools.items()):
        known = tool in before.tools
        reached = widening.names(before.mandate, tool) and widening.names(after.mandate, tool)
        if not known and reached and descriptor.risk is Risk.R3:
            yield f"{tool} would be {in_name(Risk.R3)} and not unknown, and the mandate names it already"


def _shown(before: Standing, after: Standing) -> tuple[tuple[str, str], ...]:
    """Tools that sentences are made for: described ones by name, others as mandates name them.

    Where a prefix covers described tools, whatever else it covers is unknown and never runs alone: it is left out.
    """
    both = (before.mandate, after.mandate)
    described = {tool for tool in {*before.tools, *after.tools} if any(widening.names(one, tool) for one in both)}
    named = [pattern for one in both if one is not None for pattern in one.tools]
    bare = [p for p in named if not (p.endswith("*") and any(tool.startswith(p[:-1]) for tool in described))]
    return tuple(probe for probe in probes([*described, *bare]) if probe[0] in described or probe[1] in bare)


def _once(*sentences: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))
