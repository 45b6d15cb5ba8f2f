"""Who may sign what, from the roster orders of a log alone: people, key spans, announcements, and what took effect.

Part of verify.py (see ``bundle_script``), so it imports the standard library and "cryptography" only.

A roster order is one of three changes. A *rotation* replaces keys of one person and is signed by one of the old ones
or by that person's recovery key. A *narrowing* only takes away. Everything else is a *widening* and takes two people,
unless the log never had a second one who decides, or only one is left who announced it 72 hours before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from counterseal.ledger.bundle_forms import from_base64, is_count, is_hex64, is_object, need, verify, words

ROLES = words("owner reviewer auditor")
DECIDERS = words("owner reviewer")
RECORD = ("person", "name", "roles", "public_key")
POSSESSION = b"counterseal/possession/v1\0"
LOG = "counterseal/"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RECOVERY_ONLY = "a recovery key signs nothing but new keys for its own person"
ALONE_WAITS = timedelta(hours=72)


@dataclass(frozen=True)
class Person:
    """A person's entry on the roster; ``logs`` maps log origins and the others key ids to public keys in hex."""

    id: str
    name: str
    roles: tuple[str, ...]
    keys: dict[str, str]
    logs: dict[str, str]
    recovery: dict[str, str]

    @property
    def decides(self) -> bool:
        return bool(self.keys and DECIDERS & set(self.roles))

    def held(self) -> dict[str, str]:
        """Every public key by its id."""
        return {**self.keys, **self.recovery, **{key_id(public): public for public in self.logs.values()}}

    def holdings(self) -> tuple[dict[str, str], ...]:
        """What they hold, by what it is for."""
        return self.keys, self.recovery, self.logs

    def gains_over(self, old: Person | None, *, but_name: bool = False) -> bool:
        """Whether this entry gives its person anything that ``old`` did not, or another name."""
        if old is None:
            return True
        pairs = zip(self.holdings(), old.holdings(), strict=True)
        more = any(new.items() - before.items() for new, before in pairs) or not set(self.roles) <= set(old.roles)
        return more or (self.name != old.name and not but_name)


NOBODY = Person("", "", (), {}, {}, {})


@dataclass(frozen=True)
class Order:
    """A roster order or announcement whose signature is good. ``recovery``: by the signer's recovery key."""

    seq: int
    at: str
    type: str
    body: dict[str, Any]
    supersedes: Any
    sha256: str
    key: str
    signer: str
    recovery: bool


@dataclass(frozen=True)
class Announcement:
    order: Order
    person: Person


