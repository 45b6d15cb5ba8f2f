"""Two desks at one separate gateway: decided once, seen by both, replicated and verified by both, shown once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from core.sync.separate import NAME, Team, team, until, verified
from counterseal.model.history import HistoryFilter, HistoryRow
from gateway.desks import Bench


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
        report = bench.desk.verify().result(20)
        assert report.ok, report.sentences
        rows = [r for r in history(bench, action) if r.kind == "decision"]
        assert [(r.verdict, r.outcome, r.who) for r in rows] == [("Approved", "Executed", "Maria Lind")]
    (mine,) = [r for r in history(office.maria, action) if r.kind == "decision"]
    (theirs,) = [r for r in history(office.jonas, action) if r.kind == "decision"]
    assert (mine.log, theirs.log, theirs.log_name) == ("", office.origin, NAME)
    for bench, found in ((office.maria, mine), (office.jonas, theirs)):
        detail = bench.desk.entry(found.seq, found.log).result(20)
        assert detail.verified, detail.proof
        assert "executed" in " ".join(words for _at, words in detail.followed)


def history(bench: Bench, action: str) -> tuple[HistoryRow, ...]:
    return bench.desk.history(HistoryFilter(subject=action)).result(20).rows


def row(bench: Bench, action: str, outcome: str) -> list[HistoryRow]:
    return [r for r in history(bench, action) if r.kind == "decision" and r.outcome == outcome]
