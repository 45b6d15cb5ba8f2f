"""The figures as lines: every one that the screen shows, with what it is of, and nothing that is private."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from core.insights.test_figures import ME, SHE, SPANS, TODAY, asked, decided, figures
from counterseal.insights import table
from counterseal.insights.rows import DayRows, Fall
from counterseal.insights.views import Insights, InsightsWanted


def busy(wanted: InsightsWanted = InsightsWanted()) -> Insights:  # noqa: B008
    rows = DayRows(
        waits=[asked(TODAY + n, f"s{n}") for n in range(12)],
        decisions=[
            decided(TODAY + 60 + n, f"s{n}", "reject" if n < 3 else "approve", SHE if n > 8 else ME, dwell_ms=10)
            for n in range(11)
        ],
        falls=[Fall(TODAY + 5, "refunds", "L2", "failure_rate", "=it failed")],
        allowed=Counter(refunds=4),
        done=Counter(refunds=9),
        failed=Counter(refunds=1),
    )
    return replace(figures(rows, wanted), names={"refunds": "Refunds agent", SHE: "Jonas"})


def test_every_figure_has_a_line_with_what_it_is_of() -> None:
    found = busy()
    lines = list(table.lines(found))
    assert all(tuple(line) == table.MEMBERS and line["value"] is not None for line in lines)
    by_name = {line["figure"]: line for line in lines}
    assert {name: line["value"] for name, line in by_name.items() if not name.startswith(("day_", "week_"))} == {
        "actions": 16,
        "ran_alone": 4,
        "asked": 12,
        "decided": 11,
        "taken_back": 0,
        "edited_or_rejected": 3,
        "marked_as_wrong": 0,
        "ended": 10,
        "time_to_decide_p50_s": 60.0,
        "time_to_decide_p90_s": 60.0,
        "edited_or_rejected_share": 3 / 11,
        "since_lowered": 1,
        "charter_success": 0.9,
        "charter_failure": 0.1,
        "charter_wrong": 0.0,
        "charter_to_people": 0.75,
        "charter_expired": 0.0,
        "person_decided": 2,
        "person_days": 1,
        "person_at_night": 2,
        "person_at_weekends": 2,
        "person_most_in_a_day": 2,
    }
    share = by_name["day_edited_or_rejected_share"]
    assert (share["value"], share["of"], share["from"]) == (3 / 11, 11, SPANS[-1].since)
    assert (by_name["day_alone"]["value"], by_name["day_waiting"]["value"]) == (4, 1)
    assert (by_name["charter_failure"]["high"], by_name["charter_success"]["low"]) == (0.05, 0.9)
    assert (by_name["charter_failure"]["agent"], by_name["charter_failure"]["agent_name"]) == (
        "refunds",
        "Refunds agent",
    )
    people = [
        (line["person"], line["person_name"], line["value"]) for line in lines if line["figure"] == "person_decided"
    ]
    assert people == [(ME, "", 9), (SHE, "Jonas", 2)]


def test_nothing_says_how_the_person_at_the_desk_looks_at_things() -> None:
    found = busy()
    assert found.own.fast.value == 6
    assert not {line["figure"] for line in table.lines(found)} & {"fast", "risky", "no_trace", "longest_run"}
    assert found.own.longest_run.rows not in [table.behind(found)]


def test_the_rows_behind_are_those_of_the_period_and_of_whom_it_asks() -> None:
    everybody = table.behind(busy())
    assert (everybody.since, everybody.until) == (SPANS[0].since, SPANS[-1].until)
    assert {"decision", "policy_allowed", "outcome"} < set(everybody.kinds)
    one = table.behind(busy(InsightsWanted(7, "refunds", SHE)))
    assert (one.agent, one.person, one.kinds, one.since) == ("refunds", SHE, ("decision",), SPANS[-7].since)
    assert {line["person"] for line in table.lines(busy(InsightsWanted(7, "refunds", SHE)))} == {SHE}
