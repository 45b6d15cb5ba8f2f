"""A desktop's history that became shorter, or another one, and that an owner of this gateway has accepted by order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden, InvalidInput
from counterseal.gateway.delivery import Delivery
from counterseal.ledger import schema
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import Head, read_head, split_note
from counterseal.ledger.roster import Roster
from counterseal.ledger.standing import read_restore
from counterseal.model.people import Role


def accepted_base(
    connection: Connection, people: Roster, read: Delivery, subject: str, predicate: Mapping[str, Any]
) -> tuple[Head, Contradiction]:
    """The head that a restore order asks to go on from, in place of the one that was seen here.

    Nothing is believed of the rest of the delivery yet: the caller holds its head to the one returned.

    Returns:
        that head, and what is to be kept of the one that it replaces.

    Raises:
        InvalidInput: malformed, about another log, or not naming exactly the head that was seen here (``wrong_head``).
        Forbidden: not signed by an owner of this gateway.
    """
    body = read_restore(predicate["body"])
    if subject != read.origin:
        raise InvalidInput("A restore is delivered from the log that it is about", where="subject", code="wrong_log")
    if not people.check_active(read.envelope).has(Role.OWNER):
        raise Forbidden("Only an owner of this gateway accepts a restored history", code="wrong_role")
    table = schema.witnessed
    seen = connection.execute(select(table).where(table.c.origin == read.origin)).one_or_none()
    named = [(one["size"], one["root"]) for one in body["elsewhere"]]
    if seen is None or (seen.size, bytes(seen.root).hex()) not in named:
        raise InvalidInput(
            "The restore does not name the head that was seen here",
            where="body/elsewhere",
            todo="Ask for it with GET /v1/log/checkpoint?origin=LOG, and sign again.",
            code="wrong_head",
        )
    here = body["here"]
    shown = read_head(split_note(read.checkpoint)[0])
    kind = "shorter" if here["size"] < seen.size else "forked"
    replaced = Contradiction(read.origin, kind, seen.size, seen.note, shown.size, read.checkpoint)
    return Head(read.origin, here["size"], bytes.fromhex(here["root"])), replaced
