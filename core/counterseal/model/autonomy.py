"""How far an agent may go alone: levels, mandates, charters (DESIGN 4.5), as an owner signs them.

The order bodies that carry these are written in ARCHITECTURE.md, "Orders about agents". Everything here is data; what
follows from it is said by ``counterseal.policy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from counterseal.model.risk import Risk

DAY = 86_400
DEFAULT_SILENCE = DAY


class Level(StrEnum):
    """Autonomy levels, named as the Knight Institute does (Feng, McDonald, Zhang, arXiv 2506.12469), with L0 added."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"

    @property
    def rank(self) -> int:
        return int(self.value[1])

    @property
    def word(self) -> str:
        return ("Suspended", "Operator", "Collaborator", "Consultant", "Approver", "Observer")[self.rank]

    @property
    def sentence(self) -> str:
        return (
            "Nothing runs; everything is refused.",
            "Nothing runs alone; a person approves everything.",
            "Read-only actions run alone; a person approves every change.",
            "Read-only and Low run alone; a person approves Moderate and above.",
            "Up to Moderate runs alone; a person approves High and Critical.",
            "Up to High runs alone; a person approves Critical and watches.",
        )[self.rank]

    @property
    def runs_alone(self) -> tuple[Risk, ...]:
        """The risks that run alone inside mandate and lease."""
        return tuple(Risk)[: (0, 0, 1, 2, 3, 4)[self.rank]]


@dataclass(frozen=True, slots=True)
class ToolGroup:
    """A level of its own for some tools. ``tools`` are names, or a prefix and ``*`` (``mail.*``)."""

    name: str
    tools: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Autonomy:
    """The body of a ``level`` order: the agent's level, levels of groups of tools, and raised quorums.

    ``quorum`` maps a risk to how many distinct people must approve; it can only raise what DESIGN 4.5 says.
    """

    level: Level
    groups: tuple[ToolGroup, ...] = ()
    quorum: Mapping[Risk, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on one number of each call. ``tool`` is a name or prefix with ``*``; amounts are in minor units."""

    tool: str
    field: str
    at_most: int
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """A bound on the sum of a field, or on the count of calls (``field`` None), within the last ``seconds``.

    ``name`` identifies the window's budget: two versions of a mandate with the same name share what was used.
    """

    name: str
    tools: tuple[str, ...]
    field: str | None
    at_most: int
    seconds: int = DAY


@dataclass(frozen=True, slots=True)
class Payees:
    """Who may be paid or reached: ``field`` of ``tool`` must equal one of ``allowed``, character by character."""

    tool: str
    field: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """When it may run alone. ``days`` 0 is Monday; ``start`` and ``end`` as ``08:00`` in the IANA zone ``zone``."""

    zone: str
    days: tuple[int, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an agent may do alone, inside its level. Outside it an action waits, or is refused if ``outside`` says so.

    Attributes:
        confidence: least confidence that the agent must claim, 0 to 1; None asks for none.
        expires_at: UTC stamp; a mandate always ends.
        silence: seconds without any person's desktop after which it lapses.
        outside: ``wait`` or ``refuse``.
    """

    tools: tuple[str, ...]
    expires_at: str
    limits: tuple[Limit, ...] = ()
    windows: tuple[Window, ...] = ()
    payees: tuple[Payees, ...] = ()
    hours: Hours | None = None
    confidence: float | None = None
    silence: int = DEFAULT_SILENCE
    outside: str = "wait"


@dataclass(frozen=True, slots=True)
class Charter:
    """What an agent is for and who answers for it; no agent leaves L1 without one.

    Attributes:
        deputy: a person's id, or None.
        target: what the success metric should reach, 0 to 1; ``failure_rate`` and ``share_to_people`` are upper bounds.
        answer_within: seconds after which a waiting action has escalated to everybody and is rejected; None: never.
        undo_minutes: how long effects can be taken back; None when they cannot.
    """

    workflow: str
    bounds: str
    owner: str
    deputy: str | None
    metric: str
    target: float
    failure_rate: float
    share_to_people: float
    runbook: str
    undo_minutes: int | None = None
    data: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    answer_within: int | None = None


def covers(pattern: str, tool: str) -> bool:
    """Whether a tool's name is meant by ``pattern``: the name itself, or a prefix followed by ``*``."""
    return tool == pattern or (pattern.endswith("*") and tool.startswith(pattern[:-1]))


def level_of(autonomy: Autonomy, tool: str, cap: Level | None = None) -> Level:
    """The level that counts for a tool: the lowest of its groups' levels, else the agent's; never above ``cap``."""
    found = [group.level for group in autonomy.groups if any(covers(one, tool) for one in group.tools)]
    level = min(found, key=lambda one: one.rank) if found else autonomy.level
    return min(level, cap, key=lambda one: one.rank) if cap is not None else level


def members(value: Any) -> Any:
    """Any of these as the JSON that an order's body holds."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(members(key)): members(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [members(item) for item in value]
    if hasattr(value, "__slots__"):
        return {name: members(getattr(value, name)) for name in value.__slots__}
    return value
