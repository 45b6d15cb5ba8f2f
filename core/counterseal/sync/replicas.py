"""The replicas of a desk: opened when they are first needed, followed where this process may, read by History."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor

from counterseal.clock import Clock
from counterseal.errors import KnownError, NotFound
from counterseal.ledger.note import VerifierKey
from counterseal.sync import gateways, replicating
from counterseal.sync.api_evidence import ReplicaView
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.link import Link
from counterseal.sync.profile import Profile
from counterseal.sync.replica import Replica
from counterseal.sync.replicating import Follower


class Replicas:
    """All replicas of one profile. Reading is thread-safe; followers live on the desk's loop."""

    def __init__(self, profile: Profile, clock: Clock, told: Callable[[str], None]) -> None:
        self._profile = profile
        self._clock = clock
        self._told = told
        self._opening = threading.Lock()
        self._open: dict[str, Replica] = {}
        self._followers: dict[str, Follower] = {}
        self._closed = False

    # -- reading ------------------------------------------------------------------------------------------------
    def readable(self) -> tuple[Replica, ...]:
        """The replicas that hold something, in the order in which their gateways were added. Raises KnownError."""
        found = [self._existing(gateway) for gateway in self._known()]
        return tuple(replica for replica in found if replica is not None and replica.head()[0].size)

    def named(self, gateway: str) -> Replica:
        """The replica of a log, by its origin or its gateway's name. Raises NotFound, KnownError."""
        for replica in self.readable():
            if gateway in (replica.gateway.origin, replica.gateway.name):
                return replica
        raise NotFound(
            "This gateway's log is not replicated here yet",
            where=gateway[:80],
            todo="Is the gateway running? See: counterseal upstream list",
            code="no_replica",
        )

    def begun(self, origin: str) -> bool:
        """Whether anything of this log is replicated. Raises KnownError."""
        return any(replica.gateway.origin == origin for replica in self.readable())

    def verifier(self, origin: str) -> VerifierKey:
        """The verifier key of a replicated log. Raises NotFound."""
        for gateway in self._known():
            if gateway.origin == origin:
                return gateway.verifier
        raise NotFound("This log is not replicated here", where=origin[:80], code="no_replica")

    def views(self) -> tuple[ReplicaView, ...]:
        """How each is doing. Raises KnownError."""
        found = []
        for gateway in self._known():
            replica = self._existing(gateway)
            follower = self._followers.get(gateway.origin)
            before = None
            if replica is not None and follower is None:
                before = replicating.found_before(self._profile, replica)
            found.append(replicating.view(replica, gateway, follower, before))
        return tuple(found)

    def trouble(self, origin: str) -> tuple[str, str] | None:
        """What is wrong with a gateway's log, as (state, sentence), as far as this process has found; never blocks."""
        follower = self._followers.get(origin)
        return None if follower is None else follower.trouble

    def put_aside(self, gateway: SeparateGateway) -> None:
        """Keep a replica that stands on one side of a fork as evidence, out of the way of a new one.

        Raises:
            KnownError: another program holds its file.
        """
        replica = self._existing(gateway)
        if replica is None or replicating.found_before(self._profile, replica) is None:
            return
        with self._opening:
            replica.close()
            self._open.pop(gateway.origin, None)
            try:
                replica.put_aside()
            except OSError as error:
                raise KnownError("The copy of its log could not be put aside", where=str(error)) from error

    # -- following ----------------------------------------------------------------------------------------------
    async def follow(self, link: Link, gateway: SeparateGateway, readers: Executor) -> None:
        """Replicate a gateway's log from now on, unless that is done already. Raises KnownError."""
        if gateway.origin in self._followers:
            return
        replica = await asyncio.get_running_loop().run_in_executor(readers, self._opened, gateway)
        if gateway.origin in self._followers or self._closed:
            return
        follower = Follower(self._profile, self._clock, link, replica, self._told)
        self._followers[gateway.origin] = follower
        follower.start()

    async def refresh(self, link: Link, gateway: SeparateGateway, readers: Executor) -> None:
        """Replicate a gateway's log once, up to its newest head, whichever process follows it. Raises KnownError."""
        replica = await asyncio.get_running_loop().run_in_executor(readers, self._opened, gateway)
        once = Follower(self._profile, self._clock, link, replica, self._told)
        try:
            await once.step()
        finally:
            await once.stop()

    async def leave(self, origin: str) -> None:
        """Replicate a log no longer."""
        follower = self._followers.pop(origin, None)
        if follower is not None:
            await follower.stop()

    def wake(self, origin: str) -> None:
        """A gateway may have news. Call on the loop."""
        follower = self._followers.get(origin)
        if follower is not None:
            follower.wake()

    async def stop(self) -> None:
        """End following; reading goes on until ``close``."""
        self._closed = True
        for origin in tuple(self._followers):
            await self.leave(origin)

    def close(self) -> None:
        with self._opening:
            for replica in self._open.values():
                replica.close()
            self._open.clear()

    # -- inner --------------------------------------------------------------------------------------------------
    def _known(self) -> tuple[SeparateGateway, ...]:
        with self._profile.reading() as connection:
            return gateways.known(connection)

    def _existing(self, gateway: SeparateGateway) -> Replica | None:
        if Replica.path(self._profile.home, gateway.origin).exists():
            return self._opened(gateway)
        return None

    def _opened(self, gateway: SeparateGateway) -> Replica:
        with self._opening:
            replica = self._open.get(gateway.origin)
            if replica is None or replica.gateway != gateway:
                if replica is not None:
                    replica.close()
                replica = self._open[gateway.origin] = Replica.open(self._profile.home, gateway)
            return replica
