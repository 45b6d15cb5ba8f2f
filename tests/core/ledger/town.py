"""People with keys and the roster orders they sign, folded in memory by both implementations of the rules at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from core.ledger.story import action_id
from counterseal.clock import stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.ledger import roster as rosters
from counterseal.ledger.bundle_people import Order, Register
from counterseal.ledger.roster import Roster
from counterseal.ledger.roster_form import Body
from counterseal.ledger.roster_rules import compare
from counterseal.model.people import Person, Role
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.seal.statements import Who, sign_order

ORIGIN = "counterseal/01900000-0000-7000-8000-00000000aaaa"
LOG_KEY = SigningKey(bytes(32))
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@cache
def key(number: int) -> SigningKey:
    """The same key for the same number."""
    return SigningKey(number.to_bytes(32, "little"))


def key_of(identity: str) -> SigningKey:
    return next(key(n) for n in range(100) if key(n).id == identity)


def keys(*numbers: int) -> dict[str, str]:
    return {key(n).id: key(n).public.hex() for n in numbers}


def person(number: int, *roles: Role, holds: tuple[int, ...] = (), **more: Any) -> Person:
    """Person ``number`` with signing key ``number``, unless told otherwise."""
    return Person(action_id(number), f"Person {number}", roles or (Role.REVIEWER,), keys(*(holds or (number,))), **more)


OWNER, REVIEWER, AUDITOR = Role.OWNER, Role.REVIEWER, Role.AUDITOR
OTHER_LOG = "counterseal/01900000-0000-7000-8000-00000000bbbb"
MARIA = person(1, OWNER, REVIEWER, recovery=keys(11))
JONAS = person(2, REVIEWER, recovery=keys(12))
ANA = person(3, REVIEWER)
OLE = person(4, OWNER)
AUD = person(5, AUDITOR)


@dataclass
class Town:
    """A log that holds nothing but orders about people. Both folds must agree on every one of them."""

    roster: Roster = field(init=False)
    # Why the last order that was refused was.
    code: str = field(init=False, default="")
    # The same in the words of the bundle's verifier.
    other: str = field(init=False, default="")
    register: Register = field(init=False)
    seq: int = 0
    at: datetime = START
    standing: list[Mapping[str, Person]] = field(default_factory=list)

    def found(self, *people: Person, **members: Any) -> Town:
        """Entry 0, signed by the first person."""
        body = self.body(people, **members)
        envelope = self.sign("roster", body, people[0], next(iter(people[0].keys)), supersedes=None)
        self.roster = rosters.after(None, envelope, 0, stamp(self.at), "order")
        self.register = Register(ORIGIN, LOG_KEY.id)
        self.register.first(0, body, envelope.sha256)
        self.seq = 1
        self.standing = [self.roster.people]
        return self

    def body(self, people: Iterable[Person], **members: Any) -> dict[str, Any]:
        people = list(people)
        proofs = members.pop("proofs", None)
        if proofs is None:
            proofs = {i: prove(key_of(i), p.id) for p in people for i in held(p)}
        return rosters.roster_body(people, LOG_KEY.public, ORIGIN, proofs=proofs, **members)

    def sign(self, kind: str, body: Mapping[str, Any], by: Person, identity: str, **more: Any) -> Envelope:
        supersedes = more.get("supersedes", self.roster.sha256 if hasattr(self, "roster") else None)
        return sign_order(
            kind,
            body,
            subject=ORIGIN,
            who=Who(by.id, by.name, by.roles[0].value),
            audience=more.get("audience", ORIGIN),
            nonce="00" * 16,
            supersedes=supersedes,
            reason="",
            at=stamp(self.at),
            key=key_of(identity),
        )

    def wait(self, hours: float) -> None:
        self.at += timedelta(hours=hours)

    def order(self, *people: Person, by: int, entry_type: str = "", with_key: int | None = None, **members: Any) -> str:
        """A roster order of person ``by``: empty when it is taken, else why it is refused. Both folds must agree."""
        more = {name: members.pop(name) for name in ("supersedes", "audience") if name in members}
        compromised = {**self.roster.compromised, **members.pop("compromised", {})}
        body = self.body(people, compromised=compromised, **members)
        if not entry_type:
            listed = Body({p.id: p for p in people}, self.roster.log_key, ORIGIN, compromised)
            entry_type = compare(self.roster, listed).entry_type
        envelope = self.sign("roster", body, person(by), key(with_key or by).id, **more)
        return self.take(envelope, "roster", entry_type)

    def announce(self, wanted: Person, *, by: int, with_key: int | None = None, **more: Any) -> str:
        """An announcement of person ``by``; its digest, or why it is refused."""
        proofs = more.pop("proofs", {i: prove(key_of(i), wanted.id) for i in held(wanted)})
        body = rosters.announcement_body(wanted, proofs)
        envelope = self.sign("key", body, person(by), key(with_key or by).id, **more)
        return self.take(envelope, "key", "order") or envelope.sha256

    def take(self, envelope: Envelope, kind: str, entry_type: str) -> str:
        why = self._fold(envelope, entry_type)
        other = self.other = self._register(envelope, kind, entry_type)
        assert (why == "") == (other == ""), f"the folds disagree: {why!r} and {other!r}"
        if not why:
            self.seq += 1
            self.at += timedelta(seconds=1)
            self.standing.append(self.roster.people)
            self.check()
        return why

    def _fold(self, envelope: Envelope, entry_type: str) -> str:
        try:
            self.roster = rosters.after(self.roster, envelope, self.seq, stamp(self.at), entry_type)
        except (Forbidden, InvalidInput) as error:
            self.code = error.code
            return error.text()
        return ""

    def _register(self, envelope: Envelope, kind: str, entry_type: str) -> str:
        predicate = envelope.statement()["predicate"]
        span = self.register.span(envelope.keyid, self.seq)
        if span is None:
            return "the signing key was not valid there"
        order = Order(
            self.seq,
            stamp(self.at),
            entry_type,
            predicate["body"],
            predicate["supersedes"],
            envelope.sha256,
            envelope.keyid,
            span["person"],
            span["roles"] == ["recovery"],
        )
        before = replace(self.register, people=dict(self.register.people))
        try:
            (self.register.follow if kind == "roster" else self.register.announce)(order)
        except Exception as error:  # noqa: BLE001  (the stranger's verifier reports whatever it meets as a finding)
            self.register = before
            return str(error) or type(error).__name__
        return ""

    def check(self) -> None:
        """What must hold after every order that is taken."""
        told = [{**record, "roles": list(record["roles"])} for record in self.register.records()]
        assert sorted(map(str, told)) == sorted(
            str({name: getattr(r, name) if name != "roles" else list(r.roles) for name in _MEMBERS})
            for r in self.roster.keys
        )
        for seq, people in enumerate(self.standing):
            # An order counts from its own entry on; it is signed with what stood before it.
            now = {i for p in people.values() for i in [*p.keys, *p.recovery]}
            assert {r.id for r in self.roster.keys if r.covers(seq)} == now


def founded() -> Town:
    """Maria alone, who owns."""
    return Town().found(MARIA)


def pair() -> Town:
    """Maria, who owns, and Jonas, who reviews."""
    town = founded()
    assert town.order(MARIA, JONAS, by=1) == ""
    return town


def trio() -> Town:
    """Maria and Ole own, Jonas reviews."""
    town = pair()
    assert town.order(MARIA, JONAS, OLE, by=1, because=[town.announce(OLE, by=2)]) == ""
    return town


_MEMBERS = (
    "id", "person", "name", "roles", "public_key", "from_seq", "until_seq", "compromised_since",
)  # fmt: skip


def held(who: Person) -> list[str]:
    """Ids of all keys of a person's entry."""
    logs = [key(n).id for n in range(100) if key(n).public.hex() in who.logs.values()] if who.logs else []
    return [*who.keys, *who.recovery, *logs]
