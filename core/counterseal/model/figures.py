"""How an agent has done, and the higher level that this speaks for (DESIGN 4.5, "Earned autonomy")."""

from __future__ import annotations

from dataclasses import dataclass

from counterseal.model.autonomy import Level


@dataclass(frozen=True, slots=True)
class Figures:
    """Success figures over ``days``. Shares are 0 to 1, None when there is nothing to count yet."""

    days: int
    actions: int
    alone: int
    to_people: float | None
    unedited: float | None
    wrong: float | None
    success: float | None
    reported_back: float | None
    unedited_in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A higher level that the app proposes, with its evidence in sentences. It is never taken without a signature."""

    level: Level
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """One past action that a change would have treated otherwise. ``was`` and ``would`` are effects, ``at`` a stamp.

    ``why``: the words of the new ruling.
    """

    action_id: str
    title: str
    at: str
    was: str
    would: str
    why: str
