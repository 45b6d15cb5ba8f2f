"""What a change would have changed, and what an owner is warned of before signing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from counterseal.model.actions import Action, Claims
from counterseal.model.autonomy import Autonomy, Charter, Level, Limit, Mandate, Payees, ToolGroup, Window
from counterseal.model.tools import read_descriptor
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE
from counterseal.policy.standing import Standing
from counterseal.policy.what_if import MOST_CASES, Past, replay

from .asking import NOW, REFUNDS, TOOL, described

CHARTER = Charter("w", "b", "o", None, "m", 0.9, 0.1, 0.1, "r")
MANDATE = Mandate(
    (TOOL,),
    "2026-12-01T00:00:00.000Z",
    limits=(Limit(TOOL, "amount_minor", 50_000),),
    windows=(Window("Day", (TOOL,), "amount_minor", 100_000),),
)
BEFORE = Standing(Autonomy(Level.L1), "o", charter=CHARTER, tools={TOOL: REFUNDS})
AFTER = replace(BEFORE, autonomy=Autonomy(Level.L4), mandate=MANDATE)


def _past(number: int, amount: int, hours: float, was: str = HOLD) -> Past:
    action = Action(f"0190a000-0000-7000-8000-{number:012d}", "refunds", TOOL, {"amount_minor": amount})
    return Past(action, Claims(), NOW - timedelta(hours=hours), was, f"Refund {number}")


def test_budgets_fill_and_empty_as_they_would_have() -> None:
    past = [
        _past(5, 40_000, 1),
        _past(1, 40_000, 30),
        _past(2, 40_000, 29),
        _past(3, 40_000, 28),
        _past(4, 20_000, 27),
        _past(6, 60_000, 0.5),
    ]
    found = replay(past, BEFORE, AFTER)
    assert (found.looked_at, found.now_alone, found.would_alone, found.would_wait, found.would_refuse) == (
        6,
        0,
        4,
        2,
        0,
    )
    assert [case.title for case in found.cases] == ["Refund 5", "Refund 4", "Refund 2", "Refund 1"]
    first = found.cases[0]
    assert (first.action_id[-1], first.was, first.would, first.at) == ("5", HOLD, ALLOW, "2026-11-21T12:00:00.000Z")
    assert first.why.startswith("Moderate (R2) runs alone at L4 Approver; ")
    assert found.needs_second == (
        "the agent would go from L1 Operator to L4 Approver",
        "refunds.issue would be in the mandate",
    )
    assert found.warnings == ()
    assert found.days == 30


def test_the_window_ends_to_the_second() -> None:
    """At exactly a day later the earlier one no longer counts; a moment before it does."""
    assert replay([_past(1, 50_000, 24), _past(2, 50_000, 0), _past(3, 50_000, 0)], BEFORE, AFTER).would_alone == 3
    within = [_past(1, 50_000, 23.999), _past(2, 50_000, 0), _past(3, 50_000, 0)]
    assert replay(within, BEFORE, AFTER).would_alone == 2


def test_what_stays_the_same_is_no_case() -> None:
    past = [_past(1, 10, 3, ALLOW), _past(2, 99_999, 2, HOLD)]
    found = replay(past, BEFORE, AFTER)
    assert (found.now_alone, found.would_alone, found.cases) == (1, 1, ())


def test_refusals_and_steps_back_are_cases_too() -> None:
    refusing = replace(AFTER, mandate=replace(MANDATE, outside="refuse"))
    found = replay([_past(1, 99_999, 2), _past(2, 10, 1)], BEFORE, refusing)
    assert [(case.would, case.title) for case in found.cases] == [(ALLOW, "Refund 2"), (REFUSE, "Refund 1")]
    assert "over the limit of €500.00" in found.cases[1].why
    back = replay([_past(1, 10, 2, ALLOW)], AFTER, BEFORE)
    assert [(case.was, case.would) for case in back.cases] == [(ALLOW, HOLD)]
    assert back.needs_second == ()


def test_only_so_many_cases_are_told_but_all_are_counted() -> None:
    found = replay([_past(n, 1, n) for n in range(50)], BEFORE, AFTER)
    assert len(found.cases) == MOST_CASES
    assert found.would_alone == 50
    assert found.cases[0].title == "Refund 0"


def test_what_cannot_be_shown_or_is_not_known_waits() -> None:
    other = Past(Action("0190a000-0000-7000-8000-000000000009", "a", "unknown", {}), Claims(), NOW, HOLD)
    hidden = replace(_past(1, 1, 1), problem="no canonical form")
    found = replay([other, hidden], BEFORE, AFTER)
    assert (found.would_wait, found.cases) == (2, ())
    named = replay([replace(other, was=ALLOW)], BEFORE, AFTER)
    assert named.cases[0].title == "unknown"


def test_an_owner_is_warned_of_bounds_that_bind_nothing() -> None:
    bare = replace(AFTER, charter=None, mandate=Mandate((TOOL, "mail.*"), "2026-12-01T00:00:00.000Z"))
    assert replay([], BEFORE, bare).warnings == (
        "the agent has no charter: it stays at L1 until one is signed",
        "mail.* is in the mandate but not described: it stays Critical (R4) and never runs alone",
        "refunds.issue moves money, and the mandate sets neither a limit nor a window on Amount",
    )
    strange = replace(
        MANDATE,
        limits=(Limit("*", "sum", 5),),
        windows=(Window("w", ("refunds.*",), "total", 5), Window("n", (TOOL,), None, 5)),
        payees=(Payees(TOOL, "iban", ("X",)),),
    )
    assert replay([], BEFORE, replace(AFTER, mandate=strange)).warnings == (
        "refunds.issue is not described with “sum”, which the mandate bounds: a call without it waits",
        "refunds.issue is not described with “total”, which the mandate bounds: a call without it waits",
        "refunds.issue is not described with “iban”, which the mandate bounds: a call without it waits",
        "refunds.issue moves money, and the mandate sets neither a limit nor a window on Amount",
    )
    schema = read_descriptor({"tool": TOOL, "risk": "R1", "schema": {"properties": {"sum": {"type": "integer"}}}})
    known = replace(AFTER, tools={TOOL: schema}, mandate=replace(MANDATE, limits=(Limit(TOOL, "sum", 5),), windows=()))
    assert replay([], BEFORE, known).warnings == ()
    odd = replace(known, tools={TOOL: replace(schema, schema={"properties": []})})
    assert len(replay([], BEFORE, odd).warnings) == 1


def test_a_level_without_a_mandate_is_warned_of() -> None:
    warned = ("without a mandate nothing runs alone, whatever the level",)
    assert replay([], BEFORE, replace(AFTER, mandate=None)).warnings == warned
    group = Autonomy(Level.L1, (ToolGroup("g", ("x",), Level.L2),))
    assert replay([], BEFORE, replace(BEFORE, autonomy=group)).warnings == warned
    assert replay([], BEFORE, BEFORE).warnings == ()
    assert replay([], BEFORE, replace(BEFORE, charter=None)).warnings == ()
    assert replay([], BEFORE, replace(BEFORE, tools={TOOL: described(TOOL, "R0")})).warnings == ()


@given(st.lists(st.tuples(st.integers(1, 60_000), st.floats(0, 72)), max_size=30))
def test_no_replay_ever_passes_its_window(asked: list[tuple[int, float]]) -> None:
    past = [_past(n, amount, hours, REFUSE) for n, (amount, hours) in enumerate(asked)]
    alone = {case.action_id for case in replay(past, BEFORE, AFTER).cases if case.would == ALLOW}
    ran = [one for one in past if one.action.id in alone]
    for last in ran:
        since = last.at - timedelta(days=1)
        assert sum(one.action.arguments["amount_minor"] for one in ran if since < one.at <= last.at) <= 100_000
