"""Which actions may be decided together, and which of them stand out and why. Pure.

Together means: one agent, one tool, at most Moderate, and each seen with all of its facts. Every one gets a signature
of its own; what stands out comes first, because that is what a person who reads many alike reads past.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from statistics import median

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.facts import FactRow, minor_digits
from counterseal.model.risk import Risk
from counterseal.model.tools import read_descriptor
from counterseal.model.untrusted import escape_untrusted
from counterseal.model.views import ActionDetail, QueueItem
from counterseal_desktop.inbox import friction, standing
from counterseal_desktop.inbox.precedent_card import news_of
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

MOST = 40
"""More than this nobody reads as single actions."""
LONG = 160
FAR = 3
"""An amount this many times the middle one stands out."""
FEW = 3
"""Below this many there is no middle to stand out from."""
SURE = 0.2
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of a batch. ``outlier`` are reasons why it stands out, safe to show."""

    detail: ActionDetail
    outlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What may be decided together. ``common`` are the (label, value) that all have; ``left_out`` (title, why)."""

    entries: tuple[Entry, ...]
    common: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...] = ()


def why_not(item: QueueItem, me: str, solo: bool) -> str:
    """Why an action can only be decided alone; empty when it may be decided together with others."""
    if item.state is not State.HELD:
        return tr("it no longer waits")
    if item.problem:
        return tr("it cannot be shown")
    if item.risk.rank > Risk.R2.rank:
        return tr("it is {risk}", risk=risk_word(item.risk))
    if Verdict.APPROVE.value not in item.verdicts:
        return tr("it cannot be approved as it is")
    place = standing.place(item, me, solo)
    if place is standing.Place.TAKEN:
        return standing.claim_words(item, None)
    return "" if place is standing.Place.MINE else tr("you decided on it already")


def alike(item: QueueItem, queue: Iterable[QueueItem], me: str, solo: bool, most: int | None = None) -> list[QueueItem]:
    """The others that may be decided together with this one, in the order of the queue; ``most`` of them."""
    if why_not(item, me, solo):
        return []
    agent, tool, gateway = item.agent, item.tool, item.gateway
    found = (
        one
        for one in queue
        if one.agent == agent
        and one.tool == tool
        and one.gateway == gateway
        and one.id != item.id
        and not why_not(one, me, solo)
    )
    return list(islice(found, most))


def fits(detail: ActionDetail, me: str, solo: bool, roles: Iterable[str]) -> str:
    """Why an action whose detail was read can only be decided alone; empty when it fits."""
    found = why_not(detail.item, me, solo)
    if found:
        return found
    if friction.risk_of(detail).rank > Risk.R2.rank:
        return tr("it is {risk}", risk=risk_word(friction.risk_of(detail)))
    if Verdict.APPROVE not in friction.allowed_verdicts(detail, roles):
        return tr("you may not decide it")
    if any(len(row.value) > LONG or "\n" in row.value for row in detail.facts.rows):
        return tr("its facts are too long to be read in a list")
    return ""


def batch(details: Sequence[ActionDetail], me: str, solo: bool, roles: Iterable[str]) -> Batch:
    """Put read actions in order, what stands out first; what does not fit is left out with its reason."""
    chosen, left = [], []
    roles = tuple(roles)
    first = details[0].item if details else None
    for detail in details:
        item = detail.item
        why = fits(detail, me, solo, roles)
        if first is not None and (item.agent, item.tool, item.gateway) != (first.agent, first.tool, first.gateway):
            why = why or tr("it is another agent's or tool's")
        if why:
            left.append((display_line(item.title, 120), why))
        else:
            chosen.append(detail)
    entries = [Entry(one, outlier(one, chosen)) for one in chosen]
    ordered = sorted(entries, key=lambda entry: -len(entry.outlier))
    return Batch(tuple(ordered), common(chosen), tuple(left))


def common(details: Sequence[ActionDetail]) -> tuple[tuple[str, str], ...]:
    """The facts that all of them have with the same value, in the card's order."""
    if len(details) < 2:
        return ()
    rows = [_rows(one) for one in details]
    return tuple((label, row.value) for label, row in rows[0].items() if all(_same(other, row) for other in rows[1:]))


