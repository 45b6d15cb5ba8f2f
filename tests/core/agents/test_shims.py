"""What shims for agent frameworks do without their framework, and what they share."""

from __future__ import annotations

import asyncio
import copy
import sys
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
from counterseal.agents.shims import crewai
from counterseal.agents.shims.told import awaiting, chosen
from counterseal.agents.shims.traced import LONGEST_TEXT, MOST_STEPS, asking, said
from counterseal.errors import WrongUse
from counterseal.model.actions import ToolCall, TraceStep

SHIMS = [
    ("agent_framework", "agent_framework", "agent-framework-core"),
    ("crewai", "crewai", "crewai"),
    ("langchain", "langchain", "langchain"),
    ("openai_agents", "agents", "openai-agents"),
    ("pydantic_ai", "pydantic_ai", "pydantic-ai-slim"),
    ("strands", "strands", "strands-agents"),
]


@pytest.mark.parametrize(("shim", "package", "distribution"), SHIMS)
def test_a_framework_that_is_missing_is_named_with_what_to_do(
    shim: str, package: str, distribution: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    gate = import_module(f"counterseal.agents.shims.{shim}").gate
    client = AgentClient("http://127.0.0.1:9", "token")
    try:
        with pytest.raises(WrongUse, match=f"{distribution} is not installed") as raised:
            gate(client, [])
    finally:
        client.close()
    assert raised.value.todo == f'Install it: pip install "{distribution}"'


def test_crewai_takes_no_client_that_awaits() -> None:
    gate = import_module("counterseal.agents.shims.crewai").gate
    client = AsyncAgentClient("http://127.0.0.1:9", "token")
    try:
        with pytest.raises(WrongUse, match="AsyncAgentClient cannot serve"):
            gate(client, [])
    finally:
        asyncio.run(client.close())


def test_what_led_to_a_call_ends_with_it_and_says_it_once() -> None:
    steps = [TraceStep(f"m-{place}", "message", "user", str(place)) for place in range(MOST_STEPS + 5)]
    made = TraceStep("m-call", "model", "refund", calls=(ToolCall("call_1", "refund"),))
    trace = asking([*steps, None, made], "call_1", "refund", {"order": "88213"})
    assert [step.text for step in trace[:-1]] == [str(place) for place in range(5, MOST_STEPS + 5)]
    assert trace[-1].proposes
    assert trace[-1].calls == (ToolCall("call_1", "refund", {"order": "88213"}),)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("refund it", "refund it"),
        (None, ""),
        (["a", {"text": "b"}, {"image": "c"}, 3], "a\nb"),
        ({"text": "thinking"}, "thinking"),
        ("x" * (LONGEST_TEXT + 1), "x" * LONGEST_TEXT),
        ("half \ud83d, whole \N{WAVING HAND SIGN}", "half \\ud83d, whole \N{WAVING HAND SIGN}"),
    ],
)
def test_the_words_of_a_message_are_found(content: object, text: str) -> None:
    assert said(content) == text


@pytest.mark.parametrize(("tools", "names"), [(None, None), ([], set()), (("a", "b", "a"), {"a", "b"})])
def test_names_choose_which_tools_are_gated(tools: Any, names: set[str] | None) -> None:
    assert chosen(tools) == names


@pytest.mark.parametrize("tools", ["issue_refund", "", [len], ["refund", ""]])
def test_what_would_gate_no_tool_is_refused(tools: Any) -> None:
    with pytest.raises(WrongUse, match="a list of their names"):
        chosen(tools)


def test_a_framework_that_awaits_takes_no_client_that_does_not() -> None:
    client = AgentClient("http://127.0.0.1:9", "token")
    try:
        with pytest.raises(WrongUse, match="awaits its tools"):
            awaiting(client, "A framework")
    finally:
        client.close()


class Refund(BaseModel):
    order: str
    lines: list[str]


class Approving:
    """In a client's place: approves what is asked, after something else has happened."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile
        self.asked: dict[str, Any] = {}

    def run(self, _tool: str, arguments: dict[str, Any], effect: Callable[[dict[str, Any]], Any], **_more: Any) -> Any:
        self.asked = copy.deepcopy(arguments)
        self.meanwhile()
        return effect(copy.deepcopy(self.asked))


def test_crewai_runs_what_was_shown_whatever_became_of_it_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crewai, "_listen", lambda: None)
    ran: list[dict[str, Any]] = []
    tool = SimpleNamespace(
        name="refund", args_schema=Refund, _run=lambda **given: ran.append(given), format_output_for_agent=str
    )
    lines = ["one"]
    client = Approving(lambda: lines.append("two"))
    jsonable = import_module("pydantic_core").to_jsonable_python
    own = crewai._Gate(client, None, None, Exception, {}, str, jsonable)  # type: ignore[arg-type]
    crewai._asked(own, tool, {"order": "88213", "lines": lines})
    assert client.asked == {"order": "88213", "lines": ["one"]}
    assert ran == [client.asked]


def test_crewai_shows_all_that_its_tool_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crewai, "_listen", lambda: None)
    ran: list[dict[str, Any]] = []
    tool = SimpleNamespace(
        name="refund", args_schema=Refund, _run=lambda **given: ran.append(given), format_output_for_agent=str
    )
    client = Approving(lambda: None)
    jsonable = import_module("pydantic_core").to_jsonable_python
    own = crewai._Gate(client, None, None, Exception, {}, str, jsonable)  # type: ignore[arg-type]
    crewai._asked(own, tool, {"order": "88213", "lines": [], "everything": True})
    assert client.asked == ran[0] == {"order": "88213", "lines": [], "everything": True}


def test_calls_of_another_form_do_not_keep_crewai_from_asking() -> None:
    made = {"id": "call_1", "function": {"name": "refund", "arguments": '{"order": "88213"}'}}
    strange = [{"id": "call_2"}, {"function": "refund"}, {"function": {}}, "refund"]
    executor = SimpleNamespace(messages=[{"role": "assistant", "content": None, "tool_calls": [made, *strange]}])
    call = SimpleNamespace(agent=SimpleNamespace(agent_executor=executor), tool_input={"order": "88213"})
    trace = crewai.trace_of(call, "refund", {"order": "88213"})
    assert trace[-1].calls == (ToolCall("call_1", "refund", {"order": "88213"}),)
