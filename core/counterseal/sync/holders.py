"""Who holds which head of the own log outside this database, and what that protects against."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema
from counterseal.ledger.standing import BEHIND, FORKED, SAME, SHORTER
from counterseal.sync import gateways, refused_forks
from counterseal.sync.api_evidence import HeadHolder
from counterseal.sync.profile import Profile

OWN_GATEWAY = "this profile's own gateway"
UNKNOWN = "unknown"
AHEAD = "ahead"
OTHER_HISTORY = "somebody else with this log's key"
_STOLEN = (
    "A gateway refused this history, and both heads are kept as evidence. Find out who can read log.key; then have"
    " yourself enrolled with a new log."
)
_GATEWAY = "It takes nothing that does not extend this head, so no change of the entries under it can go unnoticed."
_OWN = "It shares this database, so it finds our own mistakes, but not somebody who changes the file."


def newest(profile: Profile) -> tuple[str, int]:
    """Who holds the newest head elsewhere, and how many entries are newer than it. Raises KnownError.

    Returns:
        the name, empty when nobody holds one, and the number.
    """
    with profile.reading() as connection:
        size = ledger_log.head(connection)[0].size
        held = [one for one in _elsewhere(connection, profile, size) if one.size]
    # Of two with the same head, a gateway is named: it is another machine's word.
    best = max(held, key=lambda one: (one.size, one.place == "gateway"), default=None)
    return (best.name, max(0, size - best.size)) if best is not None else ("", size)


def listed(profile: Profile) -> tuple[HeadHolder, ...]:
    """Everybody who keeps heads of this log, the strongest witness first. Raises KnownError."""
    with profile.reading() as connection:
        size = ledger_log.head(connection)[0].size
        own = schema.witnessed.c
        seen = connection.execute(select(own.size).where(own.origin == profile.log.origin)).scalar_one_or_none()
        found = _elsewhere(connection, profile, size)
        forks = refused_forks.kept(connection, profile.log.verifier)
    for fork in forks:
        newer = max(0, size - fork.shown_size)
        found.append(HeadHolder("gateway", OTHER_HISTORY, fork.shown_size, newer, FORKED, _STOLEN))
    if seen is not None:
        state = SAME if seen == size else BEHIND if seen < size else AHEAD
        found.append(HeadHolder("gateway", OWN_GATEWAY, seen, max(0, size - seen), state, _OWN))
    return tuple(found)


def _elsewhere(connection: Connection, profile: Profile, size: int) -> list[HeadHolder]:
    water = profile.high_water
    against = {(one.held.place, one.held.audience): one for one in water.against}
    cosigned = schema.cosignatures.c
    query = select(cosigned.witness, func.max(cosigned.size)).where(cosigned.origin == profile.log.origin)
    sizes: dict[str, int] = {row[0]: row[1] for row in connection.execute(query.group_by(cosigned.witness))}
    found = []
    for gateway in gateways.known(connection):
        trouble = against.get(("gateway", gateway.origin))
        held = trouble.held.head.size if trouble is not None else sizes.get(gateway.origin, 0)
        state = _state(trouble.standing.state if trouble is not None else "", held, size)
        found.append(HeadHolder("gateway", gateway.name, held, max(0, size - held), state, _GATEWAY))
    mark = water.mark
    trouble = against.get((water.marks.place, ""))
    if mark is not None:
        held = mark.head.size
        state = _state(trouble.standing.state if trouble is not None else "", held, size)
        found.append(
            HeadHolder(water.marks.place, water.marks.name, held, max(0, size - held), state, water.marks.protects)
        )
    else:
        note = water.problem or "No head has been kept there yet; it is when the profile is closed."
        found.append(HeadHolder(water.marks.place, water.marks.name, 0, size, UNKNOWN, note))
    return found


def _state(trouble: str, held: int, size: int) -> str:
    if trouble == FORKED:
        return FORKED
    if trouble == SHORTER or held > size:
        return AHEAD
    if held == 0:
        return UNKNOWN
    return SAME if held == size else BEHIND
