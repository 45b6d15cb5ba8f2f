"""Registering, halting and resetting from the command line, against a real gateway."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from counterseal.cli import brake_unlocking
from counterseal.cli.session import Session
from counterseal.cli.terminal import Terminal
from counterseal.sync.desk import Desk
from counterseal.sync.profile import Profile

from .cli_story import PASSPHRASE, TOOLS, Agent, Cli, make_profile, serving


@pytest.fixture
def signing(desk: Desk, secret: Path) -> tuple[str, ...]:
    return ("--profile", str(desk.home), "--passphrase-file", str(secret))


def test_a_registered_agent_gets_a_token_that_works_until_the_next(
    desk: Desk, cli: Cli, signing: tuple[str, ...], tmp_path: Path
) -> None:
    tools = tmp_path / "tools.json"
    tools.write_text(json.dumps(TOOLS))
    words = ("agents", "register", "mailer", "--name", "Mailer", "--tools", tools, "--runbook", "call Bo", "--json")
    first = cli(*words, *signing)
    assert first.code == 0
    assert (first.json["agent"], first.json["url"]) == ("mailer", desk.gateway_url)
    agent = Agent("mailer", first.json["url"], first.json["token"])
    action = agent.propose()
    assert agent.state(action)["state"] == "held"
    second = cli(*words, *signing).json["token"]
    assert agent.http.get(f"/v1/actions/{action}").status_code == 401
    agent.http.headers["Authorization"] = f"Bearer {second}"
    assert agent.http.get(f"/v1/actions/{action}").status_code == 200
    agent.http.close()
    listed = cli("agents", "list", "--json", "--profile", desk.home).json["agents"]
    assert [(one["name"], one["waiting"]) for one in listed if one["id"] == "mailer"] == [("Mailer", 1)]
    assert "Mailer" in cli("agents", "list", "--profile", desk.home).out


@pytest.mark.parametrize(
    ("agent", "content", "code"),
    [("Bad Id", "[]", 1), ("fine", '{"tools": 1}', 1), ("fine", '[{"tool": "x", "risk": "R9"}]', 1), ("fine", "[", 1)],
)
def test_a_registration_that_breaks_a_rule_signs_nothing(
    desk: Desk, cli: Cli, signing: tuple[str, ...], tmp_path: Path, agent: str, content: str, code: int
) -> None:
    tools = tmp_path / "tools.json"
    tools.write_text(content)
    before = desk.verify().result().entries
    assert cli("agents", "register", agent, "--name", "X", "--tools", tools, *signing).code == code
    assert desk.verify().result().entries == before


def test_a_halted_agent_is_refused_until_it_is_reset_and_goes_on(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str]
) -> None:
    action = agent.propose()
    halted = cli("halt", "--agent", agent.id, "--reason", "odd", "--json", *signing)
    assert halted.code == 0
    (line,) = halted.json["lines"]
    assert (line["agent"], line["state"], halted.json["scope"]) == (agent.id, "stopped", "agent")
    assert agent.state(action)["state"] == "void"
    refused = agent.http.post("/v1/actions", json={"tool": "refunds.issue", "arguments": {}})
    assert (refused.status_code, refused.json()["code"]) == (403, "halted")
    assert "halted" in cli("agents", "list", "--profile", desk.home).out
    assert cli("reset", "--agent", agent.id, "--reason", "  ", *signing).code == 2
    assert cli("reset", "--agent", agent.id, *signing).code == 2
    absent = cli("reset", "--agent", agent.id, "--reason", "checked", "--json", *signing)
    assert (absent.code, absent.json["error"]["code"]) == (1, "step_up")
    reset = cli("reset", "--agent", agent.id, "--reason", "checked", *signing)
    assert (reset.code, len(present)) == (0, 1)
    assert f"This ends the halt of {agent.id} by" in reset.out
    assert "It is paused now" in reset.out
    assert "paused" in cli("agents", "list", "--profile", desk.home).out
    assert cli("resume", "--agent", agent.id, *signing).code == 0
    assert agent.state(agent.propose())["state"] == "held"
    again = cli("reset", "--agent", agent.id, "--reason", "checked", *signing)
    assert (again.code, "not halted" in again.err) == (1, True)


def test_a_reset_is_not_signed_for_a_halt_that_came_after_what_was_printed(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.halt("agent", agent.id, "my drill").result(30)

    def halted_meanwhile(_session: Session, _desk: Desk) -> None:
        desk.halt("agent", agent.id, "fraud, do not restart").result(30)

    monkeypatch.setattr(Session, "step_up", halted_meanwhile)
    refused = cli("reset", "--agent", agent.id, "--reason", "drill over", *signing)
    assert (refused.code, "halted again since this was shown" in refused.err) == (1, True)
    assert desk.autonomy.agent(agent.id).result(30).view.state == "halted"


def test_a_halt_needs_one_scope_and_a_known_target(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    assert cli("halt", *signing).code == 2
    assert cli("halt", "--agent", agent.id, "--all", *signing).code == 2
    assert cli("halt", "--local", "--all", *signing).code == 2
    assert cli("halt", "--agent", "nobody-here", *signing).code == 1


def test_everything_is_halted_signed_with_a_key_and_by_file_without(tmp_path: Path, cli: Cli, secret: Path) -> None:
    desk = serving(make_profile(tmp_path / "profile"))
    try:
        for name in ("one", "two"):
            desk.register_agent(name, name.title(), TOOLS).result(30)
        owner = desk.profile.person_id
        signing = ("--profile", desk.home, "--passphrase-file", secret)
        every = cli("halt", "--all", "--reason", "drill", "--json", *signing)
        assert every.code == 0
        assert {line["agent"] for line in every.json["lines"]} == {"one", "two"}
        for name in ("one", "two"):
            desk.reset(name, "drill over").result(30)
        owned = cli("halt", "--owner", owner[:13], "--json", *signing)
        assert (owned.code, len(owned.json["lines"])) == (0, 2)
        unsigned = cli("halt", "--all", "--profile", desk.home)
        assert unsigned.code == 0
        assert "not signed" in unsigned.out
        assert (desk.home / "HALT").is_file()
        assert httpx.get(f"{desk.gateway_url}/healthz", trust_env=False).status_code == 403
    finally:
        desk.close()


def test_a_local_halt_needs_neither_key_nor_database(tmp_path: Path, cli: Cli) -> None:
    home = tmp_path / "folder"
    assert cli("halt", "--local", "--profile", home).code == 1
    home.mkdir()
    ran = cli("halt", "--local", "--profile", home, "--json")
    assert (ran.code, ran.json["file"]) == (0, str(home / "HALT"))
    assert (home / "HALT").is_file()


@pytest.mark.parametrize("words", [("halt",), ("pause",)])
def test_without_a_terminal_the_brake_for_one_names_the_halt_that_needs_no_key(
    desk: Desk, agent: Agent, cli: Cli, words: tuple[str, ...]
) -> None:
    ran = cli(*words, "--agent", agent.id, "--profile", desk.home, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no_passphrase")
    assert "counterseal halt --local" in ran.json["error"]["todo"]
    unread = cli(*words, "--agent", agent.id, "--profile", desk.home, "--passphrase-file", desk.home / "none", "--json")
    assert unread.code == 1
    assert "counterseal halt --local" in unread.json["error"]["todo"]
    assert agent.state(agent.propose())["state"] == "held"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Somebody at the terminal who types these answers in turn; what they were asked."""

    def sit(*answers: str) -> list[str]:
        asked: list[str] = []
        left = list(answers)

        def typed(prompt: str) -> str:
            asked.append(prompt)
            return left.pop(0)

        monkeypatch.setattr(Terminal, "interactive", property(lambda terminal: not terminal.as_json))
        monkeypatch.setattr(brake_unlocking.getpass, "getpass", typed)
        return asked

    return sit


