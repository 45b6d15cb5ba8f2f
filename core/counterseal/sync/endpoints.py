"""Where gateways answer: a profile's own one, embedded or served by another process, and separate ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from counterseal.clock import Clock
from counterseal.errors import InvalidInput, Unreachable
from counterseal.ledger.cosignature import witness_key
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.seal import access
from counterseal.sync import outbox, refused_forks
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.profile import Profile
from counterseal.sync.served_at import Address, read_address
from counterseal.sync.transport import GatewayClient

if TYPE_CHECKING:
    from counterseal.gateway.upstreams.port import UpstreamConfig

OWN_NAME = "Local gateway"
NOBODY = "no gateway of this profile is running"
OWN_GUARD = "guards this desk only"
TOKEN_SECONDS = 3_000
# A token is not used up to its last second, because the gateway's clock may be ahead of ours.
TOKEN_SPARE = 300
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Where a gateway answers now, and the key that it proves over TLS. Equal ones lead to the same life of it."""

    url: str
    token: Callable[[], str]
    life: object
    pin: str = ""


class Endpoint(Protocol):
    """How the line to one gateway is found.

    Attributes:
        name: what people call it here.
        origin: its log's origin; decisions and orders for it name this as their audience.
        audience: the outbox names of what it shall take.
        absent: what to say when there is no door.
        witness: the key with which it cosigns our heads; None where it writes to the same log.
        local: whether it lives and dies with this profile's programs, so that nobody there means that it is off.
    """

    name: str
    origin: str
    audience: tuple[str, ...]
    absent: str
    witness: VerifierKey | None
    local: bool

    async def door(self) -> Door | None:
        """The door as it is now; None when there is none. Raises KnownError."""

    async def greet(self, client: GatewayClient) -> None:
        """Make sure that the right one answers. Raises KnownError."""

    async def contradictions(self, client: GatewayClient) -> str:
        """What to tell people of heads that the gateway keeps because they contradict each other. Raises KnownError."""

    def ended(self, door: Door) -> bool:
        """Whether the process behind the door is known to have ended."""

    def guard(self, source: str) -> str:
        """What the gateway can promise for one of its sources."""

    async def stop(self) -> None: ...


class Server(Protocol):
    """What serves the profile's gateway for this desk, in this process (``EmbeddedGateway``) or beside (``Beside``)."""

    @property
    def serving(self) -> bool:
        """Whether it serves now."""

    async def start(self) -> Address | None:
        """Serve, unless another process does (then None). Raises KnownError; Unreachable: not now, ask again."""

    async def polls(self, config: UpstreamConfig) -> None:
        """A source was stored; poll it from now on."""

    def compare(self, heard: tuple[tuple[str, str, str], ...]) -> None:
        """How the history stands to these heads (holder, origin, note) has changed."""

    async def stop(self) -> None:
        """Serve no more, until started again."""


class OwnEndpoint:
    """The profile's own gateway: served for this desk, or by another process of the profile."""

    def __init__(self, profile: Profile, server: Server, *, serve: bool) -> None:
        self.name = OWN_NAME
        self.origin = profile.log.origin
        self.audience: tuple[str, ...] = (outbox.OWN, self.origin)
        self.absent = NOBODY
        self.witness: VerifierKey | None = None
        self.local = True
        self.server = server
        self._home: Path = profile.home
        self._water = profile.high_water
        self._serve = serve

    @property
    def serving(self) -> bool:
        """Whether the gateway is served for this desk."""
        return self.server.serving

    async def door(self) -> Door | None:
        address: Address | None = None
        trouble = self._water.found
        self.absent = (
            NOBODY if trouble is None else f"not started, because nothing can be written: {trouble.sentences[0]}"
        )
        if self._serve and not self.serving:
            if trouble is None:
                address = await self.server.start()
            else:
                # A process that was begun before anybody had compared.
                await self.server.stop()
        if address is None:
            address = read_address(self._home)
        if address is None or address.origin != self.origin:
            return None
        token = address.token
        return Door(address.url, lambda: token, address)

    async def greet(self, client: GatewayClient) -> None:
        """Its token is written by itself, and the address file names its log."""

    async def contradictions(self, client: GatewayClient) -> str:
        """It keeps them in this profile's own database."""
        return ""

    def ended(self, door: Door) -> bool:
        return isinstance(door.life, Address) and not outbox.process_lives(door.life.pid)

    def guard(self, source: str) -> str:
        return OWN_GUARD

    async def stop(self) -> None:
        await self.server.stop()


