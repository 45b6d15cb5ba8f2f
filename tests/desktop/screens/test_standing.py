"""Where an action stands with other people: quorum, claims, escalation, and what is left for me to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import screen_story as story
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.clock import later
from counterseal.errors import Unreachable
from counterseal.model import facts
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.facts import FactRow
from counterseal.model.risk import Risk
from counterseal.model.views import Approval, QueueItem
from counterseal_desktop.inbox import standing
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.inbox.standing import Place
from counterseal_desktop.shell.window import MainWindow

Choose = Callable[[MainWindow, int], None]
ANA = "0191f0a0-0000-7000-8000-000000000003"


def put(desk: DeskDouble, number: int, **changes: object) -> QueueItem:
    """Change one of the waiting items, and tell the window."""
    wanted = story.action_id(number)
    made = next(replace(one, **changes) for one in desk.items if one.id == wanted)
    desk.set_queue(tuple(made if one.id == wanted else one for one in desk.items))
    return made


@pytest.mark.parametrize(
    ("changes", "solo", "expected"),
    [
        ({}, False, Place.MINE),
        ({"approved_by": (story.MARIA,)}, False, Place.SIGNED),
        ({"approved_by": (story.JONAS,)}, False, Place.MINE),
        ({"edited_by": story.MARIA}, False, Place.SIGNED),
        ({"edited_by": story.MARIA}, True, Place.MINE),
        ({"edited_by": story.MARIA, "risk": Risk.R2}, False, Place.MINE),
        ({"claimed_by": story.JONAS}, False, Place.TAKEN),
        ({"claimed_by": story.MARIA}, False, Place.MINE),
        ({"claimed_by": story.JONAS, "approved_by": (story.MARIA,)}, False, Place.SIGNED),
        ({"state": State.UNKNOWN, "claimed_by": story.JONAS}, False, Place.UNKNOWN),
    ],
)
def test_where_i_stand(changes: dict[str, object], solo: bool, expected: Place) -> None:
    assert standing.place(story.item(3, **changes), story.MARIA, solo) is expected


def test_the_earlier_of_deadline_and_expiry_counts_and_only_the_deadline_rejects() -> None:
    soon, late = later(story.NOON, 600), later(story.NOON, 6000)
    rejects = story.item(3, deadline=soon, expires_at=late)
    assert standing.due(rejects) == soon
    local = (story.NOON + timedelta(seconds=600)).astimezone()
    assert standing.deadline_words(rejects, story.NOON) == f"rejected by itself at {local:%H:%M} if nobody decides"
    expires = story.item(3, deadline=late, expires_at=soon)
    assert standing.due(expires) == soon
    assert standing.deadline_words(expires, story.NOON) == ""
    assert standing.due(story.item(3, deadline=None, expires_at=None)) is None
    assert standing.due(story.item(3, deadline=soon, state=State.UNKNOWN)) is None


def test_a_claim_has_a_beginning_only_if_it_was_seen_to_begin() -> None:
    seen = standing.ClaimsSeen()
    free, taken = story.item(3), story.item(3, claimed_by=story.JONAS, claimed_name="Jonas Öberg")
    seen.look((taken,), (), story.NOON)
    assert seen.since(taken.id) is None
    seen.look((free,), (), story.NOON)
    seen.look((taken,), (), story.NOON + timedelta(seconds=60))
    seen.look((taken,), (), story.NOON + timedelta(seconds=90))
    assert seen.since(taken.id) == story.NOON + timedelta(seconds=60)
    at = (story.NOON + timedelta(seconds=60)).astimezone()
    assert standing.claim_words(taken, seen.since(taken.id)) == f"Jonas Öberg is looking at this since {at:%H:%M}"
    seen.look((replace(taken, claimed_by=ANA),), (), story.NOON + timedelta(seconds=120))
    assert seen.since(taken.id) == story.NOON + timedelta(seconds=120)
    seen.look((), {taken.id}, story.NOON + timedelta(seconds=130))
    seen.look((taken,), (), story.NOON + timedelta(seconds=140))
    assert seen.since(taken.id) is None


def test_names_and_words_of_others_are_made_safe() -> None:
    hostile = "Jonas\u202e\nÖberg"
    taken = story.item(3, claimed_by=story.JONAS, claimed_name=hostile, waits_for=hostile, needs=2,
                       escalated=hostile, has=1)  # fmt: skip
    said = [
        standing.claim_words(taken, None),
        *standing.progress(taken),
        standing.escalation_words(taken, story.MARIA),
        standing.masked_words([("/a\u202e", "AWS\u202ekey")]),
    ]
    assert all("\u202e" not in text and "\n" not in text for text in said)


def test_the_gateways_masks_are_plain_words_and_an_agents_own_brackets_are_not() -> None:
    known = story.detail(story.item(1))
    rows = (FactRow("Note", "key ⟦masked: AWS key⟧ and ⟦masked: nothing⟧"),)
    shown = standing.with_masks(replace(known.facts, rows=rows), [("/note", "AWS key")])
    assert shown.rows[0].value == "key [masked: AWS key] and ⟦masked: nothing⟧"
    assert standing.with_masks(known.facts, ()) is known.facts


def test_quorum_is_told_with_names_and_whom_it_waits_for(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    item = put(desk, 1, approved_by=(story.JONAS,), waits_for="a second person, not the owner")
    approval = Approval(story.JONAS, "Jonas Öberg", later(story.NOON, -60), False, "ab" * 32)
    detail = replace(story.detail(item), approvals=(approval,), redacted=(("/note", "AWS key"),), level="L4",
                     budgets=(("refunds", 7, 20),))  # fmt: skip
    desk.details[item.id] = detail
    window = open_window()
    choose(window, 1)
    pane = window.inbox.detail
    sees(qtbot, pane, "1 of 2 approvals: Jonas Öberg", "waits for a second person, not the owner")
    assert "Masked by the gateway: AWS key in note." in pane.masked.message()
    until(qtbot, lambda: "May run alone" in words(pane.side.mandate))
    said = pane.side.mandate.lines()
    assert said[0].startswith("L4 Approver. Up to Moderate runs alone")
    assert "Used: 7 of 20 (refunds)" in said
    put(desk, 1, approved_by=())
    until(qtbot, lambda: "approvals: Jonas" not in words(pane))


def test_what_i_approved_can_be_taken_back_and_rejected_but_not_approved_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 3, approved_by=(story.MARIA,), has=1, needs=2, waits_for="one more person")
    choose(window, 3)
    flow = window.inbox.flow
    assert flow.stage is Stage.SIGNED
    assert flow.verdicts() == {Verdict.REJECT}
    flow.press(Verdict.APPROVE)
    assert desk.drafts == []
    sees(qtbot, window.inbox.bar, "You approved this. It waits for one more person.")
    click(qtbot, window.inbox.bar, "takeBackButton")
    until(qtbot, lambda: desk.withdrawn == [story.action_id(3)])
    until(qtbot, lambda: flow.stage is Stage.CLOSED)


def test_my_approval_of_a_quorum_becomes_one_that_counts_when_the_gateway_has_it(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 9, needs=2)
    choose(window, 9)
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.DECIDED)
    put(desk, 9, approved_by=(story.MARIA,), has=1, waits_for="one more person")
    until(qtbot, lambda: window.inbox.flow.stage is Stage.SIGNED)
    assert window.inbox.bar.said.take_back.isVisibleTo(window)


def test_an_approval_that_was_taken_back_elsewhere_is_mine_to_give_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 9, approved_by=(story.MARIA,), has=1, needs=2)
    choose(window, 9)
    assert window.inbox.flow.stage is Stage.SIGNED
    put(desk, 9, approved_by=(), has=0)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.READY)
    window.inbox.press(Verdict.APPROVE)
    assert desk.drafts == [], "the guard starts again"


def test_somebody_elses_edit_voids_my_approval_and_asks_me_anew(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 9, needs=2)
    choose(window, 9)
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.DECIDED)
    choose(window, 7)
    put(desk, 9, digest="ef" * 32, edited_by=story.JONAS, approved_by=(story.JONAS,), has=1)
    until(qtbot, lambda: window.inbox.model.item(story.action_id(9)).edited_by == story.JONAS)
    choose(window, 9)
    assert window.inbox.flow.stage is Stage.READY


def test_what_somebody_else_looks_at_takes_a_deliberate_step_to_decide(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    put(desk, 9, claimed_by=story.JONAS, claimed_name="Jonas Öberg")
    until(qtbot, lambda: "Jonas Öberg is looking" in window.inbox.model.row_at(
        window.inbox.model.row_of(story.action_id(9))).note)  # fmt: skip
    choose(window, 9)
    flow = window.inbox.flow
    assert flow.stage is Stage.TAKEN
    flow.press(Verdict.APPROVE)
    assert desk.drafts == []
    at = story.NOON.astimezone()
    sees(qtbot, window.inbox.bar, f"Jonas Öberg is looking at this since {at:%H:%M}.")
    click(qtbot, window.inbox.bar, "goOnButton")
    assert flow.stage is Stage.READY
    flow.press(Verdict.APPROVE)
    assert desk.drafts == [], "the guard starts again"
    clock.move(1.0)
    flow.press(Verdict.APPROVE)
    until(qtbot, lambda: len(desk.drafts) == 1)


def test_an_item_that_is_given_back_is_mine_to_decide(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 9, claimed_by=story.JONAS, claimed_name="Jonas Öberg")
    choose(window, 9)
    assert window.inbox.flow.stage is Stage.TAKEN
    put(desk, 9, claimed_by="", claimed_name="")
    until(qtbot, lambda: window.inbox.flow.stage is Stage.READY)


def test_opening_claims_and_leaving_gives_back(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    until(qtbot, lambda: desk.autonomy.claims == [(story.action_id(9), True)])
    choose(window, 7)
    until(qtbot, lambda: desk.autonomy.claims[1:] == [(story.action_id(9), False), (story.action_id(7), True)])
    window.show_screen("agents")
    until(qtbot, lambda: desk.autonomy.claims[-1] == (story.action_id(7), False))
    assert len(desk.autonomy.claims) == 4, "each is claimed once and given back once"


def test_what_i_signed_is_not_claimed_and_given_back_at_once(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 9, needs=2)
    choose(window, 9)
    until(qtbot, lambda: desk.autonomy.claims == [(story.action_id(9), True)])
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: desk.autonomy.claims[1:] == [(story.action_id(9), False)])
    put(desk, 9, approved_by=(story.MARIA,), has=1, waits_for="one more person")
    until(qtbot, lambda: window.inbox.flow.stage is Stage.SIGNED)
    choose(window, 7)
    until(qtbot, lambda: desk.autonomy.claims[-1] == (story.action_id(7), True))
    choose(window, 9)
    assert window.inbox.flow.stage is Stage.SIGNED
    assert not window.inbox.further.claiming.settling
    put(desk, 9, approved_by=(), has=0)
    until(qtbot, lambda: desk.autonomy.claims[-1] == (story.action_id(9), True))


def test_a_release_follows_the_claim_that_it_ends(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    until(qtbot, lambda: not desk.held)
    claiming = window.inbox.further.claiming
    window.inbox.further.left()
    desk.autonomy.claims.clear()
    desk.hold = True
    claiming.open("one")
    until(qtbot, lambda: len(desk.held) == 1)
    claiming.leave()
    claiming.open("two")
    assert len(desk.held) == 1, "the release waits for its claim"
    desk.fail["claim"] = Unreachable("The gateway does not answer")
    desk.hold = False
    desk.release()
    until(qtbot, lambda: desk.autonomy.claims == [("one", False), ("two", True)])


def test_nobody_alone_on_the_roster_claims_anything(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    desk.state = replace(desk.state, identity=replace(desk.state.identity, solo=True))
    window = open_window()
    choose(window, 9)
    assert not window.inbox.further.claiming.wanted
    window.inbox.further.claiming._claim()
    assert desk.autonomy.claims == []


def test_who_was_escalated_to_reads_it_in_list_and_detail(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 3, escalated_to=(story.MARIA,), escalated="escalated to the deputy")
    put(desk, 4, escalated_to=(ANA,), escalated="escalated to the deputy")
    model = window.inbox.model
    until(qtbot, lambda: model.row_at(model.row_of(story.action_id(4))).note == "escalated to the deputy")
    assert model.row_at(model.row_of(story.action_id(3))).note == "escalated to you"
    choose(window, 3)
    sees(qtbot, window.inbox.detail, "escalated to you")


def test_an_unknown_outcome_is_resolved_with_how_it_is_known(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    put(desk, 6, state=State.UNKNOWN)
    choose(window, 6)
    assert window.inbox.flow.stage is Stage.UNKNOWN
    click(qtbot, window, "resolveButton")
    sheet = window.sheet()
    assert sheet is not None
    click(qtbot, sheet, "resolveSheetAct")
    sees(qtbot, sheet, "Choose what became of it.")
    sheet.findChild(QRadioButton, "resolveFailed").click()
    click(qtbot, sheet, "resolveSheetAct")
    sees(qtbot, sheet, "A reason is required")
    qtbot.keyClicks(sheet.reason, "The bucket is untouched")
    click(qtbot, sheet, "resolveSheetAct")
    until(qtbot, lambda: desk.autonomy.resolved == [(story.action_id(6), "failed", "The bucket is untouched")])
    until(qtbot, window.inbox.view.hasFocus)


def test_what_i_let_go_and_nobody_heard_of_again_is_mine_to_resolve(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.DECIDED)
    put(desk, 9, state=State.UNKNOWN)
    until(qtbot, lambda: window.inbox.flow.stage is Stage.UNKNOWN)
    choose(window, 7)
    choose(window, 9)
    assert window.inbox.flow.stage is Stage.UNKNOWN


def test_only_the_owner_may_describe_an_unknown_tool(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    for number in (3, 6):  # Maria's and Jonas's
        known = story.detail(story.item(number))
        desk.details[story.action_id(number)] = replace(known, descriptor=None, facts=facts.render(known.action, None))
    window = open_window()
    choose(window, 6)
    assert "Describe this tool…" not in words(window.inbox.detail)
    choose(window, 3)
    sees(qtbot, window.inbox.detail, "Describe this tool…")


def test_next_time_is_offered_behind_an_approval_and_to_its_owner_alone(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    link = window.inbox.bar.said.next_time
    choose(window, 9)
    assert not link.isVisibleTo(window)
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: link.isVisibleTo(window))
    choose(window, 10)  # Jonas answers for this agent
    window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: len(desk.drafts) == 2 and window.inbox.flow.stage is Stage.DECIDED)
    assert not link.isVisibleTo(window)
    choose(window, 7)
    window.inbox.press(Verdict.REJECT)
    until(qtbot, lambda: len(desk.drafts) == 3)
    assert not link.isVisibleTo(window)
