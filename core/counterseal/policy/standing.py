"""What is in force for one agent, taken together: what orders change and what past actions are replayed against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from counterseal.model.autonomy import Autonomy, Charter, Level, Mandate, level_of
from counterseal.model.tools import ToolDescriptor

# ``policy.reading`` takes no pattern that holds this, so that none can be made to hit just the names compared by.
_BEYOND = "\0"


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent's orders in force.

    Attributes:
        cap: the lower level that the agent fell to by itself; an order that sets the level takes it away.
        owner: the id of the person who answers for it.
    """

    autonomy: Autonomy
    owner: str
    cap: Level | None = None
    mandate: Mandate | None = None
    charter: Charter | None = None
    tools: Mapping[str, ToolDescriptor] = field(default_factory=dict)

    def level(self, tool: str) -> Level:
        """The level that counts for a tool."""
        return level_of(self.autonomy, tool, self.cap)


def probes(patterns: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Tool names that together stand for every tool that patterns can tell apart, each with words for it.

    A tool is told apart by which patterns cover it. That is decided by the longest prefix among them, or by its exact
    name, so one name for each of these and one that none covers are enough.
    """
    found = {_BEYOND: "every other tool"}
    for pattern in patterns:
        if pattern.endswith("*"):
            found[pattern[:-1] + _BEYOND] = "every tool" if pattern == "*" else pattern
        else:
            found[pattern] = pattern
    return tuple(sorted(found.items(), key=lambda item: (item[0] == _BEYOND, item[1])))
