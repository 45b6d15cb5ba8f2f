"""init, doctor, passphrases and profiles: the first command, and what it says when something is missing."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from counterseal.cli import new_secrets, session
from counterseal.cli.terminal import Terminal
from counterseal.sync.desk import Desk

from .cli_story import PASSPHRASE, Agent, Cli, make_profile


def test_init_says_who_where_and_what_that_protects_against(tmp_path: Path, cli: Cli, secret: Path) -> None:
    home = tmp_path / "new"
    words = ("init", "--name", "Bo Berg", "--no-keyring", "--passphrase-file", secret, "--profile", home)
    ran = cli(*words, "--json")
    assert ran.code == 0
    made = ran.json
    assert (made["name"], made["passphrase"], made["key_in_folder"]) == ("Bo Berg", True, True)
    assert len(made["key_id"]) == 64
    assert made["log_origin"].startswith("counterseal/")
    assert any("counterseal people recover" in line for line in made["recovery"])
    assert len(made["sheet"].replace("-", "")) == 56
    assert (home / "person.key").stat().st_mode & 0o077 == 0
    again = cli(*words, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "exists")
    assert cli("doctor", "--profile", home).code == 0


def test_init_without_a_passphrase_says_what_that_means(tmp_path: Path, cli: Cli) -> None:
    home = tmp_path / "new"
    ran = cli("init", "--name", "Bo", "--no-keyring", "--no-passphrase", "--profile", home)
    assert ran.code == 0
    assert "any program of this account can sign" in ran.out
    assert "any program of this account can sign" in ran.err
    looked = cli("doctor", "--profile", home, "--json")
    assert (looked.code, looked.json["ok"]) == (0, True)
    assert [line["level"] for line in looked.json["lines"] if line["name"] == "Key"] == ["warning"]


def test_init_needs_a_name_and_says_how_to_guard_the_key(tmp_path: Path, cli: Cli, secret: Path) -> None:
    home = tmp_path / "new"
    assert cli("init", "--profile", home, "--passphrase-file", secret).code == 2
    nobody = cli("init", "--name", "Bo", "--no-keyring", "--profile", home, "--json")
    assert (nobody.code, nobody.json["error"]["code"]) == (1, "no_passphrase")
    both = ("--no-passphrase", "--passphrase-file", secret)
    assert cli("init", "--name", "Bo", "--no-keyring", *both, "--profile", home).code == 2
    assert not home.exists()


def test_a_passphrase_typed_twice_differently_makes_nothing(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["one", "two", ""])
    monkeypatch.setattr(Terminal, "interactive", property(lambda _self: True))
    monkeypatch.setattr(new_secrets.getpass, "getpass", lambda _prompt: next(typed))
    home = tmp_path / "new"
    for said in ("differ", "guards nothing"):
        ran = cli("init", "--name", "Bo", "--no-keyring", "--profile", home)
        assert (ran.code, said in ran.err) == (1, True)
    assert not home.exists()


def test_a_typed_passphrase_and_a_typed_verdict_decide_with_step_up(
    desk: Desk, agent: Agent, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = agent.propose()
    monkeypatch.setattr(Terminal, "interactive", property(lambda _self: True))
    monkeypatch.setattr(session.getpass, "getpass", lambda _prompt: PASSPHRASE)
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    refused = cli("queue", "approve", action, "--profile", desk.home)
    assert (refused.code, agent.state(action)["state"]) == (1, "held")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "input ended" in cli("queue", "approve", action, "--profile", desk.home).err
    monkeypatch.setattr(sys, "stdin", io.StringIO("approve\n"))
    assert cli("queue", "approve", action, "--profile", desk.home).code == 0
    with desk.profile.reading() as connection:
        from counterseal.sync.signing import last_own_decision

        predicate = last_own_decision(connection, action, desk.profile.person_id)
    assert predicate["basis"]["step_up"] is True
    assert predicate["shown"]["opened"] == ["facts"]
    assert len(predicate["shown"]["facts_sha256"]) == 64
    assert predicate["not_before"] is None


def test_a_wrong_passphrase_signs_nothing(desk: Desk, agent: Agent, cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("incorrect horse\n")
    wrong.chmod(0o600)
    action = agent.propose()
    ran = cli("queue", "approve", action, "--yes", "--profile", desk.home, "--passphrase-file", wrong)
    assert (ran.code, ran.out) == (1, "")
    assert agent.state(action)["state"] == "held"
    wrong.chmod(0o644)
    opened = cli("queue", "approve", action, "--yes", "--profile", desk.home, "--passphrase-file", wrong, "--json")
    assert (opened.code, opened.json["error"]["code"]) == (1, "file_mode")
    nobody = cli("queue", "approve", action, "--yes", "--profile", desk.home, "--json")
    assert (nobody.code, nobody.json["error"]["code"]) == (1, "no_passphrase")
    assert "COUNTERSEAL_PASSPHRASE_FILE" in nobody.err


@pytest.mark.parametrize("place", ["environment", "before", "after"])
def test_the_profile_is_named_in_three_places(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    home = make_profile(tmp_path / "profile")
    if place == "environment":
        monkeypatch.setenv("COUNTERSEAL_HOME", str(home))
    words = ["--profile", home, "--json"]
    before, after = (words, []) if place == "before" else ([], words if place == "after" else ["--json"])
    ran = cli(*before, "doctor", *after)
    assert (ran.code, ran.json["profile"]) == (0, str(home))


@pytest.mark.parametrize(
    "words",
    [("queue", "list"), ("agents", "list"), ("ledger", "verify"), ("ledger", "search", "x"), ("gateway", "serve"),
     ("upstream", "list"), ("reset", "--agent", "a", "--reason", "b")],
)  # fmt: skip
def test_a_folder_without_a_profile_is_named_and_left_alone(tmp_path: Path, cli: Cli, words: tuple[str, ...]) -> None:
    home = tmp_path / "nothing"
    ran = cli(*words, "--profile", home)
    assert (ran.code, ran.out) == (1, "")
    assert "counterseal init" in ran.err
    assert not home.exists()


def test_doctor_names_a_missing_and_a_damaged_profile(tmp_path: Path, cli: Cli) -> None:
    missing = cli("doctor", "--profile", tmp_path / "nothing", "--json")
    assert (missing.code, missing.json["lines"][0]["level"]) == (1, "failure")
    home = make_profile(tmp_path / "profile")
    (home / "counterseal.db").write_bytes(b"not a database at all" * 400)
    damaged = cli("doctor", "--profile", home)
    assert damaged.code == 1
    assert damaged.out.startswith("FAILURE")


@pytest.mark.parametrize(
    "words", [("nonsense",), ("queue", "approve"), ("queue", "list", "--what"), ("ledger", "export"), ("halt", "x")]
)
def test_wrong_use_is_two(cli: Cli, words: tuple[str, ...]) -> None:
    ran = cli(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


def test_results_are_one_document_even_when_they_fail(cli: Cli, tmp_path: Path) -> None:
    ran = cli("doctor", "--json", "--profile", tmp_path / "nothing")
    assert json.loads(ran.out)["ok"] is False
