"""Names under which people and programs keep secrets: ``password``, ``X-Api-Key``, ``clientSecret``."""

from __future__ import annotations

import re
from functools import lru_cache

_SEPARATED = re.compile(r"[^A-Za-z0-9]+")
# ``apiKey`` and ``APIKey`` are two words each.
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MASKED = re.compile("⟦masked: [^⟧]*⟧")
_LONGEST = 120

_LAST = frozenset(
    {"password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "cookie"}
    | {"authorization", "credential", "credentials", "apikey", "apikeys", "privatekey", "secretkey", "accesskey"}
    | {"clientsecret", "accesstoken", "authtoken", "refreshtoken", "sessiontoken", "bearertoken"}
)
_KEYS = frozenset(
    {"api", "private", "secret", "access", "signing", "encryption", "auth", "account", "shared", "master", "session"}
)
# Tokens that only say where a listing goes on.
_POSITIONS = frozenset({"next", "page", "previous", "continuation", "pagination", "cursor", "sync", "resume"})


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether what stands under this name is a secret. ``token_count``, ``next_page_token`` and the like are not."""
    if len(name) > _LONGEST or _MASKED.search(name):
        # What was masked in a key says what that was, not what stands under it; that was judged by the name before.
        return False
    words = [word.lower() for part in _SEPARATED.split(name) for word in _CAMEL.split(part) if word]
    if not words:
        return False
    before = words[-2] if len(words) > 1 else ""
    if words[-1] in _LAST:
        return True
    if words[-1] in ("key", "keys"):
        return before in _KEYS
    return words[-1] == "token" and before not in _POSITIONS
