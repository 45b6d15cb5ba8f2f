"""An agent in its own process that asks for one action until it is told, and appends a line when it may.

Usage: agent PROFILE TOKEN KEY EFFECTS [GO]
It finds the gateway by ``gateway.json`` and, when that dies, asks the next one with the same idempotency key. With
``GO`` it takes no permit before that file is there, so that a test decides which gateway gives it.
Prints how it ended: done, rejected, or what became of it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from counterseal.agents.client import AgentClient
from counterseal.agents.refusals import Halted, NotDecided, PermitLost
from counterseal.errors import Conflict, Unreachable
from counterseal.model.actions import State
from counterseal.sync.served_at import read_address

LOOK_EVERY = 0.1
ASK_FOR = 0.5
GIVE_UP = 120.0
GAVE_UP = "gave up"


def main() -> int:
    home, token, key, effects = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    go = Path(sys.argv[5]) if len(sys.argv) > 5 else None
    said = live(home, token, key, effects, go, threading.Event())
    print(said, flush=True)
    return 1 if said == GAVE_UP else 0


def live(home: Path, token: str, key: str, effects: Path, go: Path | None, ends: threading.Event) -> str:
    """An agent's whole life; how it ended. It gives up after a long while, or when ``ends`` is set."""
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until and not ends.is_set():
        address = read_address(home)
        try:
            if address is not None:
                with AgentClient(address.url, token) as desk:
                    said = once(desk, key, effects, go)
                if said:
                    return said
        except (Unreachable, Halted, NotDecided):
            pass
        except PermitLost:
            # The permit may have been given; running without it is what must never happen.
            return "permit lost"
        ends.wait(LOOK_EVERY)
    return GAVE_UP


def once(desk: AgentClient, key: str, effects: Path, go: Path | None) -> str:
    """Ask this gateway; empty when there is nothing to tell yet."""
    action = desk.propose("refunds.issue", {"amount": 124_000, "order": "88213"}, idempotency_key=key)
    state = desk.wait(action, timeout=ASK_FOR).state
    if state is not State.APPROVED:
        return state.value
    if go is not None and not go.exists():
        return ""
    try:
        permit = desk.permit(action)
    except Conflict as error:
        return "" if error.extra.get("state") == "held" else f"refused: {error.code}"
    with effects.open("a", encoding="utf-8") as file:
        file.write(json.dumps(permit.arguments, sort_keys=True) + "\n")
    try:
        desk.outcome(permit, "done")
    except Conflict as error:
        return f"done, not recorded: {error.code}"
    return "done"


if __name__ == "__main__":
    raise SystemExit(main())
