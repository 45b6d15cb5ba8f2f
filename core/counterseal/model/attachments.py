"""Context and traces: untrusted attachments, read leniently, cut with a visible note, never a cause of loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, TypeVar

from counterseal.model.actions import Claims, ContextItem, TraceStep

MAX_TOTAL = 16 << 20
MAX_STEPS = 20_000
MAX_ITEMS = 2_000
_Item = TypeVar("_Item", ContextItem, TraceStep)
CONTEXT_KINDS = ("message", "document", "table", "link", "note")
STEP_KINDS = ("model", "tool", "retrieval", "message", "propose")


def read_claims(raw: Any) -> Claims:
    """Claims from outside. What has the wrong type is dropped: a claim can be absent, never an error."""
    if not isinstance(raw, Mapping):
        return Claims()
    summary = raw.get("summary")
    confidence = raw.get("confidence")
    number: float | None = None
    if isinstance(confidence, int | float) and not isinstance(confidence, bool) and 0 <= confidence <= 1:
        number = float(confidence)
    tool = raw.get("tool_sha256")
    return Claims(
        summary=clean(summary) if isinstance(summary, str) else "",
        confidence=number,
        # Whatever else stands there is no digest of the pinned definition, so it counts as another one.
        tool_sha256=None if tool is None else _short(tool, 64) or "unreadable",
    )


def read_context(raw: Any) -> tuple[ContextItem, ...]:
    """Context items from outside, within ``MAX_TOTAL`` bytes and ``MAX_ITEMS`` items."""
    if not isinstance(raw, list):
        return ()
    left = MAX_TOTAL
    items: list[ContextItem] = []
    for index, entry in enumerate(raw):
        if isinstance(entry, str):
            entry = {"kind": "note", "title": "Note", "text": entry}
        if not isinstance(entry, Mapping):
            continue
        if left <= 0 or len(items) >= MAX_ITEMS:
            items.append(ContextItem(kind="note", title=f"{len(raw) - index:,} more items were cut here"))
            break
        kind = entry.get("kind")
        text, left = _take(entry.get("text"), left)
        items.append(
            ContextItem(
                kind=kind if kind in CONTEXT_KINDS else "note",
                title=_short(entry.get("title")) or "Untitled",
                text=text,
                author=_short(entry.get("author")),
                at=_short(entry.get("at")),
            )
        )
    return tuple(items)


def read_trace(raw: Any) -> tuple[TraceStep, ...]:
    """Trace steps from outside, within ``MAX_TOTAL`` bytes and ``MAX_STEPS`` steps."""
    if not isinstance(raw, list):
        return ()
    left = MAX_TOTAL
    steps: list[TraceStep] = []
    for index, entry in enumerate(raw):
        if not isinstance(entry, Mapping):
            continue
        if left <= 0 or len(steps) >= MAX_STEPS:
            steps.append(TraceStep(id="cut", kind="message", name=f"{len(raw) - index:,} more steps were cut here"))
            break
        text, left = _take(entry.get("text"), left)
        kind = entry.get("kind")
        parent = entry.get("parent")
        steps.append(
            TraceStep(
                id=_short(entry.get("id")) or str(index),
                kind=kind if kind in STEP_KINDS else "message",
                name=_short(entry.get("name")) or "step",
                text=text,
                parent=_short(parent) if isinstance(parent, str) else None,
                start_ms=_count(entry.get("start_ms")) or 0,
                duration_ms=_count(entry.get("duration_ms")),
                tokens=_count(entry.get("tokens")),
                proposes=entry.get("proposes") is True,
            )
        )
    return tuple(steps)


def cut_context(items: tuple[ContextItem, ...], most: int) -> tuple[ContextItem, ...]:
    """At most about ``most`` bytes of context, and a note where the rest was."""
    kept, left_out = _within(items, most)
    note = ContextItem(kind="note", title=f"{left_out:,} more items were cut here")
    return (*kept, note) if left_out else kept


def cut_trace(steps: tuple[TraceStep, ...], most: int) -> tuple[TraceStep, ...]:
    """At most about ``most`` bytes of a trace, and a step that says so where the rest was."""
    kept, left_out = _within(steps, most)
    note = TraceStep(id="cut", kind="message", name=f"{left_out:,} more steps were cut here")
    return (*kept, note) if left_out else kept


def cut_text(text: str, most: int) -> str:
    """At most ``most`` bytes of a text, and words where the rest was."""
    return _take(text, most)[0]


def as_json(items: tuple[ContextItem, ...] | tuple[TraceStep, ...]) -> list[dict[str, Any]]:
    """The stored form of context or trace."""
    return [asdict(item) for item in items]


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which no UTF-8 file can hold, by U+FFFD."""
    # By way of UTF-16, since UTF-8's own "replace" writes a question mark, which looks like the agent's.
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _within(items: tuple[_Item, ...], most: int) -> tuple[tuple[_Item, ...], int]:
    """The first items whose stored forms take up to ``most`` bytes, the last one's text cut; how many are left out."""
    kept: list[_Item] = []
    left = most
    for index, item in enumerate(items):
        left -= len(json.dumps(asdict(replace(item, text=""))))
        if left <= 0:
            return tuple(kept), len(items) - index
        text, left = _take(item.text, left)
        kept.append(replace(item, text=text))
    return tuple(kept), 0


def _take(value: Any, left: int) -> tuple[str, int]:
    text = clean(value) if isinstance(value, str) else ""
    size = len(text.encode())
    if size <= left:
        return text, left - size
    kept = text.encode()[: max(left, 0)].decode("utf-8", "ignore")
    return f"{kept}\n[cut here: {size - left:,} more bytes were not stored]", 0


def _short(value: Any, most: int = 500) -> str:
    if not isinstance(value, str):
        return ""
    text = clean(value)
    return text if len(text) <= most else f"{text[:most]}…"


def _count(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return None
    return int(value)
