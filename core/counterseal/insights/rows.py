"""What the figures are made of: single events of the ledger, and counts of those too many to hold singly.

Times are seconds since 1970 (float), so that a quarter of a year of decisions stays small in memory. ``book`` is the
number of the log within the profile, 0 for the own one.

Events are kept as bare tuples of plain values (``Packed``), which Python's cyclic garbage collector stops to look at:
it would else visit each of a hundred thousand of them in one go, and the window would stand still meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])

APPROVE, EDIT, REJECT, ANSWER, WITHDRAW = "approve", "edit", "reject", "answer", "withdraw"


class Packed(Generic[T]):
    """Named tuples, kept bare; they get their names back when they are looked at."""

    __slots__ = ("_make", "_rows")

    def __init__(self, make: Callable[[Iterable[Any]], T], rows: Iterable[T] = ()) -> None:
        self._make = make
        self._rows: list[tuple[Any, ...]] = [tuple(one) for one in rows]

    def append(self, one: T) -> None:
        self._rows.append(tuple(one))

    def extend(self, others: Iterable[T]) -> None:
        self._rows.extend(others._rows if isinstance(others, Packed) else map(tuple, others))

    def sort(self, *members: int) -> None:
        """By these members, the first one first."""
        self._rows.sort(key=lambda row: tuple(row[member] for member in members))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._rows)

    def __getitem__(self, place: int) -> T:
        return self._make(self._rows[place])


class Decision(NamedTuple):
    """One signed decision.

    Attributes:
        tool, risk: from the signed statement; empty where it was erased.
        dwell_ms: how long the desktop had shown the action; None where no desktop did.
        opened: sections that were seen; None where no desktop showed it.
    """

    book: int
    seq: int
    at: float
    verdict: str
    subject: str
    agent: str
    person: str
    tool: str = ""
    risk: str = ""
    dwell_ms: int | None = None
    opened: tuple[str, ...] | None = None


class Wait(NamedTuple):
    """An action began to wait for a person.

    Attributes:
        first: it was asked then, and did not come back to wait.
        attached: whether it came with ``context`` and ``trace``.
    """

    at: float
    subject: str
    agent: str
    tool: str = ""
    first: bool = True
    attached: tuple[str, ...] = ()


class End(NamedTuple):
    """An action ended without a person's decision: ``how`` is expired, withdrawn, stale, rejected or void."""

    at: float
    subject: str
    agent: str
    how: str


@dataclass(frozen=True, slots=True)
class Fall:
    """An agent fell to a lower level by itself; ``cause`` as the ledger names it, ``why`` in the gateway's words."""

    at: float
    agent: str
    to: str
    cause: str
    why: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A person marked something that an agent did as wrong; ``action`` is empty when no single one was named."""

    at: float
    agent: str
    action: str


def _decisions() -> Packed[Decision]:
    return Packed(Decision._make)


def _waits() -> Packed[Wait]:
    return Packed(Wait._make)


def _ends() -> Packed[End]:
    return Packed(End._make)


@dataclass(slots=True)
class DayRows:
    """All of one day in one log. The counters are by agent.

    Attributes:
        unknown: (action, agent) of outcomes that nobody had heard the end of.
        settled: actions whose unknown outcome a person settled; their new outcome is among ``done`` or ``failed``.
        entries: how many entries of the log fall on the day.
    """

    decisions: Packed[Decision] = field(default_factory=_decisions)
    waits: Packed[Wait] = field(default_factory=_waits)
    ends: Packed[End] = field(default_factory=_ends)
    falls: list[Fall] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    allowed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    entries: int = 0


def joined(parts: list[DayRows]) -> DayRows:
    """One day over several logs; what stands in two of them was left out of one already."""
    whole = DayRows()
    for part in parts:
        for name in ("decisions", "waits", "ends", "falls", "wrong", "unknown", "settled"):
            getattr(whole, name).extend(getattr(part, name))
        for name in ("allowed", "refused", "done", "failed"):
            getattr(whole, name).update(getattr(part, name))
        whole.entries += part.entries
    return whole
