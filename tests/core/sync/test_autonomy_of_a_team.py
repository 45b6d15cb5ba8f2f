"""Two people and a separate gateway: seconds, quorums, and orders that go to whoever enforces the agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.sync.separate import NAME, Team, team, until
from counterseal.clock import stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound
from counterseal.model.autonomy import Autonomy, Charter, Level, Limit, Mandate
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal.sync import autonomy_agents
from counterseal.sync.api_autonomy import AgentDetail, IncidentView, PendingOrder
from counterseal.sync.autonomy_reading import read_agent_detail
from counterseal.sync.pending_orders import NOT_READ, OTHER_BEFORE, PendingOrders
from gateway.desks import PATIENCE, Agent


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with team(tmp_path_factory.mktemp("crew")) as made:
        yield made


def unreadable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From now on nobody can read what a gateway tells of this agent."""

    def read(raw: Any, gateway: str, person_id: str) -> AgentDetail:
        if raw["view"]["id"] == name:
            raise InvalidInput("The gateway sent an agent that this version cannot read")
        return read_agent_detail(raw, gateway, person_id)

    monkeypatch.setattr(autonomy_agents, "read_agent_detail", read)


def chartered(crew: Team, name: str) -> Agent:
    agent = crew.agent(name)
    said = Charter(
        workflow="Refunds",
        bounds="90 days",
        owner=crew.maria.profile.person_id,
        deputy=crew.jonas.profile.person_id,
        metric="agreed",
        target=0.9,
        failure_rate=0.1,
        share_to_people=0.5,
        runbook="recall",
    )
    assert crew.maria.desk.autonomy.set_charter(name, said, "first").result(PATIENCE).state == "in_force"
    return agent


def pending_of(crew: Team, name: str) -> PendingOrder:
    (found,) = [one for one in crew.jonas.desk.autonomy.pending().result(PATIENCE) if one.agent == name]
    return found


def test_a_high_level_is_in_force_when_a_second_person_signed_it_too(crew: Team) -> None:
    chartered(crew, "raised")
    maria, jonas = crew.maria.desk.autonomy, crew.jonas.desk.autonomy
    assert maria.set_level("raised", Autonomy(Level.L3), "trial").result(PATIENCE).state == "in_force"
    asked = maria.set_level("raised", Autonomy(Level.L4), "it does well").result(PATIENCE)
    assert (asked.state, "second person" in asked.note) == ("needs_second", True)
    seen = maria.agent("raised").result(PATIENCE)
    assert (seen.autonomy.level, seen.view.gateway) == (Level.L3, NAME)
    assert [(one.by_me, one.sha256) for one in seen.pending] == [(True, asked.sha256)]
    with pytest.raises(Conflict) as alone:
        maria.second(asked.sha256).result(PATIENCE)
    assert alone.value.code == "second_person"

    waiting = pending_of(crew, "raised")
    assert (waiting.by_me, waiting.by, waiting.reason) == (False, "Maria Lind", "it does well")
    assert any("L4 Approver" in change for change in waiting.changes)
    assert jonas.second(waiting.sha256).result(PATIENCE).state == "in_force"
    now = jonas.agent("raised").result(PATIENCE)
    assert (now.autonomy.level, now.pending) == (Level.L4, ())
    with pytest.raises(NotFound) as gone:
        jonas.second(waiting.sha256).result(PATIENCE)
    assert gone.value.code == "not_pending"
    # The next order supersedes the second signature, which the desk reads from the gateway.
    assert maria.set_level("raised", Autonomy(Level.L1), "enough").result(PATIENCE).state == "in_force"


