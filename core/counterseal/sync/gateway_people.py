"""People at a separate gateway: adopting it, enrolling and revoking on its roster, and one's own new keys there.

Orders about its roster are signed against the roster that is replicated here, stored in the own log, and sent; the
gateway judges them by its own. One that crossed another change is refused there, and has to be given again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from counterseal.clock import stamp
from counterseal.errors import Conflict, Forbidden, NotFound, Unreachable
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.log import Draft
from counterseal.ledger.roster import Roster, roster_body
from counterseal.model.people import Role
from counterseal.seal.cards import read_card
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Who, sign_order
from counterseal.sync import outbox
from counterseal.sync.absences import read_absences
from counterseal.sync.api_people import PeopleChange, PeopleView
from counterseal.sync.core import DeskCore
from counterseal.sync.endpoints import SeparateEndpoint, Tokens, foreign
from counterseal.sync.enrolments import Enrolments
from counterseal.sync.link import Link
from counterseal.sync.people_orders import Signing, Target
from counterseal.sync.replica import Replica
from counterseal.sync.replicas import Replicas
from counterseal.sync.transport import GatewayClient

if TYPE_CHECKING:
    from counterseal.gateway.adoption import GatewayRequest

ANSWER_SECONDS = 10.0
_log = logging.getLogger(__name__)
FOUNDER = (Role.OWNER, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A separate gateway's roster, and who signs a change of it."""

    name: str
    roster: Roster
    signing: Signing

    @staticmethod
    def of(replica: Replica, by: Signing) -> Elsewhere | None:
        """The gateway for the signer of ``by``; None when that key may sign nothing there."""
        with replica.database.read() as connection:
            roster = rosters.load(connection)
        person = roster.people.get(by.person.id)
        if person is None or by.key.id not in {**person.keys, **person.recovery}:
            return None
        target = Target(replica.gateway.verifier.public, replica.head()[0].size)
        return Elsewhere(replica.gateway.name, roster, Signing(by.log, person, by.key, by.at, target))


class GatewayPeople(Enrolments):
    """Who is on a separate gateway's roster, and changing that.

    Args:
        link: the line to that gateway.
    """

    def __init__(self, desk: DeskCore, link: Link, replicas: Replicas) -> None:
        super().__init__(desk, lambda: None)
        self._core = desk
        self._link = link
        self._replicas = replicas

    def view(self) -> Future[PeopleView]:
        async def work() -> PeopleView:
            await self._refresh()
            return await asyncio.wrap_future(super(GatewayPeople, self).view())

        return self._core.call(work())

    def enrol(self, card: str, roles: tuple[str, ...], code: str, reason: str) -> Future[PeopleChange]:
        """As in one's own log; the future is done when the gateway has answered.

        Raises (in the future):
            Conflict: the gateway refused (``refused``). Unreachable: it has not answered; the order waits for it.
        """
        return self._core.call(self._ordered(lambda: super(GatewayPeople, self).enrol(card, roles, code, reason)))

    def revoke(self, target: str, compromised_since: int | None, reason: str) -> Future[PeopleChange]:
        """As ``enrol``. ``compromised_since`` counts in the gateway's log."""
        return self._core.call(
            self._ordered(lambda: super(GatewayPeople, self).revoke(target, compromised_since, reason))
        )

    def _roster(self) -> Roster:
        with self._replicas.named(self._link.endpoint.origin).database.read() as connection:
            return rosters.load(connection)

    def _away(self) -> Mapping[str, str | None]:
        """As the newest orders in the gateway's replicated log say it."""
        with self._replicas.named(self._link.endpoint.origin).database.read() as connection:
            return read_absences(connection, rosters.load(connection).people)

    def _signing(self, connection: Connection) -> tuple[Roster, Signing]:
        own = rosters.load(connection)
        key = self._profile.signing_key(own)
        by = Signing(self._profile.log, own.person(self._profile.person_id), key, self._now())
        found = Elsewhere.of(self._replicas.named(self._link.endpoint.origin), by)
        if found is None or key.id not in found.signing.person.keys:
            raise Forbidden(
                "Your key is not on that gateway's roster",
                where=self._link.endpoint.name,
                todo="An owner there enrols your card.",
                code="not_on_roster",
            )
        return found.roster, found.signing

    async def _ordered(self, store: Callable[[], Future[PeopleChange]]) -> PeopleChange:
        """Store an order against the newest roster, and wait for the gateway's answer."""
        await self._refresh()
        change = await asyncio.wrap_future(store())
        loop = asyncio.get_running_loop()
        sha = await loop.run_in_executor(self._core.readers, self._envelope, change.seq)
        ends = loop.time() + ANSWER_SECONDS
        while True:
            state, note = await loop.run_in_executor(self._core.readers, self._core.outbox_state, sha)
            if state == "refused":
                raise Conflict(note, where=self._link.endpoint.name, code="refused")
            if state == "delivered":
                # The next order is signed against what is replicated here.
                await self._refresh()
                return change
            if loop.time() > ends:
                raise Unreachable(
                    "The gateway has not answered; the order is stored and goes to it when it does",
                    where=self._link.endpoint.name,
                    code="stored_only",
                )
            await asyncio.sleep(0.05)

    async def _refresh(self) -> None:
        """Take what is new of the gateway's log; without the gateway, what was replicated before has to do."""
        endpoint = self._link.endpoint
        if not isinstance(endpoint, SeparateEndpoint):
            raise NotFound("This is your own gateway, not a separate one", where=endpoint.name, code="no_gateway")
        try:
            await self._replicas.refresh(self._link, endpoint.gateway, self._core.readers)
        except Unreachable as error:
            _log.info("the log of %s is used as it was replicated before: %s", endpoint.name, error.text())

    def _envelope(self, seq: int) -> str:
        with self._profile.reading() as connection:
            column = schema.entries.c
            return str(connection.execute(select(column.envelope).where(column.seq == seq)).scalar_one())


