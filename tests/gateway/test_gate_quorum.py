"""Two people where it takes two: the gateway counts signed approvals itself, whatever a screen did (DESIGN 4.5)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Basis
from gateway.agent_orders import LOOK, Pen, level, registry
from gateway.desks import REFUND, Agent, Bench, expect_problem, make_profile, running_bench
from gateway.forging import Forge, Signer

DANGER = {"tool": "accounts.drop", "risk": "R4", "title": "Drop {name}"}
NOTE = {"tool": "notes.add", "risk": "R1", "title": "Note {text}"}
TOOLS = (REFUND, DANGER, NOTE, LOOK)


@dataclass
class Crew:
    """A desk whose roster has an owner and two reviewers, and the agent of that owner."""

    bench: Bench
    agent: Agent
    forge: Forge
    people: dict[str, Signer]

    def ask(self, tool: str = "accounts.drop", **arguments: Any) -> str:
        return str(self.agent.propose(tool=tool, arguments=arguments or {"name": "main"})["id"])

    def say(self, who: str, asked: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Any:
        """A hand-made decision, delivered; the gateway's answer."""
        return self.send(who, asked, self.forge.decision(asked, verdict, self.people[who], **more), verdict)

    def send(self, who: str, asked: str, envelope: Envelope, verdict: Verdict = Verdict.APPROVE) -> Any:
        stored = self.forge.store(
            envelope, "decision", asked, verdict.value, person=self.people[who].id, agent=self.agent.name
        )
        return self.forge.post(self.forge.delivery(envelope, stored))

    def edit(self, who: str, action: str, **arguments: Any) -> Any:
        shown = self.bench.held(action).action
        changed = Action(shown.id, shown.agent, shown.tool, arguments, shown.expires_at)
        return self.say(who, action, Verdict.EDIT, action=changed)

    def approve(self, who: str, action: str) -> str:
        answer = self.say(who, action)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def envelopes(self, action: str) -> list[str]:
        """What the permit in the ledger says that it rests on."""
        query = (
            "SELECT p.bytes FROM payloads p JOIN listing l ON l.seq = p.seq"
            " WHERE l.subject = ? AND l.type = 'permit_taken' AND p.name = 'permit'"
        )
        with self.bench.profile.reading() as connection:
            return list(json.loads(connection.exec_driver_sql(query, (action,)).scalar_one())["envelopes"])


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    home: Path = tmp_path_factory.mktemp("crew") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        agent = bench.agent(tools=list(TOOLS))
        forge = Forge(bench)
        people = {"maria": forge.owner}
        for name in ("jo", "ana"):
            people[name] = forge.enrol(name.title(), ("reviewer",))
        yield Crew(bench, agent, forge, people)


def test_the_owner_alone_does_not_release_a_critical_action(crew: Crew) -> None:
    action = crew.ask()
    item = crew.bench.held(action).item
    assert (item.risk, item.needs, item.has) == (Risk.R4, 2, 0)
    assert crew.approve("maria", action) == "held"
    item = crew.bench.held(action).item
    assert (item.has, item.approved_by) == (1, (crew.people["maria"].id,))
    assert "not the owner" in item.waits_for
    assert crew.agent.status(action)["state"] == "held"
    assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    expect_problem(crew.say("maria", action), 409, "already_approved")
    assert crew.approve("jo", action) == "approved"
    crew.agent.permit(action)
    assert len(set(crew.envelopes(action))) == 2


def test_a_column_does_not_stand_in_for_the_second_person(crew: Crew) -> None:
    action = crew.ask()
    crew.approve("maria", action)
    crew.bench.by_hand(
        "UPDATE actions SET state = 'approved', decision = (SELECT envelope FROM approvals WHERE action = ?)"
        " WHERE id = ?",
        action,
        action,
    )
    assert crew.agent.permit(action, expect=409)["code"] == "quorum"
    assert crew.agent.status(action)["state"] == "held"
    crew.bench.by_hand("INSERT INTO approvals SELECT envelope || 'x', action, ?, at, seq, verdict, not_before,"
                       " expires_at FROM approvals WHERE action = ?", crew.people["jo"].id, action)  # fmt: skip
    crew.bench.by_hand(
        "UPDATE actions SET state = 'approved', risk = 'R0', decision = (SELECT envelope FROM approvals"
        " WHERE action = ? AND person = ?) WHERE id = ?", action, crew.people["maria"].id, action,
    )  # fmt: skip
    assert crew.agent.permit(action, expect=409)["code"] == "quorum"


