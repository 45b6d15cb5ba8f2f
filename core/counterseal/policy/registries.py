"""How two tool registries differ, in words, and where the new one lets a tool count for less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor
from counterseal.policy.amounts import in_words, label

Registry = Mapping[str, ToolDescriptor]


def lowers(old: Registry, new: Registry, least: Risk = Risk.R3) -> tuple[str, ...]:
    """Where a registry lowers a tool that was of risk ``least`` or higher, in sentences.

    A tool that was not described was Critical. Describing it as High or Critical, without bounded cases, counts as no
    lowering: it makes visible what a person had to guess.
    """
    return tuple(
        sentence for tool, found in sorted(new.items()) for sentence in _lowers(tool, old.get(tool), found, least)
    )


def differences(old: Registry, new: Registry) -> Iterator[str]:
    """Every tool that would be described otherwise."""
    for tool in sorted({*old, *new}):
        was, would = old.get(tool), new.get(tool)
        if was == would:
            continue
        if would is None:
            yield f"{tool} would no longer be described, so its risk is Critical (R4)"
        elif was is None:
            yield f"{tool} would be described as {in_name(would.risk)}"
        elif was.risk is not would.risk:
            yield f"{tool} would be {in_name(would.risk)}, not {in_name(was.risk)}"
        else:
            yield f"{tool} would be described otherwise"
        if would is not None:
            yield from _cases(tool, was, would)
            yield from _reads_less(tool, was, would)


def in_name(risk: Risk) -> str:
    """``High (R3)``."""
    return f"{risk.word} ({risk.value})"


def _lowers(tool: str, old: ToolDescriptor | None, new: ToolDescriptor, least: Risk) -> Iterator[str]:
    base = old.risk if old is not None else Risk.R4
    if base.rank < least.rank:
        return
    if old is None and new.risk.rank < Risk.R3.rank:
        yield f"{tool} would be {in_name(new.risk)}; it is not described, so Critical (R4)"
    elif old is not None and new.risk.rank < base.rank:
        yield f"{tool} would be {in_name(new.risk)}; it is {in_name(base)}"
    yield from _cases(tool, old, new)
    yield from _reads_less(tool, old, new)


def _cases(tool: str, old: ToolDescriptor | None, new: ToolDescriptor) -> Iterator[str]:
    """Bounded cases that lower the tool where it was not lowered before."""
    base = old.risk if old is not None else Risk.R4
    for case in new.when:
        known = old is not None and any(
            one.field == case.field and one.at_most >= case.at_most and one.risk.rank <= case.risk.rank
            for one in old.when
        )
        if case.risk.rank < base.rank and not known:
            most = f"{in_words(case.at_most, case.field, new)} of {label(case.field, new)}"
            yield f"{tool} would be {in_name(case.risk)} up to {most}"


def _reads_less(tool: str, old: ToolDescriptor | None, new: ToolDescriptor) -> Iterator[str]:
    """The same numbers would count for less, or a changed tool would no longer be noticed."""
    if old is None:
        return
    for name, spec in sorted(new.fields.items()):
        was = old.fields.get(name)
        if spec.role == "money" and (was is None or was.role != "money" or was.currency != spec.currency):
            yield f"{label(name, new)} of {tool} would be counted as an amount in {spec.currency}"
    if old.pin is not None and new.pin is None:
        yield f"a changed {tool} would no longer be noticed"
