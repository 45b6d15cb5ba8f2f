"""A reviewer decides alike actions together at a real desk; what was decided before is there the next time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from counterseal.model.history import HistoryFilter
from counterseal.sync.desk import Desk
from gateway.desks import Agent as Program

from .person import Person


@pytest.fixture
def program(desk: Desk, token: str) -> Iterator[Program]:
    """The refunds agent's own program, over plain HTTP."""
    program = Program(desk.gateway_url, token)
    program.lease()
    yield program
    program.close()


def asks(program: Program, order: int, amount: int, card: str = "card 4417") -> str:
    arguments = {"order": str(order), "amount_minor": amount, "card": card}
    return str(program.propose(tool="refunds.issue", arguments=arguments)["id"])


def test_alike_refunds_are_decided_together_and_are_precedents_from_then_on(maria: Person, program: Program) -> None:
    asked = [asks(program, 88_300 + number, 1_000 + number) for number in range(4)]
    large = asks(program, 88_310, 48_000, "card 9020")
    maria.waits(lambda: len(maria.desk.queue()) == 5, "all five to wait")
    maria.waits(lambda: maria.window.inbox.select(asked[0]), "the first one in the list")
    maria.sees("No person has decided on this tool of this agent before.")
    maria.window.inbox.pane.show_new()
    maria.sees("Decide 5 together…")
    maria.clicks("alikeTogether")
    maria.sees("far above the others' amounts")
    sheet = maria.window.sheet()
    assert sheet.rows[0].action_id == large
    maria.bot.mouseClick(sheet.rows[0].box, Qt.MouseButton.LeftButton)
    program.post(f"/v1/actions/{asked[3]}/withdraw", {"why": "the customer called"})
    maria.sees("The agent took it back.")
    maria.looks_at_it()
    maria.clicks("batchApprove")
    maria.sees("Approve 3 × refund")
    maria.looks_at_it()
    maria.clicks("batchApprove")
    for action in asked[:3]:
        maria.waits(lambda action=action: program.status(action)["state"] == "approved", "the approvals to arrive")
    assert program.status(large)["state"] == "held"
    page = maria.desk.history(HistoryFilter(kinds=("decision",))).result(30)
    assert {row.subject for row in page.rows} == set(asked[:3])
    maria.clicks("batchCancel")
    maria.waits(lambda: maria.window.sheet() is None, "the sheet to go")
    maria.waits(lambda: maria.window.inbox.select(large), "the large one in the list")
    maria.sees("3 decided for this agent and tool")
    maria.sees("Largest approved so far €10.02")
    maria.sees("no person has approved this payee before")
    maria.clicks("precedentToggle")
    links = [one for one in maria.window.findChildren(QAbstractButton, "alikeOpen") if one.isVisible()]
    assert len(links) == 3
    maria.bot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    maria.waits(lambda: maria.window.screen() == "history", "History")
    maria.sees("In the ledger:")
    assert maria.desk.verify().result(60).ok
