"""Marking what ran as wrong, what follows, settling an unknown outcome, and who is away."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.clock import SystemClock, later
from counterseal.ledger.verify import verify_log
from gateway.agent_orders import AGENT, LOOK, Pen, Team, incident, new_agent
from gateway.desks import REFUND, Agent, Bench, expect_problem

NOBODY = "01a1fd42-661b-7e8d-91ae-d057ccd779c4"


@pytest.fixture
def pen(team: Team) -> Pen:
    """The pen for an agent of Maria's."""
    return new_agent(team.bench, team.jonas)[0]


@pytest.fixture
def agent(pen: Pen) -> Agent:
    return pen.bench.agents[-1]


def executed(pen: Pen, agent: Agent, outcome: str = "done") -> str:
    """An approved action that ran; its id."""
    asked = str(agent.propose()["id"])
    pen.bench.decide(asked)
    agent.outcome(asked, agent.permit(asked)["permit"], outcome)
    return asked


def incidents(pen: Pen, agent: str | None = None) -> list[dict[str, Any]]:
    with pen.bench.people() as people:
        answer = people.get("/v1/incidents", params={"agent": pen.agent if agent is None else agent})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["incidents"])


def test_an_incident_from_its_opening_to_its_end(pen: Pen, agent: Agent, team: Team) -> None:
    action, repair = executed(pen, agent), executed(pen, agent)
    opened = incident(action)
    assert pen.sign("incident", opened, team.rita) == "opened"
    (told,) = incidents(pen)
    assert (told["id"], told["agent"], told["action"], told["state"]) == (opened["incident"], pen.agent, action, "open")
    assert (told["title"], told["what"], told["opened_by"]) == (
        "Refund €1,240.00 for order 88213", "It paid the wrong customer", "Rita Reviewer",
    )  # fmt: skip
    assert pen.detail()["view"]["open_incidents"] == 1
    noted = {**opened, "step": "noted", "what": "Called the customer", "compensating": repair}
    assert pen.sign("incident", noted) == "noted"
    assert pen.sign("incident", {**opened, "step": "closed", "what": "Paid back"}) == "closed"
    (told,) = incidents(pen)
    assert (told["state"], told["compensating"]) == ("closed", repair)
    assert [(who, what) for _at, who, what in told["steps"]] == [
        ("Rita Reviewer", "It paid the wrong customer"), ("Maria Lind", "Called the customer"),
        ("Maria Lind", "Paid back"),
    ]  # fmt: skip
    assert told in incidents(pen, "")
    assert incidents(pen, "nobody") == []
    assert pen.detail()["view"]["open_incidents"] == 0
    pen.expect_refusal("incident", noted, 409, "incident_state")


def test_what_cannot_be_marked_as_wrong(pen: Pen, agent: Agent, team: Team) -> None:
    other, _theirs = new_agent(team.bench)
    held, action = agent.propose()["id"], executed(pen, agent)
    table: list[tuple[dict[str, Any], int, str]] = [
        (incident(held), 409, "not_executed"),
        (incident(NOBODY), 404, "not_found"),
        (incident(action, what=" "), 422, "reason_missing"),
        (incident(action, what="x" * 2_001), 422, "invalid_input"),
        (incident(action, step="reopened"), 422, "invalid_input"),
        (incident(action, incident="1"), 422, "bad_id"),
        (incident(action, compensating=NOBODY), 404, "not_found"),
        (incident(action, step="noted"), 404, "not_found"),
        ({**incident(action), "more": 1}, 422, "invalid_input"),
    ]
    for body, status, code in table:
        pen.expect_refusal("incident", body, status, code)
    pen.expect_refusal("incident", incident(action), 403, "wrong_role", by=team.aud)
    pen.expect_refusal("incident", incident(action, agent=other.agent), 422, "invalid_input", subject=other.agent)
    assert incidents(pen) == []
    opened = incident(action)
    assert pen.sign("incident", opened) == "opened"
    pen.expect_refusal("incident", incident(action), 409, "incident_state")
    pen.expect_refusal("incident", {**opened, "action": None}, 409, "incident_state")
    pen.expect_refusal("incident", {**opened, "action": None, "step": "noted"}, 422, "invalid_input")
    assert pen.sign("incident", incident(None)) == "opened"
    assert [one["action"] for one in incidents(pen)] == [None, action]


def outcome(action: str, said: str = "done", **members: Any) -> dict[str, Any]:
    return {"agent": AGENT, "action": action, "outcome": said, **members}


