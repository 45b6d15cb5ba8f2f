"""How a new separate gateway gets its first owner: it asks with a request, and only the pinned owner may answer.

``gateway init --owner CARD`` pins the keys on the owner's card and writes a request: the gateway's name and log key.
The owner's desktop signs entry 0, a roster order that names this log key; nothing else is ever taken as entry 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError
from counterseal.gateway import certificates, delivery, judging
from counterseal.gateway.context import Context
from counterseal.ledger import entry_check, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import Draft
from counterseal.ledger.note import VerifierKey
from counterseal.model import strict_json
from counterseal.model.people import Person
from counterseal.pinning import read_pin
from counterseal.seal import base32
from counterseal.seal.digests import canonical
from counterseal.seal.dsse import Envelope, parse
from counterseal.seal.keys import key_id
from counterseal.seal.statements import read_order

PINNED_KEYS = "pinned_owner"
PINNED_PERSON = "pinned_person"
GATEWAY_NAME = "gateway_name"
_DOMAIN = b"counterseal/gateway-request/v%d\0"
# Version 2 names the key of its TLS as well. A gateway without a certificate still asks with version 1.
_MEMBERS = {1: {"v", "origin", "log_key", "vkey", "name"}, 2: {"v", "origin", "log_key", "vkey", "name", "pin"}}
_CODE = 15


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """What a gateway asks its owner to sign for.

    Attributes:
        log_key: the raw public key of its log in hex.
        pin: the key of its TLS (``counterseal.pinning``); empty when it has no certificate.
    """

    origin: str
    log_key: str
    name: str
    pin: str = ""

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.origin, bytes.fromhex(self.log_key))

    def members(self) -> dict[str, Any]:
        """As in ``gateway.request.json`` and ``GET /v1/log/request``."""
        said = {"origin": self.origin, "log_key": self.log_key, "vkey": self.verifier.text(), "name": self.name}
        return {"v": 2, **said, "pin": self.pin} if self.pin else {"v": 1, **said}

    @property
    def code(self) -> str:
        """``XXXXX-XXXXX-XXXXX``, to be compared on both screens: 75 bits of SHA-256 over the domain and JCS."""
        members = self.members()
        digest = hashlib.sha256(_DOMAIN % members["v"] + canonical(members)).digest()
        return base32.groups(base32.encode(digest, _CODE), 5)


def read_request(text: str | bytes) -> GatewayRequest:
    """A request as the gateway wrote it. Raises InvalidInput."""
    raw = strict_json.parse(text)
    # By type, because to Python true and 1.0 are 1 as well.
    version = raw["v"] if isinstance(raw, Mapping) and type(raw.get("v")) is int else 0
    wanted = _MEMBERS.get(version)
    if wanted is None or set(raw) != wanted or not all(isinstance(raw[m], str) for m in wanted - {"v"}):
        raise InvalidInput("This is not a gateway's request", todo="It is written by: counterseal gateway init")
    verifier = VerifierKey.parse(raw["vkey"])
    request = GatewayRequest(raw["origin"], raw["log_key"], raw["name"], read_pin(raw["pin"]) if version > 1 else "")
    if verifier.name != request.origin or verifier.public.hex() != request.log_key or request.members() != dict(raw):
        raise InvalidInput("The request does not agree with itself", where="vkey")
    return request


def request_of(context: Context, connection: Connection) -> GatewayRequest:
    """This gateway's own request."""
    name = _setting(connection, GATEWAY_NAME)
    return GatewayRequest(context.log.origin, context.log.key.public.hex(), name, certificates.held_pin(context.home))


def adopted(connection: Connection) -> bool:
    """Whether entry 0 is there."""
    return ledger_log.length(connection) > 0


def accept(context: Context, connection: Connection, body: Any) -> dict[str, Any]:
    """Take entry 0, and nothing else. Later, the same again is answered as repeated.

    Args:
        body: ``{"envelope"}``, or a whole delivery, whose head is then the first one seen of the owner's log.

    Raises:
        Forbidden: not signed by the pinned owner. InvalidInput: not a first roster of this gateway's log.
        Conflict: there is an entry 0 already.
    """
    if not isinstance(body, Mapping) or "envelope" not in body:
        raise InvalidInput("Entry 0 comes as an envelope", where="envelope")
    envelope = parse(body["envelope"])
    if adopted(connection):
        raise Conflict("This gateway has its first owner already", where=context.log.origin, code="adopted")
    owner = check_first(context, connection, envelope)
    whole = delivery.read(body) if set(body) != {"envelope"} else None
    payloads = {"from": whole.source()} if whole is not None else {}
    draft = Draft(
        "order",
        context.now(),
        context.log.origin,
        envelope,
        payloads,
        verdict="roster",
        person=owner.id,
        title=f"Roster: {owner.name}",
    )
    context.log.append(connection, [draft])
    line = None
    if whole is not None:
        delivery.check_stored(context, connection, whole, rosters.load(connection))
        line = context.cosignature(whole.checkpoint)
    judging.remember(context, connection, envelope.sha256, 0, "adopted")
    seen = delivery.seen_size(connection, whole.origin) if whole is not None else 0
    return {"kind": "roster", "state": "adopted", "seen_size": seen, "cosignature": line, "repeated": False}


def check_first(context: Context, connection: Connection, envelope: Envelope) -> Person:
    """Hold an envelope to everything that entry 0 of this gateway's log must be; the owner who signed it.

    Raises:
        Forbidden, InvalidInput: what is wrong.
    """
    if envelope.keyid not in _setting(connection, PINNED_KEYS).split():
        raise Forbidden(
            "Entry 0 is not signed by the owner whose card this gateway was made with",
            where=envelope.keyid[:16],
            code="not_the_owner",
        )
    subject, predicate = read_order(envelope)
    leaf = entry_check.Leaf(context.log.origin, 0, "order", context.now(), envelope.keyid, subject, envelope.sha256, ())
    try:
        signed, roster = entry_check.check_envelope(leaf, envelope, None)
    except KnownError as error:
        raise InvalidInput(
            "This is not the first roster of this gateway", where=error.text(), code="bad_first"
        ) from error
    origin = context.log.origin
    if (predicate["audience"], subject, roster.log) != (origin, origin, origin):
        raise InvalidInput(
            "This roster is for another gateway", where=str(predicate["audience"])[:80], code="bad_first"
        )
    if roster.log_key != key_id(context.log.key.public):
        raise InvalidInput("This roster names another log key", where="log_key", code="bad_first")
    if signed.person.id != _setting(connection, PINNED_PERSON):
        raise Forbidden("Entry 0 names another person than the card", where=signed.person.name, code="not_the_owner")
    if not signed.person.logs:
        raise InvalidInput(
            "The owner's desktop is not enrolled, so nobody could ever decide here", where="logs", code="bad_first"
        )
    return signed.person


def _setting(connection: Connection, name: str) -> str:
    found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == name)).scalar_one_or_none()
    if found is None:
        raise InvalidInput("This is not a separate gateway", where=name, code="not_separate")
    return str(found)
