"""Orders on their way from a desk: to which gateways, signed and stored for each, and what each said to it.

An order is addressed to one gateway. What concerns several is signed once for each of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import Conflict, KnownError, NotFound, Unreachable
from counterseal.gateway import agent_rows
from counterseal.model.views import AgentView
from counterseal.sync import signing
from counterseal.sync.api import HaltLine
from counterseal.sync.core import DeskCore
from counterseal.sync.link import Link

ORDER_WAIT = 10.0
AWAY_WAIT = 2.0
# Nobody waits longer than this for a gateway to say which agents it has.
ASK_WAIT = 1.0
NOT_YET = "The gateway has not answered yet; the order is signed, stored and on its way"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Placed:
    """A stored order, the line to the gateway that it is for, and what it is about there."""

    stored: signing.Stored
    link: Link
    about: str = ""

    def line(self, state: str, note: str) -> HaltLine:
        """A line for all that the order is about, where the gateway tells none of its own."""
        if self.link.endpoint.local:
            return HaltLine(self.about or "all", self.about or "All agents", "", state, note, None)
        name = self.link.endpoint.name
        return HaltLine(name, f"{self.about or 'All agents'} at {name}", "", state, note, None)

    def stored_only(self) -> Unreachable:
        """What to say when the gateway does not answer."""
        where = self.link.endpoint
        if where.local:
            what, todo = "it is delivered when a gateway runs", "Start the desktop, or: counterseal gateway serve"
        else:
            what, todo = f"it is delivered when {where.name} answers", "Try its address with: counterseal upstream test"
        return Unreachable(
            f"Signed and stored as entry {self.stored.seq}; {what}", todo=todo, code="stored_only", seq=self.stored.seq
        )


class Placing:
    """Signs, stores and follows the orders of one desk. Use on its loop."""

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk

    # -- which gateways -----------------------------------------------------------------------------------------
    async def reached(self, scope: str, target: str) -> tuple[Link, ...]:
        """The gateways that a halt or a pause of this scope goes to. Raises NotFound: no such gateway."""
        links = self._desk.linked()
        if scope == "gateway":
            return (links.of(target),)
        if scope != "agent":
            return links.all()
        if links.separate and not any(target in link.known_agents for link in links.all()):
            await self.ask_agents()
        found = links.holding(target) if links.separate else ()
        # With nobody to ask, the own gateway refuses what it does not know, and says so.
        return found or (links.own,)

    async def ask_agents(self) -> tuple[AgentView, ...]:
        """The agents of all gateways that answer soon; empty when none does."""
        try:
            async with asyncio.timeout(ASK_WAIT):
                return await self._desk.linked().agents()
        except (KnownError, TimeoutError) as error:
            _log.info("no gateway told its agents: %s", error)
            return ()

    async def registration(self, link: Link, agent_id: str) -> str | None:
        """The digest of the agent's registration in force at a gateway."""
        if link is not self._desk.linked().own:
            # Its log alone does not tell whether an order that takes two people has found the second one.
            try:
                found = (await link.ready().get(f"/v1/agents/{agent_id}"))["registration"]
            except NotFound:
                return None
            return str(found)

        def read() -> str | None:
            with self._desk.profile.reading() as connection:
                return next((row.order_envelope for row in agent_rows.agents(connection) if row.id == agent_id), None)

        return await asyncio.get_running_loop().run_in_executor(self._desk.readers, read)

    # -- signing and sending ------------------------------------------------------------------------------------
    async def place(
        self,
        links: Iterable[Link],
        kind: str,
        body: Mapping[str, Any],
        subject: str,
        title: str,
        reason: str,
        supersedes: str | None,
    ) -> list[Placed]:
        """Sign and store an order for each of these gateways. An empty ``subject`` is the gateway's log."""

        def store(audience: str) -> signing.Stored:
            return signing.store_order(
                self._desk.profile,
                self._desk.clock,
                kind,
                body,
                subject=subject or audience,
                title=title,
                reason=reason,
                supersedes=supersedes,
                audience=audience,
            )

        placed = []
        for link in links:
            future = self._desk.writer.submit(store, link.endpoint.origin)
            about = body.get("target", "") if kind == "halt" else subject
            placed.append(Placed(await asyncio.wrap_future(future), link, about))
            self._desk.after_store()
        return placed

    async def answer(self, placed: Placed) -> str:
        """What the gateway made of an order: the state that it answered. Waits for it.

        Raises:
            Conflict: refused (code ``refused``). Unreachable: no answer; the order stays in the outbox.
        """
        stored, link = placed.stored, placed.link
        if link.state == "off":
            raise placed.stored_only()
        loop = asyncio.get_running_loop()
        ends = loop.time() + ORDER_WAIT
        away = loop.time() + AWAY_WAIT
        while loop.time() < ends:
            if link.state == "live":
                away = loop.time() + AWAY_WAIT
            elif loop.time() > away:
                raise placed.stored_only()
            state, note = await loop.run_in_executor(self._desk.readers, self._desk.outbox_state, stored.envelope)
            if state == "delivered":
                return note
            if state == "refused":
                raise Conflict(note, code="refused")
            await asyncio.sleep(0.02)
        raise Unreachable(NOT_YET, code="stored_only", seq=stored.seq)
