"""What an action became since a person read it: its arguments member by member, and the rest in words. Pure."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.model.views import ActionDetail
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.diff_view import ABSENT
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

MOST_READ = 200
MOST_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Changed:
    """``members`` are (JSON pointer, old, new) as ``DiffView`` takes them; ``lines`` are safe to show."""

    members: tuple[tuple[str, str, str], ...] = ()
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.members or self.lines)


def changed(before: ActionDetail, after: ActionDetail) -> Changed:
    """What is another, from one reading to the next."""
    old, new = before.item, after.item
    lines = []
    if old.risk is not new.risk:
        lines.append(tr("Risk: {before}, now {after}.", before=risk_word(old.risk), after=risk_word(new.risk)))
    if before.facts.undo != after.facts.undo:
        said = display_line(after.facts.undo, 120)
        lines.append(tr("Whether it can be taken back: {now}.", now=said.rstrip(".")))
    if old.expires_at != new.expires_at:
        lines.append(tr("It ends at another time than before."))
    if new.edited_by and old.edited_by != new.edited_by:
        lines.append(tr("A person changed it. Earlier approvals no longer count."))
    if old.halt_epoch != new.halt_epoch:
        lines.append(tr("Its agent was halted in between."))
    return Changed(_members("", before.action.arguments, after.action.arguments), tuple(lines))


def _members(at: str, before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found: list[tuple[str, str, str]] = []
        for name in [*before, *(name for name in after if name not in before)]:
            here = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            if name not in after:
                found.append((here, _text(before[name]), ABSENT))
            elif name not in before:
                found.append((here, ABSENT, _text(after[name])))
            else:
                found.extend(_members(here, before[name], after[name]))
        return tuple(found)
    # By their JSON: to Python, true, 1 and 1.0 are equal.
    old, new = _text(before), _text(after)
    return () if old == new else ((at or "/", old, new),)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:MOST_VALUE]


class LastRead:
    """What this window showed of each action last, so that a newer form can be held to it."""

    def __init__(self) -> None:
        self._read: OrderedDict[str, tuple[ActionDetail, ActionDetail | None]] = OrderedDict()
        self._open = ""

    def take(self, detail: ActionDetail) -> Changed:
        """A detail is about to be shown: what it changed against the form of it that was shown before."""
        action = detail.item.id
        last, before = self._read.get(action, (None, None))
        if last is not None and last.item.digest != detail.item.digest:
            before = last
        elif self._open != action:
            # Read, left, and found unchanged: what it once was is no news any more.
            before = None
        self._open = action
        self._read[action] = (detail, before)
        self._read.move_to_end(action)
        while len(self._read) > MOST_READ:
            self._read.popitem(last=False)
        return changed(before, detail) if before is not None else Changed()
