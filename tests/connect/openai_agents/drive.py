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
    from agents import set_tracing_disabled
    from agents.testing import ScriptedModel, assistant_message, function_call

    set_tracing_disabled(True)
    asks = [assistant_message("Charged twice."), function_call("issue_refund", CALL, call_id="call_77")]
    model = ScriptedModel([asks, [assistant_message("Done.")]])
    try:
        said = await page.ask("Refund it", model)
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"raised": [type(one).__name__ for one in (error, error.__cause__)]}), flush=True)
        return
    results = [one for one in model.last_call.input if isinstance(one, dict) and "output" in one]
    print(json.dumps({"told": results[-1]["output"], "final": said}), flush=True)


asyncio.run(main())
