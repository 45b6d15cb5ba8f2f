"""What reaches running agents at once: halts, pauses and drills; what is told of them; and that silence is a stop."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from counterseal.agents.client import AgentClient
from counterseal.agents.lease import SUPERVISOR
from counterseal.agents.refusals import Halted, NotDecided
from counterseal.gateway import leases, service
from counterseal.gateway.halting_lines import Record
from counterseal.ledger import log as ledger_log
from counterseal.sync.desk import Desk
from gateway import herd
from gateway.desks import LONGEST, REFUND, Agent, Bench, MovingClock, make_profile, running_bench
from gateway.wire import Wire

PATIENCE = 60.0
_NUMBERS = itertools.count()


def soon(look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    ends = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < ends, what
        time.sleep(0.005)
    return found


def gateway(desk: Desk) -> service.Gateway:
    found = desk.linked().embedded.gateway
    assert found is not None
    return found


def newest(desk: Desk) -> Record:
    return list(gateway(desk).halting.records.values())[-1]


@pytest.fixture
def desk(shared: Bench) -> Desk:
    return shared.desk


class Registered:
    """An agent of this test's own, and its programs."""

    def __init__(self, desk: Desk, stack: ExitStack) -> None:
        self.id = f"agent-{next(_NUMBERS)}"
        self.token = desk.register_agent(self.id, f"The {self.id}", [REFUND]).result(PATIENCE)
        self.stops: list[str] = []
        self._desk, self._stack = desk, stack

    def client(self, url: str | None = None) -> AgentClient:
        made = AgentClient(url or self._desk.gateway_url, self.token, on_stop=self.stops.append)
        return self._stack.enter_context(made)

    @property
    def holders(self) -> dict[str, leases.Lease]:
        return gateway(self._desk).leases.holders(self.id)


@pytest.fixture
def one(desk: Desk) -> Iterator[Registered]:
    with ExitStack() as stack:
        yield Registered(desk, stack)


@pytest.fixture
def two(desk: Desk) -> Iterator[Registered]:
    with ExitStack() as stack:
        yield Registered(desk, stack)


def test_a_halt_reaches_a_process_that_asks_nothing(desk: Desk, one: Registered) -> None:
    client = one.client()
    desk.halt("agent", one.id, "looks wrong").result(PATIENCE)
    soon(lambda: one.stops, "the halt in the process")
    assert client.stopped is not None
    with pytest.raises(Halted):
        client.propose("refunds.issue", {})
    line = soon(lambda: newest(desk).done and newest(desk).lines[one.id].told(), "the acknowledgement")
    assert (line["state"], line["stops_at"]) == ("stopped", "")
    assert line["note"].startswith("Stopped, acknowledged by the agent's process")
    assert 0 <= line["seconds"] < leases.LEASE_SECONDS / 3, "heard of at a renewal only"
    assert len(one.stops) == 1


