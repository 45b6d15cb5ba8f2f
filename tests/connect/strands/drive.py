"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER. A page changed to say
``TWICE = True`` has a model that makes two calls at once.
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
OTHER = {"order": "90001", "amount_minor": 500}


def scripted(twice: bool) -> Any:
    from strands.models import Model

    calls = [("call_77", CALL), ("call_78", OTHER)] if twice else [("call_77", CALL)]
    uses = [{"toolUse": {"toolUseId": name, "name": "issue_refund", "input": call}} for name, call in calls]

    class Scripted(Model):
        turns = iter([[{"text": "Charged twice."}, *uses], [{"text": "Done."}]])

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
        found = page.ask("Refund it", scripted(getattr(page, "TWICE", False)))
        messages = asyncio.run(found) if inspect.isawaitable(found) else found
    except Exception as error:  # noqa: BLE001
        said: dict[str, Any] = {"raised": [type(one).__name__ for one in (error, error.__cause__)]}
    else:
        blocks = [block for message in messages for block in message["content"]]
        told = [block["toolResult"] for block in blocks if "toolResult" in block]
        text = "".join(block["text"] for result in told for block in result["content"])
        said = {"told": text, "status": told[0]["status"], "final": blocks[-1].get("text")}
    print(json.dumps(said), file=heard, flush=True)


main()
