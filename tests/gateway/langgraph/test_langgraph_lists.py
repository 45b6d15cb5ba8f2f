"""Long lists of threads: pages that move while they are read, what a poll reads of thousands, and older servers."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from listed_server import ListedServer
from small_gateway import SmallGateway
from spoiling import MovableClock, answered

from counterseal.errors import KnownError
from counterseal.gateway.upstreams.desk import Port, SourceState
from counterseal.gateway.upstreams.json_client import Refused
from counterseal.gateway.upstreams.langgraph import LangGraphUpstream, listing, parked, standing
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.gateway.upstreams.langgraph.ending import halt
from counterseal.gateway.upstreams.langgraph.interrupts import read_standing
from counterseal.gateway.upstreams.langgraph.listing import all_threads, fetch
from counterseal.gateway.upstreams.langgraph.parked import SWEEP_SECONDS, ParkedThreads
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State

URL = "http://127.0.0.1:2024"
CONFIG = UpstreamConfig("lab", "langgraph", URL, "lab-agent")


def played(server: httpx.AsyncBaseTransport, play: Callable[[LangGraphClient], Awaitable[None]]) -> None:
    """Run a test with a client of this server."""

    async def run() -> None:
        client = LangGraphClient(URL, None, server)
        try:
            await play(client)
        finally:
            await client.close()

    asyncio.run(run())


async def polled(
    server: ListedServer, play: Callable[[LangGraphUpstream, SmallGateway, MovableClock], Awaitable[None]]
) -> None:
    gateway, clock = SmallGateway(), MovableClock()
    upstream = LangGraphUpstream(CONFIG, transport=server, clock=clock)
    try:
        await play(upstream, gateway, clock)
    finally:
        await upstream.close()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (listing, parked):
        monkeypatch.setattr(module, "PAGE", 10)
    monkeypatch.setattr(parked, "SWEEP_PAGE", 10)


# Walking -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("seed", range(12))
def test_what_stands_there_all_along_is_read_however_the_pages_move(seed: int) -> None:
    """Between any two pages threads come, leave and come back; those that stay are all found, each once."""
    chance = random.Random(seed)
    server = ListedServer()
    names = [server.park(number) for number in range(85)]
    stays = set(chance.sample(names, 40))
    numbers = {name: number for number, name in enumerate(names)}

    def move() -> None:
        for name in chance.sample(names, chance.randrange(9)):
            if name not in stays:
                server.threads[name]["status"] = chance.choice(["idle", "interrupted"])
        name = chance.choice(names)
        server.park(numbers[name], server.threads[name]["status"])

    server.between = move

    async def play(client: LangGraphClient) -> None:
        found = await all_threads(client, "interrupted")
        assert stays <= found.keys()
        assert found.keys() <= set(names)

    played(server, play)


@pytest.mark.usefixtures("small_pages")
def test_a_list_that_shrinks_while_it_is_read_ends() -> None:
    """All of the first pages are answered while the list is read: the walk goes back to where pages join again."""
    server = ListedServer()
    names = [server.park(number) for number in range(40)]

    def shrink() -> None:
        if server.asked["search"] == 2:
            for name in names[:25]:
                server.threads[name]["status"] = "idle"

    server.between = shrink

    async def play(client: LangGraphClient) -> None:
        assert set(names[25:]) <= (await all_threads(client, "interrupted")).keys()

    played(server, play)


@pytest.mark.usefixtures("small_pages")
def test_a_server_that_gives_the_same_page_for_ever_is_left() -> None:
    server = ListedServer()
    for number in range(10):
        server.park(number)

    class Deaf(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return answered(request, [{"thread_id": str(number)} for number in range(10)])

    async def play(client: LangGraphClient) -> None:
        assert len(await all_threads(client, "interrupted")) == 10
        assert len((await ParkedThreads(client, MovableClock(), "interrupted").read()).ids) == 10

    played(Deaf(), play)


@pytest.mark.usefixtures("small_pages")
def test_threads_are_fetched_by_id_and_only_those() -> None:
    server = ListedServer()
    names = [server.park(number) for number in range(30)]

    async def play(client: LangGraphClient) -> None:
        found = await fetch(client, [*names[3:27], "00000000-0000-0000-0000-000000000009"])
        assert found.keys() == set(names[3:27])

    played(server, play)


# Following ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_pages")
def test_what_stands_unchanged_is_not_read_again() -> None:
    """Two requests, however many are parked; who came, changed or left is found all the same."""
    server = ListedServer()
    names = [server.park(number) for number in range(75)]

    async def play(client: LangGraphClient) -> None:
        clock = MovableClock()
        threads = ParkedThreads(client, clock, "interrupted")
        assert (await threads.read()).changed == set(names)
        server.asked.clear()
        assert not (await threads.read()).changed
        assert server.asked == {"search": 1, "count": 1}
        new = server.park(500)
        assert (await threads.read()).changed == {new}
        server.park(7, question="Refund more?")
        assert (await threads.read()).changed == {names[7]}
        for name in (names[3], names[40]):
            server.threads[name]["status"] = "idle"
        seen = await threads.read()
        assert (seen.ids, seen.changed) == ({*names, new} - {names[3], names[40]}, frozenset())
        # One leaves and another comes: the count is the same as before, and there is one more to count.
        server.threads[names[5]]["status"] = "idle"
        back = server.park(3)
        seen = await threads.read()
        assert (names[5] in seen.ids, back in seen.ids, seen.changed) == (False, True, {back})

    played(server, play)


@pytest.mark.usefixtures("small_pages")
def test_a_change_that_was_missed_is_found_within_a_minute() -> None:
    """A server whose clock jumps back dates a change before others, where nobody looks for it."""
    server = ListedServer()
    names = [server.park(number) for number in range(40)]

    async def play(client: LangGraphClient) -> None:
        clock = MovableClock()
        threads = ParkedThreads(client, clock, "interrupted")
        await threads.read()
        server.threads[names[2]] |= {"updated_at": "2026-11-21T04:00:00+00:00", "interrupts": {}}
        assert not (await threads.read()).changed
        clock.ahead = SWEEP_SECONDS
        assert (await threads.read()).changed == {names[2]}
        assert not (await threads.read()).changed

    played(server, play)


@pytest.mark.usefixtures("small_pages")
def test_polls_of_many_threads_cost_what_changes() -> None:
    """All are offered, a budget at a time; then a poll is four requests, and answers and new questions still count."""
    server = ListedServer()
    names = [server.park(number) for number in range(130)]

    async def play(upstream: LangGraphUpstream, gateway: SmallGateway, clock: MovableClock) -> None:
        await upstream.poll(gateway)
        assert len(gateway.rows) == standing.NEW_PER_POLL
        for _ in range(2):
            await upstream.poll(gateway)
        assert len(gateway.rows) == 130
        server.asked.clear()
        await upstream.poll(gateway)
        assert server.asked == {"search": 2, "count": 1}
        server.threads[names[4]]["status"] = "idle"
        server.park(9, question="Refund more?")
        await upstream.poll(gateway)
        (gone,) = gateway.rows_of(names[4])
        assert gone.state is State.STALE
        old = gateway.rows_of(names[9])[0]
        assert old.state is State.STALE
        await upstream.poll(gateway)
        (again,) = gateway.held_of(names[9])
        assert again.proposal.action.arguments == {"value": "Refund more?"}
        # One that ended here although the server still asks stands for a new action, without having changed there.
        row = gateway.held_of(names[60])[0]
        row.state = State.STALE
        await upstream.poll(gateway)
        (asked_anew,) = gateway.held_of(names[60])
        assert asked_anew.proposal.action.id != row.proposal.action.id
        assert gateway.problems == [""]

    asyncio.run(polled(server, play))


# Older servers -----------------------------------------------------------------------------------------------------

OLDER = [
    ({"select"}, "sends all threads"),
    ({"count"}, "cannot count its threads"),
    ({"count", "ids"}, "cannot count its threads"),
]


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("status", [404, 405, 422])
@pytest.mark.parametrize(("lacks", "words"), OLDER, ids=["no-select", "no-count", "no-ids"])
def test_an_older_server_is_read_in_its_own_words_and_named(lacks: set[str], words: str, status: int) -> None:
    """What it lacks stands beside its state; nothing is lost, and when it is brought up to date, nothing is said."""
    server = ListedServer(refuses=status)
    names = [server.park(number) for number in range(25)]
    server.knows -= lacks

    async def play(upstream: LangGraphUpstream, gateway: SmallGateway, clock: MovableClock) -> None:
        for _ in range(2):
            await upstream.poll(gateway)
        assert len(gateway.rows) == 25
        assert gateway.problems == [""]
        assert words in gateway.remarks[-1]
        server.threads[names[3]]["status"] = "idle"
        await upstream.poll(gateway)
        assert gateway.rows_of(names[3])[0].state is State.STALE
        row = gateway.rows_of(names[20])[0]
        row.state = State.STALE
        await upstream.poll(gateway)
        assert len(gateway.held_of(names[20])) == 1
        assert len(gateway.remarks) == 1
        assert any(check.name == "Knows all that is asked" and words in check.found for check in await upstream.test())

    asyncio.run(polled(server, play))


def test_questions_that_only_the_state_holds_are_no_breakpoints() -> None:
    """A thread without ``interrupts``: to let it go on would ask its questions again, or worse."""
    server = ListedServer()
    name = server.park(1, question={"action_requests": [], "review_configs": []})
    other = server.park(2)
    server.knows -= {"interrupts", "info"}

    async def play(upstream: LangGraphUpstream, gateway: SmallGateway, clock: MovableClock) -> None:
        await upstream.poll(gateway)
        (row,) = gateway.rows_of(other)
        assert (row.tool, row.proposal.action.arguments) == ("langgraph.question", {"value": "Refund 2?"})
        (unreadable,) = gateway.rows_of(name)
        assert unreadable.proposal.problem is not None

    asyncio.run(polled(server, play))


def test_questions_of_sub_graphs_are_found_in_their_own_tasks() -> None:
    asked = {"id": "a" * 32, "value": "deep?"}
    inner = {"tasks": [{"id": "t2", "interrupts": [asked]}]}
    (one,) = read_standing({"next": ["outer"], "tasks": [{"id": "t1", "interrupts": [], "state": inner}]})
    assert (one.interrupt, one.arguments) == ("a" * 32, {"value": "deep?"})
    (single,) = read_standing({"next": ["act"], "tasks": [{"id": "t1", "interrupts": []}]})
    assert single.tool == "langgraph.continue"
    assert read_standing({"next": [], "tasks": []}) == []


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_that_cannot_cancel_several_runs_is_told_one_by_one(status: int) -> None:
    told: list[str] = []

    class Old(ListedServer):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            path = request.url.path
            if path.endswith("/runs"):
                wanted = request.url.params["status"]
                runs = [{"run_id": f"r{n}", "status": "running"} for n in (1, 2)] if wanted == "running" else []
                return answered(request, runs)
            if path == "/runs/cancel":
                return answered(request, {"detail": "no"}, status)
            if path.endswith("/cancel"):
                told.append(path.split("/")[-2])
                self.threads[name]["status"] = "idle"
                return answered(request, None) if told[-1] == "r1" else answered(request, {"detail": "over"}, 404)
            return await super().handle_async_request(request)

    server = Old()
    name = server.park(1, "busy")

    async def play(client: LangGraphClient) -> None:
        report = await halt(client, lambda _thread: True)
        assert (report.cancelled_runs, report.problems, told) == (1, (), ["r1", "r2"])

    played(server, play)


# Failed threads ----------------------------------------------------------------------------------------------------


def test_threads_that_failed_are_told_of_while_they_are_there() -> None:
    server = ListedServer()
    first = server.park(1, "error")

    async def play(upstream: LangGraphUpstream, gateway: SmallGateway, clock: MovableClock) -> None:
        await upstream.poll(gateway)
        assert gateway.remarks[-1].startswith(f"1 thread has failed and asks nobody; the last: {first} (")
        assert gateway.remarks[-1].endswith("RuntimeError: no tool 1")
        last = server.park(2, "error")
        await upstream.poll(gateway)
        assert gateway.remarks[-1].startswith(f"2 threads have failed and ask nobody; the last: {last} (")
        server.asked.clear()
        await upstream.poll(gateway)
        assert server.asked == {"search": 2}
        (told,) = [check.found for check in await upstream.test() if check.name == "Failed threads"]
        assert told.startswith(f"2; the last: {last} (")
        assert first in told
        server.threads.clear()
        await upstream.poll(gateway)
        assert (gateway.remarks[-1], gateway.problems, len(gateway.remarks)) == ("", [""], 3)

    asyncio.run(polled(server, play))


def test_a_remark_stands_beside_a_state_that_stays_live() -> None:
    class Told:
        times = 0

        def notify(self) -> None:
            self.times += 1

    async def play() -> None:
        gateway, state = Told(), SourceState("lab", "langgraph", URL)
        port: Any = Port(gateway, state)  # type: ignore[arg-type]
        await port.problem("lab", "")
        await port.remark("lab", "1 thread has failed")
        assert (state.state, state.note) == ("live", "1 thread has failed")
        await port.problem("lab", "Nothing listens")
        assert (state.state, state.note) == ("reconnecting", "Nothing listens")
        await port.problem("lab", "")
        assert (state.state, state.note, gateway.times) == ("live", "1 thread has failed", 4)

    asyncio.run(play())


# The key -----------------------------------------------------------------------------------------------------------

KEY = "lsv2_pt_0123456789abcdef"


@pytest.mark.parametrize(
    ("status", "headers"), [(401, {}), (422, {}), (500, {}), (302, {"location": f"https://login.example/?k={KEY}"})]
)
def test_a_key_that_a_server_repeats_is_told_nowhere(
    status: int, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    class Chatty(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            assert request.headers["x-api-key"] == KEY
            said = answered(request, {"detail": f"bad key {KEY}"}, status)
            said.headers.update(headers)
            return said

    config = UpstreamConfig("lab", "langgraph", URL, "lab-agent", api_key=KEY)

    async def play() -> None:
        gateway, upstream = SmallGateway(), LangGraphUpstream(config, transport=Chatty())
        with caplog.at_level(logging.DEBUG):
            await upstream.poll(gateway)
            checks = await upstream.test()
        await upstream.close()
        assert not checks[-1].ok
        told = [repr(config), caplog.text, *gateway.problems, *(f"{one.found} {one.todo}" for one in checks)]
        assert all(KEY not in words for words in told)
        if status == 401:
            assert checks[-1].name == "Accepts the key"
            assert "does not accept the key" in gateway.problems[-1]

    asyncio.run(play())


def test_a_refusal_is_quoted_without_the_key() -> None:
    class Chatty(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return answered(request, {"detail": f"the key {KEY} has no such thread"}, 400)

    async def play() -> None:
        client = LangGraphClient(URL, KEY, Chatty())
        with pytest.raises(Refused) as refused:
            await client.thread("t")
        await client.close()
        error: KnownError = refused.value
        assert "the key (the key) has no such thread" in error.text()

    asyncio.run(play())
