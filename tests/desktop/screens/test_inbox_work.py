"""A reviewer's work with the list, in their words: narrowing, views, putting off, deciding together, reading anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from counterseal.clock import later
from counterseal.errors import KnownError, Unreachable
from counterseal.model.decisions import Verdict
from counterseal.model.precedent import Alike, Precedent
from counterseal.model.risk import Risk
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import SourceView
from counterseal.sync.api_inbox import InboxMemory, SavedView, Snooze
from counterseal_desktop import theme
from counterseal_desktop.inbox import snoozing
from counterseal_desktop.inbox.batch_sheet import BatchSheet
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.inbox.narrowing import Narrowing
from counterseal_desktop.shell.window import MainWindow

Choose = Callable[[MainWindow, int], None]


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    shown = [one for one in window.findChildren(QAbstractButton, name) if one.isVisible()]
    assert shown, f"{name} is not shown"
    assert shown[-1].isEnabled(), f"{name} cannot be pressed"
    qtbot.mouseClick(shown[-1], Qt.MouseButton.LeftButton)


def choose_in_menu(menu: QMenu, *words: str) -> None:
    """Follow the words through a menu and its parts."""
    for word in words[:-1]:
        part = next(action.menu() for action in menu.actions() if action.text() == word and action.menu())
        menu = part
    next(action for action in menu.actions() if action.text().startswith(words[-1])).trigger()


def titles(window: MainWindow) -> list[str]:
    rows = [window.inbox.model.row_at(number) for number in range(window.inbox.model.rowCount())]
    return [row.title for row in rows if row.item is not None]


def headings(window: MainWindow) -> list[str]:
    model = window.inbox.model
    return [model.row_at(number).heading for number in model.headings()]


def says(window: MainWindow, name: str) -> str:
    found = window.findChild(QWidget, name)
    return "" if found is None or not found.isVisible() else found.text()


def put_off(window: MainWindow, number: int, clock: MovedClock, hours: float) -> None:
    item = window.inbox.model.item(story.action_id(number))
    assert item is not None
    window.inbox.list_side.snooze(item, clock.now() + timedelta(hours=hours))


# Narrowing and views


def test_i_see_only_mine_and_how_many_there_are(qtbot: QtBot, window: MainWindow) -> None:
    assert window.findChild(QAbstractButton, "inboxPill_mine").text() == "Mine 3"
    click(qtbot, window, "inboxPill_mine")
    assert titles(window) == [story.item(number).title for number in (1, 3, 9)]


def test_i_group_by_agent_and_narrow_to_one_person(qtbot: QtBot, window: MainWindow) -> None:
    pane = window.inbox.pane
    choose_in_menu(pane.menu.make(), "Group by", "Agent")
    assert headings(window)[:3] == ["Refunds agent", "Code agent", "Procurement agent"]
    choose_in_menu(pane.menu.make(), "Person", "Jonas")
    assert {window.inbox.model.item(story.action_id(n)).owner_id for n in (2, 4)} == {story.JONAS}
    assert story.item(1).title not in titles(window)
    click(qtbot, window, "inboxFacet_person")
    assert len(titles(window)) == 10
    assert headings(window)[0] == "Refunds agent"


def test_my_view_is_there_again_tomorrow(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    window.inbox.pane.narrow(Narrowing("critical", "agent"))
    window.inbox.list_side.open_views()
    window.sheet().name.setText("Critical by agent")
    window.findChild(QAbstractButton, "viewDefault").setChecked(True)
    click(qtbot, window, "viewSave")
    assert desk.inbox.memory == InboxMemory((SavedView("Critical by agent", "critical", "agent"),), "Critical by agent")
    click(qtbot, window, "viewsClose")
    tomorrow = open_window()
    qtbot.waitUntil(lambda: titles(tomorrow) == [story.item(1).title, story.item(2).title])
    assert headings(tomorrow) == ["Refunds agent", "Code agent"]
    assert tomorrow.findChild(QAbstractButton, "inboxPill_critical").isChecked()
    tomorrow.inbox.list_side.open_views()
    click(qtbot, tomorrow, "viewRowForget")
    assert desk.inbox.memory == InboxMemory()


def test_a_memory_that_cannot_be_read_hides_nothing_and_says_so(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.fail["inbox_kept"] = KnownError("Saved views could not be read", where="inbox.json")
    window = open_window()
    qtbot.waitUntil(lambda: window.banner.isVisible())
    assert "Saved views could not be read" in window.banner.message()
    assert len(titles(window)) == 10


# Putting off


def test_i_put_something_off_and_it_comes_back_in_time(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 7)
    put_off(window, 7, clock, 1)
    assert story.item(7).title not in titles(window)
    qtbot.waitUntil(lambda: window.inbox.view.current_id() == story.action_id(8))
    pill = window.findChild(QAbstractButton, "inboxPill_snoozed")
    assert pill.isVisible()
    assert pill.text() == "Snoozed 1"
    assert [one.action for one in desk.inbox.memory.snoozed] == [story.action_id(7)]
    clock.move(3601)
    window.inbox.list_side._on_wake()
    qtbot.waitUntil(lambda: window.inbox.model.new_count == 1)
    assert not pill.isVisible()
    assert desk.inbox.memory.snoozed == ()


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "0" * 64},
        {"escalated": "escalated to Jonas Öberg"},
        {"approved_by": (story.JONAS,), "has": 1},
        {"expires_at": later(story.NOON, 1200)},
        {"risk": Risk.R4},
    ],
)
def test_what_changes_comes_back_at_once(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, clock: MovedClock, change: dict[str, Any]
) -> None:
    put_off(window, 7, clock, 2)
    assert story.item(7).title not in titles(window)
    desk.set_queue(tuple(replace(one, **change) if one.id == story.action_id(7) else one for one in desk.items))
    qtbot.waitUntil(lambda: window.inbox.model.new_count == 1)
    assert desk.inbox.memory.snoozed == ()


def test_a_snooze_stays_over_a_restart_and_can_be_ended(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose, clock: MovedClock
) -> None:
    item = story.item(8)
    kept = Snooze(item.id, later(story.NOON, 3600), item.digest, snoozing.stood(item))
    desk.inbox.memory = InboxMemory(snoozed=(kept,))
    window = open_window()
    qtbot.waitUntil(lambda: window.inbox.model.counts().snoozed == 1)
    qtbot.waitUntil(lambda: item.title not in titles(window))
    click(qtbot, window, "inboxPill_snoozed")
    assert titles(window) == [item.title]
    until = story.NOON.astimezone() + timedelta(hours=1)
    assert window.inbox.model.row_at(window.inbox.model.row_of(item.id)).note == f"put off until {until:%d %b %H:%M}"
    choose(window, 8)
    window.inbox.press(Verdict.REJECT)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    menu = window.inbox.list_side.snooze_menu(item, window)
    choose_in_menu(menu, "Bring it back now")
    assert window.inbox.model.counts().snoozed == 0
    assert window.findChild(QAbstractButton, "inboxPill_all").isChecked()
    assert window.inbox.view.current_id() == item.id


def test_what_is_critical_or_ends_soon_offers_no_later(qtbot: QtBot, window: MainWindow, choose: Choose) -> None:
    choose(window, 1)
    assert not window.inbox.detail.snooze.isVisible()
    for number in (1, 3):
        item = window.inbox.model.item(story.action_id(number))
        menu = window.inbox.list_side.snooze_menu(item, window)
        assert [action.isEnabled() for action in menu.actions()] == [False]


def test_an_empty_list_says_why_it_is_empty(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, clock: MovedClock
) -> None:
    window.inbox.pane.narrow(Narrowing(text="nothing at all"))
    assert says(window, "placeholderTitle") == "Nothing matches the filter"
    click(qtbot, window, "placeholderAll")
    assert len(titles(window)) == 10
    desk.set_queue((story.item(7),))
    qtbot.waitUntil(lambda: window.inbox.model.counts().all == 1)
    window.inbox.pane.show_new()
    put_off(window, 7, clock, 1)
    assert says(window, "placeholderTitle") == "1 put off, none else waits"
    desk.set_queue(())
    qtbot.waitUntil(lambda: says(window, "placeholderTitle") == "Nothing waits for you")
    assert "since eu-gateway cannot be reached" in window.inbox.placeholder.text.text()
    back = tuple(SourceView(one.name, one.kind, "live") for one in desk.state.sources)
    desk.tell("status", replace(desk.state, sources=back))
    qtbot.waitUntil(lambda: "by themselves" in window.inbox.placeholder.text.text())


# Precedent


def test_i_read_how_it_was_decided_before_and_open_it_in_history(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    before = Alike(
        story.action_id(4), 400, "", "edit", "Jonas Öberg", later(story.NOON, -7200), "Refund \u202eodd", ("Pay to",)
    )
    known = Precedent((("approve", 38), ("reject", 2)), "€910.00", True, ("no person has approved this payee before",),
                      (before,))  # fmt: skip
    desk.details[story.action_id(1)] = replace(story.detail(story.item(1)), precedent=known)
    choose(window, 1)
    card = window.inbox.detail.side.precedent
    assert card.lines() == [
        "40 decided for this agent and tool",
        "38 approved · 2 rejected",
        "Largest approved so far €910.00",
    ]
    chips = [chip.accessibleName() for chip in window.inbox.detail._chip_box.findChildren(QWidget)]
    assert "no person has approved this payee before" in chips
    assert "above the largest approved so far, €910.00" in chips
    click(qtbot, window, "precedentToggle")
    row = window.findChild(QWidget, "alikeRow")
    words = "\n".join(label.text() for label in row.findChildren(QWidget) if hasattr(label, "text"))
    assert "Edited and approved by Jonas Öberg, 2 h 0 min ago" in words
    assert "The same: Pay to" in words
    assert "\u202e" not in words
    with qtbot.waitSignal(window.inbox.history_wanted) as told:
        click(qtbot, window, "alikeOpen")
    assert told.args == [story.action_id(4)]


# Deciding together


def refund(number: int, amount: int, **changes: Any) -> tuple[QueueItem, ActionDetail]:
    item = story.item(number, risk=Risk.R1, title=f"Refund {amount} for order {number}", **changes)
    detail = story.detail(item)
    action = replace(detail.action, arguments={**detail.action.arguments, "amount_minor": amount, "order": str(number)})
    descriptor = {**story.REFUND_TOOL, "risk": item.risk.value}
    facts = story.facts_of.render(action, story.read_descriptor(descriptor))
    return item, replace(detail, action=action, facts=facts, descriptor=descriptor)


@pytest.fixture
def refunds(desk: DeskDouble) -> list[QueueItem]:
    """Five small refunds, the third of them large."""
    made = [refund(20 + number, amount) for number, amount in enumerate((1_000, 1_100, 9_900, 1_200, 1_300))]
    desk.items = (*desk.items, *(item for item, _detail in made))
    desk.details.update({item.id: detail for item, detail in made})
    return [item for item, _detail in made]


def together(qtbot: QtBot, window: MainWindow, choose: Choose, clock: MovedClock) -> BatchSheet:
    choose(window, 20)
    assert window.inbox.detail.alike.text() == "Decide 5 together…"
    click(qtbot, window, "alikeTogether")
    sheet = window.sheet()
    assert isinstance(sheet, BatchSheet)
    qtbot.waitUntil(lambda: len(sheet.rows) == 5)
    clock.move(1.0)
    return sheet


def test_i_approve_alike_ones_together_each_with_its_own_signature(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    sheet = together(qtbot, window, choose, clock)
    assert sheet.rows[0].action_id == refunds[2].id, "what stands out is on top"
    assert "far above the others' amounts" in sheet.rows[0].why.text()
    assert sheet.rows[0].facts.values() == ["22", "€99.00"]
    qtbot.mouseClick(sheet.rows[0].box, Qt.MouseButton.LeftButton)
    assert says(window, "batchApprove") == "Approve 4"
    click(qtbot, window, "batchApprove")
    assert desk.drafts == [], "a press right after the choice counts for nothing"
    clock.move(1.0)
    window.findChild(QLineEdit, "batchReason").setText("usual")
    click(qtbot, window, "batchApprove")
    qtbot.waitUntil(lambda: len(desk.drafts) == 4)
    others = [one for one in refunds if one is not refunds[2]]
    assert [(draft.action_id, draft.digest, draft.nonce) for draft in desk.drafts] == [
        (one.id, one.digest, one.nonce) for one in others
    ]
    assert {(draft.verdict, draft.reason, draft.hold_seconds) for draft in desk.drafts} == {
        (Verdict.APPROVE, "usual", 10.0)
    }
    assert desk.drafts[0].shown.opened == ("batch",)
    told = ["", *(f"signed, entry {41 + number}" for number in range(4))]
    qtbot.waitUntil(lambda: [row.state.text() for row in sheet.rows] == told)
    assert window.inbox.model.note_of(others[0].id).startswith("signed, entry 41")


def test_what_changes_meanwhile_falls_out_in_front_of_me(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    sheet = together(qtbot, window, choose, clock)
    changed = replace(refunds[1], digest="0" * 64)
    claimed = replace(refunds[3], claimed_by=story.JONAS, claimed_name="Jonas")
    newer = {changed.id: changed, claimed.id: claimed}
    gone = refunds[4].id
    desk.set_queue(tuple(newer.get(one.id, one) for one in desk.items if one.id != gone))
    qtbot.waitUntil(lambda: len(sheet.chosen()) == 2)
    said = {row.action_id: row.why.text() for row in sheet.rows if row.ended}
    assert said == {
        changed.id: "It changed while this was open. Open it alone to read it anew.",
        claimed.id: "Jonas is looking at this.",
        gone: "It no longer waits.",
    }
    clock.move(1.0)
    click(qtbot, window, "batchReject")
    qtbot.waitUntil(lambda: len(desk.drafts) == 2)
    assert {draft.action_id for draft in desk.drafts} == {refunds[0].id, refunds[2].id}


def test_moderate_ones_take_a_second_deliberate_press(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    raised = replace(refunds[0], risk=Risk.R2)
    desk.items = tuple(raised if one.id == raised.id else one for one in desk.items)
    desk.details[raised.id] = replace(desk.details[raised.id], item=raised)
    desk.set_queue(desk.items)
    sheet = together(qtbot, window, choose, clock)
    click(qtbot, window, "batchApprove")
    assert says(window, "batchApprove") == "Approve 5 × refund"
    click(qtbot, window, "batchApprove")
    assert desk.drafts == []
    clock.move(1.0)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert desk.drafts == []
    sheet = together(qtbot, window, choose, clock)
    click(qtbot, window, "batchApprove")
    clock.move(1.0)
    click(qtbot, window, "batchApprove")
    qtbot.waitUntil(lambda: len(desk.drafts) == 5)
    assert {draft.action_id: draft.hold_seconds for draft in desk.drafts}[raised.id] == 0.0


def test_a_locked_key_stops_the_rest_until_i_unlock_it(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    sheet = together(qtbot, window, choose, clock)
    desk.state = replace(desk.state, identity=replace(desk.state.identity, locked=True))
    click(qtbot, window, "batchReject")
    qtbot.waitUntil(lambda: "locked" in sheet.note.text())
    assert desk.drafts == []
    sheet.passphrase.setText(PASSPHRASE)
    click(qtbot, window, "batchReject")
    qtbot.waitUntil(lambda: len(desk.drafts) == 5)
    assert sheet.passphrase.text() == ""


def test_one_that_cannot_be_read_or_signed_does_not_hold_up_the_others(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 20)
    desk.fail["detail"] = Unreachable("The gateway is away")
    click(qtbot, window, "alikeTogether")
    sheet = window.sheet()
    qtbot.waitUntil(lambda: len(sheet.rows) == 4)
    assert "The gateway is away" in says(window, "batchLeftOut")
    clock.move(1.0)
    desk.fail["decide"] = KnownError("The disk refused")
    click(qtbot, window, "batchReject")
    qtbot.waitUntil(lambda: len(desk.drafts) == 3)
    qtbot.waitUntil(lambda: sorted(row.state.text() for row in sheet.rows)[0] == "fell out")
    qtbot.waitUntil(lambda: sheet.note.text() == "Done.")


def test_a_value_cannot_pass_for_another_fact(
    qtbot: QtBot, refunds: list[QueueItem], window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    forged = desk.details[refunds[0].id]
    action = replace(forged.action, arguments={**forged.action.arguments, "reason_code": "ok · Amount: €0.01\u202e"})
    facts = story.facts_of.render(action, story.read_descriptor(dict(forged.descriptor or {})))
    desk.details[refunds[0].id] = replace(forged, action=action, facts=facts)
    sheet = together(qtbot, window, choose, clock)
    row = next(one for one in sheet.rows if one.action_id == refunds[0].id)
    assert row.facts.values()[:2] == ["20", "€10.00"]
    assert row.facts.values()[2] == "ok · Amount: €0.01⟦U+202E⟧"
    assert "it holds characters that cannot be seen" in row.why.text()


def test_what_is_high_is_never_offered_together(qtbot: QtBot, window: MainWindow, choose: Choose) -> None:
    choose(window, 1)
    assert not window.inbox.detail.alike.isVisible()
    assert window.inbox.together.open() is None


# Reading anew, and being cut off


def test_what_changed_is_shown_and_has_to_be_seen(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 9)
    seen = window.inbox.flow.detail
    newer = replace(seen.item, digest="0" * 64)
    action = replace(seen.action, arguments={**seen.action.arguments, "count": 3_700})
    desk.details[newer.id] = replace(seen, item=newer, action=action)
    desk.set_queue(tuple(newer if one.id == newer.id else one for one in desk.items))
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.CLOSED)
    click(qtbot, window, "reloadButton")
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    card = window.inbox.detail.changes
    assert card.isVisible()
    assert [mark.shown_text() for mark in card.members.marks()] == ["− 37", "+ 3700"]
    clock.move(1.0)
    flow = window.inbox.flow
    flow._opened = []
    flow.press(Verdict.APPROVE)
    assert flow.hint == "Read first what changed since you read it."
    assert desk.drafts == []
    qtbot.waitUntil(lambda: "changes" in flow.opened)
    flow.press(Verdict.APPROVE)
    qtbot.waitUntil(lambda: [draft.digest for draft in desk.drafts] == ["0" * 64])
    choose(window, 10)
    choose(window, 9)
    assert not card.isVisible()


def test_i_see_what_is_away_and_from_when_it_is_shown(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    local = story.NOON.astimezone() - timedelta(seconds=41)
    assert window.inbox.pane.away.message() == f"eu-gateway is away; shown as of {local:%H:%M:%S}."
    item = story.item(9, gateway="eu-gateway")
    desk.set_queue(tuple(item if one.id == item.id else one for one in desk.items))
    qtbot.waitUntil(lambda: window.inbox.model.item(item.id) == item)
    desk.details[item.id] = replace(story.detail(item), read_at=later(story.NOON, -41))
    choose(window, 9)
    chips = [chip.accessibleName() for chip in window.inbox.detail._chip_box.findChildren(QWidget)]
    assert f"eu-gateway is away: this is from {local:%H:%M:%S}" in chips
    assert says(window, "decisionMessage").startswith("eu-gateway is away. What you sign waits in the outbox")
    window.inbox.press(Verdict.REJECT)
    qtbot.waitUntil(lambda: "waits in the outbox until eu-gateway answers" in says(window, "decisionMessage"))
    assert window.inbox.model.note_of(item.id) == "signed, entry 41 · in the outbox"
    back = tuple(SourceView(one.name, one.kind, "live") for one in desk.state.sources)
    desk.tell("status", replace(desk.state, sources=back))
    qtbot.waitUntil(lambda: not window.inbox.pane.away.isVisible())


@pytest.fixture
def large_text() -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply_theme(app, "light", 2.0)
    yield
    theme.apply_theme(app, "light", 1.0)


@pytest.mark.usefixtures("large_text")
def test_where_there_is_little_room_i_read_and_go_back(qtbot: QtBot, window: MainWindow, choose: Choose) -> None:
    inbox = window.inbox
    window.resize(960, 600)
    qtbot.waitUntil(lambda: not inbox.stack.isVisible())
    assert inbox.pane.isVisible()
    choose(window, 9)
    qtbot.keyClick(inbox.view, Qt.Key.Key_Return)
    qtbot.waitUntil(inbox.detail.isVisible)
    assert not inbox.pane.isVisible()
    click(qtbot, window, "inboxToList")
    assert inbox.pane.isVisible()
    inbox.read()
    assert inbox.escape()
    assert inbox.pane.isVisible()
