"""The ledger as people read it: rows, one entry in words, and the verdict of a verification."""

from __future__ import annotations

from dataclasses import dataclass

# The name of the profile's own log in a filter; others are named by their origin.
OWN_LOG = "own"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of History, already worded. ``kind`` is the leaf type; ``verdict`` the word shown.

    ``log`` is the origin of the log that ``seq`` counts in, empty for the profile's own one; ``log_name`` the name of
    the separate gateway whose log it is.
    """

    seq: int
    at: str
    kind: str
    verdict: str
    who: str
    title: str
    agent: str
    agent_name: str
    subject: str
    outcome: str
    log: str = ""
    log_name: str = ""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Any combination; empty means any. ``text`` is searched in full text.

    ``since`` (inclusive) and ``until`` (exclusive) are UTC stamps or their beginnings, such as ``2026-11-21``.
    ``verdicts`` are those of the entries as stored (``approve``, ``done``), ``subjects`` action or agent ids, any of
    them; at most a few hundred. ``tool``, ``risks`` and ``states`` (values of ``actions.State``) are those of the
    action that an entry is about: what it was proposed as, and where it stands by its newest entries; *approved* may be
    by too few people yet. ``log`` is ``OWN_LOG``, a log's origin or its gateway's name.
    """

    text: str = ""
    agent: str = ""
    person: str = ""
    kinds: tuple[str, ...] = ()
    subject: str = ""
    since: str = ""
    until: str = ""
    verdicts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    tool: str = ""
    risks: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    log: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """``next_before`` says where the following (older) page begins, None at the end; it is handed back as it is.

    ``total`` is the log's size without a filter, else the number of matches, counted so far that it does not keep the
    reader waiting; ``capped`` says that there are more. ``searching``: the page ended early, and the next one goes on.
    ``counted`` is False where ``total`` is only what this page has.
    """

    rows: tuple[HistoryRow, ...]
    next_before: int | None
    total: int
    took_ms: float
    capped: bool = False
    searching: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """Something that happened with an action. ``at`` is a UTC stamp, ``words`` one sentence without its end.

    ``kind`` is proposed, looked, decided, delivered, released, outcome, ended, incident, erased or noted. ``seq`` is
    the entry that says so, -1 where none does of its own; ``log`` as in ``HistoryRow``.
    """

    at: str
    kind: str
    words: str
    seq: int
    log: str = ""


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One ledger entry in words. ``proof`` are sentences, ``verified`` their verdict; ``facts`` label and value pairs.

    ``followed`` are (UTC stamp, sentence) of later entries of the same subject. ``raw`` is leaf and envelope as JSON.
    ``log`` is that of its row. ``timeline`` is the whole life of the action that the entry is about, over all logs;
    empty where it is about none.
    """

    row: HistoryRow
    heading: str
    verified: bool
    proof: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    followed: tuple[tuple[str, str], ...]
    raw: str
    log: str = ""
    timeline: tuple[TimelineStep, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """``ok`` with ``sentences`` in words; the first bad entry in ``bad_seq``.

    ``doubtful`` are entries whose signature is valid, but whose key was later reported compromised from before them on.
    ``cost`` says in words what the time went into.
    """

    ok: bool
    entries: int
    took_s: float
    sentences: tuple[str, ...]
    bad_seq: int | None = None
    doubtful: tuple[int, ...] = ()
    cost: str = ""
