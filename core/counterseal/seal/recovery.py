"""The recovery sheet: a second key on paper, which signs nothing but its person's new personal key.

The code is the key's 32-byte seed in Crockford's Base32 with four check characters, in groups of four, so that it can
be written down and typed in again.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from counterseal.errors import InvalidInput
from counterseal.seal import base32
from counterseal.seal.keys import SigningKey

DOMAIN = b"counterseal/sheet/v1\0"
SEED_BYTES = 32
SEED_CHARACTERS = 52
CHECK_CHARACTERS = 4


def generate() -> SigningKey:
    """A new recovery key."""
    return SigningKey(os.urandom(SEED_BYTES))


def code(key: SigningKey) -> str:
    """The code to print: 56 characters in groups of four."""
    seed = key.seed
    return base32.groups(base32.encode(seed, SEED_CHARACTERS) + _check(seed), 4)


def read_code(text: str) -> SigningKey:
    """The key of a typed code; case, dashes and spaces do not matter, O is 0, I and L are 1.

    Raises:
        InvalidInput: it is no such code, or was mistyped.
    """
    plain = base32.normal(text)
    if len(plain) != SEED_CHARACTERS + CHECK_CHARACTERS:
        raise InvalidInput(
            f"A recovery code has {SEED_CHARACTERS + CHECK_CHARACTERS} characters, this one has {len(plain)}",
            where="code",
            todo="Type it as it stands on the sheet; dashes and spaces do not matter.",
            code="bad_recovery_code",
        )
    try:
        seed = base32.decode(plain[:SEED_CHARACTERS], SEED_BYTES)
    except InvalidInput as error:
        raise InvalidInput(
            error.what, where="code", todo="Compare it with the sheet.", code="bad_recovery_code"
        ) from None
    if not hmac.compare_digest(plain[SEED_CHARACTERS:].encode("utf-8", "replace"), _check(seed).encode()):
        raise InvalidInput(
            "The recovery code has a wrong character",
            where="code",
            todo="Compare it with the sheet, group by group.",
            code="bad_recovery_code",
        )
    return SigningKey(seed)


def _check(seed: bytes) -> str:
    return base32.encode(hashlib.sha256(DOMAIN + seed).digest(), CHECK_CHARACTERS)
