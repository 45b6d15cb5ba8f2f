"""Access tokens of people's desktops for a separate gateway: ``cs1.PAYLOAD.SIGNATURE``, made without asking anybody.

``PAYLOAD`` is the JCS (RFC 8785) of ``{"v":1,"log","gateway","exp"}`` and ``SIGNATURE`` is Ed25519 by the desktop's log
key over ``"counterseal/access/v1\\0"`` and those bytes; both are base64url (RFC 4648 section 5) without padding. The
gateway stores no secret: it knows the log key from its roster. A token lets its bearer read, and nothing else.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counterseal.errors import InvalidInput, Unauthorised
from counterseal.model import strict_json
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey, verify

PREFIX = "cs1."
LONGEST_LIFE = 3_600
# Two machines' clocks may differ; a token must not be refused for that alone.
SKEW = 60
_DOMAIN = b"counterseal/access/v1\0"
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Access:
    """What a token says. ``log`` and ``gateway`` are log origins, ``expires`` is in seconds of Unix time."""

    log: str
    gateway: str
    expires: int


def make(key: SigningKey, log: str, gateway: str, expires: int) -> str:
    """A token.

    Args:
        key: the desktop's log key.
        log: the origin of the desktop's log.
        gateway: the origin of the gateway's log, the only one that takes it.
        expires: Unix seconds; gateways refuse what lives for more than an hour.
    """
    payload = canonical({"v": 1, "log": log, "gateway": gateway, "exp": expires})
    return f"{PREFIX}{_text(payload)}.{_text(key.sign(_DOMAIN + payload))}"


def check(token: str, gateway: str, public_of: Callable[[str], bytes | None], now: float) -> Access:
    """Believe a token, or not.

    Args:
        gateway: the origin of the log of the gateway that asks.
        public_of: the raw public key of an enrolled desktop log by its origin; None when it is not enrolled.
        now: Unix seconds.

    Raises:
        Unauthorised: malformed, not signed by that log's key or not enrolled (``bad_token``), made for another gateway
            (``wrong_audience``), expired or made to live too long (``token_expired``).
    """
    access, payload, signature = _read(token)
    public = public_of(access.log)
    # One answer for both, or whoever asks could list the enrolled logs.
    if public is None or not verify(public, signature, _DOMAIN + payload):
        raise _bad("it is not signed by a desktop that is enrolled here")
    if access.gateway != gateway:
        raise Unauthorised("This token was made for another gateway", where=gateway, code="wrong_audience")
    if access.expires + SKEW <= now:
        raise Unauthorised(
            "This token has expired", todo="Make a new one; check both machines' clocks.", code="token_expired"
        )
    if access.expires > now + LONGEST_LIFE + SKEW:
        raise Unauthorised(
            "This token lives too long", todo="Make one for an hour; check both machines' clocks.", code="token_expired"
        )
    return access


def _read(token: str) -> tuple[Access, bytes, bytes]:
    parts = token.split(".")
    if len(token) > _LONGEST or len(parts) != 3 or f"{parts[0]}." != PREFIX:
        raise _bad("it has another form")
    payload, signature = _bytes(parts[1]), _bytes(parts[2])
    try:
        said = strict_json.parse(payload)
    except InvalidInput:
        raise _bad("it has another form") from None
    if not isinstance(said, Mapping) or set(said) != {"v", "log", "gateway", "exp"}:
        raise _bad("it has another form")
    log, gateway, expires = said["log"], said["gateway"], said["exp"]
    whole = type(expires) is int and type(said["v"]) is int and said["v"] == 1
    if not whole or not isinstance(log, str) or not isinstance(gateway, str):
        raise _bad("it has another form")
    return Access(log, gateway, expires), payload, signature


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _bad("it has another form") from None
    if _text(data) != text:
        raise _bad("it has another form")
    return data


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bad(why: str) -> Unauthorised:
    return Unauthorised("This access token is not good here", where=why, code="bad_token")