def test_an_edit_of_a_high_action_needs_somebody_else(crew: Crew) -> None:
    """Edit to one cent over what the owner may say alone: the owner alone does not get it through."""
    action = crew.ask("refunds.issue", amount=50_000, order="1")
    before = crew.bench.held(action).item
    assert before.needs == 1
    answer = crew.edit("maria", action, amount=50_001, order="1")
    assert answer.json()["state"] == "held"
    item = crew.bench.held(action).item
    assert item.digest != before.digest
    assert item.nonce == before.nonce
    assert (item.edited_by, item.has) == (crew.people["maria"].id, 1)
    assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    expect_problem(crew.say("maria", action), 409, "already_approved")
    assert crew.approve("jo", action) == "approved"
    assert crew.agent.permit(action)["arguments"] == {"amount": 50_001, "order": "1"}


def edited_and_described_anew(crew: Crew, pen: Pen) -> str:
    """A High action that Maria has edited, and approved anew since her edit's own approval counts no more."""
    action = crew.ask("refunds.issue", amount=50_000, order="1")
    assert crew.edit("maria", action, amount=50_001, order="1").json()["state"] == "held"
    renamed = registry({**REFUND, "title": "Pay {amount} back"}, DANGER, NOTE, LOOK)
    assert pen.sign("registry", renamed) == "in_force"
    assert crew.bench.held(action).item.has == 0
    assert crew.approve("maria", action) == "held", "nobody else has looked at her change"
    return action


def test_whose_edit_it_is_stays_so_when_that_approval_counts_no_more(crew: Crew, described: Pen) -> None:
    action = edited_and_described_anew(crew, described)
    assert "did not make the change" in crew.bench.held(action).item.waits_for
    assert crew.approve("jo", action) == "approved"
    assert crew.agent.permit(action)["arguments"] == {"amount": 50_001, "order": "1"}


def test_whose_edit_it_is_says_the_ledger_and_no_column(crew: Crew, described: Pen) -> None:
    action = edited_and_described_anew(crew, described)
    crew.bench.by_hand(
        "UPDATE actions SET state = 'approved', edited_by = NULL, decision = (SELECT envelope FROM approvals"
        " WHERE action = ?) WHERE id = ?", action, action,
    )  # fmt: skip
    assert crew.agent.permit(action, expect=409)["code"] == "quorum"


def test_an_edit_voids_what_was_approved_before_it(crew: Crew) -> None:
    action = crew.ask()
    crew.approve("jo", action)
    stale = crew.forge.decision(action, Verdict.APPROVE, crew.people["ana"])
    assert crew.edit("maria", action, name="other").json()["state"] == "held"
    item = crew.bench.held(action).item
    assert item.approved_by == (crew.people["maria"].id,)
    expect_problem(crew.send("ana", action, stale), 409, "changed")
    assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    crew.approve("ana", action)
    assert crew.agent.permit(action)["arguments"] == {"name": "other"}


def test_one_takes_back_ones_own_and_nobody_elses(crew: Crew) -> None:
    action = crew.ask()
    crew.approve("maria", action)
    expect_problem(crew.say("ana", action, Verdict.WITHDRAW), 403, "not_yours")
    assert crew.say("maria", action, Verdict.WITHDRAW).json()["state"] == "held"
    assert crew.bench.held(action).item.has == 0
    assert crew.approve("jo", action) == "held"
    assert crew.approve("ana", action) == "approved"
    with crew.bench.people() as people:
        shown = people.get(f"/v1/queue/{action}").json()["item"]
    assert shown["has"] == 2


def test_an_edit_taken_back_takes_its_approvals_with_it(crew: Crew) -> None:
    action = crew.ask("refunds.issue", amount=50_000, order="1")
    crew.edit("maria", action, amount=7, order="1")
    assert crew.say("maria", action, Verdict.WITHDRAW).json()["state"] == "held"
    detail = crew.bench.held(action)
    assert detail.action.arguments == {"amount": 50_000, "order": "1"}
    assert (detail.item.has, detail.item.edited_by) == (0, "")


