"""Erasure and retention of an opened profile: previews, signed orders carried out at once, and who has not followed.

The own log's content goes in the transaction that stores the order. A separate gateway gets an order of its own over
its own log's entries; every replica of that log erases when the order reaches it, and says so by its cosignature.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from counterseal.clock import stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound
from counterseal.ledger import erasing, erasures, retention, roster, schema
from counterseal.ledger.erasing import Planned
from counterseal.ledger.log import Draft
from counterseal.ledger.retention import Kept
from counterseal.model.people import Person, Role
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Who, sign_order
from counterseal.sync import following, gateways, outbox
from counterseal.sync.api_erasure import ErasableEntry, ErasurePreview, ErasureResult, RetentionClass
from counterseal.sync.core import DeskCore
from counterseal.sync.following import Sent
from counterseal.sync.replica import Replica
from counterseal.sync.replicas import Replicas

MOST_WORDS = 2_000
_L = schema.listing.c


class Erasing:
    """Implements ``ErasureApi``."""

    def __init__(self, desk: DeskCore, replicas: Replicas) -> None:
        self._desk = desk
        self._replicas = replicas

    # -- what an erasure would do -------------------------------------------------------------------------------
    def preview(self, seqs: tuple[int, ...], action: str = "") -> Future[ErasurePreview]:
        """What would go and what stays. Raises NotFound.

        Args:
            action: an action's id; everything about it is meant then, in this log and at separate gateways.
        """

        def work() -> ErasurePreview:
            with self._desk.profile.reading() as connection:
                planned = self._plan(connection, seqs, action)
                there = [
                    f"At {replica.gateway.name}, {_entries(len(chosen))} about it are erased by an order of their own."
                    for replica, chosen in self._elsewhere(_wholly(connection, planned, action))
                ]
                stays = (*there, *self._stays(connection, planned))
                return ErasurePreview(tuple(_entry(one) for one in planned), stays)

        return self._desk.readers.submit(work)

    def subject_entries(self, subject: str) -> Future[tuple[int, ...]]:
        """Every entry of the own log about one action (its id)."""

        def work() -> tuple[int, ...]:
            with self._desk.profile.reading() as connection:
                return erasing.entries_about(connection, subject)

        return self._desk.readers.submit(work)

    # -- erasing ------------------------------------------------------------------------------------------------
    def erase(self, seqs: tuple[int, ...], ground: str, reason: str, action: str = "") -> Future[ErasureResult]:
        """Sign the order and delete the content. Only an owner.

        Args:
            ground: the legal or contractual ground.
            action: an action's id; everything about it is erased then, in this log and at separate gateways.
        """
        ground, reason = _words(ground, "ground"), _words(reason, "reason")

        def store(connection: Connection, signer: _Signer) -> list[erasing.Carried]:
            own = self._desk.profile.log
            planned = self._plan(connection, seqs, action)
            elsewhere = self._elsewhere(_wholly(connection, planned, action))
            _check_plan(planned, bool(elsewhere))
            done = []
            if planned:
                body = {"erased": [one.members() for one in planned], "ground": ground}
                envelope = signer.sign(body, own.origin, reason)
                title, search = f"Erase the content of {_entries(len(planned))}", f"{ground} {reason}"
                done.append(
                    erasing.order(
                        connection, own, envelope, signer.at, entry_type="erasure", title=title, search=search
                    )
                )
            for replica, chosen in elsewhere:
                body = {"erased": [one.members() for one in chosen], "ground": ground}
                title = f"Erase the content of {_entries(len(chosen))} at {replica.gateway.name}"
                done.append(self._send(connection, signer, replica, "erasure", body, title, reason))
            return done

        return self._desk.writer.submit(self._store, store)

    def cut(self, name: str, reason: str) -> Future[ErasureResult]:
        """Sign and carry out the retention cut of one class: of all past its time, here and at separate gateways.

        Only an owner.
        """
        reason = _words(reason, "reason")

        def store(connection: Connection, signer: _Signer) -> list[erasing.Carried]:
            own = self._desk.profile.log
            now = self._desk.clock.now()
            kept = retention.named(connection, name)
            ground = f"kept for {kept.days:,} days"
            done = []
            due = retention.due(connection, kept, now)
            if erasing.reach(connection, due):
                envelope = signer.sign({"cut": due.members(), "ground": ground}, own.origin, reason)
                title = f"Retention cut of {name}, entries before {due.below:,}"
                done.append(
                    erasing.order(
                        connection, own, envelope, signer.at, entry_type="retention_cut", title=title, search=reason
                    )
                )
            for replica in self._replicas.readable():
                with replica.database.read() as there:
                    due = retention.due(there, kept, now)
                    some = bool(erasing.reach(there, due))
                if some:
                    body = {"cut": due.members(), "ground": ground}
                    title = f"Retention cut of {name} at {replica.gateway.name}, entries before {due.below:,}"
                    done.append(self._send(connection, signer, replica, "retention_cut", body, title, reason))
            if not done:
                raise Conflict(f"Nothing of {name} is past its time", code="nothing_due")
            return done

        return self._desk.writer.submit(self._store, store)

    def _store(self, store: Callable[[Connection, _Signer], list[erasing.Carried]]) -> ErasureResult:
        """Orders and deletion in one transaction, then the bytes; runs on the writer thread."""
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
        with profile.reading() as connection:
            waiting = [one.name for one in following.sent(connection, profile.log.origin, done[0].seq)]
        return ErasureResult(done[0].seq, done[0].erased, tuple(waiting), gone)

    def _send(
        self,
        connection: Connection,
        signer: _Signer,
        replica: Replica,
        entry_type: str,
        body: Mapping[str, Any],
        title: str,
        reason: str,
    ) -> erasing.Carried:
        """Store an order for a separate gateway, which erases in its own log when it gets it."""
        origin = replica.gateway.origin
        envelope = signer.sign(body, origin, reason)
        draft = Draft(
            entry_type,
            signer.at,
            origin,
            envelope,
            verdict="erasure",
            person=signer.person.id,
            title=title,
            search=reason,
        )
        (seq,) = self._desk.profile.log.append(connection, [draft]).seqs
        outbox.add(connection, envelope.sha256, seq, "order", origin, None, origin)
        return erasing.Carried(seq, ())

    # -- who has followed ---------------------------------------------------------------------------------------
    def acknowledgements(self, seq: int) -> Future[ErasureResult]:
        """Who has not acknowledged the erasure of entry ``seq`` yet: gateways, and replicas of their logs.

        Raises:
            NotFound: the entry erases nothing.
        """

        def read() -> tuple[tuple[int, ...], list[Sent], bool]:
            profile = self._desk.profile
            # Bytes that a reader held on to may go now.
            gone = profile.database.settle()
            with profile.reading() as connection:
                kind = connection.execute(select(_L.type).where(_L.seq == seq)).scalar_one_or_none()
                if kind not in erasures.TYPES:
                    raise NotFound("This entry erases nothing", where=f"entry {seq}", code="no_erasure")
                ordered = erasures.read(connection, profile.log.origin, seq, roster.load(connection, seq))
                return tuple(sorted(ordered.erased)), following.sent(connection, profile.log.origin, seq), gone

        async def work() -> ErasureResult:
            loop = asyncio.get_running_loop()
            erased, sent, gone = await loop.run_in_executor(self._desk.readers, read)
            waiting: list[str] = []
            for one in sent:
                waiting += await following.behind(self._desk, self._replicas, one)
            return ErasureResult(seq, erased, tuple(waiting), gone)

        return self._desk.call(work())

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
    def _plan(self, connection: Connection, seqs: Collection[int], action: str) -> tuple[Planned, ...]:
        about = erasing.entries_about(connection, action) if action else ()
        planned = erasing.plan(connection, self._desk.profile.log.origin, {*seqs, *about})
        # Of all about an action, what went before, or stays for good, was not asked for by number.
        wanted = [one for one in planned if one.seq in seqs or not one.settled]
        waiting = self._unfinished({one.subject for one in wanted if one.subject} | ({action} if action else set()))
        return tuple(
            replace(one, refused=one.refused or f"its action is not finished at {waiting[one.subject]}")
            if one.subject in waiting
            else one
            for one in wanted
        )

    def _unfinished(self, subjects: Collection[str]) -> dict[str, str]:
        """Which of these actions are open at a separate gateway, with its name."""
        found: dict[str, str] = {}
        for replica in self._replicas.readable():
            with replica.database.read() as there:
                found |= dict.fromkeys(erasing.unfinished(there, subjects), replica.gateway.name)
        return found

    def _elsewhere(self, subjects: Collection[str]) -> list[tuple[Replica, list[Planned]]]:
        """What separate gateways hold about these actions, as far as their logs are replicated here."""
        found = []
        for replica in self._replicas.readable() if subjects else ():
            with replica.database.read() as there:
                about = [seq for subject in subjects for seq in erasing.entries_about(there, subject)]
                waiting = erasing.unfinished(there, subjects)
                planned = erasing.plan(there, replica.gateway.origin, about)
                chosen = [one for one in planned if not one.refused and one.subject not in waiting]
            if chosen:
                found.append((replica, chosen))
        return found

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
        if gateways.known(connection):
            said.append("What others signed stays in their own desktop's log until they erase it there.")
        copies = sorted(path.name for path in self._desk.home.glob("*.before-*.db"))
        if copies:
            said.append(f"Copies made before an update still hold it: {', '.join(copies)}. Delete them yourself.")
        said.append(
            "Backups and other copies of this folder hold it until you delete them, and bring it back when restored."
        )
        said.append(
            "An SSD or a snapshot may keep old blocks of the file for a while; only an encrypted disk hides those."
        )
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


def _check_plan(planned: Sequence[Planned], elsewhere: bool) -> None:
    """Raises InvalidInput, Conflict: there is nothing to erase, too much, or something that may not go."""
    if not planned and not elsewhere:
        raise InvalidInput("There is nothing to erase", code="nothing_due")
    if len(planned) > erasing.MOST_LISTED:
        raise InvalidInput(
            f"One order erases at most {erasing.MOST_LISTED:,} entries", todo="Erase them in several orders."
        )
    refused = [one for one in planned if one.refused]
    if refused:
        raise Conflict(
            f"Entry {refused[0].seq:,} cannot be erased: {refused[0].refused}",
            where=f"{len(refused):,} of {len(planned):,} entries",
            todo="Leave it out, then try again.",
            code="not_erasable",
        )


def _wholly(connection: Connection, planned: Sequence[Planned], action: str) -> list[str]:
    """The actions of which nothing is left in this log after this erasure: what others hold of them goes as well."""
    chosen = {one.seq for one in planned}
    subjects = {one.subject for one in planned if one.subject and not one.refused}
    left = {subject for subject in subjects if _others(connection, {subject}, chosen)}
    return sorted((subjects - left) | ({action} if action else set()))


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


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
