"""Taking signed orders: who signed, where it stands, to whom it is addressed; each kind is carried out elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput, Stale
from counterseal.gateway import (
    autonomy_orders,
    capturing,
    delivery,
    desktops,
    enrolling,
    halting_orders,
    incidents,
    judging,
    own_log,
    pausing,
    presence,
    registering,
    restoring,
)
from counterseal.gateway.context import Context
from counterseal.gateway.given import Given
from counterseal.gateway.halting_orders import Halted
from counterseal.ledger import conflicts
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.decisions import ORDER_KINDS
from counterseal.model.people import Person
from counterseal.seal.statements import read_order

TAKEN = frozenset(ORDER_KINDS)
# Entry types in the desktop's log, where they are not the kind itself or plain ``order``.
STANDS_UNDER = {"restore": ("restored",), "erasure": ("erasure", "retention_cut")}


@dataclass(frozen=True, slots=True)
class OrderResult:
    """The answer to an order. ``subject`` is what it is about: for a reset or a resume the agent."""

    kind: str
    state: str
    seen_size: int
    repeated: bool
    cosignature: str | None = None
    halted: tuple[Halted, ...] = ()
    subject: str = ""

    def answer(self) -> dict[str, Any]:
        """What ``POST /v1/orders`` answers."""
        return {
            "kind": self.kind,
            "state": self.state,
            "seen_size": self.seen_size,
            "cosignature": self.cosignature,
            "repeated": self.repeated,
        }


def accept(context: Context, connection: Connection, body: Any, sender: str | None = None) -> OrderResult:
    """Take one delivered order. Idempotent by envelope.

    A separate gateway appends it to its own log first, under the type that it has there, and then carries it out;
    whatever it refuses leaves no trace but a refusal.

    Raises:
        InvalidInput, Forbidden: wrong form, audience, person or role.
        Conflict: it does not supersede the order in force, or the sender's head is another one than expected.
    """
    read = delivery.read(body, sender)
    sha = read.envelope.sha256
    earlier = judging.known(connection, sha)
    subject, predicate = read_order(read.envelope)
    kind = predicate["kind"]
    if earlier is not None:
        return OrderResult(kind, earlier, delivery.seen_size(connection, read.origin), True)
    if not isinstance(kind, str) or kind not in TAKEN:
        raise InvalidInput(
            f"This gateway takes no orders of kind {str(kind)[:20]}", where="predicate/kind", code="unknown_order"
        )
    people = rosters.load(connection)
    base, replaced = None, None
    if kind == "restore" and context.separate:
        base, replaced = restoring.accepted_base(connection, people, read, subject, predicate)
    leaf = delivery.check_stored(context, connection, read, people, base=base)
    place = context.place(connection, read.index)
    person = _signer(context, connection, people, read, leaf, place, kind)
    desktops.check_person(context, people, read.origin, person)
    if not isinstance(predicate["person"], Mapping) or predicate["person"].get("id") != person.id:
        raise Forbidden("The order names another person than its key", code="wrong_person")
    if predicate["audience"] != context.log.origin:
        raise Forbidden("The order is addressed to another gateway", code="wrong_audience")
    expiry = predicate["expires_at"]
    if expiry is not None and parse_stamp(expiry, "predicate/expires_at") <= context.latest():
        raise Stale("The order has expired", where=kind, code="order_expired")
    if context.separate:
        own_log.enter(context, connection, read, leaf, people)
    given = Given(context, connection, people, person, subject, predicate, sha, place, str(leaf["type"]))
    state, halted = _carry_out(given)
    if replaced is not None:
        conflicts.keep(connection, replaced, context.now())
    judging.remember(context, connection, sha, place, state)
    seen = delivery.seen_size(connection, read.origin)
    return OrderResult(kind, state, seen, False, context.cosignature(read.checkpoint), halted, subject)


def _signer(
    context: Context,
    connection: Connection,
    people: Roster,
    read: delivery.Delivery,
    leaf: Mapping[str, Any],
    place: int,
    kind: str,
) -> Person:
    """Who signed, with a key that counts for this now. Raises InvalidInput, Forbidden."""
    if kind in enrolling.KINDS:
        # It may be the key that the order itself ends, or that of a recovery sheet: the roster's own rules say so.
        return enrolling.judge(context, connection, read, leaf, place, kind)[0]
    if leaf.get("type") not in STANDS_UNDER.get(kind, (kind, "order")):
        raise InvalidInput("The leaf is not this order's", where="leaf", code="wrong_leaf")
    people.signer(read.envelope, place)
    return people.check_active(read.envelope)


def _carry_out(given: Given) -> tuple[str, tuple[Halted, ...]]:
    """Do what the order says; the state that it leads to."""
    kind = given.kind
    match kind:
        case "agent":
            return registering.carry_out(given), ()
        case "halt":
            halted = halting_orders.carry_out(given.context, given.connection, given.predicate, given.person, given.sha)
            return ("tried" if given.predicate["body"].get("drill") else "halted"), halted
        case "pause":
            return pausing.pause(given), ()
        case "reset":
            return pausing.reset(given), ()
        case "incident":
            return incidents.carry_out(given), ()
        case "outcome":
            return incidents.settle_outcome(given), ()
        case "away":
            return presence.carry_out(given), ()
        case "restore":
            return "restored", ()
        case "key":
            return "announced", ()
        case "erasure":
            return "erased", ()
        case "traces":
            return capturing.carry_out(given), ()
        case _ if kind in autonomy_orders.KINDS:
            return autonomy_orders.carry_out(given), ()
        case _:
            # The log is the roster: with the entry in it, in the desk's log or in ours, the order is in force.
            return enrolling.STATES[given.entry_type], ()
