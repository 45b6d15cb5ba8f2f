"""Who is away: what waits for them escalates at once (DESIGN 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.ledger import schema
from counterseal.model.actions import check_uuid
from counterseal.model.people import Role

if TYPE_CHECKING:
    from counterseal.gateway.given import Given

AWAY, BACK = "away", "back"


def carry_out(given: Given) -> str:
    """Take an ``away`` order: ``away`` or ``back``.

    Raises:
        InvalidInput: its form, or a time that has passed. Forbidden: neither oneself nor an owner for another.
    """
    body = given.body({"person", "away", "until"})
    given.replaces_nothing()
    person, until = check_uuid(body["person"], "body/person"), body["until"]
    given.about(person)
    if not isinstance(body["away"], bool):
        raise InvalidInput("Whether somebody is away is true or false", where="body/away")
    given.people.person(person)
    if person != given.person.id and not given.person.has(Role.OWNER):
        raise Forbidden("Only an owner marks somebody else as away", where=given.person.name, code="wrong_role")
    if until is not None and (not body["away"] or parse_stamp(until, "body/until") <= given.context.latest()):
        raise InvalidInput("Until when somebody is away is a time to come", where="body/until")
    column = schema.away.c.person
    given.connection.execute(delete(schema.away).where(column == person))
    if body["away"]:
        given.connection.execute(insert(schema.away).values(person=person, until=until, envelope=given.sha))
    return AWAY if body["away"] else BACK
