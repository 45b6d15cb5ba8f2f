"""Guards a profile against a past of its own: what others hold of its log is compared before anything is written.

A log that is shorter than a head held elsewhere, or does not extend it, is read-only until an owner has accepted that
with a signed restore. Both heads are then kept in ``evidence/``, because the database takes nothing in.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from counterseal.errors import InvalidInput, KnownError
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema, standing
from counterseal.ledger.database import Database
from counterseal.ledger.log import Log
from counterseal.ledger.note import Head, verify_head
from counterseal.ledger.standing import FORKED, Standing
from counterseal.seal.keystore import write_private
from counterseal.sync.api_evidence import HistoryTrouble
from counterseal.sync.marks import Mark, Marks

KEEP_EVERY = 60.0
CLOSING_MOST = 3.0
EVIDENCE = "evidence"
_log = logging.getLogger(__name__)


class ReadOnly(KnownError):
    """The history here is not the one that others hold, so nothing is written to it."""

    code = "history_shorter"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Held:
    """A head of this log that somebody else keeps.

    Attributes:
        place: keyring, file, own_gateway or gateway.
        name: whose, in words; ``audience`` the origin of that gateway's log, empty for marks.
        note: the signed head.
    """

    place: str
    name: str
    head: Head
    note: str
    frontier: tuple[bytes, ...] = ()
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """A held head that the log does not extend, and how the two stand."""

    held: Held
    standing: Standing


class HighWater:
    """What is held of one profile's log elsewhere, and whether the log still stands to it. Thread-safe.

    Attributes:
        marks: where its own marks lie.
        problem: why its mark could not be read; empty when it could, or when there is none.
        another_log: the mark is that of a log with another entry 0 or another key; no restore excuses that.
        changed: told when a trouble appears or goes.
    """

    def __init__(self, home: Path, database: Database, log: Log, marks: Marks) -> None:
        self.marks = marks
        self.problem = ""
        self.another_log = False
        self.changed: Callable[[], None] = lambda: None
        self._home = home
        self._database = database
        self._origin = log.origin
        self._verifier = log.verifier
        self._looking = threading.RLock()
        self._looked = False
        self._against: tuple[Against, ...] = ()
        self._trouble: HistoryTrouble | None = None
        self._mark: Mark | None = None
        self._kept_at = float("-inf")
        self._over = False

    def also(self, changed: Callable[[], None]) -> None:
        """Tell one more of what ``changed`` is told."""
        told = self.changed

        def both() -> None:
            told()
            changed()

        self.changed = both

    # -- asking -------------------------------------------------------------------------------------------------
    @property
    def found(self) -> HistoryTrouble | None:
        """The trouble as far as it was looked for; never blocks."""
        return self._trouble

    @property
    def against(self) -> tuple[Against, ...]:
        """The held heads that the log does not extend."""
        return self._against

    @property
    def mark(self) -> Mark | None:
        """The mark as last read or written; never blocks."""
        return self._mark

    def look(self) -> HistoryTrouble | None:
        """Compare once with what is held elsewhere. May ask the keyring, so never on a thread that draws.

        Raises:
            LedgerDamaged, Locked, DiskTrouble: the log cannot be read.
        """
        with self._looking:
            if not self._looked:
                # The mark first: a database that is read later can only have grown since.
                self._mark = self._load()
                with self._database.read() as connection:
                    self._judge(connection, self._held(connection))
                self._looked = True
            return self._trouble

    def refuse(self) -> None:
        """Raises ReadOnly while the history is shorter or forked. The gate of the database's writes."""
        trouble = self.look()
        if trouble is not None:
            raise refusal(trouble)

    def check(self) -> None:
        """As ``refuse``, but only from what was found already: never blocks."""
        if self._trouble is not None:
            raise refusal(self._trouble)

    def heard(self, name: str, audience: str, note: str) -> HistoryTrouble | None:
        """A gateway shows the head of this log that it has witnessed.

        Args:
            audience: the origin of the gateway's own log.

        Raises:
            InvalidInput: the head is not signed by this log's key, so it proves nothing.
        """
        head = verify_head(note, self._verifier)
        with self._looking:
            self.look()
            with self._database.read() as connection:
                held = Held("gateway", name, head, note, audience=audience)
                self._judge(connection, [*(one.held for one in self._against if one.held.note != note), held])
            return self._trouble

    def refresh(self) -> HistoryTrouble | None:
        """Look again, for example after another process has accepted a restore."""
        with self._looking:
            if self._looked:
                gateways = [one.held for one in self._against if one.held.place == "gateway"]
                self._mark = self._load()
                with self._database.read() as connection:
                    self._judge(connection, [*self._held(connection), *gateways])
            return self.look()

    def accepted(self) -> None:
        """A restore was written: look again, and keep the head that stands now in place of the one that was lost."""
        self.refresh()
        try:
            self.keep(now=True)
        except KnownError as error:
            _log.warning("the accepted head was not kept: %s", error.text())

    # -- keeping ------------------------------------------------------------------------------------------------
    def keep(self, *, now: bool = False) -> None:
        """Store the newest head as the mark: at most once a minute, unless ``now``. It never goes back.

        Raises:
            KnownError: the log or the place of the marks cannot be read or written.
        """
        with self._looking:
            if not now and time.monotonic() - self._kept_at < KEEP_EVERY:
                return
            self._kept_at = time.monotonic()
            if self.look() is not None:
                return
            self._mark = self._load()
            with self._database.read() as connection:
                # Another process may have kept a newer one, or somebody may have put another file in our place.
                self._judge(connection, self._held(connection))
                if self._trouble is not None:
                    return
                newest, _note = ledger_log.head(connection)
                if self._mark is not None and self._mark.head == newest:
                    return
                mark = Mark.of(connection, self._verifier)
            self.marks.save(self._origin, mark)
            self._mark, self.problem = mark, ""

    def close(self) -> None:
        """Keep the newest head, but wait for a keyring that asks its user no longer than a moment."""

        def last() -> None:
            try:
                self.keep(now=True)
            except KnownError as error:
                _log.warning("the newest head was not kept: %s", error.text())

        if self.marks.place == "file":
            last()
            return
        if not self._looked:
            # Nothing was written, so nothing is worth asking for a keyring's passphrase.
            return
        thread = threading.Thread(target=last, name="counterseal-last-mark", daemon=True)
        thread.start()
        thread.join(CLOSING_MOST)
        if thread.is_alive():
            self._over = True
            _log.warning("the newest head was not kept: the keyring did not answer in time")

    # -- inner --------------------------------------------------------------------------------------------------
    def _load(self) -> Mark | None:
        mark, problem = self._mark, ""
        try:
            mark = self.marks.load(self._origin)
        except KnownError as error:
            problem = error.text()
        if self._over:
            # The keyring took longer than the profile was open; its database must not be opened again.
            raise KnownError("The profile is closed", code="closed")
        self.problem = problem
        return mark

    def _held(self, connection: Connection) -> list[Held]:
        found: list[Held] = []
        mark = self._mark
        self.another_log = False
        if mark is not None:
            found.append(Held(self.marks.place, self.marks.name, mark.head, mark.note, mark.frontier))
            same_key = mark.vkey == self._verifier.text()
            self.another_log = not same_key or mark.first != standing.first_order(connection)
        table = schema.witnessed
        seen = connection.execute(select(table.c.note).where(table.c.origin == self._origin)).scalar_one_or_none()
        if seen is not None:
            try:
                found.append(Held("own_gateway", "this profile's own gateway", verify_head(seen, self._verifier), seen))
            except InvalidInput as error:
                _log.warning("the own gateway's witnessed head proves nothing: %s", error.text())
        return found

    def _judge(self, connection: Connection, held: list[Held]) -> None:
        found = []
        for one in held:
            mine = self.another_log and one.place == self.marks.place
            size = ledger_log.head(connection)[0].size
            stands = Standing(FORKED, size, 0, 0) if mine else standing.compare(connection, one.head, one.frontier)
            if not stands.good and (mine or not standing.excused(connection, self._origin, one.head, one.audience)):
                found.append(Against(one, stands))
        before, self._against = self._trouble, tuple(found)
        _head, note = ledger_log.head(connection)
        self._trouble = _trouble(self._origin, self._against, note, self.another_log)
        if self._trouble is not None and self._trouble != before:
            self._keep_evidence(note)
        if self._trouble != before:
            self.changed()

    def _keep_evidence(self, here: str) -> None:
        """Both heads as text, once for each pair. A profile that cannot even be written to is no reason to stop."""
        for one in self._against:
            state, size, held = one.standing.state, one.standing.size, one.held
            root = held.head.root.hex()[:8]
            path = self._home / EVIDENCE / f"{state}-{size}-against-{held.head.size}-{root}.txt"
            if path.exists():
                continue
            words = (
                f"The log {self._origin} was found {state} against a head that {held.name} holds.",
                "Both heads are signed; a log never signs two that cannot both be true.",
            )
            text = "\n".join((*words, "", "HELD ELSEWHERE", held.note, "FOUND HERE", here))
            try:
                write_private(path, text.encode())
            except OSError as error:
                _log.warning("the evidence could not be written to %s: %s", path, error)


