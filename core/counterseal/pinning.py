"""TLS to one known key (DESIGN 4.8): who dials a gateway holds the digest of its key, and believes no name instead.

A pin is the SHA-256 of the certificate's SubjectPublicKeyInfo in lower-case hex, so a certificate that is renewed over
the same key keeps it. The handshake of TLS 1.3 proves the key; what else stands in the certificate is not looked at.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Iterator

from counterseal.errors import InvalidInput

_PIN = re.compile(r"[0-9a-f]{64}")


class WrongKey(ssl.SSLError):
    """The other side proved another key than a pinned one. ``presented`` is the pin of the key that it has."""

    def __init__(self, presented: str) -> None:
        super().__init__(ssl.SSL_ERROR_SSL, "the key is not the pinned one")
        self.presented = presented


def pin_of(certificate: bytes) -> str:
    """The pin of a certificate in DER. Raises InvalidInput."""
    # Loaded late: most programs that could dial a gateway over TLS dial one on this machine.
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except ValueError as error:
        raise InvalidInput("This is not a certificate", where=str(error)[:80]) from error
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def read_pin(text: str) -> str:
    """A pin as people type it. Raises InvalidInput."""
    pin = text.strip().lower()
    if not _PIN.fullmatch(pin):
        raise InvalidInput(
            "A pin is 64 hexadecimal digits", where=ascii(text)[1:-1][:80], todo="See: counterseal gateway certificate"
        )
    return pin


def read_pins(text: str) -> frozenset[str]:
    """Pins with commas between them, for the days in which a key is replaced. Raises InvalidInput."""
    return frozenset(read_pin(one) for one in text.split(","))


class PinnedContext(ssl.SSLContext):
    """TLS 1.3 that ends in the handshake, before a byte of ours is sent, unless a pinned key is proven.

    Attributes:
        pins: the keys that are taken; None takes any, and is only for finding out which one there is.
        presented: the pin of the key that was proven last.
    """

    pins: frozenset[str] | None = frozenset()
    presented: str = ""

    def judge(self, certificate: bytes | None) -> None:
        """Raises WrongKey."""
        try:
            self.presented = pin_of(certificate or b"")
        except InvalidInput as error:
            raise WrongKey("") from error
        if self.pins is not None and self.presented not in self.pins:
            raise WrongKey(self.presented)


class _Socket(ssl.SSLSocket):
    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _judge(self.context, self.getpeercert(binary_form=True))


class _Object(ssl.SSLObject):
    def do_handshake(self) -> None:
        super().do_handshake()
        _judge(self.context, self.getpeercert(binary_form=True))


def _judge(context: ssl.SSLContext, certificate: bytes | None) -> None:
    if not isinstance(context, PinnedContext):
        raise WrongKey("")
    context.judge(certificate)


def pinned_context(pins: frozenset[str] | None) -> PinnedContext:
    """A client's context that takes only these keys."""
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The key is what is checked, by ``judge``. A name or an authority would let somebody else vouch for another key.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = _Socket
    context.sslobject_class = _Object
    context.pins = pins
    return context


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception, what caused it, and so on."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def wrong_key(error: BaseException) -> WrongKey | None:
    """The ``WrongKey`` that caused another exception, if one did."""
    return next((one for one in causes(error) if isinstance(one, WrongKey)), None)
