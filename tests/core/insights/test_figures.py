"""Every figure of rows that were made by hand: what counts, what does not, and which rows are behind it."""

from __future__ import annotations

import gc
from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from counterseal.insights import days as day_spans
from counterseal.insights.composing import LEAST_READ, compose
from counterseal.insights.gathered import Gathered, unexplained
from counterseal.insights.rows import DayRows, Decision, End, Fall, Packed, Wait, Wrong, joined
from counterseal.insights.views import Insights, InsightsWanted
from counterseal.model.autonomy import Charter
from counterseal.model.history import OWN_LOG, HistoryFilter

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
SPANS = day_spans.last_days(NOW, 30, UTC)
TODAY = SPANS[-1].begin
DAY, HOUR = 86_400.0, 3_600.0
ME, SHE = "me", "she"
CHARTER = Charter("w", "b", ME, None, "resolved", 0.9, 0.05, 0.5, "call", 30)


def decided(at: float, subject: str = "a", verdict: str = "approve", person: str = ME, **more: object) -> Decision:
    return Decision(0, 0, at, verdict, subject, "refunds", person, "refunds.issue", "R3")._replace(**more)  # type: ignore[arg-type]


def asked(at: float, subject: str = "a", agent: str = "refunds", **more: object) -> Wait:
    return Wait(at, subject, agent, f"{agent}.issue")._replace(**more)  # type: ignore[arg-type]


def figures(rows: DayRows, wanted: InsightsWanted = InsightsWanted(), earlier: tuple[Wait, ...] = ()) -> Insights:  # noqa: B008
    """The figures of rows that are put on their days."""
    spans = day_spans.last_days(NOW, max(wanted.days, LEAST_READ), UTC)
    by_day = [DayRows() for _ in spans]

    def day(at: float) -> DayRows:
        return by_day[next(n for n, span in enumerate(spans) if span.begin <= at < span.end)]

    for name in ("decisions", "waits", "ends", "falls", "wrong"):
        for one in getattr(rows, name):
            getattr(day(one.at), name).append(one)
    for name in ("allowed", "refused", "done", "failed"):
        setattr(by_day[-1], name, getattr(rows, name))
    by_day[-1].unknown, by_day[-1].settled = rows.unknown, rows.settled
    return compose(Gathered(spans, by_day, earlier), wanted, NOW, ME, {"refunds": CHARTER}, UTC)


def test_an_empty_period_says_nothing_and_breaks_nothing() -> None:
    found = figures(DayRows())
    assert found.empty
    assert (found.totals.median, found.totals.corrected_share, found.rate.limits) == (None, None, None)
    assert (found.charters, found.load, found.drift.alerts) == ((), (), ())
    assert [one.waiting for one in found.backlog] == [0] * 30


def test_what_was_taken_back_counts_as_nothing_decided() -> None:
    rows = DayRows(
        decisions=[
            decided(TODAY + 10, "a"),
            decided(TODAY + 15, "a", "withdraw"),
            decided(TODAY + 20, "a", "reject"),
            decided(TODAY + 30, "b"),
            decided(TODAY + 31, "b", "withdraw", SHE),
        ]
    )
    found = figures(rows)
    assert found.volume[-1].counts == {"approve": 1, "reject": 1}
    assert (found.totals.decided.value, found.totals.taken_back) == (2, 1)
    assert found.totals.corrected.value == 1


def test_the_wait_is_counted_from_the_last_time_that_it_began() -> None:
    rows = DayRows(
        waits=[asked(TODAY), asked(TODAY + 100, first=False), asked(TODAY, "b"), asked(TODAY + 7, "c")],
        decisions=[decided(TODAY + 130), decided(TODAY + 50, "b"), decided(TODAY + 6, "c"), decided(TODAY + 9, "d")],
    )
    found = figures(rows)
    assert found.by_day[-1].count == 3, "d was asked nobody knows when"
    assert found.by_day[-1].p50 == 30, "of 0 (clocks a second apart), 30 and 50 s"
    assert found.totals.median == 30


def test_a_percentile_takes_so_many_decisions() -> None:
    def over(count: int) -> Insights:
        subjects = [f"s{number}" for number in range(count)]
        waits = [asked(TODAY + n, s) for n, s in enumerate(subjects)]
        return figures(DayRows(waits=waits, decisions=[decided(TODAY + 5 * n, s) for n, s in enumerate(subjects)]))

    few, some, many = (over(count).by_day[-1] for count in (9, 10, 100))
    assert (few.p50 is not None, few.p90, few.p99) == (True, None, None)
    assert (some.p90 is not None, some.p99) == (True, None)
    assert many.p99 is not None
    assert over(100).by_week[-1].count == 100


