"""The threads of one status, followed from poll to poll: what stands unchanged there costs nothing to go on standing.

Threads are read with the last changed first, until a page brings nothing new. That shows who came and who changed; the
server's own count shows whether somebody left. Only where the two do not add up are the ids of all read, with the
times of their last change and nothing else, and now and then in any case, in case a server changes threads without
saying so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counterseal.clock import Clock
from counterseal.gateway.upstreams.json_client import TooLarge
from counterseal.gateway.upstreams.langgraph import listing
from counterseal.gateway.upstreams.langgraph.client import PAGE, LangGraphClient
from counterseal.gateway.upstreams.langgraph.listing import FIELDS, Thread, all_threads, search, walk

# How often all ids are read although the count gives no reason to.
SWEEP_SECONDS = 60.0
# How many threads a server gives in one page at most.
SWEEP_PAGE = 1_000
_TIMES = ("thread_id", "updated_at", "state_updated_at")
_NEWEST = ("updated_at", "desc")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reading found. ``threads`` were read whole this time, ``changed`` of them are new or differ."""

    ids: frozenset[str]
    threads: Mapping[str, Thread]
    changed: frozenset[str]


class ParkedThreads:
    """All threads of one status at one server."""

    def __init__(self, client: LangGraphClient, clock: Clock, status: str) -> None:
        self._client = client
        self._clock = clock
        self._status = status
        # When each thread last changed, and a digest of what it asked then (none where only the times were read).
        self._marks: dict[str, tuple[Any, Any]] = {}
        self._swept = clock.monotonic()

    async def read(self) -> Seen:
        """What stands there now.

        Raises:
            Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``; what was known stays known.
        """
        if not self._client.selects:
            return self._whole(await all_threads(self._client, self._status))
        try:
            found, is_whole = await self._newest()
        except TooLarge:
            return self._whole(await all_threads(self._client, self._status))
        if is_whole:
            return self._whole(found)
        known = self._marks.keys() | found.keys()
        is_due = self._clock.monotonic() - self._swept >= SWEEP_SECONDS
        if is_due or await self._client.count(self._status) != len(known):
            return await self._sweep(found)
        return self._seen(found, {**self._marks, **_marks(found)})

    def forget(self) -> None:
        """The server was away: read everything anew."""
        self._marks = {}

    async def _newest(self) -> tuple[dict[str, Thread], bool]:
        """The threads that changed last, and whether these are all there are."""
        found: dict[str, Thread] = {}
        limit = PAGE
        while True:
            query = {"status": self._status, "limit": limit, "offset": len(found)}
            page = await search(self._client, query, FIELDS, _NEWEST)
            threads = {str(one.get("thread_id")): one for one in page if isinstance(one, Mapping)}
            fresh = [one for one, mark in _marks(threads).items() if one not in found and mark != self._marks.get(one)]
            is_first = not found
            found.update(threads)
            if len(page) < limit or not fresh:
                return found, is_first and len(page) < limit

    async def _sweep(self, found: Mapping[str, Thread]) -> Seen:
        """Read the ids of all, and whole those whose change was missed."""

        async def read(offset: int, limit: int) -> Sequence[Any]:
            return await search(self._client, {"status": self._status, "limit": limit, "offset": offset}, _TIMES)

        times = {one: _times(thread) for one, thread in (await walk(read, SWEEP_PAGE)).items()}
        marks = {**self._marks, **_marks(found)}
        missed = [one for one, when in times.items() if one not in marks or marks[one][0] != when]
        fetched = await listing.fetch(self._client, missed)
        self._swept = self._clock.monotonic()
        marks |= _marks(fetched)
        # One that changed once more since is read again next time, because its times differ then.
        return self._seen({**found, **fetched}, {one: marks[one] for one in times if one in marks})

    def _whole(self, threads: Mapping[str, Thread]) -> Seen:
        self._swept = self._clock.monotonic()
        return self._seen(threads, _marks(threads))

    def _seen(self, threads: Mapping[str, Thread], marks: dict[str, tuple[Any, Any]]) -> Seen:
        changed = frozenset(one for one in threads if one in marks and marks[one] != self._marks.get(one))
        self._marks = marks
        return Seen(frozenset(marks), {one: found for one, found in threads.items() if one in marks}, changed)


def _times(thread: Thread) -> tuple[str, str]:
    return str(thread.get("updated_at")), str(thread.get("state_updated_at"))


def _marks(threads: Mapping[str, Thread]) -> dict[str, tuple[Any, Any]]:
    return {
        one: (_times(thread), hash(json.dumps([thread.get("interrupts"), thread.get("metadata")])))
        for one, thread in threads.items()
    }
