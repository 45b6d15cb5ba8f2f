"""The content of an outward notice: risk, agent, verb, deadline. Nothing else of an action is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.untrusted import escape_untrusted
from counterseal.model.views import QueueItem

MOST_LINES = 20
MOST_WORD = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """One waiting action, as much of it as may leave. ``key`` tells it from the same action after an edit."""

    key: str
    risk: Risk
    agent: str
    verb: str
    deadline: str | None

    def line(self) -> str:
        """One line of text."""
        until = f", until {_minute(self.deadline)}" if self.deadline else ""
        return f"{self.risk.word}: {self.agent} wants to: {self.verb}{until}"

    def members(self) -> dict[str, Any]:
        return {
            "risk": self.risk.value,
            "risk_word": self.risk.word,
            "agent": self.agent,
            "verb": self.verb,
            "deadline": self.deadline,
        }


def due(items: Sequence[QueueItem], least: Risk) -> list[Notice]:
    """What of an open queue is worth a notice, most pressing first, as the queue is ordered."""
    return [_notice(item) for item in items if item.state is State.HELD and item.risk.rank >= least.rank]


def subject(notices: Sequence[Notice]) -> str:
    """One line for all of them."""
    if len(notices) == 1:
        return notices[0].line()
    worst = max(notices, key=lambda one: one.risk.rank).risk
    return f"{len(notices):,} actions wait, the riskiest is {worst.word}"


def text(notices: Sequence[Notice]) -> str:
    """A plain text for all of them, at most ``MOST_LINES`` lines of actions."""
    if len(notices) == 1:
        return notices[0].line()
    lines = [subject(notices), *(f"- {one.line()}" for one in notices[:MOST_LINES])]
    if len(notices) > MOST_LINES:
        lines.append(f"and {len(notices) - MOST_LINES:,} more")
    return "\n".join(lines)


def body(notices: Sequence[Notice], *, test: bool = False) -> dict[str, Any]:
    """The JSON of a webhook. ``text`` is what chat programs show of it."""
    if test:
        return {"v": 1, "kind": "test", "count": 0, "actions": [], "text": TEST}
    return {
        "v": 1,
        "kind": "waiting",
        "count": len(notices),
        "actions": [one.members() for one in notices[:MOST_LINES]],
        "text": text(notices),
    }


TEST = "This is a test of Counterseal's notices. Nothing waits because of it."


def _notice(item: QueueItem) -> Notice:
    # An escalation asks other people, and an edit makes another action: both are told anew.
    key = f"{item.id}:{item.digest[:16]}:{len(item.escalated_to)}"
    verb = _word(item.verb) or _word(item.tool)
    return Notice(key, item.risk, _word(item.agent_name), verb, item.deadline or item.expires_at)


def _word(said: str) -> str:
    """Outside text on one line, nothing hidden in it, short."""
    line = " ".join(escape_untrusted(said).split())
    return line if len(line) <= MOST_WORD else f"{line[: MOST_WORD - 1]}…"


def _minute(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:16]} UTC"
