"""Canonical JSON (RFC 8785) and the domain-separated digests made over it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.actions import Action
from counterseal.model.facts import Facts

ACTION_DOMAIN = b"counterseal/action/v1\0"
SALT_BYTES = 32


def canonical(value: Any, limits: strict_json.Limits = strict_json.ACTION_LIMITS) -> bytes:
    """JCS bytes of an I-JSON value.

    Raises:
        InvalidInput: the value is outside the I-JSON subset of DESIGN 4.1.
    """
    strict_json.check(value, limits)
    try:
        return _ENCODER.encode(value).encode() if _ordinary(value) else rfc8785.dumps(_plain(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InvalidInput("The value cannot be canonicalised", where=str(error), code="not_canonical") from error


def action_canonical(action: Action) -> bytes:
    """The canonical bytes that the action digest covers. Raises InvalidInput when they pass 1 MiB."""
    data = canonical(action.members())
    if len(data) > strict_json.ACTION_LIMITS.size:
        raise InvalidInput(
            f"The action has {len(data):,} bytes; at most {strict_json.ACTION_LIMITS.size:,} are taken",
            where="arguments",
            todo="Send large material as context, not as arguments.",
            code="too_large",
        )
    return data


def action_sha256(action: Action) -> str:
    """The action digest of DESIGN 4.2, lower-case hex."""
    return canonical_sha256(action_canonical(action))


def canonical_sha256(data: bytes) -> str:
    """The action digest of what ``action_canonical`` gave."""
    return hashlib.sha256(ACTION_DOMAIN + data).hexdigest()


def facts_sha256(facts: Facts) -> str:
    """Digest of the facts card as it was rendered: SHA-256 over ``counterseal/facts/v1\\0`` and its JCS."""
    return hashlib.sha256(b"counterseal/facts/v1\0" + canonical(facts.members())).hexdigest()


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """``c`` of a leaf's commit: HMAC-SHA256 keyed with a 32-byte salt over the payload (DESIGN 4.3), hex."""
    return hmac.new(salt, payload, hashlib.sha256).hexdigest()


# What JCS asks of everything but numbers with a fraction and keys beyond ASCII, several times faster: both write
# strings as ECMAScript's JSON.stringify does, and ASCII keys sort alike by characters and by UTF-16 units.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _ordinary(value: Any) -> bool:
    """Whether the encoder of the standard library writes this as RFC 8785 has it."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(abs(value) <= strict_json.MAX_SAFE_INTEGER)
    if kind is dict:
        return all(type(key) is str and key.isascii() and _ordinary(item) for key, item in value.items())
    return (kind is list or kind is tuple) and all(_ordinary(item) for item in value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
