"""Risk classes keep their order and words; people are read strictly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.model.people import Role, read_person
from counterseal.model.risk import Risk, highest

GOOD = {
    "id": "0193e5a0-7c1e-7b3a-9d52-0a1b2c3d4e5f",
    "name": "Ada Okafor",
    "roles": ["owner", "reviewer"],
    "keys": {"ab" * 32: "cd" * 32},
}


def test_words_are_those_of_the_contract() -> None:
    assert [risk.word for risk in Risk] == ["Read-only", "Low", "Moderate", "High", "Critical"]
    assert [risk.rank for risk in Risk] == [0, 1, 2, 3, 4]
    assert len({risk.sentence for risk in Risk}) == 5


@given(st.lists(st.sampled_from(Risk), min_size=1))
def test_highest_is_one_of_them_and_none_is_above(risks: list[Risk]) -> None:
    top = highest(*risks)
    assert top in risks
    assert all(risk.rank <= top.rank for risk in risks)


def test_a_person_is_read_and_written_back() -> None:
    person = read_person(GOOD)
    assert person.members() == GOOD
    assert person.has(Role.OWNER)
    assert person.has(Role.AUDITOR, Role.REVIEWER)
    assert not person.has(Role.AUDITOR)
    assert not person.has()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"id": "x"}, "p/id"),
        ({"id": GOOD["id"].upper()}, "p/id"),  # type: ignore[attr-defined]
        ({"name": ""}, "p/name"),
        ({"name": "   "}, "p/name"),
        ({"name": "x" * 121}, "p/name"),
        ({"name": None}, "p/name"),
        ({"roles": []}, "p/roles"),
        ({"roles": ["root"]}, "p/roles"),
        ({"roles": "owner"}, "p/roles"),
        ({"roles": [["owner"]]}, "p/roles"),
        ({"keys": []}, "p/keys"),
        ({"keys": {"ab": 1}}, "p/keys"),
        ({"admin": True}, "p"),
    ],
)
def test_a_person_with_a_fault_is_refused(change: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_person({**GOOD, **change}, "p")
    assert caught.value.where == where


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"id": GOOD["id"]}])
def test_what_is_no_person_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidInput):
        read_person(raw)
