"""A desk in its own process that serves the profile's gateway until it is killed, or its input closes.

Usage: serving PROFILE PASSPHRASE-FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from counterseal.sync.desk import open_desk


def main() -> int:
    desk = open_desk(Path(sys.argv[1]), Path(sys.argv[2]))
    desk.start()
    print("serving" if desk.serving else "using another", flush=True)
    sys.stdin.read()
    desk.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
