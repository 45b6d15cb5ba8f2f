"""The gateway beside a window, as ``sync.gateway_child`` is, with a queue that ``desk_arrivals`` makes when told to.

The window's process says ``arrivals`` with how many wait, then ``flood`` with how many come in a second for how long.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counterseal.sync import gateway_child

COMMAND = (sys.executable, str(Path(__file__)))


class Flooded(gateway_child.Life):
    """Hears two words more."""

    def _hear(self, words: Mapping[str, Any]) -> None:
        match words.get("do"):
            case "arrivals":
                # Here, because this file is run as a program and read as a part of the package.
                from desk_arrivals import Arrivals

                gateway = self._served.gateway
                assert gateway is not None
                self._arrivals = Arrivals(gateway, words["pending"])
            case "flood":
                self._arrivals.flood(words["rate"], words["seconds"])
            case _:
                super()._hear(words)


if __name__ == "__main__":
    gateway_child.Life = Flooded  # type: ignore[misc]
    raise SystemExit(gateway_child.main())
