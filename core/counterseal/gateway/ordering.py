"""Taking signed orders: registering agents, halting, resetting, people and keys, restored desktops."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import delivery, desktops, enrolling, halting_orders, judging, own_log, restoring, rows
from counterseal.gateway.context import Context
from counterseal.gateway.halting_orders import Halted
from counterseal.ledger import conflicts, schema
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.actions import check_agent_id
from counterseal.model.people import Person, Role
from counterseal.model.tools import read_descriptor
from counterseal.seal.statements import read_order

LEVELS = ("L0", "L1", "L2", "L3", "L4", "L5")
TAKEN = frozenset({"agent", "halt", "reset", "roster", "key", "restore", "erasure"})
# Entry types in the desktop's log, where they are not the kind itself or plain ``order``.
STANDS_UNDER = {"restore": ("restored",), "erasure": ("erasure", "retention_cut")}
AGENT_MEMBERS = {"id", "name", "owner", "level", "tools", "runbook", "token_sha256"}


@dataclass(frozen=True, slots=True)
class OrderResult:
    """The answer to an order."""

    kind: str
    state: str
    seen_size: int
    repeated: bool
    cosignature: str | None = None
    halted: tuple[Halted, ...] = ()

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
    if context.separate:
        own_log.enter(context, connection, read, leaf, people)
    state, halted = _carry_out(context, connection, predicate, person, sha, str(leaf["type"]))
    if replaced is not None:
        conflicts.keep(connection, replaced, context.now())
    judging.remember(context, connection, sha, place, state)
    seen = delivery.seen_size(connection, read.origin)
    return OrderResult(kind, state, seen, False, context.cosignature(read.checkpoint), halted)


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


def _carry_out(
    context: Context, connection: Connection, predicate: Mapping[str, Any], person: Person, sha: str, entry_type: str
) -> tuple[str, tuple[Halted, ...]]:
    """Do what the order says; the state that it leads to."""
    match predicate["kind"]:
        case "agent":
            return _register(connection, predicate, person, sha), ()
        case "halt":
            halted = halting_orders.carry_out(context, connection, predicate, person, sha)
            return ("tried" if predicate["body"].get("drill") else "halted"), halted
        case "reset":
            return _reset(context, connection, predicate, person), ()
        case "restore":
            return "restored", ()
        case "key":
            return "announced", ()
        case "erasure":
            return "erased", ()
        case _:
            # The log is the roster: with the entry in it, in the desk's log or in ours, the order is in force.
            return enrolling.STATES[entry_type], ()


def check_agent(body: Any) -> Mapping[str, Any]:
    """The body of an agent order, checked. Raises InvalidInput."""
    if not isinstance(body, Mapping) or set(body) != AGENT_MEMBERS:
        raise InvalidInput(f"An agent order has {', '.join(sorted(AGENT_MEMBERS))}", where="body")
    check_agent_id(body["id"], "body/id")
    if not isinstance(body["name"], str) or not 0 < len(body["name"].strip()) <= 120:
        raise InvalidInput("An agent's name has 1 to 120 characters", where="body/name")
    if body["level"] not in LEVELS:
        raise InvalidInput("A level is one of L0 to L5", where="body/level")
    if not isinstance(body["tools"], list) or not isinstance(body["runbook"], str):
        raise InvalidInput("Tools are a list of descriptors, the runbook is text", where="body/tools")
    for index, raw in enumerate(body["tools"]):
        read_descriptor(raw, f"tools/{index}")
    if not isinstance(body["token_sha256"], str) or not re.fullmatch(r"[0-9a-f]{64}", body["token_sha256"]):
        raise InvalidInput("A token is given by its SHA-256", where="body/token_sha256")
    return body


def _register(connection: Connection, predicate: Mapping[str, Any], person: Person, sha: str) -> str:
    body = check_agent(predicate["body"])
    if not person.has(Role.OWNER) or body["owner"] != person.id:
        raise Forbidden("An agent is registered by the owner who answers for it", where=person.name, code="wrong_role")
    if body["level"] not in ("L0", "L1"):
        raise Forbidden("No agent leaves L1 without a charter", where="body/level", code="charter_missing")
    existing = {row.id: row for row in rows.agents(connection)}.get(body["id"])
    in_force = existing.order_envelope if existing else None
    if predicate["supersedes"] != in_force:
        raise Conflict(
            "There is a newer registration of this agent" if existing else "This agent is not registered yet",
            where=body["id"],
            todo="Read it again, then repeat the change.",
            code="superseded",
        )
    values = {
        "name": body["name"].strip(),
        "owner": body["owner"],
        "level": body["level"],
        "tools": json.dumps(body["tools"]),
        "runbook": body["runbook"],
        "token_sha256": body["token_sha256"],
        "order_envelope": sha,
    }
    if existing:
        rows.change_agents(connection, [body["id"]], **values)
    else:
        connection.execute(insert(schema.agents).values(id=body["id"], halt_epoch=0, **values))
    return "registered"


def _reset(context: Context, connection: Connection, predicate: Mapping[str, Any], person: Person) -> str:
    body = predicate["body"]
    if not isinstance(body, Mapping) or set(body) != {"agent"}:
        raise InvalidInput("A reset names one agent", where="body")
    agent = rows.agent(connection, check_agent_id(body["agent"], "body/agent"))
    if not predicate["reason"]:
        raise InvalidInput("A reset needs a reason", where="predicate/reason", code="reason_missing")
    if not person.has(Role.OWNER):
        raise Forbidden("A reset needs an owner", where=person.name, code="wrong_role")
    if agent.halted_by is None:
        raise Conflict("This agent is not halted", where=agent.id, code="not_halted")
    halted = rows.newest_halt(connection)
    if halted is not None and parse_stamp(predicate["decided_at"], "predicate/decided_at") < parse_stamp(halted):
        raise Conflict(
            "This reset was signed before the newest halt, so it cannot be about it",
            where=agent.id,
            todo="Look at why it was halted, then reset it again; compare both machines' clocks.",
            code="halted_since",
        )
    rows.change_agents(connection, [agent.id], halted_by=None, halted_at=None, halt_envelope=None)
    return "reset"
