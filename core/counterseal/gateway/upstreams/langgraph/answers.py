"""The one answer that carries a set of decisions to a LangGraph interrupt, checked before anything is sent. Pure.

A malformed answer does not come back as an error: the server takes it with 200, the run fails and the thread is
broken for good. So what could be malformed is refused here, before a permit is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape, strict_arguments
from counterseal.model import strict_json
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import redact

_HEX_32 = re.compile(r"[0-9a-f]{32}")


class Way(StrEnum):
    """How decisions reach a thread: as an answer, by letting a breakpoint go on, or by ending the thread."""

    RESUME = "resume"
    CONTINUE = "continue"
    END = "end"


@dataclass(frozen=True, slots=True)
class Choice:
    """One person's verdict on one request. ``arguments`` are those that may run."""

    tool: str
    verdict: str
    arguments: Mapping[str, Any]
    reason: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """``value`` answers the interrupt when ``way`` is resume. ``why`` says why a thread is ended instead."""

    way: Way
    value: Any = None
    why: str = ""


def plan(asked: Sequence[Asked], chosen: Sequence[Choice]) -> Plan:
    """The answer to all requests of one interrupt, in their order.

    Raises:
        InvalidInput: a verdict that the request does not take, a changed tool, or an answer that breaks the server's
            own ``response_schema``.
    """
    if len(asked) != len(chosen) or [one.index for one in asked] != list(range(asked[0].count)):
        raise InvalidInput(
            f"The interrupt asks {asked[0].count} questions and {len(chosen)} were decided; it takes all at once",
            code="incomplete_batch",
        )
    for request, choice in zip(asked, chosen, strict=True):
        _check(request, choice)
    for request, choice in zip(asked, chosen, strict=True):
        if choice.verdict == "reject" and not request.carries_reject:
            return Plan(Way.END, why=f"{request.tool} was rejected, and the server takes no rejection for it")
    first = asked[0]
    if first.shape is Shape.BREAKPOINT:
        return Plan(Way.CONTINUE)
    if first.shape is Shape.BATCHED:
        return Plan(Way.RESUME, {"decisions": [_decision(*pair) for pair in zip(asked, chosen, strict=True)]})
    if first.shape is Shape.LEGACY:
        return Plan(Way.RESUME, [_legacy(*pair) for pair in zip(asked, chosen, strict=True)])
    if first.shape is Shape.PER_CALL:
        value = _decision(first, chosen[0])
        _hold_to(first.answer_schema, value, chosen[0])
        return Plan(Way.RESUME, value)
    return Plan(Way.RESUME, _free(first, chosen[0]))


def resume_body(
    assistant: str, asked: Sequence[Asked], made: Plan, metadata: Mapping[str, Any], *, strict: bool
) -> dict[str, Any]:
    """The body of ``POST /threads/{id}/runs``.

    Keyed by interrupt id wherever the server gives one: an unkeyed answer goes to whatever is asked at that moment.
    ``strict`` asks langgraph to refuse an answer whose interrupt is not the pending one; without it, an answer keyed
    by the id of a node's *first* question is also taken as the answer to its second.

    Raises:
        InvalidInput: an answer without an interrupt id that the server would read as a table keyed by such ids.
    """
    body: dict[str, Any] = {"assistant_id": assistant, "multitask_strategy": "reject", "metadata": dict(metadata)}
    if made.way is Way.CONTINUE:
        return {**body, "input": None}
    interrupt = asked[0].interrupt
    if interrupt is None:
        if isinstance(made.value, dict) and all(_HEX_32.fullmatch(key) for key in made.value):
            raise InvalidInput("The server would take this answer for a table of answers", code="ambiguous_answer")
        return {**body, "command": {"resume": made.value}}
    body["command"] = {"resume": {interrupt: made.value}}
    if strict:
        # The first is the run option of newer servers, the second what it stands for in langgraph itself.
        body["strict_resume"] = True
        body["config"] = {"configurable": {"__pregel_strict_resume": True}}
    return body