def test_an_agent_that_cannot_be_read_keeps_nobody_from_seconding(crew: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.agent("odd")
    chartered(crew, "sound")
    raised = crew.maria.desk.autonomy.set_level("sound", Autonomy(Level.L4), "it does well").result(PATIENCE)
    assert raised.state == "needs_second"
    unreadable(monkeypatch, "odd")
    assert crew.jonas.desk.autonomy.second(pending_of(crew, "sound").sha256).result(PATIENCE).state == "in_force"


def test_a_second_person_is_shown_what_was_signed_and_not_what_the_gateway_says(
    crew: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    chartered(crew, "twisted")
    raised = crew.maria.desk.autonomy.set_level("twisted", Autonomy(Level.L4), "it does well").result(PATIENCE)
    said: dict[str, Any] = {"changes": ["it would be paused"], "by": "Somebody", "reason": "to be safe"}

    def read(raw: Any, gateway: str, person_id: str) -> AgentDetail:
        told = {**raw, "pending": [{**one, **said} for one in raw["pending"]]}
        return read_agent_detail(told, gateway, person_id)

    monkeypatch.setattr(autonomy_agents, "read_agent_detail", read)
    shown = pending_of(crew, "twisted")
    assert (shown.by, shown.reason, shown.by_me) == ("Maria Lind", "it does well", False)
    assert "it would be paused" not in shown.changes
    assert any("L4 Approver" in change for change in shown.changes)
    assert crew.jonas.desk.autonomy.agent("twisted").result(PATIENCE).pending == (shown,)

    said["kind"] = "mandate"
    (other,) = pending_of(crew, "twisted").changes
    assert other.startswith("do not sign it")
    with pytest.raises(Conflict) as refused:
        crew.jonas.desk.autonomy.second(raised.sha256).result(PATIENCE)
    assert refused.value.code == "not_what_was_signed"


def test_what_an_order_changes_is_held_to_what_was_signed_before(crew: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    chartered(crew, "before")
    maria = crew.maria.desk.autonomy
    assert maria.set_level("before", Autonomy(Level.L2), "first").result(PATIENCE).state == "in_force"
    assert maria.set_level("before", Autonomy(Level.L4), "it does well").result(PATIENCE).state == "needs_second"
    honest = pending_of(crew, "before").changes

    def read(raw: Any, gateway: str, person_id: str) -> AgentDetail:
        return replace(read_agent_detail(raw, gateway, person_id), autonomy=Autonomy(Level.L4))

    monkeypatch.setattr(autonomy_agents, "read_agent_detail", read)
    assert pending_of(crew, "before").changes == (OTHER_BEFORE, *honest)
    assert any("L2" in change and "L4" in change for change in honest)


def test_nobody_seconds_what_they_were_shown_in_the_gateways_words_only(
    crew: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    chartered(crew, "unseen")
    raised = crew.maria.desk.autonomy.set_level("unseen", Autonomy(Level.L4), "it does well").result(PATIENCE)

    async def none(self: PendingOrders, link: Any, sha256: str) -> Any:
        raise NotFound("There is no such envelope", where=sha256)

    with monkeypatch.context() as away:
        away.setattr(PendingOrders, "_read", none)
        assert pending_of(crew, "unseen").changes[0] == NOT_READ
    with pytest.raises(Conflict) as unseen:
        crew.jonas.desk.autonomy.second(raised.sha256).result(PATIENCE)
    assert unseen.value.code == "not_what_was_signed"
    assert pending_of(crew, "unseen").changes[0] != NOT_READ
    assert crew.jonas.desk.autonomy.second(raised.sha256).result(PATIENCE).state == "in_force"


def test_what_the_own_gateway_tells_is_read_or_the_failure_is_shown(
    crew: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.maria.agent("own")
    unreadable(monkeypatch, "own")
    with pytest.raises(InvalidInput):
        crew.maria.desk.autonomy.pending().result(PATIENCE)


def test_incidents_of_a_gateway_that_cannot_be_read_are_left_out(crew: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.agent("noted")
    autonomy, links = crew.jonas.desk.autonomy, crew.jonas.desk.linked()

    def read(raw: Any) -> tuple[IncidentView, ...]:
        raise InvalidInput("The gateway's answer cannot be read", where=str(raw)[:20])

    monkeypatch.setattr(autonomy_agents, "read_incidents", read)
    with pytest.raises(InvalidInput):
        autonomy.incidents().result(PATIENCE)
    with pytest.raises(InvalidInput):
        autonomy.incidents(f"noted@{NAME}").result(PATIENCE)
    monkeypatch.setattr(links, "live", lambda: tuple(links.separate.values()))
    assert autonomy.incidents().result(PATIENCE) == ()


def test_only_the_owner_sets_and_resumes(crew: Team) -> None:
    chartered(crew, "owned")
    jonas, maria = crew.jonas.desk.autonomy, crew.maria.desk.autonomy
    for refused in (
        jonas.set_level("owned", Autonomy(Level.L0), "mine now"),
        jonas.set_mandate("owned", None, "mine now"),
        jonas.set_tools("owned", [], "mine now"),
    ):
        with pytest.raises(Forbidden) as forbidden:
            refused.result(PATIENCE)
        assert forbidden.value.code == "not_owner"
    assert jonas.pause("agent", "owned", "odd").result(PATIENCE).state == "in_force"
    with pytest.raises(Forbidden):
        jonas.resume("owned", "fine").result(PATIENCE)
    assert maria.resume("owned", "fine").result(PATIENCE).state == "in_force"


def test_a_reset_takes_two_and_names_the_halt(crew: Team) -> None:
    crew.agent("stopped")
    crew.jonas.desk.halt("agent", "stopped", "odd").result(PATIENCE)
    asked = crew.maria.desk.reset("stopped", "looked into it").result(PATIENCE)
    assert asked.state == "needs_second"
    assert crew.maria.desk.autonomy.agent("stopped").result(PATIENCE).view.state == "halted"
    assert crew.jonas.desk.autonomy.second(pending_of(crew, "stopped").sha256).result(PATIENCE).state == "in_force"
    shown = crew.maria.desk.autonomy.agent("stopped").result(PATIENCE)
    assert (shown.view.state, shown.halt_order) == ("paused", None)


def test_an_approval_that_is_not_enough_says_whom_it_waits_for(crew: Team) -> None:
    agent = chartered(crew, "quorum")
    raised = Autonomy(Level.L1, (), {Risk.R3: 2})
    assert crew.maria.desk.autonomy.set_level("quorum", raised, "two look").result(PATIENCE).state == "in_force"
    action = agent.propose()["id"]
    first = crew.maria.decide(action)
    assert (first.state, first.note) == ("delivered", "Your approval is in; it waits for a second person")
    detail = crew.jonas.held(action)
    assert [(one.name, one.edit) for one in detail.approvals] == [("Maria Lind", False)]
    assert (detail.item.needs, detail.item.has) == (2, 1)
    with pytest.raises(Conflict) as twice:
        crew.maria.desk.decide(crew.maria.draft(action)).result(PATIENCE)
    assert twice.value.code == "approved_already"
    second = crew.jonas.decide(action)
    assert (second.state, second.note) == ("delivered", "approved")
    assert agent.permit(action)["arguments"] == {"amount": 124_000, "order": "88213"}


def test_an_edit_at_high_risk_waits_for_somebody_else(crew: Team) -> None:
    agent = crew.agent("edited")
    action = agent.propose()["id"]
    edit = crew.jonas.decide(action, Verdict.EDIT, arguments={"amount": 90_000, "order": "88213"})
    assert edit.note.startswith("Your change is in; it waits for ")
    assert agent.status(action)["state"] == "held"
    crew.maria.ear.until(
        lambda: [i for i in crew.maria.desk.queue() if i.id == action and i.has == 1], "the edit at Maria's desk"
    )
    assert crew.maria.decide(action).note == "approved"
    assert agent.permit(action)["arguments"]["amount"] == 90_000


def test_wider_over_high_risk_takes_two_and_narrower_one(crew: Team) -> None:
    chartered(crew, "wide")
    maria = crew.maria.desk.autonomy
    ends = stamp(datetime.now(UTC) + timedelta(days=3))
    mandate = Mandate(("refunds.issue",), ends, limits=(Limit("refunds.issue", "amount", 50_000),))
    assert maria.set_mandate("wide", mandate, "trial").result(PATIENCE).state == "needs_second"
    assert crew.jonas.desk.autonomy.second(pending_of(crew, "wide").sha256).result(PATIENCE).state == "in_force"
    narrower = Mandate(("refunds.issue",), ends, limits=(Limit("refunds.issue", "amount", 100),))
    assert maria.set_mandate("wide", narrower, "less").result(PATIENCE).state == "in_force"
    assert maria.set_mandate("wide", None, "none").result(PATIENCE).state == "in_force"


def test_an_owner_marks_somebody_away_at_the_gateways_that_know_them(crew: Team) -> None:
    jonas = crew.jonas.profile.person_id
    assert crew.maria.desk.autonomy.away(True, None, jonas).result(PATIENCE).state == "in_force"
    assert crew.jonas.desk.autonomy.away(False).result(PATIENCE).state == "in_force"
    with pytest.raises(Forbidden):
        crew.jonas.desk.autonomy.away(True, None, crew.maria.profile.person_id).result(PATIENCE)


def test_an_agent_of_one_id_at_two_gateways_is_named_with_its_gateway(crew: Team) -> None:
    crew.agent("twin")
    crew.maria.agent("twin")
    autonomy = crew.maria.desk.autonomy
    crew.maria.desk.agents().result(PATIENCE)
    with pytest.raises(Conflict) as both:
        autonomy.agent("twin").result(PATIENCE)
    assert both.value.code == "ambiguous"
    assert autonomy.agent(f"twin@{NAME}").result(PATIENCE).view.gateway == NAME
    assert autonomy.set_level(f"twin@{NAME}", Autonomy(Level.L0), "off").result(PATIENCE).state == "in_force"
    assert {view.level for view in crew.maria.desk.agents().result(PATIENCE) if view.id == "twin"} == {"L0", "L1"}
    crew.maria.desk.halt("agent", "twin", "odd").result(PATIENCE)
    # A reset of one names its gateway too; the own one needs nobody else and is still halted.
    assert crew.maria.desk.reset(f"twin@{NAME}", "looked into it").result(PATIENCE).state == "needs_second"
    assert {view.state for view in crew.maria.desk.agents().result(PATIENCE) if view.id == "twin"} == {"halted"}


def test_everybody_at_the_gateway_sees_who_is_away_until_they_are_back(crew: Team) -> None:
    def absent() -> list[tuple[str, str | None]]:
        shown = crew.maria.desk.people_at(NAME).view().result(PATIENCE)
        return [(one.name, one.away_until) for one in shown.people if one.away]

    until_then = stamp(datetime.now(UTC) + timedelta(days=1))
    assert crew.jonas.desk.autonomy.away(True, until_then).result(PATIENCE).state == "in_force"
    until(crew.maria, lambda: absent() == [("Jonas Weber", until_then)], "Jonas to be away at Maria's desk")
    assert crew.jonas.desk.autonomy.away(False).result(PATIENCE).state == "in_force"
    until(crew.maria, lambda: absent() == [], "Jonas to be back")
    assert absent() == []
