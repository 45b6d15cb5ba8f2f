"""The awaiting client against a real embedded gateway: what runs, what waiting costs, what a cancellation leaves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import pytest

from core.agents.person import ARGUMENTS, TOOL, Person
from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
from counterseal.agents.connection import AsyncConnection
from counterseal.agents.gated import gated
from counterseal.agents.refusals import Answered, Expired, Halted, NotDecided, OutcomeUnknown, Rejected, Voided
from counterseal.clock import later
from counterseal.errors import Conflict, InvalidInput, Unauthorised, Unreachable, WrongUse
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.desk import Desk
from gateway.desks import MovingClock

T = TypeVar("T")
MANY = 150


class Effect:
    """An effect that says when it runs, and goes on when it may."""

    def __init__(self, error: Exception | None = None, *, waits: bool = False) -> None:
        self.calls: list[dict[str, Any]] = []
        self.error = error
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        if not waits:
            self.may_end.set()

    async def __call__(self, arguments: dict[str, Any]) -> str:
        self.calls.append(arguments)
        self.begun.set()
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        return "refund RF-1"


def awaiting(desk: Desk, token: str, story: Callable[[AsyncAgentClient], Awaitable[T]]) -> T:
    """Run a story of one client to its end."""

    async def tell() -> T:
        async with AsyncAgentClient(desk.gateway_url, token) as client:
            return await asyncio.wait_for(story(client), 120)

    return asyncio.run(tell())


async def decided(person: Person, verdict: Verdict, **more: Any) -> str:
    """A person decides what waits first; its id."""
    item = await asyncio.to_thread(person.next_item)
    await asyncio.to_thread(lambda: person.decide(verdict, **more))
    return item.id


def outcome(person: Person, action: str) -> tuple[str, str]:
    detail = person.desk.detail(action).result(30)
    return detail.outcome, detail.outcome_note


def test_an_approval_runs_the_effect_once_as_it_was_edited(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> None:
        effect = Effect()
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect, summary="cracked display"))
        action = await decided(person, Verdict.EDIT, arguments={"order": "88213", "amount_minor": 91000})
        assert await running == "refund RF-1"
        assert effect.calls == [{"order": "88213", "amount_minor": 91000}]
        assert await asyncio.to_thread(outcome, person, action) == ("done", "refund RF-1")
        with pytest.raises(Conflict):
            await client.permit(action)
        assert len(effect.calls) == 1

    awaiting(desk, token, story)


@pytest.mark.parametrize(
    ("verdict", "more", "kind"),
    [(Verdict.REJECT, {"reason": "not ours"}, Rejected), (Verdict.ANSWER, {"answer": "Ask first."}, Answered)],
)
def test_what_is_not_approved_raises(
    desk: Desk, token: str, person: Person, verdict: Verdict, more: dict[str, str], kind: type[Exception]
) -> None:
    async def story(client: AsyncAgentClient) -> None:
        effect = Effect()
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect))
        await decided(person, verdict, **more)
        with pytest.raises(kind, match="|".join(more.values())):
            await running
        assert effect.calls == []

    awaiting(desk, token, story)


def test_time_and_own_patience_end_a_question(desk: Desk, token: str, person: Person, clock: MovingClock) -> None:
    async def story(client: AsyncAgentClient) -> None:
        effect = Effect()
        with pytest.raises(NotDecided):
            await client.run(TOOL, ARGUMENTS, effect, timeout=0.2)
        action = await client.propose(TOOL, ARGUMENTS, expires_at=later(clock.now(), 20))
        clock.advance(20)
        with pytest.raises(Expired):
            await client.permitted(action)
        assert effect.calls == []

    awaiting(desk, token, story)


def test_a_halt_stops_what_waits_and_what_comes_later(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> None:
        effect = Effect()
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect))
        await asyncio.to_thread(person.next_item)
        await asyncio.wrap_future(desk.halt("agent", "refunds", "looks wrong"))
        with pytest.raises(Voided):
            await running
        with pytest.raises(Halted):
            await client.propose(TOOL, ARGUMENTS)
        assert client.stopped
        assert effect.calls == []

    awaiting(desk, token, story)
    assert person.entries("voided") == 1


def test_cancelled_while_waiting_the_action_is_withdrawn(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> None:
        effect = Effect()
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect))
        action = (await asyncio.to_thread(person.next_item)).id
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await client.status(action)).state is State.WITHDRAWN
        assert effect.calls == []

    awaiting(desk, token, story)


def test_a_line_beside_a_client_shares_its_lease_and_leaves_it_open(desk: Desk, token: str, person: Person) -> None:
    async def ask(client: AgentClient, effect: Effect) -> str:
        async with AsyncAgentClient.beside(client) as line:
            running = asyncio.create_task(line.run(TOOL, ARGUMENTS, effect))
            await decided(person, Verdict.APPROVE)
            return await running

    with AgentClient(desk.gateway_url, token) as client:
        for _loop in range(2):
            effect = Effect()
            assert asyncio.run(asyncio.wait_for(ask(client, effect), 120)) == "refund RF-1"
            assert effect.calls == [ARGUMENTS]
        assert client.stopped is None
        assert client.propose(TOOL, ARGUMENTS)
    with pytest.raises(WrongUse, match="closed"):
        asyncio.run(ask(client, Effect()))


def test_a_bare_wait_that_is_cancelled_leaves_the_action_as_it_is(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> None:
        action = await client.propose(TOOL, ARGUMENTS)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.wait(action), 0.2)
        assert (await client.status(action)).state is State.HELD

    awaiting(desk, token, story)


def test_a_cancelled_effect_is_reported_as_unknown_first(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> str:
        effect = Effect(waits=True)
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect))
        action = await decided(person, Verdict.APPROVE)
        await effect.begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert len(effect.calls) == 1
        return action

    action = awaiting(desk, token, story)
    assert outcome(person, action) == ("unknown", "Interrupted: CancelledError")


class Gate:
    """Holds the answer to one kind of POST back, so that a cancellation comes between the gateway and its agent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
        self.said: Mapping[str, Any] = {}
        self.answered = asyncio.Event()
        self.go = asyncio.Event()
        real = AsyncConnection.post

        async def slow(line: AsyncConnection, path: str, body: Mapping[str, Any], **options: Any) -> Any:
            answer = await real(line, path, body, **options)
            if path.endswith(ending):
                self.said = answer
                self.answered.set()
                await self.go.wait()
            return answer

        monkeypatch.setattr(AsyncConnection, "post", slow)


