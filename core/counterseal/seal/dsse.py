"""DSSE envelopes (Dead Simple Signing Envelope v1) with exactly one signature.

What is signed is kept as exact bytes and never re-serialised.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.seal.digests import sha256_hex
from counterseal.seal.keys import SigningKey, key_id, verify

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_LIMITS = strict_json.Limits(size=4 << 20, depth=8, keys=32)
_PAYLOAD_LIMITS = strict_json.Limits(size=3 << 20, depth=48, keys=8_000)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Pre-authentication encoding: what the signature covers."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed payload. ``sha256`` (of the PAE bytes) is its name everywhere: leaf, outbox, idempotency key."""

    payload: bytes
    keyid: str
    signature: bytes
    payload_type: str = PAYLOAD_TYPE

    @property
    def pae(self) -> bytes:
        return pae(self.payload_type, self.payload)

    @property
    def sha256(self) -> str:
        return sha256_hex(self.pae)

    def to_json(self) -> dict[str, Any]:
        return {
            "payload": base64.b64encode(self.payload).decode(),
            "payloadType": self.payload_type,
            "signatures": [{"keyid": self.keyid, "sig": base64.b64encode(self.signature).decode()}],
        }

    def to_bytes(self) -> bytes:
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":")).encode()

    def statement(self) -> Any:
        """The payload as strict JSON. Raises InvalidInput."""
        return strict_json.parse(self.payload, _PAYLOAD_LIMITS)

    def signed_by(self, public: bytes) -> bool:
        """Whether the one signature is this key's, and ``keyid`` names it."""
        return self.keyid == key_id(public) and verify(public, self.signature, self.pae)


def seal(payload: bytes, key: SigningKey) -> Envelope:
    """Sign exact bytes."""
    return Envelope(payload, key.id, key.sign(pae(PAYLOAD_TYPE, payload)))


def parse(raw: bytes | str | Any, where: str = "envelope") -> Envelope:
    """Read an envelope strictly.

    Raises:
        InvalidInput: unknown or missing members, more than one signature, another payload type, broken Base64.
    """
    value = strict_json.parse(raw, _LIMITS) if isinstance(raw, bytes | str) else raw
    if not isinstance(value, dict) or set(value) != {"payload", "payloadType", "signatures"}:
        raise InvalidInput("A DSSE envelope has payload, payloadType and signatures", where=where)
    if value["payloadType"] != PAYLOAD_TYPE:
        raise InvalidInput(f"The payload type must be {PAYLOAD_TYPE}", where=f"{where}/payloadType")
    signatures = value["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise InvalidInput("An envelope carries exactly one signature", where=f"{where}/signatures")
    one = signatures[0]
    if not isinstance(one, dict) or set(one) != {"keyid", "sig"} or not isinstance(one["keyid"], str):
        raise InvalidInput("A signature has keyid and sig", where=f"{where}/signatures/0")
    return Envelope(
        payload=decode64(value["payload"], f"{where}/payload"),
        keyid=one["keyid"],
        signature=decode64(one["sig"], f"{where}/signatures/0/sig"),
    )


def decode64(text: Any, where: str) -> bytes:
    """RFC 4648 section 4 Base64, padded, canonical. Raises InvalidInput."""
    try:
        if isinstance(text, str):
            data = base64.b64decode(text, validate=True)
            if base64.b64encode(data).decode() == text:
                return data
    except (binascii.Error, ValueError):
        pass
    raise InvalidInput("This is not padded Base64 (RFC 4648 section 4)", where=where, code="bad_base64")
