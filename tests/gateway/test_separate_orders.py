"""The orders about agents at a separate gateway: its own log tells them, and both verifiers take that log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from counterseal.clock import SystemClock
from counterseal.ledger import bundle, history, ocsf
from counterseal.ledger.verify import verify_log
from counterseal.model.history import HistoryFilter
from gateway.agent_orders import AGENT, BOUNDED, LOOK, charter, incident, level, mandate, registry
from gateway.offices import Desktop, Office, answer, propose


@pytest.fixture
def agent(office: Office) -> Iterator[httpx.Client]:
    agent = office.agent()
    yield agent
    agent.close()


def detail(desktop: Desktop) -> dict[str, Any]:
    return desktop.get(f"/v1/agents/{AGENT}")


def sign(desktop: Desktop, kind: str, body: Mapping[str, Any], subject: str = AGENT, expect: int = 200) -> str:
    """Sign what supersedes the order in force; the state that it leads to, or the code of the refusal."""
    names = {"level": "autonomy_order", "mandate": "mandate_order", "charter": "charter_order",
             "registry": "registry_order"}  # fmt: skip
    supersedes = detail(desktop)[names[kind]] if kind in names else None
    entry = kind if kind in ("pause", "incident", "halt", "reset") else "order"
    told = desktop.send_order(kind, body, subject, expect, entry, supersedes=supersedes)
    return str(told["state" if expect == 200 else "code"])


def test_a_team_leads_an_agent_at_a_separate_gateway(
    office: Office, bob: Desktop, agent: httpx.Client, tmp_path: Path
) -> None:
    maria = office.owner
    assert sign(maria, "charter", charter(maria.id)) == "in_force"
    assert sign(maria, "registry", registry(BOUNDED, LOOK)) == "needs_second"
    assert sign(maria, "registry", registry(BOUNDED, LOOK)) == "needs_second"
    assert sign(bob, "registry", registry(BOUNDED, LOOK)) == "in_force"
    assert sign(maria, "mandate", mandate()) == "needs_second"
    assert sign(bob, "level", level("L0"), expect=403) == "wrong_role"
    waiting = detail(bob)["pending"]
    assert [(one["kind"], one["by"], one["person"]) for one in waiting] == [("mandate", "Maria Lind", maria.id)]
    bound = json.loads(body_of(office, waiting[0]["sha256"]))
    assert sign(bob, "mandate", bound) == "in_force"
    assert sign(maria, "level", level("L4")) == "needs_second"
    assert sign(bob, "level", level("L4")) == "in_force"

    maria.get("/v1/queue", attended=1)
    action = propose(agent, 40_000)
    assert answer(agent.get(f"/v1/actions/{action}"))["state"] == "allowed"
    permit = answer(agent.post(f"/v1/actions/{action}/permit", json={}))
    answer(agent.post(f"/v1/actions/{action}/outcome", json={"permit": permit["permit"], "outcome": "unknown"}))
    assert sign(bob, "outcome", {"agent": AGENT, "action": action, "outcome": "done"}, action) == "done"
    opened = incident(action)
    assert sign(bob, "incident", opened) == "opened"
    assert (detail(maria)["view"]["level"], detail(maria)["cap"]) == ("L3", "L3")
    assert sign(maria, "incident", {**opened, "step": "closed", "what": "Paid back"}) == "closed"
    paused = {"scope": "agent", "target": AGENT, "paused": True}
    assert sign(bob, "pause", paused) == "paused"
    assert sign(bob, "pause", {**paused, "paused": False}, expect=403) == "wrong_role"
    assert sign(maria, "pause", {**paused, "paused": False}) == "resumed"
    assert sign(bob, "halt", {"scope": "agent", "target": AGENT, "drill": True}) == "tried"
    assert sign(bob, "halt", {"scope": "agent", "target": AGENT, "grace_s": 0}) == "halted"
    halt = {"agent": AGENT, "halt": detail(maria)["halt_order"]}
    assert (sign(bob, "reset", halt), sign(maria, "reset", halt)) == ("needs_second", "reset")
    away = {"person": bob.id, "away": True, "until": None}
    assert sign(maria, "away", away, bob.id) == "away"

    house = office.process.house
    report = verify_log(house.database, house.log.verifier)
    assert report.ok, report.sentences
    made = bundle.export(house.database, house.log, tmp_path / "bundle", SystemClock())
    verdict = bundle.verify_bundle(made, vkey=house.log.verifier.text())
    assert verdict.ok, verdict
    expect_told_in_words(office)
    written = ocsf.write(house.database, house.log, tmp_path / "events.jsonl")
    events = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    changes = [(e["metadata"]["event_code"], e["activity_name"]) for e in events if e["class_uid"] == 3004]
    assert [name for code, name in changes if code == "pause"] == ["Suspend", "Resume"]
    assert "Suspend" in [name for code, name in changes if code == "halt"]


def expect_told_in_words(office: Office) -> None:
    """History says what each order was and what became of it."""
    with office.process.house.reading() as connection:
        page = history.page(connection, HistoryFilter(), limit=100)
    told = [(row.verdict, row.outcome) for row in reversed(page.rows)]
    for line in (
        ("Tools described", "Superseded"), ("Needs a second person", ""), ("Mandate set", "In force"),
        ("Level set", "In force"), ("Outcome settled", "Settled"), ("Marked as wrong", ""), ("Level lowered", ""),
        ("Incident closed", ""), ("Paused", "Resumed"), ("Resumed", "Running"), ("Halt tried", "Tried"),
        ("Halted", "Reset"), ("Reset", "In force"), ("Away", "In force"),
    ):  # fmt: skip
        assert line in told, (line, told)


def body_of(office: Office, sha: str) -> str:
    with office.process.house.reading() as connection:
        found = connection.exec_driver_sql("SELECT body FROM pending WHERE envelope = ?", (sha,))
        return str(found.scalar_one())


def test_orders_and_first_signatures_outlive_a_restart(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    maria = office.owner
    assert sign(maria, "charter", charter(maria.id)) == "in_force"
    assert sign(maria, "level", level("L4")) == "needs_second"
    before = detail(maria)
    office.restart()
    assert detail(maria)["pending"] == before["pending"]
    assert sign(bob, "level", level("L4")) == "in_force"
    office.restart()
    assert (detail(bob)["autonomy"]["level"], detail(bob)["pending"]) == ("L4", [])
