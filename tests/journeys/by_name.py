"""Somebody who sees nothing: approves one waiting action through AT-SPI, by the names that a screen reader reads out.

Usage: /usr/bin/python3 by_name.py TITLE REASON PASSPHRASE-FILE       (with the session's bus in the environment)
Prints as JSON what was read on the way. It is run by the system's Python, whose packages bring ``pyatspi``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyatspi  # type: ignore[import-not-found]

PATIENCE_S = 240.0
ROW, BUTTON, TEXT, SECRET, PANEL, LABEL = "table cell", "push button", "text", "password text", "panel", "label"


def until(look: Callable[[], Any], what: str) -> Any:
    """What ``look`` finds, as soon as it finds anything; a part that goes while it is read is read again."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            found = look()
        except (LookupError, RuntimeError):
            found = None
        if found:
            return found
        if time.monotonic() > ends:
            raise SystemExit(f"never there: {what}")
        time.sleep(0.1)


class Reader:
    """The window as it is told to a screen reader."""

    def __init__(self) -> None:
        self.app = until(self._application, "the window")
        # What is remembered goes stale without a loop that hears of changes.
        self.app.set_cache_mask(pyatspi.Atspi.Cache.NONE)

    @staticmethod
    def _application() -> Any:
        found = [one for one in pyatspi.Registry.getDesktop(0) if one is not None and one.name == "Counterseal"]
        return found[0] if found and found[0].childCount else None

    def shown(self, role: str, name: str, inside: Any = None) -> list[Any]:
        """What is on the screen with this role and a name that holds ``name``."""
        top = inside if inside is not None else self.app
        return [one for one in _shown(top) if one.getRoleName() == role and name in one.name]

    def finds(self, role: str, name: str) -> Any:
        return until(lambda: self.shown(role, name), f"{role} {name!r}")[0]

    def presses(self, name: str) -> bool:
        """Press a button if it is there and can be pressed."""
        buttons = [one for one in self.shown(BUTTON, name) if one.getState().contains(pyatspi.STATE_ENABLED)]
        if buttons:
            action = buttons[0].queryAction()
            names = [action.getName(number) for number in range(action.nActions)]
            action.doAction(names.index("Press"))
        return bool(buttons)

    def types(self, role: str, name: str, text: str) -> None:
        """Fill a field."""
        field = self.finds(role, name)
        field.queryEditableText().setTextContents(text)

    def reads(self, panel: str) -> dict[str, str]:
        """The texts of a panel by their names."""
        texts = (one for one in _shown(self.finds(PANEL, panel)) if one.getRoleName() == TEXT)
        return {one.name: one.queryText().getText(0, -1) for one in texts}

    def says(self, panel: str) -> str:
        """The labels of a panel."""
        return "\n".join(one.name for one in _shown(self.finds(PANEL, panel)) if one.getRoleName() == LABEL)


def _shown(top: Any) -> Iterator[Any]:
    """All that is on the screen under ``top``; what is hidden has nothing in it that is not."""
    for one in top:
        if one is None:
            continue
        if one.getState().contains(pyatspi.STATE_SHOWING):
            yield one
            yield from _shown(one)


def approve(reader: Reader, title: str, reason: str, passphrase: str) -> dict[str, Any]:
    """Find the action by its row, read it, and approve it with all that its risk asks for."""
    row = reader.finds(ROW, title)
    read: dict[str, Any] = {"row": row.name}
    row.parent.querySelection().selectChild(row.getIndexInParent())
    reader.finds(LABEL, title)
    read["facts"] = until(lambda: reader.reads("What will happen"), "the facts")
    read["claims"] = reader.reads("What the agent says")
    hints: list[str] = []

    def confirmation() -> bool:
        # Nothing is pressed twice in a moment: what has just come up takes no key for 400 ms.
        if reader.shown(SECRET, "Your passphrase"):
            return True
        hint = reader.says("Decision")
        if hint and hint not in hints:
            hints.append(hint)
        if "trace" in hint:
            reader.presses("Go to the proposing step")
        elif "reason" in hint:
            reader.types(TEXT, "Reason", reason)
        reader.presses("Approve")
        return False

    until(confirmation, "the confirmation")
    read["hints"] = hints
    reader.types(SECRET, "Your passphrase", passphrase)
    until(lambda: _confirmed(reader), "the confirmed approval")
    read["said"] = until(lambda: _told(reader, "delivered"), "the delivery")
    return read


def _confirmed(reader: Reader) -> bool:
    if "signed, entry" in reader.says("Decision"):
        return True
    reader.presses("Approve refund")
    return False


def _told(reader: Reader, word: str) -> str:
    said = reader.says("Decision")
    return said if word in said else ""


def main() -> int:
    title, reason, file = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    read = approve(Reader(), title, reason, file.read_text("utf-8").strip())
    print(json.dumps(read))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
