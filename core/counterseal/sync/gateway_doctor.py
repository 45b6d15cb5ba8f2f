"""``doctor`` in a separate gateway's folder: is it adopted, served, whole, and does anything contradict it?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from counterseal.clock import stamp
from counterseal.errors import KnownError, NotFound
from counterseal.gateway import agent_rows, certificates
from counterseal.gateway.adoption import PINNED_PERSON
from counterseal.gateway.home import GatewayHome
from counterseal.ledger import conflicts, roster, schema
from counterseal.sync.api import DoctorLine
from counterseal.sync.doctor import ledger_line, machine_lines, pending_lines
from counterseal.sync.outbox import process_lives
from counterseal.sync.served_at import read_address


def examine(house: GatewayHome) -> tuple[DoctorLine, ...]:
    """Look at disk, database, log, people and heads. Raises KnownError: the folder cannot be read."""
    lines = [DoctorLine("ok", "Gateway", f"{house.name}, {house.log.origin}"), *machine_lines(house.home)]
    if house.adopted:
        lines += [ledger_line(house), *_people(house), *_heads(house)]
    else:
        with house.reading() as connection:
            query = select(schema.meta.c.value).where(schema.meta.c.name == PINNED_PERSON)
            owner = connection.execute(query).scalar_one_or_none()
        todo = f"Person {owner} signs its request (code {house.request.code}) with: counterseal people adopt"
        lines.append(DoctorLine("warning", "Owner", "It has no owner yet and takes nothing", todo))
    return (*lines, _certificate(house), _served(house), *pending_lines(house))


def _certificate(house: GatewayHome) -> DoctorLine:
    try:
        held = certificates.load(house.home)
        certificates.server_context(house.home)
    except NotFound as error:
        return DoctorLine("note", "TLS", "It has no certificate, so it serves on this machine only", error.todo)
    except KnownError as error:
        return DoctorLine("failure", "TLS", error.what, error.todo)
    until = "" if held.ends is None else f", its certificate ends {stamp(held.ends)}"
    return DoctorLine("ok", "TLS", f"Its key is {held.pin}{until}")


def _served(house: GatewayHome) -> DoctorLine:
    address = read_address(house.home)
    if address is not None and process_lives(address.pid):
        return DoctorLine("ok", "Serving", address.url)
    return DoctorLine("note", "Serving", "No process serves it now", "Start it with: counterseal gateway serve")


def _people(house: GatewayHome) -> Iterator[DoctorLine]:
    with house.reading() as connection:
        people = roster.load(connection)
        agents = agent_rows.agents(connection)
    listed = ", ".join(person.name for person in people.people.values())
    yield DoctorLine("ok", "People", f"{listed}; agents: {len(agents)}")
    if people.solo:
        yield DoctorLine("note", "Roster", "Solo: every approval is one person's", "Enrol a second person.")
    without = [person.name for person in people.people.values() if not person.logs]
    if without:
        found = f"{', '.join(without)} cannot decide here: no desktop log is enrolled"
        yield DoctorLine("warning", "Desktops", found, "Enrol their card again.")


def _heads(house: GatewayHome) -> Iterator[DoctorLine]:
    with house.reading() as connection:
        kept = conflicts.listed(connection)
        cosigned = schema.cosignatures.c
        query = select(cosigned.witness).where(cosigned.origin == house.log.origin).distinct()
        witnesses = len(connection.execute(query).all())
    if witnesses:
        yield DoctorLine("ok", "Witnesses", f"Desktops that have cosigned this log: {witnesses}")
    else:
        todo = "Desktops that add this gateway replicate and cosign its log."
        yield DoctorLine("note", "Witnesses", "No desktop has cosigned this log yet", todo)
    for at, one in kept:
        own = one.origin == house.log.origin
        found = f"{at}: {'this log' if own else one.origin} has two heads that contradict each other ({one.kind})"
        todo = "Both are kept as evidence. Find out what was restored, or who holds the log's key."
        yield DoctorLine("failure" if own else "warning", "Contradiction", found, todo)