class SeparateEndpoint:
    """A gateway with a log of its own, reached with tokens that this desktop's log key makes."""

    def __init__(self, profile: Profile, gateway: SeparateGateway, clock: Clock, readers: Executor) -> None:
        self._profile = profile
        self._readers = readers
        self._clock = clock
        self.name = gateway.name
        self.origin = gateway.origin
        self.audience: tuple[str, ...] = (self.origin,)
        self.absent = ""
        self.witness: VerifierKey | None = witness_key(gateway.origin, gateway.verifier.public)
        self.local = False
        self.gateway = gateway
        self._tokens = Tokens(profile, gateway.origin, clock)

    async def door(self) -> Door | None:
        return Door(self.gateway.url, self._tokens, self.gateway, self.gateway.pin)

    async def greet(self, client: GatewayClient) -> None:
        _head, _note, answer = await head_of(client, self.gateway, origin=self._profile.log.origin)
        seen = answer.get("seen_checkpoint")
        if not isinstance(seen, str):
            return
        try:
            heard = self._profile.high_water.heard
            await asyncio.get_running_loop().run_in_executor(self._readers, heard, self.name, self.origin, seen)
        except InvalidInput as error:
            _log.warning("%s claims a head of this log that this log never signed: %s", self.name, error.text())

    async def contradictions(self, client: GatewayClient) -> str:
        told = await client.get("/v1/log/conflicts")
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, refused_forks.keep, self._profile, self._clock, told
        )

    def ended(self, door: Door) -> bool:
        return False

    def guard(self, source: str) -> str:
        return f"guarded by {self.name}"

    async def stop(self) -> None:
        """It goes on without us."""


class Tokens:
    """Access tokens for one gateway, made here and kept until shortly before they expire."""

    def __init__(self, profile: Profile, gateway: str, clock: Clock) -> None:
        self._profile = profile
        self._gateway = gateway
        self._clock = clock
        self._token = ""
        self._good_until = 0.0

    def __call__(self) -> str:
        now = self._clock.now().timestamp()
        if now >= self._good_until:
            log = self._profile.log
            until = int(now) + TOKEN_SECONDS
            self._token = access.make(log.key, log.origin, self._gateway, until)
            self._good_until = until - TOKEN_SPARE
        return self._token


async def head_of(
    client: GatewayClient, gateway: SeparateGateway, since: int = 0, origin: str = ""
) -> tuple[Head, str, dict[str, Any]]:
    """The newest head of a gateway's log, checked against the key we hold.

    Args:
        since: a size to prove consistency from.
        origin: a desktop log whose last head seen there is asked for.

    Returns:
        the head, its note, and the whole answer.

    Raises:
        Unreachable: ``code`` wrong_gateway: another one answers at this address, or it signs with another key.
    """
    asked: dict[str, Any] = {"from": since, "origin": origin} if origin else {"from": since}
    answer = await client.get("/v1/log/checkpoint", **asked)
    note = answer.get("checkpoint") if isinstance(answer, dict) else None
    if not isinstance(note, str):
        raise foreign(client.url)
    try:
        return verify_head(note, gateway.verifier), note, answer
    except InvalidInput as error:
        raise Unreachable(
            f"What answers there is not the gateway {gateway.name}: {error.text()}",
            where=client.url,
            todo="Check the address and the verifier key.",
            code="wrong_gateway",
        ) from error


def foreign(url: str) -> Unreachable:
    """Something there answers in JSON, but not in our words."""
    return Unreachable("The answer is not a gateway's", where=url, todo="Check the address.", code="not_a_gateway")
