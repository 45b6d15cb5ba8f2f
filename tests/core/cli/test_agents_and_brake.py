"""Registering, halting and resetting from the command line, against a real gateway."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from counterseal.sync.desk import Desk

from .cli_story import TOOLS, Agent, Cli, make_profile, serving


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
    assert "It is paused now" in reset.out
    assert "paused" in cli("agents", "list", "--profile", desk.home).out
    assert cli("resume", "--agent", agent.id, *signing).code == 0
    assert agent.state(agent.propose())["state"] == "held"
    again = cli("reset", "--agent", agent.id, "--reason", "checked", *signing)
    assert (again.code, "not halted" in again.err) == (1, True)


def test_a_halt_needs_one_scope_and_a_known_target(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    assert cli("halt", *signing).code == 2
    assert cli("halt", "--agent", agent.id, "--all", *signing).code == 2
    assert cli("halt", "--local", "--all", *signing).code == 2
    assert cli("halt", "--agent", "nobody-here", *signing).code == 1


def test_everything_is_halted_signed_with_a_key_and_by_file_without(tmp_path: Path, cli: Cli, secret: Path) -> None:
    desk = serving(make_profile(tmp_path / "profile"))
    try:
        for name in ("one", "two"):
            desk.register_agent(name, name.title(), TOOLS).result(10)
        owner = desk.profile.person_id
        signing = ("--profile", desk.home, "--passphrase-file", secret)
        every = cli("halt", "--all", "--reason", "drill", "--json", *signing)
        assert every.code == 0
        assert {line["agent"] for line in every.json["lines"]} == {"one", "two"}
        for name in ("one", "two"):
            desk.reset(name, "drill over").result(10)
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


def test_a_halt_of_one_agent_without_a_key_says_what_helps(desk: Desk, agent: Agent, cli: Cli) -> None:
    ran = cli("halt", "--agent", agent.id, "--profile", desk.home, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no_passphrase")