def test_each_series_leads_to_its_rows() -> None:
    rows = DayRows(
        allowed=Counter(refunds=7, crm=2),
        refused=Counter(crm=1),
        decisions=[decided(TODAY + 1), decided(TODAY + 2, "b", "edit")],
        ends=[
            End(TODAY + 3, "c", "refunds", "expired"),
            End(TODAY + 3, "d", "refunds", "rejected"),
            End(TODAY + 3, "e", "refunds", "withdrawn"),
        ],
    )
    day = figures(rows).volume[-1]
    assert day.counts == {"alone": 9, "refused": 1, "approve": 1, "edit": 1, "expired": 2}
    since, until = SPANS[-1].since, SPANS[-1].until
    assert day.rows["edit"] == HistoryFilter(kinds=("decision",), verdicts=("edit",), since=since, until=until)
    assert day.rows["alone"] == HistoryFilter(kinds=("policy_allowed",), since=since, until=until)
    assert day.rows["expired"].verdicts == ("expired", "rejected")
    mine = figures(rows, InsightsWanted(30, "refunds", ME)).volume[-1]
    assert mine.counts == {"approve": 1, "edit": 1}, "what policy and agents do is no person's"
    assert (mine.rows["edit"].agent, mine.rows["edit"].person) == ("refunds", ME)


def test_filters_leave_out_other_agents_and_people() -> None:
    rows = DayRows(
        allowed=Counter(refunds=7, crm=2),
        decisions=[decided(TODAY + 1), decided(TODAY + 2, "b", agent="crm"), decided(TODAY + 3, "c", person=SHE)],
    )
    assert figures(rows, InsightsWanted(30, "crm")).volume[-1].counts == {"alone": 2, "approve": 1}
    assert figures(rows, InsightsWanted(30, "", SHE)).totals.decided.value == 1
    assert figures(rows).people == (ME, SHE)
    assert figures(rows).agents == ("crm", "refunds")


def test_a_bad_end_of_the_period_lies_outside_limits_that_it_has_not_widened() -> None:
    decisions = []
    for number, span in enumerate(SPANS):
        hits = 1 if number % 2 else 2
        hits = 16 if number >= 27 else hits
        for one in range(40):
            verdict = "reject" if one < hits else "approve"
            decisions.append(decided(span.begin + one, f"{number}-{one}", verdict))
    found = figures(DayRows(decisions=decisions))
    assert found.rate.limits is not None
    outside = [point.span.first.day for point in found.rate.points if point.outside]
    assert outside == [19, 20, 21]
    point = found.rate.points[-1]
    assert (point.hits, point.trials, point.share) == (16, 40, 0.4)
    assert point.rows.verdicts == ("edit", "reject")
    (alert,) = found.drift.alerts
    assert (alert.agent, alert.tool, alert.figure) == ("refunds", "refunds.issue", "corrected")
    assert alert.since.first.day == 19
    assert alert.rows == HistoryFilter(
        agent="refunds",
        kinds=("decision",),
        verdicts=("edit", "reject"),
        tool="refunds.issue",
        since="2026-11-19T00:00:00.000Z",
        until="2026-11-22T00:00:00.000Z",
    )


def test_seven_days_are_judged_by_the_weeks_before() -> None:
    decisions = [
        decided(span.begin + one, f"{span.first}-{one}", "reject" if one < 1 else "approve")
        for span in SPANS
        for one in range(10)
    ]
    found = figures(DayRows(decisions=[one for one in decisions if one.at >= SPANS[2].begin]), InsightsWanted(7))
    assert len(found.rate.points) == 7
    assert found.rate.limits is not None
    assert found.rate.limits.days == 21
    assert found.totals.corrected_before == 0.1


def test_drift_names_asks_failures_what_is_sent_and_falls() -> None:
    waits = [
        asked(span.begin + one, f"{span.first}-{one}", "crm")
        for number, span in enumerate(SPANS[:-1])
        for one in range(3 if number < 24 else 12)
    ]
    fall = Fall(TODAY - DAY, "pricing", "L1", "changed_tool", "its tool is another one")
    drift = figures(DayRows(waits=waits, falls=[fall])).drift
    told = {(one.agent, one.figure): one for one in drift.alerts}
    asks = told["crm", "asks"]
    assert (asks.before, asks.after, asks.since.first.day) == (3, 12, 16)
    assert asks.rows.tool == "crm.issue"
    assert told["pricing", "lowered"].why == "its tool is another one"
    assert told["pricing", "lowered"].rows.verdicts == ("lowered",)
    assert drift.watched == ("crm",)


