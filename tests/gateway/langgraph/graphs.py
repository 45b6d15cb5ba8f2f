"""The graphs of the real server under test. It runs in the LangGraph environment, never in ours.

Only the language model is scripted: it repeats the tool calls that the human message names. Tools, middleware,
checkpoints, interrupts and the queue are the server's own. Tools append one JSON line to the file named by
``COUNTERSEAL_TEST_EFFECTS``, so that a test counts what really happened.
"""

import asyncio
import json
import operator
import os
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


def record(effect: str, **details: Any) -> None:
    """Append one effect; a single write of one line, so that parallel tools do not mix."""
    line = json.dumps({"effect": effect, **details}) + "\n"
    handle = os.open(os.environ["COUNTERSEAL_TEST_EFFECTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


class ScriptedModel(BaseChatModel):
    """Calls the tools that the last human message lists as JSON, then says that it is done."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **options: Any) -> "ScriptedModel":
        return self

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any) -> ChatResult:
        last = max(index for index, message in enumerate(messages) if isinstance(message, HumanMessage))
        results = [message for message in messages[last:] if isinstance(message, ToolMessage)]
        script = json.loads(messages[last].content)
        if results:
            answer = AIMessage(content=f"Done after {len(results)} tool results.")
        else:
            calls = [
                {"name": call["name"], "args": call["args"], "id": f"call_{uuid.uuid4().hex[:8]}"}
                for call in script["calls"]
            ]
            answer = AIMessage(content=script.get("thinking", ""), tool_calls=calls)
        return ChatResult(generations=[ChatGeneration(message=answer)])


@tool
def send_mail(to: str, body: str, test: str) -> str:
    """Send one message."""
    record("mail", to=to, body=body, test=test)
    return f"sent to {to}"


@tool
def move_money(amount: int, rate: float, test: str) -> str:
    """Move money; a text in place of a number is a mistake that must be seen."""
    record("money", amount=amount, rate=rate, types=[type(amount).__name__, type(rate).__name__], test=test)
    return f"moved {amount}"


@tool
def break_down(test: str) -> str:
    """Start and fail."""
    record("broke", test=test)
    raise RuntimeError("the pump is broken")


TOOLS = [send_mail, move_money, break_down]
ALL = {"send_mail": True, "move_money": True, "break_down": True}
NARROW = {
    "send_mail": {"allowed_decisions": ["approve"], "description": "Only yes or nothing"},
    "move_money": {"allowed_decisions": ["approve", "reject"]},
}

batched = create_agent(ScriptedModel(), TOOLS, middleware=[HumanInTheLoopMiddleware(interrupt_on=ALL)])
narrow = create_agent(ScriptedModel(), TOOLS, middleware=[HumanInTheLoopMiddleware(interrupt_on=NARROW)])
per_call = create_agent(
    ScriptedModel(), TOOLS, middleware=[HumanInTheLoopMiddleware(interrupt_on=ALL, interrupt_mode="per_call")]
)


class Asking(TypedDict, total=False):
    ask: Any
    answer: Any
    test: str


def _ask(state: Asking) -> Asking:
    answer = interrupt(state["ask"])
    record("answered", answer=answer, test=state["test"], kind=type(answer).__name__)
    return {"answer": answer}


def _single(name: str, node: Any, **options: Any) -> Any:
    builder = StateGraph(Asking)
    builder.add_node(name, node)
    builder.add_edge(START, name)
    builder.add_edge(name, END)
    return builder.compile(**options)


question = _single("ask", _ask)


def _inbox(state: Asking) -> Asking:
    (response,) = interrupt(
        [
            {
                "action_request": {"action": "send_mail", "args": state["ask"]["args"]},
                "config": state["ask"]["config"],
                "description": "Send this **mail**",
            }
        ]
    )
    if response["type"] == "accept":
        record("mail", **state["ask"]["args"])
    elif response["type"] == "edit":
        record("mail", **response["args"]["args"])
    elif response["type"] == "response":
        record("told", text=response["args"], test=state["test"])
    return {"answer": response}


legacy = _single("inbox", _inbox)


def _act(state: Asking) -> Asking:
    record("acted", test=state["test"])
    return {"answer": "acted"}


breakpoint_graph = _single("act", _act, interrupt_before=["act"])


def _two(state: Asking) -> Asking:
    """Both questions in one node: the id of the first also answers the second, unless the answer is strict."""
    first = interrupt({"question": "delete the draft?"})
    record("first", answer=first, test=state["test"])
    second = interrupt({"question": "delete production?"})
    record("second", answer=second, test=state["test"])
    return {"answer": [first, second]}


two = _single("two", _two)


def _one_of_two(name: str, text: str) -> Any:
    def ask(state: Asking) -> Asking:
        answer = interrupt({"question": text})
        record(name, answer=answer, test=state["test"])
        return {"answer": answer}

    return ask


_nodes = StateGraph(Asking)
_nodes.add_node("first", _one_of_two("first", "delete the draft?"))
_nodes.add_node("second", _one_of_two("second", "delete production?"))
_nodes.add_edge(START, "first")
_nodes.add_edge("first", "second")
_nodes.add_edge("second", END)
two_nodes = _nodes.compile()


async def _slow(state: Asking) -> Asking:
    await asyncio.to_thread(record, "slow started", test=state["test"])
    await asyncio.sleep(60)
    await asyncio.to_thread(record, "slow ended", test=state["test"])
    return {"answer": "late"}


slow = _single("slow", _slow)


class Both(TypedDict, total=False):
    test: str
    out: Annotated[list[Any], operator.add]


def _branch(name: str) -> Any:
    def ask(state: Both) -> Both:
        answer = interrupt({"question": f"{name}?"})
        record(f"branch {name}", answer=answer, test=state["test"])
        return {"out": [[name, answer]]}

    return ask


_both = StateGraph(Both)
for _name in ("a", "b"):
    _both.add_node(_name, _branch(_name))
    _both.add_edge(START, _name)
    _both.add_edge(_name, END)
parallel = _both.compile()


@dataclass
class Settings:
    """A context of one key and no other: what an adapter puts into the run's configuration must not reach it."""

    language: str = "en"


_typed = StateGraph(Asking, context_schema=Settings)
_typed.add_node("ask", _ask)
_typed.add_edge(START, "ask")
_typed.add_edge("ask", END)
with_context = _typed.compile()

_outer = StateGraph(Asking)
_outer.add_node("inner", question)
_outer.add_edge(START, "inner")
_outer.add_edge("inner", END)
nested = _outer.compile()


class Out(TypedDict):
    """What sub-graphs that run side by side give back: not the test's name, which only one of them could."""

    out: Annotated[list[Any], operator.add]


# Three questions at once, in namespaces one and two levels down.
_deep = StateGraph(Both, output_schema=Out)
_deep.add_node("deep", parallel)
_deep.add_edge(START, "deep")
_deep.add_edge("deep", END)
_right = StateGraph(Both, output_schema=Out)
_right.add_node("ask", _branch("right"))
_right.add_edge(START, "ask")
_right.add_edge("ask", END)
_several = StateGraph(Both)
for _name, _graph in (("left", _deep), ("right", _right)):
    _several.add_node(_name, _graph.compile())
    _several.add_edge(START, _name)
    _several.add_edge(_name, END)
sub_graphs = _several.compile()
