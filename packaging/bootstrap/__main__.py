"""``run env --for demo|test``, ``langgraph-env``, ``mutants-env``, ``connect-env [NAME…]``, ``lock [--upgrade]``.

Called by the Makefile.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from bootstrap import environments, locks, node_programs, system_packages
from bootstrap.progress import BootstrapError, say

ROOT = Path(__file__).resolve().parents[2]
DESK = environments.Environment(ROOT / ".venv", ROOT / "requirements" / "dev.lock", ROOT)
LANGGRAPH = environments.Environment(ROOT / ".venv-langgraph", ROOT / "requirements" / "langgraph.lock")
MUTANTS = environments.Environment(ROOT / ".venv-mutants", ROOT / "requirements" / "mutants.lock")
TRY_QT = "from PySide6.QtWidgets import QApplication; QApplication([])"


def main() -> int:
    """Run one command. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="packaging/bootstrap/run", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    env = commands.add_parser("env", help="the project's own environment and the system libraries it needs")
    env.add_argument("--for", dest="purpose", choices=("demo", "test"), default="test")
    commands.add_parser("langgraph-env", help="the environment of the LangGraph server that tests and demo talk to")
    connect = commands.add_parser(
        "connect-env", help="an environment for each agent framework that the project speaks to"
    )
    connect.add_argument("names", nargs="*", metavar="NAME", help="some of them; all when none is named")
    commands.add_parser("mutants-env", help="the libraries of mutation testing, beside the project's own")
    lock = commands.add_parser("lock", help="remake the hashed locks with uv")
    lock.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    lock.add_argument("--only", default="", metavar="LOCK", help="one lock, such as connect/adk.lock")
    chosen = parser.parse_args()
    started = time.monotonic()
    try:
        if chosen.command == "env":
            screen, venv = bool(os.environ.get("DISPLAY")), not DESK.folder.exists()
            system_packages.provide(system_packages.needs_for(chosen.purpose, screen=screen, venv=venv))
            environments.provide(DESK)
            try_qt()
        elif chosen.command == "langgraph-env":
            environments.provide(LANGGRAPH)
        elif chosen.command == "connect-env":
            programs = node_programs.names(ROOT)
            bare = environments.without_lock(ROOT)
            for name in chosen.names or [*environments.frameworks(ROOT), *programs, *bare]:
                if name == "typescript":
                    node_programs.expect_node()
                elif name in programs:
                    node_programs.provide(ROOT, name)
                elif name not in bare:
                    environments.provide(environments.of_framework(ROOT, name))
        elif chosen.command == "mutants-env":
            environments.provide(MUTANTS)
        else:
            locks.remake(ROOT, upgrade=chosen.upgrade, only=chosen.only)
    except BootstrapError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the next run starts this step again.", file=sys.stderr)
        return 130
    say(f"  {chosen.command}: {time.monotonic() - started:.1f} s")
    return 0


def try_qt() -> None:
    """Start Qt once without a screen: what is missing shows here with Qt's own words, not in the middle of a test.

    Raises:
        BootstrapError: Qt does not start.
    """
    done = subprocess.run(
        [str(DESK.python), "-I", "-c", TRY_QT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise BootstrapError(f"Qt does not start on this system:\n{done.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
