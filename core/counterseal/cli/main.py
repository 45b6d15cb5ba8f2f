"""The ``counterseal`` command: everything the core can do, without a screen.

Exit codes (DESIGN 4.9): 0 done, 1 refused or not verified, 2 wrong use, 3 could not be reached, 130 interrupted.
"""

from __future__ import annotations

import sys

from counterseal.cli import window


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after ``counterseal``; None takes the process's own.

    Returns:
        the exit code.
    """
    words = sys.argv[1:] if arguments is None else arguments
    asked = window.asked(words)
    if asked is not None and window.installed():
        window.become(asked)
    # Only now, because a window does not wait for what it does not need.
    from counterseal.cli import whole

    return whole.run(words)


if __name__ == "__main__":
    sys.exit(main())
