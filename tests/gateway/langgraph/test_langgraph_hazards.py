"""What goes wrong between several desks, clicks and answers, against the real server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from real_langgraph import Desk, calls, mail, money

from counterseal.gateway.upstreams.langgraph import listing, parked
from counterseal.gateway.upstreams.port import HaltReport
from counterseal.model.actions import State
from langgraph_server import until

pytestmark = pytest.mark.server


def test_two_desks_answer_at_once(server: Any) -> None:
    """Exactly one answer is taken; the other desk is told, and nothing runs twice."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as one, Desk(server.url) as other:
            thread = await agents.parked("batched", calls(mail("both desks")))
            (mine,), (yours,) = await one.find(thread), await other.find(thread)
            assert mine.proposal.action.id == yours.proposal.action.id
            one.gateway.decide(mine, "approve")
            other.gateway.decide(yours, "approve")
            await asyncio.gather(one.poll(), other.poll())
            await asyncio.gather(one.settle(mine), other.settle(yours))
            assert len(agents.effects("both desks")) == 1
            winner, loser = sorted((mine, yours), key=lambda row: row.state is not State.DONE)
            assert winner.state is State.DONE
            assert loser.state in (State.FAILED, State.STALE), loser.notes
            assert any(word in loser.notes[-1] for word in ("busy", "answered elsewhere", "first"))

    asyncio.run(play())


def test_the_slower_desk_is_told(server: Any) -> None:
    """A decision that comes after the other desk's answer takes no permit."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as one, Desk(server.url) as other:
            thread = await agents.parked("per_call", calls(mail("slower")))
            (mine,), (yours,) = await one.find(thread), await other.find(thread)
            one.gateway.decide(mine, "reject", reason="no")
            await one.settle(mine)
            other.gateway.decide(yours, "approve")
            await other.settle(yours)
            assert yours.state is State.STALE
            assert yours.permits == 0
            assert agents.effects("slower") == []

    asyncio.run(play())


@pytest.mark.parametrize("graph", ["two", "two_nodes"])
def test_a_double_answer_never_answers_the_next_question(server: Any, graph: str) -> None:
    """Two desks answer the first question; the second question is still open afterwards, whoever was faster.

    In one node the id of the first question would answer the second as well: the sender whose check was overtaken
    is played by a stale answer with exactly what the adapter sends.
    """

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked(graph, {"test": graph})
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "answer", answer="yes")
            await desk.settle(row)
            stale = {
                "assistant_id": graph,
                "command": {"resume": {row.proposal.upstream["interrupt"]: "yes"}},
                "multitask_strategy": "reject",
                "strict_resume": True,
                "config": {"configurable": {"__pregel_strict_resume": True}},
            }
            answer = await agents.http.post(f"/threads/{thread}/runs", json=stale)
            assert answer.status_code in (200, 409)
            after = await agents.quiet(thread)
            assert [effect["effect"] for effect in agents.effects(graph)] in (["first"], ["first", "first"])
            (questions,) = after["interrupts"].values()
            assert questions[0]["value"] == {"question": "delete production?"}
            # The next question is offered under an id of its own, although a refused answer left the thread failed.
            (following,) = await desk.find(thread)
            assert following.proposal.action.id != row.proposal.action.id
            assert following.proposal.action.arguments == {"value": {"question": "delete production?"}}
            desk.gateway.decide(following, "answer", answer="no")
            await desk.settle(following)
            last = agents.effects(graph)[-1]
            assert (last["effect"], last["answer"]) == ("second", "no")

    asyncio.run(play())


def test_two_desks_race_for_the_first_of_two_questions(server: Any) -> None:
    """Both adapters send at the same moment; the second question stays unanswered."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as one, Desk(server.url) as other:
            thread = await agents.parked("two", {"test": "race"})
            (mine,), (yours,) = await one.find(thread), await other.find(thread)
            one.gateway.decide(mine, "answer", answer="mine")
            other.gateway.decide(yours, "answer", answer="yours")
            await asyncio.gather(one.poll(), other.poll())
            await asyncio.gather(one.settle(mine), other.settle(yours))
            after = await agents.quiet(thread)
            (questions,) = after["interrupts"].values()
            assert questions[0]["value"] == {"question": "delete production?"}
            assert {effect["effect"] for effect in agents.effects("race")} == {"first"}

    asyncio.run(play())


