"""The sheets beside: tools, registration, pausing, seconding, trying the kill switch; amounts as people type them."""

from __future__ import annotations

from dataclasses import replace

import autonomy_double as signed
import pytest
import screen_story as story
from PySide6.QtWidgets import QApplication
from reading import until, words
from sheet_owner import Owner

from counterseal.clock import later
from counterseal.errors import InvalidInput, Unreachable
from counterseal.model.autonomy import Autonomy, Level, Payees
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import DrillView, MandateDraft
from counterseal_desktop.agents.units import amount_text, read_amount


def test_a_long_list_of_tools_is_searched(owner: Owner) -> None:
    view = next(one for one in owner.desk.agent_views if one.id == "refunds")
    many = tuple(signed.ToolView(f"crm.tool_{number}", False, None, "R4", number) for number in range(40))
    owner.desk.autonomy.details["refunds"] = replace(signed.full_detail(view), tools=many)
    owner.sheets.tools("refunds")
    owner.sees("10 more: find them by name.")
    owner.types("toolsSearch", "tool_39")
    owner.sees("Asked for 39 times.")
    assert "10 more" not in words(owner.sheet)
    owner.types("toolsSearch", "nothing")
    owner.sees("None has this in its name.")


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
    owner.sees("Holds hidden characters: \u2066card 4417⟦U+200B⟧\u2069")
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
    owner.sheets.pause(next(one for one in owner.desk.agent_views if one.id == "refunds"))
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
