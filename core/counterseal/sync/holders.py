"""Who holds which head of the own log outside this database, and what that protects against."""

from __future__ import annotations

from sqlalchemy import Connection, select

from counterseal.errors import InvalidInput
from counterseal.ledger import cosignature, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.standing import BEHIND, FORKED, SAME, SHORTER
from counterseal.sync import gateways, refused_forks
from counterseal.sync.api_evidence import HeadHolder
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.profile import Profile

OWN_GATEWAY = "this profile's own gateway"
UNKNOWN = "unknown"
AHEAD = "ahead"
# So many cosignatures are looked at before a gateway counts as one that holds nothing.
_TRIED = 5
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
    found = []
    for gateway in gateways.known(connection):
        trouble = against.get(("gateway", gateway.origin))
        held = trouble.held.head.size if trouble is not None else _cosigned(connection, profile, gateway)
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


def _cosigned(connection: Connection, profile: Profile, gateway: SeparateGateway) -> int:
    """The size of the newest of our heads that a gateway has cosigned; 0 when there is none.

    Only a cosignature that fits a head of the history here counts: after a restore some are of the one before.
    """
    line, head = schema.cosignatures.c, schema.heads.c
    query = (
        select(head.size, head.note, line.line)
        .join_from(schema.cosignatures, schema.heads, head.size == line.size)
        .where(line.origin == profile.log.origin, line.witness == gateway.origin)
        .order_by(line.size.desc())
        .limit(_TRIED)
    )
    witness = cosignature.witness_key(gateway.origin, gateway.verifier.public)
    for row in connection.execute(query):
        try:
            cosignature.check(row.note, row.line, witness)
        except InvalidInput:
            continue
        return int(row.size)
    return 0


def _state(trouble: str, held: int, size: int) -> str:
    if trouble == FORKED:
        return FORKED
    if trouble == SHORTER or held > size:
        return AHEAD
    if held == 0:
        return UNKNOWN
    return SAME if held == size else BEHIND
