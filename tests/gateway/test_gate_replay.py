"""Replays: an approval, an allowance or an order used where, when or for whom it was not given lets nothing run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from counterseal.clock import stamp
from counterseal.gateway import service
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.seal.dsse import Envelope, parse
from gateway.agent_orders import AGENT, BOUNDED, LOOK, Pen, charter, level, mandate
from gateway.desks import Agent, Bench, make_profile, running_bench

CALL = {"amount": 40_000, "order": "88213"}


@dataclass
class Thief:
    """Somebody who has kept everything that was ever signed and sent, and sends it again."""

    bench: Bench
    agent: Agent
    other: Agent
    pen: Pen

    def approval(self, asked: str, **more: Any) -> tuple[Envelope, dict[str, Any]]:
        """A real approval by the owner, stored in her log, and the delivery that proves it; not sent yet."""
        envelope = self.pen.forge.decision(asked, **more)
        owner = self.pen.owner.id
        stored = self.pen.forge.store(envelope, "decision", asked, "approve", person=owner, agent=self.agent.name)
        return envelope, self.pen.forge.delivery(envelope, stored)

    def kept(self, sha: str) -> dict[str, Any]:
        """The delivery of an envelope that was sent before."""
        query = "SELECT e.seq, v.envelope FROM entries e JOIN envelopes v ON v.sha256 = e.envelope WHERE e.envelope = ?"
        with self.bench.profile.reading() as connection:
            seq, raw = connection.exec_driver_sql(query, (sha,)).one()
        return self.pen.forge.delivery(parse(json.loads(raw)), seq)

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        return dict(self.pen.forge.post(body).json())

    def expect_nothing_runs(self, action: str) -> None:
        for agent in (self.agent, self.other):
            agent.lease()
            answer = agent.http.post(f"/v1/actions/{action}/permit", json={})
            assert answer.status_code in (403, 409), answer.text


@pytest.fixture(scope="module")
def thief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thief]:
    home = tmp_path_factory.mktemp("thief") / "profile"
    make_profile(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "SWEEP_SECONDS", 0.02)
        with running_bench(home) as bench:
            agent, other = bench.agent(tools=[BOUNDED, LOOK]), bench.agent("other")
            yield Thief(bench, agent, other, Pen(bench))


def after_its_use(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action)
    thief.send(body)
    thief.agent.outcome(action, thief.agent.permit(action)["permit"])
    assert thief.send(body)["repeated"] is True


def after_it_was_taken_back(thief: Thief, action: str) -> None:
    given = thief.bench.decide(action)
    thief.bench.ear.receipt(thief.bench.desk.withdraw(action).result(60))
    assert thief.send(thief.kept(given.envelope_sha256))["repeated"] is True


def after_an_edit(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action)
    shown = thief.bench.held(action).action
    changed = Action(shown.id, shown.agent, shown.tool, {"amount": 1, "order": "1"}, None)
    _envelope, edit = thief.approval(action, verdict=Verdict.EDIT, action=changed)
    thief.send(edit)
    assert thief.send(body)["code"] in ("already_decided", "changed", "head_mismatch")
    # Only what the edit says may run, once.
    assert thief.agent.permit(action)["arguments"] == {"amount": 1, "order": "1"}


def at_another_gateway(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action, audience="counterseal/01a1fe7b-7deb-7303-9cd5-7544b719f9fc")
    assert thief.send(body)["code"] == "wrong_audience"


def for_another_question(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action, nonce="0" * 32)
    assert thief.send(body)["code"] == "wrong_nonce"


def of_another_epoch(thief: Thief, action: str) -> None:
    epoch = thief.bench.held(action).item.halt_epoch
    _envelope, body = thief.approval(action, halt_epoch=epoch + 1)
    assert thief.send(body)["code"] == "old_epoch"


def for_other_arguments(thief: Thief, action: str) -> None:
    shown = thief.bench.held(action).action
    other = Action(shown.id, shown.agent, shown.tool, {"amount": 9_000_000, "order": "1"}, None)
    _envelope, body = thief.approval(action, action=other)
    assert thief.send(body)["code"] == "changed"


def of_the_same_call_asked_twice(thief: Thief, action: str) -> None:
    twin = thief.agent.propose(arguments=CALL)["id"]
    _envelope, body = thief.approval(twin)
    thief.send(body)
    thief.bench.by_hand(
        "UPDATE actions SET state = 'approved', (decision, nonce) = (SELECT decision, nonce FROM actions WHERE id = ?)"
        " WHERE id = ?",
        twin,
        action,
    )


def later(thief: Thief, action: str) -> None:
    now = thief.bench.clock.now()
    at, ends = stamp(now - timedelta(seconds=10)), stamp(now - timedelta(seconds=1))
    _envelope, body = thief.approval(action, expires_at=ends, decided_at=at)
    thief.send(body)


def after_a_halt(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action)
    thief.bench.desk.halt("agent", AGENT, "test").result(60)
    assert thief.send(body)["code"] in ("old_epoch", "already_decided", "head_mismatch")
    again(thief)


def after_a_reset(thief: Thief, action: str) -> None:
    _envelope, body = thief.approval(action)
    thief.bench.desk.halt("agent", AGENT, "test").result(60)
    again(thief)
    assert thief.send(body)["code"] in ("old_epoch", "already_decided", "head_mismatch")


def again(thief: Thief) -> None:
    """Reset the agent, which comes back paused, and resume it."""
    with thief.bench.profile.reading() as connection:
        halt = connection.exec_driver_sql("SELECT halt_envelope FROM agents WHERE id = ?", (AGENT,)).scalar_one()
    assert thief.pen.sign("reset", {"agent": AGENT, "halt": halt}, supersedes=None) in ("reset", "paused")
    thief.pen.sign("pause", {"scope": "agent", "target": AGENT, "paused": False}, supersedes=None)


@pytest.mark.parametrize(
    "replay",
    [
        after_its_use, after_it_was_taken_back, after_an_edit, at_another_gateway, for_another_question,
        of_another_epoch, for_other_arguments, of_the_same_call_asked_twice, later, after_a_halt, after_a_reset,
    ],
)  # fmt: skip
def test_no_approval_runs_anything_but_what_it_was_given_for(
    thief: Thief, replay: Callable[[Thief, str], None]
) -> None:
    thief.agent.lease()
    action = str(thief.agent.propose(arguments=CALL)["id"])
    thief.bench.held(action)
    replay(thief, action)
    thief.expect_nothing_runs(action)


def test_no_order_is_taken_twice_or_out_of_turn(thief: Thief) -> None:
    pen = thief.pen
    pen.sign("charter", charter(pen.owner.id))
    pen.sign("mandate", mandate())
    pen.sign("level", level("L1"))
    old = pen.in_force("level")
    pen.sign("level", level("L4"))
    assert old is not None
    assert pen.forge.post(thief.kept(old), "/v1/orders").json()["repeated"] is True
    assert pen.detail()["autonomy"]["level"] == "L4"
    pen.expect_refusal("level", level("L5"), 409, "superseded", supersedes=old)
    asked = thief.agent.propose(arguments={"amount": 1, "order": "1"})
    assert asked["state"] == "allowed"
    pen.sign("level", level("L1"))
    thief.expect_nothing_runs(asked["id"])
    thief.bench.by_hand("UPDATE actions SET state = 'allowed' WHERE id = ?", asked["id"])
    thief.expect_nothing_runs(asked["id"])
