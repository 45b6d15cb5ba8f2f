"""Connections that break at the worst moment, answers the server refuses, threads that break, and older servers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from real_langgraph import Desk, calls, mail
from spoiling import Handler, MovableClock, answered, desk_behind

from counterseal.gateway.upstreams import json_client
from counterseal.model.actions import State


@pytest.mark.server
def test_an_answer_whose_receipt_was_lost_is_found_again(server: Any) -> None:
    """The server took it, the connection broke: the run is found by its mark and nothing is sent twice."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if request.url.path.endswith("/runs") and request.method == "POST":
                await response.aread()
                await response.aclose()
                raise httpx.ReadError("cut")
            return response

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread = await agents.parked("batched", calls(mail("lost receipt")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.DONE
            assert len(between.sends) == len(agents.effects("lost receipt")) == 1

    asyncio.run(play())


@pytest.mark.server
def test_an_answer_that_was_lost_is_unknown_and_never_repeated(server: Any) -> None:
    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/runs") and request.method == "POST":
                raise httpx.ReadError("cut")
            return await real(request)

        clock = MovableClock()
        async with server.agents() as agents, desk_behind(server.url, spoil, clock) as (desk, between):
            thread = await agents.parked("batched", calls(mail("lost")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            await desk.poll()
            await desk.poll()
            assert row.state is State.PERMITTED
            clock.ahead = 31
            for _ in range(3):
                await desk.poll()
            assert row.state is State.UNKNOWN
            assert "connection broke" in row.notes[-1]
            assert (len(between.sends), agents.effects("lost")) == (1, [])
            # The question is still open, but only a person can say what became of the first answer.
            assert len(desk.gateway.rows) == 1
            row.state = State.FAILED
            (again,) = await desk.find(thread)
            assert again.proposal.action.id != row.proposal.action.id

    asyncio.run(play())


@pytest.mark.server
@pytest.mark.parametrize(
    ("status", "why"), [(409, "the thread was busy"), (422, "refused with 422"), (401, "does not accept the key")]
)
def test_an_answer_the_server_refuses_has_failed(server: Any, status: int, why: str) -> None:
    """Certainly not taken: the permit is used up, the outcome says so, and the question is asked again."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/runs") and request.method == "POST":
                return answered(request, {"detail": "no"}, status)
            return await real(request)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread, paying = await asyncio.gather(
                agents.parked("question", {"ask": "x", "test": "refused"}),
                agents.parked("per_call", calls(mail("refused"))),
            )
            (question,) = await desk.find(thread)
            desk.gateway.decide(question, "answer", answer="y")
            await desk.poll()
            # A rejection or an answer that was certainly not taken may be sent again.
            assert not question.returned
            assert ("refused with" in desk.gateway.problems[-1]) is (status == 422)
            (row,) = await desk.find(paying)
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.FAILED
            assert why in row.notes[-1]
            assert sum(paying in path for path in between.sends) == 1
            (again,) = await desk.find(paying)
            assert again.proposal.action.id != row.proposal.action.id
            assert agents.effects("refused") == []

    asyncio.run(play())


@pytest.mark.server
def test_a_permit_that_ran_out_sends_nothing(server: Any) -> None:
    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            return await real(request)

        clock = MovableClock()
        async with server.agents() as agents, desk_behind(server.url, spoil, clock) as (desk, between):
            thread = await agents.parked("per_call", calls(mail("late")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            clock.ahead = 3_600
            await desk.settle(row)
            assert row.state is State.FAILED
            assert "permit expired" in row.notes[-1]
            assert between.sends == []

    asyncio.run(play())


@pytest.mark.server
def test_arguments_changed_under_the_same_id_are_not_approved(server: Any) -> None:
    """Between the poll and the click the server asks for more: no permit is taken."""

    async def play() -> None:
        changed = False

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if not changed or not request.url.path.endswith("/search"):
                return response
            raw = (await response.aread()).replace(b"bob@example.test", b"eve@example.test")
            return answered(request, raw)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, between):
            thread = await agents.parked("batched", calls(mail("changed")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            changed = True
            await desk.settle(row)
            assert (row.state, row.permits, between.sends) == (State.STALE, 0, [])
            assert "other arguments" in row.notes[-1]
            (again,) = await desk.find(thread)
            assert again.proposal.action.arguments["to"] == "eve@example.test"
            changed = False
            await desk.poll()
            assert again.state is State.STALE
            assert "changed the request" in again.notes[-1]

    asyncio.run(play())


@pytest.mark.server
def test_bad_input_is_listed_beside_the_good(server: Any) -> None:
    """Two megabytes of arguments, a doubled key and a malformed batch hide nothing and cannot be approved."""

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            response = await real(request)
            if not request.url.path.endswith("/search"):
                return response
            raw = (await response.aread()).replace(b'"to":"doubled"', b'"to":"bob","to":"mallory"')
            return answered(request, raw)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            good, doubled, large, malformed = await asyncio.gather(
                agents.parked("batched", calls(mail("bad input"))),
                agents.parked("per_call", calls(mail("bad input", to="doubled"))),
                agents.parked("question", {"ask": "x" * (2 << 20), "test": "bad input"}),
                agents.parked("question", {"ask": {"action_requests": 7}, "test": "bad input"}),
            )
            await desk.poll()
            problems = {thread: desk.gateway.held_of(thread)[0].proposal for thread in (doubled, large, malformed)}
            assert desk.gateway.held_of(good)[0].proposal.problem is None
            assert "a key stands twice" in (problems[doubled].problem or "")
            assert "2,097,1" in (problems[large].problem or "")
            assert "action_requests" in (problems[malformed].problem or "")
            assert all(proposal.verdicts == ("reject",) for proposal in problems.values())
            for thread in problems:
                desk.gateway.decide(desk.gateway.held_of(thread)[0], "reject", reason="cannot be read")
            await desk.settle(*(desk.gateway.rows_of(thread)[0] for thread in problems))
            for thread in problems:
                assert (await agents.thread(thread))["status"] == "idle"

    asyncio.run(play())


@pytest.mark.server
def test_one_broken_thread_does_not_stop_the_others(server: Any) -> None:
    """The server fails on one thread's state, while it is listed and while its answer is read back."""

    async def play() -> None:
        broken: set[str] = set()

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/state") and any(one in request.url.path for one in broken):
                return answered(request, {"detail": "cannot load"}, 500)
            return await real(request)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            bad = await agents.parked("per_call", calls(mail("broken thread")))
            (row,) = await desk.find(bad)
            desk.gateway.decide(row, "approve")
            broken.add(bad)
            await desk.poll()
            await agents.quiet(bad)
            other = await agents.parked("question", {"ask": "go?", "test": "broken thread"})
            await desk.find(other)
            assert row.state is State.PERMITTED
            assert any("failed with 500" in problem for problem in desk.gateway.problems)
            broken.clear()
            await desk.settle(row)
            assert row.state is State.DONE

    asyncio.run(play())


@pytest.mark.server
def test_a_thread_too_large_to_read_does_not_hide_the_others(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "MAX_BODY", 200_000)

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            large, small = await asyncio.gather(
                agents.parked("question", {"ask": "x" * 300_000, "test": "too large"}),
                agents.parked("question", {"ask": "small", "test": "too large"}),
            )
            (row,) = await desk.find(small)
            assert row.proposal.action.arguments == {"value": "small"}
            (hidden,) = await desk.find(large)
            assert hidden.proposal.problem is not None
            desk.gateway.decide(hidden, "reject")
            await desk.settle(hidden)
            assert (await agents.thread(large))["status"] == "idle"

    asyncio.run(play())


@pytest.mark.server
@pytest.mark.parametrize("old", ["ids-without-strictness", "no-ids", "in-the-state"])
def test_an_older_server(server: Any, old: str) -> None:
    """Neither ``select`` nor strictness, and perhaps no ids: one pending interrupt is answered plainly, and only a
    checkpoint of our own run proves that the answer was taken. The oldest names questions in a thread's state only, and
    does not say which version it is."""
    with_ids = old != "no-ids"

    async def play() -> None:
        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.url.path.endswith("/search") and b"select" in await request.aread():
                return answered(request, {"detail": "unknown field"}, 422)
            response = await real(request)
            if request.method == "POST" and request.url.path.endswith("/runs"):
                return response
            found = json.loads(await response.aread())
            if old == "in-the-state":
                if request.url.path == "/info":
                    return answered(request, {"detail": "Not Found"}, 404)
                for thread in found if isinstance(found, list) else [found]:
                    if isinstance(thread, dict) and "tasks" not in thread:
                        thread.pop("interrupts", None)
            elif request.url.path == "/info":
                found = {"version": "0.2.0", "langgraph_py_version": "0.5.4", "flags": {}}
            elif not with_ids:
                _drop_ids(found)
            return answered(request, found)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            thread = await agents.parked("batched", calls(mail(f"old {old}")))
            (row,) = await desk.find(thread)
            assert (row.proposal.upstream["interrupt"] is not None) is with_ids
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            assert row.state is State.DONE, row.notes
            assert len(agents.effects(f"old {old}")) == 1
            assert "it sends all threads" in desk.gateway.remarks[-1]
            assert ("does not say its version" in desk.gateway.remarks[-1]) is (old == "in-the-state")
            if not with_ids:
                both = await agents.parked("parallel", {"test": "old"})
                first, _ = await desk.find(both, 2)
                desk.gateway.decide(first, "answer", answer="yes")
                await desk.settle(first)
                assert first.notes[-1].startswith("Not sent: This server gives its interrupts no ids")

    asyncio.run(play())


def _drop_ids(found: Any) -> None:
    for thread in found if isinstance(found, list) else [found]:
        tasks = thread.get("interrupts") if isinstance(thread, dict) else None
        for entries in tasks.values() if isinstance(tasks, dict) else []:
            for entry in entries:
                entry.pop("id", None)


@pytest.mark.server
def test_a_node_that_asks_twice_under_one_id_on_an_older_server(server: Any) -> None:
    """Before langgraph 1.2 the second question of a node carries the first one's id; it is offered all the same."""

    async def play() -> None:
        same = "0" * 32

        async def spoil(request: httpx.Request, real: Handler) -> httpx.Response:
            if request.method == "POST" and request.url.path.endswith("/runs"):
                body = json.loads(request.content)
                (value,) = body["command"]["resume"].values()
                request = httpx.Request(
                    "POST", request.url, json={**body, "command": {"resume": value}}, extensions=request.extensions
                )
                return await real(request)
            response = await real(request)
            found = json.loads(await response.aread())
            for thread in found if isinstance(found, list) else [found]:
                tasks = thread.get("interrupts") if isinstance(thread, dict) else None
                for entries in tasks.values() if isinstance(tasks, dict) else []:
                    for entry in entries:
                        entry["id"] = same
            return answered(request, found, response.status_code)

        async with server.agents() as agents, desk_behind(server.url, spoil) as (desk, _):
            thread = await agents.parked("two", {"test": "same id"})
            (first,) = await desk.find(thread)
            desk.gateway.decide(first, "answer", answer="yes")
            await desk.settle(first)
            (second,) = await desk.find(thread)
            assert second.proposal.action.id != first.proposal.action.id
            assert second.proposal.action.arguments == {"value": {"question": "delete production?"}}
            desk.gateway.decide(second, "answer", answer="no")
            await desk.settle(second)
            assert agents.effects("same id")[-1]["answer"] == "no"

    asyncio.run(play())
