"""A desk in its own process that decides the one held action and is killed at a step.

Usage: decider PROFILE PASSPHRASE-FILE STEP VERDICT
Exits 3 when it survived, which is right for the step ``none`` only.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionDraft, Event
from counterseal.sync.desk import open_desk
from faults.kill_at import KillSwitch

PATIENCE = 60.0


def main() -> int:
    home, passphrase_file, step, verdict = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Verdict(sys.argv[4])
    switch = KillSwitch(step)
    desk = open_desk(home, passphrase_file, on_step=switch.on_step)
    desk.step_up.entered()
    heard, settled = threading.Event(), threading.Event()

    def hear(event: Event) -> None:
        if event.kind == "queue" and any(item.state is State.HELD for item in event.value):
            heard.set()
        elif event.kind == "receipt" and event.value.state != "stored":
            print(event.value.state, event.value.note, flush=True)
            settled.set()

    desk.subscribe(hear)
    desk.start()
    if not heard.wait(PATIENCE):
        return 4
    item = next(i for i in desk.queue() if i.state is State.HELD)
    detail = desk.detail(item.id).result(PATIENCE)
    edited = {**detail.action.arguments, "amount": 7} if verdict is Verdict.EDIT else None
    draft = DecisionDraft(
        item.id, item.digest, item.nonce, item.halt_epoch, verdict, reason="by the decider", arguments=edited
    )
    switch.arm()
    desk.decide(draft).result(PATIENCE)
    arrived = settled.wait(PATIENCE)
    desk.close()
    return 3 if arrived else 5


if __name__ == "__main__":
    raise SystemExit(main())
