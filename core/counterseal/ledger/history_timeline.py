"""The life of one action as a timeline: proposed, looked at, decided, delivered, released, done, gone wrong, erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from counterseal.clock import later, parse_stamp
from counterseal.errors import KnownError
from counterseal.ledger import history_words, log, schema
from counterseal.ledger.history_filters import PROPOSED
from counterseal.ledger.history_rows import Book, matching
from counterseal.model.history import HistoryFilter, TimelineStep

MOST_STEPS, MOST_INCIDENTS = 200, 100
KINDS = {
    "action_received": "proposed",
    "policy_allowed": "proposed",
    "policy_refused": "proposed",
    "viewed": "looked",
    "decision": "decided",
    "delivered": "delivered",
    "permit_taken": "released",
    "outcome": "outcome",
    "expired": "ended",
    "voided": "ended",
    "incident": "incident",
    "erasure": "erased",
    "retention_cut": "erased",
}
_NOTED = ("outcome", "delivered", "voided", "expired")
# Nobody looks at one action for longer; a statement that says so says nothing.
_LONGEST_LOOK_MS = 30 * 24 * 3600 * 1000
_L = schema.listing.c
Note = Callable[[Connection, int], str]


def steps(books: Sequence[Book], row: Row[Any], names: Mapping[str, str], note: Note) -> tuple[TimelineStep, ...]:
    """Everything that the logs say about the action that a row is about, oldest first; empty when it is about none.

    Args:
        books: all logs, the own one first. What stands in two of them is told once.
        note: gives the note that an entry carries, from a connection and a number.
    """
    told: dict[str, TimelineStep] = {}
    erased: dict[tuple[str, int], tuple[int, str]] = {}
    began, agent = False, ""
    for book in books:
        rows = _entries(book, row.subject) if row.subject else []
        for one in rows:
            began = began or one.type in PROPOSED or one.type == "decision"
            agent = agent or one.agent
            origin = book.origin if book.number else ""
            if one.erased_by is not None:
                count, _who = erased.get((origin, one.erased_by), (0, ""))
                erased[origin, one.erased_by] = count + 1, names.get(one.eraser, one.eraser)
            step = TimelineStep(one.at, KINDS.get(one.type, "noted"), _words(book, one, names, note), one.seq, origin)
            if told.setdefault(one.envelope or f"{book.number}/{one.seq}", step) is step and one.type == "decision":
                told.update(_look(book, one, names, origin))
    if not began:
        return ()
    found = list(told.values())
    for book in books:
        found += _incidents(book, agent, row.subject, names, found)
        found += _erasures(book, erased)
    # Within one log the order is the log's: sorting is stable, and equal times stay as they are.
    return tuple(found if len(books) == 1 and not _out_of_order(found) else sorted(found, key=lambda one: one.at))


def _entries(book: Book, subject: str) -> Sequence[Row[Any]]:
    query = matching(HistoryFilter(subject=subject), book).order_by(_L.seq).limit(MOST_STEPS)
    return book.connection.execute(query).all()


def _out_of_order(found: Sequence[TimelineStep]) -> bool:
    """Whether steps were put in that have no place of their own in the log."""
    return any(one.seq < 0 or one.kind in ("incident", "erased") for one in found)


def _words(book: Book, row: Row[Any], names: Mapping[str, str], note: Note) -> str:
    agent = names.get(row.agent, row.agent)
    if row.type == "action_received":
        return f"proposed by {agent}" if agent else "proposed"
    who = names.get(row.person, row.person) or history_words.ACTORS.get(row.type, "")
    said = note(book.connection, row.seq) if row.type in _NOTED else ""
    return history_words.later_sentence(row.type, row.verdict, who, said)


def _look(book: Book, row: Row[Any], names: Mapping[str, str], origin: str) -> dict[str, TimelineStep]:
    """When who decided had opened it, as that person's program says in the signed statement."""
    try:
        shown = log.envelope(book.connection, row.envelope).statement()["predicate"]["shown"]
        dwell = shown["dwell_ms"]
        if type(dwell) is not int or not 0 < dwell <= _LONGEST_LOOK_MS:
            return {}
        at = later(parse_stamp(row.at), -dwell / 1000)
    except (KnownError, KeyError, TypeError, OverflowError):
        return {}  # erased, or not what it should be: that it is so shows when the entry is opened
    who = names.get(row.person, row.person) or "a person"
    opened = shown.get("opened")
    parts = ", ".join(part[:40] for part in opened if isinstance(part, str)) if isinstance(opened, list) else ""
    said = f"opened by {who}, who looked at it for {dwell / 1000:.1f} s" + (f" ({parts})" if parts else "")
    return {f"look/{row.envelope}": TimelineStep(at, "looked", said, -1, origin)}


def _incidents(
    book: Book, agent: str, action: str, names: Mapping[str, str], known: Sequence[TimelineStep]
) -> Iterator[TimelineStep]:
    """Incident orders stand under the agent; which action went wrong is in the signed order."""
    if not agent:
        return
    stood = {one.seq for one in known if one.log == (book.origin if book.number else "")}
    wanted = HistoryFilter(agent=agent, subject=agent, kinds=("incident",))
    query = matching(wanted, book).order_by(_L.seq.desc()).limit(MOST_INCIDENTS)
    for row in book.connection.execute(query).all():
        if row.envelope is None or row.twin is not None or row.seq in stood:
            continue
        try:
            body = log.envelope(book.connection, row.envelope).statement()["predicate"]["body"]
            about = body["action"]
        except (KnownError, KeyError, TypeError):
            continue
        if about == action:
            who = names.get(row.person, row.person)
            said = history_words.later_sentence("incident", row.verdict, who, "")
            yield TimelineStep(row.at, "incident", said, row.seq, book.origin if book.number else "")


def _erasures(book: Book, erased: Mapping[tuple[str, int], tuple[int, str]]) -> Iterator[TimelineStep]:
    origin = book.origin if book.number else ""
    for (where, by), (count, who) in erased.items():
        if where != origin:
            continue
        at = book.connection.execute(select(_L.at).where(_L.seq == by)).scalar_one_or_none()
        if at is not None:
            what = "the content of one entry" if count == 1 else f"the content of {count:,} entries"
            yield TimelineStep(at, "erased", f"{what} erased by {who or 'order'}", by, origin)
