"""Where a gateway listens: loopback by default; off it only with TLS 1.3 (DESIGN 4.8)."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass

from counterseal.errors import KnownError, WrongUse

LOOPBACK = "127.0.0.1"
_HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Listening:
    """An address to listen on.

    Attributes:
        host: an IP address of this machine; ``0.0.0.0`` and ``::`` mean all of them.
        port: 0 takes the one of the last time, else a free one.
        names: host names and addresses that clients use besides ``host``; requests that name another are refused.
        tls: what it serves TLS with; None is plain HTTP.

    Raises:
        WrongUse: not an address, off loopback without TLS (``no_tls``), or on all addresses without a name.
    """

    host: str = LOOPBACK
    port: int = 0
    names: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        address = _address(self.host)
        if self.tls is None and not address.is_loopback:
            raise WrongUse(
                "Off this machine a gateway serves with TLS only",
                where=self.host,
                todo="Make a certificate: counterseal gateway certificate --new",
                code="no_tls",
            )
        if address.is_unspecified and not self.names:
            raise WrongUse("On all addresses it must be said which host name clients use", todo="Give --hostname NAME.")
        for name in self.names:
            if not name or not name.isascii() or any(sign in name for sign in " /:@?#[]"):
                raise WrongUse("A host name is a name or an IPv4 address, without port", where=ascii(name)[1:-1][:80])

    @property
    def scheme(self) -> str:
        return "http" if self.tls is None else "https"

    def bind(self, port: int) -> socket.socket:
        """Listen there. Raises KnownError: it cannot be bound."""
        family = socket.AF_INET6 if _address(self.host).version == 6 else socket.AF_INET
        # The protocol is named, because asyncio switches Nagle's algorithm off only where it is: without it every
        # answer waits for the client's delayed acknowledgement, 40 ms.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":
                # Elsewhere this option would let a second program take a port in use.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((self.host, port))
        except OSError as error:
            sock.close()
            raise KnownError("The address cannot be bound", where=f"{self.host}:{port}: {error}") from error
        return sock

    def hosts(self, port: int) -> set[str]:
        """The ``Host`` values that are answered."""
        names = set(self.names)
        if not _address(self.host).is_unspecified:
            names.add(_bracketed(self.host))
        if _address(self.host).is_loopback:
            names.add("localhost")
        found = {f"{name.lower()}:{port}" for name in names}
        return found | {name.lower() for name in names} if self.tls is not None and port == _HTTPS_PORT else found

    def url(self, port: int) -> str:
        """The address that people and agents are told."""
        host = self.names[0] if self.names else _bracketed(self.host)
        return f"{self.scheme}://{host}:{port}"


def on_loopback(host: str) -> bool:
    """Whether only programs of this machine reach it. Raises WrongUse: not an IP address."""
    return _address(host).is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        raise WrongUse("--host takes an IP address of this machine", where=ascii(host)[1:-1][:80]) from None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
