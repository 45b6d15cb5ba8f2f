"""Who has approved an action: the approvals that the ledger says are in force, and whom it still waits for.

Table ``approvals`` is an index for the queue and the sweeper. What a permit rests on is folded from the ledger anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from counterseal.errors import Forbidden
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema
from counterseal.ledger.roster import Roster
from counterseal.model.actions import State
from counterseal.model.autonomy import Autonomy
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal.policy.quorum import Given, Needs, missing, required
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import read_decision

_TELLING = ("delivered", "permit_taken", "outcome", "expired", "voided")
_P, _L, _A = schema.approvals.c, schema.listing.c, schema.actions.c
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Approved:
    """One approval as the table has it. ``verdict`` is approve or edit; times are UTC stamps."""

    envelope: str
    action: str
    person: str
    at: str
    seq: int
    verdict: str
    not_before: str | None
    expires_at: str | None

    def given(self, editor: str | None) -> Given:
        """As the quorum counts it. ``editor``: who made the form that may run, whatever became of that approval."""
        return Given(self.person, self.verdict == Verdict.EDIT.value or self.person == editor)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of an action's approvals.

    Attributes:
        given: those in force, by digest, oldest first: not taken back, used or voided.
        editor: who made the form of it that may run, which stays so when that approval has ended; None: nobody.
    """

    given: Mapping[str, Envelope]
    editor: str | None


@dataclass(frozen=True, slots=True)
class Quorum:
    """What an action's approval needs and has. ``waits_for`` is empty when it is reached."""

    needs: Needs
    has: int
    waits_for: str


def of(connection: Connection, actions: Sequence[str]) -> dict[str, list[Approved]]:
    """The approvals of several actions, oldest first."""
    found: dict[str, list[Approved]] = {}
    for start in range(0, len(actions), _CHUNK):
        query = select(schema.approvals).where(_P.action.in_(actions[start : start + _CHUNK])).order_by(_P.seq)
        for row in connection.execute(query):
            found.setdefault(row.action, []).append(Approved(**row._mapping))
    return found


def add(connection: Connection, approved: Approved) -> None:
    values = {name: getattr(approved, name) for name in approved.__slots__}
    connection.execute(insert(schema.approvals).values(**values))


def forget(connection: Connection, action: str, envelopes: Iterable[str] | None = None) -> None:
    """Forget an action's approvals, or only these."""
    query = delete(schema.approvals).where(_P.action == action)
    connection.execute(query if envelopes is None else query.where(_P.envelope.in_(list(envelopes))))


def ended(connection: Connection, now: str) -> dict[str, list[str]]:
    """Approvals whose time may have ended, by action; the column narrows them down, the envelope says it."""
    states = (State.HELD.value, State.APPROVED.value)
    query = (
        select(_P.action, _P.envelope)
        .join(schema.actions, _A.id == _P.action)
        .where(_P.expires_at <= now, _A.state.in_(states))
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.action, []).append(row.envelope)
    return found


def quorum(people: Roster, autonomy: Autonomy, owner: str, risk: str | Risk, approvals: Iterable[Given]) -> Quorum:
    """What an action of this risk needs of these people, and what it has."""
    given = list(approvals)
    needs = required(Risk(risk), autonomy, people.solo)
    counted = {one.person for one in given if one.person in people.deciders}
    return Quorum(needs, len(counted), missing(needs, given, owner, people.solo, people.deciders))


def standing(connection: Connection, action: str) -> Standing:
    """The approvals of an action as the ledger tells them.

    Raises:
        Forbidden: an envelope in the ledger is another one than its digest says.
    """
    fold = _Fold(connection)
    query = select(_L.seq, _L.type).where(_L.subject == action, _L.type.in_(_TELLING)).order_by(_L.seq)
    for row in connection.execute(query).all():
        if row.type == "expired":
            # Approvals that ran out one by one; an action that expired itself names none, and nothing is left of it.
            note = json.loads(ledger_log.payload(connection, row.seq, "note"))
            fold.end(note.get("envelopes") or list(fold.given))
        elif row.type == "delivered":
            told = json.loads(ledger_log.payload(connection, row.seq, "delivered"))
            fold.take(told["envelope"])
        else:
            fold.end(list(fold.given))
    return Standing(fold.given, fold.editor)


class _Fold:
    """The approvals in force after each of an action's entries in turn."""

    def __init__(self, connection: Connection) -> None:
        self.given: dict[str, Envelope] = {}
        self.editor: str | None = None
        self._connection = connection
        self._people: dict[str, str] = {}
        self._edits: set[str] = set()

    def end(self, envelopes: Iterable[str]) -> None:
        """These approvals count no more; whose edit it is stays so."""
        for sha in envelopes:
            self.given.pop(sha, None)

    def take(self, sha: str) -> None:
        """One more delivered decision."""
        envelope = ledger_log.envelope(self._connection, sha)
        if envelope.sha256 != sha:
            raise Forbidden(
                "A stored decision is another one than its digest says", where=sha[:16], code="bad_approval"
            )
        _name, _digest, predicate = read_decision(envelope)
        verdict, person = predicate["verdict"], str(predicate["person"]["id"])
        self._people[sha] = person
        if verdict == Verdict.APPROVE.value:
            self.given[sha] = envelope
        elif verdict == Verdict.EDIT.value:
            # It makes another action, so what was said of the earlier one is void.
            self._edits.add(sha)
            self.given, self.editor = {sha: envelope}, person
        elif verdict == Verdict.WITHDRAW.value:
            self._withdraw([one for one in self.given if self._people[one] == person])
        else:
            self.given = {}

    def _withdraw(self, mine: list[str]) -> None:
        if self._edits.isdisjoint(mine):
            self.end(mine)
        else:
            # An edit taken back leaves the action as it was asked.
            self.given, self.editor = {}, None
