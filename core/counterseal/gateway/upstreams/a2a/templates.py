"""What to send to one agent for a verdict. The protocol has no words for it, so each agent's are configured. Pure.

The options of a source, all of them optional::

    {"approve": {"text": "approve"},
     "reject":  {"text": "reject: {reason}", "data": {"approved": false, "why": "{reason}"}},
     "answer":  {"text": "{answer}"},
     "tasks":   ["id of a task on a server of protocol 0.3"]}

``{reason}`` and ``{answer}`` stand for what the person wrote, in any text, also inside ``data``. Without ``approve``
nothing can be approved. Without ``reject`` a rejected task is cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.a2a.tasks import is_id
from counterseal.model import strict_json
from counterseal.model.json_equality import same_json

VERDICTS = ("approve", "reject", "answer")
MAX_TASKS = 200
_PLACE = re.compile(r"\{(reason|answer)\}")
_TODO = 'For example {"approve": {"text": "approve"}, "reject": {"text": "reject: {reason}"}}'

Parts = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Templates:
    """The answers that one agent understands, by verdict, and the tasks known by hand."""

    by_verdict: Mapping[str, Mapping[str, Any]]
    tasks: tuple[str, ...] = ()

    def offered(self, *, approvable: bool) -> tuple[str, ...]:
        """The verdicts that can be carried out."""
        return (*(("approve",) if approvable and "approve" in self.by_verdict else ()), "reject", "answer")

    def has(self, verdict: str) -> bool:
        return verdict in self.by_verdict

    def parts(self, verdict: str, reason: str, answer: str) -> Parts:
        """The parts of the message that says this verdict, as protocol 1.0 writes them.

        Raises:
            InvalidInput: there is no template, nothing would be said, or the agent would read an approval where none
                was given.
        """
        if verdict not in self.by_verdict:
            raise InvalidInput(
                f"What this agent reads as {verdict!r} is not configured", todo=_TODO, code="no_template"
            )
        strict_json.check([reason, answer])
        words = {"reason": reason, "answer": answer}
        made = [{name: _filled(value, words)} for name, value in self.by_verdict[verdict].items()]
        if not any(_says(part) for part in made):
            raise InvalidInput("There is nothing to send: the words are empty", where=verdict, code="empty_answer")
        if verdict != "approve" and "approve" in self.by_verdict and _is_approval(made, self.by_verdict["approve"]):
            raise InvalidInput(
                f"The agent would read this {verdict} as its approval",
                where=verdict,
                todo="Approve it instead, or use other words.",
                code="reads_as_approval",
            )
        return made


def read_options(options: Mapping[str, Any]) -> Templates:
    """Raises InvalidInput: an unknown option, a template without text and data, or one that is no JSON."""
    strict_json.check(dict(options))
    unknown = sorted(set(options) - {*VERDICTS, "tasks"})
    if unknown:
        raise InvalidInput(
            f"A2A has no option {str(unknown[0])[:60]!r}", where="options", todo=_TODO, code="unknown_option"
        )
    found: dict[str, Mapping[str, Any]] = {"answer": {"text": "{answer}"}}
    for verdict in VERDICTS:
        if verdict in options:
            found[verdict] = _template(options[verdict], verdict)
    tasks = options.get("tasks", [])
    if not isinstance(tasks, list) or len(tasks) > MAX_TASKS or not all(is_id(one) for one in tasks):
        raise InvalidInput(f"tasks lists at most {MAX_TASKS} ids of tasks", where="tasks", code="bad_option")
    return Templates(found, tuple(dict.fromkeys(tasks)))


def _template(given: Any, verdict: str) -> Mapping[str, Any]:
    fine = isinstance(given, Mapping) and bool(given) and set(given) <= {"text", "data"}
    if not fine or not isinstance(given.get("text", ""), str):
        raise InvalidInput("A template has a text, or data, or both", where=verdict, todo=_TODO, code="bad_option")
    return dict(given)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        # In one pass: what a person wrote is not looked through for places.
        return _PLACE.sub(lambda place: words[place[1]], value)
    if isinstance(value, Mapping):
        return {name: _filled(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    return value


def _says(part: Mapping[str, Any]) -> bool:
    return bool(part["text"].strip()) if "text" in part else True


def _is_approval(made: Parts, approval: Mapping[str, Any]) -> bool:
    """Whether the text or the data is the approval's. An agent may read more as a yes: answers are free text."""
    said = {name: value for part in made for name, value in part.items()}
    if "text" in said and "text" in approval and _bare(said["text"]) == _bare(approval["text"]):
        return True
    return "data" in said and "data" in approval and same_json(said["data"], approval["data"])


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!")
