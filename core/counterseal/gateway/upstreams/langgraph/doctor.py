"""The connection test of a LangGraph source: one step at a time, stopping at the first that fails."""

from __future__ import annotations

from collections.abc import Mapping

from counterseal.errors import KnownError, Unauthorised
from counterseal.gateway.upstreams.json_client import Refused
from counterseal.gateway.upstreams.langgraph.carrying import assistant_of, refuses_stale_answers
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.gateway.upstreams.langgraph.crons import enabled
from counterseal.gateway.upstreams.langgraph.identity import is_safe
from counterseal.gateway.upstreams.langgraph.listing import all_threads, error_of
from counterseal.gateway.upstreams.port import Check
from counterseal.gateway.upstreams.probing import resolves


async def test(client: LangGraphClient) -> tuple[Check, ...]:
    """Name, connection, health, kind and version, key, search, and how many threads wait. Never raises KnownError."""
    checks = [await resolves(client.url)]
    if not checks[-1].ok:
        return tuple(checks)
    step = "Is healthy"
    try:
        answer = await client.ok()
        checks.append(Check("Connects", True, client.url))
        healthy = isinstance(answer, Mapping) and answer.get("ok") is True
        checks.append(
            Check(step, healthy, "/ok answers" if healthy else "/ok does not say ok", "" if healthy else _IS_IT_ONE)
        )
        if not healthy:
            return tuple(checks)
        step = "Is a LangGraph server"
        kind = _kind(await client.info())
        checks.append(kind)
        if not kind.ok:
            return tuple(checks)
        step = "Lists threads"
        await client.search(status="interrupted", limit=1)
        checks.append(Check("Accepts the key", True, "the key is accepted" if client.has_key else "no key is needed"))
        checks.append(Check(step, True, "threads can be searched"))
        checks += await _on_the_side(client)
        step = "Waiting now"
        parked = await all_threads(client, "interrupted")
        checks.append(Check(step, True, f"{len(parked)} interrupted thread{'' if len(parked) == 1 else 's'}"))
        if lacking := client.lacking():
            checks.insert(-1, Check("Knows all that is asked", True, " ".join(lacking)))
    except KnownError as error:
        connected = error.code != "not_connected"
        if connected and len(checks) == 1:
            checks.append(Check("Connects", True, client.url))
        if not connected:
            step = "Connects"
        elif isinstance(error, Unauthorised):
            step = "Accepts the key"
        checks.append(Check(step, False, error.what, error.todo or _IS_IT_ONE))
    return tuple(checks)


# Failed threads that a connection test tells of.
_TOLD = 3
_IS_IT_ONE = "Check that the address is the LangGraph server's."


async def _on_the_side(client: LangGraphClient) -> list[Check]:
    """Schedules and failed threads: good to know, and no reason for a test to fail."""
    found: list[Check] = []
    for name, count in (("Schedules", _schedules), ("Failed threads", _failed)):
        try:
            found.append(Check(name, True, await count(client)))
        except (Refused, Unauthorised) as error:
            found.append(Check(name, True, f"cannot be listed with this key: {error.what}"))
    return found


async def _schedules(client: LangGraphClient) -> str:
    count = len(await enabled(client))
    return f"{count}; a halt switches off those of the agent that is halted" if count else "none"


async def _failed(client: LangGraphClient) -> str:
    threads = list((await all_threads(client, "error")).values())
    threads.sort(key=lambda one: str(one.get("updated_at")), reverse=True)
    told = []
    for one in threads[:_TOLD]:
        name = str(one.get("thread_id"))
        reason = await error_of(client, name) if is_safe(name) else "its id cannot be used"
        told.append(f"{ascii(name)[1:-1][:60]} ({assistant_of(one)[:60] or 'no graph'}), {reason[:120]}")
    return f"{len(threads)}; the last: {'; '.join(told)}" if told else "none"


def _kind(info: object) -> Check:
    name = "Is a LangGraph server"
    if info is None:
        return Check(name, True, "it does not say its version; does not refuse stale answers by itself")
    if not isinstance(info, Mapping) or not isinstance(info.get("version"), str) or "langgraph_py_version" not in info:
        if isinstance(info, Mapping) and isinstance(info.get("version"), str) and "flags" in info:
            return Check(name, True, f"version {info['version']}; its langgraph is not named")
        return Check(name, False, "/info does not describe a LangGraph server", _IS_IT_ONE)
    guard = "refuses stale answers" if refuses_stale_answers(info) else "does not refuse stale answers by itself"
    return Check(name, True, f"version {info['version']}, langgraph {info['langgraph_py_version']}; {guard}")
