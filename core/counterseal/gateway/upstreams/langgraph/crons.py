"""A server's schedules, which would go on starting runs of a halted agent: switched off, and named to be put back.

``PATCH /runs/crons/{id}`` with ``{"enabled": false}`` (langgraph-api 0.16). A schedule is never deleted: its definition
would be lost, and a reset puts back nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counterseal.gateway.upstreams.json_client import Lost, NotTaken, Refused
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.gateway.upstreams.langgraph.identity import is_safe

_PAGE = 100
_FIELDS = ["cron_id", "assistant_id", "thread_id", "schedule", "timezone", "metadata", "enabled"]
# What a server answers that has no schedules: there is no such address.
_NO_CRONS = (404, 405)
_LONGEST = 60
_CANNOT = "The schedule {} goes on: this server cannot switch one off. Delete it there."


async def switch_off(
    client: LangGraphClient, belongs: Callable[[Mapping[str, Any]], bool], problems: list[str]
) -> tuple[str, ...]:
    """Switch off the schedules of the agent whom ``belongs`` tells from a thread's (or schedule's) metadata.

    Returns:
        each by id and times, in words that its server's own tools understand. What failed goes to ``problems``.

    Raises:
        Unreachable, Unauthorised, Refused: as ``LangGraphClient.read``.
    """
    graphs: dict[str, str] = {}
    done: list[str] = []
    gone: dict[str, str] = {}
    for cron in await enabled(client):
        identifier = str(cron.get("cron_id"))
        if not is_safe(identifier) or not belongs(await _like_a_thread(client, cron, graphs)):
            continue
        words = _words(identifier, cron)
        try:
            now = await client.send(f"/runs/crons/{identifier}", {"enabled": False}, method="PATCH")
        except NotTaken as error:
            if error.status == 404:
                gone[identifier] = words
            else:
                problems.append(f"The schedule {words} goes on: {error.text()}")
            continue
        except Lost as error:
            problems.append(f"The schedule {words} may go on: {error.text()}")
            continue
        if isinstance(now, Mapping) and now.get("enabled") is False:
            done.append(words)
        else:
            problems.append(_CANNOT.format(words))
    # Not found: deleted in between, or the server is too old to know the address.
    still = {str(cron.get("cron_id")) for cron in await enabled(client)} if gone else set()
    problems += [_CANNOT.format(words) for identifier, words in gone.items() if identifier in still]
    return tuple(done)


async def enabled(client: LangGraphClient) -> list[Mapping[str, Any]]:
    """The schedules that start runs. None where the server has no schedules. Raises as ``switch_off``."""
    found: dict[str, Mapping[str, Any]] = {}
    offset = 0
    how: dict[str, Any] = {"sort_by": "created_at", "sort_order": "asc", "select": _FIELDS}
    while True:
        try:
            page = await client.read("POST", "/runs/crons/search", {"limit": _PAGE, "offset": offset, **how})
        except Refused as error:
            if error.status in _NO_CRONS:
                return []
            if error.status != 422 or not how:
                raise
            # Before there were sorting and selecting.
            how = {}
            continue
        listed = [cron for cron in page if isinstance(cron, Mapping)] if isinstance(page, list) else []
        new = {str(cron.get("cron_id")): cron for cron in listed if str(cron.get("cron_id")) not in found}
        found |= new
        offset += len(listed)
        if len(listed) < _PAGE or not new:
            return [cron for cron in found.values() if cron.get("enabled") is not False]


async def _like_a_thread(client: LangGraphClient, cron: Mapping[str, Any], graphs: dict[str, str]) -> Mapping[str, Any]:
    """The schedule's assistant in the shape in which threads name theirs, so that one rule says whose it is."""
    assistant = str(cron.get("assistant_id") or "")
    if assistant not in graphs:
        graphs[assistant] = ""
        if is_safe(assistant):
            try:
                known = await client.read("GET", f"/assistants/{assistant}")
            except Refused as error:
                if error.status != 404:
                    raise
            else:
                graphs[assistant] = str(known.get("graph_id") or "") if isinstance(known, Mapping) else ""
    return {"metadata": {"graph_id": graphs[assistant], "assistant_id": assistant}}


def _words(identifier: str, cron: Mapping[str, Any]) -> str:
    schedule, zone = str(cron.get("schedule") or "")[:_LONGEST], str(cron.get("timezone") or "UTC")[:_LONGEST]
    return f"{identifier} ({schedule} {zone})"