@pytest.mark.parametrize("said", ["done", "failed"])
def test_a_person_settles_an_unknown_outcome(pen: Pen, agent: Agent, said: str) -> None:
    action = executed(pen, agent, "unknown")
    assert agent.status(action)["state"] == "unknown"
    assert pen.sign("outcome", outcome(action, said), subject=action, reason="The bank shows it") == said
    assert agent.status(action)["state"] == said
    told = pen.bench.desk.detail(action).result(60)
    assert (told.outcome, told.outcome_note) == (said, "Maria Lind says so: The bank shows it")
    assert pen.bench.entries(action)[-3:] == ["outcome", "order", "outcome"]
    pen.expect_refusal("outcome", outcome(action, said), 409, "not_unknown", subject=action)


def test_what_settles_no_outcome(pen: Pen, agent: Agent, team: Team) -> None:
    known, action, held = executed(pen, agent), executed(pen, agent, "unknown"), str(agent.propose()["id"])
    for body, status, code in (
        (outcome(known, "failed"), 409, "not_unknown"),
        (outcome(held), 409, "not_unknown"),
        (outcome(NOBODY), 404, "not_found"),
        (outcome(action, "unknown"), 422, "invalid_input"),
        (outcome(action, agent="other"), 422, "invalid_input"),
        ({**outcome(action), "note": ""}, 422, "invalid_input"),
    ):
        pen.expect_refusal("outcome", body, status, code, subject=body["action"])
    pen.expect_refusal("outcome", outcome(action), 422, "reason_missing", subject=action, reason="  ")
    pen.expect_refusal("outcome", outcome(action), 422, "subject", subject=known)
    pen.expect_refusal("outcome", outcome(action), 403, "wrong_role", subject=action, by=team.aud)
    assert agent.status(action)["state"] == "unknown"


def away(person: str, is_away: bool = True, until: str | None = None) -> dict[str, Any]:
    return {"person": person, "away": is_away, "until": until}


def test_who_marks_whom_as_away(pen: Pen, team: Team) -> None:
    rita, jonas = team.rita, team.jonas
    soon = later(SystemClock().now(), 3600)
    assert pen.sign("away", away(rita.id, until=soon), rita, subject=rita.id) == "away"
    assert pen.sign("away", away(rita.id), jonas, subject=rita.id) == "away"
    with pen.bench.profile.reading() as connection:
        found = connection.exec_driver_sql("SELECT person, until FROM away").all()
    assert [tuple(row) for row in found] == [(rita.id, None)]
    pen.expect_refusal("away", away(jonas.id), 403, "wrong_role", by=rita, subject=jonas.id)
    pen.expect_refusal("away", away(NOBODY), 403, "not_on_roster", subject=NOBODY)
    pen.expect_refusal("away", away(rita.id), 422, "subject", by=rita, subject=jonas.id)
    past = later(SystemClock().now(), -60)
    pen.expect_refusal("away", away(rita.id, until=past), 422, "invalid_input", by=rita, subject=rita.id)
    pen.expect_refusal("away", away(rita.id, False, soon), 422, "invalid_input", by=rita, subject=rita.id)
    assert pen.sign("away", away(rita.id, False), rita, subject=rita.id) == "back"
    with pen.bench.profile.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM away").scalar_one() == 0


def test_an_incident_delivered_twice_is_one(pen: Pen, agent: Agent) -> None:
    action = executed(pen, agent)
    order = pen.order("incident", incident(action))
    stored = pen.forge.store(order, "incident", pen.agent, "incident", person=pen.owner.id, agent=pen.agent)
    first, second = (pen.forge.post(pen.forge.delivery(order, stored), "/v1/orders") for _ in range(2))
    assert (first.json()["repeated"], second.json()["repeated"], second.json()["state"]) == (False, True, "opened")
    assert len(incidents(pen)) == 1
    expect_problem(pen.post("incident", incident(action)), 409, "incident_state")


def test_the_words_of_an_erased_incident_are_gone_everywhere(bench: Bench) -> None:
    pen, agent = new_agent(bench)
    secret = "the customer Xantippe Quarz was charged twice"
    pen.chartered("L3", LOOK, REFUND, tools=["orders.look"])
    opened = incident(executed(pen, agent), what=secret)
    assert pen.sign("incident", opened) == "opened"
    assert pen.sign("incident", {**opened, "step": "closed", "what": "Paid back"}) == "closed"
    with pen.bench.profile.reading() as connection:
        query = "SELECT seq FROM listing WHERE type = 'incident' AND verdict IN ('incident', 'lowered') ORDER BY seq"
        seqs = tuple(connection.exec_driver_sql(query).scalars())
    assert len(seqs) == 2
    pen.bench.desk.erasing.erase(seqs, "the customer asked for it", "asked").result(60)
    (told,) = incidents(pen)
    assert (told["what"], [what for _at, _who, what in told["steps"]]) == ("", ["opened", "Paid back"])
    assert pen.detail()["capped_why"] == ""
    for file in pen.bench.home.rglob("*"):
        if file.is_file():
            assert b"Xantippe" not in file.read_bytes(), file.name
    report = verify_log(pen.bench.profile.database, pen.bench.profile.log.verifier)
    assert report.ok, report