def test_what_began_before_the_period_is_no_news() -> None:
    waits = [
        asked(span.begin + one, f"{span.first}-{one}")
        for number, span in enumerate(SPANS[2:-1])
        for one in range(3 if number < 10 else 12)
    ]
    assert figures(DayRows(waits=waits), InsightsWanted(7)).drift.alerts == ()
    assert len(figures(DayRows(waits=waits)).drift.alerts) == 1


def test_charters_are_held_to_outcomes_marks_and_what_was_sent() -> None:
    rows = DayRows(
        allowed=Counter(refunds=6),
        waits=[asked(TODAY + n, f"w{n}") for n in range(4)],
        ends=[End(TODAY + 9, "w1", "refunds", "rejected")],
        done=Counter(refunds=8),
        failed=Counter(refunds=1),
        unknown=[("u1", "refunds"), ("u2", "refunds")],
        settled=["u2"],
        wrong=[Wrong(TODAY + 50, "refunds", "w0")],
    )
    lines = {one.measure: one for one in figures(rows).charters}
    assert (lines["success"].value, lines["success"].count, lines["success"].kept) == (0.8, 10, False)
    assert (lines["failure"].value, lines["failure"].kept) == (0.2, False)
    assert (lines["wrong"].value, lines["wrong"].kept) == (0.1, False)
    assert (lines["to_people"].value, lines["to_people"].kept) == (0.4, True)
    assert (lines["expired"].value, lines["expired"].kept) == (0.25, None)
    assert lines["failure"].rows.verdicts == ("failed", "unknown")
    assert figures(rows, InsightsWanted(30, "crm")).charters == ()


def test_an_agent_that_did_nothing_is_held_to_nothing() -> None:
    assert figures(DayRows(allowed=Counter(crm=3))).charters == ()
    asking = figures(DayRows(waits=[asked(TODAY)])).charters
    assert [(one.measure, one.value) for one in asking if one.value is None] == [
        ("success", None),
        ("failure", None),
        ("wrong", None),
    ]


def test_load_counts_days_nights_and_weekends() -> None:
    friday = SPANS[-2].begin
    assert SPANS[-2].first.weekday() == 4
    decisions = [
        decided(friday + 12 * HOUR, "a"),
        decided(friday + 23 * HOUR, "b"),
        decided(TODAY + 3 * HOUR, "c"),
        decided(TODAY + 12 * HOUR, "d"),
        decided(TODAY + 13 * HOUR, "e"),
        decided(TODAY + 14 * HOUR, "f", person=SHE),
    ]
    mine, hers = figures(DayRows(decisions=decisions)).load
    assert (mine.person, mine.decisions, mine.days, mine.most, mine.night, mine.weekend) == (ME, 5, 2, 3, 2, 3)
    assert (mine.most_on.first, mine.by_day[-2:]) == (SPANS[-1].first, (2, 3))
    assert (hers.person, hers.rows.person) == (SHE, SHE)


def test_the_backlog_is_what_nobody_has_decided_by_the_end_of_a_day() -> None:
    two, one = TODAY - 2 * DAY, TODAY - DAY
    rows = DayRows(
        waits=[
            asked(two + 1, "a"),
            asked(two + 1, "b"),
            asked(one + 1, "c"),
            asked(TODAY + 1, "d"),
            asked(two + 2, "e"),
        ],
        decisions=[decided(one + 5, "a"), decided(two + 9, "e"), decided(two + 10, "e", "withdraw")],
        ends=[End(TODAY + 5, "b", "refunds", "expired")],
    )
    found = figures(rows, earlier=(asked(SPANS[0].begin - DAY, "old"),))
    assert [day.waiting for day in found.backlog][-4:] == [1, 4, 4, 4]
    assert set(found.backlog[-1].rows.subjects) == {"c", "d", "e", "old"}
    assert set(found.backlog[-2].rows.subjects) == {"b", "c", "e", "old"}


