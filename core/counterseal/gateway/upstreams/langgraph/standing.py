"""Threads that stand still without saying what they wait for: at a breakpoint, broken by an answer, or failed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.gateway.upstreams.asking import Round
from counterseal.gateway.upstreams.langgraph.carrying import Carrier, assistant_of
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.gateway.upstreams.langgraph.ending import can_be_freed, free
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, read_error, read_standing
from counterseal.gateway.upstreams.langgraph.listing import Thread, error_of

# Failed threads whose state is read in one poll: a server may hold thousands that failed for reasons of their own.
ERRORS_PER_POLL = 20
# Threads whose requests are offered in one poll: thousands may be parked when a server is seen for the first time, and
# what was decided meanwhile is carried between two polls.
NEW_PER_POLL = 100
_FREE_ATTEMPTS = 2
_LONGEST_REASON = 120


@dataclass(slots=True)
class Poll(Round):
    """What one poll has read so far. ``keys`` are those each listed thread asks under; ``unsure`` threads could not
    be read, so that nothing of theirs may be called gone.
    """

    problems: list[str] = field(default_factory=list)
    keys: dict[str, Collection[str]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    states: dict[str, tuple[Mapping[str, Any], list[Any]]] = field(default_factory=dict)
    error_budget: int = ERRORS_PER_POLL
    new_budget: int = NEW_PER_POLL


class StandingStill:
    """What such threads were found to wait for. ``agent_of`` names the agent a thread belongs to."""

    def __init__(self, client: LangGraphClient, carrier: Carrier, agent_of: Callable[[Thread], str]) -> None:
        self._client = client
        self._carrier = carrier
        self._agent_of = agent_of
        self._known: dict[str, tuple[str, list[Asked]]] = {}
        self._freed: dict[str, int] = {}
        self._failed: dict[str, tuple[str, str]] = {}

    async def asked(self, poll: Poll, thread: str, found: Thread) -> list[Asked]:
        """What a thread without interrupts asks after all: its state's own questions, whether to go on, or nothing.

        Raises:
            Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
        """
        version = f"{found.get('status')} {found.get('state_updated_at')} {found.get('updated_at')}"
        known = self._known.get(thread)
        if known is not None and known[0] == version:
            return known[1]
        if self._carrier.is_waiting_for(thread):
            poll.unsure.add(thread)
            return []
        self._failed.pop(thread, None)
        if found.get("status") == "error":
            asked = await self._broken(poll, thread, found)
        else:
            asked = read_standing(await self._client.state(thread))
        if thread not in poll.unsure:
            self._known[thread] = (version, asked)
        return asked

    def keep(self, listed: Collection[str]) -> None:
        """Forget all other threads."""
        self._known = {thread: found for thread, found in self._known.items() if thread in listed}
        self._freed = {thread: count for thread, count in self._freed.items() if thread in listed}
        self._failed = {thread: found for thread, found in self._failed.items() if thread in listed}

    def words(self) -> list[str]:
        """One sentence on the threads that have failed and ask nobody; none where there are none."""
        if not self._failed:
            return []
        count, (_when, latest) = len(self._failed), max(self._failed.values())
        how_many = "1 thread has failed and asks" if count == 1 else f"{count:,} threads have failed and ask"
        return [f"{how_many} nobody; the last: {latest}"]

    async def _broken(self, poll: Poll, thread: str, found: Thread) -> list[Asked]:
        poll.error_budget -= 1
        if poll.error_budget < 0:
            poll.unsure.add(thread)
            return []
        state = await self._client.state(thread)
        reason = await error_of(self._client, thread)
        single = read_error(state, reason)
        if single is None:
            name = assistant_of(found) or "no graph"
            self._failed[thread] = (str(found.get("updated_at")), f"{thread} ({name}), {reason[:_LONGEST_REASON]}")
            return []
        return [] if await self._try_to_free(poll, thread, found, state) else [single]

    async def _try_to_free(self, poll: Poll, thread: str, found: Thread, state: Mapping[str, Any]) -> bool:
        """Free a thread that an answer of a desk like this one has broken. True when the server took it."""
        if self._freed.get(thread, 0) >= _FREE_ATTEMPTS or not can_be_freed(state):
            return False
        runs = await self._client.runs(thread, limit=1)
        metadata = runs[0].get("metadata") if runs and runs[0].get("status") == "error" else None
        if not isinstance(metadata, Mapping) or "decision_id" not in metadata:
            return False
        if await poll.is_halted(self._agent_of(found)):
            return False
        self._freed[thread] = self._freed.get(thread, 0) + 1
        await free(self._client, thread, assistant_of(found), state)
        poll.unsure.add(thread)
        poll.problems.append(f"Thread {thread} failed on an answer; it was set back and asks again.")
        return True
