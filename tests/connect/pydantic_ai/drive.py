"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys

CALL = {"order": "88213", "amount_minor": 124000}


async def main() -> None:
    sys.path.insert(0, sys.argv[1])
    page = importlib.import_module(sys.argv[2])
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import FunctionModel

    asks = ModelResponse(parts=[TextPart("Charged twice."), ToolCallPart("issue_refund", CALL, tool_call_id="call_77")])
    turns = [asks, ModelResponse(parts=[TextPart("Done.")])]
    try:
        result = await page.ask("Refund it", FunctionModel(lambda _messages, _info: turns.pop(0)))
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"raised": [type(one).__name__ for one in (error, error.__cause__)]}), flush=True)
        return
    parts = [part for message in result.all_messages() for part in message.parts]
    told = [part for part in parts if part.part_kind in ("tool-return", "retry-prompt")]
    print(json.dumps({"told": str(told[-1].content), "final": result.output}), flush=True)


asyncio.run(main())
