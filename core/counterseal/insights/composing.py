"""One answer to one question: reads the days, as far as they are not known already, and makes every figure of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, tzinfo

from counterseal.errors import InvalidInput
from counterseal.insights import charters, days, drifting, load, own, reading, volume
from counterseal.insights.gathered import Gathered, unexplained
from counterseal.insights.shelf import Shelf
from counterseal.insights.views import Insights, InsightsWanted
from counterseal.ledger.history_rows import Book
from counterseal.ledger.sqlite_dialect import interruptible
from counterseal.model.autonomy import Charter

LEAST_READ = 28
"""Limits and drift look back at least so many days, however short the period."""


def insights(
    books: Sequence[Book],
    shelf: Shelf,
    wanted: InsightsWanted,
    now: datetime,
    person: str,
    *,
    zone: tzinfo | None = None,
    open_now: Sequence[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
    step: Callable[[int, int], None] = lambda _done, _all: None,
) -> Insights:
    """Everything that the screen shows.

    Args:
        books: the own log first, then the replicas.
        shelf: keeps what was read for the next question.
        now: with an offset. zone: where days begin; None for the computer's own.
        person: who the profile belongs to, for the private part.
        open_now: ids of actions that wait now, so that those which were asked before the period are known.
        cancelled: asked often, also while the database works. step: told (days read, days in all).

    Raises:
        InvalidInput: another period than 7, 30 or 90 days. Cancelled: ``cancelled`` said so.
    """
    if wanted.days not in days.PERIODS:
        raise InvalidInput("Insights look at 7, 30 or 90 days", where=str(wanted.days))
    started = time.perf_counter()
    spans = days.last_days(now, max(wanted.days, LEAST_READ), zone)
    with ExitStack() as stack:
        for book in books:
            stack.enter_context(interruptible(book.connection, cancelled))
        rows = shelf.read(books, spans, cancelled, step)
        known = {wait.subject for day in rows for wait in day.waits}
        missing = [*unexplained(rows), *(subject for subject in open_now if subject not in known)]
        found = Gathered(spans, rows, reading.began_to_wait(books, missing))
        signed = charters.in_force(books)
    names: dict[str, str] = {}
    for book in reversed(books):
        names |= book.names
    made = compose(found, wanted, now, person, signed, zone)
    return replace(made, names=names, took_ms=(time.perf_counter() - started) * 1000)


def compose(
    found: Gathered,
    wanted: InsightsWanted,
    now: datetime,
    person: str,
    signed: Mapping[str, Charter],
    zone: tzinfo | None = None,
) -> Insights:
    """Every figure of rows that were read; without names, which rows do not have.

    Args:
        found: of at least as many days as are asked for.
        signed: charters in force, by agent.
    """
    shown = found.spans[-wanted.days :]
    by_day, by_week = volume.waiting(found, wanted, shown)
    agents = {agent for day in found.days for counts in (day.allowed, day.refused) for agent in counts}
    agents |= {wait.agent for day in found.days for wait in day.waits} | {one.agent for one in found.decisions}
    return Insights(
        wanted=wanted,
        days=shown,
        totals=volume.totals(found, wanted, shown),
        volume=volume.volume(found, wanted, shown),
        by_day=by_day,
        by_week=by_week,
        rate=volume.rate(found, wanted, shown),
        drift=drifting.drift(found, wanted),
        charters=charters.figures(found, wanted, shown, signed),
        load=load.load(found, wanted, shown, zone),
        backlog=load.backlog(found, wanted, shown, now.timestamp()),
        own=own.own(found, wanted, shown, person),
        # Without the empty one, which stands for everybody: what was erased is no agent's and no person's.
        agents=tuple(sorted(agents - {""})),
        people=tuple(sorted({one.person for one in found.decisions} - {""})),
        entries=sum(day.entries for day in found.days),
    )
