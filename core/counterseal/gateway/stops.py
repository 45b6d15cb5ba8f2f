"""Which agents are halted or paused as this life of the gateway knows it: a table can stop one, and let none go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Stops:
    """Agents that were seen halted or paused, until an order that was taken here lets them go.

    The table says the same, and is read at every step; who writes it without signing anything lifts nothing by that
    while this process runs. What begins here is changed on the event loop and read anywhere.
    """

    def __init__(self) -> None:
        self._halted: dict[str, str] = {}
        self._paused: dict[str, str] = {}
        self._let_go: dict[str, int] = {}

    def see(self, look: int, rows: Iterable[Any]) -> None:
        """Take in what a look at the table of agents has found: rows with ``id`` and who halted and paused each."""
        for row in rows:
            # A look from before somebody let it go has seen the stop that this ended.
            if look > self._let_go.get(row.id, 0):
                if row.halted_by is not None:
                    self._halted[row.id] = row.halted_at or ""
                if row.paused_by is not None:
                    self._paused[row.id] = row.paused_at or ""

    def halted(self, row: Any) -> str | None:
        """Since when (UTC stamp) an agent is halted, by its row or by what was seen; None: it is not."""
        return (row.halted_at or "") if row.halted_by is not None else self._halted.get(row.id)

    def paused(self, row: Any) -> str | None:
        """Since when an agent is paused, likewise."""
        return (row.paused_at or "") if row.paused_by is not None else self._paused.get(row.id)

    def reset(self, agent: str, look: int) -> None:
        """A reset of this agent is in force and stored; ``look`` is the last one that began before."""
        self._halted.pop(agent, None)
        self._let_go[agent] = look

    def resumed(self, agent: str, look: int) -> None:
        """Its owner let it go on, likewise."""
        self._paused.pop(agent, None)
        self._let_go[agent] = look