def _check(asked: Asked, choice: Choice) -> None:
    if choice.tool != asked.tool:
        raise InvalidInput(
            f"The server asks for {asked.tool!r}; an answer for {choice.tool!r} would run another tool",
            where=asked.tool,
            code="renamed_tool",
        )
    strict_json.check([choice.reason, choice.answer])
    verdict = _effective(asked, choice)
    if verdict not in asked.verdicts:
        raise InvalidInput(
            f"The server does not take {verdict!r} for {asked.tool}; it takes {', '.join(asked.verdicts)}",
            where=asked.tool,
            code="verdict_not_taken",
        )
    if verdict == "edit" and strict_arguments(choice.arguments)[1] is not None:
        raise InvalidInput("The changed arguments cannot be sent as JSON", where=asked.tool)


def _effective(asked: Asked, choice: Choice) -> str:
    """Approve and edit differ only in whether the arguments do: a second approver approves the edited ones."""
    if choice.verdict not in ("approve", "edit"):
        return choice.verdict
    if not same_json(dict(choice.arguments), dict(asked.arguments)):
        return "edit"
    return "approve" if "approve" in asked.verdicts else choice.verdict


def _decision(asked: Asked, choice: Choice) -> dict[str, Any]:
    verdict = _effective(asked, choice)
    if verdict == "edit":
        return {"type": "edit", "edited_action": {"name": asked.tool, "args": dict(choice.arguments)}}
    if verdict == "reject":
        return {"type": "reject", "message": choice.reason} if choice.reason else {"type": "reject"}
    if verdict == "answer":
        return {"type": "respond", "message": choice.answer}
    return {"type": "approve"}


def _legacy(asked: Asked, choice: Choice) -> dict[str, Any]:
    verdict = _effective(asked, choice)
    if verdict == "edit":
        return {"type": "edit", "args": {"action": asked.tool, "args": dict(choice.arguments)}}
    if verdict == "answer":
        return {"type": "response", "args": choice.answer}
    return {"type": "ignore" if verdict == "reject" else "accept", "args": None}


def _free(asked: Asked, choice: Choice) -> Any:
    """The value that answers a question.

    Text stays text, even where it looks like a number; a whole JSON object or array is sent as what it is. Where the
    server gives a schema, the reading that fits it is taken, text first.
    """
    text = choice.answer
    try:
        parsed = strict_json.parse(text)
    except InvalidInput:
        parsed = text
    if asked.answer_schema is None:
        return parsed if isinstance(parsed, dict | list) else text
    if _fault(asked.answer_schema, text) is None:
        return text
    _hold_to(asked.answer_schema, parsed, choice)
    return parsed


def _hold_to(schema: Mapping[str, Any] | None, value: Any, choice: Choice) -> None:
    fault = None if schema is None else _fault(schema, value)
    if fault is not None and redact(value)[1]:
        # The sentence would quote a value that is masked everywhere else, and it goes into the ledger.
        fault = "a value that is masked here, or one beside it, does not fit its schema"
    if fault is not None:
        raise InvalidInput(
            f"The server would not accept this answer: {fault}",
            where=choice.tool,
            todo="Decide again with values that fit the tool's schema.",
            code="schema_mismatch",
        )


def _fault(schema: Mapping[str, Any], value: Any) -> str | None:
    """Why a value breaks a JSON Schema; None where it does not. References leave the schema for nowhere."""
    try:
        Draft202012Validator(schema, registry=Registry()).validate(value)
    except ValidationError as error:
        leaf = _deepest(error)
        where = "/".join(str(part) for part in leaf.absolute_path)
        return f"{leaf.message[:200]}{f' (at {where})' if where else ''}"
    except Unresolvable:
        return "its schema refers to something outside itself"
    except RecursionError:
        return "its schema refers to itself without end"
    return None


def _deepest(error: ValidationError) -> ValidationError:
    """The cause that says most: in a choice of branches the one that got furthest into the value."""
    causes = list(error.context or ())
    if not causes:
        return error
    return _deepest(max(causes, key=lambda cause: len(cause.absolute_path)))
