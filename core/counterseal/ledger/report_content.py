"""What the report for people says, before it is drawn as HTML or PDF: sections of label and value.

An approval record answers who (printed name, key), what (before and after), when, what the signature means, why, on
what basis, by what authority, and with what outcome (21 CFR 11.50, NIST SP 800-53 AU-3). Values may hold outside text;
whoever draws them escapes them. Rows are read in chunks, so that the report of a long log does not fill the memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from counterseal.errors import Forbidden, KnownError
from counterseal.ledger import entry_check, history_words, schema
from counterseal.ledger.note import Head
from counterseal.ledger.roster import Roster
from counterseal.model.actions import Action
from counterseal.model.decisions import DECISION_TYPE, ORDER_TYPE, read_statement
from counterseal.seal.digests import action_sha256
from counterseal.seal.dsse import Envelope, parse

CHUNK = 500
ERASED = "Its content was erased by signed order."
NOTHING = "No decision was made."
ORDER_HEADINGS = ("Entry", "Time (UTC)", "Order", "By", "About", "Reason", "Key")
KEY_HEADINGS = ("Name", "Roles", "Key", "Counts for entries")
_L = schema.listing.c


@dataclass(frozen=True, slots=True)
class Cover:
    """What the head of the report says. ``by`` is the exporting person's printed name, empty when there is none.

    ``fingerprint`` is the log key's SHA-256, ``at`` the UTC time of the export.
    """

    head: Head
    fingerprint: str
    roster: Roster
    at: str
    by: str

    def facts(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Log", self.head.origin),
            ("Entries", f"{self.head.size:,}"),
            ("Root", self.head.root.hex()),
            ("Log key (SHA-256)", self.fingerprint),
        )

    def keys(self) -> Iterator[tuple[str, ...]]:
        """One line per span of a key, as ``KEY_HEADINGS``."""
        for key in self.roster.keys:
            span = f"from {key.from_seq:,}" if key.until_seq is None else f"{key.from_seq:,} to {key.until_seq - 1:,}"
            if key.compromised_since is not None:
                span += f", reported compromised from {key.compromised_since:,} on"
            yield key.name, ", ".join(key.roles), key.id, span


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value. ``code`` asks for a fixed pitch and kept line breaks."""

    label: str
    value: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. No facts: its content was erased."""

    seq: int
    title: str
    facts: tuple[Fact, ...]


def decisions(connection: Connection, cover: Cover) -> Iterator[Decision]:
    """Every decision under the head, oldest first."""
    for rows in _chunks(connection, ("decision",), cover.head.size):
        later = _later(connection, rows, cover.head.size)
        for row in rows:
            title = str(row.title or row.subject)
            try:
                envelope = _envelope(row)
                facts = _decision(connection, cover, row, envelope, later.get(row.subject, ()))
            except KnownError:
                facts = ()
            yield Decision(row.seq, title, facts)


def orders(connection: Connection, cover: Cover) -> Iterator[tuple[str, ...]]:
    """Every order under the head, oldest first, as ``ORDER_HEADINGS``."""
    for rows in _chunks(connection, tuple(entry_check.ORDERS), cover.head.size):
        for row in rows:
            try:
                envelope = _envelope(row)
                subject, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
                reason, by = str(predicate["reason"] or ""), str(_member(predicate["person"], "name"))
                verdict = key_verdict(cover.roster, envelope, row.seq)
            except KnownError:
                subject, reason, by, verdict = row.subject, "", "", ""
            word = history_words.verdict_word(row.type, row.verdict)
            about = "this log" if subject == cover.head.origin else subject
            yield f"{row.seq:,}", row.at, word, by, about, reason, verdict


def key_verdict(roster: Roster, envelope: Envelope, seq: int) -> str:
    """Whether the signature is right and its key counted there, in words."""
    try:
        roster.record(envelope, seq)
    except Forbidden as error:
        return f"NOT VALID: {error.what}"
    since = roster.compromised.get(envelope.keyid)
    if since is not None and since <= seq:
        return f"valid, but its key was later reported compromised from entry {since:,} on"
    return "valid"


def _decision(
    connection: Connection, cover: Cover, row: Row[Any], envelope: Envelope, later: Sequence[Row[Any]]
) -> tuple[Fact, ...]:
    _name, digest, predicate = read_statement(envelope.statement(), DECISION_TYPE)
    person, action, shown = predicate["person"], predicate["action"], predicate["shown"]
    role = _member(person, "role")
    facts = [
        Fact("Decision", history_words.verdict_word("decision", str(predicate["verdict"]))),
        Fact("Printed name", f"{_member(person, 'name')}{f', {role}' if role else ''}"),
        Fact("Date and time (UTC)", str(predicate["decided_at"])),
        Fact("Meaning of signature", str(predicate["meaning"])),
        Fact("Reason", str(predicate["reason"] or "none given")),
        Fact("Answer to the agent", str(predicate["answer"] or "")),
        Fact("Basis", history_words.basis_words(predicate["basis"])),
        Fact("Authority", _authority(person, predicate["basis"])),
        Fact("What was shown", _shown(shown)),
        Fact("Agent", str(_member(action, "agent"))),
        Fact("Tool", str(_member(action, "tool"))),
    ]
    after = _pretty(_member(action, "arguments"))
    if predicate["original_sha256"] == digest:
        facts.append(Fact("What may run", after, True))
    else:
        before = _original(connection, row, str(predicate["original_sha256"]))
        facts += [Fact("Before", before, True), Fact("After, what may run", after, True)]
    facts += [
        Fact("Action digest", digest),
        Fact("Signed by key", envelope.keyid),
        Fact("Signature", key_verdict(cover.roster, envelope, row.seq)),
        Fact("Outcome", _outcome(row, later, str(predicate["audience"]), cover.head.origin)),
    ]
    return tuple(fact for fact in facts if fact.value)


def _authority(person: Any, basis: Any) -> str:
    """As whom they decided, and under which roster, mandate and policy, by the beginnings of their digests."""
    parts = [f"as {_member(person, 'role') or 'nobody named'}"]
    for name, word in (("roster_sha256", "roster"), ("mandate_sha256", "mandate"), ("policy_sha256", "policy")):
        digest = _member(basis, name)
        parts += [f"{word} {digest[:12]}"] if isinstance(digest, str) and digest else []
    return ", ".join(parts)


def _shown(shown: Any) -> str:
    opened, dwell = _member(shown, "opened"), _member(shown, "dwell_ms")
    parts = [", ".join(map(str, opened))] if isinstance(opened, list) and opened else []
    parts += [f"looked at for {dwell / 1000:.1f} s"] if isinstance(dwell, int) else []
    return "; ".join(parts)


def _outcome(row: Row[Any], later: Sequence[Row[Any]], audience: str, origin: str) -> str:
    after = [one for one in later if one.seq > row.seq]
    word = history_words.outcome_word("decision", row.verdict, [(one.type, one.verdict) for one in after])
    told = f"{word}, {after[-1].at} (entry {after[-1].seq:,})" if after else word
    # A separate gateway enforces in its own name; what followed there stands in its log.
    return told if audience == origin else f"{told} here; what followed is in the log of the gateway {audience}"


def _original(connection: Connection, row: Row[Any], wanted: str) -> str:
    """The arguments as the agent proposed them, found by their digest among what was recorded of this action."""
    table = schema.payloads.c
    query = (
        select(table.bytes)
        .join(schema.listing, _L.seq == table.seq)
        .where(_L.subject == row.subject, _L.type == "action_received", _L.seq < row.seq, table.name == "action")
    )
    for found in connection.execute(query):
        try:
            action = Action.from_members(json.loads(bytes(found[0])))
            if action_sha256(action) == wanted:
                return _pretty(action.arguments)
        except (KnownError, ValueError, RecursionError):
            continue
    return f"not stored here; its digest is {wanted}"


def _chunks(connection: Connection, types: tuple[str, ...], size: int) -> Iterator[Sequence[Row[Any]]]:
    """Listing rows of these types with their signed envelope, oldest first, read in keyset pages."""
    after = -1
    while True:
        query = (
            select(schema.listing, schema.envelopes.c.envelope)
            .join(schema.entries, schema.entries.c.seq == _L.seq)
            .join(schema.envelopes, schema.envelopes.c.sha256 == schema.entries.c.envelope, isouter=True)
            .where(_L.type.in_(types), _L.seq > after, _L.seq < size)
        )
        rows = connection.execute(query.order_by(_L.seq).limit(CHUNK)).all()
        if not rows:
            return
        yield rows
        after = rows[-1].seq


def _later(connection: Connection, rows: Sequence[Row[Any]], size: int) -> Mapping[str, list[Any]]:
    """What became of the subjects of these rows, by subject, oldest first."""
    query = select(_L.seq, _L.type, _L.verdict, _L.at, _L.subject).where(
        _L.subject.in_({row.subject for row in rows}),
        _L.seq > rows[0].seq,
        _L.seq < size,
        _L.type.in_(history_words.TELLING),
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(_L.seq)):
        found.setdefault(row.subject, []).append(row)
    return found


def _envelope(row: Row[Any]) -> Envelope:
    return parse(bytes(row.envelope or b""))


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=dict)


def _member(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, Mapping) else ""
