"""How much a decision costs its maker: friction follows risk (DESIGN 5). Pure rules, no widget.

Saying no is cheap at every risk; only what lets an action run gets harder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counterseal.model.decisions import Verdict
from counterseal.model.facts import Facts
from counterseal.model.risk import Risk, highest
from counterseal.model.views import ActionDetail
from counterseal_desktop.translating import tr

GUARD_SECONDS = 0.4
HOLD_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Path:
    """What approving takes. ``typed`` is the fact to type exactly, empty for none; ``hold`` the undo in seconds."""

    confirm: bool
    seen: tuple[str, ...]
    reason: bool
    step_up: bool
    typed: str
    hold: float


def path_for(risk: Risk, facts: Facts, has_trace: bool) -> Path:
    """The path of an approval, or of an edit with the edited action's facts."""
    if risk.rank <= 1:
        return Path(confirm=False, seen=(), reason=False, step_up=False, typed="", hold=HOLD_SECONDS)
    if risk.rank == 2:
        return Path(confirm=True, seen=(), reason=False, step_up=False, typed="", hold=0.0)
    seen = ("facts", "trace") if has_trace else ("facts",)
    typed = facts.confirm if risk is Risk.R4 else ""
    return Path(confirm=True, seen=seen, reason=True, step_up=True, typed=typed, hold=0.0)


def risk_of(detail: ActionDetail, facts: Facts | None = None) -> Risk:
    """The worse of what the gateway and the facts say, so that neither alone can lower the friction."""
    return highest(detail.item.risk, (facts or detail.facts).risk)


def allowed_verdicts(detail: ActionDetail, roles: Iterable[str]) -> frozenset[Verdict]:
    """What this person may do with this action: nothing for an auditor, reject only for what cannot be shown."""
    if not {"owner", "reviewer"} & set(roles):
        return frozenset()
    offered = frozenset(Verdict(v) for v in detail.item.verdicts if v in set(Verdict))
    return offered & {Verdict.REJECT} if detail.item.problem else offered - {Verdict.WITHDRAW}


def restated(facts: Facts) -> str:
    """``Approve refund €120.00``: the verb with the fact that matters. May hold outside text."""
    verb = facts.verb[:1].lower() + facts.verb[1:]
    if facts.confirm in facts.verb:
        return tr("Approve {verb}", verb=verb)
    return tr("Approve {verb} {fact}", verb=verb, fact=facts.confirm)
