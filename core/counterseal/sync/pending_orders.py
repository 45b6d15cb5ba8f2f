"""What waits for a second person, shown from what the first one signed and not from a gateway's words about it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from counterseal.errors import Conflict, InvalidInput, KnownError, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.policy import orders, reading
from counterseal.policy.standing import Standing
from counterseal.seal.statements import read_order
from counterseal.sync import towards_risk
from counterseal.sync.api_autonomy import PendingOrder
from counterseal.sync.autonomy_agents import Looked
from counterseal.sync.core import DeskCore
from counterseal.sync.link import Link

NOT_READ = "the signed order cannot be read here yet; what follows is only what the gateway says of it"
OTHER = "do not sign it: the gateway shows this order as another one than was signed"
BEFORE_NOT_READ = "what it is compared with is only what the gateway says is in force"
OTHER_BEFORE = "the gateway shows something else in force than what was signed last; this compares with what was signed"
NOTHING = "it would change nothing of what the gateway says is in force"
COMES_BACK = "it would come back paused, and its owner lets it go on"


class PendingOrders:
    """Orders that wait at one desk's gateways, read from the first signers' envelopes. Use on the desk's loop."""

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk
        # Digests of what was last shown in a gateway's words: nobody seconds what they were not shown.
        self._in_its_words: set[str] = set()

    async def shown(self, looked: Looked) -> tuple[PendingOrder, ...]:
        """What waits about an agent, each in words from its own envelope; where that cannot be read, they say so."""
        return tuple([await self._one(looked, order) for order in looked.detail.pending])

    async def first(self, looked: Looked, order: PendingOrder) -> Mapping[str, Any]:
        """The predicate that the first person signed, to be signed by a second one.

        Raises:
            NotFound: it is not in this gateway's log as it is known here.
            Conflict: ``not_what_was_signed``: it is another order than the gateway shows, or than was shown here.
        """
        predicate = await self._signed(looked, order)
        if order.sha256 in self._in_its_words:
            raise Conflict(
                "So far you were shown only what the gateway says of this order",
                where=looked.link.endpoint.name,
                todo="Look at what waits again: what was signed can be read here now.",
                code="not_what_was_signed",
            )
        return predicate

    async def _one(self, looked: Looked, order: PendingOrder) -> PendingOrder:
        try:
            predicate = await self._signed(looked, order)
            before, noted = await self._before(looked, predicate)
            made = _as_signed(before, noted, order, predicate, self._desk.profile.person_id)
        except Conflict:
            made, read = replace(order, changes=(OTHER,)), False
        except KnownError:
            made, read = replace(order, changes=(NOT_READ, *order.changes)), False
        else:
            read = True
        if read:
            self._in_its_words.discard(order.sha256)
        else:
            self._in_its_words.add(order.sha256)
        return made

    async def _signed(self, looked: Looked, order: PendingOrder) -> Mapping[str, Any]:
        links = self._desk.linked()
        try:
            subject, predicate = await self._read(looked.link, order.sha256)
        except NotFound:
            if looked.link is links.own:
                raise
            await links.replicate_now(looked.link.endpoint.origin, newest=True)
            subject, predicate = await self._read(looked.link, order.sha256)
        if predicate["kind"] != order.kind or not isinstance(predicate["body"], Mapping) or subject != looked.id:
            raise Conflict(
                "The gateway shows this order as another one than was signed",
                where=looked.link.endpoint.name,
                todo="Do not sign it; tell whoever runs the gateway.",
                code="not_what_was_signed",
            )
        return predicate

    async def _before(self, looked: Looked, predicate: Mapping[str, Any]) -> tuple[Standing, tuple[str, ...]]:
        """What the order would change, from the signed one that it supersedes, and what is to be said of that.

        Raises:
            Conflict: what it supersedes is another agent's. KnownError: it cannot be read.
        """
        told = towards_risk.standing(looked.detail)
        kind, sha256 = str(predicate["kind"]), predicate["supersedes"]
        if sha256 is None and kind in ("mandate", "charter"):
            # The first one of its kind: nothing of it is in force, whatever the gateway says.
            signed = replace(told, mandate=None) if kind == "mandate" else replace(told, charter=None)
            return signed, () if signed == told else (OTHER_BEFORE,)
        if not isinstance(sha256, str) or kind == "reset":
            return told, ()
        try:
            subject, earlier = await self._read(looked.link, sha256)
        except NotFound:
            return told, (BEFORE_NOT_READ,)
        if subject != looked.id:
            raise Conflict("The order supersedes another agent's", where=subject[:80], code="not_what_was_signed")
        if earlier["kind"] != kind:
            return told, ()
        signed = replace(_after(told, kind, earlier["body"]), cap=told.cap)
        return signed, () if signed == told else (OTHER_BEFORE,)

    async def _read(self, link: Link, sha256: str) -> tuple[str, Mapping[str, Any]]:
        """Subject and predicate of an order, from that gateway's log."""
        links = self._desk.linked()

        def read() -> tuple[str, Mapping[str, Any]]:
            if link is links.own:
                with self._desk.profile.reading() as connection:
                    envelope = ledger_log.envelope(connection, sha256)
            else:
                with links.replicas.named(link.endpoint.origin).database.read() as connection:
                    envelope = ledger_log.envelope(connection, sha256)
            return read_order(envelope)

        return await asyncio.get_running_loop().run_in_executor(self._desk.readers, read)


def _as_signed(
    before: Standing, noted: tuple[str, ...], order: PendingOrder, predicate: Mapping[str, Any], person_id: str
) -> PendingOrder:
    """Raises InvalidInput: what was signed cannot be read."""
    if order.kind == "reset":
        changes: tuple[str, ...] = (*orders.RESET, COMES_BACK)
    else:
        changes = orders.changes_in_words(before, _after(before, order.kind, predicate["body"])) or (NOTHING,)
    person = predicate["person"]
    return replace(
        order,
        changes=(*noted, *changes),
        by=str(person["name"]),
        by_me=person["id"] == person_id,
        at=str(predicate["decided_at"]),
        reason=str(predicate["reason"] or ""),
    )


def _after(before: Standing, kind: str, body: Mapping[str, Any]) -> Standing:
    match kind:
        case "level":
            return replace(before, autonomy=reading.read_level_order(body)[1], cap=None)
        case "mandate":
            return replace(before, mandate=reading.read_mandate_order(body)[1])
        case "charter":
            return replace(before, charter=reading.read_charter_order(body)[1])
        case "registry":
            return replace(before, tools=reading.read_registry_order(body)[1])
        case "agent":
            owner = body.get("owner")
            if not isinstance(owner, str):
                raise InvalidInput("A registration names who answers for the agent", where="body/owner")
            return replace(before, owner=owner, tools=reading.read_registry(body.get("tools")))
        case _:
            raise InvalidInput("This kind of order is not known here", where=kind[:40])
