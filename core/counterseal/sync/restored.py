"""Accepting a history that is shorter than, or other than, what others hold of it: an owner signs a ``restore``.

The order names both sides, so nobody can later say that nothing was lost. Each gateway that has seen more gets an order
of its own, which names exactly the head that it saw; until then it takes nothing from this log.
"""

from __future__ import annotations

import os

from sqlalchemy import Connection, update

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.ledger import conflicts, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head
from counterseal.ledger.standing import RESTORE
from counterseal.model.people import Person, Role
from counterseal.seal.statements import Who, sign_order
from counterseal.sync import outbox
from counterseal.sync.high_water import Against
from counterseal.sync.profile import Profile


def accept(profile: Profile, clock: Clock, reason: str) -> int:
    """Accept the history as it stands here; writing is possible again afterwards. Runs on the writer thread.

    Returns:
        the entry of the restore.

    Raises:
        Conflict: nothing is to be accepted, or it is another log altogether.
        InvalidInput: no reason. Locked: the key is locked. Forbidden: not an owner.
    """
    if not reason.strip():
        raise InvalidInput("Accepting a restored history needs a reason", where="reason", code="reason_missing")
    water = profile.high_water
    trouble = water.refresh()
    if trouble is None:
        raise Conflict("The history here is the one that others hold; there is nothing to accept", code="not_lost")
    if water.another_log:
        raise Conflict(trouble.sentences[0], todo=trouble.sentences[-1], code="another_log")
    key = profile.key
    person = profile.roster().person(profile.person_id)
    if not person.has(Role.OWNER):
        raise Forbidden("Only an owner accepts a restored history", where=person.name, code="wrong_role")
    if key.id not in person.keys:
        raise Forbidden("Your key is not on the roster of the history here", where=key.id[:16], code="key_not_valid")
    at = stamp(clock.now())
    with profile.database.write(past_gate=True) as connection:
        here, note = ledger_log.head(connection)
        if here.size != trouble.size:
            raise Conflict("The history here has changed in the meantime", todo="Look again.", code="changed")
        for one in water.against:
            kind, held = one.standing.state, one.held
            conflicts.keep(
                connection, Contradiction(held.head.origin, kind, held.head.size, held.note, here.size, note), at
            )
        first = trouble.first_lost
        seq = _write(connection, profile, person, water.against, here, first, profile.log.origin, reason, at)
        for one in water.against:
            if one.held.audience:
                _write(connection, profile, person, (one,), here, first, one.held.audience, reason, at)
        _witness_again(connection, profile)
    water.accepted()
    return seq


def _write(
    connection: Connection,
    profile: Profile,
    person: Person,
    against: tuple[Against, ...],
    here: Head,
    first_lost: int,
    audience: str,
    reason: str,
    at: str,
) -> int:
    origin = profile.log.origin
    envelope = sign_order(
        RESTORE,
        {
            "here": {"size": here.size, "root": here.root.hex()},
            "elsewhere": [
                {"holder": one.held.name[:200], "size": one.held.head.size, "root": one.held.head.root.hex()}
                for one in against
            ],
            "first_lost": first_lost,
        },
        subject=origin,
        who=Who(person.id, person.name, Role.OWNER.value),
        audience=audience,
        nonce=os.urandom(16).hex(),
        supersedes=None,
        reason=reason.strip(),
        at=at,
        key=profile.key,
    )
    most = max(one.held.head.size for one in against)
    title = f"Accepted a restored history: {here.size:,} entries here, {most:,} held elsewhere"
    draft = Draft(
        "restored",
        at,
        origin,
        envelope,
        verdict=RESTORE,
        person=person.id,
        title=title,
        search=reason[:2000],
    )
    (seq,) = profile.log.append(connection, [draft]).seqs
    if audience != origin:
        outbox.add(connection, envelope.sha256, seq, RESTORE, origin, None, audience=audience)
    return seq


def _witness_again(connection: Connection, profile: Profile) -> None:
    """The own gateway shares this database, so what it has witnessed goes on from the accepted head."""
    head, note = ledger_log.head(connection)
    table = schema.witnessed
    connection.execute(
        update(table).where(table.c.origin == profile.log.origin).values(size=head.size, root=head.root, note=note)
    )
