"""The command line, command after command: decides whatever waits until it is killed.

Usage: cli_decider PROFILE PASSPHRASE-FILE SEED
Prints one line for each decision that a command reported as stored: the action's id and its verdict. Each command is a
process of its own as a person's would be, forked from here, where everything is imported already, and it is killed with
this one.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import io
import json
import os
import random
import signal
import sys
import time
from typing import Any

from counterseal.cli.main import main as counterseal

LOOK_EVERY = 0.05
HEAVY = ("counterseal.sync.desk", "counterseal.cli.queue_commands", "counterseal.sync.signing")
_PR_SET_PDEATHSIG = 1


def main() -> int:
    profile, passphrase_file = sys.argv[1], sys.argv[2]
    dice = random.Random(sys.argv[3])
    for name in HEAVY:
        importlib.import_module(name)
    print("ready", flush=True)
    while True:
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            decide_one(profile, passphrase_file, random.Random(dice.random()))
            os._exit(0)
        dice.random()
        os.waitpid(child, 0)
        time.sleep(LOOK_EVERY)


def decide_one(profile: str, passphrase_file: str, dice: random.Random) -> None:
    """``queue list``, then ``queue approve`` or ``queue reject``."""
    waiting = [item for item in run("queue", "list", "--profile", profile).get("items", []) if item["state"] == "held"]
    if not waiting:
        return
    action, verdict = dice.choice(waiting)["id"], dice.choice(("approve", "reject"))
    given = ("--yes", "--reason", "soak", "--profile", profile, "--passphrase-file", passphrase_file)
    said = run("queue", verdict, action, *given)
    # A decision that no gateway took yet, or that one refused, is stored just as well, and says so.
    if "entry" in said or "entry" in said.get("error", {}):
        print(action, verdict, flush=True)


def run(*words: str) -> dict[str, Any]:
    """One command; its facts."""
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(io.StringIO()):
        counterseal([*words, "--json"])
    lines = heard.getvalue().strip()
    return dict(json.loads(lines)) if lines else {}


if __name__ == "__main__":
    raise SystemExit(main())