def test_an_older_look_at_the_agents_takes_back_no_halt_and_no_registration(
    desk: Desk, one: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweeper has read the agents before a halt, and its answer comes after that halt was learnt."""
    has_read, may_answer = threading.Event(), threading.Event()
    real_due, leased, learn = service.permits.any_due, gateway(desk).leases, gateway(desk).leases.learn
    looks: list[tuple[int, str]] = []

    def slowly(context: Any, connection: Any) -> bool:
        # Other tests' gateways live in this process too.
        if context is gateway(desk).context:
            has_read.set()
            assert may_answer.wait(PATIENCE)
        return real_due(context, connection)

    def learns(look: int, rows: Any) -> None:
        learn(look, rows)
        looks.append((look, leased.news(one.id)["state"]))

    monkeypatch.setattr(service.permits, "any_due", slowly)
    monkeypatch.setattr(leased, "learn", learns)
    assert has_read.wait(PATIENCE)
    desk.halt("agent", one.id, "looks wrong").result(PATIENCE)
    token = desk.register_agent(f"{one.id}-late", "Late agent", [REFUND]).result(PATIENCE)
    newest_look = looks[-1][0]
    may_answer.set()
    soon(lambda: [look for look, _state in looks if look < newest_look - 1], "the older look's answer")
    assert {state for _look, state in looks} == {"halted"}
    late = Agent(desk.gateway_url, token)
    late.lease()
    late.close()


def test_every_process_of_an_agent_answers_for_itself(desk: Desk, one: Registered) -> None:
    one.client()
    one.client()
    silent = Agent(desk.gateway_url, one.token)
    silent.post("/v1/lease", {"holder": "deaf"})
    assert len(one.holders) == 3
    desk.halt("agent", one.id, "").result(PATIENCE)
    line = newest(desk).lines[one.id]
    soon(lambda: set(line.waiting) == {"deaf"}, "two acknowledgements")
    told = soon(lambda: line.state == "lease" and line.told(), "the servers' answer")
    assert told["note"].startswith("Not heard yet")
    assert told["stops_at"] == one.holders["deaf"].until
    assert silent.post("/v1/lease", {"holder": "deaf"}, expect=403)["code"] == "halted"
    assert line.state == "stopped"
    assert one.holders == {}
    silent.close()


def test_what_is_in_flight_at_a_halt_is_listed(shared: Bench, one: Registered) -> None:
    agent = Agent(shared.desk.gateway_url, one.token, one.id)
    agent.lease()
    action = agent.propose()["id"]
    shared.decide(action)
    permit = agent.permit(action)["permit"]
    shared.desk.halt("agent", one.id, "").result(PATIENCE)
    told = newest(shared.desk).lines[one.id].told()
    assert len(told["in_flight"]) == 1
    assert "88213" in told["in_flight"][0]
    agent.outcome(action, permit)
    agent.close()


def test_a_halt_with_a_reset_that_a_process_missed_stops_it_all_the_same(desk: Desk, one: Registered) -> None:
    one.client()
    known = gateway(desk).leases
    soon(lambda: one.id in known._news, "the watch")
    # All that it hears, as after a halt and a reset between two of its questions: running, in a later epoch.
    known._standing[one.id] = leases.Standing(one.id, "running", 1, "")
    known.tell(one.id)
    soon(lambda: one.stops, "the stop")
    assert "was halted while this process could not hear" in one.stops[0]


def test_closing_ends_every_thread_at_once_and_gives_the_lease_back(
    desk: Desk, one: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterseal.agents.news.WATCH_SECONDS", float(LONGEST))
    client = AgentClient(desk.gateway_url, one.token)
    with client:
        soon(lambda: one.id in gateway(desk).leases._news, "the watch")
        mine = [t for t in threading.enumerate() if t.name in ("counterseal-lease", "counterseal-news")]
        assert len(mine) == 2
        started = time.monotonic()
    assert time.monotonic() - started < LONGEST - 5, "a long poll was waited for"
    assert not any(thread.is_alive() for thread in mine)
    # It waits only a moment for the answer.
    soon(lambda: one.holders == {}, "the lease given back")


def test_with_its_supervisor_a_process_is_gone(desk: Desk, one: Registered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SUPERVISOR, "watchdog")
    one.client()
    (holder,) = one.holders
    assert holder.startswith("watchdog.")
    supervisor = Agent(desk.gateway_url, one.token)
    supervisor.post("/v1/lease", {"holder": "watchdog", "ended": {"processes": 1, "killed": 0, "left": 0}})
    supervisor.close()
    assert one.holders == {}


def test_a_supervisor_tells_when_its_processes_have_ended(desk: Desk, one: Registered) -> None:
    supervisor = Agent(desk.gateway_url, one.token)
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True})
    supervisor.post("/v1/lease", {"holder": "dog.child"})
    desk.halt("agent", one.id, "", 0).result(PATIENCE)
    assert supervisor.get("/v1/lease")["grace_s"] == 0
    line = newest(desk).lines[one.id]
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True}, expect=403)
    assert line.state != "stopped"
    supervisor.post("/v1/lease", {"holder": "dog", "ended": {"processes": 3, "killed": 1, "left": 0}})
    told = soon(lambda: line.state == "stopped" and line.told(), "the end")
    assert "ended 3 processes, 1 of them by force" in told["note"]
    supervisor.close()


def test_a_supervisor_that_could_not_end_all_is_told_as_failed(desk: Desk, one: Registered) -> None:
    supervisor = Agent(desk.gateway_url, one.token)
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True})
    desk.halt("agent", one.id, "").result(PATIENCE)
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True}, expect=403)
    supervisor.post("/v1/lease", {"holder": "dog", "ended": {"processes": 1, "killed": 1, "left": 2}})
    told = newest(desk).lines[one.id].told()
    assert told["state"] == "failed"
    assert "2 of its processes could not be ended" in told["note"]
    supervisor.close()


def test_a_supervisor_that_never_reports_is_told_as_failed(desk: Desk, one: Registered) -> None:
    supervisor = Agent(desk.gateway_url, one.token)
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True})
    desk.halt("agent", one.id, "").result(PATIENCE)
    supervisor.post("/v1/lease", {"holder": "dog", "ending": True}, expect=403)
    line = newest(desk).lines[one.id]
    line.look(1000.0)
    assert line.told()["state"] == "failed"
    supervisor.close()


@pytest.mark.parametrize("agents", [40, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_herd_is_halted_one_and_all(bench: Bench, agents: int) -> None:
    process = herd.start(bench.desk.gateway_url, herd.enrol(bench, gateway(bench.desk), agents))
    bench.desk.halt("all", "", "all of them").result(6 * PATIENCE)
    assert len(herd.heard(process)) == agents
    record = newest(bench.desk)
    soon(lambda: record.done, "all acknowledgements", 6 * PATIENCE)
    assert all(line.how.startswith("Stopped, acknowledged") for line in record.lines.values())


def test_nobody_is_woken_by_what_concerns_others(desk: Desk, one: Registered, two: Registered) -> None:
    one.client()
    busy = two.client()
    news = gateway(desk).leases._news
    soon(lambda: {one.id, two.id} <= set(news), "both watches")
    before = {name: news[name] for name in (one.id, two.id)}
    busy.withdraw(busy.propose("refunds.issue", {"amount": 1, "order": "1"}))
    assert {name: news[name] for name in before} == before
    desk.halt("agent", two.id, "").result(PATIENCE)
    soon(lambda: two.stops, "the halt of the other")
    assert news[one.id] is before[one.id]
    assert not before[one.id].is_set()


def test_a_paused_agent_waits_and_goes_on_when_it_is_resumed(shared: Bench, one: Registered) -> None:
    desk = shared.desk
    client = one.client()
    action = client.propose("refunds.issue", {"amount": 124_000, "order": "88213"})
    shared.decide(action)
    desk.autonomy.pause("agent", one.id, "a look first").result(PATIENCE)
    soon(lambda: client._asking.lease.paused, "the pause in the process")
    assert gateway(desk).leases.has(one.id)
    with pytest.raises(NotDecided):
        client.permitted(action, 0.05)
    second = client.propose("refunds.issue", {"amount": 124_000, "order": "88213"})
    shared.decide(second)
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(client.permitted(second, PATIENCE)))
    waiting.start()
    desk.autonomy.resume(one.id, "looked").result(PATIENCE)
    waiting.join(PATIENCE)
    assert len(found) == 1
    assert one.stops == []


def test_a_drill_measures_every_process_and_stops_none(shared: Bench, one: Registered, two: Registered) -> None:
    desk = shared.desk
    client = one.client()
    view = desk.autonomy.drill("agent", one.id).result(PATIENCE)
    record = gateway(desk).halting.records[view.sha256]
    line = soon(lambda: record.done and record.lines[one.id], "the answer")
    assert line.told()["state"] == "stopped"
    assert line.seconds is not None
    assert (client.stopped, one.stops) == (None, [])
    # Nobody runs there, and that is known at once.
    view = desk.autonomy.drill("agent", two.id).result(PATIENCE)
    assert "no process" in gateway(desk).halting.records[view.sha256].lines[two.id].told()["note"]
    (first,) = soon(lambda: drills(shared, record.sha), "the result in the ledger")
    assert first["agents"] == [{"agent": one.id, "seconds": line.seconds, "how": "Answered"}]
    (second,) = soon(lambda: drills(shared, view.sha256), "the other result")
    assert second["agents"][0]["seconds"] is None
    soon(lambda: desk.autonomy.agent(one.id).result(PATIENCE).last_drill, "the time of the drill")
    assert desk.verify().result(PATIENCE).ok


def drills(bench: Bench, order: str) -> list[dict[str, Any]]:
    with bench.profile.reading() as connection:
        query = "SELECT seq FROM listing WHERE type = 'halt' AND verdict = 'drill' AND person = '' ORDER BY seq"
        places = connection.exec_driver_sql(query).scalars().all()
        found = [json.loads(ledger_log.payload(connection, seq, "drill")) for seq in places]
    return [one for one in found if one["order"] == order]


def test_who_does_not_hear_a_drill_is_named(desk: Desk, one: Registered, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = Agent(desk.gateway_url, one.token)
    deaf.lease()
    # Only how long the drill waits; the lease that was taken goes on.
    monkeypatch.setattr(leases, "LEASE_SECONDS", 0.5)
    view = desk.autonomy.drill("agent", one.id).result(PATIENCE)
    record = gateway(desk).halting.records[view.sha256]
    told = soon(lambda: record.done and record.lines[one.id].told(), "the end of the drill")
    assert (told["state"], told["seconds"]) == ("failed", None)
    assert "did not answer" in told["note"]
    deaf.close()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"holder": "a b"}, "invalid_input"),
        ({"holder": "x" * 41}, "invalid_input"),
        ({"holder": 1}, "invalid_input"),
        ({"drill": "x"}, "invalid_input"),
        ({"ending": 1}, "invalid_input"),
        ({"ended": {"processes": 1}}, "invalid_input"),
        ({"ended": {"processes": True, "killed": 0, "left": 0}}, "invalid_input"),
        ({"ended": {"processes": -1, "killed": 0, "left": 0}}, "invalid_input"),
        ({"surprise": 1}, "invalid_input"),
        ([], "invalid_input"),
    ],
)
def test_a_lease_is_asked_for_in_words_that_are_known(refunds: Agent, body: Any, code: str) -> None:
    assert refunds.post("/v1/lease", body, expect=422)["code"] == code


@pytest.mark.parametrize("query", ["wait=61", "wait=-1", "wait=nan", "wait=x", "epoch=x", "state=halted", "%zz", "a"])
def test_news_are_asked_for_in_words_that_are_known(refunds: Agent, query: str) -> None:
    answer = refunds.http.get(f"/v1/lease?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_news_need_the_agents_token(shared: Bench, refunds: Agent) -> None:
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer nobody"}):
        answer = refunds.http.get("/v1/lease", headers={"Authorization": "", **headers})
        assert answer.status_code == 401
    assert refunds.http.get("/v1/lease").json()["state"] == "running"
    assert "/v1/lease" in refunds.http.get("/openapi.json").json()["paths"]


def test_an_agent_has_no_more_processes_than_can_be_told(desk: Desk, one: Registered) -> None:
    crowd = Agent(desk.gateway_url, one.token)
    for number in range(64):
        gateway(desk).leases.grant(one.id, f"p{number}")
    assert crowd.post("/v1/lease", {"holder": "p64"}, expect=403)["code"] == "too_many_leases"
    crowd.post("/v1/lease", {"holder": "p63"})
    crowd.close()


# -- on a gateway of its own: silence, clocks, the HALT file ------------------------------------------------------
class SteppedClock(MovingClock):
    """A machine whose wall clock somebody sets; time itself goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong = timedelta()

    def now(self) -> datetime:
        return super().now() + self.wrong


@pytest.mark.parametrize("days", [-1, 1])
def test_setting_the_clock_lengthens_no_lease(tmp_path: Path, days: int) -> None:
    make_profile(tmp_path / "profile")
    clock = SteppedClock()
    with running_bench(tmp_path / "profile", clock) as bench:
        agent = bench.agent()
        clock.wrong = timedelta(days=days)
        clock.advance(leases.LEASE_SECONDS / 2)
        assert gateway(bench.desk).has_lease("refunds")
        clock.advance(leases.LEASE_SECONDS / 2)
        assert not gateway(bench.desk).has_lease("refunds")
        assert agent.permit("01a1fd42-661b-7e8d-91ae-d057ccd779c4", expect=409)["code"] == "no_lease"


def test_the_halt_file_reaches_running_processes(bench: Bench) -> None:
    token = bench.desk.register_agent("refunds", "Refunds", [REFUND]).result(PATIENCE)
    stops: list[str] = []
    with AgentClient(bench.desk.gateway_url, token, on_stop=stops.append):
        bench.desk.halt_local()
        soon(lambda: stops, "the file's halt")
    assert len(stops) == 1


def test_a_network_that_swallows_everything_stops_the_process_within_its_lease(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", 3.0)
    token = bench.desk.register_agent("refunds", "Refunds", [REFUND]).result(PATIENCE)
    wire = Wire(bench.desk.gateway_url)
    stopped: list[float] = []
    try:
        with AgentClient(wire.url, token, on_stop=lambda _why: stopped.append(time.monotonic())) as client:
            action = client.propose("refunds.issue", {"amount": 124_000, "order": "88213"})
            cut = wire.cut()
            # Everything hangs, so only its own clock can tell the process.
            with pytest.raises(Halted):
                client.wait(action)
            soon(lambda: stopped, "the stop")
            bench.desk.halt("agent", "refunds", "unreachable").result(PATIENCE)
            assert stopped[0] - cut < 3.0 + 5.0, "its lease was 3 s; the rest is for a busy machine"
            told = soon(lambda: newest(bench.desk).done and newest(bench.desk).lines["refunds"].told(), "the end")
            assert told["state"] == "stopped"
    finally:
        wire.close()
