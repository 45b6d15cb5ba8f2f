"""Any combination of filters equals a plain Python filter over the same entries, over one log and over two."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from core.ledger.story import Story, action_id
from counterseal.ledger import history, history_filters, history_stream
from counterseal.ledger.history_filters import PROPOSED
from counterseal.ledger.history_rows import Book
from counterseal.ledger.log import Draft
from counterseal.ledger.sqlite_dialect import MOST_BEGUN, search_expression
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.history import OWN_LOG, HistoryFilter, HistoryPage
from counterseal.seal.digests import canonical
from counterseal.seal.statements import Basis

AGENTS = ("refunds", "mails", "crm")
TOOLS = ("refunds.issue", "mails.send", "crm.update")
RISKS = ("R1", "R2", "R3")
# What becomes of the actions, in turn: the entries that follow the proposal, as type and verdict.
FATES: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (("outcome", "done"),),
    (("outcome", "failed"),),
    (("decision", "approve"), ("delivered", "approve"), ("permit_taken", "released"), ("outcome", "done")),
    (("decision", "reject"), ("delivered", "reject")),
    (("decision", "edit"), ("delivered", "edit"), ("policy_refused", "refused")),
    (("decision", "approve"), ("decision", "withdraw"), ("expired", "rejected")),
    (("expired", "held"),),
    (("decision", "approve"), ("voided", "void")),
    (("decision", "answer"), ("delivered", "answer")),
    (("permit_taken", "released"), ("outcome", "unknown")),
)
BEGINNINGS = (("action_received", "asked"), ("policy_allowed", "allowed"), ("policy_refused", "refused"))


@dataclass(frozen=True)
class Plain:
    """An entry as the tests know it; ``twin`` marks one that stands in the own log too."""

    log: int
    seq: int
    at: str
    type: str
    verdict: str
    subject: str
    agent: str
    person: str
    body: str
    twin: bool = False


@dataclass
class Library:
    """Two logs, what is in them, and what is known of their actions."""

    own: Story
    other: Story
    entries: list[Plain]
    about: dict[str, tuple[str, str]]
    minutes: int = 0

    def add(self, log: int, draft: Draft, twin: bool = False) -> None:
        seq = (self.other if log else self.own).add(draft).seqs[0]
        body = " ".join(filter(None, (draft.title, draft.agent, draft.search)))
        at, said = draft.at, (draft.type, draft.verdict, draft.subject, draft.agent, draft.person)
        self.entries.append(Plain(log, seq, at, *said, body, twin))

    def time(self) -> str:
        """A minute later than before; every seventh time the clock goes back for a moment."""
        self.minutes += 1
        minute = self.minutes - (5 if self.minutes % 7 == 0 else 0)
        return f"2026-11-{21 + minute // 100:02d}T{minute % 100 // 30:02d}:{minute % 30:02d}:00.000Z"

    def act(self, number: int) -> None:
        log = int(number % 5 == 4)
        agent, tool, risk = AGENTS[number % 3], TOOLS[number % 2], RISKS[number % 3]
        action = Action(action_id(number), agent, tool, {"order": str(number)})
        self.about[action.id] = tool, risk
        kind, verdict = BEGINNINGS[number % 3 if number % 4 else 0]
        title = f"Case {number} for order {number % 6}"
        attached = {"action": canonical(action.members()), "policy": json.dumps({"risk": risk}).encode()}
        first = Draft(kind, self.time(), action.id, payloads=attached, verdict=verdict, agent=agent, title=title,
                      search=f"{tool} café cracked{number % 4}")  # fmt: skip
        self.add(log, first)
        for kind, verdict in FATES[number % len(FATES)]:
            plain = Draft(kind, self.time(), action.id, verdict=verdict, agent=agent, title=title)
            if kind != "decision":
                self.add(log, plain)
                continue
            story = self.own
            basis = Basis(risk=risk, level="L1", roster_sha256=story.profile.roster().sha256, solo=True)
            envelope = story.sign(action, Verdict(verdict), basis=basis)
            signed = replace(plain, envelope=envelope, person=story.profile.person_id, search="photos")
            self.add(0, signed)
            if log:
                self.add(1, signed, twin=True)
                with self.other.profile.database.write() as connection:
                    values = {"sha": envelope.sha256, "seq": self.entries[-2].seq}
                    connection.execute(text("INSERT INTO accepted VALUES (:sha, :seq, 'twin', '')"), values)

    def begin(self) -> None:
        for log, story in enumerate((self.own, self.other)):
            with story.profile.reading() as connection:
                row = connection.execute(text("SELECT * FROM listing WHERE seq = 0")).one()
                body = connection.execute(text("SELECT body FROM search WHERE rowid = 0")).scalar_one()
            said = (row.at, row.type, row.verdict, row.subject, row.agent, row.person, body)
            self.entries.append(Plain(log, 0, *said))

    def state(self, subject: str, several: bool) -> str:
        logs = {one.log for one in self.entries if one.subject == subject}
        log = max(logs) if several else min(logs)
        told = ((e.type, e.verdict) for e in self.entries if e.subject == subject and e.log == log)
        return history_filters.state_after(told)

    def expected(self, wanted: HistoryFilter, several: bool) -> list[Plain]:
        return [e for e in self.entries if (several or e.log == 0) and self._fits(e, wanted, several)]

    def _fits(self, one: Plain, wanted: HistoryFilter, several: bool) -> bool:
        # The own log alone does not know what was proposed elsewhere.
        told = several or any(e.log == 0 and e.subject == one.subject and e.type in PROPOSED for e in self.entries)
        tool, risk = self.about.get(one.subject, ("", "")) if told else ("", "")
        origin = self.other.log.origin if one.log else OWN_LOG
        return (
            not one.twin
            and has_words(one.body, wanted.text)
            and wanted.agent in ("", one.agent)
            and wanted.person in ("", one.person)
            and (not wanted.kinds or one.type in wanted.kinds)
            and (not wanted.verdicts or one.verdict in wanted.verdicts)
            and wanted.subject in ("", one.subject)
            and (not wanted.subjects or one.subject in wanted.subjects)
            and one.at >= wanted.since
            and (not wanted.until or one.at < wanted.until)
            and wanted.tool in ("", tool)
            and (not wanted.risks or risk in wanted.risks)
            and (not wanted.states or self.state(one.subject, several) in wanted.states)
            and wanted.log in ("", origin)
        )


def has_words(body: str, wanted: str) -> bool:
    """Every word occurs, the last one at least as a beginning; a word with a dot is a phrase."""
    tokens = re.findall(r"\w+", body.lower().replace("é", "e").replace("_", " "))
    words = [re.findall(r"\w+", word.lower().replace("é", "e")) for word in wanted.split()]
    for number, phrase in enumerate(words):
        begins = number == len(words) - 1
        if not any(_at(tokens[i : i + len(phrase)], phrase, begins) for i in range(len(tokens))):
            return False
    return True


def _at(tokens: list[str], phrase: list[str], begins: bool) -> bool:
    if len(tokens) != len(phrase):
        return False
    same = tokens[-1].startswith(phrase[-1]) if begins else tokens[-1] == phrase[-1]
    return tokens[:-1] == phrase[:-1] and same


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("library")
    own, other = Story.create(folder / "own"), Story.create(folder / "other")
    made = Library(own, other, [], {})
    made.begin()
    for number in range(44):
        made.act(number)
    yield made
    own.close()
    other.close()


def read(
    library: Library, wanted: HistoryFilter, several: bool, limit: int = 7, patience: float | None = None
) -> tuple[list[tuple[int, int]], HistoryPage]:
    """All rows by log and number, page by page, and the first page."""
    found: list[tuple[int, int]] = []
    first: HistoryPage | None = None
    before: int | None = None
    with library.own.profile.reading() as connection, library.other.profile.reading() as elsewhere:
        others = (Book(elsewhere, 1, library.other.log.origin, "east"),) if several else ()
        for _ in range(2_000):
            page = history.page(connection, wanted, before, limit, others=others, patience=patience)
            first = first or page
            found += [(1 if row.log else 0, row.seq) for row in page.rows]
            before = page.next_before
            if before is None:
                return found, first
    raise AssertionError("History never came to its end")


def _some(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple))


def _maybe(*values: str) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.sampled_from(values))


FILTERS = st.builds(
    HistoryFilter,
    text=_maybe("case", "cra", "order 3", "refunds.iss", "caf", "café", "photos", "case 4 cracked", "(", "zebra", "re"),
    agent=_maybe(*AGENTS, "nobody"),
    person=_maybe("me", "nobody"),
    kinds=_some(("decision", "outcome", "policy_allowed", "order", "expired")),
    verdicts=_some(("approve", "reject", "done", "failed", "released")),
    subject=_maybe(action_id(3), action_id(4), action_id(999)),
    subjects=_some((action_id(3), action_id(9), action_id(14)), 3),
    since=_maybe("2026-11-21", "2026-11-21T01:10", "2026-11-22", "2027"),
    until=_maybe("2026-11-21T02:30", "2026-11-22", "2026-11-21", "2027"),
    tool=_maybe(*TOOLS),
    risks=_some(RISKS),
    states=_some(("held", "approved", "rejected", "done", "failed", "unknown", "refused", "permitted", "void")),
    log=_maybe(OWN_LOG, "other"),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=FILTERS, several=st.booleans(), hurried=st.booleans(), limit=st.integers(1, 12))
@example(wanted=HistoryFilter(states=("done",), risks=("R1", "R3")), several=True, hurried=True, limit=7)
@example(wanted=HistoryFilter(tool="refunds.issue", states=("rejected", "void")), several=False, hurried=False, limit=7)
@example(wanted=HistoryFilter(tool="refunds.issue", kinds=("decision",)), several=True, hurried=False, limit=7)
@example(wanted=HistoryFilter(since="2026-11-21T00:30", until="2026-11-22T01:10"), several=False, hurried=True, limit=7)
@example(wanted=HistoryFilter(until="2026-11-22", kinds=("outcome",)), several=True, hurried=True, limit=7)
@example(
    wanted=HistoryFilter(text="refunds.iss", agent="crm", verdicts=("asked",)), several=True, hurried=True, limit=7
)
def test_any_combination_equals_a_plain_filter(
    library: Library, monkeypatch: pytest.MonkeyPatch, wanted: HistoryFilter, several: bool, hurried: bool, limit: int
) -> None:
    monkeypatch.setattr(history_stream, "FIRST_STRETCH", 8)
    monkeypatch.setattr(history_stream, "LONGEST_STRETCH", 16)
    names = {"me": library.own.profile.person_id}
    wanted = replace(wanted, person=names.get(wanted.person, wanted.person))
    wanted = replace(wanted, log=library.other.log.origin if wanted.log == "other" else wanted.log)
    blank = not any(map(str.isalnum, wanted.text)) and wanted.text.strip()
    expected = [] if blank else library.expected(wanted, several)
    found, first = read(library, wanted, several, limit, patience=0.0 if hurried else None)
    assert sorted(found) == sorted((one.log, one.seq) for one in expected)
    for log in (0, 1):
        mine = [one for one in expected if one.log == log]
        timed = history_filters.by_time(wanted)
        mine.sort(key=lambda one: (one.at, one.seq) if timed else ("", one.seq), reverse=True)
        assert [seq for number, seq in found if number == log] == [one.seq for one in mine]
    if not hurried:
        assert (first.total, first.capped, first.searching) == (len(expected), False, False)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=FILTERS, several=st.booleans(), limit=st.integers(1, 12), share=st.floats(0, 1))
@example(wanted=HistoryFilter(), several=False, limit=3, share=0.0)
@example(wanted=HistoryFilter(), several=True, limit=3, share=1.0)
@example(wanted=HistoryFilter(kinds=("outcome",)), several=False, limit=12, share=0.5)
def test_a_jump_lands_at_its_entry_and_uncounted_rows_are_the_same(
    library: Library, wanted: HistoryFilter, several: bool, limit: int, share: float
) -> None:
    """The place of a number is exact: the first row is the newest one that fits and is not above it."""
    wanted = replace(wanted, person=library.own.profile.person_id if wanted.person == "me" else wanted.person)
    wanted = replace(wanted, log=library.other.log.origin if wanted.log == "other" else wanted.log)
    blank = not any(map(str.isalnum, wanted.text)) and wanted.text.strip()
    own = [] if blank else [one for one in library.expected(wanted, several) if one.log == 0]
    size = sum(one.log == 0 for one in library.entries)
    rank = min(round(share * size), size - 1)
    with library.own.profile.reading() as connection, library.other.profile.reading() as elsewhere:
        others = (Book(elsewhere, 1, library.other.log.origin, "east"),) if several else ()
        before = rank + 1
        quick = history.page(connection, wanted, before, limit, others=others, counted=False)
        slow = history.page(connection, wanted, before, limit, others=others)
        assert (quick.rows, quick.next_before) == (slow.rows, slow.next_before)
        assert slow.counted or slow.capped
        if not quick.counted:
            assert (quick.total, quick.capped) == (len(quick.rows), True)
        if not several and not history_filters.by_time(wanted):
            below = sorted((one.seq for one in own if one.seq <= rank), reverse=True)
            assert [row.seq for row in quick.rows] == below[:limit]


def test_rows_of_one_log_are_told_without_their_envelopes(library: Library) -> None:
    """They lie in the widest table; what came of an action is the same without them."""
    with library.own.profile.reading() as connection, library.other.profile.reading() as elsewhere:
        alone = history.page(connection, HistoryFilter(), limit=500)
        empty = Book(elsewhere, 1, library.other.log.origin, "east")
        beside = history.page(connection, HistoryFilter(log=OWN_LOG), limit=500, others=(empty,))
        inside = {one.subject for one in library.entries if one.log == 1}
        told = [row for row in beside.rows if row.subject not in inside]
        assert [row for row in alone.rows if row.subject not in inside] == told
        assert any(row.outcome for row in told)
        asked: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda _c, _cur, said, *_more: asked.append(said))
        history.page(connection, HistoryFilter(), limit=50)
    assert asked
    assert not [said for said in asked if "FROM entries" in said]


def test_a_hurried_page_ends_early_and_the_next_one_goes_on(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_stream, "FIRST_STRETCH", 8)
    monkeypatch.setattr(history_stream, "LONGEST_STRETCH", 8)
    wanted = HistoryFilter(states=("nowhere",))
    found, first = read(library, wanted, several=False, patience=0.0)
    assert found == []
    assert first.searching
    assert first.next_before is not None
    assert not read(library, wanted, several=False)[1].searching


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("limit", range(1, 10))
def test_a_page_that_fills_just_as_the_patience_ends_is_not_the_last_one(
    library: Library, monkeypatch: pytest.MonkeyPatch, limit: int, several: bool
) -> None:
    monkeypatch.setattr(history_stream, "FIRST_STRETCH", 8)
    monkeypatch.setattr(history_stream, "LONGEST_STRETCH", 8)
    wanted = HistoryFilter(kinds=("policy_allowed", "outcome", "action_received"))
    found, first = read(library, wanted, several, limit, patience=0.0)
    assert sorted(found) == sorted((one.log, one.seq) for one in library.expected(wanted, several))
    assert first.next_before is not None
    if len(first.rows) == limit:
        assert not first.searching


@pytest.mark.parametrize("typed", ["CRA", "crack", "cracked1", "case", "refunds.iss", "caf", "c", "order 2", "zeb"])
def test_a_beginning_written_out_finds_the_same(library: Library, typed: str) -> None:
    with library.own.profile.reading() as connection:
        written = search_expression(connection, typed)
        assert "*" not in written or typed == "zeb"
        query = text("SELECT rowid FROM search WHERE search MATCH :words ORDER BY rowid")
        beginning = " AND ".join(f'"{word}"' for word in typed.split()) + "*"
        found = connection.execute(query, {"words": written}).scalars().all()
        assert found == connection.execute(query, {"words": beginning}).scalars().all()


def test_many_words_with_one_beginning_stay_a_beginning(library: Library) -> None:
    with library.own.profile.database.write() as connection:
        words = " ".join(f"wide{number}" for number in range(MOST_BEGUN + 1))
        connection.execute(text("INSERT INTO search (rowid, body) VALUES (9999, :body)"), {"body": words})
        assert search_expression(connection, "wid") == '"wid"*'
        assert search_expression(connection, "wide7 sök") == '"wide7" AND "sök"*'
        connection.execute(text("DELETE FROM search WHERE rowid = 9999"))
