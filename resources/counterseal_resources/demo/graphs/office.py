"""The demo's office agent: a LangGraph graph that writes messages to a local mailbox, and asks before each one.

It runs in the LangGraph environment, never in ours. Only the language model is scripted: what it would have said
stands in ``SCRIPT``. Tools, middleware, checkpoints and interrupts are LangChain's and the server's own.
"""

import json
import mailbox
import os
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool

HERE = Path(__file__).parent
SCRIPT = json.loads((HERE / "office_script.json").read_text("utf-8"))
RECORDS = json.loads((HERE / "office_records.json").read_text("utf-8"))


class ScriptedModel(BaseChatModel):
    """Says, turn by turn, what the script holds for the task named in the first line of the person's message."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **options: Any) -> "ScriptedModel":
        return self

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any) -> ChatResult:
        asked = next(message for message in messages if isinstance(message, HumanMessage))
        turns = SCRIPT[str(asked.content).split("\n", 1)[0]]
        said = sum(isinstance(message, AIMessage) for message in messages)
        if said < len(turns):
            return _result(turns[said], said)
        last = next(message for message in reversed(messages) if isinstance(message, ToolMessage))
        return _result({"text": f"The desk's word on it: {last.content}", "tokens": 96, "seconds": 0.1}, said)


def _result(turn: dict[str, Any], number: int) -> ChatResult:
    # A language model takes its time; so that the trace shows times as they were measured, so does its stand-in.
    time.sleep(turn["seconds"])
    calls = [{**call, "id": f"call_{number}_{position}"} for position, call in enumerate(turn.get("calls", []))]
    usage = {"input_tokens": turn["tokens"] * 3 // 4, "output_tokens": turn["tokens"] // 4, "total_tokens": 0}
    usage["total_tokens"] = usage["input_tokens"] + usage["output_tokens"]
    message = AIMessage(content=turn["text"], tool_calls=calls, usage_metadata=usage)
    return ChatResult(generations=[ChatGeneration(message=message)])


@tool
def read_record(name: str) -> str:
    """Read one record of the office: a contract, a correspondence, an account."""
    return RECORDS[name]


@tool
def send_message(to: str, subject: str, body: str) -> str:
    """Send one message. It cannot be called back."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "office@lindholm-trading.example", to, subject
    message.set_content(body)
    box = mailbox.Maildir(os.environ["COUNTERSEAL_DEMO_MAILBOX"], create=True)
    key = box.add(message.as_bytes())
    return f"message {key} is in the mailbox for {to}"


def in_its_own_words(call: Any, state: Any, runtime: Any) -> str:
    """What the model said when it proposed the call, for the person who is asked."""
    return str(state["messages"][-1].content)


SEND_RULE = {"allowed_decisions": ["approve", "edit", "reject", "respond"], "description": in_its_own_words}
office = create_agent(
    ScriptedModel(),
    [read_record, send_message],
    system_prompt="You are the office agent of Lindholm Trading. Ask before you write to anybody.",
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"send_message": SEND_RULE})],
)
