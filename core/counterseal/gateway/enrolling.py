"""Orders about people and keys at a gateway: held to the roster's rules before they count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import InvalidInput
from counterseal.gateway.context import Context
from counterseal.gateway.delivery import Delivery
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.ledger.roster_rules import ENTRY_TYPES
from counterseal.model.people import Person

KINDS = ("roster", "key")
STATES = {"key_enrolled": "enrolled", "key_rotated": "rotated", "key_revoked": "revoked", "order": "changed"}


def judge(
    context: Context, connection: Connection, read: Delivery, leaf: Mapping[str, Any], place: int, kind: str
) -> tuple[Person, str]:
    """Hold a delivered order of one of ``KINDS`` to the roster that is in force just before it.

    An embedded gateway shares the desk's log, where the order stands already; a separate one judges it as the next
    entry of its own log, at its own time.

    Args:
        place: the entry that it is, or would be, in the gateway's log.

    Returns:
        who signed it, and the state that it leads to.

    Raises:
        InvalidInput, Forbidden: it may not do what it does.
    """
    entry_type = str(leaf.get("type"))
    if entry_type not in ENTRY_TYPES or place == 0:
        raise InvalidInput("The leaf is not this order's", where="leaf", code="wrong_leaf")
    before: Roster = rosters.load(connection) if context.separate else rosters.load(connection, place)
    at = context.now() if context.separate else str(leaf.get("at"))
    rosters.after(before, read.envelope, place, at, entry_type)
    person = before.holder(before.record(read.envelope, place))
    return person, "announced" if kind == "key" else STATES[entry_type]
