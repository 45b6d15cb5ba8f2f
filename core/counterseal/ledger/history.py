"""History: pages of the ledger by any filter, and one entry with its proof checked on the spot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal_column, select, table, text

from counterseal.errors import KnownError, LedgerDamaged, NotFound
from counterseal.ledger import doubts, entry_check, erasures, history_words, log, roster, schema
from counterseal.ledger.entry_check import Leaf, Signed
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.sqlite_dialect import interruptible, match_expression
from counterseal.ledger.tree import leaf_hash, verify_inclusion
from counterseal.model.history import EntryDetail, HistoryFilter, HistoryPage, HistoryRow
from counterseal.seal.digests import commitment
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import key_id

MOST_COUNTED = 10_000
MOST_FOLLOWED = 200
_L = schema.listing.c
_SHOWN = 2_000


def page(
    connection: Connection,
    wanted: HistoryFilter,
    before: int | None = None,
    limit: int = 200,
    names: Mapping[str, str] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> HistoryPage:
    """One page of History, newest first.

    Args:
        before: only entries below this sequence number (``next_before`` of the page before), None for the newest.
        names: display names by person id and agent id.
        cancelled: asked while the database works; True ends the search with ``sqlite_dialect.Cancelled``.

    Returns:
        the page; its ``total`` is the log's size without a filter, else the matches counted up to ``MOST_COUNTED``.
    """
    started = time.perf_counter()
    if wanted.text.strip() and not match_expression(wanted.text):
        return HistoryPage((), None, 0, _since(started))
    with interruptible(connection, cancelled):
        query = _matching(wanted)
        where = [] if before is None else [_key(wanted) < before]
        rows = connection.execute(query.where(*where).order_by(_key(wanted).desc()).limit(limit + 1)).all()
        shown = rows[:limit]
        later = _later(connection, shown)
        total = _total(connection, wanted)
    known = names or {}
    words = tuple(_row(row, known, later) for row in shown)
    return HistoryPage(words, shown[-1].seq if len(rows) > limit else None, total, _since(started))


def entry_detail(
    connection: Connection,
    origin: str,
    verifier: VerifierKey,
    seq: int,
    names: Mapping[str, str] | None = None,
    holders: Sequence[str] = (),
) -> EntryDetail:
    """One entry, with its envelope, payloads and inclusion verified now.

    Args:
        names: display names by person id and agent id.
        holders: who else holds the newest head, in words.

    Raises:
        NotFound: there is no such entry. A damaged entry is not an error: ``verified`` is False and ``proof`` says why.
    """
    row = connection.execute(select(schema.listing).where(_L.seq == seq)).one_or_none()
    stored = connection.execute(select(schema.entries).where(schema.entries.c.seq == seq)).one_or_none()
    if row is None or stored is None:
        raise NotFound("There is no such ledger entry", where=str(seq))
    known = names or {}
    proof = _Proof(connection, origin, verifier)
    leaf, envelope, signed = proof.entry(bytes(stored.leaf), seq)
    proof.tree(bytes(stored.leaf), seq, holders)
    if leaf and (row.type, row.at, row.subject) != (leaf.type, leaf.at, leaf.subject):
        proof.fail("The line in History does not say what the entry says.")
    worded = _row(row, known, _later(connection, [row]))
    return EntryDetail(
        row=worded,
        heading=history_words.heading(row.type, row.verdict, worded.who if row.person else ""),
        verified=proof.holds,
        proof=tuple(proof.sentences),
        facts=tuple(_facts(connection, worded, leaf, signed, envelope)),
        followed=tuple(_followed(connection, row, known)),
        raw=_raw(bytes(stored.leaf), envelope),
    )


class _Proof:
    """Collects what was checked, as sentences; ``holds`` is False after the first that failed."""

    def __init__(self, connection: Connection, origin: str, verifier: VerifierKey) -> None:
        self.connection = connection
        self.origin = origin
        self.verifier = verifier
        self.sentences: list[str] = []
        self.holds = True

    def fail(self, sentence: str) -> None:
        self.holds = False
        self.sentences.append(sentence)

    def entry(self, data: bytes, seq: int) -> tuple[Leaf | None, Envelope | None, Signed | None]:
        """Check leaf, envelope and payloads."""
        try:
            leaf = entry_check.read_leaf(data, self.origin, seq)
        except KnownError as error:
            self.fail(f"The entry is damaged: {error.text()}")
            return None, None, None
        envelope, signed = None, None
        try:
            people = roster.load(self.connection, seq) if seq else None
            erased = erasures.load(self.connection, self.origin).get(seq)
            if leaf.dsse_sha256 is None:
                log_key = key_id(self.verifier.public)
                entry_check.check_unsigned(leaf, log_key)
                self.sentences.append(f"Recorded by this log's own key {entry_check.short_key(log_key)}")
            elif erased is not None and people is not None and not self._holds_envelope(leaf.dsse_sha256):
                entry_check.check_erased(leaf, erased.type, erased.key, people)
                self.sentences.append(f"Its signed statement was erased by order, entry {erased.by:,}")
            else:
                envelope = log.envelope(self.connection, leaf.dsse_sha256)
                signed, _after = entry_check.check_envelope(leaf, envelope, people)
                short = entry_check.short_key(leaf.key)
                said = doubts.words(roster.load(self.connection), leaf.key, leaf.seq)
                self.sentences.append(f"Signed with {signed.person.name}'s key {short}, {said}")
            self._payloads(leaf, erased is not None)
        except KnownError as error:
            self.fail(f"The signature or content does not hold: {error.text()}")
        return leaf, envelope, signed

    def tree(self, data: bytes, seq: int, holders: Sequence[str]) -> None:
        """Check inclusion under the newest head, and that head's signature."""
        try:
            newest, note = log.head(self.connection)
            signed_head = verify_head(note, self.verifier)
            if signed_head != Head(self.origin, newest.size, newest.root):
                raise LedgerDamaged("The stored head is not the one that was signed")
            hashes = log.prove_inclusion(self.connection, seq, newest.size)
            if not verify_inclusion(leaf_hash(data), seq, newest.size, hashes, newest.root):
                raise LedgerDamaged("The entry is not the one under the newest head")
        except ValueError:
            self.fail("The entry lies beyond the newest head.")
        except KnownError as error:
            self.fail(f"The ledger does not prove this entry: {error.text()}")
        else:
            count = len(hashes)
            self.sentences.append(f"In the ledger: {count} hash{'' if count == 1 else 'es'} to head {newest.size:,}")
            seen = ", ".join(holders)
            self.sentences.append(f"Head also held by {seen}" if seen else "Head seen by nobody else yet")

    def _holds_envelope(self, sha256: str) -> bool:
        where = schema.envelopes.c.sha256 == sha256
        return self.connection.execute(select(schema.envelopes.c.sha256).where(where)).first() is not None

    def _payloads(self, leaf: Leaf, erased: bool) -> None:
        columns = schema.payloads.c
        rows = self.connection.execute(select(schema.payloads).where(columns.seq == leaf.seq)).all()
        found = {row.name: commitment(bytes(row.salt), self._bytes(row)) for row in rows}
        for name, promised in leaf.commits:
            if name not in found and erased:
                continue
            if found.get(name) != promised:
                state = "was changed" if name in found else "is missing"
                what = "line in History" if name == log.LISTING else f"attachment {name!r}"
                raise LedgerDamaged(f"Its {what} {state}")
        if set(found) - {name for name, _c in leaf.commits}:
            raise LedgerDamaged("It has an attachment that the entry does not name")
        attached = len(set(found) - {log.LISTING})
        if attached:
            self.sentences.append(f"{attached} attachment{'' if attached == 1 else 's'} unchanged")

    def _bytes(self, row: Row[Any]) -> bytes:
        return bytes(row.bytes) if row.name != log.LISTING else log.stored_listing(self.connection, row.seq)


