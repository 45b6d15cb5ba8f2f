"""The decision flow: what a key means at each risk, and what it never means."""

from __future__ import annotations

from dataclasses import replace

import pytest
import screen_story as story
from moved_clock import MovedClock
from pytestqt.qtbot import QtBot

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal.sync.api import DecisionDraft, DecisionReceipt
from counterseal_desktop.inbox.flow import DecisionFlow, Stage


class Desk:
    """Collects what the flow asks for."""

    def __init__(self, flow: DecisionFlow) -> None:
        self.drafts: list[DecisionDraft] = []
        self.passphrases: list[str] = []
        self.missing: list[str] = []
        flow.submit.connect(self.drafts.append)
        flow.unlock.connect(self.passphrases.append)
        flow.missing.connect(self.missing.append)


def ready(number: int, clock: MovedClock, **changes: object) -> tuple[DecisionFlow, Desk]:
    flow = DecisionFlow(clock.monotonic)
    flow.roles = ("owner", "reviewer")
    desk = Desk(flow)
    flow.select()
    flow.show(story.detail(story.item(number, **changes)))
    clock.move(1.0)
    return flow, desk


@pytest.mark.parametrize("number", [9, 10])
def test_low_risk_takes_one_key_and_is_held_for_undo(qtbot: QtBot, clock: MovedClock, number: int) -> None:
    flow, desk = ready(number, clock)
    flow.press(Verdict.APPROVE)
    (draft,) = desk.drafts
    item = story.item(number)
    assert (draft.digest, draft.nonce, draft.halt_epoch) == (item.digest, item.nonce, item.halt_epoch)
    assert draft.hold_seconds == 10.0
    assert draft.shown.renderer == "counterseal-facts/1"
    assert draft.shown.dwell_ms == 1000
    assert not draft.step_up


