"""What shims for agent frameworks do without their framework, and what they share."""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module

import pytest

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
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
    ],
)
def test_the_words_of_a_message_are_found(content: object, text: str) -> None:
    assert said(content) == text
