"""Names of outside origin in text fields that a person edits: shown so that nothing hides, and given back unchanged.

A name that still reads as it was shown is the name it came from; one that a person wrote is what stands there.
"""

from __future__ import annotations

from collections.abc import Iterable

from counterseal_desktop.agents.form import names_of
from counterseal_desktop.translating import mark
from counterseal_desktop.widgets.schema_fields import needs_escapes
from counterseal_desktop.widgets.untrusted_escape import CLOSE, OPEN


def shown_name(name: str, apart: str = "") -> str:
    """A name as one line of a text field: no two names share it, and the field gives it back unchanged.

    Args:
        apart: characters that tell names apart in this field, which a name itself may hold.
    """
    last = len(name) - 1
    return "".join(
        f"{OPEN}U+{ord(char):04X}{CLOSE}"
        # What stands between commas loses the spaces at its ends.
        if char in f"\n\t{apart}" or _hides(name, at) or (apart and char == " " and at in (0, last))
        else char
        for at, char in enumerate(name)
    )


def _hides(name: str, at: int) -> bool:
    """Whether a character would be hidden or changed where it stands: behind an emoji its style is no secret."""
    return needs_escapes(name[at]) and needs_escapes(name[max(at - 1, 0) : at + 1])


class GivenNames:
    """The names that a field was filled with."""

    def __init__(self, names: Iterable[str], apart: str = "") -> None:
        self._given = {shown_name(name, apart): name for name in names}

    def lines(self) -> list[str]:
        """How they are shown, in their order."""
        return list(self._given)

    def knows(self, line: str) -> bool:
        """Whether a line reads as one of them was shown."""
        return line in self._given

    def name(self, line: str) -> str:
        """The name that a line stands for."""
        return self._given.get(line, line)

    def spoilt(self, line: str) -> bool:
        """Whether a line shows a hidden character and is none of them: it would be signed as brackets."""
        return OPEN in line and line not in self._given


class GivenList(GivenNames):
    """Names in one line, apart by commas."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names, ",;")

    def text(self) -> str:
        """What the field holds at first."""
        return ", ".join(self.lines())

    def read(self, text: str) -> tuple[str, ...]:
        """The names that stand there now."""
        return tuple(dict.fromkeys(self.name(line) for line in names_of(text)))

    def spoilt_in(self, text: str) -> bool:
        """Whether any of them is spoilt."""
        return any(self.spoilt(line) for line in names_of(text))


SPOILT = mark("It still shows a hidden character and is not the name that was given. Write it anew, or take it out.")
