"""Links into the window: ``counterseal://action/ID``. A link only shows; there is none that decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from counterseal.errors import InvalidInput
from counterseal_desktop.translating import tr

SCHEME = "counterseal"
_ACTION = re.compile(r"counterseal://action/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Link:
    """What a link shows: the action with this id."""

    action: str

    def text(self) -> str:
        return f"{SCHEME}://action/{self.action}"


def read(text: str) -> Link:
    """Raises InvalidInput: not a link of ours. Nothing but an id is ever taken from one."""
    found = _ACTION.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise InvalidInput(
            tr("This is not a link that Counterseal knows"),
            where=ascii(text)[1:-1][:80],
            todo=tr("A link reads counterseal://action/ID."),
            code="bad_link",
        )
    return Link(found[1])
