"""Whatever is asked gets an answer, and nothing that should narrow what an agent may do ever widens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from counterseal.model.actions import Action, Claims
from counterseal.model.autonomy import Autonomy, Hours, Level, Limit, Mandate, Payees, ToolGroup, Window
from counterseal.model.risk import Risk, highest
from counterseal.model.tools import LowerCase, ToolDescriptor
from counterseal.policy.evaluate import evaluate
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Question
from counterseal.policy.widening import widens

from .asking import ASKED, MANDATE, NOW, asked, calling

OPENNESS = {REFUSE: 0, HOLD: 1, ALLOW: 2}

_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**30, -(10**30), 2**53, 2**53 - 1, 0, -1]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=8),
    st.sampled_from(["*", "refunds.issue", "L5", "refuse", "wait", "allow", "2099-01-01T00:00:00.000Z", "\ud800"]),
    st.binary(max_size=3),
    st.just(object()),
    st.just(NOW),
)
garbage = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def _mangled(value: Any) -> st.SearchStrategy[Any]:
    """A dataclass with one member, at any depth, replaced by anything."""

    def one(name: str) -> st.SearchStrategy[Any]:
        inner = getattr(value, name)
        deeper = [garbage]
        if hasattr(inner, "__slots__") and not isinstance(inner, datetime):
            deeper.append(_mangled(inner))
        if isinstance(inner, tuple) and inner and hasattr(inner[0], "__slots__"):
            deeper.append(_mangled(inner[0]).map(lambda other: (other, *inner[1:])))
        return st.one_of(deeper).map(lambda other: replace(value, **{name: other}))

    return st.one_of([one(name) for name in value.__slots__])


@given(_mangled(ASKED))
def test_any_question_is_answered_and_only_a_readable_one_with_yes(question: Question) -> None:
    ruling = evaluate(question)
    assert ruling.effect in OPENNESS
    assert ruling.risk in Risk
    assert ruling.level in Level
    "".join(rule.says for rule in ruling.rules).encode()
    if ruling.effect == ALLOW:
        assert all(rule.effect == ALLOW for rule in ruling.rules)
        assert question.leased is True
        assert question.owner_active is True
        assert question.chartered is True
        assert question.tool_changed is False
        assert isinstance(question.mandate, Mandate)
        assert ruling.risk.rank < Risk.R4.rank


@given(_mangled(MANDATE))
def test_a_mangled_mandate_allows_only_what_a_mandate_of_its_kind_says(mandate: Mandate) -> None:
    """What still allows must differ from the good mandate in a way that the good form can say."""
    ruling = evaluate(asked(mandate=mandate))
    if ruling.effect == ALLOW:
        assert isinstance(mandate.tools, tuple | list)
        assert "refunds.issue" in mandate.tools or "*" in mandate.tools
        assert mandate.outside in ("wait", "refuse")
        for limit in mandate.limits:
            assert type(limit.at_most) is int
            assert not isinstance(limit.at_least, bool)
        for window in mandate.windows:
            assert type(window.at_most) is int
            assert type(window.seconds) is int


@given(st.dictionaries(st.sampled_from(["amount_minor", "card", "rows", "x"]), garbage), st.sampled_from(list(Level)))
def test_any_arguments_are_answered_and_allowed_only_when_each_bound_reads_them(
    arguments: dict[str, Any], level: Level
) -> None:
    ruling = evaluate(calling(arguments, autonomy=Autonomy(level)))
    assert ruling.effect in OPENNESS
    if ruling.effect == ALLOW:
        assert type(arguments["amount_minor"]) is int or isinstance(arguments["amount_minor"], str)
        assert arguments["card"] in ("ACME", "Lind & Co")


@given(st.fixed_dictionaries(dict.fromkeys(("Refunds a day", "Calls a day"), garbage)))
def test_budgets_that_are_no_whole_numbers_hold(budgets: dict[str, Any]) -> None:
    ruling = evaluate(asked(budgets=budgets))
    fine = all(type(value) is int and value >= 0 for value in budgets.values())
    assert ruling.effect == HOLD or fine


TOOLS = ("mail.send", "mail.read", "pay", "refunds.issue")
_tool = st.sampled_from([*TOOLS, "mail.*", "*", "re*"])
_tools = st.lists(_tool, min_size=1, max_size=2, unique=True).map(tuple)
_amount = st.integers(0, 12)
_field = st.sampled_from(["a", "b"])
limits = st.builds(Limit, _tool, _field, st.integers(5, 12), st.integers(0, 4))
_hours = st.builds(
    Hours,
    st.just("Europe/Berlin"),
    st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    st.sampled_from(["00:00", "08:00", "13:59", "14:00"]),
    st.sampled_from(["14:01", "18:00", "24:00", "02:00"]),
)
windows = st.lists(
    st.builds(Window, st.sampled_from(["w", "v"]), _tools, st.none() | _field, _amount, st.sampled_from([60, 3600])),
    max_size=2,
    unique_by=lambda window: window.name,
).map(tuple)
mandates = st.builds(
    Mandate,
    tools=_tools,
    expires_at=st.sampled_from(["2026-11-21T13:00:00.000Z", "2026-11-21T13:00:00.001Z", "2026-12-01T00:00:00.000Z"]),
    limits=st.lists(limits, max_size=2).map(tuple),
    windows=windows,
    payees=st.lists(
        st.builds(Payees, _tool, st.just("to"), st.sampled_from([("x",), ("x", "y"), ("y",)])), max_size=1
    ).map(tuple),
    hours=st.none() | _hours,
    confidence=st.sampled_from([None, 0.5, 0.9]),
    silence=st.sampled_from([60, 3600]),
    outside=st.sampled_from(["wait", "refuse"]),
)
descriptors = st.builds(
    ToolDescriptor,
    tool=st.sampled_from(TOOLS),
    risk=st.sampled_from(list(Risk)),
    when=st.just(()) | st.builds(LowerCase, st.just("a"), st.integers(0, 10), st.just(Risk.R0)).map(lambda c: (c,)),
)
autonomies = st.builds(
    Autonomy,
    st.sampled_from(list(Level)),
    st.lists(st.builds(ToolGroup, st.just("g"), _tools, st.sampled_from(list(Level))), max_size=1).map(tuple),
)
_arguments = st.fixed_dictionaries({}, optional={"a": _amount, "b": _amount, "to": st.sampled_from(["x", "y", "z"])})


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question about one of a few tools, often inside its mandate."""
    descriptor = draw(descriptors)
    seen = draw(st.sampled_from([None, NOW, NOW - timedelta(seconds=60), NOW - timedelta(seconds=59)]))
    return Question(
        action=Action(ASKED.action.id, "a", descriptor.tool, draw(_arguments)),
        claims=Claims("", draw(st.sampled_from([None, 0.4, 0.5, 0.9]))),
        descriptor=draw(st.sampled_from([descriptor, descriptor, descriptor, None])),
        tool_changed=draw(st.sampled_from([False, False, False, True])),
        autonomy=draw(autonomies),
        cap=draw(st.none() | st.sampled_from(list(Level))),
        mandate=draw(mandates),
        chartered=draw(st.sampled_from([True, True, True, False])),
        owner_active=draw(st.sampled_from([True, True, True, False])),
        budgets={"w": draw(_amount), "v": draw(_amount)},
        halted="",
        paused="",
        leased=draw(st.sampled_from([True, True, True, False])),
        earliest=NOW,
        latest=NOW,
        people_seen=seen,
    )


