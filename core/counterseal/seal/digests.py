"""Canonical JSON (RFC 8785) and the domain-separated digests made over it."""

from __future__ import annotations

import hashlib
import hmac
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
        return rfc8785.dumps(_plain(value))
    except rfc8785.CanonicalizationError as error:
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
    return hashlib.sha256(ACTION_DOMAIN + action_canonical(action)).hexdigest()


def facts_sha256(facts: Facts) -> str:
    """Digest of the facts card as it was rendered: SHA-256 over ``counterseal/facts/v1\\0`` and its JCS."""
    return hashlib.sha256(b"counterseal/facts/v1\0" + canonical(facts.members())).hexdigest()


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def commitment(salt: bytes, payload: bytes) -> str:
    """``c`` of a leaf's commit: HMAC-SHA256 keyed with a 32-byte salt over the payload (DESIGN 4.3), hex."""
    return hmac.new(salt, payload, hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
