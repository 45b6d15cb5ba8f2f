"""The ledger as OCSF events for a SIEM: JSON Lines, one event per entry, each chained to the one before.

Every event carries an attestation (profile ``record_integrity``): the SHA-256 of its own canonical form (RFC 8785) and
that of the event before it, so that a line that is changed or missing is found in the file itself. What proves the
content is the ledger: each event names its entry, that entry's leaf hash, and the digest of the signed statement.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy import Connection, Row, select

from counterseal import __version__
from counterseal.errors import InvalidInput, KnownError
from counterseal.ledger import log as logs
from counterseal.ledger import ocsf_events, roster, schema
from counterseal.ledger.database import Database
from counterseal.ledger.log import Log
from counterseal.ledger.new_file import new_file
from counterseal.ledger.note import verify_head
from counterseal.ledger.ocsf_events import Entry
from counterseal.ledger.replica_files import NamedLog
from counterseal.ledger.steps import Progress, counted
from counterseal.seal.digests import sha256_hex
from counterseal.seal.dsse import parse

CHUNK = 500
# Attachments that say which statements an entry rests on; larger ones are not ours.
_BODIES = ("permit", "outcome", "refusal")
_LARGEST = 1 << 16
# Canonical form, hexadecimal value: the ids that OCSF gives them.
_SHA256 = {
    "algorithm_id": 3, "algorithm": "SHA-256", "serialization_id": 2, "serialization": "JCS",
    "encoding_id": 1, "encoding": "Hex",
}  # fmt: skip
_L = schema.listing.c


def write(
    database: Database, log: Log | NamedLog, out: Path, since: int = 0, *, progress: Progress | None = None
) -> Path:
    """Write the events of a log, from entry ``since`` on, to a file that does not exist yet.

    Raises:
        Conflict: there is such a file. DiskTrouble: it could not be written. InvalidInput: there is no such entry.
    """
    out = Path(os.path.abspath(out))
    with new_file(out, "The file of events") as part, database.read() as connection, part.open("xb") as file:
        head, note = logs.head(connection)
        verify_head(note, log.verifier)
        if not 0 <= since <= head.size:
            raise InvalidInput(f"The log has {head.size:,} entries", where=str(since))
        for line in counted(lines(connection, log.origin, since, head.size), progress, head.size - since):
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return out


def lines(connection: Connection, origin: str, start: int, end: int) -> Iterator[bytes]:
    """The events of entries ``start`` up to ``end`` as lines of JSON, each with its newline."""
    before: dict[str, Any] | None = None
    for entry in _entries(connection, origin, start, end):
        event = ocsf_events.event(entry, __version__)
        before = attest(event, origin, before)
        yield json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def attest(event: dict[str, Any], chain: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Add the attestation to an event; returns the reference by which the next one names it."""
    attestation: dict[str, Any] = {"uid": event["metadata"]["uid"], "chain_uid": chain}
    if before is not None:
        attestation["prev_event"] = dict(before)
    event["attestation_list"] = [attestation]
    attestation["fingerprint"] = fingerprint(event)
    reference = {"uid": event["metadata"]["uid"], "type_uid": event["type_uid"]}
    return {**reference, "fingerprint": attestation["fingerprint"]}


def fingerprint(event: Mapping[str, Any]) -> dict[str, Any]:
    """The digest of an event's canonical form, its own attestation's fingerprint and signatures left out."""
    content = dict(event)
    content["attestation_list"] = [
        {name: value for name, value in one.items() if name not in ("fingerprint", "signatures")}
        for one in event["attestation_list"]
    ]
    return {**_SHA256, "value": sha256_hex(rfc8785.dumps(content))}


def _entries(connection: Connection, origin: str, start: int, end: int) -> Iterator[Entry]:
    """The entries that have an event, oldest first, read in keyset pages; erased ones are left out."""
    people = roster.load(connection)
    names = {key.person: key.name for key in people.keys}
    known = connection.execute(select(schema.agents.c.id, schema.agents.c.name))
    agents = {row.id: row.name for row in known}
    after = start - 1
    while True:
        columns = (
            schema.entries.c.leaf_hash,
            schema.entries.c.envelope.label("dsse"),
            schema.envelopes.c.envelope.label("signed"),
            schema.actions.c.tool,
        )
        query = (
            select(schema.listing, *columns)
            .join(schema.entries, schema.entries.c.seq == _L.seq)
            .join(schema.envelopes, schema.envelopes.c.sha256 == schema.entries.c.envelope, isouter=True)
            .join(schema.actions, schema.actions.c.id == _L.subject, isouter=True)
            .where(_L.type.in_(ocsf_events.TYPES), _L.seq > after, _L.seq < end)
        )
        rows = connection.execute(query.order_by(_L.seq).limit(CHUNK)).all()
        if not rows:
            return
        bodies = _bodies(connection, rows)
        gone = _gone(connection, rows)
        for row in rows:
            if row.seq not in gone:
                yield _entry(row, origin, bodies.get(row.seq, {}), names, agents)
        after = rows[-1].seq


def _entry(
    row: Row[Any], origin: str, body: Mapping[str, Any], names: Mapping[str, str], agents: Mapping[str, str]
) -> Entry:
    predicate, keyid = None, ""
    if row.signed is not None:
        envelope = parse(bytes(row.signed))
        statement = envelope.statement()
        predicate, keyid = statement.get("predicate") if isinstance(statement, Mapping) else None, envelope.keyid
    person = predicate.get("person") if isinstance(predicate, Mapping) else None
    name = person.get("name") if isinstance(person, Mapping) else names.get(row.person, "")
    return Entry(
        log=origin,
        seq=row.seq,
        at=row.at,
        type=row.type,
        verdict=row.verdict,
        subject=row.subject,
        agent=row.agent,
        agent_name=agents.get(row.agent, ""),
        tool=row.tool or "",
        title=row.title,
        leaf_hash=bytes(row.leaf_hash).hex(),
        predicate=predicate if isinstance(predicate, Mapping) else None,
        body=body,
        keyid=keyid,
        dsse=str(row.dsse or ""),
        person=row.person,
        name=str(name or ""),
    )


def _bodies(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Mapping[str, Any]]:
    table = schema.payloads.c
    query = select(table.seq, table.bytes).where(table.seq.in_([row.seq for row in rows]), table.name.in_(_BODIES))
    found: dict[int, Mapping[str, Any]] = {}
    for seq, data in connection.execute(query):
        try:
            value = json.loads(bytes(data)) if len(data) <= _LARGEST else None
        except (ValueError, RecursionError) as error:
            raise KnownError("An attachment cannot be read", where=f"entry {seq}", code="ledger_damaged") from error
        if isinstance(value, dict):
            found[seq] = value
    return found


def _gone(connection: Connection, rows: Sequence[Row[Any]]) -> set[int]:
    table = schema.erased.c
    return set(connection.execute(select(table.seq).where(table.seq.in_([row.seq for row in rows]))).scalars())
