"""Which hosts are this machine: what is said to them in plain text leaves it not."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: the name localhost, or an address of RFC 1122 3.2.1.3 or RFC 4291 2.5.3.

    Args:
        host: a name or an address without port, as in ``urlsplit(url).hostname``; an IPv6 address perhaps in brackets.
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
