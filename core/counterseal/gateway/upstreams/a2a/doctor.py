"""The connection test of an A2A server: step by step, so that the first failed line names the cause."""

from __future__ import annotations

import httpx

from counterseal.errors import KnownError, Unauthorised
from counterseal.gateway.upstreams.a2a.card import CARD_PATH, NEW, base_of
from counterseal.gateway.upstreams.a2a.client import A2AClient
from counterseal.gateway.upstreams.a2a.listing import list_tasks
from counterseal.gateway.upstreams.a2a.tasks import WAITING
from counterseal.gateway.upstreams.a2a.templates import Templates
from counterseal.gateway.upstreams.port import Check
from counterseal.gateway.upstreams.probing import answer_at, resolves

# A card that is larger is not looked at to tell what kind of server it is.
_MAX_CARD = 1 << 20
_IS_IT_ONE = "Check that the address is the A2A server's."


async def test(client: A2AClient, templates: Templates) -> tuple[Check, ...]:
    """Name, connection, card, key, listing, how many tasks wait, and what can be decided. Never raises KnownError."""
    checks = [await resolves(client.url)]
    if not checks[-1].ok:
        return tuple(checks)
    step = "Connects"
    try:
        endpoint = await client.endpoint()
        checks.append(Check("Connects", True, client.server))
        checks.append(
            Check("Is an A2A agent", True, f"{endpoint.agent}, protocol {endpoint.version}, at {endpoint.path}")
        )
        step = "Lists tasks"
        found = await list_tasks(client, WAITING, templates.tasks)
        checks.append(Check("Accepts the key", True, "the key is accepted" if client.has_key else "no key is needed"))
        if endpoint.version == NEW:
            checks.append(Check(step, True, "tasks can be listed"))
        else:
            count = len(templates.tasks)
            checks.append(
                Check(
                    step,
                    count > 0,
                    f"protocol 0.3 cannot list; {count} task{'' if count == 1 else 's'} known by id",
                    "Name the tasks to watch in the source's options, or bring the server to A2A 1.0.",
                )
            )
        waiting = len(found.tasks)
        checks.append(Check("Waiting now", True, f"{waiting} task{'' if waiting == 1 else 's'}"))
        offered = ", ".join(templates.offered(approvable=True))
        checks.append(Check("Can be decided", True, f"{offered}; what the agent reads as each is in its options"))
    except KnownError as error:
        checks.append(_failed(step, error))
    return tuple(checks)


def _failed(step: str, error: KnownError) -> Check:
    if isinstance(error, Unauthorised):
        step = "Accepts the key"
    elif step == "Connects" and error.code not in ("not_connected", "connection_lost", "timed_out"):
        step = "Is an A2A agent"
    return Check(step, False, error.what, error.todo or _IS_IT_ONE)


async def looks_like(url: str, client: httpx.AsyncClient) -> bool:
    """Whether an A2A agent answers at this address: it shows a card there. No key is sent."""
    card = await answer_at(base_of(url) + CARD_PATH, client, _MAX_CARD)
    return isinstance(card, dict) and ("supportedInterfaces" in card or "protocolVersion" in card)
