"""Each shape of interrupt with each verdict it takes: desk, signed decision, gateway, adapter, server, effect.

All cells are played at once by one desk, because every run waits in the server's queue; each is asserted by its own
test. What the adapter does alone is tried in ``tests/gateway/langgraph``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from real_langgraph import calls, mail, money

from counterseal.gateway.rows import ActionRow
from counterseal.model.actions import State
from langgraph_server import Server

from .joint import Joint, open_joint

pytestmark = pytest.mark.server

CONFIG = {"allow_accept": True, "allow_edit": True, "allow_respond": True, "allow_ignore": True}
MONEY = {"effect": "money", "amount": 5, "rate": 1.5, "types": ["int", "float"]}
# 2.0 is written as 2 by RFC 8785 and must still reach the tool as the float that its signature asks for.
MONEY_EDITED = {"effect": "money", "amount": 7, "rate": 2.0, "types": ["int", "float"]}
LETTER = {"effect": "mail", "to": "x", "body": 5}
# No signature converts anything here: what arrives is what was signed.
LETTER_EDITED = {"effect": "mail", "to": "y", "body": 7}
TOLD = "it is done"

APPROVED = ["action_received Asked", "decision Approved", "delivered Delivered", "permit_taken Released"]
EDITED = ["action_received Asked", "decision Edited", "delivered Delivered", "permit_taken Released"]
REJECTED = ["action_received Asked", "decision Rejected", "delivered Delivered"]
ANSWERED = ["action_received Asked", "decision Answered", "delivered Delivered"]
DONE, UNKNOWN = ["outcome Executed"], ["outcome Unknown"]


@dataclass(frozen=True)
class Cell:
    """One case. ``decided`` holds a verdict and its details per action, in the order of the batch."""

    name: str
    graph: str
    given: Callable[[str], dict[str, Any]]
    decided: tuple[tuple[str, dict[str, Any]], ...]
    states: tuple[State, ...]
    entries: tuple[list[str], ...]
    effects: tuple[dict[str, Any], ...] = ()
    said: str = ""


@dataclass
class Played:
    rows: list[ActionRow]
    entries: list[list[str]]
    effects: list[dict[str, Any]]
    thread: dict[str, Any]


def _pay(test: str) -> dict[str, Any]:
    return calls(money(test))


def _write(test: str) -> dict[str, Any]:
    return {"ask": {"args": {"to": "x", "body": 5, "test": test}, "config": CONFIG}, "test": test}


def _ask(test: str) -> dict[str, Any]:
    return {"ask": {"how many": test}, "test": test}


def _go(test: str) -> dict[str, Any]:
    return {"test": test}


def _both(test: str) -> dict[str, Any]:
    return calls(mail(test), money(test))


APPROVE: tuple[str, dict[str, Any]] = ("approve", {})
REJECT: tuple[str, dict[str, Any]] = ("reject", {"reason": "not today"})
ANSWER: tuple[str, dict[str, Any]] = ("answer", {"answer": TOLD})
PAY_MORE: tuple[str, dict[str, Any]] = ("edit", {"arguments": {"amount": 7, "rate": 2.0}})
WRITE_OTHER: tuple[str, dict[str, Any]] = ("edit", {"arguments": {"to": "y", "body": 7}})


def _typed(shape: str, given: Callable[[str], dict[str, Any]], edit: Any, effects: Any, outcome: Any) -> list[Cell]:
    """The four verdicts on one shape that takes them all."""
    state = State.DONE if outcome is DONE else State.UNKNOWN
    told = ({"effect": "told", "text": TOLD},) if shape == "legacy" else ()
    said = shape != "legacy"
    return [
        Cell(f"{shape} approve", shape, given, (APPROVE,), (state,), (APPROVED + outcome,), (effects[0],)),
        Cell(f"{shape} edit", shape, given, (edit,), (state,), (EDITED + outcome,), (effects[1],)),
        Cell(
            f"{shape} reject", shape, given, (REJECT,), (State.REJECTED,), (REJECTED,), (), "not today" if said else ""
        ),
        Cell(f"{shape} answer", shape, given, (ANSWER,), (State.ANSWERED,), (ANSWERED,), told, TOLD if said else ""),
    ]


CELLS = [
    *_typed("batched", _pay, PAY_MORE, (MONEY, MONEY_EDITED), DONE),
    *_typed("per_call", _pay, PAY_MORE, (MONEY, MONEY_EDITED), DONE),
    # This shape leaves no tool message, so that nothing at the server proves what became of an approval.
    *_typed("legacy", _write, WRITE_OTHER, (LETTER, LETTER_EDITED), UNKNOWN),
    Cell("question reject", "question", _ask, (REJECT,), (State.REJECTED,), (REJECTED,)),
    Cell(
        "question answer",
        "question",
        _ask,
        (ANSWER,),
        (State.ANSWERED,),
        (ANSWERED,),
        ({"effect": "answered", "answer": TOLD, "kind": "str"},),
    ),
    Cell(
        "question answered by an object",
        "question",
        _ask,
        (("answer", {"answer": '{"n": 12, "f": 0.5}'}),),
        (State.ANSWERED,),
        (ANSWERED,),
        ({"effect": "answered", "answer": {"n": 12, "f": 0.5}, "kind": "dict"},),
    ),
    Cell(
        "breakpoint approve", "breakpoint", _go, (APPROVE,), (State.DONE,), (APPROVED + DONE,), ({"effect": "acted"},)
    ),
    Cell("breakpoint reject", "breakpoint", _go, (REJECT,), (State.REJECTED,), (REJECTED,)),
    Cell(
        "batch of two reject and edit",
        "batched",
        _both,
        (REJECT, PAY_MORE),
        (State.REJECTED, State.DONE),
        (REJECTED, EDITED + DONE),
        (MONEY_EDITED,),
    ),
    Cell(
        "tool that raises",
        "batched",
        lambda test: calls(("break_down", {"test": test})),
        (APPROVE,),
        (State.FAILED,),
        ([*APPROVED, "outcome Failed"],),
        ({"effect": "broke"},),
    ),
]


@pytest.fixture(scope="module")
def played(langgraph: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    joint = open_joint(tmp_path_factory.mktemp("matrix") / "profile")
    try:
        joint.add_source(langgraph.url)
        return _play(joint, langgraph)
    finally:
        joint.desk.close()
        asyncio.run(langgraph.clean())


def _play(joint: Joint, server: Server) -> dict[str, Played]:
    threads = asyncio.run(_start_all(server))
    ids: dict[str, list[str]] = {}
    for cell, thread in zip(CELLS, threads, strict=True):
        items = joint.finds(thread, len(cell.decided))
        for item, (verdict, details) in zip(items, cell.decided, strict=True):
            if "arguments" in details:
                details = {"arguments": {**details["arguments"], "test": cell.name}}
            joint.decides(item, verdict, **details)
        ids[cell.name] = [item.id for item in items]
    joint.settles(*(one for some in ids.values() for one in some))
    after = asyncio.run(_look_at_all(server, threads))
    joint.verifies()
    effects = server.agents().effects
    return {
        cell.name: Played(
            [joint.row(one) for one in ids[cell.name]],
            [joint.history(one) for one in ids[cell.name]],
            effects(cell.name),
            thread,
        )
        for cell, thread in zip(CELLS, after, strict=True)
    }


async def _start_all(server: Server) -> list[str]:
    async with server.agents() as agents:
        return await asyncio.gather(*(agents.start(cell.graph, cell.given(cell.name)) for cell in CELLS))


async def _look_at_all(server: Server, threads: list[str]) -> list[dict[str, Any]]:
    async with server.agents() as agents:
        return await asyncio.gather(*(agents.quiet(thread) for thread in threads))


@pytest.mark.connects("LangGraph server", ["approve", "edit", "reject", "answer"])
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name.replace(" ", "-"))
def test_joined_cell(cell: Cell, played: dict[str, Played]) -> None:
    got = played[cell.name]
    assert tuple(row.state for row in got.rows) == cell.states, [row.note for row in got.rows]
    assert got.entries == list(cell.entries)
    assert len(got.effects) == len(cell.effects), got.effects
    for effect, wanted in zip(got.effects, cell.effects, strict=True):
        seen = {key: effect[key] for key in wanted}
        assert seen == wanted
        assert {key: type(value) for key, value in seen.items()} == {key: type(v) for key, v in wanted.items()}
    assert not got.thread["interrupts"]
    assert got.thread["status"] == ("error" if State.FAILED in cell.states else "idle")
    if cell.said:
        results = [message for message in got.thread["values"]["messages"] if message["type"] == "tool"]
        assert [cell.said in message["content"] for message in results] == [True]


def test_an_outcome_quotes_what_the_tool_said(played: dict[str, Played]) -> None:
    assert played["batched approve"].rows[0].note == "The tool said: moved 5"
    assert played["tool that raises"].rows[0].note == "The tool raised: RuntimeError('the pump is broken')"


def test_the_profile_holds_what_was_asked_and_what_ran(played: dict[str, Played]) -> None:
    """An edit keeps id and agent, and replaces arguments and digest; the question is the server's, not a person's."""
    (edited,) = played["per_call edit"].rows
    assert edited.raw.decode().count('"rate":2}') + edited.raw.decode().count('"rate":2,') == 1
    assert (edited.action.agent, edited.source) == ("lab", "lab")
    assert edited.schema is not None
    (asked,) = played["question answer"].rows
    assert (asked.action.tool, asked.verdicts) == ("langgraph.question", ("answer", "reject"))
    assert asked.action.arguments == {"value": {"how many": "question answer"}}
