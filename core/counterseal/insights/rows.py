"""What the figures are made of: single events of the ledger, and counts of those too many to hold singly.

Times are seconds since 1970 (float), so that a quarter of a year of decisions stays small in memory. ``book`` is the
number of the log within the profile, 0 for the own one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

APPROVE, EDIT, REJECT, ANSWER, WITHDRAW = "approve", "edit", "reject", "answer", "withdraw"


@dataclass(frozen=True, slots=True)
class Decision:
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


@dataclass(frozen=True, slots=True)
class Wait:
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


@dataclass(frozen=True, slots=True)
class End:
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


@dataclass(slots=True)
class DayRows:
    """All of one day in one log. The counters are by agent.

    Attributes:
        unknown: (action, agent) of outcomes that nobody had heard the end of.
        settled: actions whose unknown outcome a person settled; their new outcome is among ``done`` or ``failed``.
        entries: how many entries of the log fall on the day.
    """

    decisions: list[Decision] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
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
