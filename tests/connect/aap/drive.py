"""One agent with one tool, as the page for AAP has it, and a model that calls the tool once.

Run in the framework's environment as ``drive.py FRAMEWORK FOLDER CALL`` with the page's code in FOLDER and the id of
the tool call: under the same id the same call is asked for, which runs once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

ran: list[dict[str, Any]] = []
CALL = {"order": "88213", "amount_minor": 124000}
SAYS = "The customer was charged twice."


def issue_refund(order: str, amount_minor: int) -> str:
    """Refund an order."""
    ran.append({"order": order, "amount_minor": amount_minor})
    return f"refunded {order}"


def with_langchain() -> str:
    from langchain_agent import make_agent
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    class Scripted(GenericFakeChatModel):
        def bind_tools(self, tools: Any, **_more: Any) -> Scripted:
            return self

    asks = AIMessage(content=SAYS, tool_calls=[{"name": "issue_refund", "id": sys.argv[3], "args": CALL}])
    agent = make_agent(Scripted(messages=iter([asks, AIMessage("Done.")])), [issue_refund])
    said = agent.invoke({"messages": [HumanMessage("Refund it")]})["messages"]
    return str(next(one.content for one in said if isinstance(one, ToolMessage)))


def with_openai() -> str:
    from agents import Runner, function_tool, set_tracing_disabled
    from agents.testing import ScriptedModel, assistant_message, function_call
    from openai_agent import make_agent

    set_tracing_disabled(True)
    model = ScriptedModel(
        [
            [assistant_message(SAYS), function_call("issue_refund", CALL, call_id=sys.argv[3])],
            [assistant_message("Done.")],
        ]
    )
    asyncio.run(Runner.run(make_agent(model, [function_tool(issue_refund)]), "Refund it"))
    results = [one for one in model.last_call.input if isinstance(one, dict) and "output" in one]
    return str(results[-1]["output"])


def with_pydantic() -> str:
    from pydantic_agent import make_agent
    from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel

    asks = ModelResponse(parts=[TextPart(SAYS), ToolCallPart("issue_refund", CALL, tool_call_id=sys.argv[3])])
    turns = [asks, ModelResponse(parts=[TextPart("Done.")])]
    agent = make_agent(FunctionModel(lambda _messages, _info: turns.pop(0)), [issue_refund])
    messages = agent.run_sync("Refund it").all_messages()
    parts = [part for one in messages if isinstance(one, ModelRequest) for part in one.parts]
    return str(next(part.content for part in parts if isinstance(part, ToolReturnPart)))


def plainly() -> str:
    from plain_agent import ask_then_run

    return str(ask_then_run(f"run-1:{sys.argv[3]}", "issue_refund", CALL, issue_refund))


def main() -> None:
    kind, folder, _call = sys.argv[1:]
    sys.path.insert(0, folder)
    ways = {"LangChain": with_langchain, "OpenAI": with_openai, "Pydantic AI": with_pydantic, "plain": plainly}
    said = ways[kind]()
    print(json.dumps({"said": said, "ran": ran}), flush=True)


if __name__ == "__main__":
    main()
