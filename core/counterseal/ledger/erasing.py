"""Erasing: what an erasure would reach, the entry that orders it, and its carrying out in the same transaction.

Whoever holds a copy of a log (its own desk, a gateway, a desk's replica) carries an erasure out with ``carry_out``,
which reads from the log itself what was ordered and by whom. Nothing else deletes content, and the database's guards
let content go only where ``erased`` names an erasure entry. After COMMIT, ``Database.settle`` makes the bytes go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, text, update

from counterseal.errors import Conflict, Forbidden, InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import entry_check, erasures, log, precedents, received_steps, roster, schema, sqlite_dialect
from counterseal.ledger.database import PENDING
from counterseal.ledger.erasures import Cut, Erased
from counterseal.ledger.log import Draft, Log
from counterseal.model.actions import Action, State
from counterseal.seal.digests import action_canonical, action_sha256
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import read_order

# An order names each entry in its signed body, which has its bounds; more go in several orders.
MOST_LISTED = 1_000
ERASED_TOOL = "erased"
_L, _P, _X, _A = schema.listing.c, schema.payloads.c, schema.erased.c, schema.actions.c
_CARRIED = (State.REJECTED, State.REFUSED, State.ANSWERED, State.EXPIRED)
_CHUNK = 500
# What ends an action in a gateway's log; every other telling entry leaves it open.
_TELLING = (
    "action_received", "policy_allowed", "policy_refused", "delivered", "permit_taken", "outcome", "expired", "voided",
)  # fmt: skip
_ENDING = frozenset({"policy_refused", "expired", "voided"})
_ENDS = frozenset({("delivered", "reject"), ("delivered", "answer"), ("outcome", "done"), ("outcome", "failed")})
_REACHED = "SELECT seq FROM erased WHERE :by IN (by_seq, envelope_by)"


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry as an erasure would reach it.

    ``holds`` names what goes; ``refused`` says why it may not, else empty.
    ``settled``: it was erased, or never will be.
    """

    seq: int
    at: str
    type: str
    verdict: str
    key: str
    subject: str
    title: str
    holds: tuple[str, ...]
    refused: str
    settled: bool

    def members(self) -> dict[str, Any]:
        """As the signed body lists it."""
        return {"seq": self.seq, "type": self.type, "verdict": self.verdict, "key": self.key}


@dataclass(frozen=True, slots=True)
class Carried:
    """A carried out erasure: its entry, and the entries whose content is gone."""

    seq: int
    erased: tuple[int, ...]


def plan(connection: Connection, origin: str, seqs: Iterable[int]) -> tuple[Planned, ...]:
    """What an erasure of these entries would reach, in their order in the log.

    Raises:
        NotFound: there is no such entry.
    """
    return tuple(_planned(connection, origin, seq) for seq in sorted(set(seqs)))


def entries_about(connection: Connection, subject: str) -> tuple[int, ...]:
    """Every entry about one action, oldest first."""
    query = select(_L.seq).where(_L.subject == subject).order_by(_L.seq)
    return tuple(connection.execute(query).scalars().all())


def unfinished(connection: Connection, subjects: Iterable[str]) -> set[str]:
    """Which of these actions have no end in this log; for a replica, which has no working copies to ask."""
    chosen = list(subjects)
    found: dict[str, bool] = {}
    for start in range(0, len(chosen), _CHUNK):
        query = (
            select(_L.subject, _L.type, _L.verdict)
            .where(_L.subject.in_(chosen[start : start + _CHUNK]), _L.type.in_(_TELLING))
            .order_by(_L.seq)
        )
        for row in connection.execute(query):
            found[row.subject] = (row.type, row.verdict) not in _ENDS and row.type not in _ENDING
    return {subject for subject, is_open in found.items() if is_open}


def reach(connection: Connection, cut: Cut) -> dict[int, str]:
    """What a retention cut would reach now: verdict by sequence number. What is open, or gone already, it passes by."""
    missing = _X.envelope_by.is_(None) if cut.envelopes else _X.seq.is_(None)
    query = (
        select(_L.seq, _L.verdict, _L.subject, _X.by_seq, schema.entries.c.envelope)
        .join(schema.entries, schema.entries.c.seq == _L.seq)
        .outerjoin(schema.erased, _X.seq == _L.seq)
        .where(_L.type.in_(cut.types), _L.seq < cut.below, missing)
    )
    waiting = _open_subjects(connection)
    unsent = on_their_way(connection)
    return {
        row.seq: row.verdict
        for row in connection.execute(query)
        if row.subject not in waiting
        and row.seq not in unsent
        # An entry without a signed statement has nothing left to give after its attachments.
        and not (row.by_seq is not None and row.envelope is None)
    }


