"""Taking permits of what is about to be sent to a server together, and accounting for those that were not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterseal.errors import Conflict, Forbidden
from counterseal.gateway.upstreams.port import Decided, GatewayPort, Grant

APPROVALS = ("approve", "edit")


async def take_permits(port: GatewayPort, members: Sequence[Decided]) -> tuple[dict[str, Grant], str | None]:
    """A grant for each approved member, or the reason why one was refused beside those already taken."""
    grants: dict[str, Grant] = {}
    for one in members:
        if one.verdict in APPROVALS:
            try:
                grants[one.id] = await port.take_permit(one.id)
            except (Conflict, Forbidden) as error:
                return grants, error.what
    return grants, None


async def not_sent(port: GatewayPort, grants: Mapping[str, Grant], why: str) -> None:
    """Report permits whose answer never left as failed."""
    for identifier in grants:
        await port.outcome(identifier, "failed", f"Not sent: {why}.")
