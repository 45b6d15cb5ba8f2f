"""A desk in its own process whose gateway runs beside it, as a window's does, until it is killed or its input closes.

Usage: window_beside PROFILE PASSPHRASE-FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from counterseal.sync.beside import Beside
from counterseal.sync.desk import open_desk


def main() -> int:
    home = Path(sys.argv[1])
    beside = Beside(home)
    desk = open_desk(home, Path(sys.argv[2]), beside=beside)
    desk.start()
    print(beside.pid if desk.serving else "using another", flush=True)
    sys.stdin.read()
    desk.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
