"""The inbox as a person uses it: keys and buttons of the real window on a desk in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counterseal.errors import KnownError, Locked, Unreachable
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.window import MainWindow

Choose = Callable[[MainWindow, int], None]
KEYS = {Verdict.APPROVE: Qt.Key.Key_A, Verdict.REJECT: Qt.Key.Key_R, Verdict.EDIT: Qt.Key.Key_E,
        Verdict.ANSWER: Qt.Key.Key_Q}  # fmt: skip


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the keyboard"
    qtbot.keyClick(target, key, modifier)


def text_of(window: MainWindow, name: str) -> str:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found.text()


def see_all(window: MainWindow, qtbot: QtBot) -> None:
    for section in ("facts", "trace"):
        window.inbox.detail.show_section(section)
        qtbot.waitUntil(lambda section=section: section in window.inbox.flow.opened)


def test_one_key_approves_low_risk_and_ctrl_z_takes_it_back(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.DECIDED)
    assert [draft.hold_seconds for draft in desk.drafts] == [10.0]
    assert "facts" in desk.drafts[0].shown.opened
    assert window.inbox.toast.isVisible()
    assert "runs in 9 s" in text_of(window, "undoWords")
    assert window.inbox.model.note_of(story.action_id(9)) == "signed, entry 41 · delivering…"
    press(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.withdrawn == [story.action_id(9)])
    qtbot.waitUntil(lambda: not window.inbox.toast.isVisible())
    assert "taken back" in window.inbox.model.note_of(story.action_id(9))


def test_what_was_taken_back_can_be_decided_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.DECIDED)
    first = desk.receipt(desk.drafts[0], state="delivered")
    assert window.inbox.undo()
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.CLOSED)
    back = desk.receipt(replace(desk.drafts[0], verdict=Verdict.WITHDRAW), seq=43, state="delivered")
    desk.tell("receipt", back)
    desk.tell("receipt", first)
    qtbot.waitUntil(lambda: "taken back, entry 43" in window.inbox.model.note_of(story.action_id(9)))
    qtbot.mouseClick(window.findChild(QPushButton, "reloadButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    clock.move(1.0)
    window.inbox.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: [draft.verdict for draft in desk.drafts] == [Verdict.APPROVE, Verdict.REJECT])


def test_the_undo_goes_away_when_its_time_is_over(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.inbox.toast.isVisible())
    clock.move(10.1)
    assert not window.inbox.undo()
    assert not window.inbox.toast.isVisible()
    assert desk.withdrawn == []


def test_the_selection_moves_on_only_by_the_persons_key(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.DECIDED)
    desk.set_queue(tuple(item for item in desk.items if item.id != story.action_id(9)))
    qtbot.waitUntil(lambda: window.inbox.model.row_at(window.inbox.model.row_of(story.action_id(9))).ended)
    assert window.inbox.view.current_id() == story.action_id(9)
    press(qtbot, Qt.Key.Key_J)
    assert window.inbox.view.current_id() == story.action_id(10)


def test_moderate_is_confirmed_on_a_restated_verb_by_its_button(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 7)
    press(qtbot, Qt.Key.Key_A)
    confirm = window.findChild(QPushButton, "confirmButton")
    assert confirm.isVisible()
    assert confirm.text() == "Approve rebook PN-309"
    assert not confirm.hasFocus()
    assert not confirm.isDefault()
    clock.move(1.0)
    press(qtbot, Qt.Key.Key_Return)
    assert desk.drafts == [], "Enter confirms nothing while the button has no focus"
    confirm.setFocus(Qt.FocusReason.TabFocusReason)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(confirm, held)
    assert desk.drafts == [], "a held Enter confirms nothing"
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)


def test_critical_from_the_keyboard_alone(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 1)
    bar = window.inbox.bar
    press(qtbot, Qt.Key.Key_A)
    assert "trace" in text_of(window, "decisionMessage")
    see_all(window, qtbot)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(bar.reason.hasFocus)
    qtbot.keyClicks(bar.reason, "A read reason")
    assert desk.drafts == []
    window.inbox.view.setFocus()
    press(qtbot, Qt.Key.Key_A)
    assert bar.typed.isVisible()
    assert bar.passphrase.isVisible()
    clock.move(1.0)
    bar.typed.setFocus()
    bar.typed.insert("€1,240.00")  # QTest cannot press a key that most keyboards lack
    bar.passphrase.setFocus()
    qtbot.keyClicks(bar.passphrase, "wrong")
    qtbot.mouseClick(bar.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "wrong" in text_of(window, "decisionMessage"))
    assert bar.passphrase.text() == ""
    qtbot.keyClicks(bar.passphrase, PASSPHRASE)
    qtbot.mouseClick(bar.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    assert desk.drafts[0].step_up
    assert desk.drafts[0].reason == "A read reason"
    assert bar.passphrase.text() == ""


@pytest.mark.parametrize("number", [1, 3, 7, 9])
def test_escape_never_decides(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock, number: int
) -> None:
    for opens in (Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_Q):
        if number == 9 and opens is Qt.Key.Key_A:
            continue
        choose(window, number)
        see_all(window, qtbot)
        window.inbox.flow.reason = "Because"
        press(qtbot, opens)
        clock.move(1.0)
        press(qtbot, Qt.Key.Key_Escape)
        press(qtbot, Qt.Key.Key_Escape)
        assert window.inbox.flow.stage is Stage.READY
    assert desk.drafts == []


def test_a_held_key_decides_nothing(qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose) -> None:
    choose(window, 9)
    for key, letter in ((Qt.Key.Key_A, "a"), (Qt.Key.Key_R, "r")):
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter, True)
            QApplication.sendEvent(window.inbox.view, event)
    assert desk.drafts == []
    assert window.inbox.flow.stage is Stage.READY


def test_a_held_space_on_the_approve_button_never_confirms(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 7)
    window.inbox.bar.approve.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert window.inbox.flow.stage is Stage.CONFIRM
    assert not window.inbox.bar.confirm.hasFocus()
    clock.move(1.0)
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        focus = QApplication.focusWidget()
        assert focus is not None
        QApplication.sendEvent(focus, QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True))
    press(qtbot, Qt.Key.Key_Return)
    assert desk.drafts == []


def test_the_guard_after_the_selection_moves(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_R)
    qtbot.mouseClick(window.inbox.bar.reject, Qt.MouseButton.LeftButton)
    assert desk.drafts == []
    clock.move(0.41)
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: [draft.action_id for draft in desk.drafts] == [story.action_id(10)])


def test_letters_typed_into_text_fields_decide_nothing(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    for field in (window.inbox.bar.reason, window.inbox.filter, window.top.search):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        qtbot.keyClicks(field, "area")
        assert field.text() == "area"
        assert window.inbox.flow.stage is not Stage.DECIDED
        field.clear()
    assert desk.drafts == []
    choose(window, 9)
    press(qtbot, Qt.Key.Key_Q)
    window.inbox.bar.answer.setFocus()
    qtbot.keyClicks(window.inbox.bar.answer, "ear")
    assert window.inbox.bar.answer.toPlainText() == "ear"
    assert desk.drafts == []


def test_an_answer_goes_out_with_ctrl_enter(qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose) -> None:
    choose(window, 1)
    press(qtbot, Qt.Key.Key_Q)
    window.inbox.bar.answer.setFocus()
    qtbot.keyClicks(window.inbox.bar.answer, "Ask for the photos first")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    assert desk.drafts[0].verdict is Verdict.ANSWER
    assert desk.drafts[0].answer == "Ask for the photos first"


def test_an_edit_is_shown_as_a_change_and_signed_with_types_kept(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 7)
    press(qtbot, Qt.Key.Key_E)
    edit = window.inbox.edit
    qtbot.waitUntil(edit.isVisible)
    assert not window.inbox.bar.edit_sign.isEnabled(), "nothing is changed yet"
    editor = edit.form.editor("count")
    editor.setText("3")
    qtbot.waitUntil(window.inbox.bar.edit_sign.isEnabled)
    assert [mark.shown_text() for mark in edit.changes.marks()] == ["− 37", "+ 3"]
    assert "→" in text_of(window, "editDigests")
    editor.setText("three")
    qtbot.waitUntil(lambda: not window.inbox.bar.edit_sign.isEnabled())
    assert "cannot be signed" in edit.policy.text()
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.drafts == []
    editor.setText("4")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    assert desk.drafts[0].arguments == {"target": "PN-309", "count": 4}
    qtbot.waitUntil(lambda: not edit.isVisible())


def test_new_items_wait_behind_the_bar(qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose) -> None:
    choose(window, 9)
    at = window.inbox.view.visualRect(window.inbox.view.currentIndex())
    desk.set_queue((story.item(11), story.item(12), *desk.items))
    qtbot.waitUntil(window.inbox.new_bar.isVisible)
    assert window.inbox.new_bar.text() == "2 new"
    assert window.inbox.view.visualRect(window.inbox.view.currentIndex()) == at
    assert window.inbox.model.row_of(story.action_id(11)) == -1
    qtbot.mouseClick(window.inbox.new_bar, Qt.MouseButton.LeftButton)
    assert not window.inbox.new_bar.isVisible()
    assert window.inbox.model.row_of(story.action_id(11)) > 0
    assert window.inbox.view.current_id() == story.action_id(9)
    assert window.inbox.flow.stage is Stage.READY, "the open item is still the same"


def test_selecting_an_item_that_waits_aside_brings_it_in(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.set_queue((story.item(11), *desk.items))
    qtbot.waitUntil(lambda: window.inbox.model.new_count == 1)
    assert window.inbox.select(story.action_id(11))
    assert not window.inbox.select("0191f0a0-0000-7000-8000-00000000dead")


def test_an_item_that_ends_while_open_is_disabled_with_the_reason(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    ended = replace(story.detail(story.item(9)), item=story.item(9, state=State.WITHDRAWN))
    desk.details[ended.item.id] = ended
    desk.set_queue(tuple(item for item in desk.items if item.id != ended.item.id))
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.CLOSED)
    assert "the agent took it back" in text_of(window, "decisionMessage")
    assert window.inbox.model.note_of(ended.item.id) == "the agent took it back"
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_R)
    assert desk.drafts == []


def test_an_approval_that_a_halt_voids_says_so(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.DECIDED)
    void = story.item(9, state=State.VOID)
    desk.tell("queue", tuple(void if item.id == void.id else item for item in desk.items))
    qtbot.waitUntil(lambda: window.inbox.model.note_of(void.id) == "void: the agent was halted")
    assert "void: the agent was halted" in text_of(window, "decisionMessage")
    assert window.inbox.model.counts().all == 9


def test_a_changed_item_can_be_loaded_anew(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose, clock: MovedClock
) -> None:
    choose(window, 9)
    newer = story.item(9, digest="f" * 64, version=2)
    desk.set_queue(tuple(newer if item.id == newer.id else item for item in desk.items))
    reload_button = window.findChild(QPushButton, "reloadButton")
    qtbot.waitUntil(reload_button.isVisible)
    qtbot.mouseClick(reload_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    clock.move(1.0)
    window.inbox.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: [draft.digest for draft in desk.drafts] == ["f" * 64])


def test_a_late_detail_never_replaces_the_chosen_one(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.hold = True
    window.inbox.select(story.action_id(1))
    window.inbox.select(story.action_id(2))
    desk.hold = False
    desk.release()
    qtbot.waitUntil(lambda: window.inbox.flow.detail is not None)
    qtbot.wait(20)
    assert window.inbox.flow.detail is not None
    assert window.inbox.flow.detail.item.id == story.action_id(2)


def test_news_of_the_delivery_is_told_on_the_row_and_in_the_bar(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.DECIDED)
    desk.tell("receipt", desk.receipt(desk.drafts[0], state="refused", note="the deadline had passed"))
    qtbot.waitUntil(lambda: "the deadline had passed" in text_of(window, "decisionMessage"))
    assert window.inbox.model.note_of(story.action_id(9)) == "refused: the deadline had passed"


def test_a_failed_signature_is_said_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    desk.fail["decide"] = Unreachable("The disk is full", todo="Make room.")
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "The disk is full" in text_of(window, "decisionMessage"))
    assert window.inbox.flow.stage is Stage.READY
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)


def test_a_locked_key_is_unlocked_and_the_same_draft_is_signed(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    desk.fail["decide"] = Locked("Your key is locked")
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.sheet() is not None)
    field = window.sheet().field
    qtbot.keyClicks(field, "wrong")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "wrong" in text_of(window, "unlockWrong"))
    qtbot.keyClicks(field, PASSPHRASE)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.drafts) == 1)
    qtbot.waitUntil(lambda: window.sheet() is None)


def test_giving_up_on_the_passphrase_signs_nothing(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    choose(window, 9)
    desk.fail["decide"] = Locked("Your key is locked")
    press(qtbot, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.sheet() is not None)
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    assert desk.drafts == []
    assert "Nothing was signed" in text_of(window, "decisionMessage")


def test_what_cannot_be_shown_offers_only_reject(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    desk.items = (story.item(1, problem="Arguments hold 1e999"), *desk.items[1:])
    window = open_window()
    choose(window, 1)
    assert window.inbox.detail.problem.isVisible()
    assert not window.inbox.detail.facts.isVisible()
    visible = [name for name in ("rejectButton", "answerButton", "editButton", "approveButton")
               if window.findChild(QPushButton, name).isVisible()]  # fmt: skip
    assert visible == ["rejectButton"]


def test_an_auditor_sees_no_decision_buttons(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    desk.state = replace(desk.state, identity=replace(desk.state.identity, roles=("auditor",)))
    window = open_window()
    choose(window, 9)
    assert not window.findChild(QPushButton, "approveButton").isVisible()
    press(qtbot, Qt.Key.Key_A)
    press(qtbot, Qt.Key.Key_R)
    assert desk.drafts == []


def test_empty_loading_and_error_states(qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]) -> None:
    desk.items = ()
    window = open_window()
    assert window.inbox.placeholder.title.text() == "Nothing waits for you"
    assert not window.inbox.bar.isVisible()
    desk.set_queue(story.queue())
    qtbot.waitUntil(lambda: window.inbox.placeholder.title.text() == "Select an action")
    desk.hold = True
    window.inbox.select(story.action_id(1))
    assert window.inbox.placeholder.title.text() == "Loading this action…"
    desk.fail["detail"] = KnownError("The gateway answered HTML", where="http://127.0.0.1:1", todo="Check the address.")
    desk.hold = False
    desk.release()
    qtbot.waitUntil(lambda: window.inbox.placeholder.title.text() == "This action cannot be opened")
    assert "Check the address." in window.inbox.placeholder.error.text()
    qtbot.mouseClick(window.findChild(QPushButton, "placeholderRetry"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)


def test_filter_and_pills(qtbot: QtBot, window: MainWindow, choose: Choose) -> None:
    choose(window, 1)
    press(qtbot, Qt.Key.Key_Slash)
    assert window.inbox.filter.hasFocus()
    qtbot.keyClicks(window.inbox.filter, "merge")
    qtbot.waitUntil(lambda: window.inbox.model.rowCount() == 2)
    press(qtbot, Qt.Key.Key_Escape)
    assert window.inbox.model.rowCount() > 2
    assert window.inbox.view.hasFocus()
    window.inbox.set_pill("critical")
    assert window.inbox.model.rowCount() == 3


def test_keys_move_and_open_sections(qtbot: QtBot, window: MainWindow, choose: Choose) -> None:
    choose(window, 1)
    press(qtbot, Qt.Key.Key_J)
    assert window.inbox.view.current_id() == story.action_id(2)
    press(qtbot, Qt.Key.Key_K)
    assert window.inbox.view.current_id() == story.action_id(1)
    qtbot.waitUntil(lambda: window.inbox.flow.stage is Stage.READY)
    assert "raw" not in window.inbox.flow.opened
    press(qtbot, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: "raw" in window.inbox.flow.opened)
    assert window.inbox.detail.raw.isVisible()
    press(qtbot, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "trace" in window.inbox.flow.opened)


def test_folded_facts_are_said_above_the_buttons_and_count_as_unseen(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow], choose: Choose
) -> None:
    made = story.detail(story.item(3))
    long = replace(made.facts.rows[0], value="\n".join(f"line {number}" for number in range(200)))
    desk.details[made.item.id] = replace(made, facts=replace(made.facts, rows=(long, *made.facts.rows[1:])))
    window = open_window()
    choose(window, 3)
    qtbot.waitUntil(lambda: "folded away" in text_of(window, "decisionMessage"))
    window.inbox.detail.show_section("trace")
    qtbot.waitUntil(lambda: "trace" in window.inbox.flow.opened)
    assert "facts" not in window.inbox.flow.opened
    qtbot.mouseClick(window.findChild(QPushButton, "showAllFacts"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.inbox.detail.hidden_lines() == 0)
