"""``@gated``: a plain function that runs only as it was approved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from core.agents.person import TOOL, Person, beside
from counterseal.agents.client import AgentClient
from counterseal.agents.gated import gated
from counterseal.agents.refusals import Rejected
from counterseal.errors import InvalidInput, WrongUse
from counterseal.model.decisions import Verdict


def test_defaults_are_proposed_and_an_edit_reaches_the_function(client: AgentClient, person: Person) -> None:
    ran = []

    @gated(client, tool=TOOL, summary=lambda arguments: f"refund of {arguments['amount_minor']}")
    def refund(order: str, amount_minor: int = 500, *, notify: bool = True) -> str:
        ran.append((order, amount_minor, notify))
        return f"refunded {amount_minor}"

    running = beside(lambda: refund("88213"))
    item = person.next_item()
    detail = person.desk.detail(item.id).result(30)
    assert dict(detail.action.arguments) == {"order": "88213", "amount_minor": 500, "notify": True}
    assert detail.claims.summary == "refund of 500"
    person.decide(Verdict.EDIT, arguments={"order": "88213", "amount_minor": 400, "notify": False})
    assert running.result(30) == "refunded 400"
    assert ran == [("88213", 400, False)]


def test_a_rejected_function_does_not_run(client: AgentClient, person: Person) -> None:
    ran = []

    @gated(lambda: client, tool=TOOL)
    def refund(**arguments: object) -> None:
        ran.append(arguments)

    running = beside(lambda: refund(order="88213"))
    person.decide(Verdict.REJECT)
    with pytest.raises(Rejected):
        running.result(30)
    assert ran == []


def test_edited_arguments_that_do_not_fit_fail_without_running(client: AgentClient, person: Person) -> None:
    ran = []

    @gated(client, tool=TOOL)
    def refund(order: str) -> None:
        ran.append(order)

    running = beside(lambda: refund("88213"))
    item = person.next_item()
    person.decide(Verdict.EDIT, arguments={"order": "88213", "amount_minor": 1})
    with pytest.raises(TypeError):
        running.result(30)
    assert ran == []
    assert person.desk.detail(item.id).result(30).outcome == "failed"


def test_what_cannot_be_written_as_json_is_refused(client: AgentClient) -> None:
    @gated(client, tool=TOOL)
    def refund(order: object) -> None:
        raise AssertionError("ran")

    with pytest.raises(InvalidInput):
        refund(object())


def test_unnamed_arguments_and_functions_that_yield_are_wrong_use(client: AgentClient) -> None:
    def unnamed(*orders: str) -> None: ...

    def yields(order: str) -> Iterator[str]:
        yield order

    async def yields_later(order: str) -> AsyncIterator[str]:
        yield order

    for function in (unnamed, yields, yields_later):
        with pytest.raises(WrongUse):
            gated(client, tool=TOOL)(function)
