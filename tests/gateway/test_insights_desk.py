"""A small story at a real desk, from the agent's question to the figures, each decision through the gateway."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from counterseal.errors import InvalidInput
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.history import HistoryFilter
from counterseal.sync.api_insights import Insights, InsightsWanted
from gateway.desks import PATIENCE, Bench, MovingClock, make_profile, running_bench

SHOWN = Shown(None, "counterseal-facts/1", ("facts", "claims"), 1_500)
SLOW = Shown(None, "counterseal-facts/1", ("facts", "trace"), 40_000)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Approved and done, approved fast, rejected, taken back, and one that waits."""
    home = tmp_path_factory.mktemp("insights") / "profile"
    make_profile(home, copied=False)
    clock = MovingClock()
    # No midnight comes between the story and the looks at it.
    clock.advance((36 - clock.now().astimezone().hour) % 24 * 3_600)
    with running_bench(home, clock) as bench:
        agent = bench.agent()
        done, fast, rejected, undone, _waits = (agent.propose(trace=[])["id"] for _ in range(5))
        bench.decide(done, shown=SLOW)
        agent.outcome(done, agent.permit(done)["permit"])
        bench.decide(fast, shown=SHOWN)
        bench.decide(rejected, Verdict.REJECT)
        bench.decide(undone, shown=SLOW, hold_seconds=600.0)
        bench.ear.receipt(bench.desk.withdraw(undone).result(PATIENCE))
        yield bench


def look(bench: Bench, **wanted: object) -> Insights:
    return bench.desk.insights.look(InsightsWanted(**wanted)).result(PATIENCE)  # type: ignore[arg-type]


def rows(bench: Bench, wanted: HistoryFilter) -> list[tuple[str, str]]:
    page = bench.desk.history(wanted).result(PATIENCE)
    return [(row.subject, row.verdict) for row in page.rows]


def test_the_figures_of_a_small_story(told: Bench) -> None:
    found = look(told)
    assert found.volume[-1].counts == {"approve": 2, "reject": 1}
    totals = found.totals
    assert totals.actions is not None
    assert (totals.actions.value, totals.alone, totals.asked) == (5, 0, 5)
    assert (totals.decided.value, totals.taken_back, totals.corrected.value, totals.ended) == (3, 1, 1, 1)
    assert totals.median is not None
    assert found.backlog[-1].waiting == 2, "one that nobody looked at, and one whose approval was taken back"
    assert (found.names["refunds"], found.names[told.profile.person_id]) == ("Refunds agent", "Maria Lind")
    assert found.rate.limits is None


def test_the_rows_behind_a_figure_are_the_ones_counted(told: Bench) -> None:
    found = look(told)
    corrected = rows(told, found.totals.corrected.rows)
    assert [verdict for _subject, verdict in corrected] == ["Rejected"]
    assert len(rows(told, found.totals.actions.rows)) == 5 if found.totals.actions else False
    assert len(rows(told, found.backlog[-1].rows)) == found.backlog[-1].waiting
    fast = rows(told, found.own.fast.rows)
    assert (found.own.fast.value, [verdict for _subject, verdict in fast]) == (1, ["Approved"])


def test_the_private_part_is_of_who_sits_here(told: Bench) -> None:
    own = look(told).own
    assert (own.seen, own.risky.value, own.risky_median_ms) == (2, 2, 20_750)
    assert own.longest_run.value == 3
    assert look(told, person="somebody else").own == own


def test_a_newer_question_ends_an_older_one(told: Bench) -> None:
    steps: list[tuple[int, int]] = []
    older = told.desk.insights.look(InsightsWanted(90))
    newer = told.desk.insights.look(InsightsWanted(7), lambda done, of_all: steps.append((done, of_all)))
    assert newer.result(PATIENCE).wanted.days == 7
    assert steps[-1] == (28, 28)
    error = older.exception(PATIENCE)
    assert error is None or isinstance(error, Cancelled)


def test_a_stopped_question_ends(told: Bench) -> None:
    stopping = told.desk.insights

    def step(_done: int, _all: int) -> None:
        stopping.stop()

    error = stopping.look(InsightsWanted(30), step).exception(PATIENCE)
    assert isinstance(error, Cancelled)
    assert look(told).totals.decided.value == 3


def test_another_period_is_refused(told: Bench) -> None:
    error = told.desk.insights.look(InsightsWanted(14)).exception(PATIENCE)
    assert isinstance(error, InvalidInput)


def test_the_day_of_the_story_is_todays(told: Bench) -> None:
    days = look(told, days=7).volume
    assert [bool(day.counts) for day in days] == [False] * 6 + [True]
