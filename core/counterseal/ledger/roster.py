"""Who may do what, folded from the signed roster orders of a log; key validity by log position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged
from counterseal.ledger import log, schema
from counterseal.model.decisions import ORDER_TYPE, read_statement
from counterseal.model.people import Person, Role, read_person
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import key_id


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A personal key and where in the log it counts: ``from_seq`` inclusive, ``until_seq`` exclusive."""

    id: str
    person: str
    name: str
    roles: tuple[str, ...]
    public_key: str
    from_seq: int
    until_seq: int | None = None
    compromised_since: int | None = None

    def covers(self, seq: int) -> bool:
        return self.from_seq <= seq and (self.until_seq is None or seq < self.until_seq)


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster in force. ``sha256`` is the PAE digest of its order, as ``basis.roster_sha256`` names it."""

    people: Mapping[str, Person]
    keys: tuple[KeyRecord, ...]
    sha256: str
    log_key: str
    seq: int

    def person(self, person_id: str) -> Person:
        """Raises Forbidden."""
        person = self.people.get(person_id)
        if person is None:
            raise Forbidden("This person is not on the roster", where=person_id, code="not_on_roster")
        return person

    @property
    def solo(self) -> bool:
        """Whether this log has never held a second active owner or reviewer."""
        deciders = {k.person for k in self.keys if set(k.roles) & {Role.OWNER, Role.REVIEWER}}
        return len(deciders) == 1

    def signer(self, envelope: Envelope, seq: int | None = None) -> Person:
        """The person whose valid key signed this envelope; ``seq`` its log position (None: the next one).

        Raises:
            Forbidden: unknown key, key not valid at that position, or wrong signature.
        """
        known = [record for record in self.keys if record.id == envelope.keyid]
        for record in known:
            # A key may leave the roster and come back, or change roles: one record for each span.
            if record.until_seq is not None if seq is None else not record.covers(seq):
                continue
            if not envelope.signed_by(bytes.fromhex(record.public_key)):
                raise Forbidden("The signature is wrong", where=record.id[:16], code="bad_signature")
            return self.people.get(record.person) or Person(
                record.person, record.name, tuple(Role(r) for r in record.roles), {record.id: record.public_key}
            )
        if known:
            raise Forbidden("The signing key was not valid there", where=known[0].id[:16], code="key_not_valid")
        raise Forbidden("The signing key is not on the roster", where=envelope.keyid[:16], code="unknown_key")


def load(connection: Connection, before: int | None = None) -> Roster:
    """Fold the log's roster orders into the one in force, or the one in force just before entry ``before`` (from 1).

    Raises:
        LedgerDamaged: entry 0 is not a valid roster order, or the chain of orders is broken.
    """
    query = (
        select(schema.entries.c.seq, schema.entries.c.envelope)
        .join(schema.listing, schema.listing.c.seq == schema.entries.c.seq)
        .where(schema.listing.c.type == "order", schema.listing.c.verdict == "roster")
        .order_by(schema.entries.c.seq)
    )
    if before is not None:
        query = query.where(schema.entries.c.seq < before)
    rows = connection.execute(query).all()
    if not rows or rows[0].seq != 0:
        raise LedgerDamaged("Entry 0 of the log is not its roster", todo="Restore a backup; keep this as evidence.")
    roster: Roster | None = None
    for row in rows:
        envelope = log.envelope(connection, row.envelope)
        roster = first(envelope) if roster is None else following(roster, envelope, row.seq)
    assert roster is not None  # noqa: S101  (rows is not empty)
    return roster


def first(envelope: Envelope) -> Roster:
    """The roster of entry 0, which its own first owner signs. Raises LedgerDamaged."""
    try:
        people, log_key = _read(envelope)
        roster = Roster(people, _extend((), people, 0), envelope.sha256, log_key, 0)
        signer = roster.signer(envelope, 0)
    except (InvalidInput, Forbidden) as error:
        raise LedgerDamaged("Entry 0 is not a roster signed by its owner", where=error.text()) from error
    if not signer.has(Role.OWNER):
        raise LedgerDamaged("Entry 0 is not signed by an owner")
    return roster


def following(roster: Roster, envelope: Envelope, seq: int) -> Roster:
    """The roster after a later roster order, which an owner on the current one signs. Raises LedgerDamaged."""
    try:
        signer = roster.signer(envelope, seq)
        people, log_key = _read(envelope)
        _name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    except (InvalidInput, Forbidden) as error:
        raise LedgerDamaged("A roster order is not valid", where=f"entry {seq}: {error.text()}") from error
    if not signer.has(Role.OWNER) or predicate["supersedes"] != roster.sha256:
        raise LedgerDamaged("A roster order does not follow from the one before", where=f"entry {seq}")
    return Roster(people, _extend(roster.keys, people, seq), envelope.sha256, log_key, seq)


def roster_body(people: list[Person], log_public: bytes, origin: str) -> dict[str, Any]:
    """The body of a roster order: the people, and the log key that entry 0 names."""
    return {"people": [p.members() for p in people], "log_key": log_public.hex(), "log": origin}


def _read(envelope: Envelope) -> tuple[dict[str, Person], str]:
    _name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    body = predicate["body"]
    if predicate["kind"] != "roster" or not isinstance(body, Mapping) or set(body) != {"people", "log_key", "log"}:
        raise InvalidInput("A roster order has people, log_key and log")
    listed = body["people"]
    if not isinstance(listed, list) or not listed:
        raise InvalidInput("A roster names at least one person")
    people = [read_person(raw, f"people/{i}") for i, raw in enumerate(listed)]
    for person in people:
        for identity, public in person.keys.items():
            if key_id(_hex(public)) != identity:
                raise InvalidInput("A key id does not fit its key", where=identity[:16])
    if len({p.id for p in people}) != len(people):
        raise InvalidInput("A person stands twice on the roster")
    if len({identity for p in people for identity in p.keys}) != sum(len(p.keys) for p in people):
        raise InvalidInput("A key belongs to two people on the roster")
    return {p.id: p for p in people}, key_id(_hex(str(body["log_key"])))


def _hex(text: str) -> bytes:
    try:
        data = bytes.fromhex(text)
    except ValueError:
        raise InvalidInput("A public key is 64 hex digits") from None
    if len(data) != 32:
        raise InvalidInput("A public key is 64 hex digits")
    return data


def _extend(old: tuple[KeyRecord, ...], people: Mapping[str, Person], seq: int) -> tuple[KeyRecord, ...]:
    now = {
        identity: (person.id, person.name, tuple(role.value for role in person.roles), public)
        for person in people.values()
        for identity, public in person.keys.items()
    }
    kept: list[KeyRecord] = []
    for record in old:
        same = now.get(record.id) == (record.person, record.name, record.roles, record.public_key)
        kept.append(replace(record, until_seq=seq) if record.until_seq is None and not same else record)
    going_on = {record.id for record in kept if record.until_seq is None}
    for identity, (person_id, name, roles, public) in now.items():
        if identity not in going_on:
            kept.append(KeyRecord(identity, person_id, name, roles, public, seq))
    return tuple(kept)
