"""What an ADK session asks, and what became of it, read from the session's events. Pure: no clock, no network.

A tool that asks leaves three things: the model's call, a call of ``adk_request_confirmation`` that names it, and a
placeholder result of the tool whose event says that a confirmation was requested. Only when all three are there is a
request offered: an answer that comes before the placeholder would be taken for one that was acted on already.
Nothing here raises on what a server sends: what cannot be shown becomes a request that can only be rejected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.langgraph.interrupts import strict_arguments
from counterseal.model.actions import check_tool
from counterseal.model.attachments import clean
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import redact
from counterseal.traces.outside_json import in_line

REQUEST = "adk_request_confirmation"
# Beside the call's own arguments: what the tool wants back with the answer. A person may change this and nothing else.
PAYLOAD = "confirmation_payload"
UNREADABLE = "adk.unreadable"
_LONGEST_ID = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """One confirmation that is waited for.

    ``key`` is the id of the confirmation's call, ``call`` that of the tool's. Those of one ``event`` are answered
    together; ``index`` is the place among them and ``count`` how many wait. ``arguments`` are the call's, with the
    payload under ``PAYLOAD`` where the tool asks for one.
    """

    key: str
    call: str
    event: str
    invocation: str
    index: int
    count: int
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    verdicts: tuple[str, ...] = ("reject",)
    summary: str = ""
    schema: Mapping[str, Any] | None = None
    problem: str | None = None

    @property
    def has_payload(self) -> bool:
        return PAYLOAD in self.arguments


@dataclass(frozen=True, slots=True)
class Ending:
    """``outcome`` is done or failed; ``note`` quotes the server."""

    outcome: str
    note: str


def live_events(session: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The events that still count: a rewind takes back everything from an invocation's first event on."""
    raw = session.get("events")
    events = [event for event in raw if isinstance(event, Mapping)] if isinstance(raw, list) else []
    first: dict[Any, int] = {}
    for index, event in enumerate(events):
        invocation = event.get("invocationId")
        if isinstance(invocation, str):
            first.setdefault(invocation, index)
    kept: list[Mapping[str, Any]] = []
    at = len(events) - 1
    while at >= 0:
        target = _member(events[at], "actions").get("rewindBeforeInvocationId")
        if not isinstance(target, str) or not target:
            kept.append(events[at])
        elif first.get(target, at) < at:
            at = first[target]
        at -= 1
    return kept[::-1]


def read_session(session: Mapping[str, Any]) -> list[Asked]:
    """All confirmations that wait, in the order of the session's events."""
    events = live_events(session)
    answered = {_id(one) for event in events if _by_user(event) for one in responses(event)}
    waiting = {call for event in events if not _by_user(event) for call in _placeholders(event)}
    made = {_id(one): one for event in events for one in calls(event) if one.get("name") != REQUEST}
    found: list[Asked] = []
    for event in events:
        together = [
            (index, one)
            for index, one in enumerate(one for one in calls(event) if one.get("name") == REQUEST)
            if _is_open(event, one, answered, waiting)
        ]
        found += [_read(event, one, index, len(together), made) for index, one in together]
    return found


def first_answer(session: Mapping[str, Any], keys: Sequence[str]) -> tuple[int, Mapping[str, Any]] | None:
    """The first event in which somebody answered one of these confirmations, with its place among the events."""
    for index, event in enumerate(live_events(session)):
        if _by_user(event) and any(_id(one) in keys for one in responses(event)):
            return index, event
    return None


def answers(session: Mapping[str, Any], keys: Sequence[str]) -> int:
    """How many events answer one of these confirmations."""
    events = live_events(session)
    return sum(_by_user(event) and any(_id(one) in keys for one in responses(event)) for event in events)


def read_ending(session: Mapping[str, Any], after: int, call: str) -> Ending | None:
    """The tool's own result for a call, in an event after the answer's; None while there is none."""
    for event in live_events(session)[after + 1 :]:
        for one in responses(event):
            if one.get("id") == call and not _by_user(event):
                said = one.get("response")
                error = said.get("error") if isinstance(said, Mapping) else None
                if error:
                    return Ending("failed", f"The tool said: {clean(in_line(error))[:300]}")
                return Ending("done", f"The tool said: {clean(in_line(said))[:300]}")
    return None


