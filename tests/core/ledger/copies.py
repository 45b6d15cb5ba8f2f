"""One finished log, copied in memory for every change that an attacker who can write the file might make."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import StaticPool

from core.ledger.erasing_story import cutting, listing, order
from core.ledger.story import Story, refund
from counterseal.errors import KnownError
from counterseal.ledger import log as ledger_log
from counterseal.ledger import sqlite_dialect
from counterseal.ledger.database import Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.tree import fold, leaf_hash, push
from counterseal.ledger.verify import verify_log, verify_stretch
from counterseal.model.decisions import Verdict
from counterseal.model.history import VerifyReport
from counterseal.model.people import Role
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who

ODD = 'quo"te \\ \u2028 Ana Kovač \x01'


class Copy(Database):
    """A database in memory whose changes are taken back after each verdict. Nothing guards it: triggers are gone."""

    def __init__(self, stored: Path) -> None:
        driver: Any = sqlite_dialect.driver()
        raw = driver.connect(":memory:", check_same_thread=False, isolation_level=None)
        on_disk = driver.connect(str(stored))
        on_disk.backup(raw)
        on_disk.close()
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        self.path = stored
        self.engine = create_engine("sqlite://", module=driver, creator=lambda: raw, poolclass=StaticPool)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        self._raw = raw
        self.connection: Connection | None = None

    @contextmanager
    def changed(self) -> Iterator[Connection]:
        with self.engine.connect() as self.connection:
            yield self.connection
            self.connection.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The changed state itself."""
        assert self.connection is not None
        yield self.connection

    def close(self) -> None:
        self.engine.dispose()
        self._raw.close()


class Copies:
    """Copies of one log, each with a change and the verdict on it."""

    def __init__(self, story: Story, kept: Kept | None = None) -> None:
        self.kept = kept or Kept({}, {})
        self.key = story.log.key
        self.verifier = story.log.verifier
        self.origin = story.log.origin
        self.person = story.profile.key
        self.me = story.me
        story.close()
        self.copy = Copy(story.profile.database.path)
        with self.copy.changed() as connection:
            self.head, self.note = ledger_log.head(connection)

    def close(self) -> None:
        self.copy.close()

    @contextmanager
    def changed(self, *statements: str, **values: Any) -> Iterator[Connection]:
        """A copy in which an attacker ran these statements."""
        with self.copy.changed() as connection:
            for statement in statements:
                used = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(text(statement), used)
            yield connection

    def head_at(self, size: int) -> Head:
        """The stored head over so many entries."""
        with self.changed() as connection:
            root = connection.execute(text("SELECT root FROM heads WHERE size = :size"), {"size": size}).scalar_one()
        return Head(self.origin, size, root)

    def verdict(self, *statements: str, trusted: Head | None = None, since: int = 0, **values: Any) -> VerifyReport:
        with self.changed(*statements, **values):
            return verify_log(self.copy, self.verifier, trusted=trusted, since=since)

    def stretch(self, since: int, *statements: str, **values: Any) -> str:
        """What ``verify_stretch`` refuses a copy with; empty when it takes it."""
        with self.changed(*statements, **values) as connection:
            try:
                verify_stretch(connection, self.verifier, since)
            except KnownError as error:
                return f"{error.code}: {error.what}"
            return ""

    def resealed(
        self, *statements: str, leaves: dict[int, Callable[[dict[str, Any]], Any]] | None = None, **values: Any
    ) -> VerifyReport:
        """The verdict after whoever holds the log key changed leaves and redid every hash and head."""
        with self.changed(*statements, **values) as connection:
            for seq, change in (leaves or {}).items():
                rewrite(connection, seq, change)
            self.reseal(connection)
            return verify_log(self.copy, self.verifier)

    def reseal(self, connection: Connection) -> None:
        """Redo every leaf hash, head and the frontier of what stands there now."""
        frontier: list[bytes] = []
        for size, (seq, leaf) in enumerate(
            connection.execute(text("SELECT seq, leaf FROM entries ORDER BY seq")).all(), 1
        ):
            hashed = leaf_hash(leaf)
            connection.execute(
                text("UPDATE entries SET leaf_hash = :hash WHERE seq = :seq"), {"hash": hashed, "seq": seq}
            )
            push(frontier, size - 1, hashed)
            head = Head(self.origin, size, fold(frontier))
            connection.execute(
                text("UPDATE heads SET root = :root, note = :note WHERE size = :size"),
                {"root": head.root, "note": sign_head(head, self.key), "size": size},
            )
        connection.execute(text("UPDATE log_state SET frontier = :edge"), {"edge": b"".join(frontier)})


