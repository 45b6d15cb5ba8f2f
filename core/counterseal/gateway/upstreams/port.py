"""The seam between a gateway and the adapters that poll agents' own servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from counterseal.model.actions import Proposal

# The kinds of server that a gateway polls, in the order in which people are offered them.
SOURCE_KINDS = ("langgraph", "adk", "a2a")
# What is connected in the same place and polled by nobody: a separate Counterseal gateway.
GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided action that its adapter has still to carry to the server.

    ``verdict`` is approve, edit, reject or answer; an expired action comes as reject with its reason. ``arguments``
    are those that may run. ``group`` actions are handed out only together, ordered by ``upstream["index"]``.
    """

    id: str
    tool: str
    verdict: str
    arguments: Mapping[str, Any]
    original: Mapping[str, Any]
    reason: str
    answer: str
    upstream: Mapping[str, Any]
    group: str | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A taken permit: the stored arguments that may run, once, within ten seconds."""

    permit: str
    arguments: Mapping[str, Any]
    expires_at: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a connection test. ``todo`` names what the person can do about a failure."""

    name: str
    ok: bool
    found: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class HaltReport:
    """What a halt did at one server, for one agent. ``problems`` are shown as they are.

    ``switched_off`` names schedules that would have started runs; a person puts them back after the reset.
    """

    cancelled_runs: int = 0
    ended_interrupts: int = 0
    problems: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpstreamConfig:
    """A configured source. ``agent`` is the registered agent that its actions belong to.

    ``agents`` maps graph (or assistant) ids to registered agents where one server holds several; others go to
    ``agent``. ``api_key`` comes from the profile's secret store, never from a config file that others read.
    ``options`` is what else its kind takes, as JSON: no secret belongs there, and an adapter checks it when it is made.
    """

    name: str
    kind: str
    url: str
    agent: str
    agents: Mapping[str, str] = field(default_factory=dict)
    api_key: str | None = field(default=None, repr=False)
    every: float = 1.0
    options: Mapping[str, Any] = field(default_factory=dict)


class GatewayPort(Protocol):
    """What a gateway offers to an adapter. All calls are coroutines on the gateway's loop."""

    async def propose(self, proposal: Proposal) -> str:
        """Record a pending action. The same id again is a no-op. Returns the action's state."""

    async def open_ids(self, source: str) -> Mapping[str, str]:
        """Ids of this source's actions that have not ended, with their state."""

    async def gone(self, action_id: str, why: str) -> None:
        """The server no longer asks for this action: held or approved becomes stale; ended ones stay as they are."""

    async def decided(self, source: str) -> list[Decided]:
        """Decided, not yet carried out actions of this source; groups only when every member is decided."""

    async def take_permit(self, action_id: str) -> Grant:
        """Take the single-use permit. Raises Conflict or Forbidden when it may no longer run."""

    async def outcome(self, action_id: str, outcome: str, note: str) -> None:
        """Report done, failed or unknown after a permit."""

    async def returned(self, action_id: str, note: str) -> None:
        """A rejection or an answer has reached the server (there is no permit for those)."""

    async def problem(self, source: str, what: str) -> None:
        """The source cannot be read now; empty text when it can again. Shown as the source's state."""

    async def remark(self, source: str, what: str) -> None:
        """What a person should know of a source that works; empty text for nothing. Shown beside its state."""

    async def halted(self, agent: str) -> bool:
        """Whether this agent is halted now."""


class Upstream(Protocol):
    """One polled server. The gateway calls ``poll`` every ``config.every`` seconds and never twice at once."""

    config: UpstreamConfig

    async def poll(self, port: GatewayPort) -> None:
        """Propose what is newly parked, mark what is gone, carry decided actions to the server."""

    async def halt(self, port: GatewayPort, agent: str) -> HaltReport:
        """Cancel running work of this agent and end what is parked."""

    async def test(self) -> tuple[Check, ...]:
        """Try the connection step by step; the first failed check names the cause."""

    async def close(self) -> None:
        """Close the client."""
