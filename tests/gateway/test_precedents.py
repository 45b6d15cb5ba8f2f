"""What people decided before is found by what it was about, goes with what is taken back, and names its entry."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.errors import InvalidInput
from counterseal.gateway import precedents, rows
from counterseal.ledger import precedents as index
from counterseal.ledger.database import Database
from counterseal.ledger.precedents import Noted
from counterseal.model.decisions import Verdict
from counterseal.model.precedent import Precedent, read_precedent
from gateway.desks import PATIENCE, Agent, Bench

PAY: dict[str, Any] = {
    "tool": "pay.out",
    "risk": "R2",
    "verb": "Pay",
    "title": "Pay {amount} to {account}",
    "fields": {
        "amount": {"label": "Amount", "role": "money", "currency": "EUR"},
        "account": {"label": "Pay to", "role": "payee"},
        "purpose": {"label": "Purpose"},
    },
}


def ask(agent: Agent, amount: int, account: str, purpose: str = "rent") -> str:
    arguments = {"amount": amount, "account": account, "purpose": purpose}
    return str(agent.propose(tool="pay.out", arguments=arguments)["id"])


def known(bench: Bench, action: str) -> Precedent:
    return bench.desk.detail(action).result(PATIENCE).precedent


def payer(solo: Bench, name: str) -> Agent:
    return solo.agent(name, [PAY])


def test_the_first_of_a_tool_is_new_and_the_next_one_knows_it(solo: Bench) -> None:
    agent = payer(solo, "first")
    one = ask(agent, 50_000, "SE35 1")
    assert known(solo, one) == Precedent(novelty=("no person has decided on this tool of this agent before",))
    told = solo.decide(one, Verdict.APPROVE)
    two = ask(agent, 60_000, "SE35 1", "deposit")
    seen = known(solo, two)
    assert (seen.counts, seen.largest, seen.over, seen.novelty) == ((("approve", 1),), "€500.00", True, ())
    (alike,) = seen.alike
    assert (alike.action, alike.seq, alike.log, alike.verdict) == (one, told.seq, solo.profile.log.origin, "approve")
    assert (alike.person, alike.title, alike.shared) == ("Maria Lind", "Pay €500.00 to SE35 1", ("Pay to",))


def test_a_payee_is_new_until_a_person_has_approved_it(solo: Bench) -> None:
    agent = payer(solo, "payees")
    solo.decide(ask(agent, 100, "known"), Verdict.APPROVE)
    solo.decide(ask(agent, 100, "refused"), Verdict.REJECT)
    assert known(solo, ask(agent, 90, "known")).novelty == ()
    assert known(solo, ask(agent, 90, "refused")).novelty == ("no person has approved this payee before",)
    other = payer(solo, "payees-of-another")
    assert known(solo, ask(other, 90, "known")).total == 0


def test_the_most_alike_come_first_and_are_at_most_five(solo: Bench) -> None:
    agent = payer(solo, "alike")
    plain = [solo.decide(ask(agent, 1_000 + number, f"account {number}"), Verdict.APPROVE) for number in range(6)]
    payee = solo.decide(ask(agent, 7, "wanted", "other"), Verdict.REJECT)
    both = solo.decide(ask(agent, 77, "wanted"), Verdict.APPROVE)
    found = known(solo, ask(agent, 9, "wanted")).alike
    assert [one.seq for one in found[:2]] == [both.seq, payee.seq]
    assert [one.shared for one in found[:3]] == [("Pay to", "Purpose"), ("Pay to",), ("Purpose",)]
    assert [one.seq for one in found[2:]] == [one.seq for one in reversed(plain)][:3]


def test_what_was_taken_back_is_no_precedent(solo: Bench) -> None:
    agent = payer(solo, "back")
    solo.decide(ask(agent, 5, "a"), Verdict.REJECT)
    action = ask(agent, 500, "b")
    solo.decide(action, Verdict.APPROVE, hold_seconds=10.0)
    assert known(solo, ask(agent, 1, "b")).counts == (("approve", 1), ("reject", 1))
    solo.ear.receipt(solo.desk.withdraw(action).result(PATIENCE))
    assert known(solo, ask(agent, 1, "b")).counts == (("reject", 1),)
    assert known(solo, ask(agent, 1, "b")).largest == ""


def test_an_edit_counts_as_an_edit_with_what_ran(solo: Bench) -> None:
    agent = payer(solo, "edits")
    action = ask(agent, 900, "a")
    solo.decide(action, Verdict.EDIT, arguments={"amount": 300, "account": "a", "purpose": "rent"})
    seen = known(solo, ask(agent, 400, "a"))
    assert (seen.counts, seen.largest, seen.over) == ((("edit", 1),), "€3.00", True)


def test_an_older_profile_is_caught_up_with(solo: Bench) -> None:
    agent = payer(solo, "older")
    solo.decide(ask(agent, 42, "a"), Verdict.APPROVE)
    asked = ask(agent, 43, "a")
    before = known(solo, asked)
    spoilt = [ask(agent, 44, "a") for _ in range(2)]
    for action in spoilt:
        solo.decide(action, Verdict.APPROVE)
    with solo.profile.database.write() as connection:
        for table in ("precedents", "precedent_terms", "precedent_counts"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    assert known(solo, asked).total == 0
    change = "UPDATE actions SET action = ? WHERE id = ?"
    with solo.profile.database.write() as connection:
        whole = [rows.action(connection, action).raw for action in spoilt]
        for action, raw in zip(spoilt, (b"", b"{"), strict=True):
            connection.exec_driver_sql(change, (raw, action))
        assert precedents.catch_up(connection) > 0
        assert precedents.catch_up(connection) == 0
        for action, raw in zip(spoilt, whole, strict=True):
            connection.exec_driver_sql(change, (raw, action))
    assert known(solo, asked) == before


def test_forgetting_leaves_nothing_behind(tmp_path: Any) -> None:
    database = Database.open(tmp_path / "index.db", create=True)
    try:
        with database.write() as connection:
            for seq, action in enumerate(("one", "two")):
                connection.exec_driver_sql(
                    "INSERT INTO listing (seq, at, type, verdict, subject, agent, person, title)"
                    " VALUES (?, '', 'decision', 'approve', ?, 'a', 'p', 't')",
                    (seq, action),
                )
                index.note(connection, Noted(seq, 1, "approve", (7, 8 + seq), 5, 100 + seq))
                index.note(connection, Noted(seq, 1, "approve", (7, 8 + seq), 5, 100 + seq))
            assert index.counts(connection, 1) == {"approve": 2}
            assert index.newest(connection, 7) == [1, 0]
            assert index.largest(connection, 5) == 101
            index.forget(connection, ["two"])
            assert (index.newest(connection, 7), index.newest(connection, 9)) == ([0], [])
            assert (index.largest(connection, 5), index.counts(connection, 1)) == (100, {"approve": 1})
            index.forget(connection, ["one", "unknown"])
            for table in ("precedents", "precedent_terms"):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
            assert index.counts(connection, 1) == {}
    finally:
        database.close()


@pytest.mark.parametrize("raw", [None, [], {"counts": 3}, {"counts": [["approve", "many"]]}, {"approve": []}])
def test_a_gateways_nonsense_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidInput):
        read_precedent(raw)


def test_counts_of_an_older_gateway_are_read() -> None:
    assert read_precedent({"approve": 3, "withdraw": 1}) == Precedent((("approve", 3),))
