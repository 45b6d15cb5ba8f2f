"""History: pages of the ledger by any filter, and one entry with its proof checked on the spot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, Row, select

from counterseal.errors import KnownError, LedgerDamaged, NotFound
from counterseal.ledger import (
    doubts,
    entry_check,
    erasures,
    history_filters,
    history_rows,
    history_stream,
    history_timeline,
    history_words,
    log,
    roster,
    schema,
)
from counterseal.ledger.entry_check import Leaf, Signed
from counterseal.ledger.history_filters import Subjects
from counterseal.ledger.history_rows import Afterwards, Book, matching, pack, unpack
from counterseal.ledger.history_stream import Patience, Stream, merge
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.sqlite_dialect import interruptible, match_expression
from counterseal.ledger.tree import leaf_hash, verify_inclusion
from counterseal.model.history import EntryDetail, HistoryFilter, HistoryPage, HistoryRow
from counterseal.seal.digests import commitment
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import key_id

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
    others: Sequence[Book] = (),
    patience: float | None = None,
    *,
    counted: bool = True,
) -> HistoryPage:
    """One page of History, newest first.

    Args:
        connection: on the database of the own log.
        before: where the page before ended (its ``next_before``), None for the newest. Without ``others`` it is a
            sequence number: only entries below it.
        names: display names by person id and agent id.
        cancelled: asked while the database works; True ends the search with ``sqlite_dialect.Cancelled``.
        others: replicas of other logs, whose rows are shown among those of the own log.
        patience: seconds after which the page may end although it is not full; it is ``searching`` then, and asking
            from its ``next_before`` goes on. None fills every page.
        counted: False counts only where it costs nothing, for who wants the rows first; else the page is ``capped``.

    Returns:
        the page; its ``total`` counts each entry once.
    """
    started = time.perf_counter()
    if wanted.text.strip() and not match_expression(wanted.text):
        return HistoryPage((), None, 0, _since(started))
    books = (Book(connection, names=names or {}), *others)
    waiting = Patience(patience)
    subjects = None
    if len(books) > 1 and history_filters.of_actions(wanted):
        subjects = Subjects([book.connection for book in books])
    with ExitStack() as stack:
        for book in books:
            stack.enter_context(interruptible(book.connection, cancelled))
        streams = [
            Stream(book, wanted, unpack(before, book.number), limit + 1, subjects, waiting, envelopes=len(books) > 1)
            for book in books
        ]
        shown = merge(streams, limit)
        later = Afterwards(books, sorted({row.subject for _book, row in shown if row.subject}))
        # Looking for one row more may be what the patience ends at; the page is full all the same.
        more = any(stream.head() is not None for stream in streams)
        paused = any(stream.paused for stream in streams)
        places = {stream.book.number: stream.place(unpack(before, stream.book.number)) for stream in streams}
    searching = paused and len(shown) < limit
    more = more or paused
    # A page that ended early has taken its time already.
    counted = not searching and (counted or history_stream.all_wanted(wanted))
    total, capped = 0, True
    if before is None and not more:
        total, capped, counted = len(shown), False, True
    elif counted:
        with ExitStack() as stack:
            # A count that the database does alone is bounded, which takes the place of asking whether anybody waits.
            for book in books if subjects is not None else ():
                stack.enter_context(interruptible(book.connection, cancelled))
            totals = [history_stream.total(wanted, book, subjects, waiting) for book in books]
        total, capped = sum(count for count, _more in totals), any(more for _count, more in totals)
    if total < len(shown):
        total, capped = len(shown), True
    known = _known(books)
    rows = tuple(history_rows.words(book, row, known, later.of(book, row)) for book, row in shown)
    return HistoryPage(rows, pack(places) if more else None, total, _since(started), capped, searching, counted)


def place(books: Sequence[Book], at: str) -> int:
    """From where to read what happened before ``at``, a UTC stamp or its beginning: a page's ``before``."""
    places = {}
    for book in books:
        query = select(_L.seq).where(_L.at < at).order_by(_L.at.desc(), _L.seq.desc()).limit(1)
        newest = book.connection.execute(query).scalar_one_or_none()
        places[book.number] = 0 if newest is None else int(newest) + 1
    return pack(places)


