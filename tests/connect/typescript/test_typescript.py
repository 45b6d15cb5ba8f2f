"""The page for TypeScript and JavaScript: its module in Node, against a real gateway."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connect.programs import Program, page_code, put_page
from connect.refunds import CALL, waiting
from counterseal.clock import later
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

SCRIPT = "TypeScript"
TOOL = {"tool": "refunds.issue", "risk": "R2", "verb": "Refund"}


@contextmanager
def asking(bench: Bench, agent: Agent, folder: Path, file: str = "agent.mjs") -> Iterator[Program]:
    """An agent's program that asks for one refund."""
    node = shutil.which("node")
    assert node, "Node is not installed. Install Node 20 or newer, so that `node` is in the PATH."
    env = {"COUNTERSEAL_URL": bench.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token}
    put_page("typescript", folder)
    with Program([node, folder / file], env=env, cwd=folder) as program:
        yield program


@contextmanager
def asking_with(bench: Bench, agent: Agent, folder: Path, module: str) -> Iterator[Program]:
    """The page's agent with a module that differs in what a test is about."""
    (folder / "own.mjs").write_text(
        page_code("typescript", "agent.mjs").replace("./counterseal.mjs", "./changed.mjs"), "utf-8"
    )
    (folder / "changed.mjs").write_text(module, "utf-8")
    with asking(bench, agent, folder, "own.mjs") as program:
        yield program


def outcome(bench: Bench, action: str) -> tuple[str, str]:
    detail = bench.desk.detail(action).result(PATIENCE)
    return detail.outcome, detail.outcome_note


@pytest.mark.connects(SCRIPT, ["approve", "edit"])
@pytest.mark.parametrize("amount", [124000, 91000])
def test_the_effect_runs_as_it_was_approved(desk: Bench, tmp_path: Path, amount: int) -> None:
    agent = desk.agent(f"script-{amount}", [TOOL])
    with asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        detail = desk.held(found)
        assert (dict(detail.action.arguments), detail.claims.summary) == (CALL, "The customer was charged twice.")
        if amount == CALL["amount_minor"]:
            desk.decide(found)
        else:
            desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": amount})
        assert program.expect_line("text") == f"refunded {amount} for order 88213"
        assert program.expect_end() == 0
    assert outcome(desk, found) == ("done", f"refunded {amount} for order 88213")


@pytest.mark.connects(SCRIPT, ["reject", "answer"])
@pytest.mark.parametrize(
    ("verdict", "more", "said"),
    [
        (Verdict.REJECT, {"reason": "no receipt"}, "not run (rejected): no receipt"),
        (Verdict.ANSWER, {"answer": "ask billing first"}, "not run (answered): ask billing first"),
    ],
)
def test_a_person_who_does_not_approve_is_heard(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, str], said: str
) -> None:
    agent = desk.agent(f"script-{verdict.value}", [TOOL])
    with asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, verdict, **more)
        assert program.expect_line("text") == said
        assert program.expect_end() == 0
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(SCRIPT, "expiry")
def test_what_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    stamp = later(fresh_desk.clock.now(), 3600)
    module = page_code("typescript", "counterseal.mjs").replace("expires_at: null", f'expires_at: "{stamp}"')
    put = tmp_path / "own"
    put.mkdir()
    with asking_with(fresh_desk, agent, put, module) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.clock.advance(3600)
        assert program.expect_line("text").startswith("not run (expired)")
        assert program.expect_end() == 0
    assert fresh_desk.entries(found)[-1] == "expired"


@pytest.mark.connects(SCRIPT, "halt")
def test_a_halt_ends_what_waits_and_refuses_what_comes_later(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("script-halted", [TOOL])
    with asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.desk.halt("agent", agent.name, "a test", 0).result(PATIENCE)
        assert program.expect_line("text").startswith(("not run (void)", "not run (halted)"))
    with asking(desk, agent, tmp_path) as program:
        assert program.expect_end() != 0
        assert "must stop" in program.errors
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(SCRIPT, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, tmp_path) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.close()
        again = open_bench(fresh_desk.home)
        try:
            again.decide(found)
            assert program.expect_line("text") == "refunded 124000 for order 88213"
            assert program.expect_end() == 0
        finally:
            again.close()


def test_a_masked_secret_is_not_run_with(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("script-masked", [TOOL])
    put = tmp_path / "own"
    put.mkdir()
    module = page_code("typescript", "counterseal.mjs").replace(
        "arguments: args,", 'arguments: { password: "hunter22" },'
    )
    with asking_with(desk, agent, put, module) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "A secret was masked" in program.expect_line("text")
    assert outcome(desk, found) == ("failed", "Not started: A secret was masked")