def test_a_thread_broken_by_a_desk_is_set_back_and_asks_again(server: Any) -> None:
    """The poisoned case: a malformed answer vanished into 200; the thread is freed and the new question offered."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("batched", calls(mail("poisoned"), money("poisoned")))
            before = {row.proposal.action.id for row in await desk.find(thread, 2)}
            (interrupt,) = [one[0]["id"] for one in (await agents.thread(thread))["interrupts"].values()]
            short = {interrupt: {"decisions": [{"type": "approve"}]}}
            await agents.answer(thread, "batched", short, decision_id="an older desk's")
            assert (await agents.quiet(thread))["status"] == "error"
            await desk.poll_until(lambda: len(desk.gateway.rows) == 4 and len(desk.gateway.held_of(thread)) == 2)
            assert any("set back and asks again" in problem for problem in desk.gateway.problems)
            rows = desk.gateway.held_of(thread)
            assert before.isdisjoint(row.proposal.action.id for row in rows)
            assert all(desk.gateway.rows[one].state is State.STALE for one in before)
            for row in rows:
                desk.gateway.decide(row, "approve")
            await desk.settle(*rows)
            assert [row.state for row in rows] == [State.DONE, State.DONE]
            assert len(agents.effects("poisoned")) == 2

    asyncio.run(play())


def test_a_thread_broken_by_somebody_else_can_only_be_ended(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("batched", calls(mail("foreign"), money("foreign")))
            await agents.answer(thread, "batched", {"decisions": []})
            await agents.quiet(thread)
            (row,) = await desk.find(thread)
            assert row.tool == "langgraph.error"
            assert row.proposal.verdicts == ("reject",)
            assert "Number of human decisions" in (row.proposal.problem or "")
            desk.gateway.decide(row, "reject")
            await desk.settle(row)
            assert (await agents.thread(thread))["status"] == "idle"
            assert agents.effects("foreign") == []

    asyncio.run(play())


def test_a_failed_tool_is_not_run_again(server: Any) -> None:
    """A thread that failed after its question was answered asks nobody, and nothing sets it back."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("batched", calls(("break_down", {"test": "once"})))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "approve")
            await desk.settle(row)
            for _ in range(3):
                await desk.poll()
            assert row.state is State.FAILED
            assert len(desk.gateway.rows) == 1
            assert len(agents.effects("once")) == 1
            # Nobody is asked, so it is told beside the source.
            assert desk.gateway.remarks[-1].startswith(f"1 thread has failed and asks nobody; the last: {thread} (")

    asyncio.run(play())


def test_a_decision_that_waits_is_not_asked_again(server: Any) -> None:
    """A rejection waits for the rest of its batch and for its undo; no poll in between offers it a second time."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("batched", calls(mail("waits"), money("waits")))
            first, second = await desk.find(thread, 2)
            desk.gateway.decide(first, "reject")
            for _ in range(3):
                await desk.poll()
            desk.gateway.undo_runs.add(second.proposal.action.id)
            desk.gateway.decide(second, "reject")
            for _ in range(3):
                await desk.poll()
            assert [row.state for row in desk.gateway.rows.values()] == [State.REJECTED, State.REJECTED]
            assert (await agents.thread(thread))["status"] == "interrupted"
            # Taken back within the undo, then approved.
            second.state = State.HELD
            await desk.poll()
            desk.gateway.undo_runs.clear()
            desk.gateway.decide(second, "approve")
            await desk.settle(first, second)
            assert second.state is State.DONE
            assert len(desk.gateway.rows) == 2
            assert [effect["effect"] for effect in agents.effects("waits")] == ["money"]

    asyncio.run(play())


def test_a_refused_permit_sends_nothing_and_asks_anew(server: Any) -> None:
    """One member of a batch was withdrawn at the last moment: no member runs, all are asked again."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("batched", calls(mail("withdrawn"), money("withdrawn")))
            rows = await desk.find(thread, 2)
            desk.gateway.refuse_permit.add(rows[1].proposal.action.id)
            for row in rows:
                desk.gateway.decide(row, "approve")
            await desk.settle(rows[0])
            assert rows[0].state is State.FAILED
            assert rows[0].notes[-1].startswith("Not sent")
            assert agents.effects("withdrawn") == []
            again = await desk.find(thread, 2)
            assert {row.proposal.group for row in again}.isdisjoint(row.proposal.group for row in rows)
            assert rows[1].state is State.STALE

    asyncio.run(play())


def test_an_edit_that_breaks_the_schema_takes_no_permit(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("per_call", calls(money("typed")))
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "edit", arguments={"amount": "seven", "rate": 1.0, "test": "typed"})
            await desk.settle(row)
            assert row.state is State.STALE
            assert row.permits == 0
            assert "'seven' is not of type 'integer'" in row.notes[-1]
            (again,) = await desk.find(thread)
            assert again.proposal.action.id != row.proposal.action.id
            assert (await agents.thread(thread))["status"] == "interrupted"

    asyncio.run(play())


