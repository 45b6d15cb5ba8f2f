"""An action: one tool call that an agent proposes, and what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.risk import Risk

AGENT_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MAX_TOOL_NAME = 200


class State(StrEnum):
    """Where an action stands (DESIGN 4.4)."""

    HELD = "held"
    APPROVED = "approved"
    REJECTED = "rejected"
    ANSWERED = "answered"
    REFUSED = "refused"
    ALLOWED = "allowed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    VOID = "void"
    PERMITTED = "permitted"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        return self not in (State.HELD, State.APPROVED, State.ALLOWED, State.PERMITTED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Action:
    """The six members that the action digest covers. ``arguments`` are I-JSON; ``expires_at`` a UTC stamp or None."""

    id: str
    agent: str
    tool: str
    arguments: Mapping[str, Any]
    expires_at: str | None = None
    v: int = 1

    def members(self) -> dict[str, Any]:
        """The digest's members, in the order DESIGN 4.2 names them."""
        return {
            "v": self.v,
            "id": self.id,
            "agent": self.agent,
            "tool": self.tool,
            "arguments": dict(self.arguments),
            "expires_at": self.expires_at,
        }

    @staticmethod
    def from_members(members: Any, where: str = "action") -> Action:
        """Read and check the six members.

        Raises:
            InvalidInput: a member is missing, of the wrong type or out of bounds.
        """
        wanted = {"v", "id", "agent", "tool", "arguments", "expires_at"}
        if not isinstance(members, Mapping) or set(members) != wanted:
            raise InvalidInput(f"An action has exactly the members {', '.join(sorted(wanted))}", where=where)
        if members["v"] != 1 or isinstance(members["v"], bool):
            raise InvalidInput("This version reads actions of version 1", where=f"{where}/v")
        action = Action(
            id=check_uuid(members["id"], f"{where}/id"),
            agent=check_agent_id(members["agent"], f"{where}/agent"),
            tool=check_tool(members["tool"], f"{where}/tool"),
            arguments=members["arguments"],
            expires_at=members["expires_at"],
        )
        if not isinstance(action.arguments, Mapping):
            raise InvalidInput("Arguments must be a JSON object", where=f"{where}/arguments")
        strict_json.check(action.arguments)
        if action.expires_at is not None:
            parse_stamp(action.expires_at, f"{where}/expires_at")
        return action


@dataclass(frozen=True, slots=True)
class Claims:
    """What the agent says of its action. Never trusted: it can only raise or hold.

    ``tool_sha256`` is the digest of the tool's definition as the agent's runtime knows it. ``least_risk`` is what the
    risk must not lie below by what the agent, or the server of its tool, says.
    """

    summary: str = ""
    confidence: float | None = None
    tool_sha256: str | None = None
    least_risk: Risk | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said in a call or a thread. ``at`` is a time as the source wrote it, or empty."""

    speaker: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class ContextItem:
    """One piece of material beside the action. All of it is outside text.

    ``kind`` is message, call, document, table, image, link or note; ``author`` and ``at`` may be empty. A table's
    ``text`` is tab-separated lines, its first line the header. ``turns`` are what was said in a call or thread, in
    order. ``image`` is a PNG or JPEG in Base64 (RFC 4648 section 4), never an address.
    """

    kind: str
    title: str
    text: str = ""
    author: str = ""
    at: str = ""
    turns: tuple[Turn, ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call as a trace tells it. ``id`` is the source's own; ``arguments`` are None where they are unknown."""

    id: str = ""
    tool: str = ""
    arguments: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of the agent's reasoning trace. ``start_ms`` counts from the trace's first step.

    ``tokens`` are all that the step itself used, ``tokens_in`` and ``tokens_out`` their parts where the source told
    them. ``calls`` are the tool calls that a model's step makes, or the one that a tool's step runs. ``model`` names
    the model that answered. ``failed``: the source says that the step failed.
    """

    id: str
    kind: str  # model | tool | retrieval | message | agent | other | propose
    name: str
    text: str = ""
    parent: str | None = None
    start_ms: int = 0
    duration_ms: int | None = None
    tokens: int | None = None
    proposes: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None
    model: str = ""
    failed: bool = False
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agent, or an upstream adapter for it, hands to a gateway.

    ``upstream`` names the source's own handle (server, thread, interrupt) and is empty for direct agents.
    ``group`` joins requests that are answered together. ``verdicts`` are those the source can carry out;
    ``schema`` is a JSON Schema of the arguments where the source sent one. ``problem`` says why the action cannot be
    shown; such an action can only be rejected. ``trace_id`` is the OpenTelemetry trace that it was asked under, and
    no part of what is stored with it.
    """

    action: Action
    claims: Claims = Claims()
    context: tuple[ContextItem, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    source: str = "direct"
    upstream: Mapping[str, Any] = field(default_factory=dict)
    group: str | None = None
    verdicts: tuple[str, ...] = ("approve", "edit", "reject", "answer")
    schema: Mapping[str, Any] | None = None
    problem: str | None = None
    trace_id: str | None = None


def check_uuid(value: Any, where: str) -> str:
    """A lower-case UUID. Raises InvalidInput."""
    try:
        if isinstance(value, str) and str(UUID(value)) == value:
            return value
    except ValueError:
        pass
    raise InvalidInput("An id must be a lower-case UUID", where=where, code="bad_id")


def check_agent_id(value: Any, where: str = "agent") -> str:
    """An agent id ``[a-z0-9][a-z0-9._-]{0,63}``. Raises InvalidInput."""
    if isinstance(value, str) and AGENT_ID.fullmatch(value):
        return value
    raise InvalidInput(
        "An agent id has 1 to 64 of a-z, 0-9, '.', '_' and '-', and starts with a letter or digit",
        where=where,
        code="bad_agent_id",
    )


def check_tool(value: Any, where: str = "tool") -> str:
    """A tool name: 1 to 200 characters. Raises InvalidInput."""
    if isinstance(value, str) and 0 < len(value) <= MAX_TOOL_NAME:
        strict_json.check(value)
        return value
    raise InvalidInput(f"A tool name has 1 to {MAX_TOOL_NAME} characters", where=where, code="bad_tool")