def _key(wanted: HistoryFilter) -> ColumnElement[int]:
    # Ordering by the search table's own rowid lets full-text search yield its newest matches first.
    return literal_column("search.rowid") if wanted.text.strip() else _L.seq


def _matching(wanted: HistoryFilter, *columns: Any) -> Select[Any]:
    query = select(*columns) if columns else select(schema.listing)
    if wanted.text.strip():
        search = table("search")
        query = query.select_from(search.join(schema.listing, _L.seq == literal_column("search.rowid")))
        query = query.where(text("search MATCH :words").bindparams(words=match_expression(wanted.text)))
    else:
        query = query.select_from(schema.listing)
    if wanted.agent:
        query = query.where(_L.agent == wanted.agent)
    if wanted.person:
        query = query.where(_L.person == wanted.person)
    if wanted.kinds:
        query = query.where(_L.type.in_(wanted.kinds))
    if wanted.subject:
        query = query.where(_L.subject == wanted.subject)
    if wanted.since:
        query = query.where(_L.at >= wanted.since)
    if wanted.until:
        query = query.where(_L.at < wanted.until)
    return query


def _total(connection: Connection, wanted: HistoryFilter) -> int:
    if wanted == HistoryFilter():
        return int(connection.execute(select(schema.log_state.c.size)).scalar_one_or_none() or 0)
    some = _matching(wanted, literal_column("1")).limit(MOST_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def _later(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, list[tuple[int, str, str]]]:
    """For each subject on the page, its telling entries as (seq, type, verdict), oldest first."""
    subjects = sorted({row.subject for row in rows if row.subject})
    found: dict[str, list[tuple[int, str, str]]] = {}
    for start in range(0, len(subjects), 500):
        query = (
            select(_L.seq, _L.type, _L.verdict, _L.subject)
            .where(_L.subject.in_(subjects[start : start + 500]), _L.type.in_(history_words.TELLING))
            .order_by(_L.subject, _L.seq)
        )
        for row in connection.execute(query):
            found.setdefault(row.subject, []).append((row.seq, row.type, row.verdict))
    return found


def _row(row: Row[Any], names: Mapping[str, str], later: Mapping[str, list[tuple[int, str, str]]]) -> HistoryRow:
    after = [(kind, verdict) for seq, kind, verdict in later.get(row.subject, ()) if seq > row.seq]
    agent_name = names.get(row.agent, row.agent)
    if row.type == "delivered":
        # Its person is who decided; who delivered and took it in is no person.
        who = history_words.ACTORS[row.type]
    elif row.person:
        who = names.get(row.person, row.person)
    elif row.type == "action_received":
        who = agent_name
    else:
        who = history_words.ACTORS.get(row.type, "")
    word = history_words.verdict_word(row.type, row.verdict)
    return HistoryRow(
        seq=row.seq,
        at=row.at,
        kind=row.type,
        verdict=word,
        who=who,
        title=row.title or agent_name or word,
        agent=row.agent,
        agent_name=agent_name,
        subject=row.subject,
        outcome=history_words.outcome_word(row.type, row.verdict, after),
    )


def _followed(connection: Connection, row: Row[Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    if not row.subject:
        return []
    query = select(schema.listing).where(_L.subject == row.subject, _L.seq > row.seq).order_by(_L.seq)
    sentences = []
    for later in connection.execute(query.limit(MOST_FOLLOWED)).all():
        who = names.get(later.person, later.person) or history_words.ACTORS.get(later.type, "")
        note = _note(connection, later.seq) if later.type in ("outcome", "delivered", "voided", "expired") else ""
        sentences.append((later.at, history_words.later_sentence(later.type, later.verdict, who, note)))
    return sentences


def _note(connection: Connection, seq: int) -> str:
    """The ``note`` that an entry's payload carries, on one line."""
    for _name, value in _payloads(connection, seq):
        note = value.get("note") if isinstance(value, dict) else None
        if isinstance(note, str) and note:
            return " ".join(note.split())[:200]
    return ""


def _payloads(connection: Connection, seq: int) -> list[tuple[str, Any]]:
    columns = schema.payloads.c
    query = select(columns.name, columns.bytes).where(columns.seq == seq, columns.name != log.LISTING)
    found = []
    for row in connection.execute(query.order_by(columns.name)):
        try:
            value = json.loads(bytes(row.bytes))
        except (ValueError, RecursionError):
            value = bytes(row.bytes)
        found.append((row.name, value))
    return found


def _facts(
    connection: Connection, row: HistoryRow, leaf: Leaf | None, signed: Signed | None, envelope: Envelope | None
) -> list[tuple[str, str]]:
    if signed and envelope and leaf and leaf.type == "decision":
        digest = envelope.statement()["subject"][0]["digest"]["sha256"]
        return history_words.decision_facts(signed.predicate, digest)
    if signed:
        return history_words.order_facts(signed.predicate)
    facts = [("Action" if row.agent else "What", row.title)]
    if row.agent_name:
        facts.append(("Agent", row.agent_name))
    for name, value in _payloads(connection, row.seq):
        if isinstance(value, dict):
            plain = {k: v for k, v in value.items() if isinstance(v, str | int | float | bool)}
            facts.extend((f"{name}: {key}", str(item)[:_SHOWN]) for key, item in plain.items())
        else:
            facts.append((name, f"{len(str(value)):,} characters"))
    if leaf and leaf.subject:
        facts.append(("Subject", leaf.subject))
    return facts


def _raw(leaf: bytes, envelope: Envelope | None) -> str:
    try:
        value: Any = json.loads(leaf)
    except ValueError:
        value = leaf.decode("utf-8", "replace")
    statement = None
    if envelope is not None:
        try:
            statement = envelope.statement()
        except KnownError:
            statement = None
    content = {"leaf": value, "envelope": envelope.to_json() if envelope else None, "statement": statement}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
