"""Level, mandate, charter, tools, incidents and pauses from the command line, against a real gateway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from counterseal.sync.desk import Desk

from .cli_story import TOOLS, Agent, Cli

CHARTER = """
workflow = "Refunds for broken goods"
bounds = "Orders of the last 90 days"
metric = "Refunds that the accounts agree on"
target = 0.9
failure_rate = 0.2
share_to_people = 0.5
runbook = "Payments / recall"
"""
MANDATE = """
tools = ["refunds.issue"]
expires_at = 2099-12-31T17:00:00+01:00
[[limits]]
tool = "refunds.issue"
field = "amount_minor"
at_most = 20000
[[windows]]
name = "refunds a day"
tools = ["refunds.*"]
field = "amount_minor"
at_most = 500000
seconds = 86400
"""


@pytest.fixture
def signing(desk: Desk, secret: Path) -> tuple[str, ...]:
    return ("--profile", str(desk.home), "--passphrase-file", str(secret))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A charter, a mandate and a registry as people write them."""
    found = {}
    for name, text in (("charter.toml", CHARTER), ("mandate.toml", MANDATE), ("tools.json", json.dumps(TOOLS))):
        found[name.split(".")[0]] = tmp_path / name
        (tmp_path / name).write_text(text, "utf-8")
    return found


def test_an_owner_lets_an_agent_run_alone_within_bounds(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], files: dict[str, Path], present: list[str]
) -> None:
    agent.propose(amount=10_000)
    early = cli("agents", "level", agent.id, "L4", "--reason", "trial", "--yes", *signing)
    assert (early.code, "charter" in early.err) == (1, True)
    chartered = cli("agents", "charter", agent.id, "--file", files["charter"], "--yes", *signing)
    assert (chartered.code, "in force" in chartered.out) == (0, True)
    raised = cli("agents", "level", agent.id, "L4", "--reason", "trial", "--yes", *signing)
    assert raised.code == 0
    assert "L4 Approver. Up to Moderate runs alone; a person approves High and Critical." in raised.out
    assert "What it would have changed in the last 30 days (1 actions)" in raised.out
    given = cli("agents", "mandate", agent.id, "--file", files["mandate"], "--yes", *signing)
    assert (given.code, "Amount at most €200.00" in given.out) == (0, True)
    # Each of these steps was towards risk, so the passphrase was typed for each, the file notwithstanding.
    assert len(present) == 4
    agent.http.post("/v1/lease", json={}).raise_for_status()
    assert agent.state(agent.propose(amount=20_000))["state"] == "allowed"
    assert agent.state(agent.propose(amount=20_001))["state"] == "held"

    listed = cli("agents", "list", "--profile", desk.home)
    assert "L4 Approver" in listed.out
    shown = cli("agents", "show", agent.id, "--profile", desk.home)
    assert "Refunds for broken goods" in shown.out
    assert "Budget refunds a day: €200.00 of €5,000.00 used within" in shown.out
    whole = cli("agents", "show", agent.id, "--profile", desk.home, "--json").json
    assert (whole["autonomy"]["level"], whole["mandate"]["expires_at"]) == ("L4", "2099-12-31T16:00:00.000Z")
    assert cli("agents", "mandate", agent.id, "--profile", desk.home, "--json").json["mandate"] == whole["mandate"]

    # Towards safety nothing is asked: no passphrase, no --yes, and JSON works headless.
    lowered = cli("agents", "level", agent.id, "L2", "--json", *signing)
    assert (lowered.code, lowered.json["state"], lowered.json["autonomy"]["level"]) == (0, "in_force", "L2")
    gone = cli("agents", "mandate", agent.id, "--none", "--json", *signing)
    assert (gone.code, gone.json["mandate"], len(present)) == (0, None, 4)


