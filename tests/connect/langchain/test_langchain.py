"""Tools of a LangChain agent, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.refunds import DECISIONS, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

CHAIN = "LangChain"
SCENE = Scene(CHAIN, Path(__file__).with_name("drive.py"))


@pytest.mark.connects(CHAIN, "approve")
@pytest.mark.parametrize("block", ["agent", "agent_async"])
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path, block: str) -> None:
    SCENE.expect_run(desk, tmp_path, block)


@pytest.mark.connects(CHAIN, ["edit", "reject", "answer"])
@pytest.mark.parametrize("block", ["agent", "agent_async"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str, block: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told, block)


@pytest.mark.connects(CHAIN, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {"gate(desk, [": "gate(desk, expires_in=3600, tools=["})


@pytest.mark.connects(CHAIN, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(CHAIN, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_reconnect(fresh_desk, tmp_path)


def test_a_tool_that_raises_is_reported_as_failed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("failing", [TOOL])
    raising = {'return f"refunded': 'raise RuntimeError("down")  # f"'}
    with SCENE.asking(desk, agent, tmp_path, changed=raising) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "RuntimeError" in program.expect_line("raised")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


def test_a_client_of_the_other_kind_runs_nothing(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("misfit", [TOOL])
    other = {
        "agents.async_client import AsyncAgentClient": "agents.client import AgentClient",
        "async with AsyncAgentClient() as desk:": "with AgentClient() as desk:",
    }
    with SCENE.asking(desk, agent, tmp_path, "agent_async", other) as program:
        assert "WrongUse" in program.expect_line("raised")
