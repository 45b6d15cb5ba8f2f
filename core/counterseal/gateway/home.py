"""The folder of a separate gateway: its database with its own log, its log key, and nobody's personal key.

Layout: ``counterseal.db``, ``log.key`` and ``tls.key`` (0600), ``tls.crt``, ``gateway.request.json`` (for the owner),
``gateway.json`` (its address while it serves), ``HALT`` (a local halt).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged
from counterseal.gateway import adoption, certificates
from counterseal.gateway.adoption import GatewayRequest
from counterseal.gateway.context import Context
from counterseal.ledger import roster, schema
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Log
from counterseal.model.ids import uuid7
from counterseal.seal.cards import Card
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import SigningKey
from counterseal.seal.log_key import LOG_KEY, load_log_key, save_log_key

REQUEST_FILE = "gateway.request.json"
KIND = "kind"
GATEWAY = "gateway"


def is_gateway(home: Path) -> bool:
    """Whether this folder is a separate gateway's. Raises KnownError: its database cannot be read."""
    if not (home / DATABASE_NAME).exists():
        return False
    database = Database.open(home / DATABASE_NAME)
    try:
        with database.read() as connection:
            return _settings(connection).get(KIND) == GATEWAY
    finally:
        database.close()


class GatewayHome:
    """An opened gateway folder.

    Attributes:
        home: the folder.
        database: its database.
        log: its own log.
        name: what its maker called it.
    """

    def __init__(self, home: Path, database: Database, log: Log, name: str) -> None:
        self.home = home
        self.database = database
        self.log = log
        self.name = name

    @staticmethod
    def create(
        home: Path, card: Card, name: str, clock: Clock | None = None, certificate: tuple[bytes, bytes] | None = None
    ) -> GatewayHome:
        """Make a gateway that waits for the owner of ``card``; its request is written beside it.

        Args:
            certificate: the certificate and its key, both in PEM; made here when None.

        Raises:
            KnownError: there is something here already.
            InvalidInput: the name, a card without signing key or log, or a certificate that cannot be served.
        """
        clock = clock or SystemClock()
        if (home / DATABASE_NAME).exists() or (home / LOG_KEY).exists():
            raise KnownError(
                "There is a profile or gateway here already",
                where=str(home),
                todo="Choose another folder.",
                code="exists",
            )
        if not 0 < len(name.strip()) <= 120:
            raise InvalidInput("A name has 1 to 120 characters", where="name")
        if not card.keys or not card.logs:
            raise InvalidInput(
                "The owner's card names no signing key, or no desktop log", where="card", todo="Ask for a new card."
            )
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = SigningKey.generate()
        origin = f"counterseal/{uuid7(clock)}"
        if certificate is None:
            certificates.make(home, origin, clock.now())
        else:
            certificates.install(home, *certificate)
        save_log_key(home, key)
        log = Log(origin, key)
        database = Database.open(home / DATABASE_NAME, create=True)
        settings = {
            KIND: GATEWAY,
            "origin": log.origin,
            adoption.GATEWAY_NAME: name.strip(),
            adoption.PINNED_KEYS: " ".join(sorted(card.keys)),
            adoption.PINNED_PERSON: card.id,
            "created_at": stamp(clock.now()),
        }
        with database.write() as connection:
            connection.execute(insert(schema.meta), [{"name": k, "value": v} for k, v in settings.items()])
        made = GatewayHome(home, database, log, name.strip())
        made.write_request()
        return made

    @staticmethod
    def open(home: Path) -> GatewayHome:
        """Open a gateway's folder.

        Raises:
            KnownError: there is none, or it is a person's profile. LedgerDamaged: it does not fit its log key.
        """
        database = Database.open(home / DATABASE_NAME)
        try:
            with database.read() as connection:
                found = _settings(connection)
                if found.get(KIND) != GATEWAY or "origin" not in found:
                    raise KnownError("This folder is not a separate gateway's", where=str(home), code="not_a_gateway")
                log = Log(found["origin"], load_log_key(home))
                if adoption.adopted(connection) and roster.load(connection).log_key != log.key.id:
                    raise LedgerDamaged("log.key is not the key that entry 0 names", where=str(home))
            return GatewayHome(home, database, log, found.get(adoption.GATEWAY_NAME, ""))
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        self.database.close()

    @property
    def request(self) -> GatewayRequest:
        """What the owner is asked to sign for."""
        pin = certificates.held_pin(self.home)
        return GatewayRequest(self.log.origin, self.log.key.public.hex(), self.name, pin)

    def write_request(self) -> None:
        """Put the request beside the database, for the owner."""
        (self.home / REQUEST_FILE).write_text(json.dumps(self.request.members(), indent=1) + "\n", "utf-8")

    @property
    def adopted(self) -> bool:
        """Whether its owner has signed entry 0."""
        with self.database.read() as connection:
            return adoption.adopted(connection)

    def finish(self, envelope: Envelope, clock: Clock | None = None) -> None:
        """Append entry 0. Raises Forbidden, InvalidInput, Conflict: as ``adoption.accept``."""
        context = Context(self.log, None, clock or SystemClock(), self.home)
        with self.database.write() as connection:
            adoption.accept(context, connection, {"envelope": envelope.to_json()})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction on its database."""
        with self.database.read() as connection:
            yield connection


def _settings(connection: Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(select(schema.meta))}
