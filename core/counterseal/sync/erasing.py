"""Erasure and retention of an opened profile: previews, signed orders carried out at once, and who has not followed.

The own log's content goes in the transaction that stores the order. A separate gateway gets an order of its own over
its own log's entries; every replica of that log erases when the order reaches it, and says so by its cosignature.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from counterseal.clock import stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound
from counterseal.ledger import erasing, erasures, retention, roster, schema
from counterseal.ledger.erasing import Planned
from counterseal.ledger.retention import Kept
from counterseal.model.people import Person, Role
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Who, sign_order
from counterseal.sync.api import Event
from counterseal.sync.api_erasure import ErasableEntry, ErasurePreview, ErasureResult, RetentionClass
from counterseal.sync.core import DeskCore

MOST_WORDS = 2_000
_L = schema.listing.c


class Erasing:
    """Implements ``ErasureApi``."""

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk

    # -- what an erasure would do -------------------------------------------------------------------------------
    def preview(self, seqs: tuple[int, ...]) -> Future[ErasurePreview]:
        """What would go and what stays. Raises NotFound."""

        def work() -> ErasurePreview:
            with self._desk.profile.reading() as connection:
                planned = erasing.plan(connection, self._desk.profile.log.origin, seqs)
                return ErasurePreview(tuple(_entry(one) for one in planned), self._stays(connection, planned))

        return self._desk.readers.submit(work)

    def subject_entries(self, subject: str) -> Future[tuple[int, ...]]:
        """Every entry of the own log about one action (its id)."""

        def work() -> tuple[int, ...]:
            with self._desk.profile.reading() as connection:
                return erasing.entries_about(connection, subject)

        return self._desk.readers.submit(work)

    # -- erasing ------------------------------------------------------------------------------------------------
    def erase(self, seqs: tuple[int, ...], ground: str, reason: str) -> Future[ErasureResult]:
        """Sign the order and delete the content. Only an owner. ``ground``: the legal or contractual ground."""
        ground, reason = _words(ground, "ground"), _words(reason, "reason")
        if not seqs:
            raise InvalidInput("An erasure names at least one entry", where="seqs")
        if len(set(seqs)) > erasing.MOST_LISTED:
            raise InvalidInput(
                f"One order erases at most {erasing.MOST_LISTED:,} entries", todo="Erase them in several orders."
            )

        def store(connection: Connection, signer: _Signer) -> erasing.Carried:
            own = self._desk.profile.log
            planned = erasing.plan(connection, own.origin, seqs)
            refused = [one for one in planned if one.refused]
            if refused:
                raise Conflict(
                    f"Entry {refused[0].seq:,} cannot be erased: {refused[0].refused}",
                    where=f"{len(refused):,} of {len(planned):,} entries",
                    todo="Leave it out, then try again.",
                    code="not_erasable",
                )
            body = {"erased": [one.members() for one in planned], "ground": ground}
            count = f"{len(planned):,} {'entry' if len(planned) == 1 else 'entries'}"
            return erasing.order(
                connection,
                own,
                signer.sign(body, own.origin, reason),
                signer.at,
                entry_type="erasure",
                title=f"Erase the content of {count}",
                search=f"{ground} {reason}",
            )

        return self._desk.writer.submit(self._store, store)

    def cut(self, name: str, reason: str) -> Future[ErasureResult]:
        """Sign and carry out the retention cut of one class for everything past its time. Only an owner."""
        reason = _words(reason, "reason")

        def store(connection: Connection, signer: _Signer) -> erasing.Carried:
            own = self._desk.profile.log
            kept = retention.named(connection, name)
            due = retention.due(connection, kept, self._desk.clock.now())
            ground = f"kept for {kept.days:,} days"
            return erasing.order(
                connection,
                own,
                signer.sign({"cut": due.members(), "ground": ground}, own.origin, reason),
                signer.at,
                entry_type="retention_cut",
                title=f"Retention cut of {name}, entries before {due.below:,}",
                search=reason,
            )

        return self._desk.writer.submit(self._store, store)

    def _store(self, store: Callable[[Connection, _Signer], erasing.Carried]) -> ErasureResult:
        """Order and deletion in one transaction, then the bytes; runs on the writer thread."""
        profile = self._desk.profile
        key = profile.key
        at = stamp(self._desk.clock.now())
        with profile.database.write() as connection:
            person = roster.load(connection).person(profile.person_id)
            if not person.has(Role.OWNER):
                raise Forbidden("Only an owner may erase", where=person.name, code="wrong_role")

            def sign(body: Mapping[str, Any], audience: str, reason: str) -> Envelope:
                return sign_order(
                    "erasure",
                    body,
                    subject=audience,
                    who=Who(person.id, person.name, Role.OWNER.value),
                    audience=audience,
                    nonce=os.urandom(16).hex(),
                    supersedes=None,
                    reason=reason,
                    at=at,
                    key=key,
                )

            done = store(connection, _Signer(person, at, sign))
        gone = profile.database.settle()
        self._desk.after_store()
        self._desk.emit(Event("history"))
        return ErasureResult(done.seq, done.erased, self._waiting(done.seq), gone)

    # -- who has followed ---------------------------------------------------------------------------------------
    def acknowledgements(self, seq: int) -> Future[ErasureResult]:
        """Who has acknowledged the erasure of entry ``seq`` since. Raises NotFound: it is none."""

        def work() -> ErasureResult:
            profile = self._desk.profile
            # Bytes that a reader held on to may go now.
            gone = profile.database.settle()
            with profile.reading() as connection:
                kind = connection.execute(select(_L.type).where(_L.seq == seq)).scalar_one_or_none()
                if kind not in erasures.TYPES:
                    raise NotFound("This entry erases nothing", where=f"entry {seq}", code="no_erasure")
                ordered = erasures.read(connection, profile.log.origin, seq, roster.load(connection, seq))
            return ErasureResult(seq, tuple(sorted(ordered.erased)), self._waiting(seq), gone)

        return self._desk.readers.submit(work)

    def _waiting(self, seq: int) -> tuple[str, ...]:
        return ()

    # -- retention ----------------------------------------------------------------------------------------------
    def retention(self) -> Future[tuple[RetentionClass, ...]]:
        """Every class, its days, and how much of it is past its time."""

        def work() -> tuple[RetentionClass, ...]:
            now = self._desk.clock.now()
            with self._desk.profile.reading() as connection:
                kept = retention.classes(connection)
                return tuple(_class(one, retention.count_due(connection, one, now)) for one in kept)

        return self._desk.readers.submit(work)

    def keep(self, name: str, days: int) -> Future[RetentionClass]:
        """Keep a class for so many days from now on; at least 183. Raises NotFound, InvalidInput."""

        def work() -> RetentionClass:
            with self._desk.profile.database.write() as connection:
                kept = retention.set_days(connection, name, days)
                return _class(kept, retention.count_due(connection, kept, self._desk.clock.now()))

        return self._desk.writer.submit(work)

    # -- inner --------------------------------------------------------------------------------------------------
    def _stays(self, connection: Connection, planned: Sequence[Planned]) -> tuple[str, ...]:
        chosen = {one.seq for one in planned}
        said = [
            "That each entry was made, when, of which kind, with which verdict and by whose key stays in the ledger."
        ]
        others = _others(connection, {one.subject for one in planned if one.subject}, chosen)
        if others:
            numbers = ", ".join(f"{seq:,}" for seq in others[:12])
            more = f" and {len(others) - 12:,} more" if len(others) > 12 else ""
            said.append(f"Other entries about the same stay as they are: {numbers}{more}.")
        exports = connection.execute(select(func.count(), func.max(_L.at)).where(_L.type == "export")).one()
        if exports[0]:
            times = "once" if exports[0] == 1 else f"{exports[0]:,} times"
            said.append(
                f"Bundles handed out before are out of reach: the ledger was exported {times}, last {exports[1]}."
            )
        else:
            said.append("Bundles and reports that were handed out before are out of reach; none is recorded.")
        copies = sorted(path.name for path in self._desk.home.glob("*.before-*.db"))
        if copies:
            said.append(f"Copies made before an update still hold it: {', '.join(copies)}. Delete them yourself.")
        said.append("Backups and other copies of this folder still hold it until you delete them.")
        said.append("What agents, their servers and other programs keep of it is out of reach.")
        return tuple(said)


@dataclass(frozen=True, slots=True)
class _Signer:
    """Who signs an erasure, when, and how: ``sign(body, audience, reason)``."""

    person: Person
    at: str
    sign: Callable[[Mapping[str, Any], str, str], Envelope]


def _entry(one: Planned) -> ErasableEntry:
    return ErasableEntry(one.seq, one.at, one.type, one.verdict, one.title, one.holds, one.refused)


def _class(kept: Kept, due: int) -> RetentionClass:
    return RetentionClass(kept.name, kept.types, kept.days, kept.envelopes, due, kept.sentence)


def _others(connection: Connection, subjects: Collection[str], chosen: Collection[int]) -> list[int]:
    """Entries about the same actions whose content stays."""
    found = (
        connection.execute(
            select(_L.seq)
            .outerjoin(schema.erased, schema.erased.c.seq == _L.seq)
            .where(_L.subject.in_(list(subjects)[:500]), schema.erased.c.seq.is_(None))
            .order_by(_L.seq)
        )
        .scalars()
        .all()
    )
    return [seq for seq in found if seq not in chosen]


def _words(text: str, where: str) -> str:
    said = " ".join(text.split())
    if not 0 < len(said) <= MOST_WORDS:
        raise InvalidInput(f"An erasure needs a {where} of 1 to {MOST_WORDS:,} characters", where=where)
    return said
