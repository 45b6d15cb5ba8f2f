"""Precedent and novelty of a waiting action: what people decided before on the same agent's calls of the same tool.

Only what people decided counts. What policy let run alone is not looked at, and the words say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import InvalidInput
from counterseal.gateway import agent_rows
from counterseal.ledger import precedents as index
from counterseal.ledger import schema
from counterseal.ledger.precedents import Noted
from counterseal.ledger.roster import Roster
from counterseal.model import strict_json
from counterseal.model.actions import Action, State
from counterseal.model.decisions import Verdict
from counterseal.model.facts import field_order
from counterseal.model.precedent import Alike, Precedent
from counterseal.model.tools import FieldDescriptor, ToolDescriptor
from counterseal.policy.amounts import in_words, read_amount
from counterseal.seal.digests import canonical

MOST_FIELDS = 16
MOST_ALIKE = 5
# Of decisions that an older version took, so many of the newest are noted when a gateway starts.
MOST_CAUGHT_UP = 5_000
RAN = (Verdict.APPROVE.value, Verdict.EDIT.value)
# What a shared value says of two calls: whom it goes to and how much, before all the rest.
_WEIGHT = {"payee": 4.0, "money": 3.0, "target": 3.0, "plain": 1.0}
_COMMON = 0.25
_DECIDED = (State.APPROVED, State.REJECTED, State.ANSWERED)


@dataclass(frozen=True, slots=True)
class _Term:
    """One argument of a call: ``number`` stands for agent, tool, name and value."""

    name: str
    label: str
    role: str
    number: int


def follow(
    connection: Connection,
    descriptor: ToolDescriptor | None,
    action: Action,
    verdict: Verdict,
    seq: int,
    state: State,
    *,
    edited: bool = False,
) -> None:
    """Note what a delivered decision led to.

    Args:
        action: as it may run after the decision.
        seq: the decision's entry in the gateway's log.
        state: of the action after it.
        edited: whether somebody's edit is what was approved.
    """
    if verdict is Verdict.WITHDRAW:
        if state is State.HELD:
            index.forget(connection, [action.id])
    elif state in _DECIDED:
        said = Verdict.EDIT if edited and verdict is Verdict.APPROVE else verdict
        index.note(connection, _noted(descriptor, action, said.value, seq))


def of(
    connection: Connection, origin: str, people: Roster, action: Action, descriptor: ToolDescriptor | None
) -> Precedent:
    """What is known of decisions before on calls like this one."""
    scope = _scope(action)
    counted = index.counts(connection, scope)
    largest, over = _amounts(connection, action, descriptor)
    return Precedent(
        counts=tuple(counted.items()),
        largest=largest,
        over=over,
        novelty=_novelty(connection, action, descriptor, counted),
        alike=_alike(connection, origin, people, action, descriptor),
    )


def catch_up(connection: Connection) -> int:
    """Note the newest decisions that a version without this index took; returns how many."""
    if index.last_noted(connection) >= 0:
        return 0
    tools = {agent.id: agent.tools for agent in agent_rows.agents(connection)}
    listing, actions = schema.listing.c, schema.actions.c
    query = (
        select(listing.seq, listing.verdict, actions.action)
        .join(schema.actions, actions.id == listing.subject)
        .where(listing.type == "decision", listing.verdict.in_([*RAN, Verdict.REJECT.value, Verdict.ANSWER.value]))
        .where(actions.state != State.HELD.value)
        .order_by(listing.seq.desc())
        .limit(MOST_CAUGHT_UP)
    )
    noted: set[str] = set()
    for row in connection.execute(query).all():
        action = _stored(row.action)
        # The last decision is the one that led somewhere.
        if action is not None and action.id not in noted:
            noted.add(action.id)
            descriptor = tools.get(action.agent, {}).get(action.tool)
            index.note(connection, _noted(descriptor, action, row.verdict, row.seq))
    return len(noted)


def _stored(raw: bytes) -> Action | None:
    """An action as its row has it; None where that is empty or was changed: no index keeps a gateway from starting."""
    try:
        return Action.from_members(strict_json.parse(raw))
    except InvalidInput:
        return None


def _noted(descriptor: ToolDescriptor | None, action: Action, verdict: str, seq: int) -> Noted:
    terms = _terms(action, descriptor)
    numbers = [_scope(action), *(term.number for term in terms)]
    if verdict in RAN:
        numbers += [_ran(term.number) for term in terms if term.role == "payee"]
    measure, amount = _measured(action, descriptor)
    return Noted(seq, _scope(action), verdict, tuple(numbers), measure, amount)


def _amounts(connection: Connection, action: Action, descriptor: ToolDescriptor | None) -> tuple[str, bool]:
    """The largest approved amount in words, and whether this one is above it."""
    measure, amount = _measured(action, descriptor)
    found = None if measure is None else index.largest(connection, measure)
    if found is None:
        return "", False
    return in_words(found, _money_field(descriptor), descriptor), amount is not None and amount > found


def _novelty(
    connection: Connection, action: Action, descriptor: ToolDescriptor | None, counted: Mapping[str, int]
) -> tuple[str, ...]:
    if not counted:
        return ("no person has decided on this tool of this agent before",)
    if not any(counted.get(verdict) for verdict in RAN):
        return ("no person has approved this tool of this agent before",)
    payees = [term for term in _terms(action, descriptor) if term.role == "payee"]
    if any(not index.newest(connection, _ran(term.number), 1) for term in payees):
        return ("no person has approved this payee before",)
    return ()


def _alike(
    connection: Connection, origin: str, people: Roster, action: Action, descriptor: ToolDescriptor | None
) -> tuple[Alike, ...]:
    scores: dict[int, float] = {}
    shared: dict[int, list[str]] = {}
    for term in _terms(action, descriptor):
        found = index.newest(connection, term.number)
        # What nearly every call has says little about two of them.
        weight = _WEIGHT[term.role] * (_COMMON if len(found) == index.NEWEST else 1.0)
        for seq in found:
            scores[seq] = scores.get(seq, 0.0) + weight
            shared.setdefault(seq, []).append(term.label)
    if len(scores) < MOST_ALIKE:
        for seq in index.newest(connection, _scope(action), MOST_ALIKE):
            scores.setdefault(seq, 0.0)
    best = sorted(scores, key=lambda seq: (-scores[seq], -seq))[: MOST_ALIKE * 2]
    known = index.decided(connection, best)
    names = people.names
    return tuple(
        Alike(
            action=one.action,
            seq=one.seq,
            log=origin,
            verdict=one.verdict,
            person=names.get(one.person, one.person),
            at=one.at,
            title=one.title,
            shared=tuple(shared.get(seq, ())),
        )
        for seq, one in ((seq, known[seq]) for seq in best if seq in known)
        if one.action != action.id
    )[:MOST_ALIKE]


def _terms(action: Action, descriptor: ToolDescriptor | None) -> list[_Term]:
    fields = descriptor.fields if descriptor is not None else {}
    found = []
    for name in sorted(action.arguments, key=lambda one: field_order(one, fields))[:MOST_FIELDS]:
        spec = fields.get(name) or FieldDescriptor(name)
        number = _number("term", action.agent, action.tool, name, action.arguments[name])
        found.append(_Term(name, spec.label or name, spec.role, number))
    return found


def _money_field(descriptor: ToolDescriptor | None) -> str | None:
    if descriptor is None:
        return None
    return next((name for name, spec in sorted(descriptor.fields.items()) if spec.role == "money"), None)


def _measured(action: Action, descriptor: ToolDescriptor | None) -> tuple[int | None, int | None]:
    """What the first money field counts, and how much of it; none where it cannot be read in one way only."""
    name = _money_field(descriptor)
    if descriptor is None or name is None:
        return None, None
    measure = _number("measure", action.agent, action.tool, name, descriptor.fields[name].currency)
    amount = read_amount(action.arguments, name, descriptor).value
    return measure, amount


def _scope(action: Action) -> int:
    return _number("scope", action.agent, action.tool)


def _ran(term: int) -> int:
    return _number("ran", term & 0xFFFFFFFF, term >> 32)


def _number(*parts: Any) -> int:
    """64 bits, signed, of a digest over the parts."""
    return int.from_bytes(hashlib.sha256(canonical(list(parts))).digest()[:8], "big", signed=True)