@dataclass(frozen=True, slots=True)
class Adoption:
    """A signed and stored entry 0 of a gateway, and the delivery that proves where it is stored."""

    envelope: Envelope
    seq: int
    delivery: dict[str, Any]


class Adopting:
    """Becoming the first owner of a new separate gateway."""

    def __init__(self, desk: DeskCore, card: Callable[[], str]) -> None:
        self._desk = desk
        self._card = card

    def ask(self, url: str) -> Future[GatewayRequest]:
        """What the gateway at an address asks to have signed.

        Its key is not known yet, so whichever is proven is taken, and must be the one that the request names: the
        code that people compare covers it.

        Raises (in the future):
            Unreachable: nobody there, or another key than the request names (``wrong_key``). InvalidInput: no request.
        """

        async def work() -> GatewayRequest:
            client = GatewayClient(url, "none", None)
            try:
                answer = await client.get("/v1/log/request")
                presented = client.presented
            finally:
                await client.close()
            if not isinstance(answer, dict):
                raise foreign(url)
            from counterseal.gateway.adoption import read_request

            request = read_request(json.dumps(answer))
            if presented and presented != request.pin:
                raise Unreachable(
                    "The key that answers there is not the one that the request names",
                    where=f"{url}: {presented}",
                    todo="Somebody may be in between; take the request's file from the gateway itself.",
                    code="wrong_key",
                )
            return request

        return self._desk.call(work())

    def sign(self, request: GatewayRequest) -> Future[Adoption]:
        """Sign entry 0 of the gateway and store it here. Raises (in the future) Locked.

        Who calls this has compared the request's code with the one that the gateway's own terminal shows.
        """
        return self._desk.writer.submit(self._sign, request)

    def send(self, url: str, request: GatewayRequest, adoption: Adoption) -> Future[str]:
        """Deliver it to the gateway that serves already; its state. Raises (in the future) KnownError."""

        async def work() -> str:
            client = GatewayClient(url, Tokens(self._desk.profile, request.origin, self._desk.clock), request.pin)
            try:
                answer = await client.post("/v1/orders", adoption.delivery)
            finally:
                await client.close()
            if not isinstance(answer, dict) or not isinstance(answer.get("state"), str):
                raise foreign(url)
            return str(answer["state"])

        return self._desk.call(work())

    def _sign(self, request: GatewayRequest) -> Adoption:
        profile = self._desk.profile
        person = read_card(self._card()).person(FOUNDER)
        at = stamp(self._desk.clock.now())
        envelope = sign_order(
            "roster",
            roster_body([person], request.verifier.public, request.origin),
            subject=request.origin,
            who=Who(person.id, person.name, Role.OWNER.value),
            audience=request.origin,
            nonce=os.urandom(16).hex(),
            supersedes=None,
            reason=f"first owner of the gateway {request.name}",
            at=at,
            key=profile.signing_key(profile.roster()),
        )
        title = f"Adopt the gateway {request.name}"
        draft = Draft(
            "order", at, request.origin, envelope, verdict="roster", person=person.id, title=title, search=request.name
        )
        with profile.database.write() as connection:
            (seq,) = profile.log.append(connection, [draft]).seqs
        with profile.reading() as connection:
            row = outbox.Claimed(0, envelope.sha256, seq, "order", request.origin)
            delivery = outbox.body(connection, row, 0)
        self._desk.after_store()
        return Adoption(envelope, seq, delivery)
