"""Orders about agents: what they would change, in words, and whether that takes a second person (DESIGN 4.5).

Towards safety one person is enough; towards risk some steps take two. Where two states cannot be compared, they count
as a step towards risk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counterseal.model.autonomy import Autonomy, Level
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor
from counterseal.policy.amounts import in_words, label
from counterseal.policy.quorum import required
from counterseal.policy.standing import Standing, probes
from counterseal.policy.widening import names, widens

RESET = ("the agent could run again after a halt",)


def needs_second(before: Standing, after: Standing) -> tuple[str, ...]:
    """Why an order takes a second person's signature, in sentences; empty when one person is enough.

    A reset always does: ``RESET``. The caller knows whether the roster is solo, where nothing here applies.

    Args:
        before: what is in force, the level that the agent fell to by itself included.
        after: what would be in force.
    """
    return (
        *_owner(before, after),
        *_levels(before, after),
        *_quorums(before.autonomy, after.autonomy),
        *_mandate(before, after),
        *lowers(before.tools, after.tools),
        *_newly_reached(before, after),
    )


def _owner(before: Standing, after: Standing) -> Iterator[str]:
    if before.owner != after.owner:
        yield "another person would answer for the agent"


def _levels(before: Standing, after: Standing) -> Iterator[str]:
    """Tools that would be raised to L4 or L5."""
    for tool, words in _probes(before, after):
        old, new = before.level(tool), after.level(tool)
        if new.rank > old.rank and new.rank >= Level.L4.rank:
            yield f"{words} would go from {old.value} {old.word} to {new.value} {new.word}"


def _probes(before: Standing, after: Standing) -> tuple[tuple[str, str], ...]:
    groups = [*before.autonomy.groups, *after.autonomy.groups]
    found = probes(pattern for group in groups for pattern in group.tools)
    return found if groups else ((found[0][0], "the agent"),)


def _quorums(before: Autonomy, after: Autonomy) -> Iterator[str]:
    for risk in Risk:
        old, new = required(risk, before, False).people, required(risk, after, False).people
        if new < old:
            yield f"{risk.word} ({risk.value}) would need {_people(new)}, not {_people(old)}"


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _mandate(before: Standing, after: Standing) -> Iterator[str]:
    """Widenings over tools whose base risk is High or Critical."""
    for tool, descriptor in sorted(after.tools.items()):
        if descriptor.risk.rank >= Risk.R3.rank:
            yield from widens(before.mandate, after.mandate, tool, descriptor)


def _newly_reached(before: Standing, after: Standing) -> Iterator[str]:
    """Tools that were not described, and so ran never alone, but are High now and in the mandate already.

    The mandate was not compared over them when it was signed, since nobody knew what they were.
    """
    for tool, descriptor in sorted(after.tools.items()):
        known = tool in before.tools
        if not known and descriptor.risk is Risk.R3 and names(before.mandate, tool) and names(after.mandate, tool):
            yield f"{tool} would be High (R3) and not unknown, and the mandate names it already"


def lowers(old: Mapping[str, ToolDescriptor], new: Mapping[str, ToolDescriptor]) -> tuple[str, ...]:
    """Where a registry lowers a tool that was High or Critical, in sentences.

    A tool that was not described was Critical; describing it as High or Critical without bounded cases lowers nothing
    that a person does not see at the next call.
    """
    return tuple(sentence for tool, found in sorted(new.items()) for sentence in _lowers(tool, old.get(tool), found))


def _lowers(tool: str, old: ToolDescriptor | None, new: ToolDescriptor) -> Iterator[str]:
    base = old.risk if old is not None else Risk.R4
    if base.rank < Risk.R3.rank:
        return
    described_high = old is None and new.risk is Risk.R3
    if new.risk.rank < base.rank and not described_high:
        was = f"{base.word} ({base.value})" if old is not None else "not described, so Critical (R4)"
        yield f"{tool} would be {new.risk.word} ({new.risk.value}); it is {was}"
    for case in new.when:
        known = old is not None and any(
            one.field == case.field and one.at_most >= case.at_most and one.risk.rank <= case.risk.rank
            for one in old.when
        )
        if case.risk.rank < min(base.rank, new.risk.rank) and not known:
            yield f"{tool} would be {case.risk.word} ({case.risk.value}) up to {_bound(new, case.field, case.at_most)}"
    if old is not None:
        yield from _reads_less(tool, old, new)


def _bound(descriptor: ToolDescriptor, field: str, at_most: int) -> str:
    return f"{in_words(at_most, field, descriptor)} of {label(field, descriptor)}"


def _reads_less(tool: str, old: ToolDescriptor, new: ToolDescriptor) -> Iterator[str]:
    """The same numbers would count for less, or a changed tool would no longer be noticed."""
    for name, spec in sorted(new.fields.items()):
        was = old.fields.get(name)
        if spec.role == "money" and (was is None or was.role != "money" or was.currency != spec.currency):
            yield f"{name} of {tool} would be counted as an amount in {spec.currency}"
    if old.pin is not None and new.pin is None:
        yield f"a changed {tool} would no longer be noticed"


def changes_in_words(before: Standing, after: Standing) -> tuple[str, ...]:
    """What an order would change, in sentences, for the person who is asked to sign or second it."""
    return tuple(dict.fromkeys((*_all_changes(before, after),)))


def _all_changes(before: Standing, after: Standing) -> Iterator[str]:
    yield from _owner(before, after)
    for tool, words in _probes(before, after):
        old, new = before.level(tool), after.level(tool)
        if old is not new:
            yield f"{words} would go from {old.value} {old.word} to {new.value} {new.word}"
    for risk in Risk:
        was, would = required(risk, before.autonomy, False).people, required(risk, after.autonomy, False).people
        if was != would:
            yield f"{risk.word} ({risk.value}) would need {_people(would)}, not {_people(was)}"
    yield from _mandate_changes(before, after)
    yield from _tool_changes(before, after)
    if before.charter != after.charter:
        yield "the agent would have a new charter" if before.charter is not None else "the agent would have a charter"


def _mandate_changes(before: Standing, after: Standing) -> Iterator[str]:
    old, new = before.mandate, after.mandate
    if old == new:
        return
    if new is None:
        yield "the mandate would be taken away, so nothing runs alone"
        return
    if old is None:
        yield "the agent would have a mandate"
    for tool, words in probes([*new.tools, *(old.tools if old is not None else ())]):
        descriptor = after.tools.get(tool)
        for sentence in widens(old, new, tool, descriptor):
            yield sentence.replace(tool, words)
        for sentence in widens(new, old, tool, descriptor):
            yield f"narrower: today {sentence.replace(tool, words)}"
    if old is not None and old.outside != new.outside:
        yield f"outside the mandate an action would be {'refused' if new.outside == 'refuse' else 'held'}"


def _tool_changes(before: Standing, after: Standing) -> Iterator[str]:
    for tool in sorted({*before.tools, *after.tools}):
        old, new = before.tools.get(tool), after.tools.get(tool)
        if old == new:
            continue
        if new is None:
            yield f"{tool} would no longer be described, so its risk is Critical (R4)"
        elif old is None:
            yield f"{tool} would be described as {new.risk.word} ({new.risk.value})"
        elif old.risk is not new.risk:
            yield f"{tool} would be {new.risk.word} ({new.risk.value}), not {old.risk.word} ({old.risk.value})"
        else:
            yield f"{tool} would be described otherwise"
    yield from lowers(before.tools, after.tools)
