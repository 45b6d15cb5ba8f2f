"""A gate among crashes, late and repeated letters, moved clocks and changing orders lets nothing pass that it must not.

Hypothesis plays two people, three gateways and an agent against ``gate_model``, which knows what DESIGN section 4
forbids and nothing of how the gateway works.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from counterseal.clock import parse_stamp, stamp
from counterseal.errors import KnownError
from counterseal.gateway import service
from counterseal.ledger.roster import roster_body
from counterseal.model.actions import Action, Claims, Proposal, State
from counterseal.model.decisions import Verdict
from counterseal.model.ids import uuid7
from counterseal.seal.statements import read_order
from gateway.agent_orders import BOUNDED, LOOK, charter, level, registration, registry
from gateway.gate_choices import (
    AMOUNTS,
    BRAKES,
    DAY,
    MISHAPS,
    MOVES,
    ORDERS,
    SPANS,
    TIMINGS,
    TOOLS,
    VERDICTS,
    WHO,
    Letter,
    crashes,
    gates,
    mandate,
    persons,
    picks,
)
from gateway.gate_model import Approval, Asked, Model, forbid, mandate_of
from gateway.gate_town import AGENT, BEGIN, Crashed, Gate, Town, found_town, open_town, predecessor


class GateMachine(RuleBasedStateMachine):
    """One example. ``template`` and ``reached`` are set by the test."""

    template: Path
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cseal-gates-"))
        self.town: Town = open_town(self.template, self.folder / "town")
        self.letters: list[Letter] = []
        self.models = [Model("L4", {}, mandate_of(mandate(30 * DAY)), 50_000) for _gate in self.town.gates]
        self.ids: list[list[str]] = [[] for _gate in self.town.gates]

    @initialize()
    def begin(self) -> None:
        """Somebody is there, and the agent has its lease at each gateway."""
        for number in range(3):
            self.attend(number)
            self.lease(number)

    # -- what the agent does ----------------------------------------------------------------------------------
    @rule(number=gates, tool=st.sampled_from(TOOLS), amount=st.sampled_from(AMOUNTS), crash=crashes,
          confidence=st.sampled_from([None, 0.5, 0.9]), life=st.sampled_from([None, None, 60, DAY // 2]))  # fmt: skip
    def ask(self, number: int, tool: str, amount: int, crash: str, confidence: float | None, life: int | None) -> None:
        gate, model = self.town.gates[number], self.models[number]
        # By the gateway's own clock, since that is what it answers with.
        expires = None if life is None else stamp(gate.clock.now() + timedelta(seconds=life))
        action = Action(uuid7(gate.clock), AGENT, tool, {"amount": amount, "order": "88213"}, expires)
        proposal = Proposal(action, Claims("a refund", confidence))
        ends = None if expires is None else (parse_stamp(expires) - BEGIN).total_seconds()
        asked = Asked(tool, amount, amount, confidence, ends, model.epoch)
        crashed = self._act(gate, gate.service.propose(proposal), crash)
        row = gate.action(action.id)
        if row is not None:
            model.ask(action.id, asked, self.town.time.passed, row.state.value, row.permit_until)
            self.ids[number].append(action.id)
            self.reached[f"asked {row.state.value}"] += 1
        if crashed:
            self._reopen(gate, model)

    @precondition(lambda self: any(self.ids))
    @rule(number=gates, pick=picks, crash=crashes)
    def take(self, number: int, pick: int, crash: str) -> None:
        """Ask for a permit, of a newer action more often."""
        if self.ids[number]:
            self._take(number, self.ids[number][-1 - pick % min(len(self.ids[number]), 4)], crash)

    def _take(self, number: int, action: str, crash: str) -> None:
        gate, model = self.town.gates[number], self.models[number]
        before = gate.action(action)
        crashed = self._act(gate, gate.service.take_permit(action, AGENT), crash)
        after = gate.action(action)
        assert before is not None
        assert after is not None
        if after.state is State.PERMITTED and before.state is not State.PERMITTED:
            self._granted(number, action)
        if crashed:
            self._reopen(gate, model)

    def _granted(self, number: int, action: str) -> None:
        row, model = self.town.gates[number].action(action), self.models[number]
        alone = model.actions[action].allowance is not None
        assert row is not None
        model.grant(action, row.action.arguments["amount"], row.permit_until or "", self.town.time.passed)
        self.reached["alone" if alone else f"by {len(model.actions[action].approvals)} people"] += 1

    @rule(number=gates, amount=st.sampled_from(AMOUNTS[:5]), wait=st.sampled_from([0, 0, 0, 5, 11]))
    def ask_and_take(self, number: int, amount: int, wait: int) -> None:
        """What an agent does most of the day."""
        self.lease(number)
        self.ask(number, "refunds.issue", amount, "", 0.9, None)
        self.town.time.passed += wait
        self.take(number, 0, "")

    @rule(number=gates, off=st.sampled_from(MOVES), wait=st.sampled_from([0, 3601, DAY // 2]))
    def clock_is_moved_while_it_spends(self, number: int, off: int, wait: int) -> None:
        """Its budget is nearly used up when the wall clock jumps, with somebody there all the time."""
        for moved in (self.town.gates[number].clock.off, off):
            self.town.gates[number].clock.off = moved
            self.attend(number)
            for _ in range(2):
                self.ask_and_take(number, 49_900, 0)
            self.town.time.passed += wait

    @precondition(lambda self: any(self.ids))
    @rule(number=gates, pick=picks, outcome=st.sampled_from(["done", "failed"]))
    def report(self, number: int, pick: int, outcome: str) -> None:
        gate = self.town.gates[number]
        for action in self.ids[number][-1 - pick % 4 :]:
            row = gate.action(action)
            if row is not None and row.state is State.PERMITTED:
                self._act(gate, gate.service.outcome(action, AGENT, row.permit, outcome, ""))

    def lease(self, number: int) -> None:
        gate, model = self.town.gates[number], self.models[number]

        async def asked() -> None:
            gate.service.lease(AGENT)

        try:
            gate.act(asked())
        except KnownError:
            return
        forbid(model.halted, "a lease although halted")
        model.lease_until = self.town.time.passed + 30.0

    # -- what people do ---------------------------------------------------------------------------------------
    @rule(number=gates)
    def attend(self, number: int) -> None:
        gate, model = self.town.gates[number], self.models[number]
        self._act(gate, gate.service.attended())
        model.seen = model.now(self.town.time.passed)

    @precondition(lambda self: any(self.ids))
    @rule(number=gates, pick=picks, person=persons, amount=st.sampled_from(AMOUNTS), hold=st.booleans(),
          life=st.sampled_from([30, 3600]), verdict=st.sampled_from(VERDICTS))  # fmt: skip
    def sign_decision(
        self, number: int, pick: int, person: str, amount: int, hold: bool, life: int, verdict: str
    ) -> None:
        if self.ids[number]:
            self._decision(
                number, self.ids[number][-1 - pick % min(len(self.ids[number]), 4)], person, amount, hold, life, verdict
            )

    def _decision(
        self, number: int, action: str, person: str, amount: int, hold: bool, life: int, verdict: str
    ) -> None:
        gate, desktop = self.town.gates[number], getattr(self.town, person)
        # Signing takes a moment; without it the same words twice would be the same envelope.
        self.town.time.passed += 0.001
        detail = gate.act(gate.service.detail(action))
        now, passed = desktop.clock.now(), self.town.time.passed
        changed = detail.action
        if verdict == "edit":
            changed = Action(action, AGENT, changed.tool, {**changed.arguments, "amount": amount}, changed.expires_at)
        desktop.gateway = gate.origin
        envelope = desktop.decision(
            detail,
            Verdict(verdict),
            action=changed,
            expires_at=stamp(now + timedelta(seconds=life)),
            not_before=stamp(now + timedelta(seconds=10)) if hold else None,
        )
        index = desktop.store(envelope, "decision", action)
        self.letters.append(
            Letter(
                desktop,
                person,
                number,
                envelope,
                index,
                "",
                action,
                verdict,
                changed.arguments["amount"],
                detail.item.halt_epoch,
                passed + 10 if hold else None,
                passed + life,
            )
        )

    @rule(number=gates, tool=st.sampled_from(TOOLS), who=st.sampled_from(WHO), edit=st.booleans(), pick=picks,
          amounts=st.tuples(*[st.sampled_from(AMOUNTS)] * 2), timing=st.sampled_from(TIMINGS))  # fmt: skip
    def decide_and_take(
        self, number: int, tool: str, who: tuple[str, ...], edit: bool, pick: int,
        amounts: tuple[int, int], timing: tuple[int, bool, int],
    ) -> None:  # fmt: skip
        """What people do most of the day: each approves in turn, the first perhaps with a change; then it runs."""
        if pick == 0 or not any(self._held(number)):
            self.ask(number, tool, amounts[0], "", None, None)
        held = self._held(number)
        if not held:
            return
        action, (life, hold, wait) = held[-1 - pick % len(held)], timing
        for turn, person in enumerate(who):
            verdict = "edit" if edit and turn == 0 else "approve"
            self._decision(number, action, person, amounts[1], hold, life, verdict)
            self._deliver(self.letters[-1], number, "")
        self.town.time.passed += wait
        self.lease(number)
        self._take(number, action, "")

    def _held(self, number: int) -> list[str]:
        """What waits for people at a gateway, of the newest."""
        found = [self.town.gates[number].action(one) for one in self.ids[number][-4:]]
        return [row.id for row in found if row is not None and row.state is State.HELD]

    def _sign(self, number: int, person: str, kind: str, body: dict[str, Any]) -> Letter:
        gate, desktop = self.town.gates[number], getattr(self.town, person)
        order = desktop.order(kind, body, AGENT, audience=gate.origin, supersedes=predecessor(gate.agent(), kind))
        index = desktop.store(order, kind if kind in ("halt", "reset", "pause") else "order", AGENT)
        return Letter(desktop, person, number, order, index, kind)

    def _post(self, letter: Letter, at_once: bool) -> None:
        self.letters.append(letter)
        if at_once:
            self._deliver(letter, letter.gate, "")

    @rule(number=gates, person=persons, order=ORDERS, at_once=st.integers(0, 3), both=st.booleans())
    def sign_order(self, number: int, person: str, order: tuple[str, dict[str, Any]], at_once: int, both: bool) -> None:
        """About the agent: its level, its mandate, its tools."""
        self._signed(number, person, *order, at_once > 0, both)

    def _signed(self, number: int, person: str, kind: str, body: dict[str, Any], at_once: bool, both: bool) -> None:
        """One signs, or both; it goes out at once, or lies in the outbox."""
        other = "jonas" if person == "maria" else "maria"
        for one in (person, other) if both else (person,):
            self._post(self._sign(number, one, kind, body), at_once)

    @rule(number=gates, person=persons, brake=st.sampled_from(BRAKES), at_once=st.integers(0, 3), both=st.booleans())
    def brake(self, number: int, person: str, brake: str, at_once: int, both: bool) -> None:
        """Pause, go on, halt (less often, or little else would happen), reset."""
        one = {"scope": "agent", "target": AGENT}
        kind, body = "pause", {**one, "paused": brake == "pause"}
        if brake == "halt":
            kind, body = "halt", one
        elif brake == "reset":
            kind, body = "reset", {"agent": AGENT, "halt": self.town.gates[number].agent().halt_envelope or "0" * 64}
        self._signed(number, person, kind, body, at_once > 0, both and kind == "reset")

    @rule(number=gates, often=st.integers(0, 5), at_once=st.booleans())
    def jonas_is_revoked(self, number: int, often: int, at_once: bool) -> None:
        """Seldom: whatever takes two people waits from then on."""
        if often == 0:
            gate, maria = self.town.gates[number], self.town.maria
            roster = gate.roster()
            left = [one for one in roster.people.values() if one.id == maria.id]
            body = roster_body(left, gate.house.log.key.public, gate.origin)
            order = maria.order("roster", body, gate.origin, audience=gate.origin, supersedes=roster.sha256)
            self._post(Letter(maria, "maria", number, order, maria.store(order, "key_revoked"), "roster"), at_once)

    @rule(number=gates)
    def all_is_set_right(self, number: int) -> None:
        """Both people bring a gateway back to where most is possible; without it examples end halted and silent."""
        gate, model = self.town.gates[number], self.models[number]
        self._halt_file(number, False)
        if model.halted:
            self._signed(number, "maria", "reset", {"agent": AGENT, "halt": gate.agent().halt_envelope}, True, True)
        if model.paused:
            self._signed(number, "maria", "pause", {"scope": "agent", "target": AGENT, "paused": False}, True, False)
        if model.level < "L4":
            self._signed(number, "jonas", "level", level("L4"), True, True)
        if model.mandate is None:
            self._signed(number, "jonas", "mandate", mandate(30 * DAY), True, True)
        self.attend(number)
        self.lease(number)

    @precondition(lambda self: self.letters)
    @rule(pick=st.integers(0, 30), astray=st.integers(0, 9), crash=crashes)
    def deliver(self, pick: int, astray: int, crash: str) -> None:
        """Any letter, however old, to its gateway or sometimes to another one."""
        letter = self.letters[-1 - pick % len(self.letters)]
        self._deliver(letter, letter.gate if astray else (letter.gate + 1) % 3, crash)

    def _deliver(self, letter: Letter, number: int, crash: str) -> None:
        gate, model = self.town.gates[number], self.models[number]
        sha = letter.envelope.sha256
        before, crashed = gate.taken(sha), False
        try:
            gate.deliver(letter.desktop, letter.envelope, letter.index, bool(letter.order), crash)
        except KnownError as error:
            self.reached[f"refused {error.code}"] += 1
        except Crashed:
            crashed = True
        state = gate.taken(sha)
        if state is not None and before is None:
            forbid(number != letter.gate, "a gateway took what was addressed to another")
            self._took(letter, model, state)
        if crashed:
            self._reopen(gate, model)

    def _took(self, letter: Letter, model: Model, state: str) -> None:
        passed = self.town.time.passed
        self.reached[f"{letter.order or letter.verdict} {state}"] += 1
        if letter.order:
            _subject, said = read_order(letter.envelope)
            text = json.dumps([said["body"], said["supersedes"]], sort_keys=True)
            model.order(letter.order, said["body"], text, letter.person, state, letter.envelope.sha256, passed)
        else:
            approval = Approval(
                letter.person,
                letter.amount,
                letter.verdict == "edit",
                letter.epoch,
                letter.not_before,
                letter.expires,
                passed,
            )
            model.decide(letter.action, letter.verdict, approval, state)

    # -- what befalls the machines ----------------------------------------------------------------------------
    @rule(number=gates, what=st.sampled_from(MISHAPS), seconds=st.sampled_from(SPANS), off=st.sampled_from(MOVES))
    def time_and_mishaps(self, number: int, what: str, seconds: int, off: int) -> None:
        gate = self.town.gates[number]
        if what == "time":
            self.town.time.passed += seconds
        elif what == "clock":
            gate.clock.off = off
        elif what == "kill":
            self._reopen(gate, self.models[number])
        elif what == "sweep":
            self._act(gate, gate.service._sweep_once())
        else:
            self._halt_file(number, what == "halt file")

    def _halt_file(self, number: int, there: bool) -> None:
        gate = self.town.gates[number]
        if there:
            gate.halt_file.touch()
        else:
            gate.halt_file.unlink(missing_ok=True)
        self.models[number].halt_file = there

    # -- inner ------------------------------------------------------------------------------------------------
    def _act(self, gate: Gate, work: Any, crash: str = "") -> bool:
        """Let a gateway do something, which it may refuse; whether it crashed."""
        try:
            gate.act(work, crash)
        except KnownError as error:
            self.reached[f"refused {error.code}"] += 1
        except Crashed:
            return True
        return False

    def _reopen(self, gate: Gate, model: Model) -> None:
        gate.end()
        gate.open()
        model.restart(gate.clock.off)

    def _look_at_all_that_ran(self) -> None:
        """No row says that something runs or ran which was given no permit, and no action has two permits."""
        for gate, model in zip(self.town.gates, self.models, strict=True):
            with gate.house.reading() as connection:
                ran = connection.exec_driver_sql(
                    "SELECT id FROM actions WHERE state IN ('permitted', 'done', 'failed', 'unknown')"
                ).scalars()
                for action in ran:
                    forbid(not model.actions[action].granted, "something ran without a permit")
                twice = connection.exec_driver_sql(
                    "SELECT subject FROM listing WHERE type = 'permit_taken' GROUP BY subject HAVING count(*) > 1"
                ).scalars()
                forbid(list(twice), "two permits were taken for one action")

    def teardown(self) -> None:
        try:
            self._look_at_all_that_ran()
        finally:
            self.town.close()
            shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cseal-gates-template-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "SWEEP_SECONDS", 1e9)
        orders = [
            ("charter", charter("", answer_within=DAY // 2)),
            ("registry", registry(LOOK, BOUNDED)),
            ("mandate", mandate(30 * DAY)),
            ("level", level("L4")),
        ]
        found_town(folder, orders, registration(""))
        yield folder
    shutil.rmtree(folder)


def _play(template: Path, **chosen: Any) -> Counter[str]:
    GateMachine.template, GateMachine.reached = template, Counter()
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    stateful.run_state_machine_as_test(
        GateMachine, settings=settings(deadline=None, database=None, suppress_health_check=quiet, **chosen)
    )
    return GateMachine.reached


def expect_no_alarm(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody changes a database by hand in a play, so nothing may be said not to verify."""
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_no_permit_that_the_design_forbids(template: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A small, fixed play; the long one is ``make soak``."""
    reached = _play(template, max_examples=6, stateful_step_count=40, derandomize=True, phases=[Phase.generate])
    expect_no_alarm(caplog)
    assert reached["alone"] > 0, reached
    assert any(what.startswith("by ") for what in reached), reached


def test_what_an_order_puts_back_is_held_to_the_charter(
    template: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The order is in force before what rests on it is read again: the deadline of the charter counts at once."""
    town = open_town(template, tmp_path / "town")
    try:
        gate, maria = town.gates[0], town.maria
        gate.act(gate.service.attended())

        async def lease() -> None:
            gate.service.lease(AGENT)

        gate.act(lease())
        action = Action(uuid7(gate.clock), AGENT, "refunds.issue", {"amount": 100, "order": "88213"})
        gate.act(gate.service.propose(Proposal(action, Claims("a refund"))))
        order = maria.order(
            "level", level("L1"), AGENT, audience=gate.origin, supersedes=predecessor(gate.agent(), "level")
        )
        gate.deliver(maria, order, maria.store(order), True)
        row = gate.action(action.id)
        assert row is not None
        assert (row.state, row.deadline) == (State.HELD, stamp(gate.clock.now() + timedelta(seconds=DAY // 2)))
        expect_no_alarm(caplog)
    finally:
        town.close()


@pytest.mark.soak
def test_no_permit_that_the_design_forbids_however_long_it_is_tried(
    template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reached = _play(template, max_examples=300, stateful_step_count=80)
    expect_no_alarm(caplog)
    for what in ("alone", "by 1 people", "by 2 people", "level in_force", "reset reset", "mandate in_force"):
        assert reached[what] > 0, (what, reached)