def test_one_rejection_ends_it_whoever_approved(crew: Crew) -> None:
    action = crew.ask()
    crew.approve("maria", action)
    assert crew.say("jo", action, Verdict.REJECT).json()["state"] == "rejected"
    expect = crew.agent.permit(action, expect=409)
    assert expect["state"] == "rejected"


def test_a_raised_quorum_counts_at_the_permit_too(crew: Crew) -> None:
    pen = Pen(crew.bench)
    action = crew.ask("refunds.issue", amount=1, order="1")
    assert crew.approve("jo", action) == "approved"
    pen.sign("level", level("L1", quorum={"R3": 2}))
    assert crew.agent.permit(action, expect=409)["code"] == "quorum"
    assert crew.agent.status(action)["state"] == "held"
    assert crew.bench.held(action).item.needs == 2
    assert crew.approve("maria", action) == "approved"
    crew.agent.permit(action)
    # Lowering a quorum takes two people.
    assert pen.sign("level", level("L1")) == "needs_second"
    assert pen.sign("level", level("L1"), by=crew.people["jo"]) == "in_force"


def test_a_quorum_over_role_graphs_is_what_the_rules_say(crew: Crew) -> None:
    """Random hand-made decisions of everybody: released exactly when the rules of DESIGN 4.5 are met."""
    dice = random.Random(20_261_121)
    released = 0
    for _round in range(14):
        tool = dice.choice(("accounts.drop", "refunds.issue", "notes.add"))
        risk = {"accounts.drop": Risk.R4, "refunds.issue": Risk.R3, "notes.add": Risk.R1}[tool]
        action = crew.ask(tool, amount=1, order="1")
        approved: dict[str, str] = {}
        editor = ""
        for turn in range(dice.randrange(1, 4)):
            who = dice.choice(("maria", "maria", "jo", "ana"))
            edits = dice.random() < 0.3
            if _released(risk, set(approved), editor):
                break
            answer = crew.edit(who, action, amount=turn + 2, order="1") if edits else crew.say(who, action)
            if edits:
                approved, editor = {who: action}, who
            elif who in approved:
                expect_problem(answer, 409, "already_approved")
                continue
            else:
                approved[who] = action
            expected = "approved" if _released(risk, set(approved), editor) else "held"
            assert answer.json()["state"] == expected, (risk, approved, editor)
        if _released(risk, set(approved), editor):
            crew.agent.permit(action)
            released += 1
        else:
            assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    assert 3 < released < 14


def _released(risk: Risk, approved: set[str], editor: str) -> bool:
    """DESIGN 4.5 in other words than the policy's."""
    if risk is Risk.R4:
        return len(approved) >= 2 and approved != {"maria"} and (not editor or bool(approved - {editor}))
    if risk is Risk.R3 and editor:
        return bool(approved - {editor})
    return bool(approved)


def test_who_left_the_roster_no_longer_counts(crew: Crew) -> None:
    temp = crew.forge.enrol("Temp", ("reviewer",))
    crew.people["temp"] = temp
    action = crew.ask()
    crew.approve("maria", action)
    assert crew.approve("temp", action) == "approved"
    crew.forge.revoke(temp)
    assert crew.agent.permit(action, expect=403)["code"] == "bad_approval"
    assert crew.bench.entries(action)[-2:] == ["policy_refused", "expired"]
    assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    item = crew.bench.held(action).item
    assert item.approved_by == (crew.people["maria"].id,), "what the others said stands"
    assert crew.approve("jo", action) == "approved"
    crew.agent.permit(action)
    assert len(set(crew.envelopes(action))) == 2


def test_the_same_refusal_is_logged_once_however_often_it_is_asked_for(crew: Crew) -> None:
    action = crew.ask("refunds.issue", amount=1, order="1")
    crew.approve("jo", action)
    crew.bench.by_hand("UPDATE actions SET action = CAST(CAST(action AS TEXT) || ' ' AS BLOB) WHERE id = ?", action)
    for _ in range(3):
        assert crew.agent.permit(action, expect=403)["code"] == "digest_mismatch"
    crew.bench.by_hand("UPDATE actions SET decision = NULL WHERE id = ?", action)
    for _ in range(3):
        assert crew.agent.permit(action, expect=403)["code"] == "not_approved"
    assert crew.bench.entries(action).count("policy_refused") == 2


