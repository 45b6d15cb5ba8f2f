"""The page's agent with a model that calls its tool once; says what the model was told.

Run in the framework's environment as ``drive.py FOLDER BLOCK``, with the page's code in FOLDER. A page changed to say
``IN_PROSE = True`` has a model that writes its calls as text, ``TWICE = True`` one that makes two at once.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any, ClassVar

CALL = {"order": "88213", "amount_minor": 124000}
OTHER = {"order": "90001", "amount_minor": 500}


def scripted(in_prose: bool, twice: bool) -> Any:
    from crewai import BaseLLM

    calls = [("call_77", CALL), ("call_78", OTHER)] if twice else [("call_77", CALL)]

    class Scripted(BaseLLM):
        heard: ClassVar[list[Any]] = []

        def supports_function_calling(self) -> bool:
            return not in_prose

        def call(self, messages: Any, *_more: Any, **_named: Any) -> Any:
            self.heard.append([dict(message) for message in messages])
            if len(self.heard) > 1:
                return "Thought: I know.\nFinal Answer: Done." if in_prose else "Done."
            if in_prose:
                return f"Thought: Charged twice.\nAction: issue_refund\nAction Input: {json.dumps(CALL)}"
            asked = [(name, {"name": "issue_refund", "arguments": json.dumps(call)}) for name, call in calls]
            return [{"id": name, "function": call} for name, call in asked]

        async def acall(self, messages: Any, *more: Any, **named: Any) -> Any:
            return self.call(messages, *more, **named)

    return Scripted(model="scripted")


def main() -> None:
    folder = sys.argv[1]
    # Nothing is told to anybody, and nothing is kept beyond the folder.
    os.environ.update(
        CREWAI_DISABLE_TELEMETRY="true",
        CREWAI_TRACING_ENABLED="false",
        CREWAI_TESTING="true",
        OTEL_SDK_DISABLED="true",
        CREWAI_STORAGE_DIR=folder,
        HOME=folder,
    )
    sys.path.insert(0, folder)
    # What the crew says while it runs would stand between the lines of this program.
    heard, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115
    page = importlib.import_module(sys.argv[2])
    model = scripted(getattr(page, "IN_PROSE", False), getattr(page, "TWICE", False))
    try:
        final = page.ask("Refund it", model)
    except Exception as error:  # noqa: BLE001
        said: dict[str, Any] = {"raised": [type(one).__name__ for one in (error, error.__cause__)]}
    else:
        first, last = model.heard[0], model.heard[-1]
        tools = [message for message in last if message["role"] == "tool"]
        told = "\n".join(str(message["content"]) for message in (tools or last[len(first) :]))
        said = {"told": told, "final": str(final)}
    print(json.dumps(said), file=heard, flush=True)


main()
