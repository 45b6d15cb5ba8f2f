"""A personal seed at rest: wrapped with AES-256-GCM under a key that Argon2id (RFC 9106) makes from a passphrase."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counterseal.errors import InvalidInput, Locked
from counterseal.model import strict_json
from counterseal.seal.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id cost: ``memory_kib`` KiB, ``passes``, ``lanes``. The default is RFC 9106's second recommendation."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


_DOMAIN = b"counterseal/key/v1\0"
_MOST = Cost(memory_kib=1 << 21, passes=64, lanes=64)


def wrap(key: SigningKey, passphrase: str, cost: Cost | None = None) -> str:
    """The JSON text to store. Its key id is bound in as associated data."""
    cost = cost or Cost()
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, key.seed, _DOMAIN + key.id.encode())
    return json.dumps(
        {
            "v": 1,
            "key_id": key.id,
            "kdf": "argon2id",
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "salt": base64.b64encode(salt).decode(),
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
    )


def unwrap(text: str, passphrase: str) -> SigningKey:
    """Open a wrapped seed.

    Raises:
        Locked: the passphrase is wrong or the file was changed (the two cannot be told apart).
        InvalidInput: the text is not a wrapped key.
    """
    value = _read(text)
    try:
        cost = Cost(*(_count(value[name]) for name in ("memory_kib", "passes", "lanes")))
        salt, nonce, sealed = (base64.b64decode(value[name], validate=True) for name in ("salt", "nonce", "sealed"))
        if (len(salt), len(nonce), len(sealed)) != (16, 12, 48) or not isinstance(value["key_id"], str):
            raise ValueError("a member has the wrong length or type")
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidInput("The key file is damaged", where=str(error), todo="Restore it from a backup.") from error
    if cost.memory_kib > _MOST.memory_kib or cost.passes > _MOST.passes or cost.lanes > _MOST.lanes:
        raise InvalidInput("The key file asks for an absurd amount of work", todo="Restore it from a backup.")
    try:
        seed = AESGCM(_derive(passphrase, salt, cost)).decrypt(nonce, sealed, _DOMAIN + value["key_id"].encode())
    except HashingError as error:
        raise InvalidInput("The key file is damaged", where=str(error), todo="Restore it from a backup.") from error
    except InvalidTag:
        raise Locked(
            "The passphrase does not open this key", todo="Try again; capitals matter.", code="wrong_passphrase"
        ) from None
    return SigningKey(seed)


def wrapped_key_id(text: str) -> str:
    """Which key a wrapped text holds. Raises InvalidInput."""
    return str(_read(text)["key_id"])


def cost_of(text: str) -> Cost:
    """What opening a wrapped text costs, so that its successor costs the same. Raises InvalidInput."""
    value = _read(text)
    try:
        return Cost(*(_count(value[name]) for name in ("memory_kib", "passes", "lanes")))
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidInput("The key file is damaged", where=str(error), todo="Restore it from a backup.") from error


def _read(text: str) -> dict[str, Any]:
    value = strict_json.parse(text)
    if not isinstance(value, dict) or value.get("v") != 1 or value.get("kdf") != "argon2id" or "key_id" not in value:
        raise InvalidInput("This is not a Counterseal key file", todo="Restore it from a backup.")
    return value


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID, version=0x13
    )


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("a cost is not a positive whole number")
    return value
