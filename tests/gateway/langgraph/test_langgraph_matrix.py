"""Every interrupt shape with every verdict it takes, against the real server; effects counted on a real file.

All cells are played at once by one desk, because every run waits about a second in the server's queue; then each
cell is asserted by a test of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from real_langgraph import Desk, calls, mail, money
from small_gateway import Row

from counterseal.model.actions import State
from langgraph_server import Server

pytestmark = pytest.mark.server

CONFIG = {"allow_accept": True, "allow_edit": True, "allow_respond": True, "allow_ignore": True}


@dataclass(frozen=True)
class Cell:
    """One case. ``verdicts`` are decided in the order of the actions; ``effects`` are what must have happened."""

    name: str
    graph: str
    given: Callable[[str], dict[str, Any]]
    verdicts: tuple[tuple[str, dict[str, Any]], ...]
    states: tuple[str, ...]
    effects: tuple[dict[str, Any], ...] = ()
    thread: str = "idle"
    said: str = ""


@dataclass
class Played:
    rows: list[Row]
    effects: list[dict[str, Any]]
    thread: dict[str, Any] = field(default_factory=dict)
    offered: list[dict[str, Any]] = field(default_factory=list)


def _edit_money(amount: Any, rate: Any) -> Callable[[str], dict[str, Any]]:
    return lambda test: {"arguments": {"amount": amount, "rate": rate, "test": test}}


def _inbox(test: str) -> dict[str, Any]:
    return {"ask": {"args": {"to": "x", "body": "hi", "test": test}, "config": CONFIG}, "test": test}


def _question(value: Any) -> Callable[[str], dict[str, Any]]:
    return lambda test: {"ask": value, "test": test}


def _mail(test: str) -> dict[str, Any]:
    return calls(mail(test))


def _both(test: str) -> dict[str, Any]:
    return calls(mail(test), money(test), thinking="Pay and tell.")


def _broken(test: str) -> dict[str, Any]:
    return calls(("break_down", {"test": test}))


MAIL = {"effect": "mail", "to": "bob@example.test"}
MONEY = {"effect": "money", "amount": 5, "types": ["int", "float"]}
TYPED = {"effect": "money", "amount": 7, "rate": 2.0, "types": ["int", "float"]}
LEGACY_MAIL = {"effect": "mail", "to": "x"}
NEW_MAIL = {"to": "eve@example.test", "body": "new"}
EVE = {"effect": "mail", "to": "eve@example.test", "body": "new"}
APPROVE: tuple[str, dict[str, Any]] = ("approve", {})
REJECT: tuple[str, dict[str, Any]] = ("reject", {"reason": "not today"})
ANSWER: tuple[str, dict[str, Any]] = ("answer", {"answer": "it is done"})
EDIT_MAIL: tuple[str, dict[str, Any]] = ("edit", {"arguments": NEW_MAIL})
EDIT_MONEY: tuple[str, dict[str, Any]] = ("edit", {"arguments": {"amount": 7, "rate": 2.0}})

CELLS = [
    Cell("batched approve both", "batched", _both, (APPROVE, APPROVE), ("done", "done"), (MAIL, MONEY)),
    Cell("batched edit both", "batched", _both, (EDIT_MAIL, EDIT_MONEY), ("done", "done"), (EVE, TYPED)),
    Cell("batched reject both", "batched", _both, (REJECT, REJECT), ("rejected", "rejected"), said="not today"),
    Cell("batched answer both", "batched", _both, (ANSWER, ANSWER), ("answered", "answered"), said="it is done"),
    Cell("batched reject and edit", "batched", _both, (REJECT, EDIT_MONEY), ("rejected", "done"), (TYPED,)),
    Cell("batched tool raises", "batched", _broken, (APPROVE,), ("failed",), ({"effect": "broke"},), "error"),
    Cell("narrow approve", "narrow", _mail, (APPROVE,), ("done",), (MAIL,)),
    Cell("narrow reject ends the thread", "narrow", _both, (REJECT, APPROVE), ("rejected", "stale")),
    Cell("per call approve", "per_call", _mail, (APPROVE,), ("done",), (MAIL,)),
    Cell("per call edit", "per_call", lambda test: calls(money(test)), (EDIT_MONEY,), ("done",), (TYPED,)),
    Cell("per call reject", "per_call", _mail, (REJECT,), ("rejected",), said="not today"),
    Cell("per call answer", "per_call", _mail, (ANSWER,), ("answered",), said="it is done"),
    Cell("per call two", "per_call", _both, (APPROVE, EDIT_MONEY), ("done", "done"), (MAIL, TYPED)),
    Cell("legacy approve", "legacy", _inbox, (APPROVE,), ("unknown",), (LEGACY_MAIL,)),
    Cell("legacy edit", "legacy", _inbox, (EDIT_MAIL,), ("unknown",), (EVE,)),
    Cell("legacy reject", "legacy", _inbox, (REJECT,), ("rejected",)),
    Cell("legacy answer", "legacy", _inbox, (ANSWER,), ("answered",), ({"effect": "told", "text": "it is done"},)),
    Cell(
        "question answer",
        "question",
        _question({"which": ["a", "b"]}),
        (ANSWER,),
        ("answered",),
        ({"effect": "answered", "answer": "it is done"},),
    ),
    Cell(
        "question number stays text",
        "question",
        _question("how many?"),
        (("answer", {"answer": "12"}),),
        ("answered",),
        ({"effect": "answered", "answer": "12", "kind": "str"},),
    ),
    Cell(
        "question object",
        "question",
        _question("how many?"),
        (("answer", {"answer": '{"n": 12, "f": 0.5}'}),),
        ("answered",),
        ({"effect": "answered", "answer": {"n": 12, "f": 0.5}},),
    ),
    Cell("question reject", "question", _question("go?"), (REJECT,), ("rejected",)),
    Cell(
        "question in a subgraph",
        "nested",
        _question({"deep": True}),
        (ANSWER,),
        ("answered",),
        ({"effect": "answered", "answer": "it is done"},),
    ),
    Cell(
        "question with a typed context",
        "with_context",
        _question("go?"),
        (ANSWER,),
        ("answered",),
        ({"effect": "answered", "answer": "it is done"},),
    ),
    Cell(
        "breakpoint approve", "breakpoint", lambda test: {"test": test}, (APPROVE,), ("done",), ({"effect": "acted"},)
    ),
    Cell("breakpoint reject", "breakpoint", lambda test: {"test": test}, (REJECT,), ("rejected",)),
    Cell(
        "parallel answer one, reject ends the other",
        "parallel",
        lambda test: {"test": test},
        (ANSWER, REJECT),
        ("answered", "rejected"),
        ({"effect": "branch a", "answer": "it is done"},),
    ),
    Cell(
        "parallel answer both",
        "parallel",
        lambda test: {"test": test},
        (ANSWER, ("answer", {"answer": "no"})),
        ("answered", "answered"),
        ({"effect": "branch a", "answer": "it is done"}, {"effect": "branch b", "answer": "no"}),
    ),
    Cell(
        "malformed batch",
        "question",
        _question({"action_requests": [{"name": 7, "args": []}], "review_configs": []}),
        (REJECT,),
        ("rejected",),
    ),
]


@pytest.fixture(scope="module")
def played(langgraph: Server) -> dict[str, Played]:
    return asyncio.run(_play(langgraph))


async def _play(server: Server) -> dict[str, Played]:
    async with server.agents() as agents, Desk(server.url) as desk:
        threads = await asyncio.gather(*(agents.start(cell.graph, cell.given(cell.name)) for cell in CELLS))
        for cell, thread in zip(CELLS, threads, strict=True):
            rows = _in_order(await desk.find(thread, len(cell.verdicts)), cell)
            for row, (verdict, details) in zip(rows, cell.verdicts, strict=True):
                desk.gateway.decide(row, verdict, **_with_test(details, row, cell.name))
        await desk.poll_until(lambda: all(_is_over(row) for row in desk.gateway.rows.values()))
        result = {
            cell.name: Played(
                _in_order(desk.gateway.rows_of(thread), cell), agents.effects(cell.name), await agents.quiet(thread)
            )
            for cell, thread in zip(CELLS, threads, strict=True)
        }
        await agents.delete_all()
        return result


def _in_order(rows: list[Row], cell: Cell) -> list[Row]:
    """Parallel requests come in no fixed order; within a batch their index is kept."""
    if cell.graph in ("parallel", "per_call"):
        return sorted(rows, key=lambda row: str(row.proposal.action.arguments.get("value", row.tool != "send_mail")))
    return rows


def _with_test(details: dict[str, Any], row: Row, test: str) -> dict[str, Any]:
    if "arguments" not in details:
        return details
    return {**details, "arguments": {**details["arguments"], "test": test}}


def _is_over(row: Row) -> bool:
    return row.returned or row.state in (State.DONE, State.FAILED, State.UNKNOWN, State.STALE)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name.replace(" ", "-"))
def test_cell(cell: Cell, played: dict[str, Played]) -> None:
    got = played[cell.name]
    notes = [row.notes for row in got.rows]
    assert tuple(str(row.state) for row in got.rows) == cell.states, notes
    seen = sorted(got.effects, key=lambda effect: effect["effect"])
    wanted = sorted(cell.effects, key=lambda effect: effect["effect"])
    assert len(seen) == len(wanted), seen
    for effect, want in zip(seen, wanted, strict=True):
        assert {key: effect[key] for key in want} == want
    assert got.thread["status"] == cell.thread
    assert not got.thread["interrupts"]
    for row in got.rows:
        assert row.permits == (row.verdict in ("approve", "edit") and row.state is not State.STALE)
        assert (row.proposal.group is not None) == (len(cell.verdicts) > 1 and cell.graph in ("batched", "narrow"))
    if cell.said:
        results = [message for message in got.thread["values"]["messages"] if message["type"] == "tool"]
        assert all(cell.said in message["content"] for message in results)


def test_outcomes_quote_the_tool(played: dict[str, Played]) -> None:
    """The note says how the outcome is known."""
    (sent, moved) = played["batched approve both"].rows
    assert sent.notes == ["The tool said: sent to bob@example.test"]
    assert moved.notes == ["The tool said: moved 5"]
    (broken,) = played["batched tool raises"].rows
    assert broken.notes == ["The tool raised: RuntimeError('the pump is broken')"]


def test_what_a_person_sees(played: dict[str, Played]) -> None:
    """Claims, schema, context and trace come from the server, the proposing step marked and dated."""
    mail_row, money_row = (row.proposal for row in played["per call two"].rows)
    assert mail_row.claims.summary.startswith("Tool execution requires approval")
    assert money_row.schema is not None
    assert money_row.schema["properties"]["amount"]["type"] == "integer"
    assert money_row.verdicts == ("approve", "edit", "reject", "answer")
    assert [item.title for item in money_row.context] == ["Person"]
    assert [(step.kind, step.proposes) for step in money_row.trace] == [("message", False), ("model", True)]
    assert money_row.trace[-1].text.startswith("Pay and tell.\n→ send_mail")
    assert money_row.trace[-1].duration_ms is not None


def test_what_cannot_be_shown_is_listed(played: dict[str, Played]) -> None:
    (row,) = played["malformed batch"].rows
    assert row.proposal.problem is not None
    assert row.proposal.verdicts == ("reject",)
    assert row.proposal.action.arguments == {}
