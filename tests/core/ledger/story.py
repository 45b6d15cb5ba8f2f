"""Builds ledgers for tests with the real profile, keys and log."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from counterseal.clock import stamp
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Appended, Draft, Log
from counterseal.ledger.roster_form import Body, announcement_body, roster_body
from counterseal.ledger.roster_rules import compare
from counterseal.model.actions import Action
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import action_sha256, canonical
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import SigningKey
from counterseal.seal.keywrap import Cost
from counterseal.seal.possession import prove
from counterseal.seal.statements import Basis, DecisionContent, Who, sign_decision, sign_order
from counterseal.sync.profile import KeyChoice, Profile

PASSPHRASE = "correct horse"
CHEAP = KeyChoice(PASSPHRASE, use_keyring=False, cost=Cost(64, 1, 1))


class StoryClock:
    """A clock that moves by a second with every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def action_id(number: int) -> str:
    return str(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + number))


def refund(number: int, amount: int = 124_000) -> Action:
    return Action(action_id(number), "refunds", "refunds.issue", {"amount_minor": amount, "order": f"88{number}"})


@dataclass
class Story:
    """A profile, and verbs that append to its log as the real callers do."""

    profile: Profile
    clock: StoryClock = field(default_factory=StoryClock)

    @staticmethod
    def create(home: Path) -> Story:
        clock = StoryClock()
        return Story(Profile.create(home, "Maria Lind", CHEAP, clock), clock)

    def close(self) -> None:
        self.profile.close()

    @property
    def log(self) -> Log:
        return self.profile.log

    @property
    def me(self) -> Who:
        return Who(self.profile.person_id, "Maria Lind", "owner")

    def add(self, *drafts: Draft) -> Appended:
        with self.profile.database.write() as connection:
            return self.log.append(connection, drafts)

    def now(self) -> str:
        return stamp(self.clock.now())

    def asked(self, action: Action, title: str) -> int:
        payload = {"action": canonical(action.members())}
        draft = Draft("action_received", self.now(), action.id, payloads=payload, agent=action.agent, title=title)
        return self.add(draft).seqs[0]

    def decide(self, action: Action, verdict: Verdict, title: str, **changes: Any) -> int:
        envelope = self.sign(action, verdict, **changes)
        draft = Draft(
            "decision",
            self.now(),
            action.id,
            envelope,
            verdict=verdict.value,
            agent=action.agent,
            person=changes.get("who", self.me).id,
            title=title,
            search=str(changes.get("reason", "")),
        )
        return self.add(draft).seqs[0]

    def sign(self, action: Action, verdict: Verdict, **changes: Any) -> Envelope:
        key = changes.pop("key", None) or self.profile.key
        content: dict[str, Any] = {
            "verdict": verdict,
            "action": action,
            "original_sha256": action_sha256(action),
            "who": self.me,
            "audience": self.log.origin,
            "nonce": os.urandom(16).hex(),
            "halt_epoch": 0,
            "decided_at": self.now(),
            "expires_at": None,
            "shown": Shown("ab" * 32, "counterseal-facts/1", ("facts", "trace"), 48_000),
            "basis": Basis(risk="R3", level="L1", roster_sha256=self.profile.roster().sha256, solo=True),
        }
        return sign_decision(DecisionContent(**{**content, **changes}), key)

    def order(self, kind: str, body: Mapping[str, Any], subject: str, entry_type: str = "order", **more: Any) -> int:
        envelope = sign_order(
            kind,
            body,
            subject=subject,
            who=more.get("who", self.me),
            audience=more.get("audience", self.log.origin),
            nonce=os.urandom(16).hex(),
            supersedes=more.get("supersedes"),
            reason=more.get("reason", "because"),
            at=self.now(),
            key=more.get("key", self.profile.key),
        )
        person = more.get("who", self.me).id
        agent = "" if subject.startswith("counterseal/") else subject
        draft = Draft(entry_type, self.now(), subject, envelope, verdict=kind, agent=agent, person=person, title=kind)
        return self.add(draft).seqs[0]

    def enrol(self, name: str, key: SigningKey, *roles: Role) -> int:
        """A second person, by a roster order of mine."""
        now = self.profile.roster()
        people = [
            *now.people.values(),
            Person(action_id(900 + len(now.people)), name, roles, {key.id: key.public.hex()}),
        ]
        return self.roster(people, key)

    def roster(self, people: list[Person], *keys: SigningKey, entry_type: str = "", **more: Any) -> int:
        """A roster order of mine under the type that fits it; ``keys`` are those whose holders prove that they have
        them, ``more`` are members of its body or arguments of ``order``."""
        now = self.profile.roster()
        owners = {identity: p.id for p in people for identity in [*p.keys, *p.recovery]}
        proofs = {key.id: prove(key, owners[key.id]) for key in keys if key.id in owners}
        members = {name: more.pop(name) for name in ("because", "compromised") if name in more}
        body = roster_body(people, self.log.key.public, self.log.origin, proofs=proofs, **members)
        order = {"supersedes": now.sha256, **more}
        if not entry_type:
            listed = Body({p.id: p for p in people}, now.log_key, now.log, members.get("compromised", {}))
            entry_type = compare(now, listed).entry_type
        return self.order("roster", body, self.log.origin, entry_type, **order)

    def announce(self, person: Person, *keys: SigningKey, **more: Any) -> str:
        """Announce an enrolment; its digest."""
        body = announcement_body(person, {key.id: prove(key, person.id) for key in keys})
        seq = self.order("key", body, self.log.origin, supersedes=self.profile.roster().sha256, **more)
        with self.profile.reading() as connection:
            return str(json.loads(ledger_log.leaf_bytes(connection, seq))["dsse_sha256"])

    def ran(self, kind: str, action: Action, title: str, verdict: str = "", note: str = "") -> int:
        body = {"action_sha256": action_sha256(action), "envelopes": [], "note": note}
        payload = {"receipt": json.dumps(body).encode()}
        drafts = Draft(kind, self.now(), action.id, payloads=payload, verdict=verdict, agent=action.agent, title=title)
        return self.add(drafts).seqs[0]

    def tell(self) -> None:
        """Entries 0 to 11."""
        first, second = refund(1), refund(2, 3_800)
        agent = {"id": "refunds", "name": "Refunds agent", "owner": self.profile.person_id, "tools": []}
        self.order("agent", agent, "refunds")
        self.asked(first, "Refund €1,240.00 for order 881")
        self.decide(first, Verdict.APPROVE, "Refund €1,240.00 for order 881", reason="Photos show the crack")
        self.ran("delivered", first, "Refund €1,240.00 for order 881")
        self.ran("permit_taken", first, "Refund €1,240.00 for order 881")
        self.ran("outcome", first, "Refund €1,240.00 for order 881", "done", "refund RF-9921")
        self.asked(second, "Refund €38.00 for order 882")
        self.decide(second, Verdict.REJECT, "Refund €38.00 for order 882", reason="Not ours, <b>bold</b>")
        self.ran("delivered", second, "Refund €38.00 for order 882")
        self.order("halt", {"scope": "agent", "agent": "refunds"}, "refunds", "halt")
        self.ran("voided", refund(3), "Refund €1,240.00 for order 883")

    def size(self) -> int:
        with self.profile.reading() as connection:
            return ledger_log.head(connection)[0].size