def test_towards_risk_nobody_signs_unseen(
    agent: Agent, cli: Cli, signing: tuple[str, ...], files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, code in (
        ((), "unconfirmed"),
        (("--yes",), "step_up"),
    ):
        ran = cli("agents", "charter", agent.id, "--file", files["charter"], *words, "--json", *signing)
        assert ran.json["error"]["code"] == code


def test_groups_and_quorums_stay_unless_named(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], files: dict[str, Path], present: list[str]
) -> None:
    def level(*words: str) -> dict[str, Any]:
        ran = cli("agents", "level", agent.id, *words, "--yes", *signing)
        assert ran.code == 0, ran.err
        shown: dict[str, Any] = cli("agents", "show", agent.id, "--json", "--profile", desk.home).json["autonomy"]
        return shown

    assert cli("agents", "charter", agent.id, "--file", files["charter"], "--yes", *signing).code == 0
    made = level("L2", "--group", "reading=L3:crm.read,crm.find*", "--quorum", "r3=2")
    assert made["groups"] == [{"name": "reading", "tools": ["crm.read", "crm.find*"], "level": "L3"}]
    assert made["quorum"] == {"R3": 2}
    assert level("L4")["groups"] == made["groups"]
    lowered = level("L1")
    assert (lowered["groups"][0]["level"], lowered["quorum"]) == ("L1", {"R3": 2})
    assert level("L1", "--no-groups")["groups"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("level", "L9"),
        ("level", "L1", "--group", "x"),
        ("level", "L1", "--group", "x=L2:"),
        ("level", "L1", "--quorum", "R9=2"),
        ("level", "L1", "--quorum", "R3=two"),
        ("level", "L1", "--group", "x=L1:a", "--no-groups"),
        ("mandate", "--none", "--file", "x.toml"),
        ("charter", "--template", "--file", "x.toml"),
    ],
)
def test_wrong_words_are_wrong_use(cli: Cli, signing: tuple[str, ...], words: tuple[str, ...]) -> None:
    command, *rest = words
    assert cli("agents", command, "some-agent", *rest, *signing).code == 2


@pytest.mark.parametrize(
    ("kind", "text", "where"),
    [
        ("mandate", 'tools = ["a"]\nexpires_at = 2099-01-01', "expires_at"),
        ("mandate", 'tools = ["a"]\nexpires_at = 2099-01-01T00:00:00', "offset"),
        ("mandate", 'tools = []\nexpires_at = "2099-01-01T00:00:00.000Z"', "mandate/tools"),
        ("mandate", '{"tools": ["a"], "expires_at": "2099-01-01T00:00:00.000Z", "limit": 1}', "limit"),
        ("charter", CHARTER.replace("0.9", "9"), "charter/target"),
        ("charter", 'workflow = "x"', "charter"),
        ("charter", "workflow = ", "neither JSON nor TOML"),
        ("tools", '[{"tool": "x", "risk": "R9"}]', "tools/0/risk"),
        ("tools", "tools = 3", "tools"),
    ],
)
def test_a_file_that_is_wrong_says_where(
    agent: Agent, cli: Cli, signing: tuple[str, ...], tmp_path: Path, kind: str, text: str, where: str
) -> None:
    path = tmp_path / "said"
    path.write_text(text, "utf-8")
    ran = cli("agents", kind, agent.id, "--file", path, "--yes", *signing)
    assert (ran.code, where in ran.err, str(path) in ran.err) == (1, True, True), ran.err
    assert cli("agents", kind, agent.id, "--file", tmp_path / "missing", *signing).code == 1


def test_the_template_is_a_charter_once_filled_in(
    agent: Agent, cli: Cli, signing: tuple[str, ...], tmp_path: Path, present: list[str]
) -> None:
    template = cli("agents", "charter", agent.id, "--template", *signing)
    path = tmp_path / "charter.toml"
    path.write_text(template.out, "utf-8")
    assert cli("agents", "charter", agent.id, "--file", path, "--yes", *signing).code == 0


def test_tools_are_printed_to_start_from_and_replaced(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], tmp_path: Path, present: list[str]
) -> None:
    printed = cli("agents", "tools", agent.id, "--profile", desk.home)
    assert printed.json == TOOLS
    path = tmp_path / "tools.json"
    path.write_text(json.dumps([{**TOOLS[0], "risk": "R4", "when": []}]), "utf-8")
    safer = cli("agents", "tools", agent.id, "--file", path, "--json", *signing)
    assert (safer.code, safer.json["state"], present) == (0, "in_force", [])
    item = agent.propose(amount=100)
    found = cli("queue", "show", item, "--profile", desk.home, "--json").json
    assert found["item"]["risk"] == "R4"


