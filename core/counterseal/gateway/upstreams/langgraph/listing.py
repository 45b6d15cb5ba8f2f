"""The list of threads a poll starts from: all pages, without their values, however large single threads are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterseal.gateway.upstreams.json_client import Refused, TooLarge
from counterseal.gateway.upstreams.langgraph.client import PAGE, LangGraphClient
from counterseal.gateway.upstreams.langgraph.interrupts import error_text

# Not ``error``, which a search cannot select.
_FIELDS = ["thread_id", "status", "metadata", "interrupts", "updated_at", "state_updated_at"]


async def list_threads(client: LangGraphClient, status: str) -> list[Mapping[str, Any]]:
    """All threads of one status (idle, busy, interrupted, error), oldest first, each once.

    Raises:
        Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
    """
    found: dict[str, Mapping[str, Any]] = {}
    offset, limit = 0, PAGE
    while True:
        try:
            page = await _page(client, {"status": status, "limit": limit, "offset": offset}, _FIELDS)
        except TooLarge:
            if limit > 1:
                limit = max(1, limit // 4)
                continue
            page = [_without_interrupts(thread) for thread in await _page(client, _one(status, offset), _FIELDS[:3])]
        new = {
            str(thread.get("thread_id")): thread
            for thread in page
            if isinstance(thread, Mapping) and str(thread.get("thread_id")) not in found
        }
        found.update(new)
        offset += len(page)
        if len(page) < limit or not new:
            return list(found.values())
        limit = PAGE


async def look(client: LangGraphClient, thread: str) -> Mapping[str, Any] | None:
    """One thread as ``list_threads`` gives it; None where the server has none of this id.

    Raises:
        Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
    """
    query = {"ids": [thread], "limit": 1}
    try:
        page = await _page(client, query, _FIELDS)
    except TooLarge:
        page = [_without_interrupts(found) for found in await _page(client, query, _FIELDS[:3])]
    if page and isinstance(page[0], Mapping) and page[0].get("thread_id") == thread:
        return page[0]
    # Older servers do not search by id.
    try:
        return await client.thread(thread)
    except Refused as error:
        if error.status == 404:
            return None
        raise


async def error_of(client: LangGraphClient, thread: str) -> str:
    """A failed thread's own words, in one line. Raises as ``look``."""
    try:
        return error_text(await client.thread(thread))
    except TooLarge:
        return "its reason is too large to read"


async def _page(client: LangGraphClient, query: Mapping[str, Any], fields: list[str]) -> list[Any]:
    try:
        return await client.search(**query, select=fields, sort_by="created_at", sort_order="asc")
    except Refused as error:
        # Older servers know neither ``select`` nor ``sort_by`` and send everything.
        if error.status != 422:
            raise
        return await client.search(**query)


def _one(status: str, offset: int) -> dict[str, Any]:
    return {"status": status, "limit": 1, "offset": offset}


def _without_interrupts(thread: Any) -> Any:
    """A thread whose interrupts were too large to read: a text in their place reads as a request not to be shown."""
    return {**thread, "interrupts": "too large"} if isinstance(thread, Mapping) else thread
