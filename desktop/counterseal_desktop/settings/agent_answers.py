"""What one A2A agent reads as a yes, a no and an answer, as fields of the sheet that connects it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QLineEdit

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal_desktop.agents.form import Labelled, Problem
from counterseal_desktop.translating import tr

# What begins like an object; {reason} and {answer} are words.
_OBJECT = re.compile(r"\s*\{\s*[\"}]")


class AgentAnswers:
    """The fields, each with its name above it in ``rows``.

    A field holds words, or a template as JSON. What an agent's configuration has and no field shows stays as it is.
    """

    def __init__(self) -> None:
        self._kept: Mapping[str, Any] = {}
        self.approve = _line("answersApprove", "approve")
        self.reject = _line("answersReject", "reject: {reason}")
        self.answer = _line("answersAnswer", "{answer}")
        self.tasks = _line("answersTasks", "")
        self._fields = {"approve": self.approve, "reject": self.reject, "answer": self.answer}
        self.rows = (
            Labelled(
                tr("What it reads as an approval"),
                tr(
                    "Words, or JSON such as {example}. A2A has no word for yes, so each agent has its own. Empty: "
                    "nothing can be approved here.",
                    example='{"data": {"approved": true}}',
                ),
                self.approve,
            ),
            Labelled(
                tr("What it reads as a rejection"),
                tr("{reason} stands for what you write. Empty: a rejected task is cancelled."),
                self.reject,
            ),
            Labelled(
                tr("What it reads as an answer"),
                tr("{answer} stands for what you write. Empty: your words as they are."),
                self.answer,
            ),
            Labelled(
                tr("Tasks to watch"),
                tr("Their ids, with spaces between. Only for agents of protocol 0.3, which list none."),
                self.tasks,
            ),
        )

    def fill(self, options: Mapping[str, Any]) -> None:
        """Show what is configured."""
        self._kept = dict(options)
        for name, field in self._fields.items():
            field.setText(_shown(options[name]) if name in options else "")  # trusted: what a person here typed once
        tasks = options.get("tasks", ())
        self.tasks.setText(" ".join(map(str, tasks)))  # trusted: likewise

    def options(self) -> dict[str, Any]:
        """What the fields say. Raises Problem: what looks like JSON is none."""
        found = dict(self._kept)
        for name, field in self._fields.items():
            found.pop(name, None)
            text = field.text().strip()
            if text:
                found[name] = _template(text, field)
        found.pop("tasks", None)
        tasks = self.tasks.text().replace(",", " ").split()
        return {**found, "tasks": tasks} if tasks else found


def _template(text: str, field: QLineEdit) -> Any:
    if not _OBJECT.match(text):
        return {"text": text}
    try:
        return strict_json.parse(text)
    except InvalidInput as error:
        words = tr("{field}: this begins like JSON and is none.", field=field.accessibleName())
        raise Problem(words, field) from error


def _shown(template: Any) -> str:
    """A template as its field shows it: its words, or JSON where words alone would not come back as they are."""
    text = template.get("text", "") if isinstance(template, Mapping) and set(template) == {"text"} else ""
    plain = isinstance(text, str) and text == " ".join(text.split()) and text and not _OBJECT.match(text)
    return text if plain else json.dumps(template, ensure_ascii=False)


def _line(name: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(hint)  # trusted: ours
    return field
