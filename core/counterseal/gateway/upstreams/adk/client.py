"""HTTP to one ADK ``api_server``.

ADK has no access control of its own. Where one stands in front of it (Cloud Run, a gateway), that takes a bearer token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from counterseal.errors import Unreachable
from counterseal.gateway.upstreams.adk.places import Owner, Place, is_usable
from counterseal.gateway.upstreams.json_client import JsonClient

PRODUCT = "ADK"
EXAMPLE = "http://127.0.0.1:8000"
# ``POST /run`` answers when the agent's turn is over, and the server ends a turn whose caller has left.
RUN_SECONDS = 3600.0
# A list of sessions holds no events, but each session's state.
MOST_SESSIONS = 5_000
MOST_APPS = 200


class AdkClient(JsonClient):
    """What the adapter asks of an ADK server."""

    product = PRODUCT

    def __init__(self, url: str, api_key: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(url, ("authorization", f"Bearer {api_key}") if api_key else None, transport)

    async def apps(self) -> list[str]:
        """The names of the apps it serves, without ADK's own, which begin with two underscores."""
        found = await self.read("GET", "/list-apps")
        if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
            raise self.wrong_kind("/list-apps", "a list of apps")
        return [name for name in found if is_usable(name) and not name.startswith("__")][:MOST_APPS]

    async def sessions(self, owner: Owner) -> list[Mapping[str, Any]]:
        """A user's sessions without their events, the last changed first.

        Raises:
            Unreachable: ``too_many_sessions``: more than ``MOST_SESSIONS``; and as ``read``.
        """
        found = await self.read("GET", owner.path)
        if not isinstance(found, list):
            raise self.wrong_kind(owner.path, "a list of sessions")
        if len(found) > MOST_SESSIONS:
            raise Unreachable(
                f"This user has {len(found):,} sessions; at most {MOST_SESSIONS:,} are looked at",
                where=self.url + owner.path,
                todo="Delete old sessions at the server.",
                code="too_many_sessions",
            )
        listed = [session for session in found if isinstance(session, Mapping)]
        return sorted(listed, key=_changed, reverse=True)

    async def session(self, place: Place) -> Mapping[str, Any]:
        """A session with its events."""
        found = self._object(await self.read("GET", place.path), place.path)
        if not isinstance(found.get("events"), list):
            raise self.wrong_kind(place.path, "a session with events")
        return found

    async def run(self, body: Mapping[str, Any]) -> None:
        """Give the agent a turn and wait until it is over. Made once; raises NotTaken, Lost."""
        await self.send("/run", body, timeout=RUN_SECONDS)


def _changed(session: Mapping[str, Any]) -> float:
    at = session.get("lastUpdateTime")
    return float(at) if isinstance(at, int | float) and not isinstance(at, bool) else 0.0