@dataclass
class Kept:
    """What was erased of a story: rows of ``payloads`` and ``envelopes`` as they stood before."""

    payloads: dict[int, list[Any]]
    envelopes: dict[int, Any]


@cache
def eventful() -> Copies:
    """The eventful log, which is made once a process: nobody changes it, and nobody closes it."""
    with TemporaryDirectory() as home:
        return Copies(*made_eventful(Path(home) / "profile"))


def made_eventful(home: Path) -> tuple[Story, Kept]:
    """Twenty-two entries in which everything happens that a log can tell, and what was erased of them.

    12 enrols Jonas, 13 is his decision, 14 revokes him and reports his key stolen from 13 on; 15 and 16 hold odd text;
    17 erases 2 and 3, 18 cuts decisions and deliveries below 14 and leaves statements, 19 takes the statement of 8;
    20 and 21 are another decision and its outcome.
    """
    story = Story.create(home)
    story.tell()
    jonas = SigningKey.generate()
    story.enrol("Jonas Öberg", jonas, Role.REVIEWER)
    roster = story.profile.roster()
    who = next(p for p in roster.people.values() if p.name == "Jonas Öberg")
    story.decide(refund(4), Verdict.APPROVE, "Refund 4", key=jonas, who=Who(who.id, who.name, "reviewer"))
    story.roster([roster.people[story.profile.person_id]], compromised={jonas.id: 13})
    story.add(Draft("viewed", story.now(), ODD, None, {"a": b"1", f"n{ODD}": ODD.encode()}, ODD, ODD, ODD, ODD, ODD))
    story.add(Draft("expired", story.now()))
    kept = Kept({}, {})
    with story.profile.reading() as connection:
        for row in connection.execute(text("SELECT * FROM payloads ORDER BY seq, name")):
            kept.payloads.setdefault(row.seq, []).append(row)
        query = "SELECT e.seq, v.* FROM entries e JOIN envelopes v ON v.sha256 = e.envelope"
        kept.envelopes = {row.seq: row for row in connection.execute(text(query))}
    order(story, listing(story, 2, 3))
    order(story, cutting("decision", "delivered", below=14, envelopes=False), "retention_cut")
    order(story, listing(story, 8))
    story.decide(refund(5), Verdict.APPROVE, "Refund 5")
    story.add(Draft("outcome", story.now(), "x", payloads={"z": b'{"outcome":"done"}'}, verdict="done", title="t"))
    return story, kept


def rewrite(connection: Connection, seq: int, change: Callable[[dict[str, Any]], Any]) -> None:
    """Write another leaf, with the line in History saying what it says."""
    leaf = json.loads(ledger_log.leaf_bytes(connection, seq))
    change(leaf)
    connection.execute(
        text("UPDATE entries SET leaf = :leaf, envelope = :named WHERE seq = :seq"),
        {"leaf": canonical(leaf), "named": leaf.get("dsse_sha256"), "seq": seq},
    )
    connection.execute(
        text("UPDATE listing SET at = :at, type = :type, subject = :subject WHERE seq = :seq"),
        {"at": leaf["at"], "type": leaf["type"], "subject": leaf.get("subject", ""), "seq": seq},
    )