@pytest.mark.parametrize("repeated", [1, 3])
def test_a_permit_that_comes_during_a_cancellation_is_reported_as_not_started(
    desk: Desk, token: str, person: Person, monkeypatch: pytest.MonkeyPatch, repeated: int
) -> None:
    async def story(client: AsyncAgentClient) -> str:
        gate, effect = Gate(monkeypatch, "/permit"), Effect()
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, effect))
        action = await decided(person, Verdict.APPROVE)
        await gate.answered.wait()
        for _ in range(repeated):
            running.cancel()
            await asyncio.sleep(0)
        assert not running.done()
        gate.go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert effect.calls == []
        return action

    action = awaiting(desk, token, story)
    assert outcome(person, action) == ("failed", "Not started: cancelled just before.")


def test_what_was_proposed_during_a_cancellation_is_withdrawn(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(client: AsyncAgentClient) -> None:
        gate = Gate(monkeypatch, "/v1/actions")
        asking = asyncio.create_task(client.propose(TOOL, ARGUMENTS))
        await gate.answered.wait()
        asking.cancel()
        gate.go.set()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await client.status(str(gate.said["id"]))).state is State.WITHDRAWN

    awaiting(desk, token, story)


def test_a_report_goes_out_before_a_cancellation_passes_on(
    desk: Desk, token: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(client: AsyncAgentClient) -> str:
        gate = Gate(monkeypatch, "/outcome")
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, Effect()))
        action = await decided(person, Verdict.APPROVE)
        await gate.answered.wait()
        running.cancel()
        await asyncio.sleep(0)
        assert not running.done()
        gate.go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        return action

    assert outcome(person, awaiting(desk, token, story))[0] == "done"


