"""The form of roster orders and of announced enrolments: what their bodies hold, before any rule is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.decisions import ORDER_TYPE, read_statement
from counterseal.model.people import Person, read_person
from counterseal.seal import possession
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import key_id

MEMBERS = frozenset({"people", "log_key", "log"})
OPTIONAL = frozenset({"compromised", "because", "proofs"})
# The change that an announcement (an order of kind ``key``) may name.
ENROL = "enrol"
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Body:
    """A roster order's body.

    Attributes:
        people: by id.
        log_key: id of the log key that entry 0 names.
        log: origin of the log it is about.
        compromised: key id to the first entry whose signature by it is doubtful.
        because: digests of the announcements it rests on.
        proofs: key id to the proof that its holder has it (``seal.possession``).
    """

    people: Mapping[str, Person]
    log_key: str
    log: str
    compromised: Mapping[str, int] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    proofs: Mapping[str, str] = field(default_factory=dict)


def roster_body(
    people: Iterable[Person],
    log_public: bytes,
    origin: str,
    *,
    compromised: Mapping[str, int] | None = None,
    because: Iterable[str] = (),
    proofs: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The body of a roster order; members that would be empty are left out."""
    body: dict[str, Any] = {"people": [p.members() for p in people], "log_key": log_public.hex(), "log": origin}
    more = {"compromised": dict(compromised or {}), "because": list(because), "proofs": dict(proofs or {})}
    return body | {name: value for name, value in more.items() if value}


def announcement_body(person: Person, proofs: Mapping[str, str]) -> dict[str, Any]:
    """The body of an announced enrolment: the person's entry as it shall stand on the roster."""
    return {"change": ENROL, "person": person.members(), "proofs": dict(proofs)}


def read_body(envelope: Envelope) -> tuple[Body, Mapping[str, Any]]:
    """A roster order's body and its predicate. Raises InvalidInput."""
    _name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    raw = predicate["body"]
    if predicate["kind"] != "roster" or not isinstance(raw, Mapping):
        raise InvalidInput("This is not a roster order")
    if not set(raw) >= MEMBERS or set(raw) - MEMBERS - OPTIONAL:
        raise InvalidInput("A roster order has people, log_key and log, and may have compromised, because and proofs")
    listed = raw["people"]
    if not isinstance(listed, list) or not listed:
        raise InvalidInput("A roster names at least one person")
    people = [read_person(one, f"people/{i}") for i, one in enumerate(listed)]
    if len({p.id for p in people}) != len(people):
        raise InvalidInput("A person stands twice on the roster")
    if not isinstance(raw["log"], str):
        raise InvalidInput("A roster names its log")
    body = Body(
        people={p.id: p for p in people},
        log_key=key_id(public_key(raw["log_key"])),
        log=raw["log"],
        compromised=_compromised(raw.get("compromised", {})),
        because=_because(raw.get("because", [])),
        proofs=read_proofs(raw.get("proofs", {})),
    )
    _check_keys(body)
    return body, predicate


def read_announcement(predicate: Mapping[str, Any]) -> tuple[Person, Mapping[str, str]]:
    """The person that an announcement wants enrolled, and the proofs of their keys. Raises InvalidInput."""
    raw = predicate["body"]
    if predicate["kind"] != "key" or not isinstance(raw, Mapping) or set(raw) != {"change", "person", "proofs"}:
        raise InvalidInput("An announcement has change, person and proofs")
    if raw["change"] != ENROL:
        raise InvalidInput("An announcement is about an enrolment", where="change")
    return read_person(raw["person"]), read_proofs(raw["proofs"])


def all_keys(person: Person) -> dict[str, bytes]:
    """Every key of a person's entry by id: signing, recovery and log keys. Raises InvalidInput."""
    found: dict[str, bytes] = {}
    for identity, text in [*person.keys.items(), *person.recovery.items()]:
        public = public_key(text)
        if key_id(public) != identity:
            raise InvalidInput("A key id does not fit its key", where=identity[:16])
        if identity in found:
            raise InvalidInput("A key stands twice on the roster", where=identity[:16])
        found[identity] = public
    for text in person.logs.values():
        public = public_key(text)
        if key_id(public) in found:
            raise InvalidInput("A key stands twice on the roster", where=key_id(public)[:16])
        found[key_id(public)] = public
    return found


def public_key(text: Any) -> bytes:
    """A raw Ed25519 public key from lower-case hex. Raises InvalidInput."""
    if not isinstance(text, str) or not _HEX64.fullmatch(text):
        raise InvalidInput("A public key is 64 hex digits")
    return bytes.fromhex(text)


def check_possession(person: Person, added: Iterable[str], proofs: Mapping[str, str]) -> None:
    """Hold every added key to its proof. Raises InvalidInput."""
    publics = all_keys(person)
    for identity in sorted(added):
        if not possession.proven(publics[identity], person.id, proofs.get(identity)):
            raise InvalidInput(
                "It is not proven that whoever is enrolled holds the key", where=identity[:16], code="not_proven"
            )


def read_proofs(raw: Any) -> dict[str, str]:
    """Proofs by key id; what is no text proves nothing. Raises InvalidInput."""
    if not isinstance(raw, Mapping):
        raise InvalidInput("Proofs map key ids to signatures in Base64", where="proofs")
    return {identity: proof for identity, proof in raw.items() if isinstance(proof, str)}


def _check_keys(body: Body) -> None:
    """A key id stands once on the whole roster, and is neither the log key's nor compromised; so does a log."""
    seen, logs = {body.log_key}, {body.log}
    for person in body.people.values():
        if body.log in person.logs:
            raise InvalidInput("A person's logs are other logs than this one", where=person.name)
        # A card proves its keys, not that the log it names is its maker's: who is there already keeps it.
        if logs & person.logs.keys():
            raise InvalidInput("A log stands twice on the roster", where=person.name)
        logs |= person.logs.keys()
        for identity in all_keys(person):
            if identity in seen:
                raise InvalidInput("A key stands twice on the roster", where=identity[:16])
            seen.add(identity)
        for identity in [*person.keys, *person.recovery]:
            if identity in body.compromised:
                raise InvalidInput("A compromised key cannot stand on the roster", where=identity[:16])


def _compromised(raw: Any) -> dict[str, int]:
    if not isinstance(raw, Mapping):
        raise InvalidInput("Compromised keys map key ids to entry numbers", where="compromised")
    for identity, seq in raw.items():
        if not isinstance(identity, str) or not _HEX64.fullmatch(identity) or type(seq) is not int or seq < 0:
            raise InvalidInput("Compromised keys map key ids to entry numbers", where="compromised")
    return dict(raw)


def _because(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) and _HEX64.fullmatch(one) for one in raw):
        raise InvalidInput("A roster order names announcements by their digests", where="because")
    return tuple(raw)
