"""What a task waits for, read from its JSON in the words of protocol 1.0 or 0.3. Pure; all of it is outside text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from counterseal.gateway.upstreams.langgraph.interrupts import strict_arguments

INPUT = "input-required"
AUTH = "auth-required"
WAITING = (INPUT, AUTH)
RUNNING = ("submitted", "working")
ENDED = ("completed", "failed", "canceled", "rejected")
TOOLS = {INPUT: "a2a.input", AUTH: "a2a.auth"}
_EXACT = 2**53
_ID = re.compile(r"[^\x00-\x20\x7f-\xa0\u2028\u2029]{1,256}")
_SUMMARY = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one task. ``key`` tells it from the task's other questions: the id of the message that asks.

    ``problem`` says why it cannot be shown.
    """

    task: str
    context: str
    state: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    problem: str | None = None

    @property
    def tool(self) -> str:
        return TOOLS[self.state]


def is_id(value: object) -> bool:
    """Whether a server's id of a task or a message can be used: 1 to 256 characters, none of them blank or control."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def state_of(task: Mapping[str, Any]) -> str:
    """A task's state as 0.3 writes it: ``TASK_STATE_INPUT_REQUIRED`` is ``input-required``. Empty where it has none."""
    status = task.get("status")
    state = status.get("state") if isinstance(status, Mapping) else None
    return str(state or "").removeprefix("TASK_STATE_").lower().replace("_", "-")


def stamp_of(task: Mapping[str, Any]) -> str:
    """When the task came into its state, as the server writes it; empty where it does not."""
    status = task.get("status")
    stamp = status.get("timestamp") if isinstance(status, Mapping) else None
    return stamp if isinstance(stamp, str) else ""


def history_of(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = task.get("history")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def message_of(task: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The message that belongs to the task's state: the question, or the agent's last words."""
    status = task.get("status")
    message = status.get("message") if isinstance(status, Mapping) else None
    return message if isinstance(message, Mapping) else None


def read_question(task: Mapping[str, Any]) -> Asked | None:
    """What the task asks now; None where it asks nothing, or where its id cannot be used.

    A question may have no words. But a server takes the question's words away when it hands an answer to its agent, and
    may leave the state as it is while the agent works: what has an answer after the agent's last words asks nothing.
    """
    state, identifier = state_of(task), task.get("id")
    if state not in WAITING or not is_id(identifier) or _is_answered(task):
        return None
    context = task.get("contextId")
    asked = Asked(str(identifier), context if isinstance(context, str) else "", state, _key(task))
    message = message_of(task)
    parts = message.get("parts") if message is not None else None
    told, problem = _told(parts if isinstance(parts, list) else [])
    arguments, fault = strict_arguments({"task": asked.task, **told})
    if fault is not None or problem is not None:
        return Asked(asked.task, asked.context, state, asked.key, {"task": asked.task}, problem=problem or fault)
    summary = str(told["message"])[:_SUMMARY]
    return Asked(asked.task, asked.context, state, asked.key, arguments, summary)


def words_of(message: Mapping[str, Any] | None) -> str:
    """The text of a message, its parts joined by line feeds."""
    parts = message.get("parts") if message is not None else None
    texts = [part.get("text") for part in parts if isinstance(part, Mapping)] if isinstance(parts, list) else []
    return "\n".join(text for text in texts if isinstance(text, str))


def _is_answered(task: Mapping[str, Any]) -> bool:
    roles = [str(one.get("role")).removeprefix("ROLE_").lower() for one in history_of(task)]
    return message_of(task) is None and roles[-1:] == ["user"] and "agent" in roles


def _key(task: Mapping[str, Any]) -> str:
    message = message_of(task)
    identifier = message.get("messageId") if message is not None else None
    if is_id(identifier):
        return str(identifier)
    # Nothing asks in words: the state itself does, from the moment it was entered.
    last = history_of(task)[-1:]
    after = str(last[0].get("messageId")) if last else ""
    return "state-" + sha256(f"{stamp_of(task)}\n{after}".encode("utf-8", "replace")).hexdigest()[:32]


def _told(parts: Sequence[Any]) -> tuple[dict[str, Any], str | None]:
    """The members of the arguments that a message's parts become: its text, its data, and what files it names."""
    texts: list[str] = []
    data: list[Any] = []
    files: list[dict[str, Any]] = []
    for part in parts:
        if not isinstance(part, Mapping):
            return {}, "a part of its message is not an object"
        if isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif "data" in part:
            data.append(_whole(part["data"]))
        else:
            files.append(_file(part))
    told: dict[str, Any] = {"message": "\n".join(texts)}
    if data:
        told["data"] = data
    if files:
        told["files"] = files
    return told, None


def _file(part: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a file. It is neither fetched nor shown; ``bytes`` is how much of it came along, in Base64."""
    inner = part.get("file")
    found = inner if isinstance(inner, Mapping) else part
    content = found.get("raw", found.get("bytes"))
    about = {
        "name": found.get("filename", found.get("name")),
        "media_type": found.get("mediaType", found.get("mimeType")),
        "url": found.get("url", found.get("uri")),
    }
    told: dict[str, Any] = {name: value for name, value in about.items() if isinstance(value, str) and value}
    if isinstance(content, str):
        told["base64_characters"] = len(content)
        told["sha256_of_base64"] = sha256(content.encode("utf-8", "replace")).hexdigest()
    return told


def _whole(value: Any) -> Any:
    """Numbers as their writer meant them: protocol 1.0 writes every one as a double, 500 as 500.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if type(value) is dict:
        return {name: _whole(one) for name, one in value.items()}
    return value