def test_the_private_part_reads_nobody_elses_decisions() -> None:
    def seen(number: int, dwell: int | None, **more: object) -> Decision:
        told = {"dwell_ms": dwell, "opened": None if dwell is None else ("facts", "trace")}
        return decided(TODAY + 700 * number, f"s{number}", **{**told, **more})

    rows = DayRows(
        waits=[asked(TODAY, f"s{n}", attached=("trace",) if n % 2 else ("trace", "context")) for n in range(9)],
        decisions=[
            seen(0, 2_000),
            seen(1, 4_000, opened=("facts",)),
            seen(2, 90_000, risk="R2"),
            seen(3, 8_000, verdict="reject"),
            seen(4, None),
            seen(5, 1_000, person=SHE),
            seen(6, 1_000, book=1),
        ],
    )
    own = figures(rows).own
    assert own.seen == 3, "a rejection, a command line, another person and another log are left out"
    assert (own.risky.value, own.risky_median_ms) == (2, 3_000)
    assert (own.fast.value, own.fast.rows.subjects) == (1, ("s0",))
    assert (own.no_trace.value, own.with_trace) == (1, 3)
    assert (own.no_context.value, own.with_context) == (2, 2)
    assert (own.fast.rows.person, own.fast.rows.log) == (ME, OWN_LOG)
    hers = figures(rows, InsightsWanted(30, "", SHE)).own
    assert hers == own, "choosing another person shows nothing of theirs"


def test_the_longest_row_without_a_pause() -> None:
    times = [0, 100, 200, 2_000, 2_300, 2_600, 2_899, 9_000]
    own = figures(DayRows(decisions=[decided(TODAY + at, f"s{at}") for at in times])).own
    assert (own.longest_run.value, own.longest_run.rows.subjects) == (4, ("s2000", "s2300", "s2600", "s2899"))


def test_what_was_asked_before_the_period_is_looked_up() -> None:
    day = DayRows(
        waits=[asked(TODAY)],
        decisions=[decided(TODAY + 1), decided(TODAY + 1, "x")],
        ends=[End(TODAY, "y", "r", "void")],
    )
    assert unexplained([day]) == ["x", "y"]


COUNTS = st.dictionaries(st.sampled_from(["refunds", "crm"]), st.integers(0, 50))
VERDICTS = st.sampled_from(["approve", "edit", "reject", "answer", "withdraw"])
MOMENTS = st.floats(SPANS[2].begin, TODAY + 17 * HOUR - 1)


@st.composite
def some_rows(draw: st.DrawFn) -> DayRows:
    made = DayRows(allowed=Counter(draw(COUNTS)), done=Counter(draw(COUNTS)), failed=Counter(draw(COUNTS)))
    subjects = st.sampled_from(["a", "b", "c", "d"])
    for at, subject in draw(st.lists(st.tuples(MOMENTS, subjects), max_size=12)):
        made.waits.append(asked(at, subject))
    for at, subject, verdict, person in draw(
        st.lists(st.tuples(MOMENTS, subjects, VERDICTS, st.sampled_from([ME, SHE])), max_size=25)
    ):
        made.decisions.append(decided(at, subject, verdict, person, dwell_ms=int(at) % 9_000, opened=("facts",)))
    return made


@given(some_rows(), st.sampled_from([7, 30, 90]), st.sampled_from(["", "refunds", "crm"]), st.sampled_from(["", ME]))
def test_sums_agree_whatever_the_rows(rows: DayRows, days: int, agent: str, person: str) -> None:
    found = figures(rows, InsightsWanted(days, agent, person))
    people = ("approve", "edit", "reject", "answer")
    decided_by_day = sum(day.counts.get(name, 0) for day in found.volume for name in people)
    assert found.totals.decided.value == decided_by_day == sum(one.decisions for one in found.load)
    assert sum(point.trials for point in found.rate.points) == decided_by_day
    assert sum(point.hits for point in found.rate.points) == found.totals.corrected.value
    assert sum(one.count for one in found.by_day) == sum(one.count for one in found.by_week) <= decided_by_day
    assert found.own.fast.value <= found.own.seen
    assert all(one.waiting >= 0 for one in found.backlog)
    assert len(found.volume) == len(found.backlog) == days


def test_rows_are_kept_as_what_the_garbage_collector_passes_over() -> None:
    kept = Packed(Decision._make, [decided(1.0, opened=("facts",))])
    kept.append(decided(2.0))
    gc.collect()
    assert not any(gc.is_tracked(row) for row in kept._rows), "a full collection must not visit every decision"
    assert [one.at for one in kept] == [1.0, 2.0]
    assert (kept[0].opened, kept[-1].verdict, len(kept)) == (("facts",), "approve", 2)


def test_a_day_over_several_logs_is_all_of_them() -> None:
    one = DayRows(decisions=[decided(1)], allowed=Counter(crm=1), entries=3)
    other = DayRows(waits=[asked(2)], allowed=Counter(crm=2), settled=["s"], entries=4)
    whole = joined([one, other])
    assert (len(whole.decisions), len(whole.waits), whole.allowed, whole.settled) == (1, 1, Counter(crm=3), ["s"])
    assert whole.entries == 7
