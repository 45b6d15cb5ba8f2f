"""Other histories in this log's name, which a separate gateway has refused: somebody else has this log's key.

The gateway tells both heads. They are believed only as far as this log's own key has signed them, and kept here too.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import InvalidInput
from counterseal.ledger import conflicts, standing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.sync.profile import Profile

STOLEN = "It refused another history that was signed with this log's key: somebody else has a copy of log.key."
_MEMBERS = {"at", "origin", "kind", "held_size", "held_note", "shown_size", "shown_note"}
_log = logging.getLogger(__name__)


def keep(profile: Profile, clock: Clock, told: Any) -> str:
    """Keep what a gateway tells of histories that it refused.

    Args:
        told: the answer of ``GET /v1/log/conflicts``.

    Returns:
        what to say of it to people; empty when there is nothing to be said.
    """
    listed = told.get("conflicts") if isinstance(told, dict) else None
    own = [one for one in listed if _is_own(one, profile.log.origin)] if isinstance(listed, list) else []
    found = [Contradiction(**{name: one[name] for name in _MEMBERS - {"at"}}) for one in own]
    with profile.database.read() as connection:
        forks = [one for one in found if is_fork(connection, profile.log.verifier, one)]
        known = {(one.held_note, one.shown_note) for _at, one in conflicts.listed(connection)}
    if any((one.held_note, one.shown_note) not in known for one in forks):
        with profile.database.write(past_gate=True) as connection:
            for one in forks:
                conflicts.keep(connection, one, stamp(clock.now()))
    return STOLEN if forks else ""


def kept(connection: Connection, verifier: VerifierKey) -> list[Contradiction]:
    """Those kept here: a head that stands in this log, and one of its key's that does not."""
    listed = conflicts.listed(connection)
    return [one for _at, one in listed if one.origin == verifier.name and is_fork(connection, verifier, one)]


def is_fork(connection: Connection, verifier: VerifierKey, found: Contradiction) -> bool:
    """Whether both heads are signed by this log's key, and the one that is shown is not of the history here.

    Where the held one is not of the history here, it is this history that others refuse: the marks say so.
    """
    try:
        held, shown = verify_head(found.held_note, verifier), verify_head(found.shown_note, verifier)
    except InvalidInput as error:
        _log.warning("a head of this log was told that this log never signed: %s", error.text())
        return False
    return found.kind == "forked" and _stands(connection, held) and not _stands(connection, shown)


def _stands(connection: Connection, head: Head) -> bool:
    size = ledger_log.length(connection)
    return head.size <= size and (head.size == 0 or standing.root_at(connection, head.size) == head.root)


def _is_own(one: Any, origin: str) -> bool:
    if not isinstance(one, dict) or set(one) != _MEMBERS or one["origin"] != origin:
        return False
    texts = ("kind", "held_note", "shown_note")
    return all(isinstance(one[m], str) for m in texts) and all(type(one[m]) is int for m in ("held_size", "shown_size"))
