"""How text from outside is made showable: the core's rules, which the command line follows too."""

from __future__ import annotations

from counterseal.model.untrusted import (
    CHIP,
    CLOSE,
    OPEN,
    PAGE_BYTES,
    display_line,
    escape_untrusted,
    find_notes,
    page_from,
)

__all__ = ["CHIP", "CLOSE", "OPEN", "PAGE_BYTES", "display_line", "escape_untrusted", "find_notes", "page_from"]
