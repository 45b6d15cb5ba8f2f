"""The page for Google ADK, with a real ``adk api_server`` and a real gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connect.adk.serving import ADK, AdkServer
from counterseal.errors import KnownError
from counterseal.gateway.upstreams.finding import kind_at
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from counterseal.model.autonomy import Charter
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail
from gateway.desks import PATIENCE, Bench, open_bench

TOOLS = [
    {"tool": "issue_refund", "risk": "R2", "verb": "Refund"},
    {"tool": "give_credit", "risk": "R2", "verb": "Give"},
]
AMOUNT = 124000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdkServer]:
    served = AdkServer(tmp_path_factory.mktemp("adk"))
    try:
        served.start()
        yield served
    finally:
        served.end()


def connected(bench: Bench, server: AdkServer, name: str, user: str = "user") -> None:
    """An agent of its own that the sessions of one user belong to."""
    bench.agent(name, TOOLS)
    bench.desk.add_source(UpstreamConfig(name, "adk", server.url, name, {f"support/{user}": name})).result(PATIENCE)


def waiting(bench: Bench, agent: str, count: int = 1) -> list[ActionDetail]:
    """What waits of an agent once it is so many, in the order of the calls."""

    def look() -> list[str] | None:
        held = [one.id for one in bench.desk.queue() if one.state is State.HELD and one.agent == agent]
        return held if len(held) == count else None

    found = [bench.held(one) for one in bench.ear.until(look, f"{count} calls of {agent}")]
    return sorted(found, key=lambda one: str(one.action.arguments.get("order")))


def ended(bench: Bench, action_id: str, outcome: str) -> ActionDetail:
    def look() -> ActionDetail | None:
        detail = bench.desk.detail(action_id).result(PATIENCE)
        return detail if detail.outcome == outcome else None

    return bench.ear.until(look, f"the outcome {outcome}")


def refund(order: str) -> tuple[str, dict[str, Any]]:
    return ("issue_refund", {"order": order, "amount_minor": AMOUNT})


def test_it_is_found_out_what_it_is(server: AdkServer) -> None:
    assert asyncio.run(kind_at(server.url)) == "adk"


@pytest.mark.connects(ADK, ["approve", "reject"])
def test_calls_made_at_once_are_answered_together(desk: Bench, server: AdkServer) -> None:
    connected(desk, server, "together", "together")
    session = server.ask(refund("10-yes"), refund("11-no"), user="together")
    first, second = waiting(desk, "together", 2)
    assert dict(first.action.arguments) == {"order": "10-yes", "amount_minor": AMOUNT}
    assert any(step.proposes and step.text == "The customer was charged twice." for step in first.trace)
    assert any(item.author == "User" and "10-yes" in item.text for item in first.context)
    desk.decide(first.item.id)
    desk.decide(second.item.id, Verdict.REJECT, reason="no receipt")
    ended(desk, first.item.id, "done")
    assert desk.entries(first.item.id)[-2:] == ["permit_taken", "outcome"]
    assert "permit_taken" not in desk.entries(second.item.id)
    assert server.effects("refunds.jsonl", "10-yes") == [{"order": "10-yes", "amount_minor": AMOUNT}]
    assert server.effects("refunds.jsonl", "11-no") == []
    found = server.parts(session, "functionResponse", user="together")
    said = [one["response"] for one in found if one["name"] == "adk_request_confirmation"]
    assert said == [{"confirmed": True}, {"confirmed": False, "hint": "no receipt"}]


@pytest.mark.connects(ADK, "edit", how="the confirmation's payload, where the tool asks for one")
def test_an_edited_payload_is_what_the_tool_gets(desk: Bench, server: AdkServer) -> None:
    connected(desk, server, "payload", "payload")
    server.ask(("give_credit", {"customer": "12-edit"}), user="payload")
    (asked,) = waiting(desk, "payload")
    said = {"customer": "12-edit", "confirmation_payload": {"amount_minor": 0}}
    assert dict(asked.action.arguments) == said
    edited = {**said, "confirmation_payload": {"amount_minor": 500}}
    desk.decide(asked.item.id, Verdict.EDIT, arguments=edited)
    ended(desk, asked.item.id, "done")
    assert server.effects("credits.jsonl", "12-edit") == [{"customer": "12-edit", "amount_minor": 500}]


@pytest.mark.connects(ADK, "reject")
def test_what_is_answered_elsewhere_is_stale(desk: Bench, server: AdkServer) -> None:
    connected(desk, server, "elsewhere")
    session = server.ask(refund("13-elsewhere"))
    (asked,) = waiting(desk, "elsewhere")
    (confirmation,) = server.confirmations(session)
    answer = {"id": confirmation["id"], "name": confirmation["name"], "response": {"confirmed": False}}
    server.run(session, {"functionResponse": answer})
    desk.ear.until(
        lambda: desk.desk.detail(asked.item.id).result(PATIENCE).item.state is State.STALE, "the action to be stale"
    )
    assert server.effects("refunds.jsonl", "13-elsewhere") == []


@pytest.mark.connects(ADK, "expiry")
def test_what_nobody_decides_in_time_is_refused_at_the_server(fresh_desk: Bench, server: AdkServer) -> None:
    connected(fresh_desk, server, "late", "late")
    charter = Charter(
        workflow="Refunds",
        bounds="Only to the card that paid",
        owner=fresh_desk.profile.person_id,
        deputy=None,
        metric="refunds that needed no second look",
        target=0.9,
        failure_rate=0.1,
        share_to_people=0.5,
        runbook="Recall the payment",
        answer_within=3600,
    )
    fresh_desk.desk.autonomy.set_charter("late", charter, "a test").result(PATIENCE)
    session = server.ask(refund("14-late"), user="late")
    (asked,) = waiting(fresh_desk, "late")
    fresh_desk.clock.advance(3700)

    def refused() -> bool:
        found = server.parts(session, "functionResponse", user="late")
        return any(one["response"].get("confirmed") is False for one in found)

    fresh_desk.ear.until(refused, "the refusal at the server")
    assert "permit_taken" not in fresh_desk.entries(asked.item.id)
    assert server.effects("refunds.jsonl", "14-late") == []


@pytest.mark.connects(ADK, "halt")
def test_nothing_is_sent_for_a_halted_agent(fresh_desk: Bench, server: AdkServer) -> None:
    connected(fresh_desk, server, "halted", "halted")
    session = server.ask(refund("15-halted"), user="halted")
    (asked,) = waiting(fresh_desk, "halted")
    draft = fresh_desk.draft(asked.item.id)
    fresh_desk.desk.halt("agent", "halted", "a test", 0).result(PATIENCE)
    try:
        refused = fresh_desk.ear.receipt(fresh_desk.desk.decide(draft).result(PATIENCE)).state == "refused"
    except KnownError:
        refused = True
    assert refused
    other = server.ask(refund("16-halted"), user="halted")
    # The server answers a poll after this one only when it has seen what came before.
    assert (
        fresh_desk.desk.test_source(UpstreamConfig("halted", "adk", server.url, "halted", {"support/halted": "halted"}))
        .result(PATIENCE)[-1]
        .found.startswith("2 ")
    )
    for one in (session, other):
        found = server.parts(one, "functionResponse", user="halted")
        assert [answer for answer in found if answer["name"] == "adk_request_confirmation"] == []
    assert server.effects("refunds.jsonl", "-halted") == []


@pytest.mark.connects(ADK, "reconnect")
def test_a_server_that_comes_back_is_answered(tmp_path: Path, fresh_desk: Bench) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    server = AdkServer(folder)
    try:
        server.start()
        connected(fresh_desk, server, "back")
        server.ask(refund("17-back"))
        (asked,) = waiting(fresh_desk, "back")
        server.stop()
        fresh_desk.decide(asked.item.id)

        def state() -> str:
            told = (one.state for one in fresh_desk.desk.status().sources if one.name == "back")
            return next(told, "not told yet")

        fresh_desk.ear.until(lambda: state() == "reconnecting", "the source to be away")
        fresh_desk.close()
        server.start()
        again = open_bench(fresh_desk.home)
        try:
            ended(again, asked.item.id, "done")
            assert server.effects("refunds.jsonl", "17-back") == [{"order": "17-back", "amount_minor": AMOUNT}]
        finally:
            again.close()
    finally:
        server.end()