def test_moderate_needs_a_second_deliberate_act(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(7, clock)
    flow.press(Verdict.APPROVE)
    assert flow.stage is Stage.CONFIRM
    assert desk.drafts == []
    flow.press(Verdict.APPROVE)
    flow.confirm()
    assert desk.drafts == [], "within the guard"
    clock.move(0.41)
    flow.press(Verdict.APPROVE)
    (draft,) = desk.drafts
    assert draft.verdict is Verdict.APPROVE
    assert draft.hold_seconds == 0.0


def test_high_needs_facts_trace_reason_and_passphrase(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(3, clock)
    for section in ("facts", "trace"):
        flow.press(Verdict.APPROVE)
        assert desk.missing[-1] == section
        flow.saw(section)
    flow.press(Verdict.APPROVE)
    assert desk.missing[-1] == "reason"
    flow.reason = "The price was agreed"
    flow.press(Verdict.APPROVE)
    assert flow.stage is Stage.CONFIRM
    assert flow.asks_passphrase
    clock.move(1.0)
    flow.confirm()
    assert desk.missing[-1] == "passphrase"
    flow.passphrase = "correct horse"
    flow.confirm()
    assert desk.passphrases == ["correct horse"]
    assert desk.drafts == []
    flow.unlocked()
    (draft,) = desk.drafts
    assert draft.step_up
    assert draft.reason == "The price was agreed"
    assert set(draft.shown.opened) == {"facts", "trace"}
    assert flow.passphrase == ""


def test_a_key_without_a_passphrase_is_asked_for_none(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(3, clock)
    flow.unguarded = True
    flow.saw("facts")
    flow.saw("trace")
    flow.reason = "The price was agreed"
    flow.press(Verdict.APPROVE)
    assert not flow.asks_passphrase
    clock.move(1.0)
    flow.confirm()
    (draft,) = desk.drafts
    assert not draft.step_up, "the record says that nothing was entered"


def test_step_up_is_asked_again_after_five_minutes(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(3, clock)
    flow.unlocked()

    def approve() -> None:
        flow.select()
        flow.show(story.detail(story.item(3)))
        clock.move(1.0)
        flow.saw("facts")
        flow.saw("trace")
        flow.reason = "Agreed"
        flow.press(Verdict.APPROVE)
        clock.move(1.0)
        flow.confirm()

    approve()
    assert len(desk.drafts) == 1
    clock.move(301)
    approve()
    assert len(desk.drafts) == 1
    assert desk.missing[-1] == "passphrase"


def test_a_wrong_passphrase_leads_back_and_signs_nothing(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(3, clock)
    flow.saw("facts")
    flow.saw("trace")
    flow.reason = "Agreed"
    flow.press(Verdict.APPROVE)
    clock.move(1.0)
    flow.passphrase = "wrong"
    flow.confirm()
    flow.failed("The passphrase is wrong")
    assert flow.stage is Stage.CONFIRM
    assert flow.hint == "The passphrase is wrong"
    assert flow.passphrase == ""
    assert desk.drafts == []


def test_critical_needs_the_fact_typed_exactly(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(1, clock)
    flow.saw("facts")
    flow.saw("trace")
    flow.reason = "Photos show the crack"
    flow.press(Verdict.APPROVE)
    clock.move(1.0)
    flow.passphrase = "correct horse"
    for wrong in ("", "1240", "€1,240.0", "€1,240", "124000"):
        flow.typed = wrong
        flow.confirm()
        assert desk.missing[-1] == "typed"
    assert desk.passphrases == []
    flow.typed = "€1,240.00"
    flow.confirm()
    flow.unlocked()
    assert len(desk.drafts) == 1


def test_facts_and_gateway_cannot_lower_each_others_risk(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(7, clock)
    assert flow.detail is not None
    high = replace(flow.detail.facts, risk=Risk.R3)
    flow.show(replace(flow.detail, facts=high))
    clock.move(1.0)
    flow.press(Verdict.APPROVE)
    assert desk.missing == ["facts"]


@pytest.mark.parametrize("number", [1, 3, 7, 9])
def test_reject_is_one_key_at_every_risk(qtbot: QtBot, clock: MovedClock, number: int) -> None:
    flow, desk = ready(number, clock)
    flow.press(Verdict.REJECT)
    (draft,) = desk.drafts
    assert draft.verdict is Verdict.REJECT
    assert draft.hold_seconds == 0.0


def test_reject_works_out_of_the_confirmation_too(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(7, clock)
    flow.press(Verdict.APPROVE)
    clock.move(1.0)
    flow.press(Verdict.REJECT)
    assert [draft.verdict for draft in desk.drafts] == [Verdict.REJECT]


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REJECT, Verdict.EDIT, Verdict.ANSWER])
def test_nothing_counts_within_the_guard_after_the_selection_moves(
    qtbot: QtBot, clock: MovedClock, verdict: Verdict
) -> None:
    flow, desk = ready(9, clock)
    flow.select()
    flow.show(story.detail(story.item(10)))
    clock.move(0.39)
    flow.press(verdict)
    assert desk.drafts == []
    assert flow.stage is Stage.READY
    clock.move(0.02)
    flow.press(verdict)
    assert flow.stage is not Stage.READY


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_held_key_decides_nothing(qtbot: QtBot, clock: MovedClock, verdict: Verdict) -> None:
    flow, desk = ready(9, clock)
    flow.press(verdict, auto_repeat=True)
    assert desk.drafts == []
    assert flow.stage is Stage.READY


def test_a_key_before_the_detail_is_there_decides_nothing(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(9, clock)
    flow.select()
    clock.move(5.0)
    flow.press(Verdict.APPROVE)
    flow.press(Verdict.REJECT)
    assert desk.drafts == []


@pytest.mark.parametrize("number", [1, 3, 7, 9])
def test_cancel_never_approves(qtbot: QtBot, clock: MovedClock, number: int) -> None:
    flow, desk = ready(number, clock)
    flow.saw("facts")
    flow.saw("trace")
    flow.reason = "Because"
    for opens in (Verdict.ANSWER, Verdict.EDIT):
        flow.press(opens)
        assert flow.cancel()
        assert flow.stage is Stage.READY
    if number != 9:
        flow.press(Verdict.APPROVE)
        assert flow.stage is Stage.CONFIRM
        assert flow.cancel()
        assert flow.stage is Stage.READY
    assert not flow.cancel()
    assert desk.drafts == []


def test_an_auditor_has_no_verdicts(qtbot: QtBot, clock: MovedClock) -> None:
    flow = DecisionFlow(clock.monotonic)
    flow.roles = ("auditor",)
    flow.show(story.detail(story.item(9)))
    assert flow.stage is Stage.CLOSED
    assert flow.verdicts() == frozenset()


def test_what_cannot_be_shown_can_only_be_rejected(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(9, clock, problem="Arguments nest too deep")
    assert flow.verdicts() == {Verdict.REJECT}
    flow.press(Verdict.APPROVE)
    flow.press(Verdict.EDIT)
    assert desk.drafts == []
    flow.press(Verdict.REJECT)
    assert desk.drafts[0].verdict is Verdict.REJECT


def test_verdicts_the_source_cannot_carry_out_are_not_offered(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(9, clock, verdicts=("answer", "reject"))
    flow.press(Verdict.APPROVE)
    assert desk.drafts == []
    assert flow.verdicts() == {Verdict.ANSWER, Verdict.REJECT}


@pytest.mark.parametrize("member", ["digest", "nonce", "halt_epoch"])
def test_an_item_that_changes_while_open_closes_the_bar(qtbot: QtBot, clock: MovedClock, member: str) -> None:
    flow, desk = ready(9, clock)
    flow.item_changed(replace(story.item(9), **{member: 7 if member == "halt_epoch" else "other"}))
    assert flow.stage is Stage.CLOSED
    assert "changed" in flow.why
    flow.press(Verdict.APPROVE)
    flow.press(Verdict.REJECT)
    assert desk.drafts == []


def test_an_item_somebody_else_approved_closes_the_bar(qtbot: QtBot, clock: MovedClock) -> None:
    flow, _desk = ready(9, clock)
    flow.item_changed(replace(story.item(9), state=State.APPROVED))
    assert flow.stage is Stage.CLOSED


def test_an_edit_at_moderate_is_signed_with_its_arguments(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(7, clock)
    flow.press(Verdict.EDIT)
    assert flow.detail is not None
    flow.sign_edit({"target": "PN-310"}, flow.detail.facts)
    (draft,) = desk.drafts
    assert draft.verdict is Verdict.EDIT
    assert draft.arguments == {"target": "PN-310"}
    assert draft.digest == story.item(7).digest


def test_an_edit_at_critical_takes_the_critical_path(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(1, clock)
    flow.saw("facts")
    flow.saw("trace")
    flow.press(Verdict.EDIT)
    assert flow.detail is not None
    lower = replace(flow.detail.facts, confirm="€910.00")
    flow.sign_edit({"amount_minor": 91000}, lower)
    assert desk.missing == ["reason"]
    assert flow.stage is Stage.EDIT
    flow.reason = "Only the screen"
    flow.sign_edit({"amount_minor": 91000}, lower)
    assert flow.stage is Stage.CONFIRM
    assert flow.path is not None
    assert flow.path.typed == "€910.00"
    clock.move(1.0)
    flow.press(Verdict.APPROVE)
    assert desk.drafts == [], "the approve key must not sign an edit"
    flow.typed, flow.passphrase = "€910.00", "correct horse"
    flow.confirm()
    flow.unlocked()
    assert desk.drafts[0].arguments == {"amount_minor": 91000}
    assert desk.drafts[0].verdict is Verdict.EDIT


def test_an_answer_needs_words(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(1, clock)
    flow.press(Verdict.ANSWER)
    flow.answer = "  "
    flow.send_answer()
    assert desk.missing == ["answer"]
    flow.answer = "Ask for the photos first"
    flow.send_answer()
    assert desk.drafts[0].answer == "Ask for the photos first"
    assert desk.drafts[0].arguments is None


def test_a_failure_leads_back_to_the_stage_it_came_from(qtbot: QtBot, clock: MovedClock) -> None:
    flow, desk = ready(7, clock)
    flow.press(Verdict.EDIT)
    assert flow.detail is not None
    flow.sign_edit({"target": "PN-310"}, flow.detail.facts)
    flow.failed("The disk is full")
    assert flow.stage is Stage.EDIT
    assert flow.hint == "The disk is full"
    assert len(desk.drafts) == 1


def test_news_of_the_delivery_reaches_the_bar(qtbot: QtBot, clock: MovedClock) -> None:
    flow, _desk = ready(9, clock)
    flow.press(Verdict.APPROVE)
    stored = DecisionReceipt(story.action_id(9), Verdict.APPROVE, 41, "ab" * 32, "", None, "stored")
    flow.stored(stored)
    assert flow.stage is Stage.DECIDED
    flow.stored(replace(stored, state="refused", note="the agent was halted"))
    assert flow.receipt is not None
    assert flow.receipt.state == "refused"
