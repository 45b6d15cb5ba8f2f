"""What History says of orders about agents: the word of each, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.ledger import history_words
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
        ("order", "away", "Away"), ("order", "outcome", "Outcome settled"),
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
