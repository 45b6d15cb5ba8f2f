"""Proof that whoever put a key on a roster or card also holds it.

Without it somebody could enrol another person's public key under an own name, and what that key signed would seem
theirs.
"""

from __future__ import annotations

import base64

from counterseal.errors import InvalidInput
from counterseal.seal.dsse import decode64
from counterseal.seal.keys import SigningKey, verify

DOMAIN = b"counterseal/possession/v1\0"


def prove(key: SigningKey, person_id: str) -> str:
    """The key's Ed25519 signature over the domain and the person's id, in Base64."""
    return base64.b64encode(key.sign(DOMAIN + person_id.encode("ascii"))).decode()


def proven(public: bytes, person_id: str, proof: object) -> bool:
    """Whether ``proof`` is that signature; False for anything of the wrong form."""
    try:
        signature = decode64(proof, "proofs")
    except InvalidInput:
        return False
    return verify(public, signature, DOMAIN + person_id.encode("ascii", "replace"))
