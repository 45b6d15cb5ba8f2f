"""What follows from a trace's steps alone: their tree, their totals, and which of them proposed the action.

Pure and total: parents that are missing, that come later, or that form a circle do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from counterseal.model.actions import TraceStep
from counterseal.model.json_equality import same_json

_MASK_BEGIN, _MASK_END = "⟦masked: ", "⟧"


@dataclass(frozen=True, slots=True)
class TraceTree:
    """The tree of a trace's steps; every member but ``order`` is indexed by a step's place in the trace.

    Attributes:
        order: places, parents before their children, siblings as the trace has them.
        parents: the parent's place, -1 for a root.
        depths: how many ancestors.
        below: how many descendants.
        strays: steps that name a parent which the trace does not have, or which lies below them; they are roots.
    """

    order: tuple[int, ...]
    parents: tuple[int, ...]
    depths: tuple[int, ...]
    below: tuple[int, ...]
    strays: frozenset[int]


@dataclass(frozen=True, slots=True)
class TraceTotals:
    """A trace's figures: steps, milliseconds from the first begin to the last end, tokens where any step gave them."""

    steps: int
    begin_ms: int
    total_ms: int
    tokens: int | None
    tokens_in: int | None
    tokens_out: int | None


class Capture(StrEnum):
    """What a gateway keeps of the spans that an agent's program exports: nothing unless its owner signed more."""

    OFF = "off"
    STRUCTURE = "structure"
    CONTENT = "content"

    @property
    def rank(self) -> int:
        return tuple(Capture).index(self)


@dataclass(frozen=True, slots=True)
class ReceivedTrace:
    """Steps that arrived at the gateway beside an action. Nobody signed them, and no decision rests on them.

    Attributes:
        steps: what arrived while nobody had decided. late: what arrived after the first decision.
        at: UTC stamp of the newest arrival; empty while there is none.
        full: a bound is reached, so that later steps may be missing.
    """

    steps: tuple[TraceStep, ...] = ()
    late: tuple[TraceStep, ...] = ()
    at: str = ""
    full: bool = False


NOTHING_RECEIVED = ReceivedTrace()


class MatchedBy(StrEnum):
    """How the proposing step was found, surest first."""

    CALL_ID = "call_id"
    CALL = "call"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Match:
    """The step that proposed an action: its place, how it was found, and how many steps fit as well."""

    index: int
    by: MatchedBy
    others: int = 0


@dataclass(frozen=True, slots=True)
class OpenedTrace:
    """A trace that was read from a file.

    Attributes:
        name: the file's name, without its folder. It is outside text.
        source: ``opentelemetry``, ``claude_code``, ``langgraph`` or ``counterseal``.
        began_at: UTC stamp of the first step; empty when the file has no times.
        passed_over: how many records of kinds that are no steps were passed over.
        torn: the file's last line is not whole and was left out.
    """

    name: str
    source: str
    steps: tuple[TraceStep, ...]
    began_at: str = ""
    passed_over: int = 0
    torn: bool = False


def tree_of(steps: Sequence[TraceStep]) -> TraceTree:
    """Every step once, in linear time. Of several steps with one id the first is the parent that is meant."""
    places: dict[str, int] = {}
    for place, step in enumerate(steps):
        places.setdefault(step.id, place)
    parents = [-1 if step.parent is None else places.get(step.parent, -1) for step in steps]
    strays = {place for place, step in enumerate(steps) if step.parent is not None and parents[place] == -1}
    for place in _closing(parents):
        parents[place] = -1
        strays.add(place)
    children: list[list[int]] = [[] for _ in steps]
    for place, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(place)
    order: list[int] = []
    depths = [0] * len(steps)
    waiting = [place for place in reversed(range(len(steps))) if parents[place] == -1]
    while waiting:
        place = waiting.pop()
        order.append(place)
        for child in reversed(children[place]):
            depths[child] = depths[place] + 1
            waiting.append(child)
    below = [0] * len(steps)
    for place in reversed(order):
        if parents[place] >= 0:
            below[parents[place]] += below[place] + 1
    return TraceTree(tuple(order), tuple(parents), tuple(depths), tuple(below), frozenset(strays))


