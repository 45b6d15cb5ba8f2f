"""How long content is kept: classes of entries with their days, and the cut that is due of each.

The days are this profile's own settings; what took effect is what the signed cuts say. Nothing is cut before 183 days:
Article 26(6) of the EU AI Act (Regulation 2024/1689) has deployers keep logs for at least six months.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from counterseal.clock import stamp
from counterseal.errors import InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import erasing, log, schema
from counterseal.ledger.erasures import Cut

LEAST_DAYS = 183
MOST_DAYS = 36_500
SETTING = "retention"
_L = schema.listing.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of content: entries of ``types`` give up their attachments after ``days`` from their time on.

    ``envelopes``: whether their signed statements go as well.
    """

    name: str
    types: tuple[str, ...]
    days: int
    envelopes: bool
    sentence: str


_DECIDED = (
    "decision", "delivered", "permit_taken", "outcome", "policy_allowed", "policy_refused", "expired", "escalated",
    "voided",
)  # fmt: skip
DEFAULTS = (
    Kept(
        "traces-and-context",
        ("action_received", "viewed"),
        400,
        False,
        "What agents sent with their actions (claims, context, traces, first arguments) and what was looked at."
        " Decisions and their signed statements stay.",
    ),
    Kept(
        "decisions",
        _DECIDED,
        2_557,
        True,
        "Decisions with their signed statements, and what became of the actions."
        " That they were made, when, with which verdict and key stays.",
    ),
)


def classes(connection: Connection) -> tuple[Kept, ...]:
    """The classes with the days that are set here. Raises LedgerDamaged: the settings cannot be read."""
    column = schema.meta.c
    raw = connection.execute(select(column.value).where(column.name == SETTING)).scalar_one_or_none()
    try:
        days: Any = {} if raw is None else json.loads(raw)
        return tuple(replace(one, days=_days(days.get(one.name, one.days))) for one in DEFAULTS)
    except (ValueError, AttributeError, InvalidInput) as error:
        raise LedgerDamaged("The retention settings cannot be read", where=str(raw)[:80]) from error


def named(connection: Connection, name: str) -> Kept:
    """One class. Raises NotFound."""
    for one in classes(connection):
        if one.name == name:
            return one
    known = ", ".join(one.name for one in DEFAULTS)
    raise NotFound("There is no such retention class", where=name[:60], todo=f"Known: {known}.", code="no_class")


def set_days(connection: Connection, name: str, days: int) -> Kept:
    """Keep a class for so many days from now on. Raises NotFound, InvalidInput: fewer than 183 days."""
    changed = replace(named(connection, name), days=_days(days))
    every = {one.name: one.days for one in classes(connection)} | {name: changed.days}
    connection.execute(delete(schema.meta).where(schema.meta.c.name == SETTING))
    connection.execute(insert(schema.meta).values(name=SETTING, value=json.dumps(every)))
    return changed


def due(connection: Connection, kept: Kept, now: datetime) -> Cut:
    """The cut of a class that is due: its entries before the first of them that is younger than its days."""
    since = stamp(now - timedelta(days=kept.days))
    young = connection.execute(
        select(func.min(_L.seq)).where(_L.at >= since, _L.type.in_(kept.types))
    ).scalar_one_or_none()
    below = log.length(connection) if young is None else young
    return Cut(kept.name, kept.types, below, kept.envelopes)


def count_due(connection: Connection, kept: Kept, now: datetime) -> int:
    """How many entries the due cut would reach."""
    return len(erasing.reach(connection, due(connection, kept, now)))


def _days(value: Any) -> int:
    if type(value) is not int or not LEAST_DAYS <= value <= MOST_DAYS:
        raise InvalidInput(
            f"Content is kept for {LEAST_DAYS} to {MOST_DAYS:,} days",
            where=str(value)[:20],
            todo="Fewer than 183 days break Article 26(6) of the EU AI Act. Erase single entries instead.",
            code="too_short",
        )
    return value
