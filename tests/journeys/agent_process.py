"""An agent as its own process: asks for one call, and appends a line to a file when, and only when, it may run.

Usage: agent_process.py TOOL ARGUMENTS-JSON EFFECT-FILE        (COUNTERSEAL_URL and COUNTERSEAL_TOKEN say where)
Prints how it ended: ``done``, or the error's code and its words.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from counterseal.agents.client import AgentClient
from counterseal.errors import KnownError


def main() -> int:
    tool, arguments, target = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])

    def effect(permitted: dict[str, object]) -> str:
        with target.open("a", encoding="utf-8") as file:
            file.write(json.dumps(permitted, sort_keys=True) + "\n")
        return "written"

    try:
        with AgentClient() as desk:
            desk.run(
                tool,
                arguments,
                effect=effect,
                summary="The display was cracked on arrival. See https://example.org/photo",
                confidence=0.62,
                context=[
                    {"kind": "message", "title": "Ticket 20877", "text": "My display is cracked.", "author": "Ana"}
                ],
                trace=[
                    {"id": "1", "kind": "tool", "name": "orders.get(88213)", "start_ms": 0, "duration_ms": 700},
                    {
                        "id": "2",
                        "kind": "propose",
                        "name": "Propose",
                        "start_ms": 700,
                        "duration_ms": 100,
                        "proposes": True,
                    },
                ],
            )
    except KnownError as error:
        print(f"{error.code}: {error.text()}", flush=True)
        return 1
    print("done", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
