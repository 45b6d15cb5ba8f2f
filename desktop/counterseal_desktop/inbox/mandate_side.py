"""The level and mandate under which a waiting action was judged, and what of its windows was used, in short lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from counterseal.model.autonomy import Level
from counterseal.model.tools import ToolDescriptor
from counterseal.model.views import ActionDetail
from counterseal_desktop.agents.mandate_words import budget_words
from counterseal_desktop.agents.mandate_words import mandate_lines as lines_of
from counterseal_desktop.agents.standing import level_words
from counterseal_desktop.translating import as_written, tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import level_sentence

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import AgentDetail, BudgetView

MOST_LINES = 3


def mandate_lines(
    detail: ActionDetail, agent: AgentDetail | None, tools: Sequence[ToolDescriptor], now: datetime | None = None
) -> list[tuple[str, str]]:
    """(words, role) each. ``agent`` adds what the mandate says and the windows' units; without it, bare figures."""
    level = detail.level
    sentence = level_sentence(Level(level)) if level in Level.__members__ else ""
    lines = [(f"{level_words(level)}. {sentence}".strip(), "")]
    if agent is not None and now is not None:
        if agent.mandate is None:
            lines.append((tr("There is no mandate: nothing runs alone."), ""))
        else:
            lines += [(line, "") for line in lines_of(agent.mandate, tools, now)[:MOST_LINES]]
    known = {budget.name: budget for budget in agent.budgets} if agent is not None else {}
    for name, used, at_most in detail.budgets:
        role = "warn" if used >= at_most else ""
        lines.append((tr("Used: {use}", use=_use(name, used, at_most, known.get(name))), role))
    return lines


def _use(name: str, used: int, at_most: int, budget: BudgetView | None) -> str:
    """``€1,905.00 of €5,000.00 a day (refunds)``."""
    if budget is None:
        return tr(
            "{used} of {most} ({name})",
            used=as_written(f"{used:,}"),
            most=as_written(f"{at_most:,}"),
            name=display_line(name, 40),
        )
    from counterseal.sync.api_autonomy import BudgetView

    counted = BudgetView(name, used, at_most, budget.seconds, budget.unit)
    return f"{budget_words(counted)} ({display_line(name, 40)})"