@pytest.fixture
def described(crew: Crew) -> Iterator[Pen]:
    """The pen for the crew's agent, whose tools are described afterwards as they were before."""
    pen = Pen(crew.bench)
    yield pen
    for who in ("maria", "jo"):
        if pen.sign("registry", registry(*TOOLS), by=crew.people[who]) == "in_force":
            return


def test_a_description_that_raises_the_risk_asks_for_more_people(crew: Crew, described: Pen) -> None:
    action = crew.ask("notes.add", text="x")
    assert crew.approve("maria", action) == "approved"
    assert described.sign("registry", registry(REFUND, DANGER, {**NOTE, "risk": "R4"}, LOOK)) == "in_force"
    assert crew.agent.permit(action, expect=409)["code"] == "not_approved"
    item = crew.bench.held(action).item
    assert (item.risk, item.needs, item.has) == (Risk.R4, 2, 0), "nobody has approved what is Critical"
    assert crew.bench.entries(action)[-1] == "expired"
    assert crew.approve("maria", action) == "held"
    assert crew.approve("jo", action) == "approved"
    crew.agent.permit(action)
    assert len(crew.envelopes(action)) == 2


def test_an_approval_on_its_way_counts_only_at_the_risk_that_its_signer_saw(crew: Crew, described: Pen) -> None:
    action = crew.ask("notes.add", text="x")
    late, unsaid, odd = (
        crew.forge.decision(action, Verdict.APPROVE, crew.people[who], basis=Basis(risk=risk))
        for who, risk in (("jo", "R1"), ("ana", None), ("maria", "R9"))
    )
    assert described.sign("registry", registry(REFUND, DANGER, {**NOTE, "risk": "R4"}, LOOK)) == "in_force"
    said = expect_problem(crew.send("jo", action, late), 409, "risk_rose")
    assert said["title"] == "It was approved as Low and is Critical by now"
    assert crew.send("ana", action, unsaid).json()["state"] == "held"
    assert crew.send("maria", action, odd).json()["state"] == "approved"


def test_a_description_that_lowers_the_risk_leaves_an_approval_as_it_is(crew: Crew, described: Pen) -> None:
    action = crew.ask("refunds.issue", amount=1, order="1")
    assert crew.approve("jo", action) == "approved"
    lower = registry({**REFUND, "risk": "R2"}, DANGER, NOTE, LOOK)
    assert [described.sign("registry", lower, by=crew.people[who]) for who in ("maria", "jo")][-1] == "in_force"
    crew.agent.permit(action)
    assert len(crew.envelopes(action)) == 1


def test_what_waits_is_asked_anew_when_its_tool_is_described(crew: Crew, described: Pen) -> None:
    """An unknown tool is Critical; once it is described by two people, it is what they said, and waits as that."""
    action, beside = crew.ask("mail.send", to="a@b.example"), crew.ask()
    before, other = crew.bench.held(action), crew.bench.held(beside).item
    assert (before.item.risk, before.item.title) == (Risk.R4, "Call mail.send")
    assert any("not described" in why for why in before.item.why)
    assert crew.approve("maria", action) == "held"
    mail = {"tool": "mail.send", "risk": "R1", "title": "Send to {to}"}
    assert described.sign("registry", registry(*TOOLS, mail)) == "needs_second"
    assert crew.bench.held(action).item.risk is Risk.R4
    assert described.sign("registry", registry(*TOOLS, mail), by=crew.people["jo"]) == "in_force"
    queued = crew.bench.ear.until(
        lambda: [one for one in crew.bench.desk.queue() if one.id == action and one.risk is Risk.R1],
        "the new risk in the queue",
    )[0]
    assert queued.title == "Send to a@b.example"
    assert (queued.needs, queued.has) == (1, 0), "who approved it saw something unknown"
    assert (queued.digest, queued.nonce) == (before.item.digest, before.item.nonce)
    assert not any("not described" in why for why in queued.why)
    assert crew.bench.held(beside).item == other, "of other tools nothing changes"
    assert crew.agent.status(action)["state"] == "held"
    assert crew.approve("ana", action) == "approved"
    crew.agent.permit(action)
    assert len(crew.envelopes(action)) == 1


def test_the_log_verifies_after_all_of_this(crew: Crew) -> None:
    assert crew.bench.desk.verify().result(60).ok