@st.composite
def opened(draw: st.DrawFn) -> Question:
    """A question that is allowed, or nearly: what stands in its way is put out of it."""
    question = draw(questions())
    assert question.mandate is not None
    tool = question.action.tool
    mandate = replace(
        question.mandate,
        tools=(*question.mandate.tools, tool) if tool not in question.mandate.tools else question.mandate.tools,
        expires_at="2026-12-01T00:00:00.000Z",
        confidence=None,
    )
    return replace(
        question,
        mandate=mandate,
        autonomy=Autonomy(Level.L5),
        cap=None,
        descriptor=question.descriptor or ToolDescriptor(tool, Risk.R1),
        tool_changed=False,
        chartered=True,
        owner_active=True,
        leased=True,
        people_seen=NOW,
    )


def _narrowed(question: Question) -> st.SearchStrategy[Question]:
    """The question with one thing changed that may only take away."""
    assert question.mandate is not None
    mandate, autonomy = question.mandate, question.autonomy

    def with_mandate(**changes: Any) -> Question:
        return replace(question, mandate=replace(mandate, **changes))

    steps: list[Question] = [
        replace(question, mandate=None),
        replace(question, halted="by Maria"),
        replace(question, paused="by Maria"),
        replace(question, leased=False),
        replace(question, chartered=False),
        replace(question, owner_active=False),
        replace(question, tool_changed=True),
        replace(question, descriptor=None),
        replace(question, problem="cannot be shown"),
        replace(question, people_seen=None),
        replace(question, budgets={name: used + 1 for name, used in question.budgets.items()}),
        replace(question, latest=question.latest + timedelta(seconds=30)),
        replace(question, earliest=question.earliest - timedelta(seconds=30)),
        with_mandate(limits=tuple(replace(one, at_most=one.at_most - 1) for one in mandate.limits)),
        with_mandate(limits=tuple(replace(one, at_least=one.at_least + 1) for one in mandate.limits)),
        with_mandate(limits=(*mandate.limits, Limit("*", "a", 3))),
        with_mandate(windows=tuple(replace(one, at_most=max(0, one.at_most - 1)) for one in mandate.windows)),
        with_mandate(payees=(*mandate.payees, Payees("*", "to", ("x",)))),
        with_mandate(confidence=1.0),
        with_mandate(tools=("nothing",)),
        with_mandate(hours=Hours("Europe/Berlin", (5,), "14:00", "14:30")) if mandate.hours is None else question,
        with_mandate(expires_at="2026-11-21T13:00:00.000Z"),
        with_mandate(outside="refuse"),
    ]
    for level in Level:
        if level.rank < autonomy.level.rank:
            steps.append(replace(question, autonomy=replace(autonomy, level=level)))
        steps.append(
            replace(question, cap=level if question.cap is None or level.rank < question.cap.rank else question.cap)
        )
    if question.descriptor is not None:
        described = question.descriptor
        steps.append(replace(question, descriptor=replace(described, when=())))
        for risk in Risk:
            if risk.rank > described.risk.rank:
                steps.append(replace(question, descriptor=replace(described, risk=risk, when=())))
    return st.sampled_from(steps)


