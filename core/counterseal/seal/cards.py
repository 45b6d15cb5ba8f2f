"""The card that a newcomer hands to whoever enrols them: public keys, each proven, and a code to compare by voice."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.people import Person, Role, read_person
from counterseal.seal import base32, possession
from counterseal.seal.digests import canonical
from counterseal.seal.keys import key_id

DOMAIN = b"counterseal/card/v1\0"
MEMBERS = frozenset({"v", "id", "name", "keys", "logs", "recovery", "proofs"})
CODE_CHARACTERS = 15
MOST_CHARACTERS = 64_000


@dataclass(frozen=True, slots=True)
class Card:
    """A card's content: a person without roles. ``proofs`` as in a roster order, by key id."""

    id: str
    name: str
    keys: Mapping[str, str]
    logs: Mapping[str, str]
    recovery: Mapping[str, str]
    proofs: Mapping[str, str]

    def members(self) -> dict[str, Any]:
        return {
            "v": 1,
            "id": self.id,
            "name": self.name,
            "keys": dict(self.keys),
            "logs": dict(self.logs),
            "recovery": dict(self.recovery),
            "proofs": dict(self.proofs),
        }

    def text(self) -> str:
        """As JSON text, for a file or a mail."""
        return json.dumps(self.members(), indent=1, ensure_ascii=False) + "\n"

    @property
    def code(self) -> str:
        """``XXXXX-XXXXX-XXXXX``: the first 75 bits of SHA-256 over the domain and the card's canonical JSON.

        Who wants to pass off another card under the same code has to find one of 2^75 by trying; signatures in the
        card do not make that easier, since every proof is checked.
        """
        digest = hashlib.sha256(DOMAIN + canonical(self.members())).digest()
        return base32.groups(base32.encode(digest, CODE_CHARACTERS), 5)

    def person(self, roles: tuple[Role, ...]) -> Person:
        """The entry on a roster that this card asks for, with the roles that whoever enrols chooses."""
        return Person(self.id, self.name, roles, self.keys, self.logs, self.recovery)


def of_person(person: Person, proofs: Mapping[str, str]) -> Card:
    """The card that an announced person's entry came from, so that its code can be compared again."""
    return Card(person.id, person.name, person.keys, person.logs, person.recovery, proofs)


def read_card(text: str) -> Card:
    """Read a card and check that every key on it is proven.

    Raises:
        InvalidInput: not a card, or a key without proof.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput("This is not a card: it is far too long", where="card", code="bad_card")
    try:
        raw = strict_json.parse(text)
    except InvalidInput as error:
        raise InvalidInput("This is not a card", where=error.what, code="bad_card") from error
    if not isinstance(raw, Mapping) or set(raw) != MEMBERS or raw["v"] != 1 or isinstance(raw["v"], bool):
        raise InvalidInput(
            "This is not a card",
            where="card",
            todo="Ask for the file that 'counterseal people card' writes.",
            code="bad_card",
        )
    members = {name: raw[name] for name in ("id", "name", "keys", "logs", "recovery")}
    person = read_person({**members, "roles": [Role.AUDITOR.value]}, "card")
    proofs = raw["proofs"]
    if not person.keys or not isinstance(proofs, Mapping):
        raise InvalidInput("A card has at least one key, and proofs", where="card", code="bad_card")
    publics = [*person.keys.items(), *person.recovery.items(), *((None, public) for public in person.logs.values())]
    found = [_proven(identity, text, person.id, proofs) for identity, text in publics]
    if len(set(found)) != len(found) or set(proofs) != set(found):
        raise InvalidInput("A card proves each of its keys once", where="card/proofs", code="bad_card")
    return Card(person.id, person.name, person.keys, person.logs, person.recovery, dict(proofs))


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same to people: case, dashes and spaces do not matter, O is 0, I and L are 1."""
    left, right = base32.normal(one).encode("utf-8", "replace"), base32.normal(other).encode("utf-8", "replace")
    return hmac.compare_digest(left, right)


def _proven(identity: str | None, text: str, person_id: str, proofs: Mapping[str, Any]) -> str:
    public = _public(text)
    found = key_id(public)
    if identity is not None and identity != found:
        raise InvalidInput("A key id does not fit its key", where=identity[:16], code="bad_card")
    if not possession.proven(public, person_id, proofs.get(found)):
        raise InvalidInput(
            "The card does not prove that its maker holds this key",
            where=found[:16],
            todo="Ask for a new card, from the other person's own machine.",
            code="not_proven",
        )
    return found


def _public(text: str) -> bytes:
    if len(text) == 64 and set(text) <= set("0123456789abcdef"):
        return bytes.fromhex(text)
    raise InvalidInput("A public key is 64 hex digits", where="card", code="bad_card")
