"""What was erased by order: content may be absent only where a signed erasure or retention cut names the entry.

An erasure lists its entries one by one. A retention cut names a class of entries, and its own attachment ``verdicts``
says which ones it reached and what had been decided there: without it, nothing would hold the verdicts that stay.
An order counts for the log that its ``audience`` names. The table ``erased`` is an index of all this, no proof.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import InvalidInput, KnownError, LedgerDamaged
from counterseal.ledger import entry_check, log, roster, schema
from counterseal.ledger.entry_check import Leaf
from counterseal.ledger.roster import Roster
from counterseal.seal.digests import SALT_BYTES, commitment

TYPES = ("erasure", "retention_cut")
VERDICTS = "verdicts"
_SETTLING = ("order", "key_enrolled", "key_rotated", "key_revoked")
_L = schema.listing.c


@dataclass(frozen=True, slots=True)
class Erased:
    """One erased entry.

    Attributes:
        by: the entry that ordered its attachments gone.
        type, verdict, key: what that order says of it; ``type`` and ``key`` are empty when a cut did, which ``cut``
            then describes.
        envelope_by: the entry that ordered its signed statement gone; None while that stays.
    """

    by: int
    type: str
    verdict: str
    key: str
    envelope_by: int | None
    cut: Cut | None = None

    def check(self, leaf: Leaf, people: Roster | None) -> None:
        """Hold an entry to what its erasure says of it. Raises InvalidInput, Forbidden."""
        if people is None:
            raise InvalidInput("Entry 0 is never erased")
        if self.cut is None:
            entry_check.check_erased(leaf, self.type, self.key, people)
            return
        if not self.cut.covers(leaf.seq, leaf.type):
            raise InvalidInput("The retention cut does not cover this entry")
        entry_check.check_erased(leaf, leaf.type, leaf.key, people)


@dataclass(frozen=True, slots=True)
class Cut:
    """The reach of a retention cut: entries of ``types`` below ``below``; ``envelopes`` when statements go too."""

    name: str
    types: tuple[str, ...]
    below: int
    envelopes: bool

    def covers(self, seq: int, entry_type: str) -> bool:
        return seq < self.below and entry_type in self.types

    def members(self) -> dict[str, Any]:
        """As the signed body has it."""
        return {"class": self.name, "types": list(self.types), "below": self.below, "envelopes": self.envelopes}


@dataclass(frozen=True, slots=True)
class Order:
    """A checked erasure or retention cut of this log: which entries it reaches, and what it says of them."""

    seq: int
    person: str
    erased: Mapping[int, Erased]


def load(connection: Connection, origin: str) -> dict[int, Erased]:
    """Every erased entry by its sequence number. The orders' signatures are checked.

    Raises:
        KnownError: an erasure order is damaged or not signed by an owner.
    """
    query = select(_L.seq).where(_L.type.in_(TYPES)).order_by(_L.seq)
    found: dict[int, Erased] = {}
    people = _People(connection)
    for seq in connection.execute(query).scalars().all():
        for number, erased in read(connection, origin, seq, people.before(seq)).erased.items():
            _add(found, number, erased)
    return found


def of(connection: Connection, origin: str, seq: int) -> Erased | None:
    """What was erased of one entry, found by the index and proven by the orders it names. Raises KnownError."""
    row = connection.execute(select(schema.erased).where(schema.erased.c.seq == seq)).one_or_none()
    if row is None:
        return None
    found: dict[int, Erased] = {}
    for by in sorted({row.by_seq, row.envelope_by} - {None}):
        erased = read(connection, origin, by, roster.load(connection, by)).erased.get(seq)
        if erased is None:
            raise LedgerDamaged("The order that is said to have erased it does not name it", where=f"entry {by}")
        _add(found, seq, erased)
    return found[seq]


def read(connection: Connection, origin: str, seq: int, people: Roster) -> Order:
    """Read one erasure or retention cut of a log and check it against the roster in force before it.

    Raises:
        KnownError: it is damaged, malformed, or not signed by an owner.
    """
    try:
        leaf = entry_check.read_leaf(log.leaf_bytes(connection, seq), origin, seq)
        if leaf.type not in TYPES:
            raise InvalidInput(f"An entry of type {leaf.type} erases nothing")
        signed, _after = entry_check.check_envelope(leaf, log.envelope(connection, leaf.dsse_sha256 or ""), people)
        if signed.predicate["audience"] != origin:
            # For another log, whose numbers it names: it stands here as its sender's copy, and erases nothing here.
            return Order(seq, signed.person.id, {})
        reach = read_body(leaf.type, seq, signed.predicate["body"])
        erased = _by_cut(reach, seq, _verdicts(connection, leaf)) if isinstance(reach, Cut) else reach
    except KnownError as error:
        raise LedgerDamaged("An erasure does not hold", where=f"entry {seq}: {error.text()}", seq=seq) from error
    return Order(seq, signed.person.id, erased)


def read_body(entry_type: str, seq: int, body: Any) -> dict[int, Erased] | Cut:
    """What the body of an erasure order reaches when it stands as entry ``seq``.

    The body of an erasure is ``{"erased": [{seq, type, verdict, key}], "ground"?}``, of a retention cut
    ``{"cut": {class, types, below, envelopes}, "ground"}``.

    Raises:
        InvalidInput: another form, or it reaches entries that are not below it.
    """
    members = {"erased"} if entry_type == "erasure" else {"cut"}
    if not isinstance(body, Mapping) or set(body) - {"ground"} != members:
        raise InvalidInput("An erasure has what is erased, and its ground")
    if not isinstance(body.get("ground", ""), str):
        raise InvalidInput("The ground of an erasure is text")
    return _listed(body["erased"], seq) if entry_type == "erasure" else _cut(body["cut"], seq)


def verdict_bytes(reached: Mapping[int, str]) -> bytes:
    """The attachment ``verdicts`` of a retention cut: what had been decided in every entry that it reaches."""
    grouped: dict[str, list[int]] = {}
    for seq, verdict in sorted(reached.items()):
        grouped.setdefault(verdict, []).append(seq)
    return json.dumps({"v": 1, "verdicts": grouped}, sort_keys=True, separators=(",", ":")).encode()


def _add(found: dict[int, Erased], seq: int, erased: Erased) -> None:
    """A later order may take the signed statement that an earlier one left; it changes nothing else."""
    before = found.setdefault(seq, erased)
    if before.envelope_by is None:
        found[seq] = replace(before, envelope_by=erased.envelope_by)


def _listed(raw: Any, by: int) -> dict[int, Erased]:
    result: dict[int, Erased] = {}
    for one in raw if isinstance(raw, list) else [None]:
        if not isinstance(one, Mapping) or set(one) != {"seq", "type", "verdict", "key"} or type(one["seq"]) is not int:
            raise InvalidInput("An erasure lists seq, type, verdict and key of each erased entry")
        if not 0 <= one["seq"] < by or one["seq"] in result:
            raise InvalidInput("An erasure lists earlier entries, each once", where=f"entry {one['seq']}")
        if not all(isinstance(one[name], str) for name in ("type", "verdict", "key")):
            raise InvalidInput("Type, verdict and key of an erased entry are text", where=f"entry {one['seq']}")
        result[one["seq"]] = Erased(by, one["type"], one["verdict"], one["key"], by)
    return result


def _cut(raw: Any, by: int) -> Cut:
    if not isinstance(raw, Mapping) or set(raw) != {"class", "types", "below", "envelopes"}:
        raise InvalidInput("A retention cut has class, types, below and envelopes")
    types, below = raw["types"], raw["below"]
    if not isinstance(types, list) or not types or not all(isinstance(name, str) for name in types):
        raise InvalidInput("A retention cut names types of entries")
    if set(types) & entry_check.NEVER_ERASED or not set(types) <= set(log.ENTRY_TYPES):
        raise InvalidInput("A retention cut names types of entries that are unknown, or never erased")
    if type(below) is not int or not 0 <= below <= by:
        raise InvalidInput("A retention cut reaches earlier entries only")
    if not isinstance(raw["class"], str) or type(raw["envelopes"]) is not bool:
        raise InvalidInput("A retention cut has a class, and says whether signed statements go")
    return Cut(raw["class"], tuple(types), below, raw["envelopes"])


def _by_cut(cut: Cut, by: int, verdicts: Mapping[int, str]) -> dict[int, Erased]:
    # One object for all entries of a verdict: a cut may reach millions.
    said = {
        verdict: Erased(by, "", verdict, "", by if cut.envelopes else None, cut) for verdict in set(verdicts.values())
    }
    if any(not 0 <= seq < cut.below for seq in verdicts):
        raise InvalidInput("The attachment of a retention cut names entries that it does not cover")
    return {seq: said[verdict] for seq, verdict in verdicts.items()}


def _verdicts(connection: Connection, leaf: Leaf) -> dict[int, str]:
    columns = schema.payloads.c
    query = select(columns.salt, columns.bytes).where(columns.seq == leaf.seq, columns.name == VERDICTS)
    row = connection.execute(query).one_or_none()
    promised = dict(leaf.commits).get(VERDICTS)
    if row is None or promised is None:
        raise InvalidInput("A retention cut says in its attachment which entries it reached")
    if not isinstance(row.salt, bytes) or not isinstance(row.bytes, bytes):
        raise LedgerDamaged("Its list of reached entries is not stored as bytes")
    if len(row.salt) != SALT_BYTES or commitment(row.salt, row.bytes) != promised:
        raise LedgerDamaged("Its list of reached entries was changed after it was written")
    try:
        value = json.loads(row.bytes)
    except (ValueError, RecursionError):
        value = None
    grouped = value.get("verdicts") if isinstance(value, dict) else None
    if not isinstance(grouped, dict):
        raise InvalidInput("The attachment of a retention cut lists entries by verdict")
    found: dict[int, str] = {}
    for verdict, seqs in grouped.items():
        if not isinstance(seqs, list) or not all(type(seq) is int for seq in seqs):
            raise InvalidInput("The attachment of a retention cut lists entries by verdict")
        found.update(dict.fromkeys(seqs, verdict))
    if len(found) != sum(len(seqs) for seqs in grouped.values()):
        raise InvalidInput("An entry stands twice in the attachment of a retention cut")
    return found


class _People:
    """The roster before each of several entries, folded anew only where it may have changed in between."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: tuple[int, Roster] | None = None
        self._changes: Sequence[int] = (
            connection.execute(select(_L.seq).where(_L.type.in_(_SETTLING)).order_by(_L.seq)).scalars().all()
        )

    def before(self, seq: int) -> Roster:
        newest = bisect_left(self._changes, seq)
        if self._known is None or self._known[0] != newest:
            self._known = newest, roster.load(self._connection, seq)
        return self._known[1]
