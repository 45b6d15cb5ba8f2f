"""What the rules of asking want done next, said to whoever can do it: a thread that blocks, or an event loop.

A rule is a generator of steps (``counterseal.agents.asking``). Its driver carries each step out and sends the answer
back in, or throws in what went wrong, so that blocking and awaiting programs go by the very same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")


class Cancelled(BaseException):
    """Thrown into a rule, at a step that is not sheltered, when its caller does not want it any more."""


@dataclass(frozen=True, slots=True)
class Send:
    """One request to the gateway; answered with its JSON object.

    Args:
        body: makes it a POST.
        wait: seconds of a long poll; ``patience`` are those allowed beyond it.
        sheltered: carried to its end although the caller has been cancelled, because it may have an effect.
    """

    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    patience: float = 10.0
    sheltered: bool = True


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait for seconds, at most until the client is closed."""

    seconds: float
    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class SleepWhilePaused:
    """Wait until the agent is no longer paused, at most for seconds."""

    seconds: float
    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A call that blocks and has to be carried to its end; answered with what it returns."""

    call: Callable[[], Any]
    sheltered: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing to do but to say whether the caller has been cancelled meanwhile."""

    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Run the effect with these arguments; answered with its result."""

    effect: Callable[[dict[str, Any]], Any]
    arguments: dict[str, Any]
    sheltered: bool = False


Step: TypeAlias = Send | Sleep | SleepWhilePaused | Block | Look | Act
Steps: TypeAlias = Generator[Step, Any, T]