def attachments(connection: Connection, own: Log, entry_type: str, predicate: Mapping[str, Any]) -> dict[str, bytes]:
    """Hold an erasure order to the log that would take it as its next entry.

    Args:
        own: the log that the order is for.
        entry_type: ``erasure`` or ``retention_cut``.
        predicate: of the order, whose signature and signer the caller checks.

    Returns:
        the attachments that the entry must carry.

    Raises:
        Conflict: what it names is not as the order says, is still open, or is gone already.
        InvalidInput: it is malformed, or stands under another type. Forbidden: it is for another log.
    """
    if entry_type not in erasures.TYPES:
        raise InvalidInput(f"An erasure does not stand under {entry_type[:20]}", code="wrong_leaf")
    if predicate["kind"] != "erasure" or predicate["audience"] != own.origin:
        raise Forbidden("The erasure is for another log", where=str(predicate["audience"])[:80], code="wrong_audience")
    found = erasures.read_body(entry_type, log.length(connection), predicate["body"])
    if not isinstance(found, Cut):
        _check_listed(connection, own.origin, found)
        return {}
    reached = reach(connection, found)
    if not reached:
        raise Conflict("Nothing is left that this cut would erase", where=found.name, code="nothing_due")
    return {erasures.VERDICTS: erasures.verdict_bytes(reached)}


def order(
    connection: Connection, own: Log, envelope: Envelope, at: str, *, entry_type: str, title: str, search: str = ""
) -> Carried:
    """Add a signed erasure or retention cut to a log and carry it out, in the caller's transaction.

    Args:
        own: the log that the order is for; its signature, signer and reach are checked against this very log.
        title, search: the words of its line in History.

    Raises:
        KnownError: as ``attachments``; or it is not signed by an owner of this log.
    """
    subject, predicate = read_order(envelope)
    draft = Draft(
        entry_type,
        at,
        subject=subject,
        envelope=envelope,
        payloads=attachments(connection, own, entry_type, predicate),
        verdict="erasure",
        person=roster.load(connection).check_active(envelope).id,
        title=title,
        search=search,
    )
    return carry_out(connection, own.origin, own.append(connection, [draft]).seqs[0])


def carry_out(connection: Connection, origin: str, by: int) -> Carried:
    """Erase what entry ``by`` of a log orders, in the caller's transaction. Doing it again changes nothing.

    The caller runs ``Database.settle`` after COMMIT.

    Args:
        origin: the log's name; an order that is for another log erases nothing.

    Raises:
        KnownError: the order does not hold, or it names entries that are never erased or are otherwise than it says.
    """
    people = roster.load(connection, by)
    ordered = erasures.read(connection, origin, by, people).erased
    for seqs in _chunks(sorted(ordered)):
        _check_leaves(connection, origin, {seq: ordered[seq] for seq in seqs}, people)
        _mark(connection, {seq: ordered[seq] for seq in seqs})
    reached = tuple(connection.execute(text(f"{_REACHED} ORDER BY seq"), {"by": by}).scalars().all())
    if reached:
        _delete(connection, by)
        _blank(connection, {seq: ordered[seq] for seq in reached if seq in ordered})
        _forget_actions(connection, by)
        _forget_incidents(connection, by)
        sqlite_dialect.merge_search(connection)
        connection.execute(delete(schema.meta).where(schema.meta.c.name == PENDING))
        connection.execute(insert(schema.meta).values(name=PENDING, value=str(by)))
    return Carried(by, reached)