def entry_detail(
    connection: Connection,
    origin: str,
    verifier: VerifierKey,
    seq: int,
    names: Mapping[str, str] | None = None,
    holders: Sequence[str] = (),
    others: Sequence[Book] = (),
    book: Book | None = None,
) -> EntryDetail:
    """One entry, with its envelope, payloads and inclusion verified now.

    Args:
        connection: on the database of the log that the entry is in.
        names: display names by person id and agent id.
        holders: who else holds the newest head, in words.
        others: the other logs where the same subject may stand.
        book: the replica that ``connection`` reads; None for the own log.

    Raises:
        NotFound: there is no such entry. A damaged entry is not an error: ``verified`` is False and ``proof`` says why.
    """
    here = book or Book(connection, names=names or {})
    query = matching(HistoryFilter(), Book(connection)).where(_L.seq == seq)
    row = connection.execute(query).one_or_none()
    stored = connection.execute(select(schema.entries).where(schema.entries.c.seq == seq)).one_or_none()
    if row is None or stored is None:
        raise NotFound("There is no such ledger entry", where=str(seq))
    books = (here, *others)
    known = {**_known(books), **(names or {})}
    proof = _Proof(connection, origin, verifier)
    leaf, envelope, signed = proof.entry(bytes(stored.leaf), seq)
    proof.tree(bytes(stored.leaf), seq, holders)
    if leaf and (row.type, row.at, row.subject) != (leaf.type, leaf.at, leaf.subject):
        proof.fail("The line in History does not say what the entry says.")
    later = Afterwards(books, [row.subject] if row.subject else []).of(here, row)
    worded = history_rows.words(here, row, known, later)
    return EntryDetail(
        row=worded,
        heading=history_words.heading(row.type, row.verdict, worded.who if row.person else ""),
        verified=proof.holds,
        proof=(*proof.sentences, *_also(row, others)),
        facts=tuple(_facts(connection, worded, leaf, signed, envelope)),
        followed=tuple(_followed(here, row, known, others)),
        raw=_raw(bytes(stored.leaf), envelope),
        log=worded.log,
        timeline=history_timeline.steps(sorted(books, key=lambda one: one.number), row, known, _note),
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
            erased = erasures.of(self.connection, self.origin, seq)
            if leaf.dsse_sha256 is None:
                log_key = key_id(self.verifier.public)
                entry_check.check_unsigned(leaf, log_key)
                self.sentences.append(f"Recorded by this log's own key {entry_check.short_key(log_key)}")
            elif erased is not None and erased.envelope_by and not self._holds_envelope(leaf.dsse_sha256):
                erased.check(leaf, people)
                self.sentences.append(f"Its signed statement was erased by order, entry {erased.envelope_by:,}")
            else:
                envelope = log.envelope(self.connection, leaf.dsse_sha256)
                signed, _after = entry_check.check_envelope(leaf, envelope, people)
                short = entry_check.short_key(leaf.key)
                newest = roster.load(self.connection)
                said, sort = doubts.words(newest, leaf.key, leaf.seq), doubts.key_words(newest, leaf.key)
                self.sentences.append(f"Signed with {signed.person.name}'s {sort} {short}, {said}")
            if erased is not None:
                erased.check(leaf, people)
                self.sentences.append(
                    f"Its attachments and its words in History were erased by order, entry {erased.by:,}"
                )
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


def _known(books: Sequence[Book]) -> dict[str, str]:
    """Display names from all books; where two differ, the own log's, which comes first."""
    known: dict[str, str] = {}
    for book in reversed(books):
        known |= book.names
    return known


def _also(row: Row[Any], others: Sequence[Book]) -> list[str]:
    """Where else the same envelope stands."""
    found = []
    for book in others:
        seq = None if row.envelope is None else _twin(book, row.envelope)
        if seq is not None:
            where = f"the log of {book.name}" if book.number else "your own log"
            found.append(f"The same signed statement is entry {seq:,} of {where}")
    return found


def _twin(book: Book, envelope: str) -> int | None:
    columns = schema.entries.c
    query = select(columns.seq).where(columns.envelope == envelope).limit(1)
    return book.connection.execute(query).scalar_one_or_none()


def _followed(here: Book, row: Row[Any], names: Mapping[str, str], others: Sequence[Book]) -> list[tuple[str, str]]:
    if not row.subject:
        return []
    told: dict[str, tuple[str, str]] = {}
    for book in (here, *others):
        after = row.seq
        if book is not here:
            twin = _twin(book, row.envelope) if row.envelope is not None and here.number == 0 else None
            if twin is None:
                continue
            after = twin
        query = matching(HistoryFilter(), Book(book.connection)).where(_L.subject == row.subject, _L.seq > after)
        for later in book.connection.execute(query.order_by(_L.seq).limit(MOST_FOLLOWED)).all():
            who = names.get(later.person, later.person) or history_words.ACTORS.get(later.type, "")
            noted = later.type in ("outcome", "delivered", "voided", "expired")
            note = _note(book.connection, later.seq) if noted else ""
            sentence = history_words.later_sentence(later.type, later.verdict, who, note)
            told.setdefault(later.envelope or f"{book.number}/{later.seq}", (later.at, sentence))
    # Within one log the order is the log's; only what comes from several is put in order by time.
    return sorted(told.values(), key=lambda one: one[0]) if others else list(told.values())


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
