"""What a LangGraph thread asks, read from every shape in use. Pure: no clock, no network.

Shapes, in the order they are recognised: the batched request of LangChain's ``HumanInTheLoopMiddleware``
(``action_requests``), its per-call request (``type: tool_approval`` with a ``response_schema``), the older
``HumanInterrupt`` (one object, a list, or JSON text of either), and any other value, which is a question. A thread
that stands still without a value is at a breakpoint. Nothing here raises on what a server sends: a request that
cannot be shown becomes one with a ``problem``, which can only be rejected, because hiding it would leave an agent
waiting for ever and showing half of it could get the other half approved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.json_client import DoubledKeys
from counterseal.model import strict_json
from counterseal.model.actions import check_tool
from counterseal.model.attachments import clean
from counterseal.model.json_equality import same_json

QUESTION = "langgraph.question"
CONTINUE = "langgraph.continue"
ERROR = "langgraph.error"
UNREADABLE = "langgraph.unreadable"

_INTERRUPT_ID = re.compile(r"[0-9a-f]{32}")
_VERDICTS = {"approve": "approve", "edit": "edit", "reject": "reject", "respond": "answer"}
_LEGACY = {"allow_accept": "approve", "allow_edit": "edit", "allow_ignore": "reject", "allow_respond": "answer"}
_ORDER = ("approve", "edit", "reject", "answer")


class Shape(StrEnum):
    BATCHED = "batched"
    PER_CALL = "per_call"
    LEGACY = "legacy"
    QUESTION = "question"
    BREAKPOINT = "breakpoint"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to a person.

    ``interrupt`` is the server's id, None where it has none; ``key`` stands for it in action ids. ``verdicts`` are
    what the person may choose; rejecting is always among them, and where the shape itself cannot carry it
    (``carries_reject`` false) it ends the thread. ``schema`` describes the arguments, ``answer_schema`` the whole
    answer (the server's ``response_schema``).
    """

    shape: Shape
    interrupt: str | None
    key: str
    index: int
    count: int
    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    verdicts: tuple[str, ...] = ("reject",)
    carries_reject: bool = False
    summary: str = ""
    schema: Mapping[str, Any] | None = None
    answer_schema: Mapping[str, Any] | None = None
    tool_call_id: str | None = None
    problem: str | None = None


def read_thread(thread: Mapping[str, Any]) -> list[Asked]:
    """All requests in a thread's ``interrupts``, in the server's order. Empty where it carries none."""
    tasks = thread.get("interrupts")
    if tasks is None or tasks == {} or tasks == []:
        return []
    if not isinstance(tasks, Mapping):
        return [_unreadable(None, "interrupts", "the thread's list of interrupts is not an object")]
    found: list[Asked] = []
    for task, entries in tasks.items():
        if not isinstance(entries, list):
            found.append(_unreadable(None, f"task:{task}", "a task's interrupts are not a list"))
            continue
        for position, entry in enumerate(entries):
            found.extend(_read_entry(entry, str(task), position))
    return found


def read_standing(state: Mapping[str, Any]) -> list[Asked]:
    """What the state of an interrupted thread asks where the thread itself names no interrupts.

    Older servers keep the questions in the state's tasks only, those of a sub-graph perhaps in its own tasks. A thread
    without any stands at a breakpoint, or where nothing is left to run.
    """
    asked = read_thread({"interrupts": dict(_questions(state))})
    single = read_breakpoint(state)
    return asked or ([single] if single is not None else [])


def read_breakpoint(state: Mapping[str, Any]) -> Asked | None:
    """The breakpoint a thread stands at; None where nothing is left to run.

    A cancelled run stands the same way: interrupted, without a value, with nodes still to run.
    """
    nodes = state.get("next")
    if not isinstance(nodes, list) or not nodes:
        return None
    arguments, problem = strict_arguments({"next": nodes})
    return Asked(
        shape=Shape.BREAKPOINT,
        interrupt=None,
        key=f"checkpoint:{checkpoint_id(state)}",
        index=0,
        count=1,
        tool=CONTINUE,
        arguments=arguments,
        verdicts=("reject",) if problem else ("approve", "reject"),
        summary="The graph stands at a breakpoint and asks whether to go on.",
        problem=problem,
    )


def read_error(state: Mapping[str, Any], reason: str) -> Asked | None:
    """A poisoned thread: its run failed on an answer, so that the question vanished from the thread and only the
    state still holds it. None for a thread that failed for any other reason: nobody is being asked there.
    ``reason`` is the thread's own error text.
    """
    if not any(task.get("interrupts") for task in _tasks(state)):
        return None
    return Asked(
        shape=Shape.ERROR,
        interrupt=None,
        key=f"error:{checkpoint_id(state)}",
        index=0,
        count=1,
        tool=ERROR,
        problem=f"An answer that did not come from this desk broke this thread: {reason}. It can only be ended here.",
    )