def unguard(story: Story) -> None:
    """Drop the database's guard-rails, as whoever can write the file can."""
    with story.profile.database.write() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))


def erase(story: Story, *seqs: int, listed: bool = True, key: str | None = None) -> None:
    """Erase as DESIGN 4.3 says: payloads, salts, search rows, digests outside the leaf and the envelope."""
    named = []
    with story.profile.reading() as connection:
        for seq in seqs:
            leaf = json.loads(ledger_log.leaf_bytes(connection, seq))
            verdict = connection.execute(text("SELECT verdict FROM listing WHERE seq = :s"), {"s": seq}).scalar_one()
            named.append({"seq": seq, "type": leaf["type"], "verdict": verdict, "key": key or leaf["key"]})
    by = story.order("erasure", {"erased": named if listed else []}, story.log.origin, "erasure")
    with story.profile.database.write() as connection:
        for seq in seqs:
            at = {"s": seq}
            connection.execute(text("INSERT INTO erased VALUES (:s, :by, :by)"), {**at, "by": by})
            connection.execute(text("DELETE FROM payloads WHERE seq = :s"), at)
            connection.execute(text("DELETE FROM search WHERE rowid = :s"), at)
            connection.execute(
                text("DELETE FROM envelopes WHERE sha256 = (SELECT envelope FROM entries WHERE seq = :s)"), at
            )
            connection.execute(text("UPDATE listing SET title = '', person = '', agent = '' WHERE seq = :s"), at)
