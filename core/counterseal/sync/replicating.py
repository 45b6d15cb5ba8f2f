"""Follows the logs of separate gateways: replicates them, notices forks, and cosigns what was verified.

Only the process that serves the profile's own gateway replicates; others read what it has stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select

from counterseal.clock import Clock, stamp
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Unreachable
from counterseal.ledger import conflicts, cosignature, schema, standing
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import Head, read_head, split_note
from counterseal.ledger.tree import verify_consistency
from counterseal.seal.dsse import decode64
from counterseal.sync.api_evidence import ReplicaView
from counterseal.sync.endpoints import head_of
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.link import Link
from counterseal.sync.profile import Profile
from counterseal.sync.replica import Replica

T = TypeVar("T")
LOOK_EVERY = 5.0
COSIGN_EVERY = 60.0
PAGE = 1_000
_LOOKED_UP = 500
_FORKED = "This gateway has signed two histories. Both heads are kept as evidence; trust neither before you know why."
_log = logging.getLogger(__name__)


class Forked(LedgerDamaged):
    """A gateway shows a head that contradicts one it has shown before."""

    code = "history_forked"


class Follower:
    """Replicates one gateway's log.

    Attributes:
        trouble: what is wrong with the log, as (state, sentence); None while it holds.
        shown: the size of the newest head that the gateway has shown.
    """

    def __init__(
        self, profile: Profile, clock: Clock, link: Link, replica: Replica, told: Callable[[str], None]
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._told = told
        self._wake = asyncio.Event()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="counterseal-replica")
        self._task: asyncio.Task[None] | None = None
        self.link = link
        self.replica = replica
        self.trouble: tuple[str, str] | None = None
        self.shown = 0

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="counterseal-replica")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._executor.shutdown(wait=True)

    def wake(self) -> None:
        """There may be news. Call on the loop."""
        self._wake.set()

    async def _run(self) -> None:
        try:
            self.trouble = await self._do(found_before, self._profile, self.replica)
            await self._do(self.replica.check_twins, self._own)
        except KnownError as error:
            _log.warning("the replica of %s cannot be looked at: %s", self.replica.gateway.name, error.text())
        while True:
            self._wake.clear()
            if self.link.state == "live" and (self.trouble is None or self.trouble[0] != "forked"):
                await self._follow()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _follow(self) -> None:
        before = self.trouble
        try:
            await self.step()
            self.trouble = None
        except Forked as error:
            self.trouble = ("forked", error.text())
        except LedgerDamaged as error:
            self.trouble = ("shorter" if error.code == "history_shorter" else "damaged", error.text())
        except KnownError as error:
            # The line itself says when the gateway is away.
            _log.info("the log of %s is not replicated now: %s", self.replica.gateway.name, error.text())
        except Exception:  # noqa: BLE001
            # Nor may a defect end this task: the replica would look complete and never grow again.
            _log.exception("replicating %s failed", self.replica.gateway.name)
            self.trouble = ("damaged", "a defect in Counterseal; see the log")
        if self.trouble != before:
            self._told("status")

    async def step(self) -> None:
        """Take what is new, verified page by page, and cosign it.

        Raises:
            Forked: what the gateway shows contradicts what it has shown before; both heads are kept.
            LedgerDamaged: its log has become shorter (``history_shorter``), or a page does not hold.
            Unreachable: it does not answer, or in other words.
        """
        gateway, client = self.replica.gateway, self.link.ready()
        held, held_note = await self._do(self.replica.head)
        head, note, answer = await head_of(client, gateway, held.size)
        await self._compare(held, held_note, head, note, answer.get("consistency"))
        self.shown = head.size
        size, erased = held.size, False
        while size < head.size:
            page = await client.get("/v1/log/entries", start=size, end=size + PAGE)
            stored = await self._do(self.replica.store, page, self._own, size)
            size, erased = stored.size, erased or stored.erased
            self._told("history")
        if held.size < head.size:
            root = await self._do(self._root_at, head.size)
            if root != head.root:
                # Its pages lead to another head than it signs to us: two histories at once.
                _mine, mine_note = await self._do(self.replica.head)
                await self._contradicted("forked", size, mine_note, head, note)
            self._told("status")
        # A reader may have held on to erased bytes, now or in an earlier round; a cosigned head says they are gone.
        if await self._do(partial(self.replica.database.settle, again=True)):
            await self._cosign(erased)

    async def _compare(self, held: Head, held_note: str, head: Head, note: str, proof: Any) -> None:
        if held.size == 0:
            return
        if head.size < held.size:
            await self._contradicted("shorter", held.size, held_note, head, note)
        if not verify_consistency(held.size, head.size, held.root, head.root, _hashes(proof)):
            await self._contradicted("forked", held.size, held_note, head, note)

    async def _contradicted(self, kind: str, held_size: int, held_note: str, head: Head, note: str) -> None:
        """Keep both heads. Raises LedgerDamaged, always."""
        gateway = self.replica.gateway
        found = Contradiction(gateway.origin, kind, held_size, held_note, head.size, note)
        await self._do(self._keep, found)
        raise _said(gateway, found)

    def _keep(self, found: Contradiction) -> None:
        # Evidence is kept even where the own history may not be written to.
        with self._profile.database.write(past_gate=True) as connection:
            conflicts.keep(connection, found, stamp(self._clock.now()))

    def _root_at(self, size: int) -> bytes:
        with self.replica.database.read() as connection:
            return standing.root_at(connection, size)

    def _own(self, digests: Sequence[str]) -> Mapping[str, int]:
        """Which of these envelopes stand in the own log, and where."""
        column = schema.entries.c
        found: dict[str, int] = {}
        with self._profile.reading() as connection:
            for start in range(0, len(digests), _LOOKED_UP):
                part = digests[start : start + _LOOKED_UP]
                rows = connection.execute(select(column.envelope, column.seq).where(column.envelope.in_(part)))
                found.update({row.envelope: row.seq for row in rows})
        return found

    async def _cosign(self, at_once: bool) -> None:
        """Cosign the newest replicated head: at most once a minute, and only when more than cosignatures is new.

        A head over an erasure is cosigned at once: that says that the content is gone here too.
        """
        head, note = await self._do(self.replica.head)
        before, at = await self._do(self.replica.cosigned)
        now = self._clock.now().timestamp()
        if head.size <= before or not await self._do(self.replica.news_since, before):
            return
        if not at_once and before and now - at < COSIGN_EVERY:
            return
        log = self._profile.log
        line = cosignature.cosign(note, log.origin, log.key, int(now))
        await self.link.ready().post("/v1/log/cosign", {"checkpoint": note + line})
        await self._do(self.replica.remember_cosigned, head.size, now)

    async def _do(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *args)


def found_before(profile: Profile, replica: Replica) -> tuple[str, str] | None:
    """A fork of this log that was found in an earlier life, as long as the replica stands on one side of it."""
    with profile.reading() as connection:
        kept = [found for _at, found in conflicts.listed(connection) if found.origin == replica.gateway.origin]
    for found in kept:
        if found.kind == "forked" and _extends(replica, found.held_note):
            return ("forked", _said(replica.gateway, found).text())
    return None


def view(replica: Replica | None, gateway: SeparateGateway, follower: Follower | None, found: Any) -> ReplicaView:
    """How a replica is doing.

    Args:
        follower: what replicates it in this process, if anything does.
        found: the trouble that is known of it otherwise.
    """
    size = 0 if replica is None else replica.head()[0].size
    trouble = follower.trouble if follower is not None else found
    if trouble is not None:
        return ReplicaView(gateway.origin, gateway.name, size, *trouble)
    if follower is not None and follower.link.state != "live":
        note = follower.link.note or "not connected"
        return ReplicaView(gateway.origin, gateway.name, size, "unreachable", note)
    shown = follower.shown if follower is not None else size
    if replica is None or size < shown or size == 0 or replica.waits_for_erasures():
        return ReplicaView(gateway.origin, gateway.name, size, "behind", f"{size:,} of {max(shown, size):,} entries")
    cosigned, _at = replica.cosigned()
    said = f"{size:,} entries verified here; head over {cosigned:,} cosigned"
    return ReplicaView(gateway.origin, gateway.name, size, "verified", said)


def _extends(replica: Replica, note: str) -> bool:
    """Whether the replica stands on the history of this head."""
    held = read_head(split_note(note)[0])
    with replica.database.read() as connection:
        size = replica.head()[0].size
        return 0 < held.size <= size and standing.root_at(connection, held.size) == held.root


def _said(gateway: SeparateGateway, found: Contradiction) -> LedgerDamaged:
    if found.kind == "shorter":
        return LedgerDamaged(
            f"The log of {gateway.name} ends after {found.shown_size:,} entries, but {found.held_size:,} of it are"
            " replicated here",
            where=gateway.origin,
            todo="An old copy of it was put back, or its end was cut off. Both heads are kept as evidence.",
            code="history_shorter",
        )
    return Forked(
        f"The head over {found.shown_size:,} entries that {gateway.name} shows does not extend the one over"
        f" {found.held_size:,} that it showed before",
        where=gateway.origin,
        todo=_FORKED,
    )


def _hashes(raw: Any) -> list[bytes]:
    if not isinstance(raw, list) or len(raw) > 128:
        raise Unreachable("The gateway's consistency proof has another form", code="not_a_gateway")
    try:
        return [decode64(one, "consistency") for one in raw]
    except InvalidInput as error:
        raise Unreachable("The gateway's consistency proof has another form", code="not_a_gateway") from error