@dataclass
class Register:
    """The people of one log as its entries name them, up to the newest one read.

    Attributes:
        people: who is on the roster now.
        spans: every key with the entries it counted for: signing keys, and recovery keys in role ``recovery``.
        compromised: key id to the first entry whose signature by it is doubtful.
        sha256: digest of the roster order in force; empty before entry 0.
        announced: announcements by the digest of their envelope.
        logs: keys of people's desktop logs by origin, former ones included.
    """

    origin: str
    log_key: str
    people: dict[str, Person] = field(default_factory=dict)
    spans: list[dict[str, Any]] = field(default_factory=list)
    compromised: dict[str, int] = field(default_factory=dict)
    sha256: str = ""
    announced: dict[str, Announcement] = field(default_factory=dict)
    logs: dict[str, set[bytes]] = field(default_factory=dict)

    def span(self, keyid: str, seq: int) -> dict[str, Any] | None:
        """The span of that key which covers that entry."""
        for span in self.spans:
            until = span["until_seq"]
            if span["id"] == keyid and span["from_seq"] <= seq and (until is None or seq < until):
                return span
        return None

    def holders(self) -> dict[str, str]:
        """Who holds each key, or held it last."""
        return {span["id"]: span["person"] for span in self.spans}

    def records(self) -> list[dict[str, Any]]:
        """What keys.json has to say."""
        return [{**span, "compromised_since": self.compromised.get(span["id"])} for span in self.spans]

    def first(self, seq: int, body: dict[str, Any], sha256: str) -> None:
        """Take the roster of entry 0."""
        need(seq == 0, "no roster stands before it")
        people, compromised = self.read(body)
        need(not any(compromised.values()), "a key cannot be compromised from a later entry on")
        self.keep(people, compromised, sha256, 0)

    def announce(self, order: Order) -> None:
        """Take an announced enrolment; it changes nothing by itself."""
        body = order.body
        need(is_object(body, {"change", "person", "proofs"}), "an announcement has change, person and proofs")
        need(body["change"] == "enrol", "an announcement is about an enrolment")
        need(not order.recovery, RECOVERY_ONLY)
        need(order.supersedes == self.sha256, "the announcement does not name the roster in force")
        need(self.people.get(order.signer, NOBODY).decides, "who announced it may not")
        person = read_person(body["person"])
        self.possession(person, body["proofs"])
        # The same order may stand twice; then it was announced when it first did.
        self.announced.setdefault(order.sha256, Announcement(order, person))

    def follow(self, order: Order) -> None:
        """Take a roster order after the first, if it may do what it does."""
        need(order.supersedes == self.sha256, "the roster does not follow the one before")
        people, compromised = self.read(order.body)
        need(
            all(key in compromised and compromised[key] <= since for key, since in self.compromised.items()),
            "the roster forgets that a key was compromised, or since when",
        )
        need(max(compromised.values(), default=0) <= order.seq, "a key cannot be compromised from a later entry on")
        named = {key for key, since in compromised.items() if self.compromised.get(key) != since}
        for person in people.values():
            self.possession(person, order.body.get("proofs", {}))
        changed = {one for one in {*people, *self.people} if people.get(one) != self.people.get(one)}
        widened = [one for one in people.values() if one.gains_over(self.people.get(one.id))]
        both = [(self.people.get(one), people.get(one)) for one in changed]
        # Only names and roles differ: the one sort of change that stands under a plain order.
        plain = not named and all(old and new and old.holdings() == new.holdings() for old, new in both)
        if self.is_rotation(changed, people, named):
            self.rotate(order, people[min(changed)])
        elif not widened:
            self.narrow(order, changed, named, plain)
        else:
            others = (changed | {self.holders().get(key) for key in named}) - {one.id for one in widened}
            self.widen(order, widened, others, plain)
        holders = {self.holders().get(key) for key in named}
        self.keep(people, compromised, order.sha256, order.seq)
        self.announced = {
            digest: one for digest, one in self.announced.items() if one.person.id not in changed | holders
        }

    def is_rotation(self, changed: set[str], people: Mapping[str, Person], named: set[str]) -> bool:
        """Whether one person's keys are replaced and nothing else changes."""
        if len(changed) != 1:
            return False
        (who,) = changed
        old, new = self.people.get(who), people.get(who)
        if old is None or new is None or (old.name, old.roles, old.logs) != (new.name, new.roles, new.logs):
            return False
        if len(new.keys) > len(old.keys) or not named <= old.held().keys() - new.held().keys():
            return False
        return bool(new.keys.keys() - old.keys.keys() or (new.keys == old.keys and new.recovery.keys() - old.recovery))

    def rotate(self, order: Order, new: Person) -> None:
        need(order.type == "key_rotated", "an order that replaces keys stands under key_rotated")
        need(order.signer == new.id, "keys are replaced by the person whose keys they are")
        need(
            not order.recovery or new.keys != self.people[new.id].keys, "a new sheet is signed by the person's own key"
        )

    def narrow(self, order: Order, changed: set[str], named: set[str], plain: bool) -> None:
        need(not order.recovery, RECOVERY_ONLY)
        mine = changed <= {order.signer} and all(self.holders().get(key) == order.signer for key in named)
        need(mine or "owner" in self.people[order.signer].roles, "only an owner takes away from others")
        fits = order.type == "key_revoked" or (order.type == "order" and plain)
        need(fits, "an order that only takes away stands under key_revoked")

    def widen(self, order: Order, widened: list[Person], others: Set[str | None], plain: bool) -> None:
        """Two people for everybody who gains something, or one alone in the two cases where there is no second one."""
        need(not order.recovery, RECOVERY_ONLY)
        adds = any(one.gains_over(self.people.get(one.id), but_name=True) for one in widened)
        fits = (order.type == "key_enrolled" and adds) or (order.type == "order" and plain)
        need(fits, f"an order of type {order.type} does not do what this one does")
        me = self.people[order.signer]
        need(me.decides, "who signed may not widen the roster")
        need("owner" in me.roles or others <= {me.id}, "only an owner takes away from others")
        ever = {span["person"] for span in self.spans if DECIDERS & set(span["roles"])}
        if len(ever) == 1 and "owner" in me.roles:
            return
        because = list(self.rests_on(order))
        active = [one.id for one in self.people.values() if one.decides]
        for new in widened:
            named = [one.order for one in because if one.person == new]
            hands = {me.id} | {one.signer for one in named}
            if len(hands) > 1 and any("owner" in self.people[one].roles for one in hands):
                continue
            need(active == [me.id], "enrolling takes two people, one of them an owner")
            need(
                any(moment(order.at) - moment(one.at) >= ALONE_WAITS for one in named),
                "the last one left enrols somebody 72 hours after announcing it, not before",
            )

    def rests_on(self, order: Order) -> Iterator[Announcement]:
        """The announcements that an order names and that still count."""
        for digest in order.body.get("because", []):
            found = self.announced.get(digest)
            if found is None:
                raise ValueError("it rests on an announcement that is not in this log")
            by = found.order
            doubtful = self.compromised.get(by.key, by.seq + 1) <= by.seq
            if self.people.get(by.signer, NOBODY).decides and not doubtful:
                yield found

    def possession(self, person: Person, proofs: Any) -> None:
        """Hold every key that is new to this person to the proof that its holder has it."""
        need(isinstance(proofs, dict), "proofs are not an object")
        before = self.people.get(person.id, NOBODY).held()
        for keyid, public in person.held().items():
            if keyid not in before:
                prove(person.id, public, proofs.get(keyid))

    def read(self, body: Any) -> tuple[dict[str, Person], dict[str, int]]:
        """People and compromised keys of a roster order's body."""
        optional = {"compromised", "because", "proofs"}
        need(is_object(body, {"people", "log_key", "log"}, optional), "a roster has people, log_key and log")
        need(body["log"] == self.origin and is_hex64(body["log_key"]), "the roster is that of another log")
        need(key_id(body["log_key"]) == self.log_key, "the roster names another log key")
        need(isinstance(body["people"], list) and body["people"], "a roster names at least one person")
        because = body.get("because", [])
        need(isinstance(because, list) and all(map(is_hex64, because)), "a roster names announcements by their digests")
        need(isinstance(body.get("proofs", {}), dict), "proofs are not an object")
        people = [read_person(raw) for raw in body["people"]]
        need(len({p.id for p in people}) == len(people), "a person stands twice on the roster")
        held = [self.log_key, *(keyid for person in people for keyid in person.held())]
        need(len(set(held)) == len(held), "a key stands twice on the roster")
        logs = [self.origin, *(origin for person in people for origin in person.logs)]
        need(len(set(logs)) == len(logs), "a log stands twice on the roster, or is this one")
        compromised = body.get("compromised", {})
        need(isinstance(compromised, dict) and all(map(is_hex64, compromised)), "compromised keys are malformed")
        need(all(map(is_count, compromised.values())), "a compromised key names no entry")
        standing = {keyid for person in people for keyid in (*person.keys, *person.recovery)}
        need(not standing & set(compromised), "a compromised key stands on the roster")
        need(any(p.keys and "owner" in p.roles for p in people), "the roster has no owner with a key")
        return {person.id: person for person in people}, compromised

    def keep(self, people: dict[str, Person], compromised: dict[str, int], sha256: str, seq: int) -> None:
        """Make this the roster in force, and end or begin the spans of keys."""
        now = {
            keyid: {"person": person.id, "name": person.name, "roles": roles, "public_key": public}
            for person in people.values()
            for keys, roles in ((person.keys, list(person.roles)), (person.recovery, ["recovery"]))
            for keyid, public in keys.items()
        }
        spans: list[dict[str, Any]] = []
        for span in self.spans:
            if span["until_seq"] is None and now.get(span["id"]) != {name: span[name] for name in RECORD}:
                span = {**span, "until_seq": seq}
            spans.append(span)
        going_on = {span["id"] for span in spans if span["until_seq"] is None}
        spans += [
            {"id": keyid, **record, "from_seq": seq, "until_seq": None}
            for keyid, record in now.items()
            if keyid not in going_on
        ]
        self.people, self.spans, self.compromised, self.sha256 = people, spans, dict(compromised), sha256
        for person in people.values():
            for origin, public in person.logs.items():
                self.logs.setdefault(origin, set()).add(bytes.fromhex(public))