def calls(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The function calls in an event."""
    yield from _parts(event, "functionCall")


def responses(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The function responses in an event."""
    yield from _parts(event, "functionResponse")


def texts(event: Mapping[str, Any]) -> Iterator[str]:
    """The texts in an event, the model's thoughts included."""
    for part in _content(event):
        if isinstance(part.get("text"), str):
            yield clean(part["text"])


def _is_open(event: Mapping[str, Any], one: Mapping[str, Any], answered: set[str], waiting: set[str]) -> bool:
    identifier, running = _id(one), event.get("longRunningToolIds")
    if not 0 < len(identifier) <= _LONGEST_ID or _by_user(event):
        return False
    # A confirmation that names no call has no placeholder either; it is offered to be rejected.
    call = _member(_member(one, "args"), "originalFunctionCall").get("id")
    return (
        identifier not in answered
        and isinstance(running, list)
        and identifier in running
        and (not isinstance(call, str) or call in waiting)
    )


def _placeholders(event: Mapping[str, Any]) -> list[str]:
    requested = _member(_member(event, "actions"), "requestedToolConfirmations")
    return [_id(one) for one in responses(event) if _id(one) in requested]


def _read(
    event: Mapping[str, Any], one: Mapping[str, Any], index: int, count: int, made: Mapping[str, Mapping[str, Any]]
) -> Asked:
    original = _member(_member(one, "args"), "originalFunctionCall")
    wanted = _member(_member(one, "args"), "toolConfirmation")
    call, hint = original.get("id"), wanted.get("hint")
    tool, arguments, problem = _call(original)
    history = made.get(call) if isinstance(call, str) and call else None
    if problem is None and history is None:
        problem = "the session has no call of the tool that it names"
    elif problem is None and history is not None:
        same = history.get("name") == tool and same_json(history.get("args") or {}, arguments)
        problem = None if same else "the model's call in the session is another one"
    payload = wanted.get("payload")
    if problem is None and payload is not None:
        both = None if PAYLOAD in arguments else {**arguments, PAYLOAD: payload}
        arguments, problem = strict_arguments(both) if both else ({}, f"it has an argument named {PAYLOAD} already")
    asks_back = problem is None and payload is not None
    return Asked(
        key=str(one["id"]),
        call=call if isinstance(call, str) else "",
        event=str(event.get("id"))[:_LONGEST_ID],
        invocation=str(event.get("invocationId") or ""),
        index=index,
        count=count,
        tool=tool,
        arguments=arguments if problem is None else {},
        verdicts=("reject",) if problem else ("approve", "edit", "reject") if asks_back else ("approve", "reject"),
        summary=clean(hint)[:2_000] if isinstance(hint, str) else "",
        schema=_schema(arguments) if asks_back else None,
        problem=f"This request cannot be shown: {problem}." if problem else None,
    )


def _call(original: Mapping[str, Any]) -> tuple[str, dict[str, Any], str | None]:
    try:
        tool = check_tool(original.get("name"))
    except InvalidInput as error:
        return UNREADABLE, {}, error.what[:1].lower() + error.what[1:]
    arguments, problem = strict_arguments(original.get("args", {}))
    return tool, arguments, problem


def _schema(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Says of everything but the payload that it stays as it is; what would be masked is not written down here."""
    kept = {
        name: {} if name == PAYLOAD or redact({name: value})[1] else {"const": value}
        for name, value in arguments.items()
    }
    return {"type": "object", "properties": kept, "required": sorted(kept), "additionalProperties": False}


def _id(one: Mapping[str, Any]) -> str:
    found = one.get("id")
    return found if isinstance(found, str) else ""


def _by_user(event: Mapping[str, Any]) -> bool:
    return event.get("author") == "user"


def _content(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = _member(event, "content").get("parts")
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Mapping):
            yield part


def _parts(event: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    for part in _content(event):
        if isinstance(part.get(kind), Mapping):
            yield part[kind]


def _member(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}