def test_an_incident_is_opened_noted_listed_and_closed(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...]
) -> None:
    action = agent.propose()
    assert cli("queue", "approve", action, "--yes", *signing).code == 0
    permit = agent.permit(action)["permit"]
    body = {"permit": permit, "outcome": "unknown"}
    agent.http.post(f"/v1/actions/{action}/outcome", json=body).raise_for_status()
    settled = cli("queue", "resolve", action, "done", "--reason", "the bank says so", *signing)
    assert (settled.code, agent.state(action)["state"]) == (0, "done")
    assert cli("queue", "resolve", action, "perhaps", "--reason", "x", *signing).code == 2

    opened = cli("incident", "open", "--agent", agent.id, "--action", action, "--what", "paid twice", *signing)
    assert opened.code == 0
    mine = ("--agent", agent.id, "--profile", desk.home)
    (incident,) = cli("incident", "list", "--json", *mine).json["incidents"]
    assert (incident["state"], incident["what"], incident["action"]) == ("open", "paid twice", action)
    assert cli("incident", "note", incident["id"][-8:], "--what", "called the bank", *signing).code == 0
    assert cli("incident", "close", incident["id"], "--what", "money is back", *signing).code == 0
    told = cli("incident", "list", *mine)
    assert ("closed" in told.out, "called the bank" in told.out) == (True, True)
    assert cli("incident", "close", "00000000", "--what", "x", *signing).code == 1


def test_paused_and_resumed(desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str]) -> None:
    assert cli("pause", *signing).code == 2
    assert cli("pause", "--all", "--resume", *signing).code == 2
    paused = cli("pause", "--agent", agent.id, "--reason", "a look", "--json", *signing)
    assert (paused.code, paused.json["state"], present) == (0, "in_force", [])
    listed = cli("agents", "list", "--profile", desk.home, "--json").json["agents"]
    assert [(one["state"], one["paused_by"]) for one in listed if one["id"] == agent.id] == [("paused", "Ana Ruiz")]
    resumed = cli("pause", "--agent", agent.id, "--resume", *signing)
    assert (resumed.code, len(present)) == (0, 1)
    assert cli("resume", "--agent", agent.id, *signing).code == 1


def test_claims_and_pending_orders_are_told(desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose()
    claimed = cli("queue", "claim", action, "--profile", desk.home)
    assert (claimed.code, "Ana Ruiz works on it" in claimed.out) == (0, True)
    assert "CLAIMED BY" in cli("queue", "list", "--profile", desk.home).out
    assert cli("queue", "claim", action, "--release", "--profile", desk.home, "--json").json["claimed_by"] == ""
    none = cli("agents", "pending", "--profile", desk.home)
    assert (none.code, none.out) == (0, "No order waits for a second person.\n")
    assert cli("agents", "second", "abcdef", *signing).code == 1


def test_somebody_is_away_and_back(cli: Cli, signing: tuple[str, ...]) -> None:
    away = cli("people", "away", "--until", "2099-01-01T00:00:00Z", "--json", *signing)
    assert (away.code, away.json["away"]) == (0, True)
    assert cli("people", "away", "--back", *signing).code == 0
    assert cli("people", "away", "--until", "tomorrow", *signing).code == 1
    assert cli("people", "away", "--back", "--until", "2099-01-01T00:00:00Z", *signing).code == 2


def test_what_is_kept_of_an_agents_traces(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str]
) -> None:
    shown = cli("agents", "traces", agent.id, "--profile", desk.home)
    assert (shown.code, "Nothing is kept of what its program exports." in shown.out) == (0, True)
    unseen = cli("agents", "traces", agent.id, "--on", "--json", *signing)
    assert unseen.json["error"]["code"] == "unconfirmed"
    on = cli("agents", "traces", agent.id, "--on", "--yes", *signing)
    assert (on.code, len(present)) == (0, 1)
    assert "Structure alone is kept: names, times, tokens and which tools were called." in on.out
    whole = cli("agents", "traces", agent.id, "--on", "--content", "--yes", *signing)
    assert (whole.code, len(present)) == (0, 2)
    assert "with secrets masked" in cli("agents", "show", agent.id, "--profile", desk.home).out
    less = cli("agents", "traces", agent.id, "--on", "--json", *signing)
    assert (less.code, less.json["capture"]) == (0, "structure")
    off = cli("agents", "traces", agent.id, "--off", "--json", *signing)
    assert (off.json["capture"], off.json["state"], len(present)) == ("off", "in_force", 2)
    assert cli("agents", "traces", agent.id, "--json", "--profile", desk.home).json["capture"] == "off"
    assert cli("agents", "traces", agent.id, "--content", *signing).code == 2
