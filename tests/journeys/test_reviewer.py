"""A reviewer decides, in the real window, on what a real agent process asks for; the effect is looked at on disk."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import Qt

from counterseal.model.actions import State
from counterseal.sync.api import HistoryFilter

from .conftest import PASSPHRASE
from .person import Agent, Person

ORDER = {"order": "88213", "amount_minor": 124_000, "card": "card 4417"}


def verdicts(maria: Person) -> list[str]:
    """The words of all decisions in the ledger, newest first."""
    page = maria.desk.history(HistoryFilter(kinds=("decision",))).result(30)
    return [row.verdict for row in page.rows]


def test_approving_a_high_risk_refund_takes_reason_and_passphrase_and_then_it_happens(
    maria: Person, agent: Callable[..., Agent]
) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.sees("€1,240.00")
    maria.sees("written by the agent, not verified")
    maria.presses(Qt.Key.Key_T)
    maria.types("reasonField", "Photos show the crack")
    maria.clicks("approveButton")
    maria.confirms(PASSPHRASE)
    assert maria.hears_from(running) == "done"
    assert [json.loads(line) for line in running.effects()] == [ORDER]
    assert verdicts(maria) == ["Approved"]
    assert maria.desk.verify().result(60).ok


def test_approving_without_a_reason_at_high_risk_changes_nothing(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.clicks("approveButton")
    maria.looks_at_it()
    assert verdicts(maria) == []
    assert maria.desk.queue()[0].state is State.HELD
    assert running.effects() == []


def test_an_edit_changes_what_runs_and_a_number_stays_a_number(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent(order="88300")
    maria.opens("Refund €1,240.00 for order 88300")
    maria.clicks("editButton")
    field = maria.window.inbox.edit.form.editor("amount_minor")
    field.setFocus()
    field.selectAll()
    maria.bot.keyClicks(field, "910.00")
    maria.sees("91000")
    maria.types("reasonField", "Only the screen is damaged")
    maria.looks_at_it()
    maria.clicks("editSign")
    maria.confirms(PASSPHRASE)
    assert maria.hears_from(running) == "done"
    (effect,) = running.effects()
    assert '"amount_minor": 91000' in effect
    assert type(json.loads(effect)["amount_minor"]) is int
    assert verdicts(maria) == ["Edited"]


def test_rejecting_takes_one_key_and_the_effect_never_happens(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.presses(Qt.Key.Key_R)
    assert maria.hears_from(running).startswith("rejected")
    assert running.effects() == []
    assert verdicts(maria) == ["Rejected"]


def test_an_answer_reaches_the_agent_in_place_of_the_effect(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.clicks("answerButton")
    maria.types("answerField", "Ask for the serial number first")
    maria.clicks("answerSend")
    assert "Ask for the serial number first" in maria.hears_from(running)
    assert running.effects() == []
    assert verdicts(maria) == ["Answered"]


def test_a_low_risk_approval_can_be_undone_within_its_hold(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent("notes.add", ticket="20877", text="called back")
    maria.opens("Add a note to 20877")
    maria.presses(Qt.Key.Key_A)
    maria.clicks("undoButton")
    maria.waits(lambda: verdicts(maria) == ["Withdrawn", "Approved"], "the signed withdrawal")
    maria.waits(
        lambda: [i.state for i in maria.desk.queue()] == [State.HELD], "the action to wait for a decision again"
    )
    assert running.effects() == []


def test_escape_and_a_hasty_double_press_never_approve(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent(amount_minor=12_000)
    maria.opens("Refund €120.00 for order 88213")
    maria.presses(Qt.Key.Key_A)
    maria.finds("confirmSheet")
    maria.presses(Qt.Key.Key_A)
    maria.presses(Qt.Key.Key_Return)
    maria.presses(Qt.Key.Key_Escape)
    maria.looks_at_it()
    assert verdicts(maria) == []
    assert running.effects() == []


def test_halting_the_agent_closes_what_waits_and_ends_it(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.clicks("haltButton")
    maria.clicks("haltScope_agent")
    maria.clicks("haltNow")
    assert maria.hears_from(running).startswith(("halted", "void", "voided"))
    maria.sees("Stopped")
    maria.clicks("haltClose")
    maria.sees("Refunds agent is halted")
    assert running.effects() == []
    assert maria.desk.queue() == ()
    refused = agent(order="99999")
    assert maria.hears_from(refused).startswith("halted")
    assert maria.desk.verify().result(60).ok


def test_history_shows_the_decision_with_its_proof_in_words(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.presses(Qt.Key.Key_R)
    maria.hears_from(running)
    maria.window.show_screen("history")
    maria.waits(lambda: maria.window.history.table.model().rowCount() > 3, "rows in the history")
    row = next(r.seq for r in maria.desk.history(HistoryFilter(kinds=("decision",))).result(30).rows)
    maria.window.history.select(row)
    maria.sees("Verified")
    maria.sees("Signed with Maria Lind's key")
    assert "Rejected by Maria Lind" in maria.reads()
