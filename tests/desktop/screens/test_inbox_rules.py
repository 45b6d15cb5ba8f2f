"""The inbox's pure rules, held to what they promise for any queue: narrowing, putting off, batches, changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import screen_story as story
from hypothesis import given, settings
from hypothesis import strategies as some

from counterseal.clock import later, parse_stamp
from counterseal.model.actions import State
from counterseal.model.precedent import Precedent
from counterseal.model.risk import Risk
from counterseal.model.views import ActionDetail, QueueItem
from counterseal_desktop.inbox import batching, narrowing, snoozing, standing, words
from counterseal_desktop.inbox.changing import LastRead, changed
from counterseal_desktop.inbox.narrowing import Look, Narrowing
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.inbox.queue_news import QueueNews, Tally
from counterseal_desktop.inbox.snoozing import Snoozes
from counterseal_desktop.widgets.diff_view import ABSENT

FEW = settings(max_examples=25)
LOOK = Look.at(story.NOON, story.MARIA)
PEOPLE = (story.MARIA, story.JONAS, "0191f0a0-0000-7000-8000-000000000003")
SECONDS = some.none() | some.integers(-100, 60 * 60 * 24 * 20)


@some.composite
def items(draw: some.DrawFn) -> QueueItem:
    """An item of any risk, owner, source and deadline."""
    stamps = [None if seconds is None else later(story.NOON, seconds) for seconds in (draw(SECONDS), draw(SECONDS))]
    agent = draw(some.sampled_from(("refunds", "code", "crm")))
    return story.item(
        draw(some.integers(11, 90)),
        agent=agent,
        agent_name=agent.title(),
        owner_id=draw(some.sampled_from(PEOPLE)),
        risk=draw(some.sampled_from(list(Risk))),
        state=draw(some.sampled_from((State.HELD, State.HELD, State.UNKNOWN, State.APPROVED))),
        source=draw(some.sampled_from(("direct", "langgraph-prod"))),
        gateway=draw(some.sampled_from(("", "eu-gateway"))),
        expires_at=stamps[0],
        deadline=stamps[1],
        claimed_by=draw(some.sampled_from(("", *PEOPLE))),
        escalated_to=tuple(draw(some.sets(some.sampled_from(PEOPLE), max_size=2))),
        approved_by=tuple(draw(some.sets(some.sampled_from(PEOPLE), max_size=2))),
    )


QUEUES = some.lists(items(), max_size=12, unique_by=lambda item: item.id)
NARROWINGS = some.builds(
    Narrowing,
    pill=some.sampled_from(("all", "mine", "critical", "expiring", "snoozed")),
    group=some.sampled_from(("deadline", "agent", "source", "none")),
    agent=some.sampled_from(("", "refunds", "code")),
    source=some.sampled_from(("", "langgraph-prod", "eu-gateway / langgraph-prod")),
    person=some.sampled_from(("", *PEOPLE)),
    text=some.sampled_from(("", "action", "crm", "nothing")),
)


@FEW
@given(QUEUES, NARROWINGS, some.sampled_from(("deadline", "agent", "source", "none")))
def test_headings_lose_and_invent_nothing(queue: list[QueueItem], wanted: Narrowing, group: str) -> None:
    shown = [item for item in queue if narrowing.matches(item, wanted, LOOK)]
    groups = narrowing.grouped(shown, group, LOOK.bounds)
    assert sorted(item.id for listed in groups.values() for item in listed) == sorted(item.id for item in shown)
    assert all(groups.values())
    for listed in groups.values():
        assert [item for item in shown if item in listed] == listed, "the queue's order stays inside a group"
    if group == "none":
        assert set(groups) <= {""}


@FEW
@given(QUEUES, NARROWINGS)
def test_each_filter_only_takes_away(queue: list[QueueItem], wanted: Narrowing) -> None:
    def shown(narrowed: Narrowing) -> set[str]:
        return {item.id for item in queue if narrowing.matches(item, narrowed, LOOK)}

    for member in ("agent", "source", "person", "text"):
        assert shown(wanted) <= shown(replace(wanted, **{member: ""}))
    if wanted.pill != "snoozed":
        assert shown(wanted) <= shown(replace(wanted, pill="all"))


@FEW
@given(QUEUES, some.sets(some.integers(11, 90), max_size=40))
def test_a_pills_figure_is_what_it_shows(queue: list[QueueItem], put_off: set[int]) -> None:
    gone = {story.action_id(number) for number in put_off}

    class Gone:
        ids = gone

        def hides(self, item: QueueItem, _now: Any) -> bool:
            return item.id in gone

    look = Look.at(story.NOON, story.MARIA, Gone())
    counts = Tally().count({item.id: item for item in queue}, look)
    for pill in ("all", "mine", "critical", "expiring", "snoozed"):
        wanted = Narrowing(pill)
        shown = [item for item in queue if narrowing.matches(item, wanted, look)]
        assert len(shown) == getattr(counts, pill), pill


@FEW
@given(QUEUES, some.lists(some.tuples(QUEUES, some.sets(some.integers(11, 90))), max_size=4), NARROWINGS)
def test_what_is_kept_up_by_changes_is_what_counting_anew_gives(
    first: list[QueueItem], later_on: list[tuple[list[QueueItem], set[int]]], wanted: Narrowing
) -> None:
    """Items come, change, end and go."""
    model = QueueModel(lambda: story.NOON)
    model.me = story.MARIA
    model.narrow(replace(wanted, pill="all" if wanted.pill == "snoozed" else wanted.pill))
    kept, news = Tally(few=0), QueueNews()
    look = Look.at(story.NOON, story.MARIA)
    known: dict[str, QueueItem] = {}
    for more, over in [(first, set[int]()), *later_on]:
        ends = {story.action_id(number) for number in over}
        queue = {item.id: item for item in (*known.values(), *more) if not item.state.ended}
        queue = {key: replace(item, state=State.VOID) if key in ends else item for key, item in queue.items()}
        queue = {key: item for key, item in queue.items() if len(ends) % 3 or key not in ends}
        # What is the same stays the same object, as it does in the core.
        known = {key: known[key] if known.get(key) == item else item for key, item in queue.items()}
        found = news.take(known.values())
        live = {key: item for key, item in known.items() if not item.state.ended}
        kept.change([item for item in found.changed if item.id in live], found.gone | (known.keys() - live.keys()))
        assert kept.count(live, look) == Tally().count(live, look)
        model.apply(known.values())
        assert {item.id for item in model.items()} == set(live)
        aside = [item for key, item in live.items() if model.row_of(key) < 0]
        assert model.new_count == sum(narrowing.matches(item, model.narrowing, look) for item in aside)
        for row in map(model.row_at, range(model.rowCount())):
            assert row.item is None or row.ended is (row.item.id not in live)


@FEW
@given(QUEUES, NARROWINGS)
def test_a_view_shows_again_what_was_saved(queue: list[QueueItem], wanted: Narrowing) -> None:
    again = narrowing.from_view(narrowing.to_view("mine", wanted))
    assert again == (replace(wanted, pill="all") if wanted.pill == "snoozed" else wanted)


@FEW
@given(QUEUES)
def test_every_facet_leads_to_as_many_as_it_says(queue: list[QueueItem]) -> None:
    for member, facets in (
        ("agent", narrowing.agents(queue)),
        ("source", narrowing.sources(queue)),
        ("person", narrowing.people(queue, dict.fromkeys(PEOPLE, "somebody"))),
    ):
        for facet in facets:
            wanted = Narrowing(**{member: facet.value})
            shown = [item for item in queue if narrowing.matches(item, wanted, LOOK)]
            assert len(shown) == facet.count, (member, facet)


@FEW
@given(items(), some.integers(1, 15 * 24 * 3600), some.integers(0, 16 * 24 * 3600))
def test_a_snooze_never_hides_what_is_critical_or_ends_sooner(item: QueueItem, until: int, passed: int) -> None:
    snoozes = Snoozes()
    try:
        snooze = snoozing.put_off(item, story.NOON + timedelta(seconds=until), story.NOON)
    except ValueError:
        assert all(
            choice.until != story.NOON + timedelta(seconds=until) for choice in snoozing.choices(item, story.NOON)
        )
        return
    snoozes.add(snooze)
    now = story.NOON + timedelta(seconds=passed)
    due = standing.due(item)
    near = due is not None and now >= parse_stamp(due) - snoozing.NEAR
    if snoozes.hides(item, now):
        assert item.risk is not Risk.R4
        assert item.state is State.HELD
        assert passed < until
        assert not near
    for change in (
        {"risk": Risk.R4},
        {"digest": "0" * 64},
        {"escalated": "escalated to the deputy"},
        {"escalated_to": ("somebody",)},
        {"approved_by": (*item.approved_by, "somebody")},
        {"expires_at": later(now, 60)},
        {"state": State.UNKNOWN},
    ):
        assert not snoozes.hides(replace(item, **change), now), change


@FEW
@given(items())
def test_every_offered_time_can_be_chosen(item: QueueItem) -> None:
    for choice in snoozing.choices(item, story.NOON):
        snooze = snoozing.put_off(item, choice.until, story.NOON)
        assert snoozing.hides(snooze, item, story.NOON)
        assert not snoozing.hides(snooze, item, choice.until)


def test_a_snooze_that_ended_early_does_not_hide_again() -> None:
    item = story.item(7)
    snoozes = Snoozes([snoozing.put_off(item, story.NOON + timedelta(hours=1), story.NOON)])
    other = replace(item, escalated="escalated to Jonas")
    assert snoozes.tidy([other], story.NOON)
    assert not snoozes.hides(item, story.NOON)
    assert snoozes.kept() == ()


def alike(number: int, amount: int, **changes: Any) -> ActionDetail:
    item = story.item(number, risk=Risk.R2)
    detail = story.detail(item)
    arguments = {**detail.action.arguments, "amount_minor": amount, **changes}
    action = replace(detail.action, arguments=arguments)
    descriptor = {**story.REFUND_TOOL, "risk": "R2"}
    facts = story.facts_of.render(action, story.read_descriptor(descriptor))
    claims = replace(detail.claims, confidence=0.9)
    return replace(detail, action=action, facts=facts, descriptor=descriptor, claims=claims)


def test_what_stands_out_comes_first_with_its_reason() -> None:
    plain = [alike(20 + number, 1_000 + number) for number in range(4)]
    large = alike(30, 9_000)
    other = alike(31, 1_000, reason_code="other")
    new = replace(alike(32, 1_000), precedent=Precedent((("approve", 1),), novelty=("never seen",)))
    hidden = alike(33, 1_000, card="card\u202e71")
    unsure = alike(34, 1_000)
    unsure = replace(unsure, claims=replace(unsure.claims, confidence=0.3))
    found = batching.batch([*plain, large, other, new, hidden, unsure], story.MARIA, False, ("owner",))
    said = {entry.detail.item.id: entry.outlier for entry in found.entries}
    assert said[large.item.id] == ("far above the others' amounts",)
    assert said[other.item.id] == ("Reason code is another than the others'",)
    assert said[new.item.id] == ("never seen",)
    assert "it holds characters that cannot be seen" in said[hidden.item.id]
    assert said[unsure.item.id] == ("the agent says it is less sure of it than of the others",)
    assert [bool(entry.outlier) for entry in found.entries] == [True] * 5 + [False] * 4
    assert ("Notify customer", "Yes") in found.common
    assert all(row.label != "Notify customer" for row in batching.own_facts(large, found.common))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"risk": Risk.R3}, "it is High"),
        ({"problem": "no"}, "it cannot be shown"),
        ({"state": State.APPROVED}, "it no longer waits"),
        ({"verdicts": ("reject",)}, "it cannot be approved as it is"),
        ({"approved_by": (story.MARIA,)}, "you decided on it already"),
        ({"claimed_by": story.JONAS, "claimed_name": "Jonas"}, "Jonas is looking at this"),
    ],
)
def test_what_is_decided_alone(changes: dict[str, Any], why: str) -> None:
    item = story.item(20, **changes)
    assert batching.why_not(item, story.MARIA, False) == why
    other = story.item(21)
    assert item not in batching.alike(other, [item, other], story.MARIA, False)
    assert batching.alike(item, [item, other], story.MARIA, False) == []


@FEW
@given(some.lists(items(), max_size=12, unique_by=lambda item: item.id))
def test_only_one_agents_calls_of_one_tool_up_to_moderate_are_alike(queue: list[QueueItem]) -> None:
    for item in queue:
        for one in batching.alike(item, queue, story.MARIA, False):
            assert (one.agent, one.tool, one.gateway) == (item.agent, item.tool, item.gateway)
            assert one.id != item.id
            assert one.risk.rank <= 2
            assert one.state is State.HELD


def test_long_facts_are_read_alone() -> None:
    long = alike(20, 1_000, reason_code="x" * 500)
    found = batching.batch([alike(21, 1_000), long], story.MARIA, False, ("owner",))
    assert [entry.detail.item.id for entry in found.entries] == [story.action_id(21)]
    assert found.left_out[0][1] == "its facts are too long to be read in a list"
    assert batching.batch([long], story.MARIA, False, ("auditor",)).entries == ()


ARGUMENTS = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 5) | some.text(max_size=3),
    lambda inner: some.dictionaries(some.text("ab/~", max_size=2), inner, max_size=3) | some.lists(inner, max_size=2),
    max_leaves=6,
)


@FEW
@given(
    some.dictionaries(some.text("ab/~", max_size=2), ARGUMENTS, max_size=3),
    some.dictionaries(some.text("ab/~", max_size=2), ARGUMENTS, max_size=3),
)
def test_a_change_is_named_member_by_member(old: dict[str, Any], new: dict[str, Any]) -> None:
    detail = story.detail(story.item(1))
    before = replace(detail, action=replace(detail.action, arguments=old))
    after = replace(detail, action=replace(detail.action, arguments=new))
    found = changed(before, after)
    assert bool(found) == (story.json.dumps(old, sort_keys=True) != story.json.dumps(new, sort_keys=True))
    back = changed(after, before)
    assert sorted((where, b, a) for where, a, b in back.members) == sorted(found.members)
    assert all(ABSENT not in (a, b) or a != b for _where, a, b in found.members)


def test_what_changed_is_told_until_it_was_left() -> None:
    read = LastRead()
    first, other = story.detail(story.item(1)), story.detail(story.item(2))
    newer = replace(
        first,
        item=replace(first.item, digest="0" * 64, risk=Risk.R3, edited_by=story.JONAS),
        action=replace(first.action, arguments={**first.action.arguments, "notify": False}),
    )
    assert not read.take(first)
    told = read.take(newer)
    assert told.members == (("/notify", "true", "false"),)
    assert told.lines == ("Risk: Critical, now High.", "A person changed it. Earlier approvals no longer count.")
    assert read.take(newer) == told
    read.take(other)
    assert not read.take(newer)


def test_deadlines_are_the_headings_that_they_were() -> None:
    groups = narrowing.grouped(story.queue(), "deadline", LOOK.bounds)
    assert list(groups) == [words.GROUP_SOON, words.GROUP_TODAY, words.GROUP_NONE]
