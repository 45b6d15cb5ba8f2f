"""Tools of the OpenAI Agents SDK, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program
from connect.refunds import DECISIONS, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

SDK = "OpenAI Agents SDK"
SCENE = Scene(SDK, Path(__file__).with_name("drive.py"))


@pytest.mark.connects(SDK, "approve")
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_run(desk, tmp_path)


@pytest.mark.connects(SDK, ["edit", "reject", "answer"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told)


@pytest.mark.connects(SDK, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {"[issue_refund])": "[issue_refund], expires_in=3600)"})


@pytest.mark.connects(SDK, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(SDK, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_reconnect(fresh_desk, tmp_path)


def test_a_tool_that_raises_is_reported_as_failed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("failing", [TOOL])
    raising = {'return f"refunded': 'raise RuntimeError("down")  # f"'}
    with SCENE.asking(desk, agent, tmp_path, changed=raising) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "error occurred" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


def test_a_tool_that_cannot_be_gated_is_refused(tmp_path: Path) -> None:
    code = (
        "from agents import WebSearchTool, function_tool\n"
        "from counterseal.agents.shims.openai_agents import gate\n"
        "import json\n"
        "for tool in (WebSearchTool(), function_tool(lambda: 'x', name_override='x', needs_approval=True)):\n"
        "    try:\n        gate(None, [tool])\n"
        "    except Exception as error:\n        print(json.dumps({'raised': type(error).__name__}), flush=True)\n"
    )
    with Program([FRAMEWORKS[SDK].python, "-c", code], cwd=tmp_path) as program:
        assert [program.expect_line("raised") for _ in range(2)] == ["WrongUse", "WrongUse"]
