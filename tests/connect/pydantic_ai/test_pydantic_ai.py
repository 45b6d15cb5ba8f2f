"""Tools of Pydantic AI, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.refunds import CALL, DECISIONS, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

PYDANTIC = "Pydantic AI"
SCENE = Scene(PYDANTIC, Path(__file__).with_name("drive.py"))


@pytest.mark.connects(PYDANTIC, "approve")
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_run(desk, tmp_path)


@pytest.mark.connects(PYDANTIC, ["edit", "reject", "answer"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told)


@pytest.mark.connects(PYDANTIC, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {"(desk, tools)": "(desk, tools, expires_in=3600)"})


@pytest.mark.connects(PYDANTIC, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(PYDANTIC, "reconnect")
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


def test_an_edit_that_does_not_fit_the_tool_runs_nothing(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("misfit", [TOOL])
    with SCENE.asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": "much"})
        assert "they do not fit the tool" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"
