"""Context and traces: untrusted attachments, read leniently, cut with a visible note, never a cause of loss.

Members that a step or item has had since a later version are stored only where they say something, so that what was
stored before reads the same and an attachment that does not use them has the same bytes as ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, TypeVar

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.actions import Claims, ContextItem, ToolCall, TraceStep, Turn
from counterseal.model.risk import Risk

MAX_TOTAL = 16 << 20
MAX_STEPS = 20_000
MAX_ITEMS = 2_000
MAX_TURNS = 5_000
MAX_CALLS = 64
# An image that is larger is not stored: it could not be shown either (``pictures.MAX_BYTES`` in Base64).
MAX_IMAGE = 6 << 20
# How a PNG and a JPEG begin in Base64. Whatever else is no image, and must not pass by the search for secrets as one.
IMAGE_BEGINS = ("iVBORw0KGgo", "/9j/")
_CALL_LIMITS = strict_json.Limits(size=64 << 10, depth=32, keys=2_000)
_Item = TypeVar("_Item", ContextItem, TraceStep)
CONTEXT_KINDS = ("message", "call", "document", "table", "image", "link", "note")
STEP_KINDS = ("model", "tool", "retrieval", "message", "agent", "other", "propose")
# What is left out where it says nothing, with the value that says nothing.
_SINCE = {
    "turns": (),
    "image": "",
    "tokens_in": None,
    "tokens_out": None,
    "model": "",
    "failed": False,
    "calls": (),
}
_ALWAYS = object()


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
        least_risk=_least_risk(raw.get("least_risk")),
    )


def _least_risk(said: Any) -> Risk | None:
    """Something was to be raised: what cannot be read raises it to the worst."""
    if said is None:
        return None
    return Risk(said) if said in tuple(Risk) else Risk.R4


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
        turns, left = _turns(entry.get("turns"), left)
        image, text, left = _image(entry.get("image"), text, left)
        items.append(
            ContextItem(
                kind=kind if kind in CONTEXT_KINDS else "note",
                title=_short(entry.get("title")) or "Untitled",
                text=text,
                author=_short(entry.get("author")),
                at=_short(entry.get("at")),
                turns=turns,
                image=image,
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
        calls, left = _calls(entry.get("calls"), left)
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
                tokens_in=_count(entry.get("tokens_in")),
                tokens_out=_count(entry.get("tokens_out")),
                model=_short(entry.get("model")),
                failed=entry.get("failed") is True,
                calls=calls,
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
    return [_stored(item) for item in items]


def maskable(items: tuple[ContextItem, ...]) -> list[dict[str, Any]]:
    """The stored form of context without its images, for a search for secrets, which only texts can hold."""
    return [_stored(replace(item, image="")) for item in items]


def masked_context(items: tuple[ContextItem, ...], masked: list[dict[str, Any]]) -> tuple[ContextItem, ...]:
    """Context from what ``maskable`` gave for ``items``, after masking, with the images put back."""
    return tuple(
        ContextItem(
            **{**raw, "turns": tuple(Turn(**turn) for turn in raw.get("turns", ())), "image": item.image},
        )
        for item, raw in zip(items, masked, strict=True)
    )


def masked_trace(masked: list[dict[str, Any]]) -> tuple[TraceStep, ...]:
    """A trace from its stored form, after masking."""
    return tuple(
        TraceStep(**{**raw, "calls": tuple(ToolCall(**call) for call in raw.get("calls", ()))}) for raw in masked
    )


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


def _stored(item: ContextItem | TraceStep) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if _SINCE.get(name, _ALWAYS) != value}


def _turns(raw: Any, left: int) -> tuple[tuple[Turn, ...], int]:
    """What was said in a call, within ``MAX_TURNS`` turns and the bytes that are left."""
    turns: list[Turn] = []
    for index, entry in enumerate(raw if isinstance(raw, list | tuple) else ()):
        if not isinstance(entry, Mapping):
            continue
        if left <= 0 or len(turns) >= MAX_TURNS:
            turns.append(Turn("", f"{len(raw) - index:,} more turns were cut here"))
            break
        text, left = _take(entry.get("text"), left)
        turns.append(Turn(_short(entry.get("speaker"), 200), text, _short(entry.get("at"), 100)))
    return tuple(turns), left


def _image(raw: Any, text: str, left: int) -> tuple[str, str, int]:
    """An image within the bytes that are left, the item's text with a note where it was left out, and what is left."""
    if not isinstance(raw, str) or not raw:
        return "", text, left
    if len(raw) > min(MAX_IMAGE, left) or not raw.isascii() or not raw.startswith(IMAGE_BEGINS):
        note = f"[an image of {len(raw):,} characters was not stored: too large, or neither PNG nor JPEG]"
        return "", f"{text}\n{note}" if text else note, left
    return raw, text, left - len(raw)


def _calls(raw: Any, left: int) -> tuple[tuple[ToolCall, ...], int]:
    """The first ``MAX_CALLS`` calls of a step. Arguments that are not I-JSON within bounds are unknown."""
    calls: list[ToolCall] = []
    for entry in raw[:MAX_CALLS] if isinstance(raw, list | tuple) else ():
        if isinstance(entry, Mapping):
            arguments, size = _arguments(entry.get("arguments"), left)
            left -= size
            calls.append(ToolCall(_short(entry.get("id")), _short(entry.get("tool")), arguments))
    return tuple(calls), left


def _arguments(raw: Any, left: int) -> tuple[Mapping[str, Any] | None, int]:
    if not isinstance(raw, Mapping):
        return None, 0
    try:
        strict_json.check(raw, _CALL_LIMITS)
    except InvalidInput:
        return None, 0
    size = len(json.dumps(raw))
    return (raw, size) if size <= min(_CALL_LIMITS.size, left) else (None, 0)


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
