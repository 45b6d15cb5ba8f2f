"""The A2A adapter against recorded JSON: what is offered, what is sent, and that a failure never repeats a send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from recorded_agent import CARD, OLD_CARD, URL, WORDS, Recorded, Scene, asking, error, play

from counterseal.errors import InvalidInput, Unreachable
from counterseal.gateway.upstreams.a2a import listing, looks_like
from counterseal.gateway.upstreams.a2a.card import base_of, read_card
from counterseal.gateway.upstreams.a2a.tasks import read_question
from counterseal.gateway.upstreams.a2a.templates import read_options
from counterseal.gateway.upstreams.langgraph.identity import action_id
from counterseal.gateway.upstreams.port import HaltReport
from counterseal.model.actions import State


def test_a_question_becomes_an_action_whose_id_every_desk_agrees_on() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll(2)
        (row,) = scene.rows
        proposal = row.proposal
        assert proposal.action.id == action_id(URL, "t1", "q1", 0)
        assert UUID(proposal.action.id).version == 8
        assert proposal.action.tool == "a2a.input"
        data = [{"order": "pay 5", "amount_minor": 500}]
        assert dict(proposal.action.arguments) == {"task": "t1", "message": "Shall I pay 5?", "data": data}
        assert proposal.verdicts == ("approve", "reject", "answer")
        assert [step.text for step in proposal.trace] == ["pay 5", "Shall I pay 5?"]
        assert proposal.trace[-1].proposes
        assert scene.agent.heard == []
        assert scene.gateway.problems == [""]

    agent = Recorded(asking())
    play(agent, act)
    assert agent.versions == {"1.0"}
    assert agent.keys == {"Bearer k"}


@pytest.mark.parametrize(
    ("verdict", "details", "text"),
    [
        ("approve", {}, "approve"),
        ("reject", {"reason": "{answer} not bob"}, "reject: {answer} not bob"),
        ("answer", {"answer": "to bob"}, "to bob"),
    ],
)
def test_a_verdict_is_sent_once_in_the_agents_words(verdict: str, details: dict[str, Any], text: str) -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, verdict, **details)
        await scene.poll(3)
        (message,) = scene.agent.heard
        assert message["parts"] == [{"text": text}]
        assert (message["taskId"], message["contextId"], message["role"]) == ("t1", "c1", "ROLE_USER")
        assert message["messageId"] == action_id(URL, row.proposal.action.id, "answer", 0)
        assert row.permits == (verdict == "approve")
        assert row.state is State.DONE if verdict == "approve" else row.returned
        assert len(scene.rows) == 1

    play(Recorded(asking()), act)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ("COMPLETED", "done"),
        ("FAILED", "failed"),
        ("REJECTED", "failed"),
        ("CANCELED", "unknown"),
        ("WORKING", "unknown"),
    ],
)
def test_what_became_of_an_approval_is_read_back(after: str, outcome: str) -> None:
    async def act(scene: Scene) -> None:
        scene.agent.after = lambda _message: after
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "approve")
        await scene.poll(2)
        if after == "WORKING":
            assert row.state is State.PERMITTED
            scene.clock.advance(601)
            await scene.poll()
        assert row.state == outcome
        assert len(scene.agent.heard) == 1

    play(Recorded(asking()), act)


def test_a_task_that_keeps_its_state_while_it_works_is_not_asked_again() -> None:
    async def act(scene: Scene) -> None:
        scene.agent.after = lambda _message: "INPUT_REQUIRED"
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "approve")
        await scene.poll(3)
        assert row.state is State.PERMITTED
        assert scene.rows == [row]
        scene.agent.tasks["t1"]["status"]["message"] = asking(question="q2")["status"]["message"]
        await scene.poll()
        assert row.state is State.DONE
        (_first, second) = scene.rows
        assert second.proposal.action.id == action_id(URL, "t1", "q2", 0)
        assert len(scene.agent.heard) == 1

    play(Recorded(asking()), act)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_lost_approval_is_looked_for_and_never_repeated(arrives: bool) -> None:
    async def act(scene: Scene) -> None:
        scene.agent.broken["SendMessage" if arrives else "before SendMessage"] = lambda: httpx.ReadError("gone")
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "approve")
        await scene.poll(2)
        if not arrives:
            assert row.state is State.PERMITTED
            scene.clock.advance(31)
            await scene.poll()
        assert row.state is (State.DONE if arrives else State.UNKNOWN)
        assert len(scene.agent.heard) == 1

    play(Recorded(asking()), act)


@pytest.mark.parametrize("arrives", [True, False])
def test_an_answer_that_may_have_arrived_is_not_sent_again_but_asked_for(arrives: bool) -> None:
    async def act(scene: Scene) -> None:
        scene.agent.broken["SendMessage" if arrives else "before SendMessage"] = lambda: httpx.ReadError("gone")
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "answer", answer="bob")
        await scene.poll(2)
        assert row.returned
        assert len(scene.agent.heard) == 1
        assert [one.state for one in scene.rows[1:]] == ([] if arrives else [State.HELD])

    play(Recorded(asking()), act)


@pytest.mark.parametrize("change", ["cancelled", "gone", "other words", "other question"])
def test_what_was_approved_is_not_sent_to_another_question(change: str) -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "approve")
        if change == "cancelled":
            scene.agent.tasks["t1"]["status"] = {"state": "TASK_STATE_CANCELED"}
        elif change == "gone":
            del scene.agent.tasks["t1"]
        elif change == "other words":
            scene.agent.tasks["t1"]["status"]["message"]["parts"] = [{"text": "Shall I pay 5000?"}]
        else:
            scene.agent.tasks["t1"]["status"]["message"]["messageId"] = "q2"
        await scene.poll()
        assert (row.state, row.permits) == (State.STALE, 0)
        assert scene.agent.heard == []
        if change.startswith("other"):
            await scene.poll()
            assert [one.state for one in scene.rows] == [State.STALE, State.HELD]

    play(Recorded(asking()), act)


def test_what_ends_elsewhere_while_it_is_held_is_stale() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        scene.agent.tasks["t1"]["status"] = {"state": "TASK_STATE_COMPLETED"}
        await scene.poll()
        assert scene.rows[0].state is State.STALE

    play(Recorded(asking()), act)


def test_without_templates_nothing_can_be_approved_and_a_rejection_cancels() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        assert row.proposal.verdicts == ("reject", "answer")
        scene.gateway.decide(row, "reject", reason="no")
        await scene.poll()
        assert row.returned
        assert scene.agent.tasks["t1"]["status"]["state"] == "TASK_STATE_CANCELED"
        assert scene.agent.heard == []

    play(Recorded(asking()), act, tasks=[])


def test_authorisation_is_never_approved() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        assert row.tool == "a2a.auth"
        assert row.proposal.verdicts == ("reject", "answer")

    play(Recorded(asking(state="AUTH_REQUIRED")), act)


def test_an_answer_that_reads_as_the_approval_is_not_sent() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "answer", answer=" Approve. ")
        await scene.poll()
        assert scene.agent.heard == []
        assert "read this answer as its approval" in scene.gateway.problems[-1]

    play(Recorded(asking()), act)


def test_a_halt_cancels_all_that_is_open_and_names_what_goes_on() -> None:
    agent = Recorded(asking("t1"), asking("t2", state="WORKING"), asking("t3", state="AUTH_REQUIRED"))
    took = agent.answer

    def answer(method: str, params: dict[str, Any]) -> dict[str, Any]:
        stubborn = method == "CancelTask" and params["id"] == "t3"
        return error(-32002, "Task cannot be canceled") if stubborn else took(method, params)

    agent.answer = answer  # type: ignore[method-assign]

    async def act(scene: Scene) -> HaltReport:
        assert await scene.upstream.halt(scene.gateway, "other") == HaltReport()
        return await scene.upstream.halt(scene.gateway, "payer")

    report = play(agent, act)
    assert (report.cancelled_runs, report.ended_interrupts) == (1, 1)
    (problem,) = report.problems
    assert "t3 goes on" in problem


def test_a_halted_agent_is_neither_asked_for_nor_answered() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        scene.gateway.decide(scene.rows[0], "approve")
        scene.gateway.halted_agents.add("payer")
        scene.agent.tasks["t2"] = asking("t2", "q2")
        await scene.poll()
        assert scene.agent.heard == []
        assert len(scene.rows) == 1

    play(Recorded(asking()), act)


def test_all_pages_are_read_and_then_what_changed_until_all_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)

    async def act(scene: Scene) -> None:
        await scene.poll()
        assert [row.state for row in scene.rows] == [State.HELD] * 9
        scene.agent.calls.clear()
        del scene.agent.tasks["t4"]
        scene.agent.tasks["t9"] = asking("t9", "q9")
        await scene.poll()
        asked = [params for method, params in scene.agent.calls if method == "ListTasks"]
        assert {params.get("statusTimestampAfter") for params in asked} == {"2026-11-21T20:50:47.739137Z"}
        assert [row.state for row in scene.rows] == [State.HELD] * 10
        await scene.poll(10)
        assert [row.state for row in scene.rows].count(State.STALE) == 1

    play(Recorded(*(asking(f"t{place}", f"q{place}") for place in range(9))), act)


def test_a_server_whose_pages_have_no_end_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MAX_PAGES", 3)

    async def act(scene: Scene) -> None:
        await scene.poll()
        assert len(scene.rows) == 6
        assert "More tasks are input-required than the 6 that are read" in scene.gateway.problems[-1]
        del scene.agent.tasks["t0"]
        await scene.poll()
        # What is not listed may be beyond the bounds.
        assert State.STALE not in {row.state for row in scene.rows}

    play(Recorded(*(asking(f"t{place}", f"q{place}") for place in range(9))), act)


def test_a_server_of_protocol_0_3_is_asked_by_id_in_its_own_words() -> None:
    async def act(scene: Scene) -> None:
        await scene.poll()
        (row,) = scene.rows
        scene.gateway.decide(row, "approve")
        await scene.poll(2)
        assert row.state is State.DONE
        (message,) = scene.agent.heard
        assert message["parts"] == [{"kind": "text", "text": "approve"}]
        assert (message["kind"], message["role"]) == ("message", "user")

    agent = Recorded(asking(), card=OLD_CARD)
    play(agent, act, tasks=["t1", "nowhere"], **WORDS)
    assert agent.versions == {None}
    assert {method for method, _params in agent.calls} == {"tasks/get", "message/send"}


def test_a_question_that_cannot_be_shown_can_only_be_rejected() -> None:
    asked = read_question(asking(parts=["no part"]))
    assert asked is not None
    assert asked.problem == "a part of its message is not an object"
    assert read_question(asking("with a\nline feed")) is None


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ({"hello": "world"}, "not_a2a"),
        ({**CARD, "supportedInterfaces": []}, "no_interface"),
        (
            {**CARD, "supportedInterfaces": [{"url": URL, "protocolBinding": "GRPC", "protocolVersion": "1.0"}]},
            "no_interface",
        ),
        ({**OLD_CARD, "url": "http://evil.test/a2a"}, "elsewhere"),
        ({**OLD_CARD, "url": "http://127.0.0.1:9998/a2a"}, "elsewhere"),
        ({**OLD_CARD, "url": "http://me@127.0.0.1:9999/a2a"}, "elsewhere"),
    ],
)
def test_a_card_may_not_lead_elsewhere(card: Any, code: str) -> None:
    with pytest.raises(Unreachable) as refused:
        read_card(card, URL)
    assert refused.value.code == code

    async def act(scene: Scene) -> None:
        await scene.poll()
        assert scene.gateway.problems[-1]
        checks = await scene.upstream.test()
        assert [check.name for check in checks if not check.ok] == ["Is an A2A agent"]

    agent = Recorded(asking(), card=card)
    play(agent, act)
    assert agent.calls == []


def test_this_machine_by_another_name_is_this_machine() -> None:
    card = {**CARD, "supportedInterfaces": [{**CARD["supportedInterfaces"][0], "url": "http://localhost:9999/rpc"}]}
    assert read_card(card, URL).path == "/rpc"
    assert base_of(f" {URL}/.well-known/agent-card.json ") == URL


def test_the_connection_test_says_what_can_be_decided() -> None:
    async def act(scene: Scene) -> list[tuple[str, bool]]:
        return [(check.name, check.ok) for check in await scene.upstream.test()]

    names = [
        "Resolves",
        "Connects",
        "Is an A2A agent",
        "Accepts the key",
        "Lists tasks",
        "Waiting now",
        "Can be decided",
    ]
    assert play(Recorded(asking()), act) == [(name, True) for name in names]
    assert ("Lists tasks", False) in play(Recorded(asking(), card=OLD_CARD), act)


@pytest.mark.parametrize(("card", "is_one"), [(CARD, True), (OLD_CARD, True), ({"name": "x"}, False), ([], False)])
def test_an_agent_is_known_by_its_card(card: Any, is_one: bool) -> None:
    async def act(_scene: Scene) -> bool:
        async with httpx.AsyncClient(transport=httpx.MockTransport(Recorded(card=card))) as client:
            return await looks_like(URL, client)

    assert play(Recorded(), act) is is_one


@pytest.mark.parametrize(
    "options",
    [{"yes": {}}, {"approve": {}}, {"approve": {"text": 5}}, {"approve": "yes"}, {"tasks": "t1"}, {"tasks": ["a b"]}],
)
def test_options_that_mean_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        read_options(options)


def test_a_template_fills_data_and_its_text_once() -> None:
    made = read_options({"reject": {"text": "no: {reason}", "data": {"ok": False, "why": ["{reason}"]}}})
    assert made.parts("reject", "{answer}", "x") == [
        {"text": "no: {answer}"},
        {"data": {"ok": False, "why": ["{answer}"]}},
    ]
