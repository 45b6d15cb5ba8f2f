"""What a change of level, mandate or tools would have changed: past actions ruled on again, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from counterseal.clock import stamp
from counterseal.model.actions import Action, Claims
from counterseal.model.autonomy import Level, Mandate, Window, covers
from counterseal.model.figures import ChangedCase
from counterseal.model.tools import ToolDescriptor
from counterseal.policy.amounts import label, quote
from counterseal.policy.evaluate import evaluate
from counterseal.policy.orders import needs_second
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Question, Ruling
from counterseal.policy.standing import Standing
from counterseal.policy.widening import names

DAYS = 30
MOST_CASES = 20
MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class Past:
    """One action that was asked for. ``was`` is what policy did then: allow, hold or refuse; ``at`` is aware."""

    action: Action
    claims: Claims
    at: datetime
    was: str
    title: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have been, of ``looked_at`` actions of the last ``days``. ``needs_second``: see ``policy.orders``."""

    days: int
    looked_at: int
    now_alone: int
    would_alone: int
    would_wait: int
    would_refuse: int
    cases: tuple[ChangedCase, ...]
    needs_second: tuple[str, ...]
    warnings: tuple[str, ...]


def replay(past: Iterable[Past], before: Standing, after: Standing, days: int = DAYS) -> Replay:
    """Rule on past actions as if the change had been in force, with budgets filling up as they would have.

    Halts, pauses, leases and people's silence of that time are left out, and a charter is taken as given: the question
    is about the change alone. Cases that would run alone come first, then the newest.
    """
    ordered = sorted(past, key=lambda one: one.at)
    budgets = _Budgets(after.mandate)
    counts = {ALLOW: 0, HOLD: 0, REFUSE: 0}
    cases: list[ChangedCase] = []
    for one in ordered:
        ruling = evaluate(_question(one, after, budgets.used(one.at)))
        counts[ruling.effect] += 1
        budgets.charge(one.at, ruling)
        if ruling.effect != one.was:
            why = "; ".join(ruling.why[:3])
            title = one.title or one.action.tool
            cases.append(ChangedCase(one.action.id, title, stamp(one.at), one.was, ruling.effect, why))
    cases.sort(key=lambda case: case.at, reverse=True)
    cases.sort(key=lambda case: case.would != ALLOW)
    return Replay(
        days=days,
        looked_at=len(ordered),
        now_alone=sum(one.was == ALLOW for one in ordered),
        would_alone=counts[ALLOW],
        would_wait=counts[HOLD],
        would_refuse=counts[REFUSE],
        cases=tuple(cases[:MOST_CASES]),
        needs_second=needs_second(before, after),
        warnings=tuple(dict.fromkeys(_warnings(after)))[:MOST_WARNINGS],
    )


def _question(one: Past, after: Standing, budgets: Mapping[str, int]) -> Question:
    return Question(
        action=one.action,
        claims=one.claims,
        descriptor=after.tools.get(one.action.tool),
        tool_changed=False,
        autonomy=after.autonomy,
        cap=after.cap,
        mandate=after.mandate,
        chartered=True,
        owner_active=True,
        budgets=budgets,
        halted="",
        paused="",
        leased=True,
        earliest=one.at,
        latest=one.at,
        people_seen=one.at,
        problem=one.problem,
    )


class _Budgets:
    """What the windows of a mandate hold at a moment that only moves on."""

    def __init__(self, mandate: Mandate | None) -> None:
        self.windows: tuple[Window, ...] = mandate.windows if mandate is not None else ()
        self.charged: dict[str, deque[tuple[datetime, int]]] = {window.name: deque() for window in self.windows}
        self.sums = dict.fromkeys(self.charged, 0)

    def used(self, at: datetime) -> Mapping[str, int]:
        for window in self.windows:
            queue, since = self.charged[window.name], at - timedelta(seconds=window.seconds)
            while queue and queue[0][0] <= since:
                self.sums[window.name] -= queue.popleft()[1]
        return self.sums

    def charge(self, at: datetime, ruling: Ruling) -> None:
        for charge in ruling.charges:
            self.charged[charge.window].append((at, charge.amount))
            self.sums[charge.window] += charge.amount


def _warnings(after: Standing) -> Iterator[str]:
    """What an owner should know before signing: bounds that bind nothing, and tools that no bound holds."""
    levels = [after.autonomy.level, *(group.level for group in after.autonomy.groups)]
    if after.charter is None and any(level.rank > Level.L1.rank for level in levels):
        yield "the agent has no charter: it stays at L1 until one is signed"
    mandate = after.mandate
    if mandate is None:
        if any(level.runs_alone for level in levels):
            yield "without a mandate nothing runs alone, whatever the level"
        return
    for pattern in mandate.tools:
        if not any(covers(pattern, tool) for tool in after.tools):
            yield f"{pattern} is in the mandate but not described: it stays Critical (R4) and never runs alone"
    for tool, descriptor in sorted(after.tools.items()):
        if names(mandate, tool):
            yield from _unreadable(mandate, tool, descriptor)
            yield from _unbounded(mandate, tool, descriptor)


def _fields(mandate: Mandate, tool: str) -> Iterator[str]:
    """Arguments of a tool that the mandate's limits and windows read as numbers."""
    for limit in mandate.limits:
        if covers(limit.tool, tool):
            yield limit.field
    for window in mandate.windows:
        if window.field is not None and any(covers(pattern, tool) for pattern in window.tools):
            yield window.field


def _unreadable(mandate: Mandate, tool: str, descriptor: ToolDescriptor) -> Iterator[str]:
    properties = (descriptor.schema or {}).get("properties")
    known = {*descriptor.fields, *(properties if isinstance(properties, Mapping) else ())}
    payees = [one.field for one in mandate.payees if covers(one.tool, tool)]
    for name in dict.fromkeys([*_fields(mandate, tool), *payees]):
        if name not in known:
            yield f"{tool} is not described with {quote(name)}, which the mandate bounds: a call without it waits"


def _unbounded(mandate: Mandate, tool: str, descriptor: ToolDescriptor) -> Iterator[str]:
    bounded = set(_fields(mandate, tool))
    for name, spec in sorted(descriptor.fields.items()):
        if spec.role == "money" and name not in bounded:
            yield f"{tool} moves money, and the mandate sets neither a limit nor a window on {label(name, descriptor)}"
