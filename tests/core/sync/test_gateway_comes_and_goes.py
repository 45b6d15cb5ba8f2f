"""A separate gateway that goes away, comes back, or comes back with another history; and a source of one's own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.sync.separate import NAME, Team, log_size, row, team, until, verified
from counterseal.errors import KnownError
from counterseal.ledger import conflicts
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import VerifierKey
from counterseal.seal.keys import SigningKey
from counterseal.sync.api import SourceView
from counterseal.sync.api_evidence import ReplicaView
from counterseal.sync.high_water import ReadOnly
from gateway.desks import Agent, Bench, running_bench


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """The team, with desks that try a lost line again at once."""
    monkeypatch.setattr("counterseal.sync.link.RETRY_MOST", 0.2)
    with team(tmp_path) as made:
        yield made


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The gateway as ``counterseal gateway serve`` runs it; killed at the end if it still lives."""
    words = [sys.executable, "-m", "counterseal.cli.main", "gateway", "serve", "--profile", str(home), "--json"]
    process = subprocess.Popen([*words, "--port", str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["origin"]
        yield process
    finally:
        process.kill()
        process.communicate()


def line(bench: Bench) -> SourceView:
    return next(one for one in bench.desk.status().sources if one.name == NAME)


def replica(bench: Bench, state: str) -> ReplicaView | None:
    (view,) = bench.desk.replicas()
    return view if view.state == state else None


def kept(bench: Bench) -> list[Contradiction]:
    with bench.profile.reading() as connection:
        return [found for _at, found in conflicts.listed(connection)]


def test_a_killed_gateway_is_said_to_be_away_and_gets_what_was_signed_meanwhile(office: Team) -> None:
    """The gateway is a process of its own, killed while two actions wait; nothing signed is lost."""
    port = int(office.office.url.rsplit(":", 1)[1])
    agent = office.agent()
    office.office.process.close()
    with served(office.office.home, port) as process:
        first, second = agent.propose()["id"], agent.propose()["id"]
        drafts = [office.maria.draft(action) for action in (first, second)]
        assert office.maria.ear.receipt(office.maria.desk.decide(drafts[0]).result(60)).state == "delivered"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        office.maria.ear.until(lambda: line(office.maria).state == "reconnecting", "the desk to notice")
        receipt = office.maria.desk.decide(drafts[1]).result(60)
        assert office.maria.desk.outbox_state(receipt.envelope_sha256)[0] in ("queued", "claimed")
        assert not office.maria.desk.reaches(receipt.envelope_sha256)
    with served(office.office.home, port):
        assert office.maria.ear.receipt(receipt).state == "delivered"
        agent.lease()
        for action in (first, second):
            assert agent.outcome(action, agent.permit(action)["permit"])["state"] == "done"
        for bench in (office.maria, office.jonas):
            for action in (first, second):
                until(bench, lambda: row(bench, action, "Executed"), "the outcome")  # noqa: B023
            assert verified(bench)


def test_a_gateway_put_back_to_an_old_state_is_shorter_and_then_forked(
    office: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody restores an old copy of the gateway's folder and goes on from there, its marks taken away too."""
    agent, desk = office.agent(), office.maria
    until(desk, lambda: verified(desk, log_size(office)), "the replica")
    old = office.office.home.with_name("old")
    office.office.process.close()
    shutil.copytree(office.office.home, old)
    office.office.restart()
    move(office)
    agent = Agent(office.office.url, agent.token, agent.name)
    desk.agents.append(agent)
    agent.lease()
    for _ in range(3):
        agent.propose()
    until(desk, lambda: verified(desk, log_size(office)), "what came since")
    before = desk.desk.replicas()[0].size

    office.office.process.close()
    shutil.rmtree(office.office.home)
    shutil.copytree(old, office.office.home)
    monkeypatch.setenv("COUNTERSEAL_STATE", str(tmp_path / "no-marks"))
    office.office.restart()
    move(office)
    shorter = until(desk, lambda: replica(desk, "shorter"), "the shorter log to be noticed")
    assert shorter.size == before, "what was verified stays"
    assert (line(desk).state, "ends after" in line(desk).note) == ("failed", True)

    other = Agent(office.office.url, agent.token, agent.name)
    desk.agents.append(other)
    other.lease()
    while log_size(office) <= before:
        other.propose()
    forked = until(desk, lambda: replica(desk, "forked"), "the fork to be noticed")
    assert forked.size == before
    found = [one for one in kept(desk) if one.kind == "forked"]
    assert [(one.origin, one.held_size, one.shown_size >= before) for one in found] == [(office.origin, before, True)]
    assert found[0].held_note != found[0].shown_note
    assert found[0].held_note.startswith(office.origin)
    assert found[0].shown_note.startswith(office.origin)
    assert office.maria.desk.evidence.view().result(60).replicas[0].state == "forked"
    doctor = {found.name: found.level for found in desk.desk.doctor().result(60)}
    assert doctor[NAME] == "failure"

    assert desk.desk.remove_upstream(NAME).result(60) == "gateway"
    assert desk.desk.replicas() == ()
    move(office)
    until(desk, lambda: verified(desk, log_size(office)), "a new replica, which begins from nothing")
    assert len(list((desk.home / "replicas").glob("*.db.kept-1"))) == 1, "the other history stays as evidence"


def move(team: Team) -> None:
    """The gateway may answer at another port after a restart; both desks are told."""
    vkey = team.office.process.house.log.verifier.text()
    for bench in (team.maria, team.jonas):
        bench.desk.add_gateway(NAME, team.office.url, vkey).result(60)


def test_a_halt_says_of_a_gateway_that_does_not_answer_that_its_agents_go_on(
    opens: Callable[..., Bench],
) -> None:
    bench = opens()
    bench.agent("local")
    nobody = VerifierKey("counterseal/01a1fdd3-27a2-7de0-8fc3-3fa22da89f10", SigningKey.generate().public)
    bench.desk.add_gateway(NAME, "http://127.0.0.1:9", nobody.text()).result(60)
    progress = bench.desk.halt("all", "", "drill").result(60)
    lines = {one.agent: one for one in progress.lines}
    assert (lines[NAME].state, "delivered when payments answers" in lines[NAME].note) == ("failed", True)
    assert lines["local"].state in ("stopped", "stopping", "lease")
    assert not progress.done, "it is followed until the gateway has it"
    with pytest.raises(KnownError):
        bench.desk.halt("gateway", "nowhere", "drill").result(60)


def test_a_profile_put_back_to_an_old_state_is_told_by_the_gateway_and_accepted_by_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the separate gateway remembers: the marks of this account are gone too."""
    with team(tmp_path) as office:
        known = office.agent()
        agent = Agent(office.office.url, known.token)
        office.jonas.agents.append(agent)
        home, old = office.maria.home, tmp_path / "old-maria"
        office.maria.close()
        shutil.copytree(home, old)
        with running_bench(home) as bench:
            bench.decide(agent.propose()["id"])
            lost = bench.desk.evidence.view().result(60).size
        shutil.rmtree(home)
        shutil.copytree(old, home)
        monkeypatch.setenv("COUNTERSEAL_STATE", str(tmp_path / "new-state"))
        with running_bench(home) as bench:
            trouble = bench.desk.evidence.view().result(60).trouble
            assert trouble is not None
            assert (trouble.kind, trouble.held_size) == ("shorter", lost)
            assert NAME in " ".join(trouble.sentences)
            action = agent.propose()["id"]
            draft = bench.draft(action)
            with pytest.raises(ReadOnly):
                bench.desk.decide(draft).result(60)
            bench.desk.evidence.accept_restored("the disk failed; this is the newest copy").result(60)
            assert bench.desk.evidence.view().result(60).trouble is None
            assert bench.decide(action).state == "delivered"
            assert "restored" in office.office.types()
