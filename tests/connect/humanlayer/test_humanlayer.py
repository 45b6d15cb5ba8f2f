"""The HumanLayer client 0.7.9, unchanged, against a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, put_page
from connect.refunds import waiting
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

HUMANLAYER = "HumanLayer"
DRIVE = Path(__file__).with_name("drive.py")
TOOL = {"tool": "issue_refund", "risk": "R2", "verb": "Refund"}


@contextmanager
def asking(bench: Bench, agent: Agent, what: str, folder: Path) -> Iterator[Program]:
    """An agent's program that asks for a refund or asks a question."""
    env = {"HUMANLAYER_API_BASE": f"{bench.desk.gateway_url}/humanlayer/v1", "HUMANLAYER_API_KEY": agent.token}
    python = FRAMEWORKS[HUMANLAYER].python
    with Program([python, DRIVE, what, put_page("humanlayer", folder)], env=env, cwd=folder) as program:
        yield program


@pytest.mark.connects(HUMANLAYER, "approve")
def test_an_approved_function_runs_and_its_outcome_is_not_claimed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("hl-approve", [TOOL])
    with asking(desk, agent, "refund", tmp_path) as program:
        found = waiting(desk, agent)
        assert dict(desk.held(found).action.arguments) == {"order": "88213", "amount_minor": 124000}
        desk.decide(found)
        assert program.expect_line("said") == "refunded 88213"
    assert desk.entries(found)[-2:] == ["permit_taken", "outcome"]
    assert desk.desk.detail(found).result(PATIENCE).outcome == "unknown"


@pytest.mark.connects(HUMANLAYER, "reject")
def test_a_rejected_function_does_not_run_and_tells_why(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("hl-reject", [TOOL])
    with asking(desk, agent, "refund", tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.REJECT, reason="no receipt")
        said = program.expect_line("said")
        assert "no receipt" in said
        assert "refunded" not in said
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(HUMANLAYER, "answer")
def test_a_question_is_answered(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("hl-answer", [TOOL])
    with asking(desk, agent, "question", tmp_path) as program:
        found = waiting(desk, agent)
        assert desk.held(found).action.arguments["msg"] == "Which account?"
        desk.decide(found, Verdict.ANSWER, answer="the second one")
        assert program.expect_line("said") == "the second one"


@pytest.mark.connects(HUMANLAYER, "halt")
def test_a_halt_denies_what_waits(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, "refund", tmp_path) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.desk.halt("agent", "support", "a test", 0).result(PATIENCE)
        assert "refunded" not in program.expect_line("said")
    assert "permit_taken" not in fresh_desk.entries(found)


@pytest.mark.connects(HUMANLAYER, "reconnect")
def test_while_the_gateway_is_away_nothing_runs_and_what_waited_still_waits(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, "refund", tmp_path) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.close()
        # Its client takes a failure for the function's result and does not run it; who asks again asks anew.
        assert "refunded" not in program.expect_line("said")
    again = open_bench(fresh_desk.home)
    try:
        assert again.held(found).item.state is State.HELD
        with asking(again, agent, "refund", tmp_path) as program:
            again.ear.until(lambda: len(again.desk.queue()) == 2, "the second call")
            anew = next(one.id for one in again.desk.queue() if one.id != found)
            again.decide(anew)
            assert program.expect_line("said") == "refunded 88213"
    finally:
        again.close()