def _planned(connection: Connection, origin: str, seq: int) -> Planned:
    row = connection.execute(
        select(schema.listing, schema.entries.c.leaf, schema.entries.c.envelope, _X.by_seq, _X.envelope_by)
        .join(schema.entries, schema.entries.c.seq == _L.seq)
        .outerjoin(schema.erased, _X.seq == _L.seq)
        .where(_L.seq == seq)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such ledger entry", where=f"entry {seq}")
    leaf = entry_check.read_leaf(bytes(row.leaf), origin, seq)
    names = connection.execute(select(_P.name).where(_P.seq == seq).order_by(_P.name)).scalars().all()
    attached = [name for name in names if name != log.LISTING]
    holds = [f"attachments {', '.join(attached)}"] if attached else []
    if row.envelope is not None and row.envelope_by is None:
        holds.append("signed statement")
    if log.LISTING in names:
        holds.append("words in History and search")
    copy = select(_A.id).where(_A.id == row.subject, _A.tool != ERASED_TOOL)
    if connection.execute(copy).first() is not None:
        holds.append("the gateway's copy of the action")
    settled = row.type in entry_check.NEVER_ERASED or (row.by_seq is not None and not holds)
    refused = _refused(connection, row)
    return Planned(seq, row.at, row.type, row.verdict, leaf.key, row.subject, row.title, tuple(holds), refused, settled)


def _refused(connection: Connection, row: Any) -> str:
    if row.type in entry_check.NEVER_ERASED:
        return "entries of this kind hold the log together and are never erased"
    if row.by_seq is not None and (row.envelope is None or row.envelope_by is not None):
        return f"erased already, by entry {row.by_seq:,}"
    if row.subject in _open_subjects(connection, row.subject):
        return "its action is not finished; decide it, or let it end, first"
    if row.seq in on_their_way(connection, row.seq):
        return "it is still on its way to its gateway"
    in_force = select(schema.agents.c.id).where(schema.agents.c.halt_envelope == row.envelope)
    if row.envelope is not None and connection.execute(in_force).first() is not None:
        return "the halt that it ordered is still in force"
    return ""


def _check_listed(connection: Connection, origin: str, ordered: Mapping[int, Erased]) -> None:
    if not ordered:
        raise Conflict("An erasure names at least one entry", code="nothing_due")
    for planned in plan(connection, origin, ordered):
        if planned.refused:
            raise Conflict(
                "This entry cannot be erased", where=f"entry {planned.seq}: {planned.refused}", code="not_erasable"
            )
        said = ordered[planned.seq]
        if (said.type, said.verdict, said.key) != (planned.type, planned.verdict, planned.key):
            raise Conflict("The erasure describes an entry differently", where=f"entry {planned.seq}")


def _check_leaves(connection: Connection, origin: str, ordered: Mapping[int, Erased], people: roster.Roster) -> None:
    found = connection.execute(
        select(schema.entries.c.seq, schema.entries.c.leaf, _L.verdict)
        .join(schema.listing, _L.seq == schema.entries.c.seq)
        .where(schema.entries.c.seq.in_(list(ordered)))
    ).all()
    if len(found) != len(ordered):
        raise LedgerDamaged("An erasure names entries that are not there", where=f"from entry {min(ordered)} on")
    for row in found:
        said = ordered[row.seq]
        said.check(entry_check.read_leaf(bytes(row.leaf), origin, row.seq), people)
        if row.verdict not in ("", said.verdict):
            raise LedgerDamaged("An erasure names another verdict than its entry has", where=f"entry {row.seq}")


def _mark(connection: Connection, ordered: Mapping[int, Erased]) -> None:
    known = connection.execute(select(_X.seq, _X.envelope_by).where(_X.seq.in_(list(ordered)))).all()
    stored = {row.seq: row.envelope_by for row in known}
    new = [
        {"seq": seq, "by_seq": erased.by, "envelope_by": erased.envelope_by}
        for seq, erased in ordered.items()
        if seq not in stored
    ]
    later = [
        {"one": seq, "by": erased.envelope_by}
        for seq, erased in ordered.items()
        if erased.envelope_by is not None and stored.get(seq, erased.envelope_by) is None
    ]
    if new:
        connection.execute(insert(schema.erased), new)
    if later:
        change = update(schema.erased).where(_X.seq == bindparam("one")).values(envelope_by=bindparam("by"))
        connection.execute(change, later)


def _delete(connection: Connection, by: int) -> None:
    at = {"by": by}
    connection.execute(text(f"DELETE FROM payloads WHERE seq IN ({_REACHED})"), at)  # noqa: S608  (our own words)
    connection.execute(text(f"DELETE FROM search WHERE rowid IN ({_REACHED})"), at)  # noqa: S608
    connection.execute(
        text(
            "DELETE FROM envelopes WHERE sha256 IN (SELECT e.envelope FROM entries e JOIN erased x ON x.seq = e.seq"
            " WHERE x.envelope_by = :by AND e.envelope IS NOT NULL)"
            " AND NOT EXISTS (SELECT 1 FROM entries e LEFT JOIN erased x ON x.seq = e.seq"
            " WHERE e.envelope = envelopes.sha256 AND x.envelope_by IS NULL)"
        ),
        at,
    )
    # A refused delivery's note may repeat what it was about.
    connection.execute(text(f"UPDATE outbox SET note = '' WHERE note <> '' AND seq IN ({_REACHED})"), at)  # noqa: S608


def _blank(connection: Connection, ordered: Mapping[int, Erased]) -> None:
    values = [{"one": seq, "said": erased.verdict} for seq, erased in ordered.items()]
    change = (
        update(schema.listing)
        .where(_L.seq == bindparam("one"))
        # A copy that was made after the erasure learns the verdict from the order.
        .values(title="", person="", agent="", verdict=bindparam("said"))
    )
    if values:
        connection.execute(change, values)


def _forget_actions(connection: Connection, by: int) -> None:
    """Leave of the gateway's working copies only what keeps a finished action from being taken in again."""
    reached = select(_L.subject).join(schema.erased, _X.seq == _L.seq).where((_X.by_seq == by) | (_X.envelope_by == by))
    query = select(_A.id, _A.agent).where(_A.tool != ERASED_TOOL, _A.id.in_(reached))
    values = []
    for row in connection.execute(query).all():
        action = Action(row.id, row.agent, ERASED_TOOL, {}, None)
        values.append({"one": row.id, "bytes": action_canonical(action), "sha": action_sha256(action)})
    change = (
        update(schema.actions)
        .where(_A.id == bindparam("one"))
        .values(action=bindparam("bytes"), digest=bindparam("sha"), tool=ERASED_TOOL, title="Erased", note="")
        .values(upstream="{}", grp=None, schema=None, problem=None, decision=None, idempotency=None)
        .values(expires_at=None, nonce="", not_before=None, permit=None, permit_until=None)
        .values(edited_by=None, ruling=None, redacted=None, deadline=None, escalates_at=None, escalated=None)
    )
    if not values:
        return
    connection.execute(change, values)
    gone = [{"one": value["one"]} for value in values]
    precedents.forget(connection, [value["one"] for value in values])
    received_steps.forget(connection, [value["one"] for value in values])
    for table in (schema.approvals, schema.claimed):
        connection.execute(delete(table).where(table.c.action == bindparam("one")), gone)
    # What it took from a budget still counts until its window has passed; that it was this action does not.
    unnamed = update(schema.charges).where(schema.charges.c.action == bindparam("one")).values(action="")
    connection.execute(unnamed, gone)
    told = update(schema.incidents).where(schema.incidents.c.action == bindparam("one")).values(what="", steps="[]")
    connection.execute(told, gone)


def _forget_incidents(connection: Connection, by: int) -> None:
    """Take the words of erased orders out of the incidents that they opened or went on with."""
    entries, incidents = schema.entries.c, schema.incidents.c
    query = (
        select(_L.subject, entries.envelope)
        .join(schema.erased, _X.seq == _L.seq)
        .join(schema.entries, entries.seq == _L.seq)
        .where((_X.by_seq == by) | (_X.envelope_by == by), _L.type == "incident")
    )
    reached = connection.execute(query).all()
    if not reached:
        return
    gone, agents = {row.envelope for row in reached}, {row.subject for row in reached}
    # Why it fell to a lower level may quote what somebody wrote of an incident.
    connection.execute(update(schema.agents).where(schema.agents.c.id.in_(agents)).values(cap_why=""))
    for row in connection.execute(select(schema.incidents).where(incidents.agent.in_(agents))).all():
        steps = [
            [at, who, step, "" if sha in gone else what, sha] for at, who, step, what, sha in json.loads(row.steps)
        ]
        opened = "" if steps and steps[0][4] in gone else row.what
        change = update(schema.incidents).where(incidents.id == row.id)
        connection.execute(change.values(what=opened, steps=json.dumps(steps, ensure_ascii=False)))


def _open_subjects(connection: Connection, subject: str | None = None) -> set[str]:
    """Actions that are not finished: undecided, not run yet, of unknown outcome, or not told to their source yet."""
    carried = _A.state.in_([s.value for s in _CARRIED]) & (_A.returned == 0)
    untold = carried & _A.source.in_(select(schema.sources.c.name))
    query = select(_A.id).where(_A.state.in_([s.value for s in State if not s.ended]) | untold)
    if subject is not None:
        query = query.where(_A.id == subject)
    return set(connection.execute(query).scalars())


def on_their_way(connection: Connection, seq: int | None = None) -> set[int]:
    """Entries (or this one, if it is) whose envelope has not been delivered yet."""
    column = schema.outbox.c
    # Spelled out in the statement, so that SQLite may use the index over open rows.
    states: BindParameter[str] = bindparam("open_states", ("queued", "claimed"), expanding=True, literal_execute=True)
    query = select(column.seq).where(column.state.in_(states))
    if seq is not None:
        query = query.where(column.seq == seq)
    return set(connection.execute(query).scalars())


def _chunks(seqs: Sequence[int]) -> Iterable[Sequence[int]]:
    return (seqs[start : start + _CHUNK] for start in range(0, len(seqs), _CHUNK))
