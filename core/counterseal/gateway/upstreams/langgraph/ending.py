"""Ways to stop what a server runs or parks: end a thread, free a poisoned one, halt an agent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from counterseal.errors import KnownError
from counterseal.gateway.upstreams.json_client import Lost, NotTaken
from counterseal.gateway.upstreams.langgraph.client import UNKNOWN, LangGraphClient
from counterseal.gateway.upstreams.langgraph.crons import switch_off
from counterseal.gateway.upstreams.langgraph.identity import is_safe
from counterseal.gateway.upstreams.langgraph.interrupts import checkpoint_id
from counterseal.gateway.upstreams.langgraph.listing import all_threads
from counterseal.gateway.upstreams.langgraph.outcomes import RUNNING
from counterseal.gateway.upstreams.port import HaltReport

# Writing as the end node leaves a thread idle with nothing to run; a command that goes to the end asks again.
END_BODY = {"values": None, "as_node": "__end__"}
# How long a halt waits for cancelled runs to stop before it ends their threads.
CANCEL_SECONDS = 5.0


def has_ended(thread: Mapping[str, Any]) -> bool:
    """Whether a thread asks nothing and runs nothing."""
    return thread.get("status") == "idle" and not thread.get("interrupts")


def can_be_freed(state: Mapping[str, Any]) -> bool:
    """Whether a poisoned thread can be run again from its checkpoint without running any effect a second time.

    Only where every task of the step still stands at its own question: a task that has a result, or failed after its
    question was answered, would run again with nobody asked.
    """
    tasks = state.get("tasks")
    return (
        isinstance(tasks, list)
        and bool(tasks)
        and isinstance(state.get("checkpoint"), Mapping)
        and checkpoint_id(state) != "none"
        and all(isinstance(task, Mapping) and task.get("interrupts") and not task.get("result") for task in tasks)
    )


async def free(client: LangGraphClient, thread: str, assistant: str, state: Mapping[str, Any]) -> None:
    """Fork a poisoned thread from its last checkpoint and let it ask again, under a new interrupt id.

    Raises:
        NotTaken, Lost: the server did not take it, or it is not known.
    """
    await client.send(f"/threads/{thread}/state", {"values": None, "checkpoint": state["checkpoint"]})
    await client.send(
        f"/threads/{thread}/runs", {"assistant_id": assistant, "input": None, "multitask_strategy": "reject"}
    )


async def halt(client: LangGraphClient, belongs: Callable[[Mapping[str, Any]], bool]) -> HaltReport:
    """Switch off schedules, then cancel running and waiting runs of the threads that ``belongs`` picks, and end what
    they have parked.
    """
    problems: list[str] = []
    cancelled = 0
    stopping: list[str] = []
    crons: tuple[str, ...] = ()
    try:
        # First, or one of them starts a run behind us.
        crons = await switch_off(client, belongs, problems)
    except KnownError as error:
        # What runs is stopped whatever a server says of its schedules.
        problems.append(f"Its schedules may go on: {error.text()}")
    try:
        for thread in (await all_threads(client, "busy")).values():
            identifier = str(thread.get("thread_id"))
            if belongs(thread) and is_safe(identifier):
                cancelled += await _cancel(client, identifier, problems)
                stopping.append(identifier)
        await _wait_until_stopped(client, stopping, problems)
        ended = await _end_parked(client, belongs, stopping, problems)
    except KnownError as error:
        return HaltReport(cancelled, 0, (*problems, error.text()), crons)
    return HaltReport(cancelled, ended, tuple(problems), crons)


async def _cancel(client: LangGraphClient, thread: str, problems: list[str]) -> int:
    runs = [str(run["run_id"]) for status in RUNNING for run in await _runs(client, thread, status)]
    if not runs:
        return 0
    try:
        await client.send("/runs/cancel?action=interrupt", {"thread_id": thread, "run_ids": runs})
    except NotTaken as error:
        if error.status in UNKNOWN:
            # The runs ended by themselves in between, or this server cannot be told of several at once.
            return sum([await _cancel_one(client, thread, run, problems) for run in runs])
        problems.append(error.text())
        return 0
    except Lost as error:
        problems.append(error.text())
        return 0
    return len(runs)


async def _cancel_one(client: LangGraphClient, thread: str, run: str, problems: list[str]) -> bool:
    try:
        await client.send(f"/threads/{thread}/runs/{run}/cancel?action=interrupt", {})
    except NotTaken as error:
        # Over by itself, which is what was wanted.
        if error.status not in (404, 409):
            problems.append(error.text())
        return False
    except Lost as error:
        problems.append(error.text())
        return False
    return True


async def _runs(client: LangGraphClient, thread: str, status: str) -> Sequence[Mapping[str, Any]]:
    found = await client.runs(thread, status=status, limit=100)
    return [run for run in found if run.get("status") == status and is_safe(run.get("run_id"))]


async def _wait_until_stopped(client: LangGraphClient, threads: Sequence[str], problems: list[str]) -> None:
    left = list(threads)
    for _ in range(int(CANCEL_SECONDS / 0.1)):
        left = [thread for thread in left if (await client.thread(thread)).get("status") == "busy"]
        if not left:
            return
        await asyncio.sleep(0.1)
    problems.extend(f"A run of thread {thread} was told to stop and still runs." for thread in left)


async def _end_parked(
    client: LangGraphClient,
    belongs: Callable[[Mapping[str, Any]], bool],
    stopped: Sequence[str],
    problems: list[str],
) -> int:
    """End every interrupted thread; a cancelled one stands there too and is not counted as a parked request."""
    ended = 0
    parked = list((await all_threads(client, "interrupted")).values())
    # A refused stale answer leaves its thread failed, with the question still open.
    failed = await all_threads(client, "error")
    parked += [thread for thread in failed.values() if thread.get("interrupts")]
    for thread in parked:
        identifier = str(thread.get("thread_id"))
        if not belongs(thread) or not is_safe(identifier):
            continue
        try:
            await client.send(f"/threads/{identifier}/state", END_BODY)
        except (NotTaken, Lost) as error:
            problems.append(error.text())
            continue
        ended += identifier not in stopped or bool(thread.get("interrupts"))
    return ended
