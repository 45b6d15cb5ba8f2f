"""A roster in force: people, the spans in which each key counts, and the enrolments announced on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from counterseal.errors import Forbidden
from counterseal.model.people import Person, Role
from counterseal.seal.dsse import Envelope

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A personal key and where in the log it counts: ``from_seq`` inclusive, ``until_seq`` exclusive.

    A recovery sheet's key has the one role ``recovery``. ``compromised_since`` is the first entry whose signature by
    it is doubtful, as the newest roster order says it.
    """

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

    @property
    def recovery(self) -> bool:
        return self.roles == (RECOVERY,)


@dataclass(frozen=True, slots=True)
class Announcement:
    """An enrolment that a decider has announced in the log: ``by`` is that person, ``key`` what they signed with."""

    sha256: str
    seq: int
    at: str
    by: str
    key: str
    person: Person
    proofs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster in force.

    Attributes:
        sha256: the PAE digest of its order, as ``basis.roster_sha256`` names it.
        seq: the entry of that order.
        log: origin of the log it is about.
        compromised: key id to the first doubtful entry.
        announced: enrolments that no roster order has answered yet, oldest first.
        proofs: what proves that the people hold their keys, by key id, as far as the log says it.
    """

    people: Mapping[str, Person]
    keys: tuple[KeyRecord, ...]
    sha256: str
    log_key: str
    seq: int
    log: str = ""
    compromised: Mapping[str, int] = field(default_factory=dict)
    announced: tuple[Announcement, ...] = ()
    proofs: Mapping[str, str] = field(default_factory=dict)

    def person(self, person_id: str) -> Person:
        """Raises Forbidden."""
        person = self.people.get(person_id)
        if person is None:
            raise Forbidden("This person is not on the roster", where=person_id, code="not_on_roster")
        return person

    @property
    def names(self) -> dict[str, str]:
        """Everybody's name by id, former people's too, as each was last on the roster."""
        return {r.person: r.name for r in self.keys} | {p.id: p.name for p in self.people.values()}

    @property
    def solo(self) -> bool:
        """Whether this log has never held a second active owner or reviewer."""
        deciders = {k.person for k in self.keys if set(k.roles) & {Role.OWNER, Role.REVIEWER}}
        return len(deciders) == 1

    @property
    def deciders(self) -> frozenset[str]:
        """Ids of the people who may decide now."""
        return frozenset(person.id for person in self.people.values() if person.decides)

    def record(self, envelope: Envelope, seq: int | None = None) -> KeyRecord:
        """The span of the valid key, a recovery key included, that signed this envelope.

        Args:
            seq: the envelope's log position (None: the next one).

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
            return record
        if known:
            raise Forbidden("The signing key was not valid there", where=known[0].id[:16], code="key_not_valid")
        raise Forbidden("The signing key is not on the roster", where=envelope.keyid[:16], code="unknown_key")

    def signer(self, envelope: Envelope, seq: int | None = None) -> Person:
        """The person whose valid signing key signed this envelope; ``seq`` its log position (None: the next one).

        Raises:
            Forbidden: as ``record``, and when a recovery key signed.
        """
        record = self.record(envelope, seq)
        if record.recovery:
            raise Forbidden(
                "A recovery key signs nothing but its person's new keys", where=record.id[:16], code="recovery_key"
            )
        return self.holder(record)

    def holder(self, record: KeyRecord) -> Person:
        """The person of a key's span, as they stand on the roster now; a former person as the span names them."""
        return self.people.get(record.person) or Person(
            record.person,
            record.name,
            () if record.recovery else tuple(Role(r) for r in record.roles),
            {record.id: record.public_key},
        )

    def doubtful(self, key: str, seq: int) -> bool:
        """Whether a signature by this key at this entry is one from after the key was compromised."""
        since = self.compromised.get(key)
        return since is not None and since <= seq

    def check_active(self, envelope: Envelope) -> Person:
        """The person whose key signed this and still is on the roster: new decisions and orders need that.

        Raises:
            Forbidden: ``key_not_valid``, ``unknown_key``, ``bad_signature`` or ``recovery_key``.
        """
        return self.signer(envelope, None)

    def check_still_counts(self, envelope: Envelope, seq: int) -> Person:
        """The decider behind an earlier decision, if it may still lead to anything: a permit rests on this.

        A key that was merely rotated leaves its decisions in force; a compromised key or a person who no longer
        decides does not.

        Raises:
            Forbidden: as ``signer``, ``key_compromised``, or ``no_decider``.
        """
        person = self.signer(envelope, seq)
        if self.doubtful(envelope.keyid, seq):
            raise Forbidden(
                "The key that signed this was reported compromised", where=envelope.keyid[:16], code="key_compromised"
            )
        if person.id not in self.deciders:
            raise Forbidden("Who signed this is no decider any more", where=person.name, code="no_decider")
        return person


def extend(
    old: tuple[KeyRecord, ...], people: Mapping[str, Person], compromised: Mapping[str, int], seq: int
) -> tuple[KeyRecord, ...]:
    """The key spans after a roster order at entry ``seq``."""
    now = {record.id: record for person in people.values() for record in _records(person, seq)}
    kept: list[KeyRecord] = []
    for record in old:
        if record.until_seq is None and not _goes_on(record, now.get(record.id)):
            record = replace(record, until_seq=seq)
        kept.append(record)
    going_on = {record.id for record in kept if record.until_seq is None}
    kept += [record for identity, record in now.items() if identity not in going_on]
    return tuple(replace(record, compromised_since=compromised.get(record.id)) for record in kept)


def _records(person: Person, seq: int) -> Iterator[KeyRecord]:
    roles = tuple(role.value for role in person.roles)
    for identity, public in person.keys.items():
        yield KeyRecord(identity, person.id, person.name, roles, public, seq)
    for identity, public in person.recovery.items():
        yield KeyRecord(identity, person.id, person.name, (RECOVERY,), public, seq)


def _goes_on(record: KeyRecord, now: KeyRecord | None) -> bool:
    if now is None:
        return False
    return (record.person, record.name, record.roles, record.public_key) == (
        now.person,
        now.name,
        now.roles,
        now.public_key,
    )