def error_text(thread: Mapping[str, Any]) -> str:
    """A failed thread's own words, in one line of at most 300 characters."""
    error = thread.get("error")
    if isinstance(error, Mapping):
        error = f"{error.get('error', '')}: {error.get('message', '')}"
    return " ".join(clean(str(error or "no reason given")).split())[:300]


def checkpoint_id(state: Mapping[str, Any]) -> str:
    checkpoint = state.get("checkpoint")
    nested = checkpoint.get("checkpoint_id") if isinstance(checkpoint, Mapping) else None
    return clean(str(nested or state.get("checkpoint_id") or "none"))[:200]


def strict_arguments(raw: Any) -> tuple[dict[str, Any], str | None]:
    """Arguments as an action may carry them, or empty ones and the reason why these cannot be shown."""
    if not isinstance(raw, Mapping):
        return {}, "its arguments are not a JSON object"
    try:
        strict_json.check(raw)
        if _has_doubled_keys(raw):
            raise InvalidInput("A key stands twice in one object")
        size = len(json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode())
        if size > strict_json.ACTION_LIMITS.size:
            raise InvalidInput(f"The arguments have {size:,} bytes; at most {strict_json.ACTION_LIMITS.size:,} fit")
    except InvalidInput as error:
        return {}, error.what[:1].lower() + error.what[1:]
    return dict(raw), None


def _read_entry(entry: Any, task: str, position: int) -> list[Asked]:
    key = f"task:{task}:{position}"
    if not isinstance(entry, Mapping):
        return [_unreadable(None, key, "an interrupt is not an object")]
    identifier = entry.get("id") or entry.get("interrupt_id")
    key = identifier if isinstance(identifier, str) and identifier else key
    # The server reads a resume value as keyed by id only if every key is an XXH3-128 in hex.
    interrupt = key if _INTERRUPT_ID.fullmatch(key) else None
    value = entry.get("value")
    legacy = _as_legacy(value)
    if isinstance(value, Mapping) and "action_requests" in value:
        return _read_batched(value, interrupt, key)
    if isinstance(value, Mapping) and value.get("type") == "tool_approval":
        return [_read_per_call(value, entry.get("response_schema"), interrupt, key)]
    if legacy is not None:
        return [_read_legacy(item, interrupt, key, index, len(legacy)) for index, item in enumerate(legacy)]
    return [_read_question(value, entry.get("response_schema"), interrupt, key)]


def _read_batched(value: Mapping[str, Any], interrupt: str | None, key: str) -> list[Asked]:
    requests, configs = value.get("action_requests"), value.get("review_configs")
    if not isinstance(requests, list) or not requests:
        return [_unreadable(interrupt, key, "its action_requests are not a list with entries")]
    return [
        _read_request(request, _config_of(request, index, configs), interrupt, key, index, len(requests))
        for index, request in enumerate(requests)
    ]


def _read_request(request: Any, config: Any, interrupt: str | None, key: str, index: int, count: int) -> Asked:
    asked = Asked(Shape.BATCHED, interrupt, key, index, count, UNREADABLE)
    allowed = config.get("allowed_decisions") if isinstance(config, Mapping) else None
    if not isinstance(request, Mapping):
        return replace(asked, problem=_sentence("the request is not an object"))
    if not isinstance(allowed, list):
        return replace(_with_call(asked, request), verdicts=("reject",), problem=_sentence("it has no review_config"))
    return _with_call(_with_verdicts(asked, [_VERDICTS.get(str(word), "") for word in allowed]), request)


def _read_per_call(value: Mapping[str, Any], schema: Any, interrupt: str | None, key: str) -> Asked:
    call = value.get("tool_call_id")
    asked = Asked(
        Shape.PER_CALL, interrupt, key, 0, 1, UNREADABLE, tool_call_id=call if isinstance(call, str) else None
    )
    if not _is_schema(schema):
        return replace(_with_call(asked, value), verdicts=("reject",), problem=_sentence("its response_schema is none"))
    branches = dict(_branches(schema))
    asked = _with_verdicts(asked, [_VERDICTS.get(word, "") for word in branches])
    asked = _with_call(replace(asked, answer_schema=schema), value)
    edit = branches.get("edit")
    return replace(asked, schema=_edit_schema(schema, edit)) if edit is not None and not asked.problem else asked


def _read_legacy(item: Any, interrupt: str | None, key: str, index: int, count: int) -> Asked:
    asked = Asked(Shape.LEGACY, interrupt, key, index, count, UNREADABLE)
    request = item.get("action_request") if isinstance(item, Mapping) else None
    if not isinstance(request, Mapping):
        return replace(asked, problem=_sentence("the request is not an object"))
    config = item.get("config")
    if not isinstance(config, Mapping):
        return replace(
            _with_call(asked, request, "action"), verdicts=("reject",), problem=_sentence("it has no config")
        )
    asked = _with_verdicts(asked, [verdict for name, verdict in _LEGACY.items() if config.get(name) is True])
    return replace(_with_call(asked, request, "action"), summary=_text(item.get("description")))


