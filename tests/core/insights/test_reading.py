"""What is read of real logs: by day, each decision once, kept until something happens, nothing after an erasure."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event, insert

from core.ledger.story import Story, action_id, erase, refund
from counterseal.clock import stamp
from counterseal.errors import InvalidInput
from counterseal.insights import charters
from counterseal.insights.composing import insights
from counterseal.insights.days import Span, last_days
from counterseal.insights.reading import began_to_wait, read_day
from counterseal.insights.rows import DayRows
from counterseal.insights.shelf import Shelf
from counterseal.insights.views import Insights, InsightsWanted
from counterseal.ledger import history_words, schema
from counterseal.ledger.history_rows import Book
from counterseal.ledger.log import Draft, as_payload
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.autonomy import Charter, members
from counterseal.model.decisions import Shown, Verdict
from counterseal.seal.statements import Basis

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
MakeStory = Callable[..., Story]


def today() -> Span:
    return last_days(NOW, 1, UTC)[0]


def read(story: Story, number: int = 0) -> DayRows:
    with story.profile.reading() as connection:
        return read_day(Book(connection, number, story.log.origin if number else ""), today())


def never() -> bool:
    return False


def look(story: Story, shelf: Shelf, days: int = 30, *others: Story, cancelled: Callable[[], bool] = never) -> Insights:
    with ExitStack() as stack:
        own = stack.enter_context(story.profile.reading())
        books = [Book(own, names={"refunds": "Refunds agent"})]
        for number, other in enumerate(others, 1):
            books.append(
                Book(stack.enter_context(other.profile.reading()), number, other.log.origin, f"gateway {number}")
            )
        wanted = InsightsWanted(days)
        return insights(books, shelf, wanted, NOW, story.profile.person_id, zone=UTC, cancelled=cancelled)


def note(story: Story, kind: str, number: int, verdict: str, at: datetime | None = None, **payload: object) -> int:
    payloads = {name: as_payload(value) for name, value in payload.items()}
    moment = story.now() if at is None else stamp(at)
    return story.add(
        Draft(kind, moment, action_id(number), payloads=payloads, verdict=verdict, agent="refunds", title="Refund")
    ).seqs[0]


def test_a_decision_says_tool_risk_and_how_it_was_looked_at(story: Story) -> None:
    story.asked(refund(41), "Refund 41")
    story.decide(
        refund(41),
        Verdict.EDIT,
        "Refund 41",
        shown=Shown("ab" * 32, "r", ("facts",), 2_100),
        basis=Basis(risk="R4", level="L1"),
    )
    story.decide(refund(42), Verdict.APPROVE, "Refund 42", shown=Shown(None, None))
    edit, approval = list(read(story).decisions)[-2:]
    assert (edit.verdict, edit.tool, edit.risk, edit.person) == ("edit", "refunds.issue", "R4", story.profile.person_id)
    assert (edit.dwell_ms, edit.opened, edit.agent) == (2_100, ("facts",), "refunds")
    assert (approval.dwell_ms, approval.opened) == (None, None)


def test_asking_names_the_tool_and_what_came_with_it(story: Story) -> None:
    number = len(read(story).waits)
    payloads = {"action": as_payload(refund(50).members()), "context": b'[{"kind":"message"}]', "trace": b"[]"}
    story.add(Draft("action_received", story.now(), action_id(50), payloads=payloads, agent="refunds", title="x"))
    waits = read(story).waits
    assert len(waits) == number + 1
    assert (waits[-1].tool, waits[-1].attached, waits[-1].first) == ("refunds.issue", ("context",), True)


def test_policy_and_outcomes_are_counted(make_story: MakeStory) -> None:
    story = make_story("counted")
    for number in (1, 2, 3):
        note(story, "policy_allowed", number, "allowed")
    note(story, "policy_allowed", 3, "allowed")
    note(story, "policy_refused", 4, "refused")
    for number, verdict in ((1, "done"), (2, "failed"), (3, "unknown"), (5, "done")):
        note(story, "outcome", number, verdict)
    found = read(story)
    assert (found.allowed["refunds"], found.refused["refunds"]) == (3, 1), "a receipt that was renewed counts once"
    assert (found.done["refunds"], found.failed["refunds"], found.unknown) == (2, 1, [(action_id(3), "refunds")])
    story.order("outcome", {"agent": "refunds", "action": action_id(3), "outcome": "done"}, action_id(3))
    assert read(story).settled == [action_id(3)]


def test_what_ends_what_waits_again_and_what_falls(make_story: MakeStory) -> None:
    story = make_story("ended")
    note(story, "expired", 1, "expired")
    note(story, "expired", 2, "held")
    note(story, "voided", 3, "void")
    said = {"agent": "refunds", "from": "L3", "to": "L2", "why": "it failed", "cause": "failure_rate", "basis": []}
    note(story, "incident", 4, "lowered", lowering=said)
    body = {"incident": action_id(9), "agent": "refunds", "action": action_id(1), "step": "opened", "what": "wrong"}
    story.order("incident", {**body, "compensating": None}, "refunds", "incident")
    story.order("incident", {**body, "step": "noted", "compensating": None}, "refunds", "incident")
    found = read(story)
    assert [(one.subject, one.how) for one in found.ends] == [(action_id(1), "expired"), (action_id(3), "void")]
    assert [(one.subject, one.first) for one in found.waits] == [(action_id(2), False)]
    assert [(one.to, one.cause, one.why) for one in found.falls] == [("L2", "failure_rate", "it failed")]
    assert [(one.agent, one.action) for one in found.wrong] == [("refunds", action_id(1))], "a note is no second mark"


def test_a_day_holds_its_own_entries_only(make_story: MakeStory) -> None:
    story = make_story("days")
    for days_ago in (2, 1, 0, 1):
        note(story, "policy_allowed", 10 + days_ago, "allowed", NOW - timedelta(days=days_ago))
    with story.profile.reading() as connection:
        book = Book(connection)
        counts = [read_day(book, span).allowed["refunds"] for span in last_days(NOW, 3, UTC)]
    assert counts == [1, 1, 1], "an entry that came late counts on its day"


def test_a_decision_in_two_logs_counts_once(make_story: MakeStory) -> None:
    mine, theirs = make_story("mine"), make_story("theirs")
    envelope = mine.sign(refund(1), Verdict.APPROVE)
    draft = Draft("decision", mine.now(), action_id(1), envelope, verdict="approve", agent="refunds", person="p")
    mine.add(draft)
    theirs.asked(refund(1), "Refund 1")
    theirs.add(draft)
    with theirs.profile.database.write() as connection:
        row = {"envelope": envelope.sha256, "seq": 1, "state": "twin", "at": mine.now()}
        connection.execute(insert(schema.accepted), row)
    theirs.decide(refund(2), Verdict.REJECT, "Refund 2")
    found = look(mine, Shelf(), 30, theirs)
    assert found.volume[-1].counts == {"approve": 1, "reject": 1}
    assert found.totals.median == pytest.approx(0, abs=120), "asked in one log, decided in the other"


def test_days_are_read_again_only_when_something_happened_in_them(story: Story) -> None:
    shelf = Shelf()
    first = look(story, shelf)
    asked_of: list[str] = []
    engine = story.profile.database.engine

    def hear(_conn: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if "GROUP BY" in statement or "min(listing.seq)" in statement:
            asked_of.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        assert look(story, shelf).totals == first.totals
        assert asked_of == []
        note(story, "policy_allowed", 60, "allowed", NOW)
        assert look(story, shelf).totals.alone == (first.totals.alone or 0) + 1
        assert len([one for one in asked_of if "min(" in one]) == 1, "one day of thirty"
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def test_an_entry_of_an_old_day_is_seen_when_it_comes_late(story: Story) -> None:
    shelf = Shelf()
    look(story, shelf)
    note(story, "policy_refused", 61, "refused", NOW - timedelta(days=5))
    assert look(story, shelf).volume[-6].counts == {"refused": 1}


def test_nothing_is_kept_over_an_erasure(make_story: MakeStory) -> None:
    story, shelf = make_story("erased"), Shelf()
    story.asked(refund(1), "Refund 1")
    seq = story.decide(refund(1), Verdict.REJECT, "Refund 1")
    assert look(story, shelf).drift.scarce == ("refunds",)
    kept = shelf._logs[""].days[today().since, today().until]
    assert kept.decisions[0].tool == "refunds.issue"
    erase(story, seq)
    counted = look(story, shelf)
    assert (counted.totals.decided.value, counted.people, counted.load) == (1, (), ()), "nobody's, and decided"
    assert counted.drift.scarce == counted.agents == ("refunds",)
    anew = shelf._logs[""].days[today().since, today().until]
    assert (anew.decisions[0].tool, anew.decisions[0].risk, anew.decisions[0].verdict) == ("", "", "reject")


def test_nothing_is_kept_of_a_log_that_is_another_one_now(make_story: MakeStory) -> None:
    one, other, shelf = make_story("one"), make_story("other"), Shelf()
    note(one, "policy_allowed", 1, "allowed", NOW)
    for number in (1, 2, 3):
        note(other, "policy_refused", number, "refused", NOW)
    assert look(one, shelf).volume[-1].counts == {"alone": 1}
    assert look(other, shelf).volume[-1].counts == {"refused": 3}, "longer, and no continuation"
    assert look(one, shelf).volume[-1].counts == {"alone": 1}, "shorter"


def test_a_question_that_is_not_wanted_any_more_ends(story: Story) -> None:
    asked_times = 0

    def cancelled() -> bool:
        nonlocal asked_times
        asked_times += 1
        return asked_times > 3

    with pytest.raises(Cancelled):
        look(story, Shelf(), cancelled=cancelled)
    assert asked_times == 4
    assert look(story, Shelf()).entries > 0, "the connection serves the next question"


def test_other_periods_are_refused(story: Story) -> None:
    with pytest.raises(InvalidInput, match="7, 30 or 90"):
        look(story, Shelf(), 31)


def test_what_was_asked_long_ago_is_found_by_its_action(make_story: MakeStory) -> None:
    story = make_story("long")
    payloads = {"action": as_payload(refund(1).members())}
    at = stamp(NOW - timedelta(days=200))
    story.add(Draft("action_received", at, action_id(1), payloads=payloads, agent="refunds", title="x"))
    with story.profile.reading() as connection:
        (wait,) = began_to_wait([Book(connection)], [action_id(1), action_id(2)])
    assert (wait.at, wait.agent) == ((NOW - timedelta(days=200)).timestamp(), "refunds")


def test_damaged_attachments_leave_the_tool_unknown(make_story: MakeStory) -> None:
    story = make_story("damaged")
    for number, data in (
        (1, b"not json"),
        (2, b"[1]"),
        (3, b'{"tool":7}'),
        (4, json.dumps({"a": "x" * 70_000}).encode()),
    ):
        payloads = {"action": data}
        story.add(Draft("action_received", story.now(), action_id(number), payloads=payloads, agent="refunds"))
    assert [one.tool for one in read(story).waits] == ["", "", "7", ""]


CHARTER = Charter("w", "b", action_id(900), None, "resolved", 0.9, 0.05, 0.5, "call", 30)


def test_a_charter_of_a_gateway_s_own_log_waits_for_its_second_signature(make_story: MakeStory) -> None:
    story = make_story("waiting")
    charter = {**members(CHARTER), "data": [], "systems": []}
    story.order("charter", {"agent": "refunds", "charter": charter}, "refunds")
    with story.profile.reading() as connection:
        book = Book(connection, 1, story.log.origin)
        assert set(charters.in_force([book])) == {"refunds"}
        newest = connection.exec_driver_sql("SELECT envelope FROM entries WHERE envelope NOT NULL ORDER BY seq DESC")
        said = {"delivered": as_payload({"envelope": newest.scalars().first(), "state": "needs_second"})}
    common = {"payloads": said, "verdict": history_words.WAITS + "charter", "agent": "refunds"}
    story.add(Draft("delivered", story.now(), "crm", **common))
    with story.profile.reading() as connection:
        assert set(charters.in_force([Book(connection, 1, story.log.origin)])) == {"refunds"}, "said of another agent"
    story.add(Draft("delivered", story.now(), "refunds", **common))
    with story.profile.reading() as connection:
        assert charters.in_force([Book(connection, 1, story.log.origin)]) == {}


def test_the_charter_in_force_is_the_newest_that_was_taken_in(
    make_story: MakeStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charters, "CHUNK", 1)
    story = make_story("charters")

    def sign(target: float) -> None:
        charter = {**members(CHARTER), "target": target, "data": [], "systems": []}
        story.order("charter", {"agent": "refunds", "charter": charter}, "refunds")

    def taken(state: str = "in_force") -> None:
        with story.profile.database.write() as connection:
            newest = connection.exec_driver_sql(
                "SELECT envelope FROM entries WHERE envelope NOT NULL ORDER BY seq DESC"
            )
            row = {"envelope": newest.scalars().first(), "seq": 1, "state": state, "at": story.now()}
            connection.execute(insert(schema.accepted), row)

    def target() -> float | None:
        with story.profile.reading() as connection:
            found = charters.in_force([Book(connection)]).get("refunds")
        return None if found is None else found.target

    assert target() is None
    sign(0.7)
    assert target() is None, "signed, and not taken in by the gateway"
    taken()
    assert target() == 0.7
    sign(0.8)
    taken("needs_second")
    assert target() == 0.7, "a first of two signatures is not in force"
    sign(0.9)
    taken()
    assert target() == 0.9
