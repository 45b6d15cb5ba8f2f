"""What History says of orders about agents: the word of each, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.ledger import agent_order_facts, history_words
from counterseal.model.decisions import ORDER_KINDS, order_verdict


@pytest.mark.parametrize(
    ("kind", "body", "verdict"),
    [
        ("halt", {"scope": "all", "target": "", "drill": True}, "drill"),
        ("halt", {"scope": "all", "target": "", "drill": False}, "halt"),
        ("halt", {"scope": "all", "target": "", "drill": 1}, "halt"),
        ("pause", {"paused": False}, "resume"),
        ("pause", {"paused": True}, "pause"),
        ("pause", {"paused": 0}, "pause"),
        ("incident", {"step": "opened"}, "incident"),
        ("incident", {"step": "noted"}, "noted"),
        ("incident", {"step": "closed"}, "closed"),
        ("incident", {"step": ["noted"]}, "incident"),
        ("level", {"step": "closed", "paused": False, "drill": True}, "level"),
        ("reset", None, "reset"),
    ],
)
def test_the_verdict_that_is_kept_of_an_order(kind: str, body: Any, verdict: str) -> None:
    assert order_verdict(kind, body) == verdict


def test_every_order_has_a_word() -> None:
    for kind in set(ORDER_KINDS) - {"restore"}:
        assert history_words.verdict_word("order", kind) != "Ordered"


@pytest.mark.parametrize(
    ("kind", "verdict", "word"),
    [
        ("halt", "halt", "Halted"), ("halt", "drill", "Halt tried"), ("pause", "resume", "Resumed"),
        ("pause", "pause", "Paused"), ("incident", "incident", "Marked as wrong"), ("incident", "", "Marked as wrong"),
        ("incident", "noted", "Incident noted"), ("incident", "closed", "Incident closed"),
        ("incident", "lowered", "Level lowered"),
        ("order", "away", "Away"), ("order", "outcome", "Outcome settled"), ("order", "traces", "Trace capture set"),
        ("delivered", "waits:level", "Needs a second person"), ("delivered", "approve", "Delivered"),
    ],
)  # fmt: skip
def test_the_word_of_an_entry(kind: str, verdict: str, word: str) -> None:
    assert history_words.verdict_word(kind, verdict) == word


LEVEL, MANDATE = ("order", "level"), ("order", "mandate")
FIRST = ("delivered", "waits:level")


@pytest.mark.parametrize(
    ("kind", "verdict", "later", "word"),
    [
        ("order", "level", [], "In force"),
        ("order", "level", [MANDATE], "In force"),
        ("order", "level", [LEVEL], "Superseded"),
        # The first signature of two leaves what is in force as it is; the second one supersedes it.
        ("order", "level", [LEVEL, FIRST], "In force"),
        ("order", "level", [LEVEL, FIRST, LEVEL], "Superseded"),
        ("order", "level", [LEVEL, FIRST, LEVEL, FIRST], "In force"),
        ("order", "level", [FIRST], "Needs a second person"),
        ("order", "level", [FIRST, LEVEL], "Superseded"),
        ("order", "mandate", [LEVEL, FIRST], "In force"),
        ("pause", "pause", [("pause", "resume")], "Resumed"),
        ("pause", "pause", [("pause", "pause")], "Paused again"),
        ("pause", "pause", [LEVEL], "Paused"),
        ("pause", "resume", [], "Running"),
        ("pause", "resume", [("pause", "pause")], "Paused again"),
        ("halt", "halt", [("reset", "reset")], "Reset"),
        ("halt", "halt", [("delivered", "waits:reset")], "Stopped"),
        ("halt", "drill", [("reset", "reset")], "Tried"),
        ("reset", "reset", [("halt", "drill")], "In force"),
        ("reset", "reset", [("halt", "halt")], "Halted again"),
        ("reset", "reset", [("delivered", "waits:reset")], "Needs a second person"),
        ("incident", "lowered", [LEVEL, FIRST], ""),
        ("delivered", "waits:level", [LEVEL], ""),
        ("order", "outcome", [("outcome", "done")], "Settled"),
    ],
)
def test_what_became_of_an_order(kind: str, verdict: str, later: list[tuple[str, str]], word: str) -> None:
    assert history_words.outcome_word(kind, verdict, later) == word


HOURS = {"zone": "Europe/Berlin", "days": [0, 1], "start": "08:00", "end": "18:00"}
BODIES: list[tuple[dict[str, Any], dict[str, str]]] = [
    (
        {"agent": "a", "level": "L3", "groups": [{"name": "g", "tools": ["x.*"], "level": "L1"}], "quorum": {"R3": 2}},
        {"Group g": "L1: x.*", "Quorum": "R3: 2"},
    ),
    ({"agent": "a", "mandate": None}, {"Mandate": "taken away"}),
    (
        {"agent": "a", "mandate": {
            "tools": ["x.y"], "expires_at": "2027-01-01T00:00:00.000Z", "hours": HOURS, "confidence": 0.9,
            "limits": [{"tool": "x.y", "field": "amount", "at_most": 5, "at_least": 1}],
            "windows": [{"name": "w", "tools": ["x.y"], "field": None, "at_most": 3, "seconds": 60}],
            "payees": [{"tool": "x.y", "field": "to", "allowed": ["b"]}], "outside": "refuse",
        }},
        {
            "Tools": "x.y", "Ends": "2027-01-01T00:00:00.000Z", "Limit on x.y": "amount from 1 to 5",
            "Window w": "calls up to 3 in 60 s", "Payees of x.y": "to: b",
            "Hours": "08:00 to 18:00 Europe/Berlin, days 0, 1", "Least confidence": "0.9", "Outside it": "refused",
        },
    ),
    ({"agent": "a", "charter": {"workflow": "w", "failure_rate": 0.1, "systems": ["crm"], "deputy": None}},
     {"Workflow": "w", "Acceptable failure rate": "0.1", "Systems": "crm"}),
    ({"agent": "a", "tools": [{"tool": f"t{n}", "risk": "R1"} for n in range(31)]},
     {"Tools": f"{', '.join(f't{n} R1' for n in range(30))} and 1 more"}),
    ({"agent": "a", "tools": []}, {"Tools": "none"}),
    # Whatever somebody signed is shown as far as it can be read.
    ({"groups": [1, None], "quorum": 7, "mandate": 7, "charter": [], "tools": [1]}, {"Mandate": "taken away"}),
    ({"mandate": {"limits": 1, "windows": [1], "payees": {}, "hours": [], "tools": 3, "expires_at": None}},
     {"Tools": "3", "Ends": "None", "Outside it": "waits"}),
    ({}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "told"), BODIES)
def test_what_an_order_says_of_an_agent(body: dict[str, Any], told: dict[str, str]) -> None:
    assert dict(agent_order_facts.facts(body)) == told