def _read_question(value: Any, schema: Any, interrupt: str | None, key: str) -> Asked:
    asked = Asked(Shape.QUESTION, interrupt, key, 0, 1, QUESTION)
    arguments, problem = strict_arguments({"value": value})
    if schema is not None and not _is_schema(schema):
        problem = problem or "its response_schema is not a JSON Schema"
    if problem:
        return replace(asked, problem=_sentence(problem))
    return replace(asked, arguments=arguments, verdicts=("answer", "reject"), answer_schema=schema)


def _with_verdicts(asked: Asked, words: list[str]) -> Asked:
    carried = set(words)
    return replace(
        asked,
        verdicts=tuple(verdict for verdict in _ORDER if verdict in carried or verdict == "reject"),
        carries_reject="reject" in carried,
    )


def _with_call(asked: Asked, call: Mapping[str, Any], name_key: str = "name") -> Asked:
    """The tool and its arguments; ``arguments`` was the word before ``args``."""
    name, summary = call.get(name_key), _text(call.get("description"))
    try:
        tool = check_tool(name)
    except InvalidInput as error:
        return replace(asked, summary=summary, verdicts=("reject",), problem=_sentence(error.what))
    raw = call["args"] if "args" in call else call.get("arguments")
    arguments, problem = strict_arguments(raw)
    if problem is None and "args" in call and "arguments" in call and not same_json(raw, call["arguments"]):
        arguments, problem = {}, "its args and its arguments differ"
    if problem is None and isinstance(call, DoubledKeys):
        arguments, problem = {}, "a key stands twice in one object"
    if problem:
        return replace(asked, tool=tool, summary=summary, verdicts=("reject",), problem=_sentence(problem))
    return replace(asked, tool=tool, arguments=arguments, summary=summary)


def _config_of(request: Any, index: int, configs: Any) -> Any:
    """The review config of one request: the one at its position if it names the tool, else the first that does."""
    if not isinstance(configs, list) or not isinstance(request, Mapping):
        return None
    named = [
        config
        for config in configs[index : index + 1] + configs
        if isinstance(config, Mapping) and config.get("action_name") == request.get("name")
    ]
    return named[0] if named else None


def _as_legacy(value: Any) -> list[Any] | None:
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = strict_json.parse(value)
        except InvalidInput:
            return None
    items = value if isinstance(value, list) else [value]
    return items if any(isinstance(item, Mapping) and "action_request" in item for item in items) else None


def _branches(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The decisions a ``response_schema`` allows, each with its own object schema."""
    options = schema.get("oneOf") or schema.get("anyOf")
    for option in options if isinstance(options, list) else [schema]:
        branch = _resolve(option, schema)
        kind = _property(branch, "type", schema)
        choices = kind.get("enum")
        word = kind.get("const") or (choices[0] if isinstance(choices, list) and choices else None)
        if isinstance(word, str):
            yield word, branch


def _edit_schema(schema: Mapping[str, Any], branch: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The argument schema inside the edit branch, able to stand alone."""
    args = _property(_property(branch, "edited_action", schema), "args", schema)
    if not args:
        return None
    return {**args, "$defs": schema["$defs"]} if "$defs" in schema else args


def _property(node: Mapping[str, Any], name: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return _resolve(_resolve(node.get("properties"), schema).get(name), schema)


def _resolve(node: Any, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a local ``$ref``; anything else than an object is an empty one."""
    for _ in range(8):
        if not isinstance(node, Mapping):
            return {}
        reference = node.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return node
        target: Any = schema
        for part in reference[2:].split("/"):
            step = part.replace("~1", "/").replace("~0", "~")
            target = target.get(step) if isinstance(target, Mapping) else None
        node = target
    return {}


def _is_schema(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    try:
        strict_json.check(schema, strict_json.ATTACHMENT_LIMITS)
        Draft202012Validator.check_schema(schema)
    except (InvalidInput, SchemaError):
        return False
    return True


def _has_doubled_keys(value: Any) -> bool:
    if isinstance(value, Mapping):
        return isinstance(value, DoubledKeys) or any(_has_doubled_keys(item) for item in value.values())
    return isinstance(value, list | tuple) and any(_has_doubled_keys(item) for item in value)


def _questions(state: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The open interrupts of a state by task, as a thread lists them."""
    for task in _tasks(state):
        inner = task.get("state")
        if task.get("interrupts"):
            yield str(task.get("id")), task["interrupts"]
        elif isinstance(inner, Mapping):
            yield from _questions(inner)


def _tasks(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tasks = state.get("tasks")
    return [task for task in tasks if isinstance(task, Mapping)] if isinstance(tasks, list) else []


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _unreadable(interrupt: str | None, key: str, why: str) -> Asked:
    return Asked(Shape.QUESTION, interrupt, key, 0, 1, UNREADABLE, problem=_sentence(why))


def _sentence(why: str) -> str:
    return f"This request cannot be shown: {why[:1].lower()}{why[1:]}."
