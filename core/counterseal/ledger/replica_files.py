"""The copies of gateways' logs beside a profile's own database, opened to be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from counterseal.ledger import log as logs
from counterseal.ledger import schema
from counterseal.ledger.database import Database
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.roster_form import public_key
from counterseal.seal.statements import read_order

FOLDER = "replicas"


@dataclass(frozen=True, slots=True)
class NamedLog:
    """A log that is only read: its name, and the key that its heads are signed with."""

    origin: str
    verifier: VerifierKey


def replica_files(database: Database) -> list[Path]:
    """The databases of the replicated logs, the empty ones too."""
    return sorted((database.path.parent / FOLDER).glob("*.db"))


def known_keys(database: Database) -> dict[str, str]:
    """The verifier keys of the gateways that this profile knows, by origin, as text."""
    with database.read() as connection:
        rows = connection.execute(select(schema.gateways.c.origin, schema.gateways.c.vkey)).all()
        return {row.origin: row.vkey for row in rows}


def identify(connection: Connection, known: dict[str, str]) -> NamedLog | None:
    """The log in a replica: under the key by which its gateway is known, else the one that its entry 0 names.

    None: nothing has been replicated yet.

    Raises:
        KnownError: entry 0 cannot be read.
    """
    if connection.execute(select(schema.heads.c.size).limit(1)).first() is None:
        return None
    head, _note = logs.head(connection)
    told = known.get(head.origin)
    return NamedLog(head.origin, VerifierKey.parse(told) if told else VerifierKey(head.origin, _named(connection)))


def _named(connection: Connection) -> bytes:
    """The raw log key that entry 0 names. Raises KnownError."""
    query = select(schema.entries.c.envelope).where(schema.entries.c.seq == 0)
    _subject, predicate = read_order(logs.envelope(connection, str(connection.execute(query).scalar_one_or_none())))
    return public_key(predicate["body"]["log_key"])