@given(st.one_of(questions(), opened()).flatmap(lambda q: st.tuples(st.just(q), _narrowed(q))))
def test_what_narrows_never_lets_more_run(pair: tuple[Question, Question]) -> None:
    question, narrower = pair
    before, after = evaluate(question), evaluate(narrower)
    assert not (after.effect == ALLOW and before.effect != ALLOW), (before.rules, after.rules)


@given(opened(), st.text(max_size=20), st.none() | st.floats(0, 1), st.none() | st.sampled_from(list(Risk)))
def test_claims_can_only_raise_or_hold(
    question: Question, summary: str, confidence: float | None, least: Risk | None
) -> None:
    """Whatever an agent says of its action, it gets no further than by the highest confidence alone."""
    best = evaluate(replace(question, claims=Claims("", 1.0)))
    said = evaluate(replace(question, claims=Claims(summary, confidence, least_risk=least)))
    assert OPENNESS[said.effect] <= OPENNESS[best.effect]
    assert said.risk is (best.risk if least is None else highest(best.risk, least))
    assert said.level is best.level


@given(questions(), mandates)
def test_a_mandate_that_is_nowhere_wider_allows_nothing_more(question: Question, other: Mandate) -> None:
    """``widens`` is what decides who must sign, so it must see everything that ``evaluate`` would let through."""
    tool = question.action.tool
    if widens(question.mandate, other, tool):
        return
    before, after = evaluate(question), evaluate(replace(question, mandate=other))
    assert not (after.effect == ALLOW and before.effect != ALLOW), (before.rules, after.rules)


def _allowed_by_hand(question: Question) -> bool:
    """The rules of DESIGN 4.5 once more, written the other way round and for well-formed questions only."""
    mandate, descriptor, tool, arguments = (
        question.mandate,
        question.descriptor,
        question.action.tool,
        question.action.arguments,
    )
    if mandate is None or descriptor is None or question.tool_changed:
        return False
    if not (question.chartered and question.owner_active and question.leased and question.people_seen):
        return False

    def meant(pattern: str) -> bool:
        return tool.startswith(pattern[:-1]) if pattern.endswith("*") else tool == pattern

    levels = [g.level.rank for g in question.autonomy.groups if any(map(meant, g.tools))]
    level = min(levels, default=question.autonomy.level.rank)
    level = level if question.cap is None else min(level, question.cap.rank)
    risks = [c.risk.rank for c in descriptor.when if c.field in arguments and arguments[c.field] <= c.at_most]
    if min([*risks, descriptor.risk.rank]) > level - 2 or level < 2:
        return False
    now, zone = question.latest, timedelta(hours=1)
    bounds: list[Callable[[], bool]] = [
        lambda: any(map(meant, mandate.tools)),
        lambda: datetime.fromisoformat(mandate.expires_at) > now,
        lambda: (now - question.people_seen).total_seconds() < mandate.silence,  # type: ignore[operator]
        lambda: all(
            one.at_least <= arguments.get(one.field, -1) <= one.at_most for one in mandate.limits if meant(one.tool)
        ),
        lambda: all(arguments.get(one.field) in one.allowed for one in mandate.payees if meant(one.tool)),
        lambda: all(
            (one.field is None or one.field in arguments)
            and question.budgets[one.name] + (1 if one.field is None else arguments[one.field]) <= one.at_most
            for one in mandate.windows
            if any(map(meant, one.tools))
        ),
        lambda: mandate.confidence is None or (question.claims.confidence or -1) >= mandate.confidence,
    ]
    if mandate.hours is not None:
        local, hours = (now + zone).replace(tzinfo=None), mandate.hours
        start, end = (int(t[:2]) * 60 + int(t[3:]) for t in (hours.start, hours.end))
        at = local.hour * 60 + local.minute
        today, yesterday = local.weekday() in hours.days, (local.weekday() - 1) % 7 in hours.days
        inside = (today and start <= at < end) if start < end else (today and at >= start) or (yesterday and at < end)
        bounds.append(lambda: inside)
    return all(bound() for bound in bounds)


@given(st.one_of(questions(), opened()))
def test_it_allows_exactly_what_the_rules_written_by_hand_allow(question: Question) -> None:
    assert (evaluate(question).effect == ALLOW) is _allowed_by_hand(question)


def test_the_model_of_questions_reaches_yes() -> None:
    """A property over questions that are never allowed would prove nothing."""
    quick = settings(phases=[Phase.generate], max_examples=500, database=None)
    found = find(opened(), lambda q: evaluate(q).charges != (), settings=quick)
    assert evaluate(found).effect == ALLOW
