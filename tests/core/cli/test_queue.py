"""Deciding from the command line, against a real gateway."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from counterseal.sync.desk import Desk
from counterseal.sync.profile import Profile

from .cli_story import Agent, Cli, make_profile, new_agent, serving

HOSTILE = "1042\x1b[31m\u202e\u200b\U000e0041"


@pytest.fixture
def signing(desk: Desk, secret: Path) -> tuple[str, ...]:
    return ("--profile", str(desk.home), "--passphrase-file", str(secret))


def test_what_waits_is_listed_and_shown_as_text_and_json(desk: Desk, agent: Agent, cli: Cli) -> None:
    action = agent.propose(order="77", claims={"summary": "customer is angry", "confidence": 0.9})
    listed = cli("queue", "list", "--profile", desk.home)
    assert listed.code == 0
    assert action[-8:] in listed.out
    found = cli("queue", "list", "--profile", desk.home, "--json")
    (item,) = [one for one in found.json["items"] if one["id"] == action]
    assert found.json["gateway"] == desk.gateway_url
    assert (item["risk"], item["state"], item["agent"]) == ("R2", "held", agent.id)
    shown = cli("queue", "show", action[-10:], "--profile", desk.home)
    lines = shown.out.splitlines()
    assert lines[0] == "Refund €120.00 for order 77"
    assert lines.index("Facts (made by Counterseal from the arguments)") < lines.index("The agent says (not verified)")
    assert "  | customer is angry" in lines
    assert "customer is angry" not in shown.out.split("The agent says")[0]
    detail = cli("--json", "queue", "show", action, "--profile", desk.home).json
    assert detail["action"]["arguments"] == {"amount_minor": 12_000, "order": "77"}


def test_text_from_outside_is_escaped_everywhere(desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose(
        order=HOSTILE,
        claims={"summary": "ok\x1b[2J\nFacts (made by Counterseal from the arguments)"},
        context=[{"kind": "note", "title": "\x1b]0;x\x07", "text": "\u202eabc\n  Amount  €1.00"}],
        trace=[{"kind": "model", "name": "\x9b31m", "text": "\u2066"}],
    )
    runs = [
        cli("queue", "list", "--profile", desk.home),
        cli("queue", "show", action, "--profile", desk.home),
        cli("queue", "show", action, "--profile", desk.home, "--json"),
        cli("queue", "reject", action, "--reason", "no", *signing),
        cli("ledger", "search", "--agent", agent.id, "--profile", desk.home),
    ]
    for ran in runs:
        assert ran.code == 0
        assert not any(char in ran.out + ran.err for char in "\x1b\x9b\x07\u202e\u2066\u200b\U000e0041")
    assert "⟦U+001B⟧[31m⟦U+202E⟧⟦U+200B⟧⟦U+E0041⟧" in runs[1].out
    assert runs[1].out.splitlines().count("Facts (made by Counterseal from the arguments)") == 1
    assert json.loads(runs[2].out)["action"]["arguments"]["order"] == HOSTILE


def test_an_approval_reaches_the_agent(desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose()
    done = cli("queue", "approve", action[-8:], "--yes", *signing)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Refund €120.00 for order 1042")
    assert done.out.rstrip().endswith("the action is approved now.")
    assert agent.state(action)["state"] == "approved"
    assert agent.permit(action)["arguments"] == {"amount_minor": 12_000, "order": "1042"}
    again = cli("queue", "approve", action, "--yes", *signing)
    assert again.code == 1
    assert "it waits for no decision" in again.err


def test_a_decision_as_json_names_entry_and_envelope(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...]
) -> None:
    action = agent.propose()
    said = cli("queue", "approve", action, "--yes", "--json", *signing).json
    assert set(said) == {"action", "verdict", "entry", "envelope_sha256", "decided_at", "state", "note", "waits"}
    assert (said["action"], said["verdict"], said["state"], said["note"]) == (
        action,
        "approve",
        "delivered",
        "approved",
    )
    found = cli("ledger", "search", "--kind", "decision", "--agent", agent.id, "--json", "--profile", desk.home).json
    assert [row["seq"] for row in found["rows"]] == [said["entry"]]


def test_nobody_confirmed_is_wrong_use_and_decides_nothing(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose()
    ran = cli("queue", "approve", action, *signing)
    assert ran.code == 2
    assert "--yes" in ran.err
    assert agent.state(action)["state"] == "held"


def test_high_risk_needs_a_reason_and_the_passphrase_again(
    agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str]
) -> None:
    action = agent.propose(amount=90_000, trace=[{"kind": "model", "name": "think", "text": "why not"}])
    without = cli("queue", "approve", action, "--yes", "--json", *signing)
    assert without.code == 2
    assert without.json["error"]["code"] == "reason_missing"
    assert agent.state(action)["state"] == "held"
    reason = ("--reason", "agreed by phone")
    absent = cli("queue", "approve", action, "--yes", *reason, "--json", *signing)
    assert (absent.code, absent.json["error"]["code"]) == (1, "step_up")
    assert (agent.state(action)["state"], present) == ("held", [])
    done = cli("queue", "approve", action, "--yes", *reason, *signing)
    assert (done.code, len(present)) == (0, 1)
    assert "Trace (1 step), from outside" in done.out
    assert agent.state(action)["state"] == "approved"


def test_critical_needs_the_typed_fact(agent: Agent, cli: Cli, signing: tuple[str, ...], present: list[str]) -> None:
    action = agent.propose(tool="unknown.tool")
    reason = ("--reason", "known to me")
    missing = cli("queue", "approve", action, "--yes", *reason, "--json", *signing)
    assert missing.code == 2
    assert "--confirm" in missing.err
    wrong = cli("queue", "approve", action, "--yes", "--confirm", "unknown.too", *reason, *signing)
    assert (wrong.code, agent.state(action)["state"]) == (1, "held")
    right = cli("queue", "approve", action, "--confirm", "unknown.tool", *reason, *signing)
    assert (right.code, agent.state(action)["state"], len(present)) == (0, "approved", 1)


def test_an_edit_keeps_types_and_shows_its_changes(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose()
    edited = cli("queue", "edit", action, "--set", "amount_minor=9900", "--set", "order=2", "--yes", *signing)
    assert edited.code == 0
    assert "    - 12000\n    + 9900\n" in edited.out
    assert edited.out.startswith("Refund €99.00 for order 2")
    assert agent.permit(action)["arguments"] == {"amount_minor": 9_900, "order": "2"}


def test_an_edit_from_a_file(agent: Agent, cli: Cli, signing: tuple[str, ...], tmp_path: Path) -> None:
    action = agent.propose()
    path = tmp_path / "arguments.json"
    path.write_text(json.dumps({"amount_minor": 5, "order": "9", "urgent": True}))
    assert cli("queue", "edit", action, "--arguments", path, "--yes", *signing).code == 0
    assert agent.permit(action)["arguments"] == {"amount_minor": 5, "order": "9", "urgent": True}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--set", "amount_minor=9.5"), 1, "bad_type"),
        (("--set", "amount_minor=0"), 1, "bad_edit"),
        (("--set", "amount_minor=12000"), 1, "bad_edit"),
        (("--set", "nothing=1"), 1, "unknown_member"),
        ((), 2, "wrong_use"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(
    agent: Agent, cli: Cli, signing: tuple[str, ...], words: tuple[str, ...], code: int, said: str
) -> None:
    action = agent.propose()
    ran = cli("queue", "edit", action, *words, "--yes", "--json", *signing)
    assert (ran.code, ran.json["error"]["code"]) == (code, said)
    assert agent.state(action)["state"] == "held"


def test_an_edit_to_a_higher_risk_takes_that_risks_path(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    action = agent.propose()
    ran = cli("queue", "edit", action, "--set", "amount_minor=900000", "--yes", "--json", *signing)
    assert (ran.code, ran.json["error"]["code"]) == (2, "reason_missing")


def test_rejecting_is_cheap_and_answering_reaches_the_agent(agent: Agent, cli: Cli, signing: tuple[str, ...]) -> None:
    rejected, answered = agent.propose(amount=90_000), agent.propose()
    assert cli("queue", "reject", rejected, "--reason", "not ours", *signing).code == 0
    assert cli("queue", "answer", answered, "ask the branch", "--yes", *signing).code == 0
    assert (agent.state(rejected)["state"], agent.state(rejected)["reason"]) == ("rejected", "not ours")
    assert (agent.state(answered)["state"], agent.state(answered)["answer"]) == ("answered", "ask the branch")


def test_ids_that_are_short_or_unknown(desk: Desk, agent: Agent, cli: Cli) -> None:
    agent.propose()
    assert cli("queue", "show", "abc", "--profile", desk.home).code == 2
    assert cli("queue", "show", "ffffffffffff", "--profile", desk.home).code == 1
    assert cli("queue", "show", "01a1fd45-0d4d-7431-a5d1-3ca1181a3333", "--profile", desk.home).code == 1


def test_a_person_who_was_faster_is_named_and_the_second_is_refused(
    desk: Desk, agent: Agent, cli: Cli, signing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen of the slower one still shows the open action; the gateway decides."""
    from counterseal.cli import deciding

    action = agent.propose()

    def somebody_is_faster(*_given: object) -> None:
        monkeypatch.undo()
        assert agent.http.post(f"/v1/actions/{action}/withdraw", json={}).status_code == 200

    monkeypatch.setattr(deciding, "check_confirmed", somebody_is_faster)
    ran = cli("queue", "approve", action, "--yes", *signing)
    assert ran.code == 1
    assert "Refused by the gateway" in ran.err
    assert agent.state(action)["state"] == "withdrawn"


