"""How text from outside is made showable: the core's rules, which the command line follows too."""

from __future__ import annotations

from counterseal.model import untrusted
from counterseal.model.untrusted import CHIP, CLOSE, OPEN, PAGE_BYTES, display_line, escape_untrusted, page_from

__all__ = ["CHIP", "CLOSE", "OPEN", "PAGE_BYTES", "display_line", "escape_untrusted", "find_notes", "page_from"]
_LINK_OPENING = "]("
_MOST_OPENINGS = 8


def find_notes(text: str) -> tuple[str, ...]:
    """The core's notes, in time that grows with the text's length only.

    The search for Markdown links reads on to the end of the text from each opening, so a text made of openings would
    stop the window for minutes. The first few settle whether there is a link; the others are broken up.
    """
    parts = text.split(_LINK_OPENING, _MOST_OPENINGS)
    if len(parts) > _MOST_OPENINGS:
        rest = parts.pop().replace(_LINK_OPENING, "] (")
        text = f"{_LINK_OPENING.join(parts)}] ({rest}"
    return untrusted.find_notes(text)