def test_a_program_that_ends_reports_what_it_was_doing(desk: Desk, token: str, person: Person) -> None:
    """The end of a loop cancels every task at once, those that carry requests too."""
    left: list[asyncio.Task[str]] = []

    async def main() -> str:
        client = AsyncAgentClient(desk.gateway_url, token)
        effect = Effect(waits=True)

        async def work() -> str:
            try:
                return await client.run(TOOL, ARGUMENTS, effect)
            finally:
                await client.close()

        left.append(asyncio.create_task(work()))
        action = await decided(person, Verdict.APPROVE)
        await effect.begun.wait()
        return action

    action = asyncio.run(main())
    assert left[0].cancelled()
    assert outcome(person, action)[0] == "unknown"


@pytest.mark.parametrize(
    ("error", "state"), [(RuntimeError("acquirer down"), "failed"), (OutcomeUnknown("no answer"), "unknown")]
)
def test_an_effect_that_fails_is_reported_and_raised(
    desk: Desk, token: str, person: Person, error: Exception, state: str
) -> None:
    async def story(client: AsyncAgentClient) -> str:
        running = asyncio.create_task(client.run(TOOL, ARGUMENTS, Effect(error)))
        action = await decided(person, Verdict.APPROVE)
        with pytest.raises(type(error)):
            await running
        return action

    assert outcome(person, awaiting(desk, token, story))[0] == state


def test_many_that_wait_cost_no_threads(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    polling = 0
    real = AsyncConnection.get

    async def counted(line: AsyncConnection, path: str, **options: Any) -> Any:
        nonlocal polling
        polling += 1
        return await real(line, path, **options)

    monkeypatch.setattr(AsyncConnection, "get", counted)

    async def story(client: AsyncAgentClient) -> None:
        action = await client.propose(TOOL, ARGUMENTS)
        before = threading.active_count()
        waiting = [asyncio.create_task(client.wait(action)) for _ in range(MANY)]
        while polling < MANY:
            await asyncio.sleep(0.01)
        assert threading.active_count() < before + MANY / 2
        await client.withdraw(action)
        assert {one.state for one in await asyncio.gather(*waiting)} == {State.WITHDRAWN}

    awaiting(desk, token, story)


def test_a_gateway_that_is_away_is_unreachable_and_a_wrong_token_refused(desk: Desk) -> None:
    async def begin(url: str) -> None:
        async with AsyncAgentClient(url, "nobody's"):
            raise AssertionError("the client opened")

    with pytest.raises(Unreachable):
        asyncio.run(begin("http://127.0.0.1:9"))
    with pytest.raises(Unauthorised):
        asyncio.run(begin(desk.gateway_url))


def test_an_asynchronous_function_is_gated(desk: Desk, token: str, person: Person) -> None:
    async def story(client: AsyncAgentClient) -> None:
        @gated(client, tool=TOOL)
        async def refund(order: str, amount_minor: int = 500) -> str:
            await asyncio.sleep(0)
            return f"refunded {amount_minor} of {order}"

        running = asyncio.create_task(refund("88213"))
        await decided(person, Verdict.EDIT, arguments={"order": "88213", "amount_minor": 400})
        assert await running == "refunded 400 of 88213"
        with pytest.raises(InvalidInput):
            await refund("88213", 2**53)

    awaiting(desk, token, story)


def test_client_and_function_have_to_fit(desk: Desk, token: str) -> None:
    def plain(order: str) -> None:
        raise AssertionError(order)

    async def later_on(order: str) -> None:
        raise AssertionError(order)

    async def story(client: AsyncAgentClient) -> None:
        with pytest.raises(WrongUse, match=r"AgentClient \(from counterseal\.agents\.client\)"):
            gated(client, tool=TOOL)(plain)
        with pytest.raises(WrongUse):
            gated(lambda: client, tool=TOOL)(plain)("88213")

    awaiting(desk, token, story)
    with AgentClient(desk.gateway_url, token) as client:
        with pytest.raises(WrongUse, match="AsyncAgentClient"):
            gated(client, tool=TOOL)(later_on)
        with pytest.raises(WrongUse):
            asyncio.run(gated(lambda: client, tool=TOOL)(later_on)("88213"))
