"""Each rule alone decides, at its exact boundary, and says so in words that an owner understands."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from counterseal.model.actions import Claims
from counterseal.model.autonomy import Autonomy, Hours, Level, Limit, Mandate, Payees, ToolGroup, Window
from counterseal.model.risk import Risk
from counterseal.model.tools import read_descriptor
from counterseal.policy.evaluate import evaluate
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Charge, Question

from .asking import ASKED, MANDATE, NOW, TOOL, asked, calling, described, expect_ruling, simple, under

RUNS_ALONE = {"L0": 0, "L1": 0, "L2": 1, "L3": 2, "L4": 3, "L5": 4}


def test_a_case_inside_everything_runs_alone_and_every_rule_says_why() -> None:
    ruling = evaluate(ASKED)
    assert (ruling.effect, ruling.risk, ruling.level) == (ALLOW, Risk.R2, Level.L4)
    assert ruling.charges == (Charge("Refunds a day", 49_900), Charge("Calls a day", 1))
    assert [charge.members() for charge in ruling.charges][1] == {"window": "Calls a day", "amount": 1}
    assert ruling.codes == ("level", "mandate", "tool", "limit", "window", "window", "payee", "hours", "confidence")
    assert ruling.rules[0].members() == {
        "code": "level",
        "effect": "allow",
        "says": "Moderate (R2) runs alone at L4 Approver",
    }
    assert ruling.why[1:] == (
        "the mandate is in force until 1 Dec 2026 00:00 UTC",
        "the mandate names “refunds.issue”",
        "Amount: €499.00 is within the limit of €500.00 for refunds.issue",
        "€499.00 brings “Refunds a day” to €1,499.00; €2,000.00 is allowed in 24 hours",
        "this is call 4 of “Calls a day”; 40 are allowed in 24 hours",
        "Pay to: “ACME” is one of those allowed for refunds.issue",
        "it is within Mon–Sat 08:00–18:00, Europe/Berlin",
        "the agent claims 90 % confidence, at least 80 %",
    )


@pytest.mark.parametrize(("level", "risk"), list(itertools.product(Level, Risk)))
@pytest.mark.parametrize("state", ["running", "paused", "halted", "no mandate", "no lease", "no charter", "no owner"])
def test_level_risk_and_state_decide_as_the_table_says(level: Level, risk: Risk, state: str) -> None:
    changes: dict[str, Any] = {
        "running": {},
        "paused": {"paused": "by Maria"},
        "halted": {"halted": "by Maria"},
        "no mandate": {},
        "no lease": {"leased": False},
        "no charter": {"chartered": False},
        "no owner": {"owner_active": False},
    }[state]
    question = simple("a.tool", level, descriptor=described("a.tool", risk.value), **changes)
    if state == "no mandate":
        question = replace(question, mandate=None)
    ruling = evaluate(question)
    if state in ("halted", "no owner") or level is Level.L0:
        expected = REFUSE
    elif state == "running" and risk.rank < RUNS_ALONE[level.value]:
        expected = ALLOW
    else:
        expected = HOLD
    assert ruling.effect == expected, ruling.rules
    assert ruling.risk is risk
    assert ruling.level is (level if state != "no charter" or level is Level.L0 else Level.L1)


# Each of these alone must hold, or refuse, a case that would run alone otherwise.
ALONE: list[tuple[Question, str, str, str]] = [
    (asked(halted="by Maria Lind since 12:00"), REFUSE, "halted", "the agent is halted: by Maria Lind since 12:00"),
    (
        asked(owner_active=False),
        REFUSE,
        "no_owner",
        "nobody answers for this agent: its owner is not active on the roster; another owner registers it again",
    ),
    (
        asked(autonomy=Autonomy(Level.L0)),
        REFUSE,
        "suspended",
        "L0 Suspended: nothing runs; its owner gives it a level again",
    ),
    (asked(paused="by Jonas Weber"), HOLD, "paused", "the agent is paused: by Jonas Weber"),
    (asked(leased=False), HOLD, "no_lease", "the agent's process holds no lease, so nothing runs alone"),
    (asked(problem="not canonical"), HOLD, "cannot_be_shown", "it cannot be shown: “not canonical”"),
    (asked(mandate=None), HOLD, "no_mandate", "no mandate is in force, so nothing runs alone"),
    (
        asked(autonomy=Autonomy(Level.L3)),
        HOLD,
        "level",
        "Moderate (R2) at L3 Consultant: a person approves Moderate and above",
    ),
    (under(tools=("refunds.list",)), HOLD, "outside_tools", "“refunds.issue” is not among the mandate's tools"),
    (
        under(limits=(Limit("refunds.*", "amount_minor", 49_899),)),
        HOLD,
        "over_limit",
        "Amount: €499.00 is over the limit of €498.99 for refunds.issue",
    ),
    (
        under(limits=(Limit(TOOL, "amount_minor", 60_000, 49_901),)),
        HOLD,
        "under_limit",
        "Amount: €499.00 is under the least of €499.01 for refunds.issue",
    ),
    (
        under(limits=(Limit(TOOL, "sum", 5),)),
        HOLD,
        "limit_unreadable",
        "the limit for refunds.issue cannot be checked: “sum” is missing",
    ),
    (
        under(windows=(Window("Refunds a day", (TOOL,), "amount_minor", 149_899),)),
        HOLD,
        "over_window",
        "€499.00 would bring “Refunds a day” to €1,499.00; €1,498.99 is allowed in 24 hours",
    ),
    (
        under(windows=(Window("Calls a day", (TOOL,), None, 3, 3600),)),
        HOLD,
        "over_window",
        "this would be call 4 of “Calls a day”; 3 are allowed in 1 hour",
    ),
    (asked(budgets={"Calls a day": 3}), HOLD, "window_unknown", "how much of “Refunds a day” is used is not known"),
    (
        under(windows=(Window("Calls a day", (TOOL,), "card", 3),)),
        HOLD,
        "window_unreadable",
        "“Calls a day” cannot be counted: “card” is text, not a whole number",
    ),
    (
        under(payees=(Payees(TOOL, "card", ("acme",)),)),
        HOLD,
        "other_payee",
        "Pay to: “ACME” is not among the 1 allowed for refunds.issue",
    ),
    (
        under(payees=(Payees("refunds.*", "iban", ("ACME",)),)),
        HOLD,
        "payee_unreadable",
        "who is reached cannot be checked: “iban” is missing",
    ),
    (
        under(payees=(Payees(TOOL, "amount_minor", ("49900",)),)),
        HOLD,
        "payee_unreadable",
        "who is reached cannot be checked: “amount_minor” is not text",
    ),
    (
        under(hours=Hours("Europe/Berlin", (5, 6), "14:01", "18:00")),
        HOLD,
        "hours",
        "it is Sat 14:00; it may run alone Sat, Sun 14:01–18:00, Europe/Berlin",
    ),
    (
        asked(claims=Claims("", 0.79)),
        HOLD,
        "confidence",
        "the agent claims 79 % confidence; at least 80 % is asked for",
    ),
    (
        asked(claims=Claims("", None)),
        HOLD,
        "confidence",
        "the agent claims no confidence; at least 80 % is asked for",
    ),
    (
        under(expires_at="2026-11-21T13:00:00.000Z"),
        HOLD,
        "mandate_ended",
        "the mandate ended on 21 Nov 2026 13:00 UTC; its owner signs a new one",
    ),
    (
        asked(people_seen=None),
        HOLD,
        "silence",
        "no person's desktop has reached this gateway yet, so the mandate sleeps",
    ),
    (
        asked(people_seen=NOW - timedelta(days=1)),
        HOLD,
        "silence",
        "no person's desktop has reached this gateway since 20 Nov 2026 13:00 UTC, 24 hours ago or longer; "
        "the mandate sleeps until one does",
    ),
    (
        asked(people_seen=NOW + timedelta(minutes=2, milliseconds=1)),
        HOLD,
        "clock",
        "a person's desktop was here later than it is now: the clock was set back",
    ),
    (asked(budgets={"Refunds a day": -1, "Calls a day": 0}), HOLD, "window_unknown", ""),
    (asked(budgets={"Refunds a day": True, "Calls a day": 0}), HOLD, "window_unknown", ""),
    (asked(budgets=None), HOLD, "policy_error", "a rule could not be checked, so a person decides"),
]


@pytest.mark.parametrize(
    ("question", "effect", "code", "says"), ALONE, ids=[f"{row[2]}-{i}" for i, row in enumerate(ALONE)]
)
def test_each_rule_alone_decides(question: Question, effect: str, code: str, says: str) -> None:
    ruling = expect_ruling(question, effect, code)
    assert ruling.why == (says,) or not says
    assert ruling.charges == ()


def test_at_the_boundary_it_still_runs_alone() -> None:
    for question in (
        under(limits=(Limit(TOOL, "amount_minor", 49_900, 49_900),)),
        under(windows=(Window("Refunds a day", (TOOL,), "amount_minor", 149_900),)),
        under(windows=(Window("Calls a day", (TOOL,), None, 4),)),
        under(hours=Hours("Europe/Berlin", (5,), "14:00", "14:01")),
        under(expires_at="2026-11-21T13:00:00.001Z"),
        under(confidence=0.9),
        under(confidence=None),
        asked(people_seen=NOW - timedelta(days=1) + timedelta(milliseconds=1)),
        asked(people_seen=NOW + timedelta(minutes=2)),
        calling({"amount_minor": 50_000, "card": "ACME"}),
        calling({"amount_minor": 100, "card": "Lind & Co"}),
        asked(cap=Level.L4),
        asked(autonomy=Autonomy(Level.L5), cap=Level.L4),
        asked(claims=Claims("", 1)),
    ):
        assert evaluate(question).effect == ALLOW, (question, evaluate(question).rules)


def test_one_cent_more_is_another_risk_and_over_the_limit() -> None:
    ruling = expect_ruling(calling({"amount_minor": 50_001, "card": "ACME"}), HOLD, "level", "over_limit")
    assert ruling.risk is Risk.R3
    assert ruling.why[0] == "High (R3) at L4 Approver: a person approves High and Critical"


def test_an_unknown_or_changed_tool_is_critical() -> None:
    unknown = expect_ruling(asked(descriptor=None), HOLD, "unknown_tool", "level")
    assert unknown.risk is Risk.R4
    assert unknown.why[0] == "this tool is not described, so its risk is Critical (R4)"
    other = expect_ruling(asked(descriptor=described("refunds.list", "R0")), HOLD, "unknown_tool", "level")
    assert other.risk is Risk.R4
    claims = Claims("", 1, tool_sha256="cd" * 32)
    question = asked(tool_changed=True, autonomy=Autonomy(Level.L5), claims=claims)
    changed = expect_ruling(question, HOLD, "tool_changed", "level")
    assert changed.risk is Risk.R4
    assert changed.why == (
        "the tool is no longer the one its owner described, so its risk is Critical (R4)",
        "Critical (R4) at L5 Observer: a person approves Critical and watches",
    )
    silent = expect_ruling(replace(question, claims=Claims("", 1)), HOLD, "tool_changed", "level")
    assert silent.risk is Risk.R4
    assert silent.why[0].startswith("the agent does not say which definition of the tool it has")


def test_a_hint_raises_the_risk_and_never_lowers_it() -> None:
    low = asked(descriptor=described("refunds.issue", "R1"), autonomy=Autonomy(Level.L3))
    assert evaluate(low).effect == ALLOW
    raised = expect_ruling(replace(low, claims=Claims("", 1, least_risk=Risk.R2)), HOLD, "least_risk", "level")
    assert raised.risk is Risk.R2
    assert raised.why == (
        "its agent, or the server of its tool, calls it at least Moderate (R2); its owner described it as Low (R1)",
        "Moderate (R2) at L3 Consultant: a person approves Moderate and above",
    )
    within = evaluate(replace(low, autonomy=Autonomy(Level.L4), claims=Claims("", 1, least_risk=Risk.R2)))
    assert (within.effect, within.risk) == (ALLOW, Risk.R2)
    same = evaluate(replace(low, claims=Claims("", 1, least_risk=Risk.R1)))
    assert same.effect == ALLOW
    assert "least_risk" not in [rule.code for rule in same.rules]
    high = replace(asked(descriptor=described("refunds.issue", "R3")), claims=Claims("", 1, least_risk=Risk.R0))
    assert evaluate(high).risk is Risk.R3
    assert evaluate(replace(low, claims=Claims("", 1, least_risk="worst"))).risk is Risk.R4  # type: ignore[arg-type]


def test_a_cap_lowers_and_says_so() -> None:
    ruling = expect_ruling(asked(cap=Level.L3), HOLD, "level")
    assert ruling.level is Level.L3
    lowered = next(rule for rule in ruling.rules if rule.code == "lowered")
    assert lowered.says == "it was lowered to L3 by itself, until its owner signs a level again"
    assert "lowered" not in [rule.code for rule in evaluate(asked(cap=Level.L4)).rules]


def test_a_group_of_tools_has_a_level_of_its_own() -> None:
    lower = Autonomy(Level.L5, (ToolGroup("money", ("refunds.*",), Level.L2),))
    assert expect_ruling(asked(autonomy=lower), HOLD, "level").level is Level.L2
    higher = Autonomy(Level.L1, (ToolGroup("money", (TOOL,), Level.L4),))
    assert evaluate(asked(autonomy=higher)).effect == ALLOW
    suspended = Autonomy(Level.L5, (ToolGroup("money", (TOOL,), Level.L0),))
    expect_ruling(asked(autonomy=suspended), REFUSE, "suspended")


def test_no_charter_no_higher_than_operator() -> None:
    ruling = expect_ruling(asked(chartered=False), HOLD, "level", "no_charter")
    assert ruling.level is Level.L1
    assert ruling.why[1] == "the agent has no charter, and none leaves L1 without one"
    expect_ruling(asked(chartered=False, autonomy=Autonomy(Level.L1)), HOLD, "level")


def test_refuse_outside_is_for_what_the_mandate_says_only() -> None:
    refusing = replace(MANDATE, outside="refuse")
    for changes, code in (
        ({"tools": ("other",)}, "outside_tools"),
        ({"limits": (Limit(TOOL, "amount_minor", 1),)}, "over_limit"),
        ({"limits": (Limit(TOOL, "amount_minor", 90_000, 50_000),)}, "under_limit"),
        ({"windows": (Window("Calls a day", (TOOL,), None, 3),)}, "over_window"),
        ({"payees": (Payees(TOOL, "card", ("X",)),)}, "other_payee"),
        ({"hours": Hours("UTC", (0,), "08:00", "18:00")}, "hours"),
        ({"confidence": 0.95}, "confidence"),
    ):
        expect_ruling(asked(mandate=replace(refusing, **changes)), REFUSE, code)
    assert expect_ruling(asked(mandate=refusing, claims=Claims("", None)), REFUSE, "confidence").risk is Risk.R2
    # An error, a level, a pause or a missing lease makes it wait all the same.
    expect_ruling(asked(mandate=refusing, autonomy=Autonomy(Level.L1)), HOLD, "level")
    expect_ruling(asked(mandate=refusing, leased=False), HOLD, "no_lease")
    expect_ruling(asked(mandate=replace(refusing, limits=(Limit(TOOL, "nothing", 1),))), HOLD, "limit_unreadable")
    expect_ruling(asked(mandate=refusing, budgets={}), HOLD, "window_unknown", "window_unknown")


def test_a_lapsed_mandate_refuses_nothing_more() -> None:
    refusing = replace(MANDATE, outside="refuse", limits=(Limit(TOOL, "amount_minor", 1),))
    expect_ruling(asked(mandate=refusing, people_seen=None), HOLD, "silence", "over_limit")
    ended = replace(refusing, expires_at="2026-11-01T00:00:00.000Z")
    expect_ruling(asked(mandate=ended), HOLD, "mandate_ended", "over_limit")


def test_refusing_wins_over_waiting_wins_over_allowing() -> None:
    expect_ruling(asked(halted="by Maria", paused="by Maria", mandate=None), REFUSE, "halted")
    ruling = expect_ruling(asked(paused="by Maria", leased=False), HOLD, "paused", "no_lease")
    assert {rule.effect for rule in ruling.rules} == {ALLOW, HOLD}


def test_time_counts_where_it_is_worst() -> None:
    """Between two clocks that disagree, neither may be the one that opens the gate."""
    day = timedelta(days=1)
    assert evaluate(asked(earliest=NOW - timedelta(hours=1))).effect == ALLOW
    expect_ruling(asked(earliest=NOW - timedelta(hours=7)), HOLD, "hours")
    expect_ruling(asked(latest=NOW + timedelta(hours=5)), HOLD, "hours")
    # A day off: inside at both ends, outside in the night between.
    expect_ruling(asked(earliest=NOW - day), HOLD, "hours")
    no_hours = replace(MANDATE, hours=None)
    expect_ruling(asked(mandate=no_hours, latest=NOW + 30 * day), HOLD, "mandate_ended", "silence")
    expect_ruling(asked(mandate=no_hours, latest=NOW + day), HOLD, "silence")
    assert evaluate(asked(mandate=no_hours, earliest=NOW - 400 * day)).effect == ALLOW
    expect_ruling(asked(mandate=no_hours, earliest=NOW + timedelta(milliseconds=1)), HOLD, "clock")
    expect_ruling(asked(mandate=no_hours, earliest=NOW.replace(tzinfo=None)), HOLD, "policy_error")


@pytest.mark.parametrize(
    ("value", "minor"),
    [("499", 49_900), ("499.0", 49_900), ("499.00", 49_900), ("0.99", 99), ("1.5", 150), ("0", 0)],
)
def test_decimal_amounts_of_a_money_field_count_exactly(value: str, minor: int) -> None:
    question = calling({"amount_minor": value, "card": "ACME"}, mandate=replace(MANDATE, limits=()))
    ruling = evaluate(replace(question, autonomy=Autonomy(Level.L5)))
    assert (ruling.effect, ruling.charges[0].amount) == (ALLOW, minor)
    # A bounded case is for whole minor units; a decimal text stays at the tool's own risk.
    assert ruling.risk is Risk.R3


@pytest.mark.parametrize(
    "value",
    ["1.240", "1,240.00", "01", "-1", "+1", " 1", "1e2", "0x1", "", "1.", ".5", "٣", "1" * 16, "NaN", "1.00000"],
)
def test_an_amount_that_could_be_read_in_two_ways_waits(value: str) -> None:
    question = calling({"amount_minor": value, "card": "ACME"}, autonomy=Autonomy(Level.L5))
    expect_ruling(question, HOLD, "limit_unreadable", "window_unreadable")


@pytest.mark.parametrize("value", [True, False, 1.0, 499.5, float("nan"), float("inf"), 10**30, None, [], {}, [5], "x"])
def test_what_is_no_amount_waits(value: Any) -> None:
    ruling = evaluate(calling({"amount_minor": value, "card": "ACME"}, autonomy=Autonomy(Level.L5)))
    assert ruling.effect == HOLD
    assert "limit_unreadable" in ruling.codes


def test_a_negative_amount_gives_no_budget_back() -> None:
    mandate = replace(MANDATE, limits=(Limit(TOOL, "amount_minor", 50_000, -50_000),))
    question = calling({"amount_minor": -100, "card": "ACME"}, mandate=mandate, autonomy=Autonomy(Level.L5))
    ruling = expect_ruling(question, HOLD, "window_unreadable")
    assert ruling.why == ("“Refunds a day” cannot be counted: “amount_minor” is negative",)


def test_currencies_without_cents_and_units_are_worded_as_they_are() -> None:
    yen = {"tool": TOOL, "risk": "R2", "fields": {"n": {"label": "Sum", "role": "money", "currency": "JPY"}}}
    rows = {"tool": TOOL, "risk": "R2", "fields": {"n": {"label": "Rows", "unit": "rows"}}}
    mandate = Mandate((TOOL,), "2026-12-01T00:00:00.000Z", limits=(Limit(TOOL, "n", 1000),))
    for raw, says in (
        (yen, "Sum: ¥5,000 is over the limit of ¥1,000 for refunds.issue"),
        (rows, "Rows: 5,000 rows is over the limit of 1,000 rows for refunds.issue"),
        ({"tool": TOOL, "risk": "R2"}, "“n”: 5,000 is over the limit of 1,000 for refunds.issue"),
    ):
        question = calling({"n": 5000}, mandate=mandate, descriptor=read_descriptor(raw))
        assert expect_ruling(question, HOLD, "over_limit").why == (says,)


def test_outside_text_in_words_is_one_short_line() -> None:
    evil = "ACME\n\n\u202e" + "x" * 500
    ruling = evaluate(calling({"amount_minor": 49_900, "card": evil}))
    (says,) = ruling.why
    assert "\n" not in says
    assert len(says) < 140
    assert says.endswith("…” is not among the 2 allowed for refunds.issue")
    surrogate = evaluate(calling({"amount_minor": 49_900, "card": "\ud800"}))
    assert surrogate.effect == HOLD
    "".join(surrogate.why).encode()


def test_a_problem_is_quoted_up_to_two_hundred_characters() -> None:
    (says,) = evaluate(asked(problem="p" * 200)).why
    assert says == f"it cannot be shown: “{'p' * 200}”"
    assert evaluate(asked(problem="p" * 201)).why[0].endswith("p…”")


def test_nothing_is_charged_that_does_not_run() -> None:
    assert evaluate(asked(paused="by Maria")).charges == ()
    assert evaluate(under(windows=())).charges == ()


def test_windows_of_other_tools_are_not_touched() -> None:
    other = Window("Other", ("mail.*",), None, 0)
    ruling = evaluate(under(windows=(other,)))
    assert (ruling.effect, ruling.charges) == (ALLOW, ())
    assert evaluate(under(limits=(Limit("mail.*", "n", 0),), payees=(Payees("mail.send", "to", ()),))).effect == ALLOW


@pytest.mark.parametrize(
    "mandate",
    [
        replace(MANDATE, tools="*"),
        replace(MANDATE, limits=""),
        replace(MANDATE, limits={}),
        replace(MANDATE, limits=(Limit(TOOL, "amount_minor", True),)),
        replace(MANDATE, limits=(Limit(TOOL, "amount_minor", 10**30),)),
        replace(MANDATE, limits=(Limit(TOOL, "amount_minor", float("nan")),)),
        replace(MANDATE, limits=(Limit(TOOL, "amount_minor", "500"),)),
        replace(MANDATE, limits=(Limit(TOOL, "amount_minor", None),)),
        replace(MANDATE, windows=(Window("w", "*", None, 5),)),
        replace(MANDATE, windows=(Window("w", (TOOL,), None, 5.0),)),
        replace(MANDATE, windows=(Window("w", (TOOL,), None, 5, 0),)),
        replace(MANDATE, windows=(Window("w", (TOOL,), None, 5), Window("w", ("x",), None, 5))),
        replace(MANDATE, payees=(Payees(TOOL, "card", "ACME"),)),
        replace(MANDATE, payees=(Payees(TOOL, "card", None),)),
        replace(MANDATE, hours=Hours("Europe/Berlin", (True, 5), "08:00", "18:00")),
        replace(MANDATE, hours=Hours("Europe/Nowhere", (5,), "08:00", "18:00")),
        replace(MANDATE, hours=Hours("../../etc/passwd", (5,), "08:00", "18:00")),
        replace(MANDATE, hours=Hours("Europe/Berlin", (5,), "8:00", "18:00")),
        replace(MANDATE, hours=Hours("Europe/Berlin", "0123456", "08:00", "18:00")),
        replace(MANDATE, hours=Hours("Europe/Berlin", (), "08:00", "18:00")),
        replace(MANDATE, hours=()),
        replace(MANDATE, confidence="0.1"),
        replace(MANDATE, confidence=float("nan")),
        replace(MANDATE, confidence=False),
        replace(MANDATE, silence=10**12),
        replace(MANDATE, silence=True),
        replace(MANDATE, silence=float("inf")),
        replace(MANDATE, expires_at=None),
        replace(MANDATE, expires_at="9999-99-99T00:00:00Z"),
        replace(MANDATE, outside="allow"),
        "a mandate",
        {},
        True,
    ],
    ids=str,
)
def test_a_mandate_that_cannot_be_read_holds(mandate: Any) -> None:
    expect_ruling(asked(mandate=mandate), HOLD, "unreadable", "no_mandate")


@pytest.mark.parametrize(
    "autonomy",
    [None, "L5", Autonomy("L5 "), Autonomy(Level.L5, groups=""), Autonomy(Level.L5, quorum=[]), Autonomy(5), 5],
    ids=str,
)
def test_a_level_that_cannot_be_read_is_the_lowest_that_asks(autonomy: Any) -> None:
    ruling = evaluate(asked(autonomy=autonomy))
    assert (ruling.effect, ruling.level) == (HOLD, Level.L1)
    assert "unreadable" in ruling.codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"leased": 1}, "no_lease"),
        ({"leased": "yes"}, "no_lease"),
        ({"owner_active": 1}, "no_owner"),
        ({"halted": None}, "halted"),
        ({"paused": None}, "paused"),
        ({"tool_changed": None}, "tool_changed"),
        ({"chartered": "yes"}, "no_charter"),
        ({"cap": "L5"}, "policy_error"),
        ({"people_seen": "now"}, "policy_error"),
        ({"people_seen": NOW.replace(tzinfo=None)}, "policy_error"),
        ({"claims": None}, "policy_error"),
        ({"claims": Claims("", "high")}, "policy_error"),
        ({"claims": Claims("", True)}, "policy_error"),
        ({"claims": Claims("", 1.01)}, "policy_error"),
        ({"claims": Claims("", float("nan"))}, "policy_error"),
        ({"earliest": None}, "policy_error"),
        ({"action": replace(ASKED.action, arguments=None)}, "policy_error"),
        ({"action": replace(ASKED.action, arguments=[("card", "ACME")])}, "policy_error"),
        ({"descriptor": "R0"}, "policy_error"),
    ],
    ids=str,
)
def test_what_is_not_exactly_so_never_runs_alone(changes: dict[str, Any], code: str) -> None:
    ruling = evaluate(asked(**changes))
    assert ruling.effect in (HOLD, REFUSE)
    assert code in [rule.code for rule in ruling.rules if rule.effect != ALLOW]


def test_a_failing_rule_is_logged_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    evaluate(calling({"amount_minor": "\ud800", "card": "hunter2"}, budgets=None))
    assert "a policy rule failed" in caplog.text
    assert "hunter2" not in caplog.text