def test_an_agent_that_goes_on_by_itself_makes_the_action_stale(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("question", {"ask": "go?", "test": "elsewhere"})
            (row,) = await desk.find(thread)
            await agents.answer(thread, "question", "answered in the studio")
            await desk.poll_until(lambda: row.state is State.STALE)
            assert "no longer asks" in row.notes[-1]

    asyncio.run(play())


def test_a_new_process_finds_what_is_gone(server: Any) -> None:
    """Nothing of the earlier process's memory is left, but the gateway's open action is."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as old, Desk(server.url) as new:
            thread = await agents.parked("question", {"ask": "go?", "test": "restart"})
            (row,) = await old.find(thread)
            new.gateway = old.gateway
            await new.poll()
            assert row.state is State.HELD
            await agents.http.delete(f"/threads/{thread}")
            async with Desk(server.url) as newest:
                newest.gateway = old.gateway
                await newest.poll_until(lambda: row.state is State.STALE)

    asyncio.run(play())


def test_halt_cancels_and_ends(server: Any) -> None:
    """A running run is cancelled, a parked question ended; threads of another agent stay as they are."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url, question="other-agent") as desk:
            slow, parked, other = await asyncio.gather(
                agents.start("slow", {"test": "halt"}),
                agents.parked("batched", calls(mail("halt"))),
                agents.parked("question", {"ask": "go?", "test": "halt"}),
            )

            async def started() -> bool:
                return bool(agents.effects("halt"))

            await until(started, "the slow run never started")
            await desk.find(parked)
            desk.gateway.halted_agents.add("lab-agent")
            report = await desk.upstream.halt(desk.gateway, "lab-agent")
            assert report == HaltReport(cancelled_runs=1, ended_interrupts=1)
            assert (await agents.thread(slow))["status"] == "idle"
            assert (await agents.thread(parked))["status"] == "idle"
            assert (await agents.thread(other))["status"] == "interrupted"
            assert [effect["effect"] for effect in agents.effects("halt")] == ["slow started"]
            await desk.poll_until(lambda: all(row.state is State.STALE for row in desk.gateway.rows_of(parked)))
            assert [row.proposal.action.agent for row in desk.gateway.rows_of(other)] == ["other-agent"]
            assert await desk.upstream.halt(desk.gateway, "lab-agent") == HaltReport()

    asyncio.run(play())


def test_halt_switches_off_the_agents_schedules(server: Any) -> None:
    """A schedule would start runs behind the halt. It is switched off and named; another agent's goes on."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url, question="other-agent") as desk:
            made = {}
            for graph in ("slow", "question"):
                body = {"assistant_id": graph, "schedule": "0 9 * * 1", "input": {"test": "cron"}}
                answer = await agents.http.post("/runs/crons", json=body)
                assert answer.status_code == 200, answer.text
                made[graph] = answer.json()["cron_id"]
            try:
                report = await desk.upstream.halt(desk.gateway, "lab-agent")
                assert report == HaltReport(switched_off=(f"{made['slow']} (0 9 * * 1 UTC)",))
                listed = (await agents.http.post("/runs/crons/search", json={})).json()
                found = {cron["cron_id"]: cron["enabled"] for cron in listed}
                assert found == {made["slow"]: False, made["question"]: True}
                assert await desk.upstream.halt(desk.gateway, "lab-agent") == HaltReport()
            finally:
                for identifier in made.values():
                    await agents.http.delete(f"/runs/crons/{identifier}")

    asyncio.run(play())


def test_a_halted_agent_gets_no_answer(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("question", {"ask": "go?", "test": "halted"})
            (row,) = await desk.find(thread)
            desk.gateway.decide(row, "answer", answer="yes")
            desk.gateway.halted_agents.add("lab-agent")
            for _ in range(3):
                await desk.poll()
            assert not row.returned
            assert (await agents.thread(thread))["status"] == "interrupted"
            assert agents.effects("halted") == []

    asyncio.run(play())


def test_many_threads_are_all_listed(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """More threads than one page holds, and a last page that is exactly full."""
    monkeypatch.setattr(listing, "PAGE", 10)
    monkeypatch.setattr(parked, "PAGE", 10)

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            await asyncio.gather(*(agents.start("question", {"ask": number, "test": "many"}) for number in range(30)))
            await desk.poll_until(lambda: len(desk.gateway.rows) == 30)
            values = sorted(row.proposal.action.arguments["value"] for row in desk.gateway.rows.values())
            assert values == list(range(30))

    asyncio.run(play())


def test_each_question_of_several_sub_graphs_gets_its_own_answer(server: Any) -> None:
    """Three at once, in namespaces one and two levels down; each is answered alone, in another order than asked."""

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            thread = await agents.parked("sub_graphs", {"test": "sub-graphs"})
            rows = {row.proposal.action.arguments["value"]["question"]: row for row in await desk.find(thread, 3)}
            assert sorted(rows) == ["a?", "b?", "right?"]
            for question in ("b?", "right?", "a?"):
                desk.gateway.decide(rows[question], "answer", answer=f"answer to {question}")
                await desk.settle(rows[question])
            told = [(effect["effect"], effect["answer"]) for effect in agents.effects("sub-graphs")]
            assert told == [(f"branch {name}", f"answer to {name}?") for name in ("b", "right", "a")]
            assert (await agents.quiet(thread))["status"] == "idle"
            assert len(desk.gateway.rows) == 3

    asyncio.run(play())


def test_the_connection_test_passes(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            await agents.parked("question", {"ask": "go?", "test": "doctor"})
            checks = await desk.upstream.test()
            assert [check.name for check in checks if not check.ok] == []
            assert checks[-1].found == "1 interrupted thread"
            told = {check.name: check.found for check in checks}
            assert (told["Schedules"], told["Failed threads"]) == ("none", "none")
            assert "refuses stale answers" in checks[3].found

    asyncio.run(play())
