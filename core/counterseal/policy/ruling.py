"""What policy is asked and what it answers (DESIGN 4.5). Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counterseal.model.actions import Action, Claims
from counterseal.model.autonomy import Autonomy, Level, Mandate
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor

ALLOW, HOLD, REFUSE = "allow", "hold", "refuse"


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that an answer may depend on; nothing else is looked at.

    Attributes:
        descriptor: what the owner signed about the tool; None when it is not described.
        tool_changed: the agent's runtime knows another definition than the one that was pinned.
        cap: the lower level that the agent fell to by itself.
        chartered: whether a charter is in force.
        owner_active: whether the agent's owner is on the roster, active.
        budgets: used per window name, already limited to the window's time. A window of the mandate that is missing
            here is not known to be unused, so the action waits.
        halted, paused: empty, or words that say by whom and since when.
        leased: whether the agent's process holds a lease; True for upstream adapters, which hold none.
        earliest, latest: the interval that the true time lies in, aware.
        people_seen: when a person's desktop last reached this gateway, aware; None: never.
        problem: why the action cannot be shown; None when it can.
    """

    action: Action
    claims: Claims
    descriptor: ToolDescriptor | None
    tool_changed: bool
    autonomy: Autonomy
    cap: Level | None
    mandate: Mandate | None
    chartered: bool
    owner_active: bool
    budgets: Mapping[str, int]
    halted: str
    paused: str
    leased: bool
    earliest: datetime
    latest: datetime
    people_seen: datetime | None
    problem: str | None = None
    source: str = "direct"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that spoke. ``code`` is a stable name, ``effect`` what it asks for, ``says`` words for an owner.

    ``says`` may quote outside text, cut to a few words; screens show it as such.
    """

    code: str
    effect: str
    says: str

    def members(self) -> dict[str, str]:
        return {"code": self.code, "effect": self.effect, "says": self.says}


@dataclass(frozen=True, slots=True)
class Charge:
    """What an allowed action takes from a window's budget: minor units, or 1 for a count."""

    window: str
    amount: int

    def members(self) -> dict[str, Any]:
        return {"window": self.window, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer. Allowed only when every rule that spoke allows; refusal wins over waiting.

    Attributes:
        effect: ``allow``, ``hold`` or ``refuse``.
        level: the level that counts for the tool.
        rules: every rule that spoke, in order.
        charges: empty unless allowed.
    """

    effect: str
    risk: Risk
    level: Level
    rules: tuple[Rule, ...]
    charges: tuple[Charge, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        """The words of the rules that led to the effect."""
        return tuple(rule.says for rule in self.rules if rule.effect == self.effect)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that led to the effect."""
        return tuple(rule.code for rule in self.rules if rule.effect == self.effect)
