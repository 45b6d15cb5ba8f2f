"""A separate gateway from the command line: known, tried, used to decide, and removed; nothing else is running."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.sync.separate import hand_over
from gateway.offices import PLAIN, Office, answer, propose, running_office

from .cli_story import TOOLS, Cli


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running_office(tmp_path) as made:
        hand_over(made.owner)
        made.desktops.clear()
        yield made


def test_a_gateway_is_added_tried_used_and_removed(office: Office, cli: Cli, tmp_path: Path) -> None:
    home, key = tmp_path / "maria", office.process.house.log.verifier.text()
    signing = ("--passphrase-file", tmp_path / "maria.passphrase", "--profile", home, "--json")
    where = ("--kind", "gateway", "--url", office.url)
    added = cli("upstream", "add", "payments", *where, "--vkey", key, "--profile", home, "--json")
    assert (added.code, added.json["state"], added.json["origin"]) == (0, "live", office.origin)
    tried = cli("upstream", "test", "payments", "--profile", home)
    assert (tried.code, "signed with the key you gave" in tried.out) == (0, True)

    tools = tmp_path / "tools.json"
    tools.write_text(json.dumps(TOOLS))
    registered = cli(
        "agents", "register", "mailer", "--name", "Mailer", "--tools", tools, "--gateway", "payments", *signing
    )
    assert (registered.code, registered.json["url"]) == (0, office.url)
    token = {"Authorization": f"Bearer {registered.json['token']}"}
    with httpx.Client(base_url=office.url, headers=token, timeout=40.0, trust_env=False, verify=PLAIN) as agent:
        answer(agent.post("/v1/lease", json={}))
        action = propose(agent)
        listed = cli("queue", "list", "--profile", home, "--json").json["items"]
        assert [item["id"] for item in listed] == [action]
        rejected = cli("queue", "reject", action, "--reason", "not today", *signing)
        assert (rejected.code, rejected.json["state"]) == (0, "delivered")
        assert answer(agent.get(f"/v1/actions/{action}"))["state"] == "rejected"
    (agent_row,) = cli("agents", "list", "--profile", home, "--json").json["agents"]
    assert (agent_row["id"], agent_row["gateway"]) == ("mailer", "payments")
    paused = cli("pause", "--agent", "mailer@payments", *signing)
    assert (paused.code, paused.json["target"]) == (0, "mailer")
    assert "every gateway that has mailer" in paused.err
    # The agent is known so; what is still asked for is the passphrase, by a person.
    assert cli("resume", "--agent", "mailer@payments", *signing).json["error"]["code"] == "step_up"
    assert cli("resume", "--agent", "printer@payments", *signing).json["error"]["code"] == "not_found"

    rows = cli("ledger", "search", "--kind", "decision", "--profile", home, "--json").json["rows"]
    assert [(row["verdict"], row["outcome"], row["log"]) for row in rows] == [("Rejected", "Stopped", "")]
    proven = cli("ledger", "proof", "0", "--log", "payments", "--out", tmp_path / "proof", "--profile", home, "--json")
    assert proven.code == 0, proven.err + proven.out
    assert (proven.json["verified"], proven.json["vkey"]) == (True, key)
    assert cli("ledger", "proof", "0", "--log", "nowhere", "--profile", home).code == 1
    shown = cli("ledger", "show", "0", "--log", "payments", "--profile", home, "--json")
    assert (shown.code, shown.json["verified"]) == (0, True)
    for command, name in (("report", "gateway.pdf"), ("events", "gateway.jsonl")):
        told = cli("ledger", command, "--log", "payments", "--out", tmp_path / name, "--profile", home, "--json")
        assert (told.code, told.json["log"]) == (0, office.origin), told.err
    events = [json.loads(line) for line in (tmp_path / "gateway.jsonl").read_text("utf-8").splitlines()]
    assert {event["metadata"]["log_name"] for event in events} == {office.origin}

    (source,) = cli("upstream", "list", "--profile", home, "--json").json["sources"]
    assert (source["kind"], source["state"], source["replica"]["state"]) == ("gateway", "live", "verified")
    removed = cli("upstream", "remove", "payments", "--profile", home, "--json")
    assert (removed.code, removed.json["kind"]) == (0, "gateway")
    assert cli("upstream", "list", "--profile", home, "--json").json["sources"] == []
    assert cli("upstream", "remove", "payments", "--profile", home).code == 1


def test_a_test_names_what_is_wrong(office: Office, cli: Cli, tmp_path: Path) -> None:
    home, key = tmp_path / "maria", office.process.house.log.verifier.text()
    profile = ("--profile", home)
    with running_office(tmp_path / "other") as other:
        wrong = cli("upstream", "test", "--kind", "gateway", "--url", other.url, "--vkey", key, *profile)
        assert (wrong.code, "Right gateway" in wrong.out, other.origin in wrong.out) == (1, True, True)
        stranger = other.process.house.log.verifier.text()
        unknown = cli("upstream", "test", "--kind", "gateway", "--url", other.url, "--vkey", stranger, *profile)
        assert (unknown.code, "enrolled" in unknown.out) == (1, True)
    nobody = cli("upstream", "test", "--kind", "gateway", "--url", "http://127.0.0.1:9", "--vkey", key, *profile)
    assert (nobody.code, "FAILED  Connects" in nobody.out) == (3, True)
    for words, code in (
        (("--kind", "gateway", "--url", office.url), 2),
        (("--kind", "gateway", "--url", office.url, "--vkey", "a+b+c"), 1),
        (("--kind", "gateway", "--url", "http://192.0.2.1:9", "--vkey", key), 1),
        (("--kind", "gateway", "--url", office.url, "--vkey", key, "--agent", "mailer"), 2),
        (("--kind", "langgraph", "--url", office.url, "--agent", "mailer", "--vkey", key), 2),
    ):
        assert cli("upstream", "add", "payments", *words, *profile).code == code, words
