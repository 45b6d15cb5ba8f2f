"""Two desks at one separate gateway: decided once, seen by both, replicated and verified by both, shown once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.sync.separate import NAME, Team, history, know, log_size, row, team, until, verified
from counterseal.ledger import roster
from counterseal.ledger.bundle_verifier import verify_folder
from counterseal.model.history import HistoryFilter
from counterseal.seal import access
from counterseal.sync import signing
from gateway.desks import running_bench
from gateway.offices import PLAIN


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with team(tmp_path_factory.mktemp("team")) as made:
        yield made


def test_a_decision_goes_through_a_separate_gateway(office: Team) -> None:
    agent = office.agent()
    action = agent.propose()["id"]
    assert office.jonas.held(action).audience == office.origin
    receipt = office.maria.decide(action)
    assert receipt.state == "delivered"
    assert agent.status(action, wait=20)["state"] == "approved"
    office.jonas.ear.until(
        lambda: [i for i in office.jonas.desk.queue() if i.id == action and i.state.value == "approved"],
        "Jonas to see it decided",
    )
    permit = agent.permit(action)["permit"]
    assert agent.outcome(action, permit)["state"] == "done"
    for bench in (office.maria, office.jonas):
        until(bench, partial(row, bench, action, "Executed"), "the outcome in History")
        assert verified(bench)
        report = bench.desk.verify().result(60)
        assert report.ok, report.sentences
        rows = [r for r in history(bench, action) if r.kind == "decision"]
        assert [(r.verdict, r.outcome, r.who) for r in rows] == [("Approved", "Executed", "Maria Lind")]
    (mine,) = [r for r in history(office.maria, action) if r.kind == "decision"]
    (theirs,) = [r for r in history(office.jonas, action) if r.kind == "decision"]
    assert (mine.log, theirs.log, theirs.log_name) == ("", office.origin, NAME)
    for bench, found in ((office.maria, mine), (office.jonas, theirs)):
        detail = bench.desk.entry(found.seq, found.log).result(60)
        assert detail.verified, detail.proof
        assert "executed" in " ".join(words for _at, words in detail.followed)


def test_a_decision_names_the_role_and_the_roster_of_the_gateway_that_judges_it(office: Team) -> None:
    action = office.agent("judged").propose()["id"]
    office.jonas.held(action)
    until(office.jonas, partial(verified, office.jonas, log_size(office)), "the replica")
    assert office.jonas.decide(action).state == "delivered"
    with office.jonas.profile.reading() as connection:
        found = signing.last_own_decision(connection, action, office.jonas.profile.person_id)
    with office.jonas.desk.linked().replicas.named(office.origin).database.read() as connection:
        there = roster.load(connection)
    assert found["person"]["role"] == "reviewer", "an owner at home, a reviewer there"
    assert found["basis"]["roster_sha256"] == there.sha256
    assert found["basis"]["solo"] is False


def test_a_halt_of_everything_reaches_every_gateway_with_a_line_for_each(office: Team) -> None:
    there, here = office.agent("remote"), office.maria.agent("local")
    progress = office.maria.desk.halt("all", "", "drill").result(60)
    assert {"remote", "local"} <= {line.agent for line in progress.lines}
    for agent in (there, here):
        assert agent.propose(403)["code"] == "halted"
    views = {view.id: view for view in office.maria.desk.agents().result(60)}
    assert (views["remote"].gateway, views["remote"].state) == (NAME, "halted")
    assert (views["local"].gateway, views["local"].state) == ("", "halted")
    reset_by_two(office, "remote")
    assert there.lease()["halt_epoch"] == 1
    assert here.post("/v1/lease", expect=403)["code"] == "halted", "the own gateway's agent was not reset"
    office.maria.desk.halt("agent", "remote", "again").result(60)
    assert there.propose(403)["code"] == "halted"
    reset_by_two(office, "remote")


def reset_by_two(office: Team, agent: str) -> None:
    first = office.maria.desk.reset(agent, "the drill is over").result(60)
    assert first.state == "needs_second"
    assert office.jonas.desk.autonomy.second(first.sha256).result(60).state == "in_force"


def test_a_registration_replaces_the_one_before_at_the_separate_gateway(office: Team) -> None:
    office.agent("twice")
    until(office.maria, lambda: verified(office.maria, log_size(office)), "the registration to be replicated")
    again = office.agent("twice")
    assert again.propose()["state"] == "held"


def test_every_desk_cosigns_the_gateways_head_and_the_gateway_theirs(office: Team) -> None:
    office.agent("witnessed")
    for bench in (office.maria, office.jonas):
        until(bench, partial(verified, bench, 3), "the replica")
    logs = {bench.profile.log.origin for bench in (office.maria, office.jonas)}
    until(office.maria, lambda: logs <= {one["log"] for one in witnesses(office)}, "both cosignatures")
    held = office.maria.desk.evidence.view().result(60).holders
    assert next(one.name for one in held if one.place == "gateway" and one.size > 1) == NAME


@pytest.mark.parametrize(
    "wanted", [HistoryFilter(), HistoryFilter(text="refund"), HistoryFilter(kinds=("decision", "order", "halt"))]
)
def test_pages_over_both_logs_show_every_entry_once(office: Team, wanted: HistoryFilter) -> None:
    # One of its own for each: what another test halts in between would stay halted.
    agent = office.agent(f"paged{len(wanted.kinds)}{wanted.text}")
    action = agent.propose()["id"]
    office.maria.decide(action)
    for bench in (office.maria, office.jonas):
        until(bench, partial(verified, bench, log_size(office)), "the replica")
        whole = bench.desk.history(wanted, None, 1_000).result(60)
        assert (len(whole.rows), whole.next_before) == (whole.total, None)
        assert {one.log for one in whole.rows} >= ({"", office.origin} if bench is office.maria else {office.origin})
        assert len({(one.log, one.seq) for one in whole.rows}) == len(whole.rows)
        assert len([one for one in whole.rows if (one.subject, one.kind) == (action, "decision")]) == 1
        times = [one.at for one in whole.rows]
        assert times == sorted(times, reverse=True)
        paged, before = [], None
        while True:
            page = bench.desk.history(wanted, before, 3).result(60)
            paged += page.rows
            before = page.next_before
            if before is None:
                break
        assert tuple(paged) == whole.rows


def test_a_running_desk_follows_what_another_program_adds_and_removes(office: Team) -> None:
    jonas = office.jonas

    def state() -> str:
        return next((one.state for one in jonas.desk.status().sources if one.name == NAME), "unknown")

    with running_bench(jonas.home, serve=False) as command:
        command.desk.remove_upstream(NAME).result(60)
        jonas.ear.until(lambda: state() == "unknown", "the desk to drop it")
        know(command, office.office.url, office.office.process.house.log.verifier)
        jonas.ear.until(lambda: state() == "live", "the desk to take it up")
    assert until(jonas, partial(verified, jonas, log_size(office)), "the replica to go on")


def test_a_bundle_holds_the_replica_beside_the_own_log(office: Team, tmp_path: Path) -> None:
    until(office.maria, lambda: verified(office.maria, log_size(office)), "the replica")
    out = office.maria.desk.export(tmp_path / "bundle").result(60)
    uuid = office.origin.removeprefix("counterseal/")
    found = verify_folder(out / "logs" / uuid, None, None)
    assert (found.origin, found.size) == (office.origin, office.maria.desk.replicas()[0].size)


def test_heads_are_cosigned_once_a_minute_and_not_for_cosignatures_alone(office: Team) -> None:
    maria = office.maria
    until(maria, partial(verified, maria, log_size(office)), "the replica")
    until(maria, lambda: cosigned(office), "the first cosignature")
    before = cosigned(office)
    office.agent("often")
    until(maria, partial(verified, maria, log_size(office)), "the registration")
    assert cosigned(office) == before, "not within the same minute"
    maria.clock.advance(61)
    until(maria, lambda: cosigned(office) > before, "the next minute's cosignature")
    size = cosigned(office)
    maria.clock.advance(61)
    with office.office.process.house.reading() as connection:
        kinds = connection.exec_driver_sql("SELECT DISTINCT type FROM listing WHERE seq >= ?", (size,)).scalars().all()
    maria.desk.call(maria.desk.linked().replicas._followers[office.origin].step()).result(60)
    assert set(kinds) <= {"cosigned"}
    assert cosigned(office) == size


def cosigned(office: Team) -> int:
    """The size of the head that Maria's desk cosigned last."""
    return office.maria.desk.linked().replicas.named(office.origin).cosigned()[0]


def witnesses(office: Team) -> list[dict[str, Any]]:
    token = access.make(office.maria.profile.log.key, office.maria.profile.log.origin, office.origin, soon())
    with httpx.Client(base_url=office.office.url, timeout=40.0, trust_env=False, verify=PLAIN) as http:
        answer = http.get("/v1/log/checkpoint", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["witnesses"])


def soon() -> int:
    return int(time.time()) + 600
