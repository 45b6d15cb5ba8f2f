"""The sheets that say how far an agent may go: level, mandate and charter, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace

import autonomy_double as signed
import pytest
import screen_story as story
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from reading import until, words
from sheet_owner import Owner

from counterseal.clock import later
from counterseal.errors import Forbidden, Unreachable
from counterseal.model.autonomy import Autonomy, Hours, Level, Limit, Payees, ToolGroup, Window
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import MandateDraft, OrderDone
from counterseal_desktop.agents.form import Problem
from counterseal_desktop.agents.mandate_rows import PayeesRow, apart
from counterseal_desktop.agents.mandate_words import mandate_lines
from counterseal_desktop.agents.units import BoundField
from counterseal_desktop.widgets import announcing


def test_raising_a_level_shows_what_it_would_have_changed_and_takes_a_step_up(owner: Owner) -> None:
    owner.desk.autonomy.what = replace(owner.desk.autonomy.what, needs_second=True, warnings=("Two were rejected.",))
    owner.desk.autonomy.done = OrderDone(9, "ab" * 32, "needs_second")
    owner.sheets.level("refunds", Level.L5)
    owner.sees("41 instead of 12 of 53 would have run alone.", "Send offer to Nordfrakt AB: 12 months")
    owner.sees("A second person must sign this too.", "Two were rejected.", "2 would have been refused")
    owner.clicks("levelSheetAct")
    owner.sees("A reason is required")
    owner.types("levelSheetReason", "Two quiet months")
    owner.clicks("levelSheetAct")
    owner.sees("Your passphrase is asked for this.")
    owner.signs("Two quiet months")
    assert owner.signed() == ("set_level", "refunds", Autonomy(Level.L5), "Two quiet months")
    until(owner.bot, lambda: bool(owner.heard))
    assert "waits for a second person" in owner.heard[0][0]


def test_what_stood_there_at_the_press_is_what_is_signed(owner: Owner) -> None:
    owner.sheets.level("refunds", Level.L5)
    owner.sees("Raise to L5 Observer", "41 instead of 12")
    owner.desk.hold = True
    owner.signs()
    scale, groups = owner.finds("levelChoice"), owner.finds("levelGroupsAdd")
    assert not scale.isEnabled()
    owner.bot.keyClick(scale, Qt.Key.Key_Left)
    owner.bot.mouseClick(groups, Qt.MouseButton.LeftButton)
    assert owner.sheet.groups.rows == []
    owner.desk.hold = False
    owner.desk.release()
    assert owner.signed()[2] == Autonomy(Level.L5)


def test_a_sheet_that_is_left_during_the_unlock_signs_nothing(owner: Owner) -> None:
    owner.sheets.level("refunds", Level.L5)
    owner.sees("41 instead of 12")
    owner.desk.hold = True
    owner.signs()
    sheet = owner.sheet
    sheet.leave()
    sheet._on_unlocked()
    assert owner.desk.held, "the unlock was asked for"
    assert owner.desk.autonomy.signed == []
    assert not sheet._step_up.fresh()


@pytest.mark.parametrize("when", ["asked again", "called"])
def test_a_form_that_turns_wrong_during_the_unlock_stays_to_be_mended(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    owner.sheets.level("refunds", Level.L5)
    owner.sees("41 instead of 12")
    owner.desk.hold = True
    owner.signs()
    sheet = owner.sheet

    def refuse() -> None:
        raise Problem("Name the tools of the group.", sheet.scale)

    if when == "called":
        monkeypatch.setattr(sheet, "call", refuse)
    else:
        monkeypatch.setattr(sheet, "problem", lambda: ("Name the tools of the group.", sheet.scale))
    owner.desk.hold = False
    owner.desk.release()
    owner.sees("Name the tools of the group.")
    assert sheet.act.isEnabled()
    assert sheet.scale.isEnabled()
    assert owner.desk.autonomy.signed == []


def test_lowering_a_level_is_the_cheap_path(owner: Owner) -> None:
    owner.sheets.level("refunds")
    assert "Nothing has been changed yet." not in words(owner.sheet)
    owner.clicks("levelSheetAct")
    owner.sees("Nothing has been changed yet.")
    owner.bot.keyClick(owner.finds("levelChoice"), Qt.Key.Key_Left)
    owner.bot.keyClick(owner.finds("levelChoice"), Qt.Key.Key_2)
    assert owner.sheet.what_if.answer is None, "what was shown belongs to another choice"
    owner.sees("Lower to L2 Collaborator", "Read-only actions run alone", "41 instead of 12")
    until(owner.bot, lambda: owner.sheet.what_if.answer is not None)
    assert not owner.sheet.passphrase.isVisible()
    owner.clicks("levelSheetAct")
    assert owner.signed() == ("set_level", "refunds", Autonomy(Level.L2), "")
    until(owner.bot, lambda: bool(owner.heard))
    assert owner.heard == [("Signed and in force, entry 48,220.", "green")]


def test_groups_and_more_approvals_go_into_the_level(owner: Owner) -> None:
    owner.sheets.level("refunds")
    owner.sees("Tools with a level of their own")
    owner.clicks("levelGroupsAdd")
    row = owner.sheet.groups.rows[0]
    owner.clicks("levelSheetAct")
    owner.sees("Name the tools of the group, such as mail.*")
    row.tools.setText("mail.*, notes.add")
    row.name.setText("Mail")
    row.level.setCurrentIndex(2)
    box = owner.finds("quorum_R3")
    box.setCurrentIndex(box.findData(2))
    owner.signs()
    group = ToolGroup("Mail", ("mail.*", "notes.add"), Level.L2)
    assert owner.signed()[2] == Autonomy(Level.L4, (group,), {Risk.R3: 2})
    until(owner.bot, lambda: owner.desk.autonomy.asked[-1]["autonomy"] is not None)


def test_above_l1_a_charter_comes_first(owner: Owner) -> None:
    owner.sheets.level("procurement", Level.L3)
    owner.sees("Above L1 Operator it needs a charter")
    owner.clicks("levelSheetAct")
    owner.sees("Above L1 it needs a charter first.")
    owner.clicks("levelCharter")
    until(owner.bot, lambda: owner.sheet.objectName() == "charterSheet")
    assert owner.desk.autonomy.signed == []


def test_a_question_that_fails_is_told_and_signing_stays_possible(owner: Owner) -> None:
    owner.desk.failing["what_if"] = Unreachable("The gateway does not answer")
    owner.sheets.level("refunds", Level.L3)
    owner.sees("This cannot be worked out: The gateway does not answer")
    owner.desk.fail["set_level"] = Forbidden("Only its owner signs this")
    owner.signs()
    owner.sees("Only its owner signs this")
    owner.signs()
    assert owner.signed()[0] == "set_level"


def test_an_unchanged_mandate_comes_back_as_it_was_signed(owner: Owner) -> None:
    owner.sheets.mandate("refunds")
    owner.sees("Mandate of Refunds agent", "Only at certain hours")
    assert owner.sheet.limits.rows[0].field.currentText() == "Amount of refunds.issue"
    assert owner.sheet.hours.zone.currentText() == "Europe/Berlin"
    assert owner.sheet.mandate() == signed.mandate()
    owner.clicks("mandateSheetAct")
    owner.sees("Nothing has been changed yet.")


def test_a_mandate_with_patterns_and_odd_times_comes_back_as_it_was_signed(owner: Owner) -> None:
    odd = signed.mandate(
        tools=("refunds.*", "orders.get"),
        limits=(Limit("refunds.*", "amount_minor", 50_000, 100), Limit("stock.move", "pieces", 12)),
        windows=(
            Window("All of it", ("refunds.*", "mail.*"), None, 30, 6 * 3600),
            Window("Refunds", ("refunds.*",), "amount_minor", 90_000, 100),
        ),
        payees=(Payees("refunds.*", "iban", ("SE35 5000 0000 0549 1000 0003",)),),
        hours=Hours("UTC", (0, 2, 6), "22:00", "04:00"),
        confidence=None,
        silence=5400,
        outside="refuse",
    )
    view = next(one for one in owner.desk.agent_views if one.id == "refunds")
    owner.desk.autonomy.details["refunds"] = replace(signed.full_detail(view), mandate=odd)
    owner.sheets.mandate("refunds")
    owner.sees("Mandate of Refunds agent")
    assert owner.sheet.mandate() == odd
    assert mandate_lines(odd, (), story.NOON)[1:5] == [
        "amount_minor of each refunds.*: from 100 up to 50,000.",
        "pieces of each stock.move: at most 12.",
        "iban of refunds.*: SE35 5000 0000 0549 1000 0003.",
        "Only Mon, Wed, Sun, 22:00 to 04:00 (UTC).",
    ]
    assert mandate_lines(odd, (), story.NOON)[-1].endswith("lapses after 90 minutes without anybody at a desk.")


def test_a_level_is_chosen_by_the_mouse(owner: Owner) -> None:
    owner.sheets.level("refunds")
    owner.sees("It stands at L4 Approver")
    scale = owner.finds("levelChoice")
    at = QPoint(round(scale.centre_of(Level.L5)), scale.height() // 2)
    owner.bot.mouseMove(scale, at)
    owner.bot.mouseClick(scale, Qt.MouseButton.LeftButton, pos=at)
    owner.sees("Raise to L5 Observer")
    assert owner.sheet.autonomy() == Autonomy(Level.L5)


def test_a_first_mandate_is_made_in_words_and_units(owner: Owner) -> None:
    view = next(one for one in owner.desk.agent_views if one.id == "refunds")
    bare = replace(signed.full_detail(view), mandate=None, mandate_order=None, budgets=())
    owner.desk.autonomy.details["refunds"] = bare
    owner.sheets.mandate("refunds")
    owner.sees("Choose at least one tool that it may run alone.")
    sheet = owner.sheet
    sheet.tools["refunds.issue"].click()
    owner.types("mandateOthers", "mail.*")
    owner.clicks("mandateLimitsAdd")
    owner.clicks("mandateSheetAct")
    owner.sees("Write a number such as 500 or 499.90.")
    limit = sheet.limits.rows[0]
    owner.bot.keyClicks(limit.most, "499.90")
    assert limit.unit.text() == "EUR"
    owner.clicks("mandateWindowsAdd")
    owner.bot.keyClicks(sheet.windows.rows[0].most, "2,000")
    owner.clicks("mandatePayeesAdd")
    sheet.payees.rows[0].allowed.setPlainText("card ••4417, Visa\ncard ••9020, Maestro\n")
    owner.clicks("mandateOnlyHours")
    sheet.hours.start.setText("25:00")
    owner.clicks("mandateSheetAct")
    owner.sees("Write the time as 08:00.")
    sheet.hours.start.setText("09:30")
    sheet.hours.zone.setCurrentText("Europe/Stockholm")
    owner.clicks("mandateConfident")
    owner.clicks("mandateRefuse")
    owner.signs("A quiet quarter")
    made = owner.signed()[2]
    assert owner.signed()[3] == "A quiet quarter"
    assert made.tools == ("refunds.issue", "mail.*")
    assert made.limits == (Limit("refunds.issue", "amount_minor", 49_990),)
    assert made.windows == (Window("Amount of refunds.issue", ("refunds.issue",), "amount_minor", 200_000),)
    assert made.payees == (Payees("refunds.issue", "card", ("card ••4417, Visa", "card ••9020, Maestro")),)
    assert made.hours == Hours("Europe/Stockholm", (0, 1, 2, 3, 4), "09:30", "18:00")
    assert (made.confidence, made.outside, made.silence) == (0.8, "refuse", 86_400)
    assert made.expires_at > later(story.NOON, 89 * 86_400)


def test_taking_a_mandate_back_needs_no_passphrase(owner: Owner) -> None:
    owner.desk.autonomy.what = replace(owner.desk.autonomy.what, would_alone=0, would_wait=53, cases=())
    owner.sheets.mandate("refunds")
    owner.sees("Take the mandate back")
    owner.clicks("mandateDrop")
    until(owner.bot, lambda: owner.desk.autonomy.asked[-1]["drop_mandate"])
    owner.sees("0 instead of 12 of 53 would have run alone.")
    assert not owner.sheet.passphrase.isVisible()
    owner.clicks("mandateSheetAct")
    assert owner.signed() == ("set_mandate", "refunds", None, "")


def test_next_time_fills_the_mandate_and_offers_the_level(owner: Owner) -> None:
    draft = MandateDraft(Autonomy(Level.L5), signed.mandate(windows=()), ("Approved unedited: €120.00.",))
    owner.sheets.next_time("refunds", draft)
    owner.sees("Approved unedited: €120.00.", "At L4 Approver it would still wait. It also needs L5 Observer")
    assert owner.sheet.mandate() == draft.mandate
    owner.clicks("mandateLevel")
    until(owner.bot, lambda: owner.sheet.objectName() == "levelSheet")
    assert owner.sheet.scale.level is Level.L5


def test_next_time_asks_what_the_mandate_alone_would_change(owner: Owner) -> None:
    owner.desk.autonomy.what = replace(owner.desk.autonomy.what, needs_second=False, would_alone=12)
    draft = MandateDraft(Autonomy(Level.L5), signed.mandate(windows=()), ("Approved unedited.",))
    owner.sheets.next_time("refunds", draft)
    owner.sees("12 instead of 12", "What is counted below is this mandate alone.")
    asked = owner.desk.autonomy.asked[-1]
    assert (asked["autonomy"], asked["mandate"]) == (None, draft.mandate)
    assert not owner.sheet.passphrase.isVisible(), "the level's step-up is the level's"


def test_next_time_says_which_tool_needs_a_level_of_its_own(owner: Owner) -> None:
    group = ToolGroup("Issue", ("refunds.issue",), Level.L5)
    draft = MandateDraft(Autonomy(Level.L4, (group,)), signed.mandate(windows=()), ("Approved unedited.",))
    owner.sheets.next_time("refunds", draft)
    owner.sees("It also needs L5 Observer for refunds.issue, which is signed by itself.")
    owner.clicks("mandateLevel")
    until(owner.bot, lambda: owner.sheet.objectName() == "levelSheet")
    assert owner.sheet.autonomy() == draft.autonomy
    owner.signs()
    assert owner.signed()[:3] == ("set_level", "refunds", draft.autonomy)


def test_the_charter_takes_every_member(owner: Owner) -> None:
    owner.sheets.charter("procurement")
    owner.sees("Maria Lind answers for it.", "A third of the time each")
    owner.clicks("charterSheetAct")
    owner.sees("Say what it does, from where to where.")
    for name, text in (
        ("charterWorkflow", "Merges what is green."),
        ("charterBounds", "Never to a release branch."),
        ("charterMetric", "Merged without revert"),
        ("charterRunbook", "Revert, then tell the team."),
        ("charterData", "source code"),
        ("charterSystems", "Forge, CI"),
    ):
        owner.types(name, text)
    until(owner.bot, lambda: owner.sheet.deputy.findData(story.JONAS) >= 0)
    owner.sheet.deputy.setCurrentIndex(owner.sheet.deputy.findData(story.JONAS))
    owner.sheet.failure.setValue(2.5)
    owner.clicks("charterHasDeadline")
    owner.sheet.answer.setValue(90)
    owner.signs("")
    made = owner.signed()[2]
    assert (made.owner, made.deputy) == (story.MARIA, story.JONAS)
    assert (made.target, made.failure_rate, made.share_to_people) == (0.9, 0.025, 0.1)
    assert (made.undo_minutes, made.answer_within) == (None, 5400)
    assert (made.data, made.systems) == (("source code",), ("Forge", "CI"))


def test_an_unchanged_charter_comes_back_as_it_was_signed(owner: Owner) -> None:
    owner.sheets.charter("refunds")
    until(owner.bot, lambda: owner.sheet.deputy.currentData() == story.JONAS)
    assert owner.sheet.charter() == signed.CHARTER


def test_a_step_up_that_the_core_asks_for_appears_in_the_sheet(owner: Owner) -> None:
    owner.desk.autonomy.step_up = True
    owner.desk.autonomy.what = replace(owner.desk.autonomy.what, would_alone=12)
    owner.sheets.mandate("refunds")
    owner.sees("12 instead of 12")
    assert not owner.sheet.passphrase.isVisible()
    owner.clicks("mandateRefuse")
    owner.clicks("mandateSheetAct")
    owner.sees("This needs your passphrase")
    owner.signs()
    assert owner.signed()[2].outside == "refuse"


@pytest.mark.parametrize("kind", ["level", "mandate", "charter", "tools", "describe", "register", "pause", "drill"])
def test_whatever_takes_the_keyboard_has_a_name(owner: Owner, kind: str) -> None:
    if kind == "register":
        owner.sheets.register()
    elif kind == "describe":
        owner.sheets.describe("refunds", "refunds.issue")
    elif kind == "pause":
        owner.sheets.pause(owner.desk.agent_views[0])
    else:
        getattr(owner.sheets, kind)("refunds")
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in owner.sheet.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName() != "qt_spinbox_lineedit"
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_who_is_not_the_owner_reads_and_signs_nothing(owner: Owner) -> None:
    view = next(one for one in owner.desk.agent_views if one.id == "code")
    owner.desk.autonomy.details["code"] = signed.full_detail(view)
    owner.sheets.mandate("code")
    owner.sees("Mandate of Code agent", "Only Jonas Öberg can sign this.", "41 instead of 12")
    assert not owner.sheet.act.isVisible()
    assert not owner.sheet.passphrase.isVisible()
    assert owner.sheet.others.isReadOnly()
    assert not owner.sheet.tools["refunds.issue"].isEnabled()
    owner.clicks("mandateSheetCancel")
    until(owner.bot, lambda: owner.deck.top() is None)


def test_what_changes_away_from_the_keyboard_is_read_out(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, bool]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append((event.message(), event.politeness() is QAccessible.AnnouncementPoliteness.Assertive))

    monkeypatch.setattr(announcing, "send", hear)
    owner.sheets.level("refunds")
    owner.sees("41 instead of 12")
    owner.sheet.scale.choose(Level.L0)
    until(owner.bot, lambda: len(heard) == 3)
    assert heard[0] == heard[2] == ("41 instead of 12 of 53 would have run alone.", False)
    assert heard[1] == ("L0 Suspended: Nothing runs; everything is refused.", False)
    owner.desk.fail["set_level"] = Forbidden("Only its owner signs this")
    owner.clicks("levelSheetAct")
    until(owner.bot, lambda: len(heard) == 4)
    assert heard[3] == ("Only its owner signs this.", True)


def test_escape_signs_nothing(owner: Owner) -> None:
    owner.sheets.level("refunds", Level.L5)
    owner.sees("41 instead of 12")
    owner.bot.keyClick(owner.sheet.scale, Qt.Key.Key_Escape)
    until(owner.bot, lambda: owner.deck.top() is None)
    assert owner.desk.autonomy.signed == []


def test_a_row_can_be_removed_by_the_keyboard(owner: Owner) -> None:
    owner.sheets.mandate("refunds")
    owner.sees("Limits of each call")
    remove = owner.finds("mandateLimitsRemove")
    assert remove.accessibleName() == "Remove row 1 of Limits of each call"
    remove.setFocus()
    owner.bot.keyClick(remove, Qt.Key.Key_Space)
    assert owner.sheet.mandate().limits == ()
    assert owner.deck.host.focusWidget().objectName() == "mandateLimitsAdd"


HIDING = (
    "ACME\u00a0GmbH",
    "ACME GmbH\nEvil Ltd",
    "A\u2028B",
    "A\r\nB",
    "A\rB",
    "A\ufdd0B",
    "A\u200bB",
    "⟦U+000A⟧",
    " padded ",
)


@pytest.mark.parametrize("name", [*HIDING, "A\u0301\u0302\u0303\u0304\u0305\u0306", "x\t", "\n", " ", "a\x85b"])
def test_a_payee_comes_back_as_it_was_given(owner: Owner, name: str) -> None:
    payees = Payees("refunds.issue", "card", (name, "Plain Ltd"))
    row = PayeesRow((BoundField("refunds.issue", "card", "Card"),), payees)
    owner.bot.addWidget(row)
    assert row.read() == payees
    row.allowed.appendPlainText("Newcomer")
    assert row.read().allowed == (name, "Plain Ltd", "Newcomer")


def test_all_payees_with_hidden_characters_are_kept_apart(owner: Owner) -> None:
    payees = Payees("refunds.issue", "card", (*HIDING, "ACME GmbH", "Evil Ltd", "A", "B", "AB"))
    row = PayeesRow((BoundField("refunds.issue", "card", "Card"),), payees)
    owner.bot.addWidget(row)
    assert row.read() == payees


def test_a_line_break_in_a_payee_is_told_and_makes_no_second_payee(owner: Owner) -> None:
    payees = Payees("refunds.issue", "card", ("ACME GmbH\nEvil Ltd", "No\u00a0Break"))
    draft = MandateDraft(Autonomy(Level.L4), signed.mandate(payees=(payees,)), ("Approved unedited.",))
    owner.sheets.next_time("refunds", draft)
    owner.sees(
        "One name with a line break in it: \u2066ACME GmbH⟦U+000A⟧Evil Ltd\u2069",
        "Holds hidden characters: \u2066No⟦U+00A0⟧Break\u2069",
    )
    field = owner.sheet.payees.rows[0].allowed
    assert owner.sheet.mandate().payees == (payees,)
    field.setPlainText("ACME AG⟦U+000A⟧Evil Ltd\nNo⟦U+00A0⟧Break")
    owner.clicks("mandateSheetAct")
    owner.sees("Line 1 still shows a hidden character and is not the name that was given.")
    field.setPlainText("ACME AG\nNo⟦U+00A0⟧Break")
    assert owner.sheet.mandate().payees[0].allowed == ("ACME AG", "No\u00a0Break")


def test_a_payee_that_is_pasted_keeps_its_no_break_space(owner: Owner) -> None:
    row = PayeesRow((BoundField("refunds.issue", "card", "Card"),), None)
    owner.bot.addWidget(row)
    row.allowed.insertPlainText("ACME\u00a0GmbH")
    assert row.read().allowed == ("ACME\u00a0GmbH",)
    assert row.hidden.text() == "Holds hidden characters: \u2066ACME⟦U+00A0⟧GmbH\u2069"


def test_two_budgets_about_the_same_calls_keep_names_of_their_own() -> None:
    day = Window("Calls of mail.send", ("mail.send",), None, 20)
    hour = replace(day, seconds=3600)
    assert [one.name for one in apart((day, hour, day))] == [
        "Calls of mail.send",
        "Calls of mail.send an hour",
        "Calls of mail.send a day",
    ]
