"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
from typing import Any

CALL = {"order": "88213", "amount_minor": 124000}


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    page = importlib.import_module(sys.argv[2])
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, ToolMessage

    class Scripted(GenericFakeChatModel):
        def bind_tools(self, tools: Any, **_more: Any) -> Scripted:
            return self

    asks = AIMessage("Charged twice.", tool_calls=[{"name": "issue_refund", "id": "call_77", "args": CALL}])
    try:
        said = page.ask("Refund it", Scripted(messages=iter([asks, AIMessage("Done.")])))
        messages = asyncio.run(said) if inspect.isawaitable(said) else said
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"raised": [type(one).__name__ for one in (error, error.__cause__)]}), flush=True)
        return
    told = next(one for one in messages if isinstance(one, ToolMessage))
    print(json.dumps({"told": told.content, "status": told.status, "final": messages[-1].content}), flush=True)


main()
