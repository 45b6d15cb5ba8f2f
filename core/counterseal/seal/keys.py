"""Ed25519 keys (RFC 8032) and their ids."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from counterseal.errors import InvalidInput


class SigningKey:
    """A private key in memory.

    Attributes:
        public: raw 32-byte public key.
        id: hex SHA-256 of ``public`` (DESIGN 4.1).
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise InvalidInput("An Ed25519 seed has 32 bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.public)

    @staticmethod
    def generate() -> SigningKey:
        key = Ed25519PrivateKey.generate()
        return SigningKey(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for storing only."""
        return self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` is this key's over ``message``. False for keys or signatures of the wrong form."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
