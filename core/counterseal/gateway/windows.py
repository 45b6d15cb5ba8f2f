"""Budgets of mandates, held durably: what allowed actions have used of each window (DESIGN 4.5, "sums per window").

A window slides. What is spent is summed by spans of ten minutes, and by single charges only where the window begins, so
that a budget is read exactly and in a time that does not grow with the number of actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, text, update

from counterseal.ledger import schema
from counterseal.ledger.prepared import Prepared
from counterseal.policy.ruling import Charge

SPAN_MS = 600_000
_C, _S = schema.charges.c, schema.charge_sums.c
_USED = Prepared(
    text(
        'SELECT coalesce((SELECT sum(amount) FROM charge_sums WHERE agent = :agent AND "window" = :window'
        " AND span >= :span), 0)"
        ' + coalesce((SELECT sum(amount) FROM charges WHERE agent = :agent AND "window" = :window'
        " AND at > :since AND at < :edge), 0)"
        " - coalesce((SELECT sum(amount) FROM charges WHERE action = :without AND action <> '' AND agent = :agent"
        ' AND "window" = :window AND at > :since), 0)'
    )
)
_NEW = Prepared(insert(schema.charges), ["agent", "window", "amount", "action", "at"])
_ADD = Prepared(
    text(
        'INSERT INTO charge_sums (agent, "window", span, amount) VALUES (:agent, :window, :span, :amount)'
        ' ON CONFLICT (agent, "window", span) DO UPDATE SET amount = amount + excluded.amount'
    )
)


def used(
    connection: Connection, agent: str, windows: Mapping[str, int], earliest: datetime, without: str = ""
) -> dict[str, int]:
    """What an agent has used of its windows, by name.

    Args:
        windows: the length of each window in seconds, by name.
        earliest: the earliest that it can be now; what looks as if it were still to come counts as well.
        without: an action whose own charges are left out, because it is ruled on again. Erased actions have no name
            any more, so the empty one leaves out nothing.
    """
    now = _milliseconds(earliest)
    found = {}
    for name, seconds in windows.items():
        since = now - seconds * 1000
        span = since // SPAN_MS + 1
        values = {"agent": agent, "window": name, "span": span, "since": since, "edge": span * SPAN_MS}
        found[name] = int(_USED.run(connection, {**values, "without": without}).scalar_one())
    return found


def charge(connection: Connection, agent: str, action: str, charges: Iterable[Charge], latest: datetime) -> None:
    """Take from the budgets what an allowed action uses. ``latest``: the latest that it can be now."""
    at = _milliseconds(latest)
    for one in charges:
        values = {"agent": agent, "window": one.window, "amount": one.amount}
        _NEW.run(connection, {**values, "action": action, "at": at})
        _ADD.run(connection, {**values, "span": at // SPAN_MS})


def release(connection: Connection, action: str) -> None:
    """Give back what an action took that was allowed and never permitted."""
    for row in connection.execute(select(schema.charges).where(_C.action == action)).all():
        spent = (_S.agent == row.agent) & (_S.window == row.window) & (_S.span == row.at // SPAN_MS)
        connection.execute(update(schema.charge_sums).where(spent).values(amount=_S.amount - row.amount))
    connection.execute(delete(schema.charges).where(_C.action == action))


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
