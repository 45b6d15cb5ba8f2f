"""The separate gateways that a profile knows: where each answers, and the key that its log signs with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, delete, insert, select, update

from counterseal.errors import Conflict, InvalidInput, NotFound
from counterseal.ledger import schema
from counterseal.ledger.note import VerifierKey
from counterseal.loopback import is_loopback
from counterseal.model.actions import AGENT_ID
from counterseal.pinning import read_pin

_G = schema.gateways.c


@dataclass(frozen=True, slots=True)
class SeparateGateway:
    """A gateway beside this profile's own one.

    Attributes:
        id: its number in this profile; never given out twice, 0 before it is stored.
        name: what people call it here.
        url: where it answers.
        verifier: the verifier key of its log; the key's name is the log's origin.
        pin: the key that it proves over TLS (``counterseal.pinning``); empty when only plain HTTP leads to it.
    """

    id: int
    name: str
    url: str
    verifier: VerifierKey
    pin: str = ""

    @property
    def origin(self) -> str:
        return self.verifier.name

    def members(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "name": self.name,
            "kind": "gateway",
            "url": self.url,
            "origin": self.origin,
            "vkey": self.verifier.text(),
            "pin": self.pin,
        }


def read(name: str, url: str, vkey: str, pin: str = "") -> SeparateGateway:
    """A gateway as a person gave it, not stored yet. Raises InvalidInput."""
    if not AGENT_ID.fullmatch(name):
        raise InvalidInput("A gateway's name has 1 to 64 of a-z, 0-9, '.', '_' and '-'", where=ascii(name)[:80])
    made = SeparateGateway(0, name, _address(url), VerifierKey.parse(vkey), read_pin(pin) if pin else "")
    if made.url.startswith("https:") and not made.pin:
        raise InvalidInput(
            "Over TLS a gateway is known by its key, not by its name",
            where=made.url[:120],
            todo="Give --pin PIN, as its own terminal shows it: counterseal gateway certificate",
            code="no_pin",
        )
    return made


def known(connection: Connection) -> tuple[SeparateGateway, ...]:
    """All of them, in the order they were added."""
    return tuple(_gateway(row) for row in connection.execute(select(schema.gateways).order_by(_G.id)))


def store(connection: Connection, gateway: SeparateGateway, own: str) -> SeparateGateway:
    """Add a gateway, or move the one of this name to another address, or to another key of its TLS.

    Args:
        own: the profile's own log origin, which cannot be a separate gateway's.

    Raises:
        Conflict: the name stands for another log, the log has another name here, or it is the profile's own.
    """
    if gateway.origin == own:
        raise Conflict("This is the log of your own profile, not of a separate gateway", where=own, code="own_log")
    for one in known(connection):
        if one.name == gateway.name and one.verifier == gateway.verifier:
            # An address on this machine takes no pin away that somebody once compared.
            pin = gateway.pin or one.pin
            connection.execute(update(schema.gateways).where(_G.id == one.id).values(url=gateway.url, pin=pin))
            return SeparateGateway(one.id, one.name, gateway.url, one.verifier, pin)
        if one.name == gateway.name or one.origin == gateway.origin:
            raise Conflict(
                f"The gateway {one.name} is known here already, with the log {one.origin}",
                where=gateway.name,
                todo="Remove that one first, or choose another name.",
                code="gateway_known",
            )
    values = {"name": gateway.name, "url": gateway.url, "origin": gateway.origin, "vkey": gateway.verifier.text()}
    added = connection.execute(insert(schema.gateways).values(**values, pin=gateway.pin)).inserted_primary_key
    return replace(gateway, id=int(added[0]) if added else 0)


def remove(connection: Connection, name: str) -> SeparateGateway:
    """Forget a gateway. Its replica stays where it is, as evidence. Raises NotFound."""
    for one in known(connection):
        if one.name == name:
            connection.execute(delete(schema.gateways).where(_G.id == one.id))
            return one
    raise NotFound("There is no such gateway here", where=name, code="no_gateway")


def _gateway(row: Row[Any]) -> SeparateGateway:
    return SeparateGateway(row.id, row.name, row.url, VerifierKey.parse(row.vkey), row.pin)


def _address(url: str) -> str:
    """Raises InvalidInput for an address that access tokens and decisions may not be sent to."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine, parts = False, urlsplit("")
    if not fine or parts.username or parts.query or parts.fragment:
        raise InvalidInput("A gateway's address looks like http://127.0.0.1:8731", where=ascii(url)[1:-1][:120])
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise InvalidInput(
            "Over plain http a gateway can be on this machine only", where=url[:120], todo="Use https.", code="no_tls"
        )
    return url.rstrip("/")
