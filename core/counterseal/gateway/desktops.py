"""Which desktop logs a gateway takes deliveries from, and who may read with a token that such a log's key made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from counterseal.errors import Forbidden, Unauthorised
from counterseal.gateway.context import Context
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.cosignature import witness_key
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.roster import Roster
from counterseal.model.people import Person
from counterseal.model.views import QueueItem
from counterseal.seal import access
from counterseal.seal.keys import key_id


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. ``person`` and ``log`` are None for the programs of an embedded gateway's own account."""

    person: Person | None = None
    log: str | None = None

    def sees(self, item: QueueItem) -> QueueItem:
        """An action as it is told to this reader: who may read and not decide is offered no verdict."""
        return item if self.person is None or self.person.decides else replace(item, verdicts=())


def log_key(context: Context, roster: Roster, origin: str) -> VerifierKey:
    """The verifier key of an enrolled desktop log. Raises Forbidden (``unknown_log``)."""
    found = _enrolled(roster).get(origin) if context.logs is None else None
    verifier = context.logs.get(origin) if context.logs is not None else found[0] if found else None
    if verifier is None:
        raise Forbidden("This log is not enrolled here", where=origin[:80], code="unknown_log")
    return verifier


def check_person(context: Context, roster: Roster, origin: str, person: Person) -> None:
    """Hold a delivery to the person whose log it came from. Raises Forbidden (``wrong_log``)."""
    if context.logs is not None:
        return
    found = _enrolled(roster).get(origin)
    if found is None or found[1].id != person.id:
        raise Forbidden(
            "This came from a log that is not enrolled for who signed it", where=person.name, code="wrong_log"
        )


def witness(roster: Roster, origin: str) -> tuple[VerifierKey, Person]:
    """The key that an enrolled desktop log cosigns with, and whose it is. Raises Forbidden (``unknown_log``)."""
    found = _enrolled(roster).get(origin)
    if found is None:
        raise Forbidden("This log is not enrolled here", where=origin[:80], code="unknown_log")
    return witness_key(origin, found[0].public), found[1]


def reader(context: Context, connection: Connection, token: str) -> Reader:
    """Who a ``cs1.`` token belongs to. Raises Unauthorised: a bad token, or there is no owner yet (``not_adopted``)."""
    if ledger_log.length(connection) == 0:
        raise Unauthorised(
            "This gateway has no owner yet",
            todo="Its owner signs its request with: counterseal people adopt",
            code="not_adopted",
        )
    known = _enrolled(rosters.load(connection))

    def public_of(origin: str) -> bytes | None:
        return known[origin][0].public if origin in known else None

    said = access.check(token, context.log.origin, public_of, context.clock.now().timestamp())
    return Reader(known[said.log][1], said.log)


def _enrolled(roster: Roster) -> Mapping[str, tuple[VerifierKey, Person]]:
    """The desktop logs on a roster, with whose they are; none whose key was reported compromised."""
    found: dict[str, tuple[VerifierKey, Person]] = {}
    for person in roster.people.values():
        for origin, public in person.logs.items():
            raw = bytes.fromhex(public)
            if key_id(raw) not in roster.compromised:
                found[origin] = (VerifierKey(origin, raw), person)
    return found
