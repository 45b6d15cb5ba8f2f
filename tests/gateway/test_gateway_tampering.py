"""Rows changed by hand: the permit comes from envelopes and the ledger, never from a column (DESIGN 4.4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from counterseal.clock import stamp
from counterseal.model.decisions import Verdict
from counterseal.seal.digests import canonical
from gateway.desks import Agent, Bench


def expect_refused_and_logged(bench: Bench, agent: Agent, action: str, code: str) -> None:
    agent.lease()
    said = agent.permit(action, expect=403)
    assert said["code"] == code
    assert bench.entries(action)[-1] == "policy_refused"
    assert bench.desk.verify().result(60).ok, "the log itself is in order; the row beside it was not"


def test_changed_arguments_do_not_ride_on_the_approval(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    with shared.profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT action FROM actions WHERE id = ?", (asked["id"],))
        action = json.loads(bytes(row.scalar_one()))
    action["arguments"]["amount"] = 9_000_000
    shared.by_hand("UPDATE actions SET action = ? WHERE id = ?", canonical(action), asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "digest_mismatch")


def test_the_same_arguments_in_other_bytes_are_refused_as_well(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    with shared.profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT action FROM actions WHERE id = ?", (asked["id"],))
        raw = bytes(row.scalar_one())
    shared.by_hand("UPDATE actions SET action = ? WHERE id = ?", raw + b" ", asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "digest_mismatch")


def test_a_changed_digest_column_never_reaches_the_ledger(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    shared.by_hand("UPDATE actions SET digest = ? WHERE id = ?", "0" * 64, asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "digest_mismatch")


def test_a_held_action_is_not_approved_by_a_column(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.by_hand("UPDATE actions SET state = 'approved' WHERE id = ?", asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "not_approved")


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.ANSWER])
def test_another_verdict_is_not_made_an_approval_by_a_column(shared: Bench, refunds: Agent, verdict: Verdict) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"], verdict)
    shared.by_hand("UPDATE actions SET state = 'approved' WHERE id = ?", asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "not_approved")


def test_an_approval_of_another_action_is_refused(shared: Bench, refunds: Agent) -> None:
    small = refunds.propose(arguments={"amount": 1, "order": "1"})["id"]
    large = refunds.propose(arguments={"amount": 900_000, "order": "2"})["id"]
    shared.decide(small)
    shared.by_hand(
        "UPDATE actions SET state = 'approved', decision = (SELECT decision FROM actions WHERE id = ?) WHERE id = ?",
        small,
        large,
    )
    expect_refused_and_logged(shared, refunds, large, "digest_mismatch")


def test_a_whole_row_copied_over_another_is_refused(shared: Bench, refunds: Agent) -> None:
    small = refunds.propose(arguments={"amount": 1, "order": "1"})["id"]
    large = refunds.propose(arguments={"amount": 900_000, "order": "2"})["id"]
    shared.decide(small)
    shared.by_hand(
        "UPDATE actions SET state = 'approved', permit = NULL, (action, digest, decision, nonce, halt_epoch) ="
        " (SELECT action, digest, decision, nonce, halt_epoch FROM actions WHERE id = ?) WHERE id = ?",
        small,
        large,
    )
    expect_refused_and_logged(shared, refunds, large, "digest_mismatch")
    assert refunds.permit(small)["arguments"] == {"amount": 1, "order": "1"}


def test_a_used_approval_is_not_used_again(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    refunds.outcome(asked["id"], refunds.permit(asked["id"])["permit"])
    shared.by_hand("UPDATE actions SET state = 'approved', permit = NULL WHERE id = ?", asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "not_in_force")
    expect_refused_and_logged(shared, refunds, asked["id"], "not_in_force")


def test_an_approval_taken_back_is_not_put_back_by_a_column(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    receipt = shared.decide(asked["id"])
    shared.ear.receipt(shared.desk.withdraw(asked["id"]).result(60))
    shared.by_hand(
        "UPDATE actions SET state = 'approved', decision = ? WHERE id = ?", receipt.envelope_sha256, asked["id"]
    )
    expect_refused_and_logged(shared, refunds, asked["id"], "not_in_force")


def test_an_action_withdrawn_by_its_agent_is_not_revived_by_a_column(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    refunds.post(f"/v1/actions/{asked['id']}/withdraw")
    shared.by_hand("UPDATE actions SET state = 'approved' WHERE id = ?", asked["id"])
    expect_refused_and_logged(shared, refunds, asked["id"], "not_in_force")


def test_the_held_undo_is_not_shortened_by_a_column(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"], hold_seconds=30)
    shared.by_hand("UPDATE actions SET not_before = NULL WHERE id = ?", asked["id"])
    assert refunds.permit(asked["id"], expect=409)["code"] == "too_early"


def test_a_longer_deadline_is_not_given_by_a_column(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose(expires_at=stamp(shared.clock.now() + timedelta(seconds=60)))
    shared.decide(asked["id"])
    shared.by_hand("UPDATE actions SET expires_at = NULL WHERE id = ?", asked["id"])
    shared.clock.advance(61)
    refunds.lease()
    assert refunds.permit(asked["id"], expect=409)["code"] == "expired"


def test_a_changed_envelope_is_refused(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    receipt = bench.decide(asked["id"])
    with bench.profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT envelope FROM envelopes WHERE sha256 = ?", (receipt.envelope_sha256,))
        envelope = json.loads(bytes(row.scalar_one()))
    signature = envelope["signatures"][0]["sig"]
    envelope["signatures"][0]["sig"] = ("B" if signature[0] == "A" else "A") + signature[1:]
    bench.by_hand(
        "UPDATE envelopes SET envelope = ? WHERE sha256 = ?",
        json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode(),
        receipt.envelope_sha256,
    )
    assert agent.permit(asked["id"], expect=403)["code"] == "bad_approval"
    assert bench.entries(asked["id"])[-1] == "policy_refused"
    report = bench.desk.verify().result(60)
    assert not report.ok
    assert report.bad_seq == receipt.seq


def test_a_lifted_halt_column_revives_nothing(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.desk.halt("agent", "refunds", "test").result(60)
    bench.by_hand("UPDATE agents SET halted_by = NULL, halted_at = NULL, halt_epoch = 0 WHERE id = 'refunds'")
    bench.by_hand("UPDATE actions SET state = 'approved' WHERE id = ?", asked["id"])
    # What the running gateway took in itself it does not unlearn from a table, which it looks at every second.
    running = bench.desk.linked().embedded.gateway
    assert running is not None
    leases, seen = running.leases, running.leases._learnt
    # The first of these may have begun before.
    bench.ear.until(lambda: leases._learnt > seen + 1, "two more looks at the table")
    assert agent.permit(asked["id"], expect=403)["code"] == "halted"
    assert agent.post("/v1/lease", expect=403)["code"] == "halted"
    assert agent.propose(403)["code"] == "halted"
    (view,) = bench.desk.agents().result(60)
    assert (view.state, view.halted_by) == ("halted", "an order that its row no longer names")
    assert bench.entries(asked["id"])[-1] == "voided"
    # Nor does the row stand in the way of letting it go: halted again, it can be reset.
    bench.desk.halt("agent", "refunds", "again").result(60)
    bench.desk.reset("refunds", "It was looked into").result(60)
    bench.desk.autonomy.resume("refunds", "It may go on").result(60)
    assert agent.lease()["state"] == "running"
    assert agent.propose()["state"] == "held"


def test_a_lifted_pause_column_lets_nobody_go_on(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.desk.autonomy.pause("agent", "refunds", "one moment").result(60)
    bench.by_hand("UPDATE agents SET paused_by = NULL, paused_at = NULL WHERE id = 'refunds'")
    assert agent.permit(asked["id"], expect=409)["code"] == "paused"
    assert agent.lease()["state"] == "paused"