def refusal(trouble: HistoryTrouble) -> ReadOnly:
    """The error with which everything that would write is refused."""
    return ReadOnly(
        "This profile is read-only: " + trouble.sentences[0].rstrip("."),
        todo=trouble.sentences[-1],
        code=f"history_{trouble.kind}",
    )


def _trouble(origin: str, against: tuple[Against, ...], note: str, another_log: bool) -> HistoryTrouble | None:
    if not against:
        return None
    worst = max(against, key=lambda one: (one.standing.state == FORKED, one.held.head.size))
    stands, held = worst.standing, worst.held
    first = min(one.standing.first_lost for one in against)
    return HistoryTrouble(
        stands.state,
        origin,
        stands.size,
        held.head.size,
        first,
        note,
        held.note,
        _sentences(worst, first, another_log),
    )


def _sentences(worst: Against, first: int, another_log: bool) -> tuple[str, ...]:
    stands, held = worst.standing, worst.held
    last = held.head.size - 1
    kept = f"Both heads are kept as evidence in the folder {EVIDENCE}."
    if another_log:
        return (
            f"The history here is another log under the same name than the one that {held.name} knows.",
            "Its entry 0 or its log key is another one, so none of its entries counts as this profile's.",
            kept,
            "Restore a backup of the right one; this cannot be accepted.",
        )
    accept = "Restore a newer backup, or let an owner accept it: counterseal profile accept-restored --reason TEXT."
    if stands.state == FORKED:
        return (
            f"The history here is not the one that {held.name} holds:"
            f" {_entries(first, last, 'was replaced or changed', 'were replaced or changed')}.",
            _same(stands.last_same),
            "Somebody who has the log key wrote another history, or the database was damaged.",
            kept,
            accept,
        )
    return (
        f"The history here ends after {stands.size:,} entries, but {held.name} holds a head over"
        f" {held.head.size:,}: {_entries(first, last, 'is missing', 'are missing')}.",
        _same(stands.last_same),
        "The end was cut off, or an old copy of the database was put back.",
        kept,
        accept,
    )


def _entries(first: int, last: int, one: str, many: str) -> str:
    return f"entry {first:,} {one}" if first >= last else f"entries {first:,} to {last:,} {many}"


def _same(count: int) -> str:
    if count:
        return f"The first {count:,} entries are the ones that stood there."
    return "How many of the entries before are the ones that stood there cannot be told from the heads alone."
