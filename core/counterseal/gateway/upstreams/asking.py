"""What has been offered of a server's questions: rules that are the same whatever kind of server asks.

A server goes on asking until it is answered. So each poll must tell a question that is open here from one that is new,
from one whose answer is on its way, and from one that is asked anew because its action is over. Nothing here is stored:
all of it can be learned again from the gateway and the server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from counterseal.clock import Clock
from counterseal.gateway.upstreams.port import GatewayPort
from counterseal.model.actions import State

# States after which a server that still asks is asking anew: nothing of the old action is on its way any more.
OVER = frozenset({State.DONE, State.FAILED, State.STALE, State.VOID})
# These may still be on their way: their undo runs, or their batch waits for others. They are over once this process has
# returned them, or, after a restart, once they have stood for so many seconds without being handed out.
DECIDED = frozenset({State.REJECTED, State.ANSWERED, State.EXPIRED})
SETTLED_SECONDS = 60.0
# What the server no longer asks of these says nothing: their outcome is read another way.
CARRIED = frozenset({State.PERMITTED, State.UNKNOWN})
_CHANGED = "The server changed the request under the same id."
Place = TypeVar("Place", bound=Hashable)


def digest_of(*parts: Any) -> str:
    """A short stand-in for what a request says; equal for equal content."""
    told = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class Round:
    """What one poll goes by. ``open`` are the gateway's open actions with their state, ``busy`` those whose answer is
    decided or on its way, ``seen`` those that the server asks for.
    """

    port: GatewayPort
    open: Mapping[str, str]
    busy: Collection[str]
    seen: set[str] = field(default_factory=set)
    halted: dict[str, bool] = field(default_factory=dict)

    async def is_halted(self, agent: str) -> bool:
        """Whether an agent is halted, asked once in a poll."""
        if agent not in self.halted:
            self.halted[agent] = await self.port.halted(agent)
        return self.halted[agent]


@dataclass(frozen=True, slots=True)
class Group(Generic[Place]):
    """Requests that are answered together, in their order.

    Attributes:
        key: what they are asked under.
        place: where the server keeps them; ``Offers.where`` tells it of their actions.
        contents: a digest of each.
        ids: their action ids when the server has asked under this key so many times before.
        propose: offers them all under those ids; gives the states that they are in then, or None for not now.
        waits: whether an answer there is still being worked on, so that nothing is offered yet.
    """

    agent: str
    key: Hashable
    place: Place
    contents: Sequence[str]
    ids: Callable[[int], list[str]]
    propose: Callable[[int], Awaitable[Sequence[str] | None]]
    waits: bool = False


class Offers(Generic[Place]):
    """What one source has offered.

    Args:
        returned: ids of the rejections and answers that this process has returned; the adapter's carrier adds to it.

    Attributes:
        where: the place of each action that was offered.
    """

    def __init__(self, clock: Clock, returned: set[str]) -> None:
        self.where: dict[str, Place] = {}
        self._clock = clock
        self._returned = returned
        self._asked_before: dict[Hashable, int] = {}
        self._keys: dict[str, Hashable] = {}
        self._never: set[str] = set()
        self._contents: dict[str, str] = {}
        self._ended: dict[str, tuple[str, float]] = {}

    async def take_in(self, poll: Round, group: Group[Place]) -> list[str] | None:
        """Offer what is new of a group. Its ids where all of it is open here, so that nothing is left to do for it."""
        again = self.asked_before(group.key)
        while True:
            ids = group.ids(again)
            poll.seen.update(ids)
            for identifier in ids:
                self.where[identifier], self._keys[identifier] = group.place, group.key
            if group.waits or any(one in poll.busy or one in self._never for one in ids):
                return None
            if all(one in poll.open for one in ids):
                same = [await self._is_unchanged(poll, *pair) for pair in zip(ids, group.contents, strict=True)]
                return ids if all(same) else None
            if await poll.is_halted(group.agent):
                return None
            if any(one not in poll.open and one not in self._ended for one in ids):
                states = await group.propose(again)
                if states is None:
                    return None
                for told in zip(ids, group.contents, states, strict=True):
                    self._remember(*told)
            # An earlier process may have asked under the next number already.
            if not self._asks_anew(ids, poll.open) and not any(one in poll.open for one in group.ids(again + 1)):
                return None
            for identifier in ids:
                if poll.open.get(identifier) in (State.HELD, State.APPROVED):
                    await poll.port.gone(identifier, "Another of this batch has ended; the server asks for all anew.")
            again += 1
            self._asked_before[group.key] = again

    def asked_before(self, key: Hashable) -> int:
        """How many times the server had asked under a key before it asked what is offered now."""
        return self._asked_before.get(key, 0)

    def forget(self, poll: Round) -> None:
        """Keep only what questions that are still asked and actions that are still open need."""
        kept = poll.seen | set(poll.open)
        gone = self.where.keys() - kept
        for identifier in gone:
            del self.where[identifier], self._keys[identifier]
        for identifier in self._contents.keys() - kept:
            del self._contents[identifier]
        for identifier in [one for one in self._ended if one not in poll.seen or one in poll.open]:
            del self._ended[identifier]
        if gone:
            keys = set(self._keys.values())
            self._asked_before = {key: count for key, count in self._asked_before.items() if key in keys}
        self._never &= kept
        self._returned &= kept

    def _remember(self, identifier: str, content: str, state: str) -> None:
        self._contents[identifier] = content
        if State(state).ended:
            self._ended.setdefault(identifier, (state, self._clock.monotonic()))
        if state in (State.REFUSED, State.WITHDRAWN):
            self._never.add(identifier)

    def _asks_anew(self, ids: Sequence[str], open_ids: Collection[str]) -> bool:
        """Whether a question that is still asked stands for new actions, because its old ones are over."""
        ended = {one: self._ended[one] for one in ids if one in self._ended and one not in open_ids}
        if any(state in OVER for state, _ in ended.values()):
            return True
        if len(ended) < len(ids):
            return False
        now = self._clock.monotonic()
        return all(
            one in self._returned or (state in DECIDED and now - since > SETTLED_SECONDS)
            for one, (state, since) in ended.items()
        )

    async def _is_unchanged(self, poll: Round, identifier: str, content: str) -> bool:
        """Hold what an open action's question says now against what was offered.

        An open action whose question changed under the same id is over; the next poll offers the new one.
        """
        if self._contents.setdefault(identifier, content) == content:
            return True
        if poll.open[identifier] not in CARRIED:
            await poll.port.gone(identifier, _CHANGED)
        return False
