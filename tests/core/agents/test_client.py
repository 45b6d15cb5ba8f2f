"""The client against a real embedded gateway: an approval runs the effect once, everything else raises."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from core.agents.person import ARGUMENTS, TOOL, Effects, Person, beside, until
from counterseal.agents import asking
from counterseal.agents.client import AgentClient
from counterseal.agents.connection import Connection
from counterseal.agents.refusals import (
    Answered,
    Expired,
    Halted,
    NotDecided,
    OutcomeNotReported,
    OutcomeUnknown,
    PermitLost,
    Rejected,
    Voided,
)
from counterseal.clock import later
from counterseal.errors import Conflict, InvalidInput, Unauthorised, Unreachable, WrongUse
from counterseal.gateway import leases
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.desk import Desk, open_desk
from gateway.desks import MovingClock


def test_an_approval_runs_the_effect_once_and_reports_it(client: AgentClient, person: Person) -> None:
    effects = Effects()
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects, summary="cracked display", confidence=0.62))
    item = person.next_item()
    assert effects.calls == []
    person.decide(Verdict.APPROVE)
    assert running.result(30) == "refund RF-1"
    assert effects.calls == [ARGUMENTS]
    detail = person.desk.detail(item.id).result(30)
    assert (detail.outcome, detail.outcome_note) == ("done", "refund RF-1")
    assert detail.claims.summary == "cracked display"


def test_an_effect_that_has_to_be_awaited_is_not_reported_as_done(client: AgentClient, person: Person) -> None:
    effects = Effects()

    async def effect(arguments: dict[str, Any]) -> str:
        return effects(arguments)

    running = beside(lambda: client.run(TOOL, ARGUMENTS, effect))
    item = person.next_item()
    person.decide(Verdict.APPROVE)
    with pytest.raises(WrongUse, match="cannot await"):
        running.result(60)
    assert effects.calls == []
    assert person.desk.detail(item.id).result(60).outcome == "failed"


def test_an_edit_changes_what_runs_and_a_number_stays_a_number(client: AgentClient, person: Person) -> None:
    effects = Effects()
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.EDIT, arguments={"order": "88213", "amount_minor": 91000})
    running.result(30)
    assert effects.calls == [{"order": "88213", "amount_minor": 91000}]
    assert type(effects.calls[0]["amount_minor"]) is int


def test_a_rejection_raises_with_its_reason(client: AgentClient, person: Person) -> None:
    effects = Effects()
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.REJECT, reason="not ours")
    with pytest.raises(Rejected) as caught:
        running.result(30)
    assert caught.value.reason == "not ours"
    assert effects.calls == []


def test_an_answer_reaches_the_agent_in_place_of_the_effect(client: AgentClient, person: Person) -> None:
    effects = Effects()
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.ANSWER, answer="Ask for the photos first.")
    with pytest.raises(Answered) as caught:
        running.result(30)
    assert caught.value.answer == "Ask for the photos first."
    assert effects.calls == []


def test_an_action_nobody_decides_expires(client: AgentClient, person: Person, clock: MovingClock) -> None:
    effects = Effects()
    soon = later(clock.now(), 20)
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects, expires_at=soon))
    person.next_item()
    clock.advance(20)
    with pytest.raises(Expired):
        running.result(60)
    assert effects.calls == []


def test_own_patience_withdraws_the_question(client: AgentClient, person: Person) -> None:
    with pytest.raises(NotDecided):
        client.run(TOOL, ARGUMENTS, Effects(), timeout=0.3)
    until(lambda: not person.desk.queue() or all(i.state is State.WITHDRAWN for i in person.desk.queue()))


def test_a_halt_stops_the_client_and_is_acknowledged_at_once(desk: Desk, token: str, person: Person) -> None:
    effects, told = Effects(), threading.Event()
    with AgentClient(desk.gateway_url, token, on_stop=lambda _why: told.set()) as client:
        running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
        person.next_item()
        desk.halt("agent", "refunds", "looks wrong").result(30)
        with pytest.raises(Voided):
            running.result(30)
        assert told.wait(60)
        with pytest.raises(Halted):
            client.propose(TOOL, ARGUMENTS)
    assert effects.calls == []
    assert person.entries("voided") == 1


def test_a_halted_agent_cannot_begin(desk: Desk, token: str) -> None:
    desk.halt("agent", "refunds", "").result(30)
    with pytest.raises(Halted), AgentClient(desk.gateway_url, token):
        raise AssertionError("the client opened")


def test_a_gateway_that_goes_away_while_waiting_ends_in_a_stop(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", 1.5)
    effects, reasons = Effects(), []
    desk = open_desk(home)
    try:
        desk.start()
        token = desk.register_agent("refunds", "Refunds agent").result(30)
        client = AgentClient(desk.gateway_url, token, on_stop=reasons.append)
        running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
        Person(desk).next_item()
    finally:
        desk.close()
    with pytest.raises(Halted):
        running.result(60)
    with pytest.raises(Halted):
        client.status("00000000-0000-7000-8000-000000000000")
    client.close()
    assert effects.calls == []
    assert len(reasons) == 1


def test_a_lost_outcome_report_is_repeated_and_the_effect_is_not(
    client: AgentClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects, reports, real = Effects(), [], Connection.post

    def broken(self: Connection, path: str, body: object, **options: object) -> object:
        if not path.endswith("/outcome"):
            return real(self, path, body, **options)
        reports.append(body)
        answer = real(self, path, body, **options) if len(reports) > 1 else None
        if len(reports) < 3:
            raise Unreachable("the connection broke")
        return answer

    monkeypatch.setattr(Connection, "post", broken)
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.APPROVE)
    running.result(30)
    assert (len(effects.calls), len(reports)) == (1, 3)
    assert person.entries("outcome") == 1


def test_an_outcome_that_cannot_be_told_says_so_with_the_result(
    client: AgentClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects, real = Effects(result=41), Connection.post

    def broken(self: Connection, path: str, body: object, **options: object) -> object:
        if path.endswith("/outcome"):
            raise Unreachable("the connection broke")
        return real(self, path, body, **options)

    monkeypatch.setattr(Connection, "post", broken)
    monkeypatch.setattr(asking, "REPORT_SECONDS", 0.3)
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.APPROVE)
    with pytest.raises(OutcomeNotReported) as caught:
        running.result(30)
    assert (caught.value.result, caught.value.outcome, len(effects.calls)) == (41, "done", 1)


def losing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """The first ``times`` answers about a permit are lost after the gateway gave them. Returns the permits given."""
    given: list[str] = []
    real = Connection.post

    def broken(self: Connection, path: str, body: object, **options: object) -> object:
        answer = real(self, path, body, **options)
        if path.endswith("/permit"):
            given.append(answer["permit"])
            if len(given) <= times:
                raise Unreachable("the connection broke")
        return answer

    monkeypatch.setattr(Connection, "post", broken)
    return given


def test_a_permit_that_stays_lost_never_starts_the_effect(
    client: AgentClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects = Effects()
    losing(monkeypatch, 1_000)
    monkeypatch.setattr(asking, "PERMIT_SECONDS", 0.5)
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    person.decide(Verdict.APPROVE)
    with pytest.raises(PermitLost):
        running.result(30)
    assert effects.calls == []


def test_a_lost_answer_about_a_permit_is_asked_for_again(
    client: AgentClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects = Effects()
    given = losing(monkeypatch, 1)
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    item = person.next_item()
    person.decide(Verdict.APPROVE)
    running.result(30)
    assert len(given) == 2
    assert given[0] == given[1]
    assert len(effects.calls) == 1
    assert person.desk.detail(item.id).result(30).outcome == "done"


def test_nobody_else_gets_a_permit_that_was_given(client: AgentClient, person: Person) -> None:
    running = beside(lambda: client.propose(TOOL, ARGUMENTS))
    action = running.result(30)
    person.decide(Verdict.APPROVE)
    client.wait(action, 60)
    client.permit(action)
    with pytest.raises(Conflict) as told:
        client.permit(action)
    assert told.value.code == "not_approved"


@pytest.mark.parametrize(
    ("error", "state"), [(RuntimeError("acquirer down"), "failed"), (OutcomeUnknown("no answer"), "unknown")]
)
def test_an_effect_that_fails_is_reported_and_raised(
    client: AgentClient, person: Person, error: Exception, state: str
) -> None:
    running = beside(lambda: client.run(TOOL, ARGUMENTS, Effects(error=error)))
    item = person.next_item()
    person.decide(Verdict.APPROVE)
    with pytest.raises(type(error)):
        running.result(30)
    assert person.desk.detail(item.id).result(30).outcome == state


def test_a_decision_in_its_undo_time_is_not_yet_one(client: AgentClient, person: Person) -> None:
    effects = Effects()
    running = beside(lambda: client.run(TOOL, ARGUMENTS, effects))
    item = person.next_item()
    person.decide(Verdict.APPROVE, hold=30.0)
    with pytest.raises(NotDecided):
        client.wait(item.id, 0.5)
    person.desk.withdraw(item.id).result(30)
    until(lambda: any(i.id == item.id and i.state is State.HELD for i in person.desk.queue()))
    assert effects.calls == []
    person.decide(Verdict.REJECT, reason="second thoughts")
    with pytest.raises(Rejected):
        running.result(30)


def test_the_same_key_is_the_same_action(client: AgentClient, person: Person) -> None:
    first = client.propose(TOOL, ARGUMENTS, idempotency_key="ticket-1")
    assert client.propose(TOOL, ARGUMENTS, idempotency_key="ticket-1") == first
    with pytest.raises(Conflict):
        client.propose(TOOL, {"order": "1"}, idempotency_key="ticket-1")
    assert client.withdraw(first) is State.WITHDRAWN


@pytest.mark.parametrize("arguments", [{"n": float("nan")}, {"n": 2**53}, {"n": {1, 2}}, {"n": "\ud800"}])
def test_arguments_that_are_no_i_json_never_leave_the_process(client: AgentClient, arguments: dict) -> None:
    with pytest.raises(InvalidInput):
        client.propose(TOOL, arguments)


def test_a_wrong_token_is_refused(desk: Desk) -> None:
    with pytest.raises(Unauthorised), AgentClient(desk.gateway_url, "nobody's"):
        raise AssertionError("the client opened")


@pytest.mark.parametrize(
    "url", ["", "http://gateway.example:80", "ftp://127.0.0.1", "http://127.0.0.1:x", "http://a@127.0.0.1"]
)
def test_a_token_is_not_sent_to_such_an_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERSEAL_URL", raising=False)
    with pytest.raises(WrongUse):
        AgentClient(url, "token")
