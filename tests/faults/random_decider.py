"""A desk in its own process that decides whatever waits, one after another, until it is killed.

Usage: random_decider PROFILE PASSPHRASE-FILE SEED
Prints one line for each decision that was stored: the action's id and its verdict.
"""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

from counterseal.errors import KnownError
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionDraft, Event
from counterseal.sync.desk import open_desk


def main() -> int:
    dice = random.Random(sys.argv[3])
    desk = open_desk(Path(sys.argv[1]), Path(sys.argv[2]))
    desk.step_up.entered()
    news = threading.Event()

    def hear(_event: Event) -> None:
        news.set()

    desk.subscribe(hear)
    desk.start()
    print("ready", flush=True)
    while True:
        news.wait(1.0)
        news.clear()
        waiting = [item for item in desk.queue() if item.state is State.HELD]
        if not waiting:
            continue
        item = dice.choice(waiting)
        verdict = dice.choice((Verdict.APPROVE, Verdict.REJECT))
        try:
            desk.detail(item.id).result(30)
            draft = DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, verdict, reason="soak")
            desk.decide(draft).result(30)
        except (KnownError, TimeoutError):
            # The other process was faster, or its gateway has just died; look again.
            news.set()
            continue
        print(item.id, verdict.value, flush=True)
        news.set()


if __name__ == "__main__":
    raise SystemExit(main())
