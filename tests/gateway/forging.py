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
        """Put a second person on the roster, signed by the first owner."""
        key = SigningKey.generate()
        person = Person(uuid7(SystemClock()), name, tuple(Role(r) for r in roles), {key.id: key.public.hex()})
        known = self.profile.roster()
        self._roster([*known.people.values(), person], "key_enrolled", {key.id: prove(key, person.id)})
        return Signer(person.id, name, key, roles[0])

    def revoke(self, who: Signer) -> None:
        """Take a person off the roster."""
        known = self.profile.roster()
        self._roster([p for p in known.people.values() if p.id != who.id], "key_revoked")

    def _roster(self, people: list[Person], entry_type: str, proofs: Mapping[str, str] | None = None) -> None:
        log = self.profile.log
        body = roster.roster_body(people, log.key.public, log.origin, proofs=proofs)
        order = self.order("roster", body, subject=log.origin, supersedes=self.profile.roster().sha256)
        self.store(order, entry_type, log.origin, verdict="roster")

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
            at=stamp(SystemClock().now()),
            key=by.key,
        )

    # -- storing and sending --------------------------------------------------------------------------------
    def store(self, envelope: Envelope, kind: str, subject: str, verdict: str = "") -> int:
        """Append it to the profile's log, as a desk would; its place there."""
        draft = Draft(kind, stamp(SystemClock().now()), subject, envelope, verdict=verdict, title="by hand")
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
        with self._people() as people:
            return int(people.get("/v1/log/checkpoint", params={"origin": self.profile.log.origin}).json()["seen_size"])

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
