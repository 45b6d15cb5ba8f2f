"""The tasks that wait at an agent: all pages, within bounds; on servers of protocol 0.3 those that are known by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from counterseal.gateway.upstreams.a2a.card import NEW
from counterseal.gateway.upstreams.a2a.client import MAX_PAGES, PAGE, A2AClient
from counterseal.gateway.upstreams.a2a.tasks import is_id, stamp_of, state_of
from counterseal.gateway.upstreams.json_client import TooLarge

STATES = {
    "input-required": "TASK_STATE_INPUT_REQUIRED",
    "auth-required": "TASK_STATE_AUTH_REQUIRED",
    "working": "TASK_STATE_WORKING",
    "submitted": "TASK_STATE_SUBMITTED",
}


@dataclass(slots=True)
class Listing:
    """Tasks by id. ``whole``: nothing that waits was left out. ``newest``: the latest change, in the server's words."""

    tasks: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    whole: bool = True
    newest: str = ""
    pages: int = 0
    problems: list[str] = field(default_factory=list)


async def list_tasks(client: A2AClient, states: Sequence[str], known: Iterable[str] = (), since: str = "") -> Listing:
    """The tasks in these states (as ``tasks.state_of`` names them).

    Args:
        known: ids of tasks to ask for one by one where the server cannot list.
        since: only those that changed at this moment or later; the listing is not whole then.

    Raises:
        Unreachable, Unauthorised, Refused, RpcRefused: as ``A2AClient``.
    """
    found = Listing(whole=not since)
    if (await client.endpoint()).version != NEW:
        for identifier in known:
            task = await client.task(identifier)
            if task is not None and state_of(task) in states:
                _take(found, task, states)
        return found
    for state in states:
        await _list_state(client, state, states, since, found)
    return found


async def _list_state(client: A2AClient, state: str, states: Sequence[str], since: str, found: Listing) -> None:
    token, size = "", PAGE
    for _ in range(MAX_PAGES):
        try:
            page, following = await client.page(STATES[state], token, size, since)
        except TooLarge as error:
            if size == 1:
                found.whole = False
                found.problems.append(f"A task is too large to be listed; those after it are not seen: {error.what}")
                return
            size = max(1, size // 4)
            continue
        found.pages += 1
        for task in page:
            _take(found, task, states)
        if not following or following == token:
            return
        token = following
    found.whole = False
    found.problems.append(f"More tasks are {state} than the {MAX_PAGES * PAGE:,} that are read; the newest are shown.")


def _take(found: Listing, task: Mapping[str, Any], states: Sequence[str]) -> None:
    if not is_id(task.get("id")):
        found.problems.append("The server lists a task whose id cannot be used.")
    elif state_of(task) in states:
        found.tasks[str(task["id"])] = task
        found.newest = max(found.newest, stamp_of(task))
