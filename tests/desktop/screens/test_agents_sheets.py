"""The sheets that an owner signs about an agent: level, mandate, charter, tools, registration, pause, drill, second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import autonomy_double as signed
import pytest
import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.clock import later
from counterseal.errors import Forbidden, InvalidInput, Unreachable
from counterseal.model.autonomy import Autonomy, Hours, Level, Limit, Payees, ToolGroup, Window
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import DrillView, MandateDraft, OrderDone
from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.agents.mandate_rows import apart
from counterseal_desktop.agents.mandate_words import mandate_lines
from counterseal_desktop.agents.units import amount_text, read_amount
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets import announcing


class Owner:
    """Maria with a sheet before her."""

    def __init__(self, bot: QtBot, desk: DeskDouble, deck: SheetDeck, sheets: AgentSheets) -> None:
        self.bot, self.desk, self.deck, self.sheets = bot, desk, deck, sheets
        self.heard: list[tuple[str, str]] = []
        sheets.said.connect(lambda text, tone: self.heard.append((text, tone)))

    @property
    def sheet(self) -> Any:
        """The sheet on top."""
        until(self.bot, lambda: self.deck.top() is not None)
        return self.deck.top()

    def finds(self, name: str) -> Any:
        shown = [w for w in self.deck.host.findChildren(QWidget, name) if w.isVisible()]
        assert shown, f"{name} is not there; shown is: {words(self.deck.host)}"
        return shown[-1]

    def types(self, name: str, text: str) -> None:
        field = self.finds(name)
        field.setFocus()
        field.selectAll()
        self.bot.keyClicks(field, text)

    def clicks(self, name: str) -> None:
        click(self.bot, self.deck.host, name)

    def sees(self, *texts: str) -> None:
        sees(self.bot, self.deck.host, *texts)

    def signs(self, reason: str = "Looked at it") -> None:
        """Gives the reason and the passphrase where they are asked for, and presses the verb."""
        sheet = self.sheet
        if sheet.reason.isVisible() and reason:
            self.types(sheet.reason.objectName(), reason)
        if sheet.passphrase.isVisible():
            self.types(sheet.passphrase.objectName(), PASSPHRASE)
        self.clicks(sheet.act.objectName())

    def signed(self) -> tuple[Any, ...]:
        """What was signed last."""
        until(self.bot, lambda: bool(self.desk.autonomy.signed))
        return self.desk.autonomy.signed[-1]


@pytest.fixture
def owner(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> Iterator[Owner]:
    host = QWidget()
    host.resize(1200, 860)
    qtbot.addWidget(host)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    bridge = DeskBridge(desk, host)
    deck = SheetDeck(host, host)
    yield Owner(qtbot, desk, deck, AgentSheets(bridge, deck, StepUp(clock.monotonic), clock, host))
    bridge.close()
    QApplication.processEvents()


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


def test_a_long_list_of_tools_is_searched(owner: Owner) -> None:
    view = next(one for one in owner.desk.agent_views if one.id == "refunds")
    many = tuple(signed.ToolView(f"crm.tool_{number}", False, None, "R4", number) for number in range(40))
    owner.desk.autonomy.details["refunds"] = replace(signed.full_detail(view), tools=many)
    owner.sheets.tools("refunds")
    owner.sees("10 more: find them by name.")
    owner.types("toolsSearch", "tool_39")
    owner.sees("Asked for 39 times.")
    owner.types("toolsSearch", "nothing")
    owner.sees("None has this in its name.")


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


def test_a_tool_is_described_from_the_list(owner: Owner) -> None:
    owner.sheets.tools("refunds")
    owner.sees("Tools of Refunds agent", "Not described, so it counts as Critical. Asked for 3 times.")
    owner.sees("Moderate while Amount is at most €500.00. Can be taken back for 30 minutes.")
    owner.clicks("toolsAdd")
    owner.sees("Describe a tool")
    owner.clicks("toolSheetAct")
    owner.sees("Name the tool as the agent calls it.")
    owner.types("toolName", "notes.add")
    owner.sheet.risks[Risk.R1].click()
    owner.types("toolVerb", "Add note")
    owner.clicks("toolFieldsAdd")
    row = owner.sheet.arguments.rows[0]
    row.name.setText("ticket")
    row.label.setText("Ticket")
    row.role.setCurrentIndex(3)
    owner.signs("We know it well")
    made = owner.signed()[2]
    assert [one["tool"] for one in made] == ["refunds.issue", "orders.get", "mail.send", "notes.add"]
    assert made[-1] == {
        "tool": "notes.add",
        "risk": "R1",
        "verb": "Add note",
        "title": "",
        "fields": {"ticket": {"label": "Ticket", "role": "target"}},
        "when": [],
        "undo": {"minutes": None, "how": ""},
    }
    until(owner.bot, lambda: owner.deck.top() is None)


def test_a_description_keeps_schema_and_bounds_and_may_change_them(owner: Owner) -> None:
    owner.sheets.describe("refunds", "refunds.issue")
    owner.sees("Describe refunds.issue")
    sheet = owner.sheet
    before = sheet.descriptor()
    assert before["schema"] == signed.REFUND_TOOL["schema"]
    assert before["when"] == [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}]
    case = sheet.cases.rows[0]
    assert (case.most.text(), case.unit.text()) == ("500.00", "EUR")
    case.most.setText("120")
    case.risk.setCurrentIndex(3)
    owner.clicks("toolSheetAct")
    owner.sees("A bounded case must be of lower risk than the tool")
    case.risk.setCurrentIndex(1)
    owner.signs()
    made = owner.signed()[2]
    assert made[0]["when"] == [{"field": "amount_minor", "at_most": 12_000, "risk": "R1"}]
    assert made[0]["undo"] == {"minutes": 30, "how": "Payments / recall"}


def test_taking_a_description_back_makes_the_tool_critical_again(owner: Owner) -> None:
    owner.sheets.describe("refunds", "mail.send")
    owner.sees("Describe mail.send")
    owner.clicks("toolDrop")
    assert not owner.sheet.verb.isVisible()
    assert not owner.sheet.passphrase.isVisible()
    owner.clicks("toolSheetAct")
    assert [one["tool"] for one in owner.signed()[2]] == ["refunds.issue", "orders.get"]


def test_describing_what_an_agent_asked_for_starts_from_the_case(owner: Owner) -> None:
    schema = {"type": "object", "properties": {"to": {"type": "string"}}}
    suggested = {"tool": "crm.export_all", "risk": "R4", "fields": {"to": {"label": "To"}}, "schema": schema}
    owner.sheets.describe("refunds", suggested)
    owner.sees("Describe crm.export_all")
    owner.signs()
    assert owner.signed()[2][-1]["schema"] == schema
    assert not any(call[0] != "set_tools" for call in owner.desk.autonomy.signed)


def test_hidden_characters_are_seen_and_names_are_signed_as_they_came(owner: Owner) -> None:
    tool, argument = "pay\u202eout\nnow", "to\u200b"
    suggested = {"tool": tool, "risk": "R4", "fields": {argument: {"label": "To"}}}
    owner.sheets.describe("refunds", suggested)
    owner.sees("Describe pay⟦U+202E⟧out")
    assert owner.sheet.arguments.rows[0].name.text() == "to⟦U+200B⟧"
    owner.signs()
    made = owner.signed()[2][-1]
    assert made["tool"] == tool
    assert list(made["fields"]) == [argument]
    until(owner.bot, lambda: owner.deck.top() is None)
    payees = (Payees("refunds.issue", "card", ("card 4417\u200b",)),)
    owner.sheets.next_time("refunds", MandateDraft(Autonomy(Level.L4), signed.mandate(payees=payees), ()))
    owner.sees("Holds hidden characters: card 4417⟦U+200B⟧")
    assert owner.sheet.mandate().payees == payees


def test_registering_shows_the_token_once(owner: Owner) -> None:
    owner.sheets.register()
    owner.clicks("registerSheetAct")
    owner.sees("Give it a name that people know it by.")
    owner.types("registerName", "Night agent")
    assert owner.finds("registerId").text() == "night-agent"
    owner.types("registerId", "Bad id")
    owner.clicks("registerSheetAct")
    owner.sees("The id is made of a-z, 0-9")
    owner.types("registerId", "refunds")
    owner.sees("the one it has now ends at once")
    owner.types("registerId", "code")
    owner.sees("Jonas Öberg answers for it. You would answer for it from now on; a second owner must sign that too")
    owner.types("registerId", "night")
    assert not owner.finds("registerSheet").again.isVisible()
    owner.clicks("registerSheetAct")
    assert owner.signed() == ("register", "night", "Night agent", "", "")
    until(owner.bot, lambda: owner.deck.top() is not None and owner.deck.top().objectName() == "tokenSheet")
    owner.sees("night is registered")
    owner.clicks("tokenCopy")
    assert f"COUNTERSEAL_TOKEN={signed.TOKEN}" in QApplication.clipboard().text()
    owner.clicks("tokenClose")
    until(owner.bot, lambda: owner.deck.top() is None)


def test_pausing_is_free_and_resuming_takes_a_step_up(owner: Owner) -> None:
    owner.sheets.pause("refunds")
    owner.sees("Nothing is voided and nothing is refused")
    assert not owner.sheet.passphrase.isVisible()
    owner.clicks("pauseScope_owner")
    owner.clicks("pauseSheetAct")
    assert owner.signed() == ("pause", "owner", story.MARIA, "")
    until(owner.bot, lambda: owner.deck.top() is None)
    owner.sheets.resume("refunds")
    owner.sees("Resume Refunds agent")
    assert owner.sheet.passphrase.isVisible()
    owner.signs("")
    until(owner.bot, lambda: owner.signed()[0] == "resume")


def test_a_second_person_reads_every_change_before_signing(owner: Owner) -> None:
    owner.sheets.second(signed.pending())
    owner.sees("Jonas Öberg signed this 25 minutes ago", "The level rises from L4 Approver to L5 Observer.")
    assert "Two quiet months; the limits hold." in owner.finds("secondReason").text()
    owner.signs()
    assert owner.signed() == ("second", signed.digest("pending"))


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


def test_a_drill_is_followed_until_all_have_answered(owner: Owner) -> None:
    owner.sheets.drill("refunds")
    owner.sees("Nothing is stopped")
    owner.clicks("drillScope_all")
    owner.desk.fail["drill"] = Unreachable("The gateway does not answer")
    owner.clicks("drillNow")
    owner.sees("The gateway does not answer")
    owner.clicks("drillNow")
    assert owner.signed() == ("drill", "all", "")
    owner.sees("Trying the kill switch", "0 of 2 answered")
    lines = (("Refunds agent", 0.041, "answered"), ("Logistics agent", None, "no answer"))
    owner.desk.tell("drill", DrillView(signed.digest("drill"), later(story.NOON, 0), "Maria Lind", lines, True))
    owner.sees("The kill switch was tried", "1 of 2 answered", "0.041 s", "would stop by itself when its lease ends")
    assert owner.sheet.lines() == ["Refunds agent: answered, 0.041 s", "Logistics agent: no answer"]


@pytest.mark.parametrize("kind", ["level", "mandate", "charter", "tools", "describe", "register", "pause", "drill"])
def test_whatever_takes_the_keyboard_has_a_name(owner: Owner, kind: str) -> None:
    if kind == "register":
        owner.sheets.register()
    elif kind == "describe":
        owner.sheets.describe("refunds", "refunds.issue")
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


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("500", "EUR", 50_000), ("1,240.5", "EUR", 124_050), ("€20", "EUR", 2_000), ("7", "JPY", 7), ("1 000", "", 1_000)],
)
def test_amounts_are_read_exactly(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency) == minor
    assert read_amount(amount_text(minor, currency), currency) == minor


@pytest.mark.parametrize(("text", "currency"), [("", "EUR"), ("1.234", "EUR"), ("1,2", "EUR"), ("-5", ""), ("0.5", "")])
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(InvalidInput):
        read_amount(text, currency)


def test_two_budgets_about_the_same_calls_keep_names_of_their_own() -> None:
    day = Window("Calls of mail.send", ("mail.send",), None, 20)
    hour = replace(day, seconds=3600)
    assert [one.name for one in apart((day, hour, day))] == [
        "Calls of mail.send",
        "Calls of mail.send an hour",
        "Calls of mail.send a day",
    ]
