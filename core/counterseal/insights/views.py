"""What the Insights screen shows, as frozen values. Whatever has rows behind it carries the filter that shows them.

Shares are 0 to 1; a share or time is None where there is nothing, or too little, to say one. People and agents are ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counterseal.insights.days import PERIODS as PERIODS
from counterseal.insights.days import Span as Span
from counterseal.insights.statistics import Limits as Limits
from counterseal.model.history import HistoryFilter

ALONE, APPROVED, EDITED, REJECTED = "alone", "approve", "edit", "reject"
ANSWERED, EXPIRED, REFUSED = "answer", "expired", "refused"
SERIES = (ALONE, APPROVED, EDITED, REJECTED, ANSWERED, EXPIRED, REFUSED)
OF_PEOPLE = (APPROVED, EDITED, REJECTED, ANSWERED)
CORRECTED_VERDICTS = (EDITED, REJECTED)

CORRECTED, ASKS, TO_PEOPLE, FAILED, LOWERED = "corrected", "asks", "to_people", "failed", "lowered"
"""What can drift: share edited or rejected, asks a day, share sent to people, share that failed, and the level."""

SUCCESS, FAILURE, WRONG, SENT, EXPIRY = "success", "failure", "wrong", "to_people", "expired"
"""What a charter promises, and how many asks nobody answered in time."""


@dataclass(frozen=True, slots=True)
class InsightsWanted:
    """A period of 7, 30 or 90 days that ends today, and whose; an empty id means everybody's."""

    days: int = 30
    agent: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the rows behind it."""

    value: int
    rows: HistoryFilter


@dataclass(frozen=True, slots=True)
class Totals:
    """The tiles. ``actions`` and ``alone`` are None while one person is looked at: agents' actions are nobody's.

    Attributes:
        decided: decisions by people that were not taken back; ``taken_back`` those that were.
        asked: actions that were sent to people.
        corrected, corrected_before: share edited or rejected, now and in as many days before.
        wrong: actions marked as wrong; ``ended`` those whose outcome is known or unknown.
        median, p90: seconds to decide.
    """

    actions: Figure | None
    alone: int | None
    asked: int
    decided: Figure
    taken_back: int
    corrected: Figure
    corrected_share: float | None
    corrected_before: float | None
    wrong: Figure
    ended: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class VolumeDay:
    """How many of each of ``SERIES``, and their rows; a series without any is missing from both."""

    span: Span
    counts: Mapping[str, int]
    rows: Mapping[str, HistoryFilter]


@dataclass(frozen=True, slots=True)
class WaitPoint:
    """Seconds from asking to deciding, over a day or a week; a percentile is None under ``LEAST`` decisions."""

    span: Span
    count: int
    p50: float | None
    p90: float | None
    p99: float | None
    rows: HistoryFilter


@dataclass(frozen=True, slots=True)
class RatePoint:
    """One day's edited or rejected decisions. ``low`` and ``high`` limit it, None without limits.

    ``likely`` is the 95 % interval of the share. ``outside``: beyond its limits.
    """

    span: Span
    hits: int
    trials: int
    low: float | None
    high: float | None
    likely: tuple[float, float]
    outside: bool
    rows: HistoryFilter

    @property
    def share(self) -> float | None:
        return self.hits / self.trials if self.trials else None


@dataclass(frozen=True, slots=True)
class RateChart:
    """Edited or rejected by day, with its limits; None when ``days`` days with ``trials`` decisions are too few."""

    points: tuple[RatePoint, ...]
    limits: Limits | None
    days: int
    trials: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Since ``since`` a figure of an agent (and tool) is ``after`` and was ``before``; of a fall, ``why`` it fell.

    ``to`` is the level fallen to, ``cause`` as the ledger names it.
    """

    agent: str
    tool: str
    figure: str
    since: Span
    before: float
    after: float
    count: int
    rows: HistoryFilter
    why: str = ""
    to: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """``watched`` agents had enough to judge, ``scarce`` ones too little."""

    alerts: tuple[Alert, ...]
    watched: tuple[str, ...]
    scarce: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CharterFigure:
    """One measure of an agent against its charter.

    Attributes:
        bound: what the charter says; None for a measure that it does not bound.
        at_least: whether the value should reach the bound, and not stay below it.
        count: what the share is of.
    """

    agent: str
    measure: str
    metric: str
    value: float | None
    count: int
    bound: float | None
    at_least: bool
    rows: HistoryFilter

    @property
    def kept(self) -> bool | None:
        if self.value is None or self.bound is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Load:
    """What one person decided. ``days``: on how many days; ``most`` on ``most_on``; night and weekend are counts."""

    person: str
    decisions: int
    days: int
    most: int
    most_on: Span
    night: int
    weekend: int
    rows: HistoryFilter
    by_day: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many actions waited for a first decision at the end of a day, or now."""

    span: Span
    waiting: int
    rows: HistoryFilter


@dataclass(frozen=True, slots=True)
class Own:
    """How the person at this desk decides; made from the own log alone, for nobody else.

    Attributes:
        seen: approvals and edits that a desktop showed; the following are of them.
        risky: those at High or Critical; ``risky_median_ms`` how long they were looked at.
        fast: approved within ``fast_ms`` of opening.
        no_trace, no_context: approved without it on the screen, of ``with_trace``, ``with_context`` that had one.
        longest_run: decisions in a row without a pause of ``pause_s`` seconds.
    """

    seen: int
    risky: Figure
    risky_median_ms: int | None
    fast: Figure
    no_trace: Figure
    with_trace: int
    no_context: Figure
    with_context: int
    longest_run: Figure
    fast_ms: int
    pause_s: int


@dataclass(frozen=True, slots=True)
class Insights:
    """Everything, for one question.

    Attributes:
        days: the spans of the period. names: of agents and people, by id, as far as known.
        agents, people: ids that may be asked for. entries: how many entries were looked at; ``took_ms`` for how long.
    """

    wanted: InsightsWanted
    days: tuple[Span, ...]
    totals: Totals
    volume: tuple[VolumeDay, ...]
    by_day: tuple[WaitPoint, ...]
    by_week: tuple[WaitPoint, ...]
    rate: RateChart
    drift: Drift
    charters: tuple[CharterFigure, ...]
    load: tuple[Load, ...]
    backlog: tuple[Backlog, ...]
    own: Own
    agents: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    entries: int = 0
    took_ms: float = 0.0

    @property
    def empty(self) -> bool:
        """Whether nobody and nothing decided anything in the period."""
        return not any(any(day.counts.values()) for day in self.volume)
