"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from agent_framework import (
    BaseChatClient,
    ChatMiddlewareLayer,
    ChatResponse,
    ChatResponseUpdate,
    Content,
    FunctionInvocationLayer,
    Message,
)

CALL = {"order": "88213", "amount_minor": 124000}


class Model(FunctionInvocationLayer, ChatMiddlewareLayer, BaseChatClient):  # type: ignore[type-arg]
    """Asks for one refund, then says that it is done; hears what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []
        call = Content.from_function_call("call_77", "issue_refund", arguments=json.dumps(CALL))
        self.turns = [[Content.from_text("Charged twice."), call], [Content.from_text("Done.")]]

    def _inner_get_response(self, *, messages: Any, stream: bool, options: Any, **_more: Any) -> Any:
        self.heard = list(messages)
        turn = self.turns.pop(0)

        async def parts() -> AsyncIterator[ChatResponseUpdate]:
            for content in turn:
                yield ChatResponseUpdate(role="assistant", contents=[content])

        async def whole() -> ChatResponse[Any]:
            return ChatResponse(messages=[Message("assistant", turn)])

        return self._build_response_stream(parts()) if stream else whole()


async def main() -> None:
    sys.path.insert(0, sys.argv[1])
    page = importlib.import_module(sys.argv[2])
    model = Model()
    try:
        said = await page.ask("Refund it", model)
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"raised": [type(one).__name__ for one in (error, error.__cause__)]}), flush=True)
        return
    results = [one for message in model.heard for one in message.contents if one.type == "function_result"]
    print(json.dumps({"told": results[-1].result, "final": said}), flush=True)


asyncio.run(main())
