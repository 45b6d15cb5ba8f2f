"""Who has followed an erasure: gateways that took the order, and replicas whose cosignature says that it is gone there.

A desktop erases in its replica when the order reaches it, and cosigns a head over it at once. So whoever is enrolled at
a gateway and has cosigned only heads before the erasure may still hold the content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import KnownError
from counterseal.ledger import erasures, roster, schema
from counterseal.sync import gateways
from counterseal.sync.core import DeskCore
from counterseal.sync.endpoints import head_of
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.replicas import Replicas

_L = schema.listing.c
_O = schema.outbox.c


@dataclass(frozen=True, slots=True)
class Sent:
    """An order to a separate gateway: whose, and how its delivery stands."""

    origin: str
    name: str
    envelope: str
    state: str
    note: str


def sent(connection: Connection, own: str, seq: int) -> list[Sent]:
    """The orders to separate gateways that were signed together with the erasure in entry ``seq`` of the own log."""
    at = select(_L.at).where(_L.seq == seq).scalar_subquery()
    names = {gateway.origin: gateway.name for gateway in gateways.known(connection)}
    query = (
        select(_O.envelope, _O.state, _O.note, _O.audience)
        .select_from(schema.listing)
        .join(schema.entries, schema.entries.c.seq == _L.seq)
        .join(schema.outbox, _O.envelope == schema.entries.c.envelope)
        .where(_L.type.in_(erasures.TYPES), _L.at == at, _O.audience != own)
        .order_by(_O.seq)
    )
    return [
        Sent(row.audience, names.get(row.audience, "a former gateway"), row.envelope, row.state, row.note)
        for row in connection.execute(query)
    ]


async def behind(desk: DeskCore, replicas: Replicas, order: Sent) -> list[str]:
    """Who of a gateway and its witnesses has not followed yet, in words. Runs on the desk's loop."""
    if order.state != "delivered":
        return [f"{order.name} ({order.note or 'the order is on its way'})"]
    found = await asyncio.get_running_loop().run_in_executor(desk.readers, _place, replicas, order)
    if found is None:
        return [f"this computer's copy of {order.name}"]
    gateway, place, enrolled = found
    try:
        _head, _note, answer = await head_of(desk.linked().of(order.origin).ready(), gateway)
    except KnownError:
        return [f"{order.name} (cannot be asked now)"]
    sizes = cosigned_sizes(answer.get("witnesses"))
    return [name for log, name in enrolled.items() if sizes.get(log, 0) <= place]


def cosigned_sizes(told: Any) -> dict[str, int]:
    """The sizes that witnesses have cosigned. What is not told in our words counts as not followed."""
    listed = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
    pairs = [(one.get("log"), one.get("size")) for one in listed]
    return {log: size for log, size in pairs if isinstance(log, str) and type(size) is int}


def _place(replicas: Replicas, order: Sent) -> tuple[SeparateGateway, int, dict[str, str]] | None:
    """Where a gateway's log has the order, and the desktop logs enrolled there with their person's name."""
    for replica in replicas.readable():
        with replica.database.read() as there:
            query = select(schema.entries.c.seq).where(schema.entries.c.envelope == order.envelope)
            place = there.execute(query).scalars().first()
            if place is not None:
                people = roster.load(there).people.values()
                logs = {log: f"{one.name} at {order.name}" for one in people for log in one.logs}
                return replica.gateway, place, logs
    return None