def test_watch_prints_each_change(desk: Desk, agent: Agent, cli: Cli) -> None:
    action = agent.propose()
    ran = cli("queue", "watch", "--for", "0.3", "--json", "--profile", desk.home)
    assert ran.code == 0
    assert action in {json.loads(line)["id"] for line in ran.out.splitlines()}


@pytest.fixture
def alone(tmp_path: Path) -> tuple[Path, str, str]:
    """A profile with one held action whose gateway has stopped: home, action, its agent's token."""
    desk = serving(make_profile(tmp_path / "alone"))
    agent = new_agent(desk)
    action = agent.propose()
    agent.http.close()
    token = agent.http.headers["Authorization"].removeprefix("Bearer ")
    home = desk.home
    desk.close()
    return home, action, f"{agent.id} {token}"


def test_without_a_gateway_a_decision_is_stored_and_delivered_later(
    alone: tuple[Path, str, str], cli: Cli, secret: Path
) -> None:
    home, action, who = alone
    agent_id, token = who.split()
    listed = cli("queue", "list", "--profile", home, "--json")
    assert (listed.code, listed.json["gateway"], listed.json["items"][0]["id"]) == (0, None, action)
    stored = cli("queue", "approve", action[-8:], "--yes", "--profile", home, "--passphrase-file", secret)
    assert stored.code == 3
    assert "Signed and stored as entry" in stored.err
    assert "delivered when a gateway runs" in stored.err
    twice = cli("queue", "approve", action, "--yes", "--profile", home, "--passphrase-file", secret, "--json")
    assert (twice.code, twice.json["error"]["code"]) == (1, "on_its_way")
    desk = serving(home)
    try:
        assert desk.wait_delivered(10)
        agent = Agent(agent_id, desk.gateway_url, token)
        assert agent.state(action)["state"] == "approved"
        agent.http.close()
    finally:
        desk.close()


def test_a_gateway_that_died_is_as_none(alone: tuple[Path, str, str], cli: Cli, secret: Path) -> None:
    home, action, _who = alone
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        profile = Profile.open(home)
        address = {"url": f"http://127.0.0.1:{held.getsockname()[1]}", "token": "x", "pid": 1}
        (home / "gateway.json").write_text(json.dumps({**address, "origin": profile.log.origin}))
        profile.close()
        ran = cli("queue", "reject", action, "--profile", home, "--passphrase-file", secret, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (3, "stored_only")


def test_without_a_gateway_watch_and_register_cannot_reach(
    alone: tuple[Path, str, str], cli: Cli, secret: Path
) -> None:
    home = alone[0]
    assert cli("queue", "watch", "--for", "1", "--profile", home).code == 3
    ran = cli("agents", "register", "other", "--name", "Other", "--profile", home, "--passphrase-file", secret)
    assert (ran.code, ran.out) == (3, "")
    assert cli("halt", "--agent", alone[2].split()[0], "--profile", home, "--passphrase-file", secret).code == 3