def read_person(raw: Any) -> Person:
    need(is_object(raw, {"id", "name", "roles", "keys"}, {"logs", "recovery"}), "a person has id, name, roles and keys")
    roles, name = raw["roles"], raw["name"]
    need(isinstance(raw["id"], str) and UUID.fullmatch(raw["id"]), "a person's id is malformed")
    need(isinstance(name, str) and 0 < len(name.strip()) <= 120, "a person's name has 1 to 120 characters")
    need(isinstance(roles, list) and roles and set(roles) <= ROLES, "a person's roles are unknown")
    maps = [raw["keys"], raw.get("logs", {}), raw.get("recovery", {})]
    for part in maps:
        need(isinstance(part, dict) and all(map(is_hex64, part.values())), "a key is not 64 hex digits")
    named = all(origin.startswith(LOG) and UUID.fullmatch(origin.removeprefix(LOG)) for origin in maps[1])
    need(named, "a log's origin is malformed")
    person = Person(raw["id"], name, tuple(roles), *maps)
    for keyid, public in (*person.keys.items(), *person.recovery.items()):
        need(key_id(public) == keyid, "a key id does not fit its key")
    need(len(person.held()) == sum(map(len, maps)), "a key stands twice on the roster")
    return person


def prove(person: str, public: str, proof: Any) -> None:
    need(isinstance(proof, str), "it is not proven that whoever is enrolled holds the key")
    verify(bytes.fromhex(public), from_base64(proof, "a proof"), POSSESSION + person.encode("ascii"))


def key_id(public: str) -> str:
    """Hex SHA-256 of a raw public key given in hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
