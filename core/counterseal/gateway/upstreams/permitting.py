"""Taking permits of what is about to be sent to a server together, and accounting for what was not sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterseal.errors import Conflict, Forbidden
from counterseal.gateway.upstreams.port import Decided, GatewayPort, Grant
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import redact

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


def together(decided: Sequence[Decided]) -> list[list[Decided]]:
    """What is answered together; what has no group is alone."""
    groups: dict[str, list[Decided]] = {}
    for one in decided:
        groups.setdefault(one.group or one.id, []).append(one)
    return list(groups.values())


def is_same_call(asked: Mapping[str, Any], decided: Mapping[str, Any]) -> bool:
    """Whether the server's arguments are those that were decided on.

    Secrets were masked before these were stored; masking again changes nothing.
    """
    return same_json(redact(asked)[0], redact(decided)[0])


async def close(port: GatewayPort, members: Sequence[Decided], why: str, returned: set[str]) -> None:
    """Nothing is sent for these any more: approvals are stale, all else counts as returned and is put into that set."""
    for one in members:
        if one.verdict in APPROVALS:
            await port.gone(one.id, why)
        else:
            await give_back(port, one, why, returned)


async def give_back(port: GatewayPort, one: Decided, note: str, returned: set[str]) -> None:
    """Report a rejection or an answer as returned, and remember that."""
    await port.returned(one.id, note)
    returned.add(one.id)
