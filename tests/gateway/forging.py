"""Statements made by hand: what an attacker, a broken desk or a second person could send to a gateway."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from counterseal.clock import SystemClock, stamp
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster
from counterseal.ledger.log import Draft
from counterseal.model.decisions import Verdict
from counterseal.model.ids import uuid7
from counterseal.model.people import Person, Role
from counterseal.model.strict_json import Limits
from counterseal.seal.digests import canonical
from counterseal.seal.dsse import Envelope, seal
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.seal.statements import DecisionContent, Who, sign_decision, sign_order
from gateway.desks import Bench

WIDE = Limits(size=3 << 20, depth=64, keys=10_000)
# Everybody whom a forge has enrolled in this run, since forges come and go on one profile.
_ENROLLED: dict[str, Signer] = {}


@dataclass(frozen=True)
class Signer:
    """A person with a key."""

    id: str
    name: str
    key: SigningKey
    role: str = "owner"

    @property
    def who(self) -> Who:
        return Who(self.id, self.name, self.role)


class Forge:
    """Makes, stores and posts statements beside the desk, with its log key at hand."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.profile = bench.profile
        self.owner = Signer(self.profile.person_id, "Maria Lind", self.profile.key)
        self._people = bench.people

    # -- people ---------------------------------------------------------------------------------------------
    def enrol(self, name: str, roles: Sequence[str] = ("owner", "reviewer")) -> Signer:
        """Put another person on the roster, signed by the first owner, seconded where that takes two."""
        key = SigningKey.generate()
        person = Person(uuid7(SystemClock()), name, tuple(Role(r) for r in roles), {key.id: key.public.hex()})
        proofs = {key.id: prove(key, person.id)}
        known = self.profile.roster()
        because = [] if known.solo else [self._second(known.deciders, person, proofs)]
        self.change([*known.people.values(), person], "key_enrolled", proofs=proofs, because=because)
        signer = _ENROLLED[person.id] = Signer(person.id, name, key, roles[0])
        return signer

    def revoke(self, who: Signer, compromised_since: int | None = None) -> None:
        """Take a person off the roster, and report their key compromised from an entry on."""
        known = self.profile.roster()
        compromised = {
            **known.compromised,
            **({who.key.id: compromised_since} if compromised_since is not None else {}),
        }
        left = [p for p in known.people.values() if p.id != who.id]
        self.change(left, "key_revoked", compromised=compromised)

    def announce(self, person: Person, proofs: Mapping[str, str], by: Signer, at: str | None = None) -> str:
        """Announce an enrolment as somebody else would from their own desk; its digest."""
        origin = self.profile.log.origin
        body = roster.announcement_body(person, proofs)
        order = self.order("key", body, by, subject=origin, supersedes=self.profile.roster().sha256)
        self.store(order, "order", origin, verdict="key", at=at, person=by.id)
        return order.sha256

    def _second(self, deciders: frozenset[str], person: Person, proofs: Mapping[str, str]) -> str:
        """Announce an enrolment as another decider; as the only one left, 73 hours ago. The announcement's digest."""
        others = [_ENROLLED[i] for i in deciders if i in _ENROLLED]
        if others:
            return self.announce(person, proofs, others[0])
        return self.announce(person, proofs, self.owner, stamp(SystemClock().now() - timedelta(hours=73)))

    def change(self, people: list[Person], entry_type: str, by: Signer | None = None, **members: Any) -> None:
        """Store a roster order as it comes."""
        log, by = self.profile.log, by or self.owner
        body = roster.roster_body(people, log.key.public, log.origin, **members)
        order = self.order("roster", body, by, subject=log.origin, supersedes=self.profile.roster().sha256)
        self.store(order, entry_type, log.origin, verdict="roster", person=by.id)

    # -- statements -------------------------------------------------------------------------------------------
    def decision(
        self,
        action_id: str,
        verdict: Verdict = Verdict.APPROVE,
        by: Signer | None = None,
        *,
        predicate: Mapping[str, Any] | None = None,
        statement: Mapping[str, Any] | None = None,
        **content: Any,
    ) -> Envelope:
        """A decision on what is shown now. ``content`` replaces typed members, ``predicate`` raw ones, ``statement``
        members of the statement itself; all of it is signed as it then stands."""
        by = by or self.owner
        detail = self.bench.held(action_id)
        now = SystemClock().now()
        members: dict[str, Any] = {
            "verdict": verdict,
            "action": detail.action,
            "original_sha256": detail.item.digest,
            "who": by.who,
            "audience": detail.audience,
            "nonce": detail.item.nonce,
            "halt_epoch": detail.item.halt_epoch,
            "decided_at": stamp(now),
            "expires_at": stamp(now + timedelta(hours=1)),
            "answer": "no" if verdict is Verdict.ANSWER else "",
        }
        envelope = sign_decision(DecisionContent(**{**members, **content}), by.key)
        if predicate is None and statement is None:
            return envelope
        raw = json.loads(envelope.payload)
        raw["predicate"].update(predicate or {})
        raw.update(statement or {})
        return seal(canonical(raw, WIDE), by.key)

    def order(
        self,
        kind: str,
        body: Mapping[str, Any],
        by: Signer | None = None,
        *,
        reason: str = "",
        supersedes: str | None = None,
        audience: str | None = None,
        subject: str | None = None,
        at: str | None = None,
        expires_at: str | None = None,
    ) -> Envelope:
        by = by or self.owner
        return sign_order(
            kind,
            body,
            subject=subject or "refunds",
            who=by.who,
            audience=audience or self.profile.log.origin,
            nonce=os.urandom(16).hex(),
            supersedes=supersedes,
            reason=reason,
            at=at or stamp(SystemClock().now()),
            key=by.key,
            expires_at=expires_at,
        )

    # -- storing and sending --------------------------------------------------------------------------------
    def store(
        self,
        envelope: Envelope,
        kind: str,
        subject: str,
        verdict: str = "",
        at: str | None = None,
        person: str = "",
        agent: str = "",
    ) -> int:
        """Append it to the profile's log, as a desk would; its place there."""
        at = at or stamp(SystemClock().now())
        draft = Draft(kind, at, subject, envelope, verdict=verdict, agent=agent, person=person, title="by hand")
        with self.profile.database.write() as connection:
            return self.profile.log.append(connection, [draft]).seqs[0]

    def delivery(self, envelope: Envelope, index: int) -> dict[str, Any]:
        """The body that proves its storage, from the head that the gateway has seen."""
        seen = self.seen()
        with self.profile.reading() as connection:
            head, note = ledger_log.head(connection)
            return {
                "envelope": envelope.to_json(),
                "leaf": text(ledger_log.leaf_bytes(connection, index)),
                "index": index,
                "inclusion": [text(h) for h in ledger_log.prove_inclusion(connection, index, head.size)],
                "consistency": [text(h) for h in ledger_log.prove_consistency(connection, seen, head.size)],
                "checkpoint": note,
            }

    def seen(self) -> int:
        """The size of this profile's log that the gateway has witnessed."""
        with self.profile.reading() as connection:
            query = "SELECT size FROM witnessed WHERE origin = ?"
            return int(connection.exec_driver_sql(query, (self.profile.log.origin,)).scalar() or 0)

    def post(self, body: Any, path: str = "/v1/decisions") -> httpx.Response:
        with self._people() as people:
            return people.post(path, json=body)

    def send(self, envelope: Envelope, subject: str) -> httpx.Response:
        """Store a decision and deliver it."""
        return self.post(self.delivery(envelope, self.store(envelope, "decision", subject)))

    def post_order(self, order: Envelope) -> httpx.Response:
        """Store an order under its own type and deliver it."""
        kind = json.loads(order.payload)["predicate"]["kind"]
        stored = self.store(order, kind if kind in ("halt", "reset") else "order", "refunds")
        return self.post(self.delivery(order, stored), "/v1/orders")


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()
