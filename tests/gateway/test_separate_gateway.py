"""A gateway with a log of its own: desktops decide there, and everything accepted is an entry of its own."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from counterseal.clock import SystemClock, stamp
from counterseal.errors import LedgerDamaged
from counterseal.gateway.upstreams import stored
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.ledger import bundle, cosignature, roster
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.digests import canonical
from counterseal.seal.dsse import parse, seal
from counterseal.seal.statements import Who
from counterseal.sync.gateway_process import GatewayProcess
from gateway.offices import Desktop, Office, answer, propose


@pytest.fixture
def agent(office: Office) -> Iterator[httpx.Client]:
    agent = office.agent()
    yield agent
    agent.close()


def verified(office: Office) -> int:
    report = verify_log(office.process.house.database, office.process.house.log.verifier)
    assert report.ok, report.sentences
    return report.entries


def ran(agent: httpx.Client, action: str) -> None:
    permit = answer(agent.post(f"/v1/actions/{action}/permit", json={}))
    answer(agent.post(f"/v1/actions/{action}/outcome", json={"permit": permit["permit"], "outcome": "done"}))


def lines(office: Office) -> list[dict[str, Any]]:
    size = office.head()[0].size
    return list(office.owner.get("/v1/log/entries", start=0, end=size)["entries"])


def test_two_desktops_decide_at_one_gateway(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    first, second, third = (propose(agent, amount) for amount in (100, 200, 300))
    assert office.owner.decide(first)["state"] == "approved"
    assert bob.decide(second)["state"] == "approved"
    assert bob.decide(third, Verdict.REJECT)["state"] == "rejected"
    ran(agent, first)
    ran(agent, second)
    types = office.types()
    assert types[:3] == ["order", "key_enrolled", "order"]
    assert sorted(types[3:]) == sorted(
        ["action_received"] * 3 + ["decision", "delivered"] * 3 + ["permit_taken", "outcome"] * 2
    )
    assert verified(office) == len(types)

    decided = [one for one in lines(office) if one["payloads"].get("from") and "decision" in leaf(one)["type"]]
    assert len(decided) == 3
    for one, who in zip(decided, (office.owner, bob, bob), strict=True):
        source = json.loads(payload(one, "from"))
        assert source["log"] == who.log.origin
        with who.profile.reading() as connection:
            there = connection.exec_driver_sql(
                "SELECT envelope FROM entries WHERE seq = ?", (source["index"],)
            ).scalar()
        assert leaf(one)["dsse_sha256"] == there == parse(one["envelope"]).sha256
        assert leaf(one)["key"] == who.key.id


def leaf(line: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(b64decode(line["leaf"])))


def payload(line: dict[str, Any], name: str) -> bytes:
    return b64decode(line["payloads"][name]["bytes"])


def test_what_the_gateway_acknowledges_it_cosigns(office: Office, agent: httpx.Client) -> None:
    action = propose(agent)
    owner = office.owner
    envelope = owner.decision(owner.detail(action))
    body = owner.body(envelope, owner.store(envelope, "decision"))
    told = owner.deliver("/v1/decisions", body)
    witness = cosignature.witness_key(office.origin, office.process.house.log.key.public)
    time = cosignature.check(body["checkpoint"], told["cosignature"], witness)
    assert abs(time - SystemClock().now().timestamp()) < 600
    again = owner.deliver("/v1/decisions", body)
    assert (again["repeated"], again["state"], again["cosignature"]) == (True, "approved", None)
    seen = owner.get("/v1/log/checkpoint", origin=owner.log.origin)
    assert (seen["seen_size"], seen["seen_checkpoint"]) == (told["seen_size"], body["checkpoint"])
    assert office.types().count("decision") == 1


def test_the_gateways_own_roster_judges(office: Office, bob: Desktop, agent: httpx.Client, tmp_path: Path) -> None:
    action = propose(agent)
    stranger = office.desktop(tmp_path / "eve", "Eve Eriksen")
    assert stranger.get("/v1/queue", expect=401)["code"] == "bad_token"

    auditor = office.desktop(tmp_path / "ada", "Ada Alm")
    ada = auditor.person((Role.AUDITOR,))
    with office.process.house.reading() as connection:
        known = roster.load(connection)
    announced = bob.send_order(
        "key",
        roster.announcement_body(ada, auditor.proofs()),
        supersedes=known.sha256,
    )
    assert announced["state"] == "announced"
    with office.process.house.reading() as connection:
        because = [one.sha256 for one in roster.load(connection).announced]
    body = roster.roster_body(
        [*known.people.values(), ada],
        office.process.house.log.key.public,
        office.origin,
        because=because,
        proofs=auditor.proofs(),
    )
    assert office.owner.send_order("roster", body, entry="key_enrolled", supersedes=known.sha256)["state"] == "enrolled"
    assert auditor.detail(action).item.id == action, "an auditor reads everything"
    assert auditor.detail(action).item.verdicts == (), "and is offered nothing"
    (waiting,) = auditor.get("/v1/queue")["items"]
    assert (waiting["id"], waiting["verdicts"]) == (action, [])
    assert auditor.decide(action, expect=403)["code"] == "wrong_role"

    envelope = bob.decision(bob.detail(action), who=Who(bob.id, bob.name, "owner"))
    stored = office.owner.store(envelope, "decision")
    told = office.owner.deliver("/v1/decisions", office.owner.body(envelope, stored), expect=403)
    assert told["code"] == "wrong_log", "a decision comes from its signer's own desktop"
    carried = bob.body(envelope, bob.store(envelope, "decision"))
    assert office.owner.post("/v1/decisions", carried, expect=403)["code"] == "wrong_log"
    assert bob.deliver("/v1/decisions", carried)["state"] == "approved"
    verified(office)


def test_who_leaves_the_roster_decides_no_more(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    action, waiting = propose(agent), propose(agent, 7)
    assert bob.decide(action)["state"] == "approved"
    late = bob.decision(bob.detail(waiting))
    with office.process.house.reading() as connection:
        known = roster.load(connection)
    body = roster.roster_body([known.person(office.owner.id)], office.process.house.log.key.public, office.origin)
    told = office.owner.send_order("roster", body, entry="key_revoked", supersedes=known.sha256)
    assert told["state"] == "revoked"
    problem = answer(agent.post(f"/v1/actions/{action}/permit", json={}), 403)
    assert problem["code"] == "bad_approval", "what a former decider approved runs no more"
    stored = bob.store(late, "decision")
    assert bob.post("/v1/decisions", bob.body(late, stored), expect=401)["code"] == "bad_token"
    verified(office)


def test_a_reported_log_key_opens_and_delivers_nothing(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    action = propose(agent)
    late = bob.decision(bob.detail(action))
    with office.process.house.reading() as connection:
        known = roster.load(connection)
    body = roster.roster_body(
        known.people.values(),
        office.process.house.log.key.public,
        office.origin,
        compromised={bob.log.key.id: known.seq},
    )
    told = office.owner.send_order("roster", body, entry="key_revoked", supersedes=known.sha256)
    assert told["state"] == "revoked"
    assert bob.get("/v1/queue", expect=401)["code"] == "bad_token"
    assert bob.post("/v1/decisions", bob.body(late, bob.store(late, "decision")), expect=401)["code"] == "bad_token"
    verified(office)


def test_a_reset_from_before_a_halt_does_not_undo_it(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    """Neither one that waited in an outbox nor one that was refused is good for a later halt by somebody else."""
    owner = office.owner
    bob.halt()
    early = owner.order("reset", halted(owner), "refunds")
    stored = owner.store(early, "reset")
    bob.halt()
    assert answer(agent.post("/v1/lease", json={}), 403)["code"] == "halted"
    assert owner.deliver("/v1/orders", owner.body(early, stored), 409)["code"] == "halted_since"
    assert owner.send_order("reset", halted(owner), "refunds")["state"] == "needs_second"
    assert bob.send_order("reset", halted(bob), "refunds")["state"] == "reset"
    assert owner.deliver("/v1/orders", owner.body(early, stored), 409)["code"] == "not_halted"
    verified(office)


def halted(desktop: Desktop, agent: str = "refunds") -> dict[str, Any]:
    """The body of a reset of the halt in force."""
    return {"agent": agent, "halt": desktop.get(f"/v1/agents/{agent}")["halt_order"]}


def test_an_order_of_no_kind_is_refused_in_words(office: Office) -> None:
    owner = office.owner
    said = json.loads(owner.order("halt", {"scope": "all", "target": ""}, "refunds").payload)
    said["predicate"]["kind"] = ["halt"]
    envelope = seal(canonical(said), owner.key)
    body = owner.body(envelope, owner.store(envelope, "halt", verdict="halt"))
    assert owner.deliver("/v1/orders", body, 422)["code"] == "unknown_order"


def test_halt_and_reset_reach_a_separate_gateway(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    action = propose(agent)
    assert bob.send_order("halt", {"scope": "all", "target": ""}, "refunds")["state"] == "halted"
    assert answer(agent.get(f"/v1/actions/{action}"))["state"] == "void"
    assert answer(agent.post("/v1/lease", json={}), 403)["code"] == "halted"
    reset = halted(office.owner)
    assert office.owner.send_order("reset", reset, "refunds")["state"] == "needs_second"
    assert bob.send_order("reset", reset, "refunds")["state"] == "reset"
    answer(agent.post("/v1/lease", json={}))
    assert [kind for kind in office.types() if kind in ("halt", "voided", "reset")] == [
        "halt",
        "voided",
        "reset",
        "reset",
    ]
    verified(office)


def test_orders_that_are_refused_leave_nothing_here(office: Office, agent: httpx.Client) -> None:
    before = office.types()
    for kind in ("pause", "incident", "mandate", "level", "charter", "registry", "outcome", "away"):
        assert office.owner.send_order(kind, {}, "refunds", expect=422)["code"] == "invalid_input"
    assert office.types() == before


def test_a_restart_keeps_everything_and_the_address(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    action, waiting = propose(agent), propose(agent, 9)
    bob.decide(action)
    url, types = office.url, office.types()
    office.restart()
    assert (office.url, office.types()) == (url, types)
    assert bob.detail(waiting).item.state.value == "held"
    assert bob.decide(waiting)["state"] == "approved"
    answer(agent.post("/v1/lease", json={}))
    ran(agent, action)
    verified(office)


def test_an_older_copy_of_its_log_is_not_served_by_mistake(office: Office, agent: httpx.Client, tmp_path: Path) -> None:
    propose(agent)
    office.process.close()
    shutil.copytree(office.home, tmp_path / "snapshot")
    office.process = GatewayProcess(office.home)
    office.process.start()
    answer(agent.post("/v1/lease", json={}))
    propose(agent, 5)
    propose(agent, 6)
    size = len(office.types())
    office.process.close()
    shutil.rmtree(office.home)
    (tmp_path / "snapshot").rename(office.home)
    refused = GatewayProcess(office.home)
    try:
        with pytest.raises(LedgerDamaged) as caught:
            refused.start()
        assert caught.value.code == "history_shorter"
        assert list((office.home / "evidence").iterdir())
    finally:
        refused.close()
    office.process = GatewayProcess(office.home)
    office.process.start(accept_older=True)
    assert office.types()[-1] == "incident"
    assert len(office.types()) < size
    office.restart()
    verified(office)


class Dies(Exception):
    """The process ends here."""


@pytest.mark.parametrize(("step", "kept"), [("gateway.before_commit", False), ("gateway.committed", True)])
def test_a_crash_loses_no_answer_and_takes_nothing_twice(
    office: Office, agent: httpx.Client, step: str, kept: bool
) -> None:
    owner, action = office.owner, propose(agent)
    envelope = owner.decision(owner.detail(action))
    body = owner.body(envelope, owner.store(envelope, "decision"))
    armed = [step]

    def dies(name: str) -> None:
        if name in armed:
            armed.clear()
            raise Dies(name)

    office.process.close()
    office.process = GatewayProcess(office.home, on_step=dies)
    armed.clear()
    office.process.start()
    armed.append(step)
    assert owner.post("/v1/decisions", body, expect=500)["code"] == "defect"
    assert ("decision" in office.types()) is kept
    office.restart()
    told = owner.deliver("/v1/decisions", body)
    assert (told["state"], told["repeated"]) == ("approved", kept)
    assert office.types().count("decision") == office.types().count("delivered") == 1
    answer(agent.post("/v1/lease", json={}))
    ran(agent, action)
    verified(office)


def test_it_polls_the_servers_of_its_agents(office: Office, agent: httpx.Client) -> None:
    assert office.owner.get("/v1/sources")["sources"] == []
    with office.process.house.database.write() as connection:
        stored.store(connection, UpstreamConfig("crm", "langgraph", "http://127.0.0.1:9", "refunds"))
    office.restart()
    (source,) = office.owner.get("/v1/sources")["sources"]
    assert (source["name"], source["kind"]) == ("crm", "langgraph")


def test_an_erasure_deletes_the_same_at_the_gateway(office: Office, bob: Desktop, agent: httpx.Client) -> None:
    action = propose(agent, 987_654)
    bob.decide(action, reason="because Quokka said so")
    ran(agent, action)
    reach = [
        {"seq": seq, "type": leaf(one)["type"], "verdict": verdict, "key": leaf(one)["key"]}
        for seq, (one, verdict) in enumerate(zip(lines(office), verdicts(office), strict=True))
        if leaf(one).get("subject") == action
    ]
    folder = office.home
    assert any(b"Quokka" in file.read_bytes() for file in folder.glob("counterseal.db*"))
    told = office.owner.send_order("erasure", {"erased": reach, "ground": "asked for"}, entry="erasure")
    assert told["state"] == "erased"
    marks = [one for one in lines(office) if leaf(one).get("subject") == action]
    erasure = len(office.types()) - 1
    assert [one["payloads"]["listing"] for one in marks] == [{"erased": erasure}] * len(marks)
    verified(office)
    office.restart()
    assert not any(b"Quokka" in file.read_bytes() for file in folder.glob("counterseal.db*"))


def verdicts(office: Office) -> list[str]:
    with office.process.house.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT verdict FROM listing ORDER BY seq")]


def test_its_bundle_stands_alone(office: Office, bob: Desktop, agent: httpx.Client, tmp_path: Path) -> None:
    action = propose(agent)
    bob.decide(action)
    ran(agent, action)
    bob.post("/v1/log/cosign", {"checkpoint": bob.cosigned(office.head()[1])})
    house = office.process.house
    made = bundle.export(house.database, house.log, tmp_path / "bundle", SystemClock())
    assert bundle.verify_bundle(made, vkey=house.log.verifier.text()).ok
    assert stamp(SystemClock().now())[:4] in (made / "report.html").read_text("utf-8")
    verified(office)
