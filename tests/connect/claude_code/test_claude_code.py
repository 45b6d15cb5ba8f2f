"""The real Claude Code with a scripted model: our hook holds its call, and it does what the person decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from connect.claude_code.scripted_api import ScriptedApi
from connect.frameworks import FRAMEWORKS
from connect.hook.events import line_of
from connect.programs import Program
from connect.refunds import waiting
from counterseal.cli.main import main
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

CLAUDE = "Claude Code"
BASH = {"tool": "Bash", "risk": "R2", "verb": "Run", "title": "Run {command}"}
PUSH = {"command": "echo pushed >> done.txt && echo pushed", "description": "Push"}


@contextmanager
def working(line: Mapping[str, str], folder: Path, api: ScriptedApi) -> Iterator[Program]:
    """Claude Code at work on one request, in a project that has our hook."""
    project = folder / "project"
    project.mkdir()
    assert main(["hook", "claude-code", "--install", "--settings", str(project / ".claude" / "settings.json")]) == 0
    env = {
        **line,
        "ANTHROPIC_BASE_URL": api.url,
        "ANTHROPIC_API_KEY": "none-is-needed",
        "HOME": str(folder),
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    # The platform's own program: the launcher beside it is put in place by an install script, and we run none.
    found = sorted((FRAMEWORKS[CLAUDE].folder / "node_modules" / "@anthropic-ai").glob("claude-code-*/claude*"))
    assert found, "Claude Code is not installed: make test-connect ONLY=claude-code"
    words = [found[0], "-p", "Push it", "--output-format", "json"]
    with Program(words, env=env, cwd=project) as running:
        yield running


@pytest.mark.connects(CLAUDE, "approve")
def test_an_approved_call_runs_and_is_told(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("cc-approve", [BASH])
    with ScriptedApi("Bash", PUSH) as api, working(line_of(agent, desk, tmp_path), tmp_path, api) as claude:
        found = waiting(desk, agent)
        detail = desk.held(found)
        assert dict(detail.action.arguments) == PUSH
        assert any("Push it" in step.text for step in detail.trace)
        assert not (tmp_path / "project" / "done.txt").exists()
        desk.decide(found)
        assert "pushed" in claude.expect_line("result")
    assert (tmp_path / "project" / "done.txt").read_text() == "pushed\n"
    assert api.results == [(False, "pushed")]
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"


@pytest.mark.connects(CLAUDE, "edit")
def test_an_edited_call_runs_as_it_was_approved(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("cc-edit", [BASH])
    with ScriptedApi("Bash", PUSH) as api, working(line_of(agent, desk, tmp_path), tmp_path, api) as claude:
        changed = {"command": "echo careful >> done.txt", "description": "Push"}
        desk.decide(waiting(desk, agent), Verdict.EDIT, arguments=changed)
        claude.expect_line("result")
    assert (tmp_path / "project" / "done.txt").read_text() == "careful\n"


@pytest.mark.connects(CLAUDE, ["reject", "answer"])
@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict.REJECT, {"reason": "never on Friday"}), (Verdict.ANSWER, {"answer": "open a request"})],
)
def test_no_reaches_the_model_in_the_persons_words(
    desk: Bench, tmp_path: Path, verdict: Verdict, words: dict[str, str]
) -> None:
    agent = desk.agent(f"cc-{verdict.value}", [BASH])
    with ScriptedApi("Bash", PUSH) as api, working(line_of(agent, desk, tmp_path), tmp_path, api) as claude:
        desk.decide(waiting(desk, agent), verdict, **words)
        claude.expect_line("result")
    assert not (tmp_path / "project" / "done.txt").exists()
    ((is_error, told),) = api.results
    assert is_error
    assert next(iter(words.values())) in told


@pytest.mark.connects(CLAUDE, ["halt", "reconnect"])
def test_a_halted_agent_and_a_gateway_that_is_away_run_nothing(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("coder", [BASH])
    line = line_of(agent, fresh_desk, tmp_path)
    (tmp_path / "halted").mkdir()
    with ScriptedApi("Bash", PUSH) as api, working(line, tmp_path / "halted", api) as claude:
        waiting(fresh_desk, agent)
        fresh_desk.desk.halt("agent", "coder", "a test", 0).result(PATIENCE)
        claude.expect_line("result")
        assert "halted" in api.results[0][1]
    (tmp_path / "away").mkdir()
    with ScriptedApi("Bash", PUSH) as api:
        fresh_desk.close()
        with working(line, tmp_path / "away", api) as claude:
            claude.expect_line("result")
        assert "could not be gated" in api.results[0][1]
    for name in ("halted", "away"):
        assert not (tmp_path / name / "project" / "done.txt").exists()
