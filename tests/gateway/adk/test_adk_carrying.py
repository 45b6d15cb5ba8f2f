"""Decisions on their way to an ADK server, and every way in which they can fail to arrive."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.adk import AdkUpstream, looks_like
from counterseal.gateway.upstreams.adk.confirmations import PAYLOAD
from counterseal.gateway.upstreams.port import Grant, UpstreamConfig
from counterseal.model.actions import State
from gateway.adk.served_adk import URL, Desk, ServedAdk, asks_of, said, waiting

Test = Callable[..., Awaitable[None]]


def on_a_loop(test: Test) -> Callable[..., None]:
    @functools.wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))

    return run


@on_a_loop
async def test_a_batch_is_answered_in_one_message_once_all_is_decided() -> None:
    session = waiting()
    async with Desk(session, key="secret") as desk:
        await desk.poll()
        first, second, credit = desk.rows
        assert len({row.proposal.group for row in desk.rows}) == 1
        assert all(name[14] == "8" for name in desk.gateway.rows)
        desk.gateway.decide(first, "approve")
        desk.gateway.decide(second, "reject", reason="no receipt")
        await desk.poll()
        assert desk.server.runs == []
        arguments = {"customer": "Bo", PAYLOAD: {"amount_minor": 500}}
        desk.gateway.decide(credit, "edit", arguments=arguments)
        await desk.poll(2)
        (body,) = desk.server.runs
        given = [part["functionResponse"] for part in body["newMessage"]["parts"]]
        assert [one["id"] for one in given] == [one["id"] for one in asks_of(session)]
        assert [one["response"] for one in given] == [
            {"confirmed": True},
            {"confirmed": False, "hint": "no receipt"},
            {"confirmed": True, "payload": {"amount_minor": 500}},
        ]
        assert body["invocationId"] == session["events"][2]["invocationId"]
        assert desk.states == [State.DONE, State.REJECTED, State.DONE]
        assert second.returned
        assert [row.permits for row in desk.rows] == [1, 0, 1]
        assert all(headers["authorization"] == "Bearer secret" for headers in desk.server.headers)
        await desk.poll(4)
        assert len(desk.server.runs) == 1
        assert len(desk.rows) == 3


@on_a_loop
async def test_only_a_payload_can_be_edited() -> None:
    async with Desk(waiting(only=2)) as desk:
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "edit", arguments={"customer": "Eve", PAYLOAD: {"amount_minor": 0}})
        await desk.poll()
        assert (desk.server.runs, desk.rows[0].state, desk.rows[0].permits) == ([], State.STALE, 0)
        assert "as the model made it" in desk.gateway.problems[-1]


@on_a_loop
async def test_an_outcome_is_told_while_the_turn_goes_on_and_its_end_is_waited_for() -> None:
    session = waiting(only=0)
    async with Desk(session) as desk:
        goes_on = asyncio.Event()

        async def slowly(body: dict[str, Any]) -> httpx.Response:
            answer = await desk.server.answer(body)
            await goes_on.wait()
            return answer

        desk.server.turn = slowly
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(2)
        assert desk.states == [State.DONE]
        assert [task for task in asyncio.all_tasks() if task.get_name().startswith("counterseal-adk-run")]
        goes_on.set()
        await desk.poll()
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("counterseal-adk-run")]


@on_a_loop
async def test_what_was_certainly_not_taken_is_asked_anew() -> None:
    async with Desk(waiting(only=0)) as desk:

        async def refuses(body: dict[str, Any]) -> httpx.Response:
            raise httpx.ConnectError("refused")

        desk.server.turn = refuses
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(2)
        assert desk.rows[0].state is State.FAILED
        assert desk.rows[0].notes[-1].startswith("Not sent:")
        assert desk.states == [State.FAILED, State.HELD]


@on_a_loop
async def test_a_lost_answer_without_a_trace_is_unknown_and_never_sent_again() -> None:
    async with Desk(waiting(only=0)) as desk:

        async def breaks(body: dict[str, Any]) -> httpx.Response:
            raise httpx.ReadError("cut")

        desk.server.turn = breaks
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(3)
        assert desk.states == [State.PERMITTED]
        desk.clock.ahead = 31
        await desk.poll(3)
        assert desk.states == [State.UNKNOWN]
        assert len(desk.server.runs) == 1


@on_a_loop
async def test_a_turn_that_breaks_after_the_tool_ran_is_done_and_one_without_result_unknown() -> None:
    ran, lost = waiting(only=0), waiting(only=1)
    lost["id"] = "another"
    async with Desk(ran, lost) as desk:

        async def fails(body: dict[str, Any]) -> httpx.Response:
            await desk.server.answer(body) if body["sessionId"] == ran["id"] else desk.server.take(body)
            return said(b"Internal Server Error", 500)

        desk.server.turn = fails
        await desk.poll()
        for row in desk.rows:
            desk.gateway.decide(row, "approve")
        await desk.poll(2)
        desk.clock.ahead = 31
        await desk.poll(2)
        assert desk.states == [State.DONE, State.UNKNOWN]
        assert len(desk.server.runs) == 2


@on_a_loop
async def test_a_tool_that_says_error_failed() -> None:
    async with Desk(waiting(only=0)) as desk:

        async def errs(body: dict[str, Any]) -> httpx.Response:
            session = desk.server.take(body)
            call = asks_of(session)[0]["args"]["originalFunctionCall"]["id"]
            desk.server.result(session, call, {"error": "card expired"})
            return said([])

        desk.server.turn = errs
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(2)
        assert desk.states == [State.FAILED]
        assert "card expired" in desk.rows[0].notes[-1]


@on_a_loop
async def test_an_answer_beside_ours_leaves_the_outcome_unknown() -> None:
    async with Desk(waiting(only=0)) as desk:

        async def late(body: dict[str, Any]) -> httpx.Response:
            desk.server.take({name: value for name, value in body.items() if name != "customMetadata"})
            return await desk.server.answer(body)

        desk.server.turn = late
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(2)
        assert desk.states == [State.UNKNOWN]


@on_a_loop
async def test_what_changes_or_goes_away_is_stale_and_takes_no_permit() -> None:
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        session = next(iter(desk.server.sessions.values()))
        desk.server.take(
            {
                "sessionId": session["id"],
                "newMessage": {"parts": [{"functionResponse": {"id": asks_of(session)[0]["id"]}}]},
            }
        )
        await desk.poll()
        assert (desk.states, desk.server.runs) == ([State.STALE], [])
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.server.sessions.clear()
        await desk.poll()
        assert desk.states == [State.STALE]
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        session = next(iter(desk.server.sessions.values()))
        for event in session["events"]:
            for part in event["content"]["parts"]:
                call = part.get("functionCall", {})
                call = call.get("args", {}).get("originalFunctionCall", call)
                if call.get("name") == "issue_refund":
                    call["args"]["amount_minor"] = 999_999
        await desk.poll()
        assert (desk.rows[0].state, desk.rows[0].permits, desk.server.runs) == (State.STALE, 0, [])


@on_a_loop
async def test_a_withdrawn_approval_is_not_sent() -> None:
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        desk.gateway.refuse_permit.add(desk.rows[0].proposal.action.id)
        await desk.poll()
        assert (desk.states, desk.server.runs) == ([State.HELD], [])


@on_a_loop
async def test_nothing_is_sent_for_a_halted_agent_and_its_own_turn_is_left() -> None:
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.gateway.halted_agents.add("support")
        desk.gateway.decide(desk.rows[0], "reject", reason="no")
        await desk.poll(2)
        assert desk.server.runs == []
        desk.gateway.halted_agents.clear()

        async def forever(body: dict[str, Any]) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

        desk.server.turn = forever
        await desk.poll()
        assert len(desk.server.runs) == 1
        assert (await desk.upstream.halt(desk.gateway, "somebody-else")).cancelled_runs == 0
        assert (await desk.upstream.halt(desk.gateway, "support")).cancelled_runs == 1


@on_a_loop
async def test_a_halt_beside_the_permit_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.gateway.decide(desk.rows[0], "approve")
        take = desk.gateway.take_permit

        async def halted_meanwhile(action_id: str) -> Grant:
            grant = await take(action_id)
            desk.gateway.halted_agents.add("support")
            return grant

        monkeypatch.setattr(desk.gateway, "take_permit", halted_meanwhile)
        await desk.poll()
        assert (desk.states, desk.server.runs) == ([State.FAILED], [])


@on_a_loop
async def test_a_server_that_is_away_harms_nothing_and_is_said() -> None:
    async with Desk(waiting(only=0)) as desk:
        await desk.poll()
        desk.server.broken = httpx.ConnectError("refused")
        desk.gateway.decide(desk.rows[0], "approve")
        await desk.poll(2)
        assert desk.states == [State.APPROVED]
        assert "No connection" in desk.gateway.problems[-1]
        desk.server.broken = None
        await desk.poll(2)
        assert desk.states == [State.DONE]
        assert desk.gateway.problems[-1] == ""


@on_a_loop
async def test_a_desk_that_starts_again_comes_to_the_same_ids() -> None:
    async with Desk(waiting()) as desk, Desk(waiting()) as other:
        await desk.poll()
        await other.poll()
        assert list(desk.gateway.rows) == list(other.gateway.rows)
        later = AdkUpstream(desk.upstream.config, transport=desk.server)
        await later.poll(desk.gateway)
        assert len(desk.rows) == 3
        desk.server.sessions.clear()
        for _ in range(2):
            await later.poll(desk.gateway)
        assert set(desk.states) == {State.STALE}
        await later.close()


@pytest.mark.parametrize(
    ("apps", "status", "failed"),
    [
        (["support"], {}, None),
        ([], {}, "Has apps"),
        ({"a": 1}, {}, "Is an ADK server"),
        (["support"], {"/list-apps": 404}, "Is an ADK server"),
        (["support"], {"/list-apps": 401}, "Accepts the key"),
        (["support"], {"/list-apps": 302}, "Is an ADK server"),
    ],
)
@on_a_loop
async def test_a_connection_test_names_what_fails(apps: Any, status: dict[str, int], failed: str | None) -> None:
    server = ServedAdk(waiting())
    server.apps, server.status = apps, status
    config = UpstreamConfig("adk", "adk", "http://127.0.0.1:8000/api", "support")
    upstream = AdkUpstream(config, transport=server)
    checks = await upstream.test()
    await upstream.close()
    found = next((check for check in checks if not check.ok), None)
    assert (found.name if found else None) == failed, checks
    assert found is None or found.todo
    if found is None:
        assert checks[-1].found.startswith("3 ")


@on_a_loop
async def test_an_adk_server_is_told_from_others() -> None:
    server = ServedAdk()
    async with httpx.AsyncClient(transport=server) as client:
        assert await looks_like(URL, client)
        for apps in ({"apps": []}, b"<html>", [1]):
            server.apps = apps
            assert not await looks_like(URL, client)
        server.broken = httpx.ConnectError("refused")
        assert not await looks_like(URL, client)


@pytest.mark.parametrize("key", ["/", "support/", "/ada", "support/..", "a\nb"])
def test_an_impossible_user_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput):
        AdkUpstream(UpstreamConfig("adk", "adk", URL, "support", {key: "support"}))
