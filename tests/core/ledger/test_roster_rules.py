"""Who may change a roster, and how: tables of single orders, and random histories that must keep the promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.town import (
    ANA,
    AUD,
    AUDITOR,
    JONAS,
    LOG_KEY,
    MARIA,
    OLE,
    ORIGIN,
    OTHER_LOG,
    OWNER,
    REVIEWER,
    Town,
    founded,
    key,
    keys,
    pair,
    person,
    trio,
)
from counterseal.ledger.roster_rules import ALONE_AFTER
from counterseal.model.people import Person

HOURS = ALONE_AFTER.total_seconds() / 3600


# -- enrolling --------------------------------------------------------------------------------------------------
def test_alone_from_the_beginning_the_owner_enrols_at_once() -> None:
    town = founded()
    assert town.roster.seq == 0
    assert town.order(MARIA, AUD, by=1) == "", "an auditor decides nothing"
    assert (town.roster.solo, town.roster.seq) == (True, 1)
    assert "may not enrol" in town.order(MARIA, AUD, ANA, by=5)
    assert town.order(MARIA, AUD, ANA, by=1) == ""
    assert not town.roster.solo
    assert "takes two people" in town.order(MARIA, AUD, ANA, JONAS, by=1)
    assert town.order(MARIA, AUD, by=1) == ""
    assert not town.roster.solo, "it never returns by revocation"
    assert "takes two people" in town.order(MARIA, AUD, ANA, by=1)


def test_two_people_enrol_one_of_them_an_owner() -> None:
    town = pair()
    named = town.announce(ANA, by=2)
    assert "takes two people" in town.order(MARIA, JONAS, ANA, by=2, because=[named])
    assert "takes two people" in town.order(MARIA, JONAS, ANA, by=1)
    assert town.code == "second_person"
    assert "not in this log" in town.order(MARIA, JONAS, ANA, by=1, because=["ab" * 32])
    assert town.order(MARIA, JONAS, ANA, by=1, because=[named]) == ""
    late = town.announce(OLE, by=1)
    assert town.order(MARIA, JONAS, ANA, OLE, by=2, because=[late]) == "", "the owner may be the one who announced it"


def test_alone_nothing_has_to_be_named() -> None:
    assert founded().order(MARIA, JONAS, by=1, because=["ab" * 32]) == ""


@pytest.mark.parametrize(
    "after",
    [
        replace(JONAS, name="Other"),
        replace(JONAS, roles=(REVIEWER, AUDITOR)),
        replace(JONAS, logs={OTHER_LOG: key(40).public.hex()}),
        replace(JONAS, keys=keys(2, 22)),
        replace(JONAS, keys=keys(2, 22), recovery={}),
    ],
)
def test_every_gain_takes_two(after: Person) -> None:
    town = pair()
    for by in (1, 2):
        assert "takes two people" in town.order(MARIA, after, by=by)
    assert town.order(MARIA, after, by=1, because=[town.announce(after, by=2)]) == ""


def test_a_reviewer_who_enrols_somebody_takes_nothing_from_others() -> None:
    town = trio()
    because = [town.announce(ANA, by=1)]
    for left in ((MARIA, JONAS), (replace(MARIA, recovery={}), JONAS, OLE)):
        assert "Only an owner" in town.order(*left, ANA, by=2, because=because)
    assert "Only an owner" in town.order(MARIA, JONAS, OLE, ANA, by=2, because=because, compromised={key(77).id: 0})
    assert town.order(MARIA, JONAS, ANA, by=4, because=because) == "", "Ole owns this log, and leaves"


def test_two_reviewers_enrol_nobody() -> None:
    town = pair()
    assert town.order(MARIA, JONAS, ANA, by=1, because=[town.announce(ANA, by=2)]) == ""
    named = town.announce(AUD, by=2)
    assert "takes two people" in town.order(MARIA, JONAS, ANA, AUD, by=3, because=[named])


def test_an_announcement_is_for_exactly_one_entry() -> None:
    town = pair()
    named = town.announce(ANA, by=2)
    richer = replace(ANA, roles=(OWNER,))
    assert "takes two people" in town.order(MARIA, JONAS, richer, by=1, because=[named])
    assert "takes two people" in town.order(MARIA, JONAS, ANA, AUD, by=1, because=[named]), "one for each who gains"
    mine = town.announce(AUD, by=1)
    assert "takes two people" in town.order(MARIA, JONAS, ANA, AUD, by=1, because=[named, mine])
    assert town.order(MARIA, JONAS, ANA, AUD, by=1, because=[named, town.announce(AUD, by=2)]) == ""


def test_an_announcement_ends_with_a_change_of_its_person() -> None:
    town = pair()
    named = town.announce(ANA, by=2)
    assert town.order(MARIA, JONAS, ANA, by=1, because=[named]) == ""
    assert town.order(MARIA, JONAS, by=1) == ""
    assert "used up" in town.order(MARIA, JONAS, ANA, by=1, because=[named]), "it brings nobody back"


def test_an_announcement_ends_with_its_maker() -> None:
    town = trio()
    named = town.announce(ANA, by=2)
    assert town.order(MARIA, OLE, by=1) == "", "Jonas leaves"
    assert "takes two people" in town.order(MARIA, OLE, ANA, by=1, because=[named])


def test_an_announcement_with_a_key_that_was_compromised_then_does_not_count() -> None:
    town = trio()
    named = town.announce(ANA, by=2)
    fresh = replace(JONAS, keys=keys(22))
    at = town.seq
    assert town.order(MARIA, fresh, OLE, by=2, compromised={key(2).id: at}) == "", "from after it on: it counts"
    assert town.order(MARIA, fresh, OLE, ANA, by=1, because=[named]) == ""
    town = trio()
    named = town.announce(ANA, by=2)
    assert town.order(MARIA, fresh, OLE, by=2, compromised={key(2).id: town.seq - 1}) == ""
    assert "takes two people" in town.order(MARIA, fresh, OLE, ANA, by=1, because=[named])


def test_the_last_one_left_waits_72_hours() -> None:
    town = pair()
    assert town.order(MARIA, by=1) == ""
    named = town.announce(ANA, by=1)
    town.wait(HOURS - 0.01)
    assert "72 hours" in town.order(MARIA, ANA, by=1, because=[named])
    town.wait(0.02)
    assert "72 hours" in town.order(MARIA, ANA, by=1), "it has to name the announcement"
    assert town.order(MARIA, ANA, by=1, because=[named]) == ""
    named = town.announce(JONAS, by=1)
    town.wait(HOURS + 1)
    assert "72 hours" in town.order(MARIA, ANA, JONAS, by=1, because=[named]), "there is somebody to ask again"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.announce(ANA, by=5), "Only owners and reviewers"),
        (lambda t: t.announce(ANA, by=2, with_key=12), "recovery key signs nothing"),
        (lambda t: t.announce(ANA, by=2, supersedes="ab" * 32), "not in force"),
        (lambda t: t.announce(ANA, by=2, proofs={}), "not proven"),
        (lambda t: t.announce(ANA, by=9), "not on the roster"),
    ],
)
def test_who_may_announce(change: Callable[[Town], str], said: str) -> None:
    town = pair()
    assert town.order(MARIA, JONAS, AUD, by=1, because=[town.announce(AUD, by=2)]) == ""
    assert said in change(town)


# -- exchanging keys --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "after", "by", "with_key"),
    [
        (2, replace(JONAS, keys=keys(22)), 2, None),
        (2, replace(JONAS, keys=keys(22), recovery=keys(32)), 2, None),
        (2, replace(JONAS, keys=keys(22), recovery={}), 2, 12),
        (2, replace(JONAS, recovery=keys(32)), 2, None),
        (2, replace(JONAS, recovery=keys(12, 32)), 2, None),
    ],
)
def test_one_person_exchanges_their_own_keys(who: int, after: Person, by: int, with_key: int | None) -> None:
    town = pair()
    assert town.order(MARIA, after, by=by, with_key=with_key) == ""
    assert town.roster.people[after.id] == after
    assert "not valid there" in town.order(MARIA, JONAS, by=by, with_key=with_key) or after.keys == JONAS.keys


@pytest.mark.parametrize(
    ("after", "by", "with_key", "said"),
    [
        (replace(JONAS, keys=keys(22)), 1, None, "Another person's keys"),
        (replace(JONAS, keys=keys(22)), 1, 11, "Another person's keys"),
        (replace(JONAS, keys=keys(2, 22)), 2, None, "takes two people"),
        (replace(JONAS, keys=keys(2, 22)), 2, 12, "recovery key signs nothing"),
        (replace(JONAS, recovery=keys(32)), 2, 12, "needs a signing key"),
        (replace(JONAS, keys=keys(22), roles=(OWNER,)), 2, None, "takes two people"),
        (replace(JONAS, keys=keys(22), name="Somebody"), 2, None, "takes two people"),
        (replace(JONAS, keys=keys(22), logs={OTHER_LOG: key(40).public.hex()}), 2, None, "takes two people"),
        (replace(JONAS, recovery={}), 2, 12, "recovery key signs nothing"),
    ],
)
def test_nothing_else_passes_for_an_exchange(after: Person, by: int, with_key: int | None, said: str) -> None:
    assert said in pair().order(MARIA, after, by=by, with_key=with_key)


def test_an_exchange_takes_nothing_from_somebody_else() -> None:
    fresh = replace(JONAS, keys=keys(22))
    for others in ((replace(MARIA, recovery={}),), (replace(MARIA, roles=(OWNER,)),)):
        assert "takes two people" in pair().order(*others, fresh, by=2)
    assert "takes two people" in trio().order(MARIA, fresh, by=2), "Ole would be gone"


def test_an_exchange_may_report_the_keys_it_replaces_and_no_others() -> None:
    town = pair()
    fresh = replace(JONAS, keys=keys(22))
    assert town.order(MARIA, fresh, by=2, compromised={key(2).id: 1}) == ""
    assert town.roster.doubtful(key(2).id, 1)
    town = pair()
    assert "takes two people" in town.order(MARIA, fresh, by=2, compromised={key(77).id: 1})


# -- taking away ------------------------------------------------------------------------------------------------
def test_one_owner_takes_away_and_everybody_their_own() -> None:
    town = trio()
    assert "Only an owner" in town.order(JONAS, OLE, by=2)
    assert town.order(MARIA, OLE, by=2) == "", "one's own place"
    town = trio()
    assert town.order(OLE, JONAS, by=4, compromised={key(1).id: 0, key(11).id: 0}) == ""
    assert "not valid there" in town.order(OLE, by=1)
    assert "Only an owner" in town.order(OLE, JONAS, by=2, compromised={key(77).id: 0})
    assert "cannot stand" in town.order(OLE, JONAS, MARIA, by=4)


def test_the_log_keeps_an_owner_with_a_key() -> None:
    town = pair()
    for left in ((JONAS,), (replace(MARIA, roles=(REVIEWER,)), JONAS), (replace(MARIA, keys={}), JONAS)):
        assert "Nobody would be left" in town.order(*left, by=1)


def test_everybody_reports_their_own_former_key_and_nobody_elses() -> None:
    town = pair()
    maria, fresh = replace(MARIA, keys=keys(21)), replace(JONAS, keys=keys(22))
    assert town.order(maria, JONAS, by=1) == ""
    assert town.order(maria, fresh, by=2) == ""
    assert "Only an owner" in town.order(maria, fresh, by=22, compromised={key(1).id: 0})
    assert town.order(maria, fresh, by=22, compromised={key(2).id: 1}) == ""


def test_what_was_compromised_stays_so_and_only_from_earlier_on() -> None:
    town = trio()
    assert town.order(MARIA, OLE, by=1, compromised={key(2).id: 2}) == ""
    assert "no later entry" in town.order(MARIA, OLE, by=1, compromised={key(2).id: 3})
    assert "later entry" in town.order(MARIA, OLE, by=1, compromised={key(9).id: town.seq + 1})
    assert town.order(MARIA, OLE, by=4, compromised={key(2).id: 0}) == ""
    assert {r.compromised_since for r in town.roster.keys if r.id == key(2).id} == {0}
    bare = town.sign("roster", town.body([MARIA, OLE]), MARIA, key(1).id)
    assert "stays so" in town.take(bare, "roster", "key_revoked"), "it cannot be forgotten"


# -- form -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("people", "entry_type"),
    [
        ((MARIA, JONAS, ANA), "order"),
        ((MARIA, JONAS, ANA), "key_rotated"),
        ((MARIA, JONAS, ANA), "key_revoked"),
        ((MARIA,), "order"),
        ((MARIA,), "key_enrolled"),
        ((MARIA, replace(JONAS, keys=keys(22))), "order"),
        ((MARIA, replace(JONAS, keys=keys(22))), "key_enrolled"),
        ((MARIA, replace(JONAS, roles=(AUDITOR,))), "key_revoked"),
        ((MARIA, replace(JONAS, name="Other")), "key_enrolled"),
    ],
)
def test_the_entry_type_fits_what_the_order_does(people: tuple[Person, ...], entry_type: str) -> None:
    town = pair()
    named = [town.announce(one, by=2) for one in people if one not in (MARIA, JONAS)]
    assert "does not belong under" in town.order(*people, by=1, because=named, entry_type=entry_type)


def test_roles_alone_may_go_under_a_plain_order() -> None:
    town = founded()
    assert town.order(MARIA, person(2, REVIEWER, AUDITOR), by=1) == ""
    assert town.order(MARIA, person(2, REVIEWER), by=1, entry_type="order") == ""
    assert town.order(MARIA, person(2, AUDITOR), by=2, because=[], entry_type="order").startswith("Enrolling takes")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.order(MARIA, JONAS, ANA, by=1, proofs={}), "not proven"),
        (lambda t: t.order(MARIA, JONAS, by=1, supersedes="ab" * 32), "does not follow"),
        (lambda t: t.order(MARIA, JONAS, by=1, supersedes=None), "does not follow"),
        (lambda t: t.order(MARIA, JONAS, JONAS, by=1), "stands twice"),
        (lambda t: t.order(MARIA, JONAS, person(6, holds=(1,)), by=1), "stands twice"),
        (lambda t: t.order(MARIA, JONAS, person(6, recovery=keys(2)), by=1), "stands twice"),
        (lambda t: t.order(MARIA, person(2, logs={ORIGIN: key(40).public.hex()}), by=1), "other logs"),
        (lambda t: t.order(MARIA, person(2, logs={OTHER_LOG: key(1).public.hex()}), by=1), "stands twice"),
        (lambda t: t.order(MARIA, person(2, logs={OTHER_LOG: LOG_KEY.public.hex()}), by=1), "stands twice"),
        (lambda t: t.order(MARIA, JONAS, by=1, compromised={key(2).id: 0}, entry_type="key_revoked"), "cannot stand"),
        (lambda t: t.order(MARIA, JONAS, person(6, holds=(0,)), by=1), "stands twice"),
    ],
)
def test_a_roster_has_its_form(change: Callable[[Town], str], said: str) -> None:
    assert said in change(pair())


def test_a_log_key_is_enrolled_with_its_proof() -> None:
    town = founded()
    desk = replace(JONAS, logs={OTHER_LOG: key(40).public.hex()})
    assert town.order(MARIA, desk, by=1) == ""
    town = founded()
    without = {i: proof for i, proof in town.body([desk])["proofs"].items() if i != key(40).id}
    assert "not proven" in town.order(MARIA, desk, by=1, proofs=without)


# -- random histories ---------------------------------------------------------------------------------------------
# Few people in few shapes, so that announcements and orders meet. A person's keys are their number plus tens.
_SHAPES = [
    shape
    for n in range(1, 5)
    for shape in (
        person(n, REVIEWER),
        person(n, OWNER, REVIEWER, recovery=keys(n + 10)),
        person(n, AUDITOR),
        person(n, OWNER, holds=(n + 20,), recovery=keys(n + 60)),
        person(n, REVIEWER, holds=(n, n + 40)),
        replace(person(n, OWNER), name="Renamed"),
        replace(person(n, REVIEWER), keys={}),
    )
]
_Step = tuple[str, Person, int, str, int | None, float]
_step = st.tuples(
    st.sampled_from(["put", "put", "put", "drop", "announce", "announce", "announce", "report"]),
    st.sampled_from(_SHAPES),
    st.integers(1, 4),
    st.sampled_from(["own", "own", "own", "own", "spare", "former"]),
    st.one_of(st.none(), st.integers(0, 12)),
    st.sampled_from([0.0, 0.0, 1.0, HOURS + 1]),
)


@given(st.sampled_from([founded, pair, trio]), st.lists(_step, min_size=6, max_size=16))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_history_breaks_the_promises(begin: Callable[[], Town], steps: list[_Step]) -> None:
    town = begin()
    for what, someone, by, which, since, hours in steps:
        town.wait(hours)
        before, solo_before = town.roster, town.roster.solo
        signer = _key_of(before.people.get(person(by).id), by, which)
        if what == "announce":
            town.announce(someone, by=by, with_key=signer)
            assert town.roster.people == before.people, "an announcement changes nobody"
            continue
        listed = {p.id: p for p in before.people.values()}
        if what == "drop":
            listed.pop(someone.id, None)
        elif what == "put":
            # An announced entry, where there is one of this person: else nobody would ever come in.
            announced = [a.person for a in before.announced if a.person.id == someone.id]
            listed[someone.id] = announced[0] if announced and since is None else someone
        reported = {key(signer).id: since} if what == "report" and since is not None else {}
        because = [a.sha256 for a in before.announced]
        if not listed:
            continue
        why = town.order(*listed.values(), by=by, with_key=signer, because=because, compromised=reported)
        if why:
            assert town.roster is before
            continue
        _kept(town, before, solo_before, by)


def _key_of(who: Person | None, number: int, which: str) -> int:
    """The number of the key that person ``number`` signs with."""
    held = {"own": who.keys, "spare": who.recovery}.get(which, {}) if who is not None else {}
    return next((n for n in (number, *range(number, 90, 10)) if key(n).id in held), number)


def _kept(town: Town, before: object, solo_before: bool, by: int) -> None:
    now = town.roster
    assert isinstance(before, type(now))
    assert solo_before or not now.solo, "solo never returns"
    assert all(now.compromised[k] <= s for k, s in before.compromised.items()), "compromised only grows"
    assert any(p.has(OWNER) and p.keys for p in now.people.values())
    gained = [p for p in now.people.values() if _more(before.people.get(p.id), p)]
    if solo_before or not gained:
        return
    (signer,) = {r.person for r in before.keys if r.person == person(by).id} or {""}
    own = [p for p in gained if p.id == signer and p.id in before.people]
    if gained == own and len(own[0].keys) <= len(before.people[signer].keys):
        old = before.people[signer]
        if (old.name, old.roles, old.logs) == (own[0].name, own[0].roles, own[0].logs):
            return  # somebody exchanged their own keys
    for one in gained:
        named = {a.by for a in before.announced if a.person == one} & before.deciders
        hands = named | {signer}
        two = len(hands) > 1 and any(before.people[i].has(OWNER) for i in hands)
        alone = before.deciders == {signer} and signer in named
        assert two or alone, f"{one.name} came in by {signer} alone"


def _more(old: Person | None, new: Person) -> bool:
    if old is None:
        return True
    grown = [set(getattr(new, part)) - set(getattr(old, part)) for part in ("keys", "recovery", "logs", "roles")]
    return any(grown) or old.name != new.name
