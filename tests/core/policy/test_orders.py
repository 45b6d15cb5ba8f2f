"""Which orders take a second person, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.model.autonomy import (
    Autonomy,
    Charter,
    Hours,
    Level,
    Limit,
    Mandate,
    Payees,
    ToolGroup,
    Window,
    covers,
)
from counterseal.model.risk import Risk
from counterseal.model.tools import LowerCase, ToolDescriptor, read_descriptor
from counterseal.policy import widening
from counterseal.policy.orders import RESET, changes_in_words, lowers, needs_second, towards_risk, widens
from counterseal.policy.standing import Standing, probes

from .asking import MANDATE, REFUNDS, TOOL, described
from .test_evaluate_any import autonomies, descriptors, mandates

BEFORE = Standing(
    Autonomy(Level.L3), "owner", mandate=MANDATE, tools={TOOL: REFUNDS, "mail.read": described("mail.read", "R0")}
)

YEN = replace(REFUNDS.fields["amount_minor"], currency="JPY")


def _level(level: Level, *groups: ToolGroup, **quorum: int) -> Standing:
    return replace(BEFORE, cap=None, autonomy=Autonomy(level, groups, {Risk(key): n for key, n in quorum.items()}))


def _mandate(**changes: Any) -> Standing:
    return replace(BEFORE, mandate=replace(MANDATE, **changes))


def _tool(raw: ToolDescriptor) -> Standing:
    return replace(BEFORE, tools={**BEFORE.tools, raw.tool: raw})


def test_nothing_changed_needs_nobody() -> None:
    assert needs_second(BEFORE, BEFORE) == towards_risk(BEFORE, BEFORE) == changes_in_words(BEFORE, BEFORE) == ()
    assert RESET


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (replace(BEFORE, owner="another"), "another person would answer for the agent"),
        (_level(Level.L4), "the agent would go from L3 Consultant to L4 Approver"),
        (_level(Level.L5), "the agent would go from L3 Consultant to L5 Observer"),
        (
            _level(Level.L3, ToolGroup("mail", ("mail.*",), Level.L4)),
            "mail.* would go from L3 Consultant to L4 Approver",
        ),
        (
            _level(Level.L3, ToolGroup("mail", ("mail.read",), Level.L5)),
            "mail.read would go from L3 Consultant to L5 Observer",
        ),
        (
            _mandate(limits=(Limit(TOOL, "amount_minor", 50_001, 100),)),
            "Amount of refunds.issue could be up to €500.01, not €500.00",
        ),
        (
            _mandate(limits=(Limit(TOOL, "amount_minor", 50_000, 99),)),
            "Amount of refunds.issue could be from €0.99, not €1.00",
        ),
        (_mandate(limits=()), "Amount of refunds.issue would have no limit, not €500.00"),
        (
            _mandate(windows=(replace(MANDATE.windows[0], at_most=200_001), MANDATE.windows[1])),
            "“Refunds a day” would allow refunds.issue €2,000.01 in 24 hours, not €2,000.00 in 24 hours",
        ),
        (
            _mandate(windows=(replace(MANDATE.windows[0], seconds=3600), MANDATE.windows[1])),
            "“Refunds a day” would allow refunds.issue €2,000.00 in 1 hour, not €2,000.00 in 24 hours",
        ),
        (
            _mandate(windows=MANDATE.windows[:1]),
            "refunds.issue would no longer count towards “Calls a day” (40 calls in 24 hours)",
        ),
        (
            _mandate(windows=(MANDATE.windows[0], replace(MANDATE.windows[1], field="rows"))),
            "“Calls a day” would count something else of refunds.issue",
        ),
        (_mandate(payees=()), "Pay to of refunds.issue could be anybody, not only the 2 listed"),
        (
            _mandate(payees=(Payees(TOOL, "card", ("ACME", "Evil", "Worse")),)),
            "Pay to of refunds.issue could also be “Evil” and 1 more",
        ),
        (_mandate(hours=None), "it would run alone at any time, not Mon–Sat 08:00–18:00, Europe/Berlin"),
        (
            _mandate(hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4, 5), "07:59", "18:00")),
            "it would run alone Mon–Sat 07:59–18:00, Europe/Berlin, not Mon–Sat 08:00–18:00, Europe/Berlin",
        ),
        (
            _mandate(expires_at="2026-12-01T00:01:00.000Z"),
            "the mandate would last until 1 Dec 2026 00:01 UTC, not 1 Dec 2026 00:00 UTC",
        ),
        (_mandate(confidence=0.7), "it would ask for at least 70 % confidence, not at least 80 % confidence"),
        (_mandate(confidence=None), "it would ask for no confidence, not at least 80 % confidence"),
        (_mandate(silence=172_800), "the mandate would outlast 2 days without a person's desktop, not 24 hours"),
        (_tool(replace(REFUNDS, risk=Risk.R2, when=())), "refunds.issue would be Moderate (R2); it is High (R3)"),
        (
            _tool(replace(REFUNDS, when=(LowerCase("amount_minor", 50_001, Risk.R2),))),
            "refunds.issue would be Moderate (R2) up to €500.01 of Amount",
        ),
        (
            _tool(replace(REFUNDS, when=(LowerCase("amount_minor", 50_000, Risk.R1),))),
            "refunds.issue would be Low (R1) up to €500.00 of Amount",
        ),
        (
            _tool(replace(REFUNDS, when=(*REFUNDS.when, LowerCase("rows", 5, Risk.R2)))),
            "refunds.issue would be Moderate (R2) up to 5 rows of Rows",
        ),
        (_tool(described("crm.note", "R2")), "crm.note would be Moderate (R2); it is not described, so Critical (R4)"),
        (
            _tool(read_descriptor({"tool": "pay", "risk": "R4", "when": [{"field": "n", "at_most": 1, "risk": "R3"}]})),
            "pay would be High (R3) up to 1 of “n”",
        ),
        (
            _tool(replace(REFUNDS, fields={**REFUNDS.fields, "amount_minor": YEN})),
            "Amount of refunds.issue would be counted as an amount in JPY",
        ),
    ],
)
def test_a_step_towards_risk_takes_a_second_person_and_says_why(after: Standing, says: str) -> None:
    assert needs_second(BEFORE, after) == (says,)
    assert says in towards_risk(BEFORE, after)
    # A lowered tool is first named with what it was; all else is named in the same words.
    assert says in changes_in_words(BEFORE, after) or "it is" in says


@pytest.mark.parametrize(
    "after",
    [
        _level(Level.L3),
        _level(Level.L2),
        _level(Level.L0),
        _level(Level.L3, ToolGroup("mail", ("mail.*",), Level.L1)),
        _level(Level.L1, ToolGroup("mail", ("mail.*",), Level.L3)),
        _level(Level.L3, R2=2, R4=3),
        replace(BEFORE, mandate=None),
        _mandate(limits=(Limit(TOOL, "amount_minor", 49_999, 101),)),
        _mandate(limits=(*MANDATE.limits, Limit("*", "rows", 5))),
        _mandate(windows=(*MANDATE.windows, Window("More", (TOOL,), None, 1))),
        _mandate(windows=tuple(replace(one, at_most=1, seconds=172_800) for one in MANDATE.windows)),
        _mandate(payees=(Payees(TOOL, "card", ("ACME",)),)),
        _mandate(payees=(*MANDATE.payees, Payees(TOOL, "rows", ()))),
        _mandate(hours=Hours("Europe/Berlin", (0, 5), "09:00", "17:00")),
        _mandate(confidence=0.9, silence=3600, expires_at="2026-11-30T00:00:00.000Z", outside="refuse"),
        _mandate(outside="wait"),
        _tool(replace(REFUNDS, risk=Risk.R4)),
        _tool(replace(REFUNDS, when=())),
        _tool(replace(REFUNDS, when=(LowerCase("amount_minor", 49_999, Risk.R2),))),
        _tool(replace(REFUNDS, verb="Give back", pin="0f" * 32)),
        _tool(described("crm.wipe", "R4")),
        _tool(described("crm.pay", "R3")),
        _tool(described("mail.read", "R1")),
        replace(BEFORE, tools={}),
    ],
)
def test_a_step_towards_safety_takes_one_person(after: Standing) -> None:
    assert needs_second(BEFORE, after) == ()


def test_steps_below_high_take_step_up_but_no_second_person() -> None:
    low = replace(BEFORE, autonomy=Autonomy(Level.L1), mandate=replace(MANDATE, tools=("mail.read",)))
    for after in (
        replace(low, autonomy=Autonomy(Level.L3)),
        replace(low, mandate=replace(MANDATE, tools=("mail.*",))),
        replace(low, mandate=replace(MANDATE, tools=("mail.read",), hours=None)),
    ):
        assert needs_second(low, after) == ()
        assert towards_risk(low, after) != ()
    moderate = replace(BEFORE, tools={"m": described("m", "R2")})
    assert needs_second(moderate, replace(moderate, tools={"m": described("m", "R0")})) == ()
    assert towards_risk(moderate, replace(moderate, tools={"m": described("m", "R0")})) == (
        "m would be Read-only (R0); it is Moderate (R2)",
    )


def test_a_cap_counts_as_what_the_agent_has() -> None:
    capped = replace(_level(Level.L4), cap=Level.L3)
    assert needs_second(capped, _level(Level.L4)) == ("the agent would go from L3 Consultant to L4 Approver",)
    assert needs_second(_level(Level.L5), _level(Level.L4)) == ()


def test_removing_a_group_can_raise() -> None:
    grouped = _level(Level.L4, ToolGroup("mail", ("mail.*",), Level.L1))
    assert needs_second(grouped, _level(Level.L4)) == ("mail.* would go from L1 Operator to L4 Approver",)


def test_lowering_a_quorum_takes_two() -> None:
    two = _level(Level.L3, R2=2, R3=3)
    assert needs_second(two, _level(Level.L3, R3=3)) == ("Moderate (R2) would need one person, not 2 people",)
    assert needs_second(two, _level(Level.L3, R2=2, R3=2)) == ("High (R3) would need 2 people, not 3 people",)
    # What the design asks for anyway is no lowering.
    assert needs_second(_level(Level.L3, R4=2), _level(Level.L3)) == ()


def test_a_new_mandate_over_a_high_tool_takes_two_and_over_a_low_one_does_not() -> None:
    none = replace(BEFORE, mandate=None)
    assert needs_second(none, BEFORE) == ("refunds.issue would be in the mandate",)
    assert needs_second(none, replace(none, mandate=replace(MANDATE, tools=("mail.*",)))) == ()
    assert needs_second(none, replace(none, mandate=replace(MANDATE, tools=("*",)))) != ()


def test_describing_what_the_mandate_names_already_takes_two() -> None:
    """Otherwise: name an unknown tool in the mandate (one person), then say that it is High (one person)."""
    named = _mandate(tools=(TOOL, "pay.wire"))
    assert needs_second(BEFORE, named) == ()
    after = replace(named, tools={**named.tools, "pay.wire": described("pay.wire", "R3")})
    assert needs_second(named, after) == (
        "pay.wire would be High (R3) and not unknown, and the mandate names it already",
    )
    critical = replace(named, tools={**named.tools, "pay.wire": described("pay.wire", "R4")})
    assert needs_second(named, critical) == ()


def test_a_pin_taken_away_takes_two() -> None:
    pinned = _tool(replace(REFUNDS, pin="0f" * 32))
    assert needs_second(pinned, BEFORE) == ("a changed refunds.issue would no longer be noticed",)
    assert needs_second(pinned, _tool(replace(REFUNDS, pin="1f" * 32))) == ()


def test_changes_are_told_in_both_directions() -> None:
    charter = Charter("w", "b", "o", None, "m", 0.9, 0.1, 0.1, "r")
    after = Standing(
        Autonomy(Level.L2, quorum={Risk.R1: 2}),
        "owner",
        mandate=replace(
            MANDATE,
            tools=("mail.read", "crm.*"),
            limits=(),
            outside="refuse",
            hours=Hours("UTC", (0, 2), "22:00", "06:00"),
        ),
        charter=charter,
        tools={"mail.read": replace(described("mail.read", "R0"), verb="Read")},
    )
    assert changes_in_words(BEFORE, after) == (
        "the agent would go from L3 Consultant to L2 Collaborator",
        "Low (R1) would need 2 people, not one person",
        "it would run alone Mon, Wed 22:00–06:00, UTC, not Mon–Sat 08:00–18:00, Europe/Berlin",
        "outside the mandate an action would be refused",
        "crm.* would be in the mandate",
        "mail.read would be in the mandate",
        "refunds.issue would no longer be in the mandate",
        "mail.read would be described otherwise",
        "refunds.issue would no longer be described, so its risk is Critical (R4)",
        "it would have a charter",
    )
    assert changes_in_words(BEFORE, replace(BEFORE, mandate=None)) == (
        "the mandate would be taken away, so nothing would run alone",
    )
    narrower = _mandate(
        limits=(Limit(TOOL, "amount_minor", 40_000, 100),),
        payees=(Payees(TOOL, "card", ("ACME",)), Payees(TOOL, "rows", ("1",))),
        windows=(*MANDATE.windows, Window("Week", (TOOL,), None, 1, 604_800)),
    )
    assert changes_in_words(BEFORE, narrower) == (
        "Amount of refunds.issue could be up to €400.00, not €500.00",
        "refunds.issue would count towards “Week” (1 call in 7 days)",
        "Pay to of refunds.issue could no longer be “Lind & Co”",
        "Rows of refunds.issue could only be one of 1 listed",
    )


def test_a_new_charter_and_what_prefixes_cover_are_told() -> None:
    charter = Charter("w", "b", "o", None, "m", 0.9, 0.1, 0.1, "r")
    with_one = replace(BEFORE, charter=charter)
    assert changes_in_words(with_one, replace(with_one, charter=replace(charter, target=0.8))) == (
        "the agent would have another charter",
    )
    # What a prefix covers is told by the tools that are known under it; only without any by the prefix itself.
    wide = replace(BEFORE, mandate=replace(MANDATE, tools=(TOOL, "mail.*", "ma.*")))
    assert changes_in_words(BEFORE, wide) == ("ma.* would be in the mandate", "mail.read would be in the mandate")


def test_another_zone_cannot_be_compared_and_counts_as_wider() -> None:
    assert widens(MANDATE, replace(MANDATE, hours=Hours("UTC", (2,), "10:00", "11:00"))) != ()
    assert widens(replace(MANDATE, hours=None), replace(MANDATE, hours=Hours("UTC", (2,), "10:00", "11:00"))) == ()


def test_hours_over_midnight_and_over_sunday_are_compared_by_the_minute() -> None:
    night = replace(MANDATE, hours=Hours("UTC", (6,), "22:00", "06:00"))
    monday = replace(MANDATE, hours=Hours("UTC", (0,), "00:00", "06:00"))
    later = replace(MANDATE, hours=Hours("UTC", (0,), "00:00", "06:01"))
    assert widens(night, monday) == ()
    assert widens(night, later) != ()


_standings = st.builds(
    Standing,
    autonomy=autonomies,
    owner=st.just("o"),
    cap=st.none() | st.sampled_from(list(Level)),
    mandate=st.none() | mandates,
    tools=st.lists(descriptors, max_size=3, unique_by=lambda one: one.tool).map(
        lambda found: {one.tool: one for one in found}
    ),
)


@given(_standings, _standings)
def test_what_takes_two_is_a_step_towards_risk(before: Standing, after: Standing) -> None:
    second, risk = needs_second(before, after), towards_risk(before, after)
    if second:
        assert risk != ()
        assert changes_in_words(before, after) != ()


@given(_standings)
def test_an_order_that_changes_nothing_or_takes_all_away_needs_nobody(before: Standing) -> None:
    assert needs_second(before, before) == towards_risk(before, before) == ()
    nothing = replace(before, autonomy=Autonomy(Level.L0), cap=None, mandate=None, tools={})
    assert needs_second(before, nothing) == ()


@given(mandates, mandates, st.sampled_from(["mail.send", "mail.read", "pay", "refunds.issue", "re", "zzz"]))
def test_comparing_whole_mandates_misses_no_tool(old: Mandate, new: Mandate, tool: str) -> None:
    """The few names that ``probes`` picks stand for every tool there is."""
    if widening.widens(old, new, tool):
        assert widens(old, new) != ()


@given(st.lists(st.sampled_from(["a", "a*", "ab*", "ab", "*", "b"]), unique=True), st.text("abc", max_size=4))
def test_probes_stand_for_every_tool(patterns: list[str], tool: str) -> None:
    told = {tuple(covers(pattern, name) for pattern in patterns) for name, _words in probes(patterns)}
    assert tuple(covers(pattern, tool) for pattern in patterns) in told


def test_lowers_alone() -> None:
    assert lowers({TOOL: REFUNDS}, {}) == ()
    assert lowers({}, {TOOL: described(TOOL, "R3")}) == ()
    assert lowers({TOOL: described(TOOL, "R4")}, {TOOL: described(TOOL, "R3")}) == (
        "refunds.issue would be High (R3); it is Critical (R4)",
    )
