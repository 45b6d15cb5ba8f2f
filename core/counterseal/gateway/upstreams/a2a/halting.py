"""Halting an agent: every task of it that is open is cancelled, and what could not be is said."""

from __future__ import annotations

from collections.abc import Iterable

from counterseal.errors import KnownError
from counterseal.gateway.upstreams.a2a.card import NEW
from counterseal.gateway.upstreams.a2a.client import A2AClient
from counterseal.gateway.upstreams.a2a.listing import list_tasks
from counterseal.gateway.upstreams.a2a.tasks import ENDED, RUNNING, WAITING, state_of
from counterseal.gateway.upstreams.json_client import Lost, NotTaken
from counterseal.gateway.upstreams.port import HaltReport


async def cancel(client: A2AClient, task: str) -> str:
    """Cancel one task. Empty when it has ended, however; else why it has not.

    Raises:
        Unreachable, Unauthorised, Refused, RpcRefused: it could not be looked after.
    """
    said = ""
    try:
        await client.cancel(task)
    except (NotTaken, Lost) as error:
        # It may have ended by itself in between, which is what was wanted.
        said = error.what
    found = await client.task(task)
    if found is None or state_of(found) in ENDED:
        return ""
    return said or f"it was told to end and is {state_of(found) or 'in no known state'}"


async def halt(client: A2AClient, known: Iterable[str]) -> HaltReport:
    """Cancel what runs and what waits. ``known`` are the tasks of a server that cannot list."""
    cancelled = ended = 0
    problems: list[str] = []
    try:
        open_tasks = await list_tasks(client, (*RUNNING, *WAITING), known)
        problems += open_tasks.problems
        for identifier, task in open_tasks.tasks.items():
            why = await cancel(client, identifier)
            if why:
                problems.append(f"Task {identifier[:80]} goes on: {why}")
            elif state_of(task) in WAITING:
                ended += 1
            else:
                cancelled += 1
        if (await client.endpoint()).version != NEW:
            problems.append("This server cannot list its tasks: only those known here by id were cancelled.")
    except KnownError as error:
        problems.append(error.text())
    return HaltReport(cancelled, ended, tuple(problems))
