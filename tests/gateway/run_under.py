"""Runs ``counterseal run`` once for each list of words that it is given (JSON), and prints the exit codes.

In one process, because starting the command line takes longer than most of what it is to run here.
"""

from __future__ import annotations

import json
import sys

from counterseal.cli.main import main

if __name__ == "__main__":
    codes = [main(["run", *words]) for words in json.loads(sys.argv[1])]
    print("codes", json.dumps(codes), flush=True)
