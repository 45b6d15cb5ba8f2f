"""A stand-in for a language model, and the reasoning trace that is measured around it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any, TypeVar

from counterseal.model.actions import ToolCall, TraceStep

T = TypeVar("T")
RESOURCES = "counterseal_resources"


def resource(name: str) -> Any:
    """A JSON file of the demo."""
    return json.loads(resource_text(name))


def resource_text(name: str) -> str:
    """A text file of the demo."""
    return files(RESOURCES).joinpath("demo", name).read_text("utf-8")


class Trace:
    """Collects the steps of one piece of work with their measured times (milliseconds)."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._steps: list[TraceStep] = []

    def step(self, kind: str, name: str, work: Callable[[], tuple[T, str]], tokens: int | None = None) -> T:
        """Do ``work`` and note it. ``work`` returns its result and the words to show."""
        started = time.monotonic()
        result, text = work()
        self._note(kind, name, text, started, tokens)
        return result

    def think(self, name: str, turn: Mapping[str, Any]) -> str:
        """One turn of the scripted model, which takes the time that the script gives it."""
        started = time.monotonic()
        time.sleep(turn["seconds"])
        self._note("model", name, turn["text"], started, turn["tokens"])
        return str(turn["text"])

    def propose(self, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
        """The whole trace, closed by the step that asks for this call."""
        self._note("propose", f"Propose {tool}", "", time.monotonic(), None, proposes=True)
        asks = replace(self._steps[-1], calls=(ToolCall("", tool, arguments),))
        return (*self._steps[:-1], asks)

    def _note(
        self, kind: str, name: str, text: str, started: float, tokens: int | None, proposes: bool = False
    ) -> None:
        self._steps.append(
            TraceStep(
                id=str(len(self._steps) + 1),
                kind=kind,
                name=name,
                text=text,
                start_ms=round((started - self._began) * 1000),
                duration_ms=max(round((time.monotonic() - started) * 1000), 1),
                tokens=tokens,
                proposes=proposes,
            )
        )
