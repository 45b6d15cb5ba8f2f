"""A person at the real window decides on what a real LangGraph agent asks; the effect is looked at on disk."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from real_langgraph import calls, mail, money

from counterseal.model.actions import State
from journeys.person import Person
from langgraph_server import Server

from .joint import Joint

pytestmark = pytest.mark.server


def parked(server: Server, test: str) -> str:
    """A thread that has stopped at a batch of two: a mail and a payment."""

    async def start() -> str:
        async with server.agents() as agents:
            return await agents.parked("batched", calls(mail(test), money(test), thinking="Pay first, then tell."))

    return asyncio.run(start())


def test_a_batch_is_decided_in_the_window_one_approved_and_one_edited(server: Server, maria: Person) -> None:
    test = "window"
    thread = parked(server, test)
    joint = Joint(maria.desk)
    joint.add_source(server.url)
    maria.waits(lambda: len(joint.held(thread)) == 2, "the batch to wait in the inbox")
    letter, payment = joint.held(thread)

    maria.opens("Move 5")
    maria.sees("answered together with others")
    maria.sees("guards this desk only")
    maria.clicks("editButton")
    field = maria.window.inbox.edit.form.editor("amount")
    field.setFocus()
    field.selectAll()
    maria.bot.keyClicks(field, "7")
    maria.looks_at_it()
    maria.clicks("editSign")
    maria.waits(lambda: joint.row(payment.id).state is State.APPROVED, "the edit to be taken")
    assert server.agents().effects(test) == []

    maria.opens("Send mail to bob@example.test")
    maria.presses(Qt.Key.Key_A)
    maria.confirms()
    maria.waits(lambda: all(joint.has_arrived(one.id) for one in (letter, payment)), "both to have run")

    assert [joint.row(one.id).state for one in (letter, payment)] == [State.DONE, State.DONE]
    effects = sorted(server.agents().effects(test), key=lambda effect: str(effect["effect"]))
    assert [effect["effect"] for effect in effects] == ["mail", "money"]
    assert (effects[1]["amount"], effects[1]["rate"], effects[1]["types"]) == (7, 1.5, ["int", "float"])
    assert joint.history(payment.id)[1] == "decision Edited"
    assert joint.history(payment.id)[-1] == "outcome Executed"
    maria.waits(lambda: not joint.desk.queue(), "the inbox to be empty")
    joint.verifies()