def totals_of(steps: Sequence[TraceStep]) -> TraceTotals:
    """The figures of a trace; what no step gave is None and never invented."""
    begin = min((step.start_ms for step in steps), default=0)
    end = max((step.start_ms + (step.duration_ms or 0) for step in steps), default=0)
    counted = [count for step in steps if (count := tokens_of(step)) is not None]
    given_in = [step.tokens_in for step in steps if step.tokens_in is not None]
    given_out = [step.tokens_out for step in steps if step.tokens_out is not None]
    return TraceTotals(
        len(steps),
        begin,
        end - begin,
        sum(counted) if counted else None,
        sum(given_in) if given_in else None,
        sum(given_out) if given_out else None,
    )


def tokens_of(step: TraceStep) -> int | None:
    """All tokens of one step: as the source counted them, else the sum of the parts it told."""
    if step.tokens is not None or (step.tokens_in is None and step.tokens_out is None):
        return step.tokens
    return (step.tokens_in or 0) + (step.tokens_out or 0)


def marked_call_ids(steps: Sequence[TraceStep], tool: str) -> frozenset[str]:
    """Ids of the calls of ``tool`` in the steps that are marked as proposing: what to look for in another trace."""
    return frozenset(
        call.id for step in steps if is_marked(step) for call in step.calls if call.id and call.tool == tool
    )


def is_marked(step: TraceStep) -> bool:
    """Whether the trace itself says that this step proposes the action."""
    return step.proposes or step.kind == "propose"


def proposing_step(
    steps: Sequence[TraceStep], tool: str, arguments: Mapping[str, Any], call_ids: frozenset[str] = frozenset()
) -> Match | None:
    """The step that proposed a call of ``tool`` with ``arguments``; None when no step fits.

    By a tool call id of ``call_ids``; else by tool and arguments, where what the gateway masked may have been any
    text; else by the trace's own mark. Of several the marked one, then the last, and one that makes the call rather
    than one that runs it.
    """
    fits = {
        MatchedBy.CALL_ID: [
            place for place, step in enumerate(steps) if any(call.id in call_ids for call in step.calls if call.id)
        ],
    }
    if not fits[MatchedBy.CALL_ID]:
        fits[MatchedBy.CALL] = [
            place for place, step in enumerate(steps) if any(_same_call(call, tool, arguments) for call in step.calls)
        ]
        fits[MatchedBy.MARK] = [place for place, step in enumerate(steps) if is_marked(step)]
    for by, places in fits.items():
        if places:
            best = max(places, key=lambda place: (steps[place].kind != "tool", is_marked(steps[place]), place))
            same_side = [place for place in places if (steps[place].kind == "tool") == (steps[best].kind == "tool")]
            return Match(best, by, len(same_side) - 1)
    return None


def _same_call(call: Any, tool: str, arguments: Mapping[str, Any]) -> bool:
    return call.tool == tool and call.arguments is not None and _fits(arguments, call.arguments)


def _fits(masked: Any, told: Any) -> bool:
    """Whether two values are one JSON value, apart from what the first has masked."""
    if isinstance(masked, Mapping) and isinstance(told, Mapping):
        return masked.keys() == told.keys() and all(_fits(item, told[key]) for key, item in masked.items())
    if isinstance(masked, list | tuple) and isinstance(told, list | tuple):
        return len(masked) == len(told) and all(_fits(one, other) for one, other in zip(masked, told, strict=True))
    if isinstance(masked, str) and _MASK_BEGIN in masked:
        # A masked number is a text too, so what stood there may have been of any kind.
        return not isinstance(told, str) or _fits_text(masked, told)
    return same_json(masked, told)


def _fits_text(masked: str, told: str) -> bool:
    """Whether the parts between the masks stand in ``told`` in their order, the first and last at its ends."""
    if masked == told:
        return True
    first, *rest = masked.split(_MASK_BEGIN)
    parts = [first, *(piece.partition(_MASK_END)[2] for piece in rest)]
    if not told.startswith(first) or not told.endswith(parts[-1]):
        return False
    at, end = len(first), len(told) - len(parts[-1])
    for part in parts[1:-1]:
        found = told.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def _closing(parents: Sequence[int]) -> list[int]:
    """For each circle of parents the one place, its first in the trace, whose link to its parent is to be cut."""
    unseen, walking, done = 0, 1, 2
    state = [unseen] * len(parents)
    cut: list[int] = []
    for start in range(len(parents)):
        path: list[int] = []
        place = start
        while place >= 0 and state[place] == unseen:
            state[place] = walking
            path.append(place)
            place = parents[place]
        if place >= 0 and state[place] == walking:
            cut.append(min(path[path.index(place) :]))
        for each in path:
            state[each] = done
    return cut