def own_facts(detail: ActionDetail, shared: Iterable[tuple[str, str]]) -> list[FactRow]:
    """What an action does not share with all others."""
    known = set(shared)
    return [row for row in detail.facts.rows if (row.label, row.value) not in known]


def outlier(detail: ActionDetail, details: Sequence[ActionDetail]) -> tuple[str, ...]:
    """Why one action stands out of those that it would be decided with."""
    others = [one for one in details if one.item.id != detail.item.id]
    said = [
        *_risk(detail, others),
        *_amount(detail, others),
        *news_of(detail.precedent),
        *_values(detail, others),
        *_reasons(detail, others),
        *_claims(detail, others),
    ]
    if detail.redacted:
        said.append(tr("a secret in it was masked"))
    if any(escape_untrusted(row.value) != row.value for row in detail.facts.rows):
        said.append(tr("it holds characters that cannot be seen"))
    return tuple(said)


def _risk(detail: ActionDetail, others: Sequence[ActionDetail]) -> list[str]:
    risk = friction.risk_of(detail)
    lower = sum(friction.risk_of(one).rank < risk.rank for one in others)
    return [tr("{risk}, most others are lower", risk=risk_word(risk))] if lower * 2 > len(others) else []


def _amount(detail: ActionDetail, others: Sequence[ActionDetail]) -> list[str]:
    mine, amounts = amount_of(detail), [amount for amount in map(amount_of, others) if amount is not None]
    if mine is None:
        return [tr("its amount cannot be read")] if amounts else []
    if len(amounts) >= FEW and mine > FAR * median(amounts):
        return [tr("far above the others' amounts")]
    return []


def amount_of(detail: ActionDetail) -> Decimal | None:
    """The first amount of money in whole units; None when there is none that can be read in one way only."""
    if detail.descriptor is None:
        return None
    fields = read_descriptor(detail.descriptor).fields
    name = next((name for name, field in sorted(fields.items()) if field.role == "money"), None)
    value = detail.action.arguments.get(name) if name is not None else None
    if name is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value).scaleb(-minor_digits(fields[name].currency or ""))
    return Decimal(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def _values(detail: ActionDetail, others: Sequence[ActionDetail]) -> list[str]:
    """Plain values that nearly all others share and this one does not."""
    if len(others) < FEW:
        return []
    said = []
    rows = [_rows(one) for one in others]
    for label, row in _rows(detail).items():
        if row.role in ("money", "target"):
            continue
        values = [one[label].value for one in rows if label in one]
        most = max(set(values), key=values.count, default=None)
        if most is not None and row.value != most and values.count(most) * 5 >= len(others) * 4:
            said.append(tr("{label} is another than the others'", label=display_line(label, 40)))
    return said


def _reasons(detail: ActionDetail, others: Sequence[ActionDetail]) -> list[str]:
    """Reasons to wait that fewer than half of the others have."""
    return [
        display_line(why, 110)
        for why in detail.item.why
        if others and sum(why in one.item.why for one in others) * 2 < len(others)
    ]


def _claims(detail: ActionDetail, others: Sequence[ActionDetail]) -> list[str]:
    """An agent's own doubt can only make somebody look; that it is sure never does the opposite."""
    sure = [one.claims.confidence for one in others if one.claims.confidence is not None]
    mine = detail.claims.confidence
    if mine is None or len(sure) < FEW or mine >= median(sure) - SURE:
        return []
    return [tr("the agent says it is less sure of it than of the others")]


def _rows(detail: ActionDetail) -> Mapping[str, FactRow]:
    return {row.label: row for row in detail.facts.rows}


def _same(rows: Mapping[str, FactRow], row: FactRow) -> bool:
    return row.label in rows and rows[row.label].value == row.value
