"""The certificate that a separate gateway shows, and its key: ``tls.crt`` and ``tls.key`` (0600) in its folder.

Whoever dials it pins the key (``counterseal.pinning``), so the certificate needs no authority, no name and no end. One
made here has an Ed25519 key of its own; one that was made elsewhere can be installed instead.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from counterseal.errors import InvalidInput, KnownError, NotFound
from counterseal.pinning import pin_of
from counterseal.seal.keystore import write_private

CERTIFICATE = "tls.crt"
KEY = "tls.key"
# RFC 5280, 4.1.2.5: a certificate without a well-defined end.
_NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is shown to clients. ``ends`` is None for one without a well-defined end."""

    pin: str
    ends: datetime | None


def make(home: Path, origin: str, now: datetime) -> Certificate:
    """Write a new key and a certificate that it signs itself. ``origin`` stands in it as its name."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, origin)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Nobody checks it against the clock; the day is when it was made.
        .not_valid_before(now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, None)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return install(home, certificate.public_bytes(Encoding.PEM), secret)


def install(home: Path, certificate: bytes, key: bytes) -> Certificate:
    """Keep a certificate (PEM, with what follows it in its chain) and its key (PEM, not encrypted).

    Raises:
        InvalidInput: not a certificate, not a key, or they do not belong together.
    """
    try:
        leaf = x509.load_pem_x509_certificates(certificate)[0]
    except ValueError as error:
        raise InvalidInput(
            "The certificate is not one in PEM", where=str(error)[:120], code="bad_certificate"
        ) from error
    try:
        secret = load_pem_private_key(key, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInput(
            "The certificate's key is not a private key in PEM without a passphrase", code="bad_certificate"
        ) from error
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if leaf.public_key().public_bytes(*form) != secret.public_key().public_bytes(*form):
        raise InvalidInput("This key is not the certificate's", code="bad_certificate")
    # The key first: a certificate alone could not be served.
    write_private(home / KEY, key)
    write_private(home / CERTIFICATE, certificate)
    return load(home)


def load(home: Path) -> Certificate:
    """The certificate of a gateway's folder. Raises NotFound: there is none. InvalidInput: it cannot be read."""
    try:
        raw = (home / CERTIFICATE).read_bytes()
        leaf = x509.load_pem_x509_certificates(raw)[0]
    except FileNotFoundError:
        raise NotFound(
            "This gateway has no certificate",
            where=str(home / CERTIFICATE),
            todo="Make one: counterseal gateway certificate --new",
            code="no_certificate",
        ) from None
    except (OSError, ValueError) as error:
        raise InvalidInput("The certificate cannot be read", where=str(home / CERTIFICATE)) from error
    ends = leaf.not_valid_after_utc
    return Certificate(pin_of(leaf.public_bytes(Encoding.DER)), None if ends.year == _NO_END.year else ends)


def held_pin(home: Path) -> str:
    """The pin of this folder's certificate; empty when there is none. Raises InvalidInput."""
    try:
        return load(home).pin
    except NotFound:
        return ""


def server_context(home: Path) -> ssl.SSLContext:
    """What a gateway serves TLS 1.3 with. Raises NotFound: no certificate. KnownError: TLS refuses these files."""
    load(home)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(home / CERTIFICATE, home / KEY)
    except (OSError, ssl.SSLError) as error:
        raise KnownError(
            "The certificate and its key cannot be served",
            where=f"{home / CERTIFICATE}: {type(error).__name__}",
            todo="Install them again: counterseal gateway certificate",
            code="bad_certificate",
        ) from error
    return context


def read_file(path: Path) -> bytes:
    """A certificate's or key's file. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError as error:
        raise InvalidInput(f"The file cannot be read: {error.strerror}", where=str(path)) from error
