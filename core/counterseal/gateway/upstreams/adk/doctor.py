"""The connection test of an ADK source: one step at a time, stopping at the first that fails."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from counterseal.errors import KnownError, Unauthorised
from counterseal.gateway.upstreams.adk.client import AdkClient
from counterseal.gateway.upstreams.adk.confirmations import read_session
from counterseal.gateway.upstreams.adk.places import Owner, Place, is_usable, users_of
from counterseal.gateway.upstreams.json_client import Refused
from counterseal.gateway.upstreams.port import Check
from counterseal.gateway.upstreams.probing import answer_at, resolves

# Sessions that a test reads for what waits: enough to see that it works, not a walk through all.
MOST_READ = 20
_MOST_LISTED = 256 << 10
_IS_IT_ONE = "Check that the address is the ADK server's; behind a path (--url_prefix) it ends with that path."


async def test(client: AdkClient, agents: Mapping[str, str]) -> tuple[Check, ...]:
    """Name, connection, kind, key, apps, sessions, and how many confirmations wait. Never raises KnownError."""
    checks = [await resolves(client.url)]
    if not checks[-1].ok:
        return tuple(checks)
    step = "Is an ADK server"
    try:
        apps = await client.apps()
        checks.append(Check("Connects", True, client.url))
        checks.append(Check(step, True, "/list-apps answers"))
        checks.append(Check("Accepts the key", True, "the key is accepted" if client.has_key else "no key is needed"))
        step = "Has apps"
        checks.append(
            Check(step, True, ", ".join(apps)[:200])
            if apps
            else Check(step, False, "it serves no app", "Start adk api_server with the folder of your agents.")
        )
        if not apps:
            return tuple(checks)
        step = "Lists sessions"
        owners = [Owner(app, user) for app in apps for user in users_of(app, agents)]
        listed = {owner: await client.sessions(owner) for owner in owners}
        looked = ", ".join(dict.fromkeys(f"{owner.app}/{owner.user}" for owner in owners))
        number = sum(len(found) for found in listed.values())
        checks.append(Check(step, True, f"{number} session{'' if number == 1 else 's'} of {looked}"[:300]))
        step = "Waiting now"
        places = [Place(owner, str(one["id"])) for owner, found in listed.items() for one in found if _has_id(one)]
        waiting = 0
        for place in places[:MOST_READ]:
            waiting += len(read_session(await client.session(place)))
        checks.append(Check(step, True, f"{waiting} in the last {min(MOST_READ, len(places))} of them"))
    except KnownError as error:
        checks += _failed(error, step, client.url, connected=len(checks) > 1)
    return tuple(checks)


def _failed(error: KnownError, step: str, url: str, *, connected: bool) -> list[Check]:
    if error.code == "not_connected":
        return [Check("Connects", False, error.what, error.todo)]
    checks = [] if connected else [Check("Connects", True, url)]
    if isinstance(error, Unauthorised):
        todo = "Give the bearer token of what stands in front of it as the API key; ADK itself has none."
        return [*checks, Check("Accepts the key", False, error.what, todo)]
    todo = _IS_IT_ONE if isinstance(error, Refused) and not connected else error.todo or _IS_IT_ONE
    return [*checks, Check(step, False, error.what, todo)]


def _has_id(session: Mapping[str, object]) -> bool:
    return is_usable(session.get("id"))


async def looks_like(url: str, client: httpx.AsyncClient) -> bool:
    """Whether an ADK server answers at ``url`` (without a trailing slash). Never raises for what answers, or does not.

    Args:
        client: brings timeout, proxies and credentials; redirects are not followed.
    """
    found = await answer_at(f"{url}/list-apps", client, _MOST_LISTED)
    return isinstance(found, list) and all(isinstance(name, str) for name in found)
