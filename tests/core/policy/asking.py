"""One question that every rule allows; each test changes what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from counterseal.model.actions import Action, Claims
from counterseal.model.autonomy import Autonomy, Hours, Level, Limit, Mandate, Payees, Window
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal.policy.evaluate import evaluate
from counterseal.policy.ruling import Question, Ruling

# A Saturday, 14:00 in Berlin.
NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)
TOOL = "refunds.issue"
DESCRIBED: Mapping[str, Any] = {
    "tool": TOOL,
    "risk": "R3",
    "verb": "Refund",
    "fields": {
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
        "rows": {"label": "Rows", "unit": "rows"},
    },
    "when": [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}],
}
REFUNDS = read_descriptor(DESCRIBED)
MANDATE = Mandate(
    tools=(TOOL,),
    expires_at="2026-12-01T00:00:00.000Z",
    limits=(Limit(TOOL, "amount_minor", 50_000, 100),),
    windows=(
        Window("Refunds a day", (TOOL,), "amount_minor", 200_000),
        Window("Calls a day", ("refunds.*",), None, 40),
    ),
    payees=(Payees(TOOL, "card", ("ACME", "Lind & Co")),),
    hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4, 5), "08:00", "18:00"),
    confidence=0.8,
)
ASKED = Question(
    action=Action("0190a000-0000-7000-8000-000000000001", "refunds", TOOL, {"amount_minor": 49_900, "card": "ACME"}),
    claims=Claims("a refund", 0.9),
    descriptor=REFUNDS,
    tool_changed=False,
    autonomy=Autonomy(Level.L4),
    cap=None,
    mandate=MANDATE,
    chartered=True,
    owner_active=True,
    budgets={"Refunds a day": 100_000, "Calls a day": 3},
    halted="",
    paused="",
    leased=True,
    earliest=NOW,
    latest=NOW,
    people_seen=NOW,
)


def asked(**changes: Any) -> Question:
    """The question with other parts."""
    return replace(ASKED, **changes)


def calling(arguments: Any, **changes: Any) -> Question:
    """The question with other arguments."""
    return asked(action=replace(ASKED.action, arguments=arguments), **changes)


def under(**changes: Any) -> Question:
    """The question with other parts of the mandate."""
    return asked(mandate=replace(MANDATE, **changes))


def simple(tool: str, level: Level, **changes: Any) -> Question:
    """A question whose mandate bounds nothing but the tool."""
    mandate = Mandate((tool,), "2026-12-01T00:00:00.000Z")
    action = replace(ASKED.action, tool=tool, arguments={})
    return replace(ASKED, action=action, mandate=mandate, autonomy=Autonomy(level), **changes)


def described(tool: str, risk: str) -> ToolDescriptor:
    """A tool of this risk, and nothing else known of it."""
    return read_descriptor({"tool": tool, "risk": risk})


def expect_ruling(question: Question, effect: str, *codes: str) -> Ruling:
    """Rule, and check the effect and which rules led to it."""
    ruling = evaluate(question)
    assert (ruling.effect, ruling.codes) == (effect, codes), ruling.rules
    return ruling