def test_a_wrong_passphrase_may_be_tried_again_three_times(
    desk: Desk, agent: Agent, cli: Cli, typing: Callable[..., list[str]]
) -> None:
    words = ("--agent", agent.id, "--profile", desk.home)
    asked = typing("no", "never", "nothing")
    failed = cli("halt", *words)
    assert (failed.code, len(asked)) == (1, 3)
    assert "Enter alone halts everything here" in asked[0]
    assert failed.err.count("counterseal halt --local") == 4
    asked = typing("", "no", "")
    failed = cli("pause", *words)
    assert (failed.code, len(asked)) == (1, 3)
    assert failed.err.count("counterseal halt --local") == 4
    assert agent.state(agent.propose())["state"] == "held"
    typing("", PASSPHRASE)
    assert cli("pause", *words).code == 0
    typing("no", PASSPHRASE)
    assert cli("halt", *words).code == 0
    assert agent.http.post("/v1/actions", json={"tool": "refunds.issue", "arguments": {}}).status_code == 403
    assert not (desk.home / "HALT").exists()


def test_enter_alone_halts_everything_here(tmp_path: Path, cli: Cli, typing: Callable[..., list[str]]) -> None:
    home = make_profile(tmp_path / "profile")
    typing("no", "")
    ran = cli("halt", "--agent", "anybody", "--profile", home)
    assert ran.code == 0
    assert "not signed" in ran.out
    assert (home / "HALT").is_file()


def test_nothing_in_the_way_of_a_signature_stops_a_halt_of_everything(tmp_path: Path, cli: Cli) -> None:
    home = make_profile(tmp_path / "profile")
    brake = home / "HALT"
    loose = tmp_path / "loose"
    loose.write_text(f"{PASSPHRASE}\n")
    loose.chmod(0o644)
    wrong = tmp_path / "wrong"
    wrong.write_text("no\n")
    wrong.chmod(0o600)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    binary.chmod(0o600)
    for path in (tmp_path / "none", loose, wrong, binary, tmp_path):
        ran = cli("halt", "--all", "--profile", home, "--passphrase-file", path)
        assert (ran.code, brake.is_file()) == (0, True), path
        assert "not signed" in ran.out
        assert "without a signature instead" in ran.err
        brake.unlink()
    (home / "log.key").unlink()
    ran = cli("halt", "--all", "--profile", home)
    assert (ran.code, brake.is_file()) == (0, True)
    assert "without a signature instead" in ran.err


def test_a_defect_while_opening_stops_no_halt_of_everything(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_profile(tmp_path / "profile")

    def broken(_home: Path) -> Profile:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Profile, "open", broken)
    with pytest.raises(RuntimeError, match="a defect"):
        cli("halt", "--all", "--profile", home)
    assert (home / "HALT").is_file()
