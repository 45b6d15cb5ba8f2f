"""Who must approve: a table of risk, edits, owner and roster, and what is said of whom it still waits for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.model.autonomy import Autonomy, Level
from counterseal.model.risk import Risk
from counterseal.policy.quorum import Given, Needs, missing, required

PLAIN = Autonomy(Level.L1)
OWNER, ANN, BEN = "owner", "ann", "ben"
ROSTER = (OWNER, ANN, BEN)
NOBODY = " (the roster has nobody who could; enrol somebody)"


def test_what_each_risk_needs() -> None:
    for risk in (Risk.R0, Risk.R1, Risk.R2):
        assert required(risk, PLAIN, False) == Needs(1, False, False)
    assert required(Risk.R3, PLAIN, False) == Needs(1, True, False)
    assert required(Risk.R4, PLAIN, False) == Needs(2, True, True)


def test_a_quorum_can_be_raised_and_never_lowered() -> None:
    raised = Autonomy(Level.L1, quorum={Risk.R2: 2, Risk.R3: 3, Risk.R4: 1})
    assert required(Risk.R1, raised, False) == Needs(1, False, False)
    assert required(Risk.R2, raised, False) == Needs(2, False, False)
    assert required(Risk.R3, raised, False) == Needs(3, True, False)
    assert required(Risk.R4, raised, False) == Needs(2, True, True)


@pytest.mark.parametrize("risk", list(Risk))
def test_solo_is_that_person(risk: Risk) -> None:
    needs = required(risk, Autonomy(Level.L1, quorum={risk: 5}), True)
    assert needs == Needs(1, False, False)
    assert missing(needs, [], OWNER, True, [OWNER]) == "a person"
    assert missing(needs, [Given(OWNER, True)], OWNER, True, [OWNER]) == ""
    assert missing(needs, [Given(ANN)], OWNER, True, [OWNER]) == "a person"


@pytest.mark.parametrize(
    ("risk", "given_by", "words"),
    [
        (Risk.R2, [], "a person"),
        (Risk.R2, [Given(ANN, True)], ""),
        (Risk.R2, [Given(OWNER)], ""),
        (Risk.R3, [], "a person"),
        (Risk.R3, [Given(OWNER)], ""),
        (Risk.R3, [Given(ANN, True)], "another person who did not make the change"),
        (Risk.R3, [Given(ANN, True), Given(ANN)], "another person who did not make the change"),
        (Risk.R3, [Given(ANN, True), Given(OWNER)], ""),
        (Risk.R4, [], "two people, one of them not the owner"),
        (Risk.R4, [Given(OWNER)], "a second person, not the owner"),
        (Risk.R4, [Given(ANN)], "a second person"),
        (Risk.R4, [Given(ANN), Given(ANN)], "a second person"),
        (Risk.R4, [Given(OWNER), Given(OWNER)], "a second person, not the owner"),
        (Risk.R4, [Given(ANN), Given(OWNER)], ""),
        (Risk.R4, [Given(ANN), Given(BEN)], ""),
        (Risk.R4, [Given(ANN, True)], "a second person who did not make the change"),
        (Risk.R4, [Given(ANN, True), Given(OWNER)], ""),
        (Risk.R4, [Given(OWNER, True)], "a second person who did not make the change, not the owner"),
        (Risk.R4, [Given("stranger"), Given(OWNER)], "a second person, not the owner"),
    ],
)
def test_whom_it_waits_for(risk: Risk, given_by: list[Given], words: str) -> None:
    assert missing(required(risk, PLAIN, False), given_by, OWNER, False, ROSTER) == words


def test_a_raised_quorum_in_words() -> None:
    three = required(Risk.R3, Autonomy(Level.L1, quorum={Risk.R3: 3}), False)
    assert missing(three, [], OWNER, False, ROSTER) == "three people"
    assert missing(three, [Given(ANN)], OWNER, False, ROSTER) == "two more people"
    assert missing(three, [Given(ANN), Given(BEN)], OWNER, False, ROSTER) == "a third person"
    assert missing(three, [Given(ANN), Given(BEN), Given(OWNER)], OWNER, False, ROSTER) == ""
    many = required(Risk.R2, Autonomy(Level.L1, quorum={Risk.R2: 10}), False)
    assert missing(many, [], OWNER, False, ROSTER) == f"10 people{NOBODY}"


def test_a_roster_that_is_too_small_says_so() -> None:
    critical, high = required(Risk.R4, PLAIN, False), required(Risk.R3, PLAIN, False)
    assert missing(critical, [], OWNER, False, [OWNER]) == f"two people, one of them not the owner{NOBODY}"
    assert missing(critical, [Given(OWNER)], OWNER, False, [OWNER]) == f"a second person, not the owner{NOBODY}"
    assert missing(high, [Given(OWNER, True)], OWNER, False, [OWNER]).endswith(NOBODY)
    assert missing(high, [], OWNER, False, []) == f"a person{NOBODY}"
    # The owner left the roster: two others still do.
    assert missing(critical, [Given(ANN), Given(BEN)], OWNER, False, [ANN, BEN]) == ""


_given = st.lists(st.builds(Given, st.sampled_from([*ROSTER, "stranger"]), st.booleans()), max_size=5)


@given(
    st.sampled_from(list(Risk)),
    _given,
    st.sets(st.sampled_from(ROSTER)),
    st.dictionaries(st.sampled_from(list(Risk)), st.integers(1, 4)),
)
def test_reached_means_what_the_design_says(
    risk: Risk, by: list[Given], deciders: set[str], raised: dict[Risk, int]
) -> None:
    needs = required(risk, Autonomy(Level.L1, quorum=raised), False)
    people = {one.person for one in by} & deciders
    editors = {one.person for one in by if one.edit} & deciders
    enough = len(people) >= max(raised.get(risk, 1), 2 if risk is Risk.R4 else 1)
    checked = risk.rank < 3 or bool(people - editors)
    other = risk is not Risk.R4 or bool(people - {OWNER})
    assert (missing(needs, by, OWNER, False, deciders) == "") is (enough and checked and other)


@given(st.sampled_from(list(Risk)), _given, st.builds(Given, st.sampled_from(ROSTER)))
def test_one_more_approval_never_makes_it_wait_again(risk: Risk, by: list[Given], more: Given) -> None:
    needs = required(risk, PLAIN, False)
    if missing(needs, by, OWNER, False, ROSTER) == "":
        assert missing(needs, [*by, more], OWNER, False, ROSTER) == ""
