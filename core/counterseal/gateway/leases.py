"""Leases of agents' processes, and the news that reaches them: what each agent may do now, kept in memory.

Nothing here lets an action run: a permit is computed from the database. So a lease and the news about it may be
answered without asking it, which is what lets a thousand agents wait here and be told at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.clock import later
from counterseal.errors import Forbidden, Unauthorised
from counterseal.gateway.context import HALT_FILE, Context
from counterseal.ledger import schema

LEASE_SECONDS = 30.0
GRACE_SECONDS = 5
_MOST_HOLDERS = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """What one agent may do: ``state`` is running, paused or halted."""

    name: str
    state: str
    epoch: int
    since: str


@dataclass(slots=True)
class Lease:
    """The expiring permission of one agent process to keep going. ``ends`` is on the monotonic clock."""

    id: str
    ends: float
    until: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What a supervisor ended: processes in all, killed ones among them, and those that it could not end."""

    processes: int
    killed: int
    left: int


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """``POST /v1/lease``.

    Attributes:
        holder: which process of the agent asks; a supervisor's processes are named ``supervisor.process``.
        drill: the drill that it has heard of.
        ending: refused because halted, it goes on to end the processes that it supervises, and will report.
        ended: it stops, so the lease is given back; what a supervisor has ended.
    """

    holder: str = ""
    drill: str | None = None
    ending: bool = False
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a waiting process says that it knows already; None: it says nothing of it."""

    state: str | None = None
    epoch: int | None = None
    drill: str | None = None


def no_agents_token() -> Unauthorised:
    """The refusal of a token that no agent has."""
    return Unauthorised(
        "This token belongs to no agent",
        todo="Register the agent again to get a new token, and set COUNTERSEAL_TOKEN.",
        code="bad_token",
    )


class Leases:
    """Live leases by agent and process, and who waits for news of which agent. Used on the event loop only.

    Attributes:
        closing: everybody is answered at once, because the gateway stops.
    """

    def __init__(self, context: Context) -> None:
        self.closing = False
        self._context = context
        self._live: dict[str, dict[str, Lease]] = {}
        self._standing: dict[str, Standing] = {}
        self._tokens: dict[str, str] = {}
        self._drills: dict[str, str] = {}
        self._grace: dict[str, int] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._looks = self._learnt = 0
        self._local = False

    # -- what agents may do -------------------------------------------------------------------------------------
    @staticmethod
    def read(connection: Connection) -> list[Any]:
        """The columns of all agents that ``learn`` takes; tools, which are long, are left out."""
        columns = schema.agents.c
        names = ("id", "name", "token_sha256", "halt_epoch", "halted_by", "halted_at", "paused_by", "paused_at")
        return list(connection.execute(select(*(columns[name] for name in names))))

    def look(self) -> int:
        """The number of a look at the agents that begins now; ``learn`` takes it with what was read."""
        self._looks += 1
        return self._looks

    def reset(self, agent: str) -> None:
        """A reset that was taken here is in force; what a look has read before no longer counts."""
        self._context.stops.reset(agent, self._looks)

    def resumed(self, agent: str) -> None:
        """An agent was let go on by an order that was taken here, likewise."""
        self._context.stops.resumed(agent, self._looks)

    def learn(self, look: int, rows: Sequence[Any]) -> None:
        """Take over what this look has read, and tell those whom it concerns.

        Two looks may come back in either order. What an older one brings is dropped: it would take back a halt or a
        registration that the newer one has seen.
        """
        if look < self._learnt:
            return
        self._learnt = look
        found, tokens = {}, {}
        stops = self._context.stops
        stops.see(look, rows)
        for row in rows:
            since = stops.halted(row)
            state = "halted" if since is not None else "paused" if stops.paused(row) is not None else "running"
            found[row.id] = Standing(row.name, state, row.halt_epoch, since or "")
            tokens[row.token_sha256] = row.id
        before, self._standing, self._tokens = self._standing, found, tokens
        for agent, now in found.items():
            if before.get(agent) != now:
                self.tell(agent)

    def agent_of(self, token: str) -> str:
        """The agent that a token belongs to. Raises Unauthorised."""
        agent = self.remembered(hashlib.sha256(token.encode()).hexdigest())
        if agent is None:
            raise no_agents_token()
        return agent

    def remembered(self, token_sha256: str) -> str | None:
        """The agent whose token has this digest, as it was last read; None when there was none."""
        return self._tokens.get(token_sha256)

    def look_for_halt_file(self) -> None:
        """Tell everybody when the ``HALT`` file has come or gone since the last look."""
        local = self._context.halted_locally
        if local != self._local:
            self._local = local
            for agent in list(self._news):
                self.tell(agent)

    # -- news ---------------------------------------------------------------------------------------------------
    def tell(self, agent: str) -> None:
        """Wake the processes of one agent, and nobody else."""
        event = self._news.pop(agent, None)
        if event is not None:
            event.set()

    def close(self) -> None:
        """Answer everybody who waits."""
        self.closing = True
        for agent in list(self._news):
            self.tell(agent)

    def expect(self, agent: str, *, drill: str | None = None, grace: int | None = None) -> None:
        """What the next news of an agent say besides its state: a drill to acknowledge, the grace of a halt in s."""
        if drill is not None:
            self._drills[agent] = drill
            self.tell(agent)
        if grace is not None:
            self._grace[agent] = grace

    def end_drill(self, agent: str, drill: str) -> None:
        """The drill is over; nobody need hear of it any more."""
        if self._drills.get(agent) == drill:
            del self._drills[agent]

    def news(self, agent: str) -> dict[str, Any]:
        """What ``GET /v1/lease`` answers."""
        standing = self._standing[agent]
        halted = standing.state == "halted" or self._context.halted_locally
        return {
            "state": "halted" if halted else standing.state,
            "halt_epoch": standing.epoch,
            "drill": self._drills.get(agent),
            "grace_s": self._grace.get(agent, GRACE_SECONDS) if halted else None,
        }

    async def watch(self, agent: str, seconds: float, known: Known) -> dict[str, Any]:
        """The agent's news, as soon as they are others than ``known``, at the latest after ``seconds``."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while True:
            # Taken before looking, or news that come during the look would go unheard.
            event = self._news.setdefault(agent, asyncio.Event())
            found = self.news(agent)
            left = ends - loop.time()
            if _differ(found, known) or left <= 0 or self.closing:
                return found
            try:
                async with asyncio.timeout(left):
                    await event.wait()
            except TimeoutError:
                return self.news(agent)

    # -- leases -------------------------------------------------------------------------------------------------
    def has(self, agent: str) -> bool:
        """Whether a process of this agent holds a live lease."""
        now = self._context.clock.monotonic()
        return any(lease.ends > now for lease in self._live.get(agent, {}).values())

    def holders(self, agent: str) -> dict[str, Lease]:
        """The live leases of an agent by the process that holds them."""
        now = self._context.clock.monotonic()
        return {holder: lease for holder, lease in self._live.get(agent, {}).items() if lease.ends > now}

    def live(self) -> dict[str, str]:
        """When the last lease of each agent ends (UTC stamp), for agents that have one."""
        return {agent: max(h.until for h in held.values()) for agent in self._live if (held := self.holders(agent))}

    def check(self, agent: str) -> None:
        """Raises Forbidden, as a permit would, when the agent or everything here is halted."""
        standing = self._standing[agent]
        # First what costs nothing: a thousand agents may come here at once.
        if standing.state == "halted":
            raise Forbidden(
                f"{standing.name} is halted since {standing.since}",
                where=agent,
                todo="Its owner resets it with a reason.",
                code="halted",
            )
        if self._context.halted_locally:
            raise Forbidden(
                "Everything at this gateway is halted by its HALT file",
                where=str(self._context.home / HALT_FILE),
                todo="Remove the file when it is safe to go on.",
                code="halted",
            )

    def grant(self, agent: str, holder: str) -> dict[str, Any]:
        """Grant or renew the lease of one process. Raises Forbidden: halted, or more processes than one agent has."""
        self.check(agent)
        now = self._context.clock.monotonic()
        held = self._live.setdefault(agent, {})
        known = held.get(holder)
        if known is None and len(held) >= _MOST_HOLDERS:
            raise Forbidden(
                f"This agent has {_MOST_HOLDERS} processes with a lease already",
                where=agent,
                todo="Give each agent its own registration.",
                code="too_many_leases",
            )
        until = later(self._context.clock.now(), LEASE_SECONDS)
        held[holder] = Lease(known.id if known else os.urandom(8).hex(), now + LEASE_SECONDS, until)
        standing = self._standing[agent]
        return {
            "lease": held[holder].id,
            "seconds": LEASE_SECONDS,
            "halt_epoch": standing.epoch,
            "state": standing.state,
        }

    def give_back(self, agent: str, holder: str) -> None:
        """A process ends, and all that it started: their leases lapse now, and what still runs of them is unknown."""
        now = self._context.clock.monotonic()
        for name, lease in self._live.get(agent, {}).items():
            if name == holder or (holder and name.startswith(f"{holder}.")):
                lease.ends = min(lease.ends, now)

    def drop(self, agent: str, holder: str) -> None:
        """A process has stopped, so its lease ends now."""
        held = self._live.get(agent, {})
        held.pop(holder, None)
        if not held:
            self._live.pop(agent, None)

    def lapsed(self) -> list[str]:
        """Agents whose last lease has run out and has not been forgotten yet."""
        return [agent for agent in self._live if not self.has(agent)]

    def forget(self) -> list[tuple[str, str]]:
        """Drop leases that have run out; whose they were."""
        now = self._context.clock.monotonic()
        over = [(a, h) for a, held in self._live.items() for h, lease in held.items() if lease.ends <= now]
        for agent, holder in over:
            self.drop(agent, holder)
        return over

    def clear(self) -> None:
        """No lease survives the end of its gateway."""
        self._live.clear()


def _differ(found: dict[str, Any], known: Known) -> bool:
    return bool(
        found["state"] == "halted"
        or (known.state is not None and found["state"] != known.state)
        or (known.epoch is not None and found["halt_epoch"] != known.epoch)
        or (found["drill"] is not None and found["drill"] != known.drill)
    )
