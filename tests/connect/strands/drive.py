"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

CALL = {"order": "88213", "amount_minor": 124000}
TURNS = (
    [{"text": "Charged twice."}, {"toolUse": {"toolUseId": "call_77", "name": "issue_refund", "input": CALL}}],
    [{"text": "Done."}],
)


def scripted() -> Any:
    from strands.models import Model

    class Scripted(Model):
        turns = iter(TURNS)

        def update_config(self, **_config: Any) -> None: ...

        def get_config(self) -> Any:
            return {}

        def structured_output(self, *_more: Any, **_named: Any) -> Any:
            raise AssertionError("the page asks for no structured answer")

        async def stream(self, messages: Any, *_more: Any, **_named: Any) -> AsyncIterator[Any]:
            blocks = next(self.turns)
            yield {"messageStart": {"role": "assistant"}}
            for block in blocks:
                use = block.get("toolUse")
                start = {} if use is None else {"toolUse": {"toolUseId": use["toolUseId"], "name": use["name"]}}
                said = {"text": block.get("text")} if use is None else {"toolUse": {"input": json.dumps(use["input"])}}
                yield {"contentBlockStart": {"start": start}}
                yield {"contentBlockDelta": {"delta": said}}
                yield {"contentBlockStop": {}}
            yield {"messageStop": {"stopReason": "tool_use" if len(blocks) > 1 else "end_turn"}}

    return Scripted()


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    page = importlib.import_module(sys.argv[2])
    # What the agent says while it runs would stand between the lines of this program.
    heard, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115
    try:
        found = page.ask("Refund it", scripted())
        messages = asyncio.run(found) if inspect.isawaitable(found) else found
    except Exception as error:  # noqa: BLE001
        said: dict[str, Any] = {"raised": [type(one).__name__ for one in (error, error.__cause__)]}
    else:
        blocks = [block for message in messages for block in message["content"]]
        told = next(block["toolResult"] for block in blocks if "toolResult" in block)
        text = "".join(block["text"] for block in told["content"])
        said = {"told": text, "status": told["status"], "final": blocks[-1].get("text")}
    print(json.dumps(said), file=heard, flush=True)


main()
