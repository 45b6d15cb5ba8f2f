"""Three months of two agents and three people, as days of the ledger; the figures are made by the core's own code."""

from __future__ import annotations

import functools
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime

import screen_story as story
from autonomy_double import CHARTER

from counterseal.insights.composing import LEAST_READ, compose
from counterseal.insights.days import Span, last_days
from counterseal.insights.gathered import Gathered
from counterseal.insights.rows import DayRows, Decision, End, Fall, Wait, Wrong
from counterseal.insights.views import Insights, InsightsWanted

ANA = "0191f0a0-0000-7000-8000-000000000003"
PEOPLE = (story.MARIA, story.JONAS, ANA)
NAMES = {
    story.MARIA: "Maria Lind",
    story.JONAS: "Jonas Öberg",
    ANA: "Ana Kovač",
    "refunds": "Refunds agent",
    "crm": "CRM agent",
    "pricing": "Pricing agent",
}
TOOLS = {"refunds": ("refunds.issue", "orders.get"), "crm": ("crm.bulk_edit",), "pricing": ("prices.set",)}
SHIFT = 6
"""So many days before today the CRM agent begins to be edited more."""


@functools.cache
def figures(wanted: InsightsWanted, now: datetime = story.NOON, *, scale: float = 1.0) -> Insights:
    """The story's figures; with ``scale`` there is less of everything, down to nothing at 0."""
    spans = last_days(now, max(wanted.days, LEAST_READ))
    rows = [_day(span, len(spans) - 1 - number, now, scale) for number, span in enumerate(spans)]
    made = compose(Gathered(spans, rows), wanted, now, story.MARIA, {"refunds": CHARTER} if scale else {})
    return replace(made, names=NAMES, took_ms=3.0)


def _day(span: Span, ago: int, now: datetime, scale: float) -> DayRows:
    chance = random.Random(f"{span.first}")
    rows = DayRows()
    if not scale:
        return rows
    weekend = span.first.weekday() >= 5
    rows.allowed = Counter({"refunds": round(chance.uniform(60, 90) * scale), "crm": round(30 * scale)})
    rows.refused = Counter({"crm": chance.randint(0, 2)})
    rows.done = Counter({"refunds": round(chance.uniform(60, 90) * scale), "crm": round(34 * scale)})
    rows.failed = Counter({"refunds": chance.randint(0, 2)})
    for number in range(round((8 if weekend else 34) * scale)):
        agent = chance.choices(("refunds", "crm", "pricing"), (12, 8, 2))[0]
        _case(rows, chance, span, ago, agent, f"{span.first}-{number}", now.timestamp())
    if ago == 3:
        rows.falls.append(Fall(span.begin + 40_000, "pricing", "L1", "changed_tool", "the tool prices.set is another"))
    if ago in (2, 9):
        rows.wrong.append(Wrong(span.begin + 50_000, "refunds", f"{span.first}-1"))
    rows.entries = sum(rows.allowed.values()) * 2 + len(rows.decisions) * 4
    return rows


def _case(rows: DayRows, chance: random.Random, span: Span, ago: int, agent: str, subject: str, now: float) -> None:
    begun = span.begin + chance.gauss(13, 2.5) % 24 * 3_600
    if begun > now:
        return
    tool = chance.choice(TOOLS[agent])
    rows.waits.append(Wait(begun, subject, agent, tool, True, ("context", "trace")))
    ended = begun + math.exp(chance.gauss(4.0, 1.2))
    if ended > min(span.end, now) or (ago < 12 and chance.random() < 0.03):
        return
    if chance.random() < 0.02:
        rows.ends.append(End(ended, subject, agent, "expired"))
        return
    corrected = 0.4 if agent == "crm" and ago <= SHIFT else 0.04
    verdict = chance.choice(("edit", "reject")) if chance.random() < corrected else "approve"
    verdict = "answer" if chance.random() < 0.02 else verdict
    person = chance.choices(PEOPLE, (6, 3, 1))[0]
    dwell = round(math.exp(chance.gauss(9.6, 0.9)))
    opened = (
        "facts",
        *(("context",) if chance.random() < 0.8 else ()),
        *(("trace",) if chance.random() < 0.64 else ()),
    )
    risk = chance.choice(("R2", "R3", "R3", "R4"))
    book = 0 if person == story.MARIA else 1
    rows.decisions.append(
        Decision(book, len(rows.decisions), ended, verdict, subject, agent, person, tool, risk, dwell, opened)
    )
