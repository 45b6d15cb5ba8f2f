"""The lists of threads a poll starts from: all pages, without their values, however large single threads are.

Pages are cut by offset from a list that changes while it is read. So each page begins with the last thread of the page
before: where it does not, something in front of it has left the list, and the walk goes back until pages join again.
What stands on the list from the first page to the last is then read for certain.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from counterseal.gateway.upstreams.json_client import Refused, TooLarge
from counterseal.gateway.upstreams.langgraph.client import PAGE, UNKNOWN, LangGraphClient
from counterseal.gateway.upstreams.langgraph.interrupts import error_text

# Not ``error``, which a search cannot select.
FIELDS = ("thread_id", "status", "metadata", "interrupts", "updated_at", "state_updated_at")
_BARE = FIELDS[:3]
# On a list that shrinks faster than it is read, a walk ends all the same; the next one reads what this one missed.
_STEPS_BACK = 50
# A server that does not know offsets gives the same page for ever; so many pages on end, and it is such a one.
_ALIKE = 3

Thread = Mapping[str, Any]
ReadPage = Callable[[int, int], Awaitable[Sequence[Any]]]


async def all_threads(client: LangGraphClient, status: str) -> dict[str, Thread]:
    """All threads of one status (idle, busy, interrupted, error) by id, oldest first.

    Raises:
        Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
    """

    async def read(offset: int, limit: int) -> Sequence[Any]:
        query = {"status": status, "limit": limit, "offset": offset}
        if limit > 1:
            return await search(client, query, FIELDS)
        return await _one(client, query)

    return await walk(read, PAGE)


async def is_any(client: LangGraphClient, status: str) -> bool:
    """Whether there is a thread of this status. Raises as ``all_threads``."""
    return bool(await search(client, {"status": status, "limit": 1}, _BARE[:1]))


async def walk(read: ReadPage, limit: int) -> dict[str, Thread]:
    """All threads of a list by id; ``read`` gives a page of it by offset and limit, or raises TooLarge."""
    found: dict[str, Thread] = {}
    # Those of them that stand on pages which join, without a gap, down to the first one.
    chain: set[str] = set()
    offset, wanted, back = 0, limit, 0
    before: list[str] = []
    alike = 0
    # Whether the page begins with the last thread of the one before. A single large one would be read for ever.
    overlaps = False
    while True:
        try:
            page = await read(offset, wanted)
        except TooLarge:
            if wanted == 1:
                raise
            wanted = max(1, wanted // 4)
            continue
        threads = [(str(thread.get("thread_id")), thread) for thread in page if isinstance(thread, Mapping)]
        joined = not overlaps or bool(threads and threads[0][0] in chain)
        found.update(threads)
        if not joined and back < _STEPS_BACK:
            offset, back = max(0, offset - max(1, wanted // 2)), back + 1
            overlaps = offset > 0
            continue
        names = [name for name, _thread in threads]
        chain.update(names)
        alike, before = alike + 1 if names == before else 0, names
        if len(page) < wanted or alike == _ALIKE:
            return found
        overlaps = wanted > 1
        offset += len(page) - overlaps
        wanted = limit


async def look(client: LangGraphClient, thread: str) -> Thread | None:
    """One thread as ``all_threads`` gives it; None where the server has none of this id.

    Raises:
        Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
    """
    try:
        page = await _one(client, {"ids": [thread], "limit": 1})
    except Refused as error:
        if error.status not in UNKNOWN:
            raise
        page = []
    if page and isinstance(page[0], Mapping) and page[0].get("thread_id") == thread:
        return page[0]
    # Older servers do not search by id.
    try:
        return await client.thread(thread)
    except Refused as error:
        if error.status == 404:
            return None
        raise


async def fetch(client: LangGraphClient, threads: Iterable[str]) -> dict[str, Thread]:
    """These threads as ``all_threads`` gives them, by id; one that the server has no more is left out.

    Raises as ``look``.
    """
    found: dict[str, Thread] = {}
    left = list(threads)
    size = PAGE
    while left:
        chunk = left[:size]
        try:
            page = await search(client, {"ids": chunk, "limit": len(chunk)}, FIELDS) if size > 1 else [None]
        except TooLarge:
            size = max(1, size // 4)
            continue
        except Refused as error:
            if error.status not in UNKNOWN:
                raise
            page = [None]
        named = {str(one.get("thread_id")): one for one in page if isinstance(one, Mapping)}
        if named.keys() <= set(chunk) and None not in page:
            found |= named
        else:
            # Too large to be read beside others, or an older server that does not search by id.
            looked = [(name, await look(client, name)) for name in chunk]
            found |= {name: one for name, one in looked if one is not None}
        left, size = left[len(chunk) :], PAGE
    return found


async def error_of(client: LangGraphClient, thread: str) -> str:
    """A failed thread's own words, in one line. Raises as ``look``."""
    try:
        return error_text(await client.thread(thread))
    except TooLarge:
        return "its reason is too large to read"


async def search(
    client: LangGraphClient,
    query: Mapping[str, Any],
    fields: Sequence[str],
    order: Sequence[str] = ("created_at", "asc"),
) -> list[Any]:
    """One page of a search, with these fields of each thread. Raises as ``LangGraphClient.read``.

    Older servers know neither ``select`` nor ``sort_by``; they send everything, and what else they are asked is asked
    without (``LangGraphClient.selects``).
    """
    if client.selects:
        try:
            return await client.search(**query, select=list(fields), sort_by=order[0], sort_order=order[1])
        except Refused as error:
            if error.status not in UNKNOWN:
                raise
        found = await client.search(**query)
        client.selects = False
        return found
    return await client.search(**query)


async def _one(client: LangGraphClient, query: Mapping[str, Any]) -> list[Any]:
    """One thread, its interrupts left out where they are too large: a text in their place reads as not to be shown."""
    try:
        return await search(client, query, FIELDS)
    except TooLarge:
        page = await search(client, query, _BARE)
        return [{**one, "interrupts": "too large"} if isinstance(one, Mapping) else one for one in page]
