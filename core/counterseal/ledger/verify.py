"""Verification of a whole log: every leaf, signature, payload, stored hash, head and line of History.

It reads the database with plain queries and trusts no column: a table whose types were changed is a finding, not an
error. What it cannot see is a log that was rewritten consistently by whoever holds the log key and a personal key;
that shows only against a head that someone else holds (``trusted``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from counterseal.errors import KnownError, LedgerDamaged, Locked, Stopped
from counterseal.ledger import doubts, entry_check, erasures, log, verify_ahead, verify_tables
from counterseal.ledger import roster as rosters
from counterseal.ledger.database import Database, DiskTrouble
from counterseal.ledger.entry_check import Leaf, Signed
from counterseal.ledger.erasures import Erased
from counterseal.ledger.note import Head, VerifierKey
from counterseal.ledger.quick_check import QuickCheck, Spent
from counterseal.ledger.roster import Roster
from counterseal.ledger.tree import leaf_hash, verify_consistency
from counterseal.ledger.verify_tree import BadEntry, TreeCheck
from counterseal.model.history import VerifyReport
from counterseal.seal.digests import SALT_BYTES, commitment
from counterseal.seal.dsse import parse
from counterseal.seal.keys import key_id

CHUNK = 512
_ENTRIES = text(
    "SELECT e.seq, e.leaf, e.leaf_hash, e.envelope, v.envelope AS signed, l.seq AS listed, l.at, l.type, l.verdict,"
    " l.subject, l.agent, l.person, l.title, s.body"
    " FROM entries e LEFT JOIN envelopes v ON v.sha256 = e.envelope LEFT JOIN listing l ON l.seq = e.seq"
    " LEFT JOIN search s ON s.rowid = e.seq WHERE e.seq >= :low AND e.seq < :high ORDER BY e.seq"
)
_APART = text(
    str(_ENTRIES).replace(
        "ORDER BY",
        "AND (e.envelope IS NOT NULL OR EXISTS (SELECT 1 FROM erased x WHERE x.seq = e.seq)) ORDER BY",
    )
)
_SHARING = text("SELECT seq FROM entries WHERE envelope = :sha")
_PAYLOADS = text("SELECT seq, name, salt, bytes FROM payloads WHERE seq >= :low AND seq < :high ORDER BY seq, name")


def verify_log(
    database: Database,
    verifier: VerifierKey,
    *,
    trusted: Head | None = None,
    progress: Callable[[int, int], None] | None = None,
    since: int = 0,
    workers: int | None = 0,
) -> VerifyReport:
    """Verify the log whose key is ``verifier``.

    Args:
        trusted: a head held elsewhere; the log must extend it.
        progress: called with (entries done, entries in all) after every few hundred.
        since: entries below it were verified before; their tree hashes are taken from the stored tiles and still have
            to lead to the signed heads.
        workers: processes that look ahead in a large log; None for as many as are worth it. They change no verdict.

    Returns:
        the verdict in words. A damaged log is not an error; ``bad_seq`` names the first bad entry where one can be.

    Raises:
        Locked, DiskTrouble: the database could not be read now. Stopped: ``progress`` ended it, which says nothing
            about the log.
    """
    started = time.perf_counter()
    run = _Run(verifier, trusted, progress or (lambda _done, _all: None), since)
    run.path, run.workers = database.path, workers
    try:
        with database.read() as connection:
            sentences = run.all(connection)
    except BadEntry as bad:
        return VerifyReport(False, run.done, time.perf_counter() - started, (_where(bad), *run.context()), bad.seq)
    except (Locked, DiskTrouble, Stopped):
        raise
    except (KnownError, DatabaseError) as error:
        said = error.text() if isinstance(error, KnownError) else str(error.orig)
        return VerifyReport(False, run.done, time.perf_counter() - started, (f"The log cannot be read: {said}",))
    took = time.perf_counter() - started
    return VerifyReport(True, run.done, took, tuple(sentences), doubtful=run.doubtful, cost=run.spent.sentence())


def verify_stretch(
    connection: Connection, verifier: VerifierKey, since: int, foreseen: Mapping[int, Erased] | None = None
) -> None:
    """Verify the entries from ``since`` on inside the caller's transaction; those below were verified before.

    Args:
        foreseen: entries whose content is missing by an erasure that stands beyond the last entry; whoever calls this
            holds them to that erasure once it is there.

    Raises:
        LedgerDamaged: the first thing that does not hold.
    """
    run = _Run(verifier, None, lambda _done, _all: None, since)
    run.foreseen = foreseen or {}
    try:
        run.all(connection)
    except BadEntry as bad:
        raise LedgerDamaged(_where(bad), code="bad_entry") from bad


def _where(bad: BadEntry) -> str:
    return bad.sentence if bad.seq is None else f"Entry {bad.seq:,}: {bad.sentence}"


class _Run:
    """One verification. ``done`` counts the entries that were found good."""

    def __init__(
        self, verifier: VerifierKey, trusted: Head | None, progress: Callable[[int, int], None], since: int
    ) -> None:
        self.verifier = verifier
        self.log_key = key_id(verifier.public)
        self.trusted = trusted
        self.progress = progress
        self.since = since
        self.done = 0
        self.signatures = 0
        self.payloads = 0
        self.lines = 0
        self.envelopes = 0
        self.searchable = 0
        self.roster: Roster | None = None
        self.erased: dict[int, Erased] = {}
        self.foreseen: Mapping[int, Erased] = {}
        # Why the erasure orders cannot be read: then absences are let pass, until the entry is met that is to blame.
        self.unread: KnownError | None = None
        self.doubtful: tuple[int, ...] = ()
        self.spent = Spent()
        # The leaf hashes of the entries that were last looked at closely, by number.
        self.apart: dict[int, bytes] = {}
        self.path: Path | None = None
        self.workers: int | None = 0

    def context(self) -> tuple[str, ...]:
        before = (
            "At least 1 entry before it is good."
            if self.done == 1
            else f"At least {self.done:,} entries before it are good."
        )
        return (before,) if self.done else ()

    def all(self, connection: Connection) -> list[str]:
        state = connection.execute(text("SELECT size, frontier FROM log_state WHERE id = 1")).one_or_none()
        size = state.size if state is not None else 0
        if type(size) is not int or size < 1:
            raise BadEntry(None, "The log does not know its own size; it is empty or was emptied.")
        if not 0 <= self.since <= size:
            raise BadEntry(size - 1, f"The log ends here, but {self.since:,} entries were verified before.")
        verify_tables.outside(connection, size)
        self._prepare(connection)
        tree = TreeCheck(connection, self.verifier, self.since)
        stretches = [(low, min(low + CHUNK, size)) for low in range(self.since, size, CHUNK)]
        with self._looker(connection, stretches) as quick:
            for low, high in stretches:
                tree.expect(low, high)
                if not self._quickly(quick, low, high, size, tree):
                    began = time.perf_counter() - tree.heads_s
                    self._row_by_row(connection, low, high, size, tree)
                    self.spent.again += time.perf_counter() - tree.heads_s - began
                self.done += high - low
                self.progress(self.done, size - self.since)
        head = tree.finish(state)
        if self.unread is not None:
            named = self.unread.extra.get("seq")
            raise BadEntry(named, f"An erasure order does not hold: {self.unread.text()}") from self.unread
        if not self.since:
            verify_tables.strays(connection, self.envelopes, self.payloads + self.lines, self.searchable)
        self.doubtful = doubts.doubtful(connection, self.roster or rosters.load(connection))
        return self._sentences(tree, self._check_trusted(connection, head))

    def _looker(
        self, connection: Connection, stretches: list[tuple[int, int]]
    ) -> AbstractContextManager[QuickCheck | verify_ahead.Ahead]:
        """Who takes the quick look: this thread, or processes ahead of it."""

        def closely(low: int, high: int) -> dict[int, Leaf]:
            return self._closely(connection, low, high)

        def judged(low: int, high: int) -> dict[int, bytes]:
            began = time.perf_counter()
            self._closely(connection, low, high)
            self.spent.signatures += time.perf_counter() - began
            return self.apart

        entries = stretches[-1][1] - stretches[0][0] if stretches else 0
        count = verify_ahead.processes(entries) if self.workers is None else self.workers
        origin = self.verifier.name
        here = QuickCheck(connection, origin, self.log_key, closely, self.spent)
        if count and self.path is not None:
            return verify_ahead.ahead(
                self.path, origin, self.log_key, stretches, self.erased.keys(), judged, count, self.spent, here
            )
        return nullcontext(here)

    def _prepare(self, connection: Connection) -> None:
        if self.since:
            self.roster = rosters.load(connection, self.since)
            if self.roster.log_key != self.log_key:
                raise BadEntry(0, "The roster names another log key than the one this log is read with.")
        try:
            self.erased = erasures.load(connection, self.verifier.name)
        except KnownError as error:
            self.unread = error
            return
        self._check_index(connection)
        self.erased = {**self.foreseen, **self.erased}

    def _check_index(self, connection: Connection) -> None:
        """The index of erasures, by which History and the guards go, says what the signed orders say."""
        rows = connection.execute(text("SELECT seq, by_seq, envelope_by FROM erased")).all()
        stored = {row.seq: (row.by_seq, row.envelope_by) for row in rows}
        ordered = {seq: (erased.by, erased.envelope_by) for seq, erased in self.erased.items()}
        wrong = [seq for seq in stored.keys() | ordered.keys() if stored.get(seq) != ordered.get(seq)]
        if wrong:
            seq = min(wrong)
            if seq not in ordered:
                raise BadEntry(seq, "Its content is marked as erased or missing, and no erasure order names it.")
            raise BadEntry(seq, f"Entry {ordered[seq][0]:,} erased it, but the index of erasures says otherwise.")

    def _quickly(self, quick: QuickCheck | verify_ahead.Ahead, low: int, high: int, size: int, tree: TreeCheck) -> bool:
        """Take a stretch that is plainly good; else leave everything as it was for the row by row check."""
        gone = self.erased.keys() & set(range(low, high)) if self.erased else frozenset()
        before = (self.roster, self.signatures, self.envelopes, self.searchable)
        good = quick.look(low, high, gone)
        if good is None:
            self.roster, self.signatures, self.envelopes, self.searchable = before
            return False
        self.payloads += good.attachments
        self.lines += high - low - len(gone)
        self.searchable += good.unsigned
        began = time.perf_counter() - tree.heads_s
        tree.take_all(good.hashes, size)
        self.spent.tree += time.perf_counter() - tree.heads_s - began
        return True

    def _closely(self, connection: Connection, low: int, high: int) -> dict[int, Leaf]:
        """The signed and the erased entries of a stretch, row by row; that nothing erased has attachments is known."""
        leaves: dict[int, Leaf] = {}
        rows: dict[int, Any] = {}
        self.apart = {}
        for row in connection.execute(_APART, {"low": low, "high": high}):
            leaf = leaves[row.seq] = self._entry(row)
            self.apart[row.seq] = row.leaf_hash
            if row.seq in self.erased:
                rows[row.seq] = row
                self._absent(leaf, dict(leaf.commits), row)
        self._gone(connection, rows)
        return leaves

    def _row_by_row(self, connection: Connection, low: int, high: int, size: int, tree: TreeCheck) -> None:
        commits: dict[int, dict[str, str]] = {}
        leaves: dict[int, Leaf] = {}
        rows: dict[int, Any] = {}
        expected = low
        for row in connection.execute(_ENTRIES, {"low": low, "high": high}):
            if row.seq != expected:
                raise BadEntry(expected, "It is missing; entries are numbered without gaps.")
            leaf = self._entry(row)
            commits[row.seq] = dict(leaf.commits)
            if log.LISTING not in commits[row.seq]:
                raise BadEntry(row.seq, "Its leaf does not promise its line in History.")
            rows[row.seq], leaves[row.seq] = row, leaf
            tree.take(row.leaf_hash, size)
            expected += 1
        if expected != high:
            raise BadEntry(expected, "It is missing; entries are numbered without gaps.")
        for payload in connection.execute(_PAYLOADS, {"low": low, "high": high}):
            self._payload(payload, commits, rows)
        if self.unread is None:
            for seq, left in commits.items():
                self._absent(leaves[seq], left, rows[seq])
            self._gone(connection, rows)

    def _gone(self, connection: Connection, rows: Mapping[int, Any]) -> None:
        """The signed statement of an erased entry is gone as well, unless an entry that is not erased needs it."""
        for seq, row in rows.items():
            erased = self.erased.get(seq)
            if erased is None or erased.envelope_by is None or row.signed is None:
                continue
            sharing = connection.execute(_SHARING, {"sha": row.envelope}).scalars()
            if all(other in self.erased and self.erased[other].envelope_by is not None for other in sharing):
                raise BadEntry(seq, f"Entry {erased.envelope_by:,} erased it, but its signed statement is still there.")

    def _absent(self, leaf: Leaf, left: dict[str, str], row: Any) -> None:
        """What is gone of an entry must be gone by order, and then all of it; ``left`` are the commits not met."""
        erased = self.erased.get(leaf.seq)
        if erased is None:
            if left:
                raise BadEntry(
                    leaf.seq, f"Its attachment {next(iter(left))!r} is missing, and no erasure order names it."
                )
            return
        try:
            erased.check(leaf, self.roster)
        except KnownError as error:
            raise BadEntry(leaf.seq, f"Its erasure does not hold. {error.text()}") from error
        if len(left) != len(leaf.commits):
            raise BadEntry(leaf.seq, f"Entry {erased.by:,} erased it, but an attachment of it is still there.")
        if row.body is not None or (row.title, row.person, row.agent) != ("", "", "") or row.verdict != erased.verdict:
            raise BadEntry(leaf.seq, "It was erased, but History still has words for it.")

    def _entry(self, row: Any) -> Leaf:
        seq = row.seq
        if not isinstance(row.leaf, bytes) or row.leaf_hash != leaf_hash(row.leaf):
            raise BadEntry(seq, "Its leaf is not the one that was hashed; it was changed after it was written.")
        try:
            leaf = entry_check.read_leaf(row.leaf, self.verifier.name, seq)
        except KnownError as error:
            raise BadEntry(seq, f"{error.text()} It was not written by this program.") from error
        if row.envelope != leaf.dsse_sha256:
            raise BadEntry(seq, "It is joined with another envelope than its leaf names.")
        signed = self._signature(leaf, row)
        self._listing(leaf, row, signed)
        return leaf

    def _signature(self, leaf: Leaf, row: Any) -> Signed | None:
        erased = self.erased.get(leaf.seq)
        try:
            if leaf.dsse_sha256 is None:
                entry_check.check_unsigned(leaf, self.log_key)
                return None
            if row.signed is None and self.unread is not None and leaf.type not in entry_check.NEVER_ERASED:
                return None
            if row.signed is None:
                if erased is None or erased.envelope_by is None:
                    raise LedgerDamaged("Its signed statement is missing, and no erasure order names it")
                erased.check(leaf, self.roster)
                return None
            if not isinstance(row.signed, bytes):
                raise LedgerDamaged("Its envelope is not stored as bytes")
            envelope = parse(row.signed)
            if envelope.to_bytes() != row.signed:
                raise LedgerDamaged("Its envelope is not stored as it was written")
            signed, self.roster = entry_check.check_envelope(leaf, envelope, self.roster)
        except KnownError as error:
            raise BadEntry(leaf.seq, f"It does not prove who signed it. {error.text()}") from error
        if leaf.seq == 0 and self.roster.log_key != self.log_key:
            raise BadEntry(0, "The roster names another log key than the one this log is read with.")
        self.signatures += 1
        self.envelopes += 1
        return signed

    def _listing(self, leaf: Leaf, row: Any, signed: Signed | None) -> None:
        if row.listed is None:
            raise BadEntry(leaf.seq, "History does not list it; it was hidden from readers.")
        if (row.at, row.type, row.subject) != (leaf.at, leaf.type, leaf.subject):
            raise BadEntry(
                leaf.seq, "History says something else about it than the entry itself (time, type, subject)."
            )
        unread = self.unread is not None and row.body is None and leaf.type not in entry_check.NEVER_ERASED
        if leaf.seq in self.erased or unread:
            # Its line has no words left, which is looked at together with its attachments.
            if signed is not None and row.verdict != signed.verdict:
                raise BadEntry(leaf.seq, "History names another verdict than was signed.")
            return
        if signed is not None and (row.verdict, row.person) != (signed.verdict, signed.person.id):
            raise BadEntry(leaf.seq, "History names another verdict or person than was signed.")
        if signed is not None and leaf.type == "decision" and row.agent != signed.predicate["action"]["agent"]:
            raise BadEntry(leaf.seq, "History names another agent than was signed.")
        if row.body is None:
            raise BadEntry(leaf.seq, "Search cannot find it; its search row is missing.")
        self.searchable += 1

    def _payload(self, row: Any, commits: dict[int, dict[str, str]], rows: dict[int, Any]) -> None:
        promised = commits.get(row.seq, {}).pop(row.name, None)
        if promised is None:
            raise BadEntry(row.seq, f"It has an attachment {str(row.name)[:40]!r} that its leaf does not name.")
        if not isinstance(row.salt, bytes) or not isinstance(row.bytes, bytes):
            raise BadEntry(row.seq, f"Its attachment {row.name!r} is not stored as bytes.")
        if len(row.salt) != SALT_BYTES:
            # HMAC fills a short key up with zeros, so a zero more or less would go unseen.
            raise BadEntry(row.seq, f"The salt of its attachment {row.name!r} was changed after it was written.")
        entry = rows[row.seq]
        if row.name == log.LISTING:
            if row.bytes or not _promised_line(entry, row.salt, promised):
                raise BadEntry(row.seq, "Its line in History or its search text was changed after it was written.")
            self.lines += 1
            return
        if commitment(row.salt, row.bytes) != promised:
            raise BadEntry(row.seq, f"Its attachment {row.name!r} was changed after it was written.")
        self.payloads += 1
        if entry.type == "outcome" and not entry_check.tells(row.bytes, entry.verdict):
            raise BadEntry(row.seq, "History names another outcome than was reported.")

    def _check_trusted(self, connection: Connection, head: Head) -> str:
        held = self.trusted
        if held is None:
            return "Checked against itself only: no head held elsewhere was given."
        if held.origin != head.origin:
            raise BadEntry(None, f"The head held elsewhere belongs to another log ({held.origin}).")
        if held.size > head.size:
            raise BadEntry(
                head.size - 1,
                f"The log ends here, but a head over {held.size:,} entries is held elsewhere: the end was cut off.",
            )
        proof = log.prove_consistency(connection, held.size, head.size)
        if not verify_consistency(held.size, head.size, held.root, head.root, proof):
            raise BadEntry(
                held.size - 1,
                f"The first {held.size:,} entries are not those under the head held elsewhere: the log was rewritten.",
            )
        return f"It extends the head over {held.size:,} entries that is held elsewhere."

    def _sentences(self, tree: TreeCheck, last: str) -> list[str]:
        start = f"from entry {self.since:,} on " if self.since else ""
        sample = "all" if tree.signatures == tree.heads else f"{tree.signatures:,}"
        short = entry_check.short_key(self.log_key)
        sentences = [
            f"{_count(self.done, 'entry', 'entries')} {start}in place and unchanged.",
            f"{_count(self.signatures, 'signature')} by people whose keys were valid there;"
            f" {_count(self.payloads, 'attachment')} unchanged.",
            f"Heads in line with the entries: {tree.heads:,}, {sample} with the signature of the log key {short}.",
        ]
        if self.doubtful:
            sentences.append(doubts.sentence(self.doubtful))
        if self.erased:
            sentences.append(f"{_count(len(self.erased), 'entry', 'entries')} erased by signed order.")
        self.spent.heads = tree.heads_s
        return [*sentences, last]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _promised_line(entry: Any, salt: bytes, promised: str) -> bool:
    words = (entry.verdict, entry.agent, entry.person, entry.title, entry.body)
    return all(isinstance(word, str) for word in words) and commitment(salt, log.listing_bytes(*words)) == promised
