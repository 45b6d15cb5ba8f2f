"""What an agent's owner has signed and is in force now, read from the signed orders themselves.

The columns of table ``agents`` only say which orders those are. A column that was set by hand makes the agent wait.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select

from counterseal.errors import Forbidden, InvalidInput, KnownError, NotFound
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.ledger import history_words, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.prepared import Prepared
from counterseal.ledger.remembered import Remembered
from counterseal.ledger.roster import Roster
from counterseal.model.autonomy import Autonomy, Charter, Level, Mandate
from counterseal.model.people import Role
from counterseal.model.tools import ToolDescriptor
from counterseal.model.traces import Capture
from counterseal.policy import reading
from counterseal.seal.digests import canonical, sha256_hex
from counterseal.seal.statements import read_order

NEEDS_SECOND = "needs_second"
LOWEST = Autonomy(Level.L1)
_MOST_KEPT = 4_096
_log = logging.getLogger(__name__)
_L, _E, _T = schema.listing.c, schema.entries.c, schema.accepted.c
# The plus keeps SQLite from walking the index of types, which holds all agents, in place of the subjects'.
_TYPE: ColumnElement[str] = literal_column("+listing.type")
# Digests of the orders about an agent that were taken in here and need nobody any more.
_TAKEN = (
    select(_E.envelope)
    .select_from(schema.listing)
    .join(schema.entries, _E.seq == _L.seq)
    .join(schema.accepted, _T.envelope == _E.envelope)
    .where(_L.subject == bindparam("agent"), _TYPE == "order", _T.state != NEEDS_SECOND)
)
# The newest order about the agent's traces, which no column names.
_CAPTURE = (
    select(_E.envelope)
    .select_from(schema.listing)
    .join(schema.entries, _E.seq == _L.seq)
    .join(schema.accepted, _T.envelope == _E.envelope)
    .where(_L.subject == bindparam("agent"), _TYPE == "order", _L.verdict == "traces", _T.state == "in_force")
    .order_by(_L.seq.desc())
    .limit(1)
)
# The entry of the agent's newest fall to a lower level.
_FALL = (
    select(_L.seq)
    .where(_L.subject == bindparam("agent"), _TYPE == "incident", _L.verdict == "lowered")
    .order_by(_L.seq.desc())
    .limit(1)
)
_NEWEST = Prepared(select(_TAKEN.order_by(_L.seq.desc()).limit(1).scalar_subquery(), _FALL.scalar_subquery()))
# What the gateway noted of orders that wait for a second person: never in force by themselves.
_WAITING = (
    select(schema.payloads.c.bytes)
    .join(schema.listing, _L.seq == schema.payloads.c.seq)
    .where(
        _L.subject == bindparam("agent"),
        _TYPE == "delivered",
        _L.verdict.startswith(history_words.WAITS),
        schema.payloads.c.name == "delivered",
    )
)


@dataclass(frozen=True, slots=True)
class InForce:
    """An agent's standing, as its owner signed it.

    Attributes:
        cap: the lower level that it fell to by itself.
        raw_tools: the descriptors as they were signed, in order.
        envelopes: digests of the orders that all of this rests on.
        policy_sha256: one digest over those.
        owner_active: whether its owner still stands on the roster as one.
        problem: why its orders cannot be relied on, so that a person decides everything; empty when they can.
        capture: what is kept of the spans that its program exports, by the order ``capture_order``.
    """

    autonomy: Autonomy = LOWEST
    cap: Level | None = None
    mandate: Mandate | None = None
    mandate_sha256: str | None = None
    charter: Charter | None = None
    tools: Mapping[str, ToolDescriptor] = field(default_factory=dict)
    raw_tools: tuple[Mapping[str, Any], ...] = ()
    owner: str = ""
    owner_active: bool = False
    envelopes: tuple[str, ...] = ()
    problem: str = ""
    capture: Capture = Capture.OFF
    capture_order: str | None = None

    @property
    def policy_sha256(self) -> str:
        return sha256_hex(canonical(list(self.envelopes)))


def read(context: Context, connection: Connection, agent: AgentRow, people: Roster) -> InForce:
    """The orders about an agent that are in force; total: what does not verify is a ``problem``, never an exception."""
    newest, fall = _NEWEST.run(connection, {"agent": agent.id}).one()
    named = (agent.level_envelope, agent.mandate_envelope, agent.charter_envelope, agent.registry_envelope)
    key = (
        context.log.origin, agent.id, agent.order_envelope, *named, tuple(sorted(agent.seconded.items())),
        people.sha256, newest, fall,
    )  # fmt: skip
    found = _KEPT.get(key)
    if found is None:
        try:
            found = _Reader(context, connection, agent, people).read(fall)
        except (KnownError, KeyError, TypeError) as error:
            said = error.text() if isinstance(error, KnownError) else f"unreadable ({type(error).__name__})"
            _log.error("the orders about %s do not verify: %s", agent.id, said)
            return InForce(owner=agent.owner, problem="what its owner signed does not verify here; see the log")
        _KEPT.put(key, found)
    return _as_stored(agent, found, people)


def _as_stored(agent: AgentRow, found: InForce, people: Roster) -> InForce:
    """What the cards show comes from the same orders, or nothing counts."""
    owner = people.people.get(found.owner)
    active = owner is not None and owner.has(Role.OWNER) and bool(owner.keys)
    if agent.owner != found.owner or list(agent.raw_tools.values()) != list(found.raw_tools):
        _log.error("the stored registration of %s is not the signed one", agent.id)
        return InForce(owner=found.owner, owner_active=active, problem="its stored registration was changed by hand")
    try:
        cap = Level(agent.cap) if agent.cap is not None else None
    except ValueError:
        cap = Level.L0
    # The ledger tells of the fall as well, so that nobody lifts it by emptying the column.
    caps = [one for one in (cap, found.cap) if one is not None]
    return replace(found, cap=min(caps, key=lambda one: one.rank) if caps else None, owner_active=active)


class _Reader:
    """Reads and checks the orders of one agent once."""

    def __init__(self, context: Context, connection: Connection, agent: AgentRow, people: Roster) -> None:
        self._origin = context.log.origin
        self._connection = connection
        self._agent = agent
        self._people = people
        self._envelopes: list[str] = []

    def read(self, fall: int | None) -> InForce:
        """The standing; its ``cap`` is what the ledger tells of a fall at entry ``fall``."""
        agent = self._agent
        registered = self._body("agent", agent.order_envelope) or {}
        level = self._body("level", agent.level_envelope)
        mandate = self._body("mandate", agent.mandate_envelope)
        charter = self._body("charter", agent.charter_envelope)
        registry = self._body("registry", agent.registry_envelope)
        raw_tools = (registry or registered)["tools"]
        self._check_newest()
        self._check_registry(registered, registry)
        read_charter = reading.read_charter_order(charter)[1] if charter else None
        return InForce(
            autonomy=reading.read_level_order(level)[1] if level else Autonomy(Level(registered["level"])),
            cap=self._fallen(fall),
            mandate=reading.read_mandate_order(mandate)[1] if mandate else None,
            mandate_sha256=agent.mandate_envelope if mandate and mandate["mandate"] is not None else None,
            # Another owner has said nothing yet of what it is for.
            charter=read_charter if read_charter is not None and read_charter.owner == registered["owner"] else None,
            tools=reading.read_registry(raw_tools),
            raw_tools=tuple(raw_tools),
            owner=registered["owner"],
            envelopes=tuple(self._envelopes),
            **self._capture(registered["owner"]),
        )

    def _capture(self, owner: str) -> dict[str, Any]:
        """What the newest order about traces says, which is no part of what policy goes by."""
        sha = self._connection.execute(_CAPTURE, {"agent": self._agent.id}).scalar_one_or_none()
        if sha is None:
            return {}
        try:
            body, person = self._signed("traces", sha)
            capture = reading.read_traces_order(body)[1]
        except (KnownError, KeyError, TypeError) as error:
            # It lets nothing run, so the other orders stand: what does not verify switches nothing on.
            said = error.text() if isinstance(error, KnownError) else type(error).__name__
            _log.error("the order about the traces of %s does not verify: %s", self._agent.id, said)
            return {"capture_order": sha}
        # Another owner has switched nothing on yet.
        return {"capture": capture if person == owner else Capture.OFF, "capture_order": sha}

    def _body(self, kind: str, sha: str | None) -> Mapping[str, Any] | None:
        if sha is None:
            return None
        body, person = self._signed(kind, sha)
        first = self._agent.seconded.get(sha)
        if first is not None:
            said, other = self._signed(kind, first, first=True)
            if said != body or other == person:
                raise Forbidden("Two people signed different orders, or one signed twice", where=kind)
            self._envelopes.append(first)
        self._envelopes.append(sha)
        return body

    def _signed(self, kind: str, sha: str, *, first: bool = False) -> tuple[Mapping[str, Any], str]:
        """Body and signer of an order that was taken in here, its signature checked at its place.

        Args:
            first: it is the first of two, which is not in force by itself.
        """
        taken = self._connection.execute(select(_T.seq, _T.state).where(_T.envelope == sha)).one_or_none()
        if taken is None:
            raise Forbidden("The order was never taken in here", where=f"{kind} {sha[:16]}")
        envelope = ledger_log.envelope(self._connection, sha)
        if envelope.sha256 != sha:
            raise Forbidden("The stored order is another one", where=f"{kind} {sha[:16]}")
        person = self._people.signer(envelope, taken.seq)
        if self._people.doubtful(envelope.keyid, taken.seq):
            raise Forbidden("The key that signed this was reported compromised", where=f"{kind} {sha[:16]}")
        _subject, predicate = read_order(envelope)
        body = predicate["body"]
        if predicate["kind"] != kind or predicate["audience"] != self._origin or not isinstance(body, Mapping):
            raise Forbidden("The order is another one", where=f"{kind} {sha[:16]}")
        if body["id" if kind == "agent" else "agent"] != self._agent.id:
            raise Forbidden("The order is about another agent", where=f"{kind} {sha[:16]}")
        if not first and (taken.state == NEEDS_SECOND or sha in self._waiting):
            raise Forbidden("Nobody has seconded this order", where=f"{kind} {sha[:16]}")
        return body, person.id

    @cached_property
    def _waiting(self) -> set[str]:
        """The orders of which the ledger says that they were first signatures of two."""
        found = self._connection.execute(_WAITING, {"agent": self._agent.id}).scalars().all()
        return {str(json.loads(bytes(one))["envelope"]) for one in found}

    def _fallen(self, fall: int | None) -> Level | None:
        """The level that the agent fell to after its level was set last; L1 where the entry's words were erased."""
        if fall is None or fall < self._place(self._agent.level_envelope or self._agent.order_envelope):
            return None
        try:
            return Level(json.loads(ledger_log.payload(self._connection, fall, "lowering"))["to"])
        except NotFound:
            return Level.L1

    def _check_registry(self, registered: Mapping[str, Any], registry: Mapping[str, Any] | None) -> None:
        """A registration that describes other tools ends the registry before it."""
        agent = self._agent
        if registry is None or agent.registry_envelope is None or registry["tools"] == registered["tools"]:
            return
        if self._place(agent.order_envelope) > self._place(agent.registry_envelope):
            raise Forbidden("A newer registration describes other tools", where=agent.registry_envelope[:16])

    def _place(self, sha: str) -> int:
        return int(self._connection.execute(select(_T.seq).where(_T.envelope == sha)).scalar_one())

    def _check_newest(self) -> None:
        """No order that was taken in follows one of those in force."""
        agent = self._agent
        chain = {"agent": agent.order_envelope, "level": agent.level_envelope, "mandate": agent.mandate_envelope,
                 "charter": agent.charter_envelope, "registry": agent.registry_envelope}  # fmt: skip
        for sha, kind, supersedes in self._taken():
            if supersedes is not None and chain.get(kind) == supersedes and sha != supersedes:
                raise Forbidden("A newer order follows the one that stands in the table", where=f"{kind} {sha[:16]}")

    def _taken(self) -> Iterator[tuple[str, str, str | None]]:
        for sha in self._connection.execute(_TAKEN, {"agent": self._agent.id}).scalars().all():
            try:
                predicate = read_order(ledger_log.envelope(self._connection, sha))[1]
            except InvalidInput:
                continue
            yield sha, str(predicate["kind"]), predicate["supersedes"]


_KEPT: Remembered[Hashable, InForce] = Remembered(_MOST_KEPT)
