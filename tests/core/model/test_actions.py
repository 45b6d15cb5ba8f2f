"""An action's six members, ids and names (DESIGN 4.1, 4.2) and its states (4.4)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_values import GOOD_OBJECTS

from counterseal.errors import InvalidInput
from counterseal.model.actions import Action, Proposal, State, check_agent_id, check_tool, check_uuid

ID = "0193e5a0-7c1e-7b3a-9d52-0a1b2c3d4e5f"
MEMBERS: dict[str, Any] = {
    "v": 1,
    "id": ID,
    "agent": "refunds",
    "tool": "refunds.issue",
    "arguments": {"amount_minor": 124000, "order": "A-17"},
    "expires_at": "2026-11-21T13:02:11.482Z",
}


def test_members_are_read_and_written_back_in_the_contracts_order() -> None:
    action = Action.from_members(MEMBERS)
    assert action == Action(ID, "refunds", "refunds.issue", MEMBERS["arguments"], MEMBERS["expires_at"])
    assert list(action.members()) == ["v", "id", "agent", "tool", "arguments", "expires_at"]
    assert action.members() == MEMBERS
    assert Action.from_members({**MEMBERS, "expires_at": None}).expires_at is None


@given(GOOD_OBJECTS)
def test_any_arguments_that_are_i_json_come_back(arguments: dict[str, Any]) -> None:
    members = {**MEMBERS, "arguments": arguments}
    assert Action.from_members(members).members() == members


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"v": 2}, "action/v"),
        ({"v": True}, "action/v"),
        ({"v": "1"}, "action/v"),
        ({"id": None}, "action/id"),
        ({"agent": "Refunds"}, "action/agent"),
        ({"tool": ""}, "action/tool"),
        ({"tool": 7}, "action/tool"),
        ({"arguments": []}, "action/arguments"),
        ({"arguments": None}, "action/arguments"),
        ({"arguments": "{}"}, "action/arguments"),
        ({"arguments": {"n": 2**53}}, "/n"),
        ({"arguments": {"n": "\ud800"}}, "/n"),
        ({"expires_at": "tomorrow"}, "action/expires_at"),
        ({"expires_at": 1764000000}, "action/expires_at"),
        ({"claims": {}}, "action"),
    ],
)
def test_a_member_with_a_fault_is_refused_where_it_stands(change: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Action.from_members({**MEMBERS, **change})
    assert caught.value.where == where


@pytest.mark.parametrize("name", list(MEMBERS))
def test_no_member_may_be_missing(name: str) -> None:
    with pytest.raises(InvalidInput, match="exactly the members"):
        Action.from_members({key: value for key, value in MEMBERS.items() if key != name})


@pytest.mark.parametrize("raw", [None, [], "action", 1, [MEMBERS]])
def test_what_is_no_object_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidInput, match="exactly the members"):
        Action.from_members(raw)


@given(st.uuids())
def test_ids_are_lower_case_uuids_and_no_other_spelling(value: uuid.UUID) -> None:
    assert check_uuid(str(value), "id") == str(value)
    for other in (value.hex, f"{{{value}}}", value.urn, f" {value}", f"{value}\n", value):
        with pytest.raises(InvalidInput) as caught:
            check_uuid(other, "id")
        assert caught.value.code == "bad_id"


def test_an_upper_case_id_is_refused() -> None:
    with pytest.raises(InvalidInput):
        check_uuid(ID.upper(), "id")


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,63}", fullmatch=True))
def test_agent_ids_in_the_contracts_alphabet_are_taken(value: str) -> None:
    assert check_agent_id(value) == value


@pytest.mark.parametrize("value", ["", "-a", ".a", "_a", "A", "a b", "a/b", "é", "a\n", "a" * 65, "а", None, 1, b"a"])
def test_other_agent_ids_are_refused(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_agent_id(value)
    assert caught.value.code == "bad_agent_id"


def test_tool_names_have_one_to_two_hundred_characters() -> None:
    assert check_tool("x" * 200) == "x" * 200
    assert check_tool("größe.ändern") == "größe.ändern"
    for value in ("", "x" * 201, None, 5, ["x"]):
        with pytest.raises(InvalidInput) as caught:
            check_tool(value)
        assert caught.value.code == "bad_tool"
    with pytest.raises(InvalidInput) as half:
        check_tool("\ud800")
    assert half.value.code == "lone_surrogate"


def test_states_that_end_are_those_of_the_contract() -> None:
    going_on = {State.HELD, State.APPROVED, State.ALLOWED, State.PERMITTED, State.UNKNOWN}
    assert {state for state in State if not state.ended} == going_on


def test_a_proposal_has_every_verdict_unless_its_source_has_fewer() -> None:
    action = Action.from_members(MEMBERS)
    assert Proposal(action).verdicts == ("approve", "edit", "reject", "answer")
    assert Proposal(action, verdicts=("reject",), problem="cannot be shown").verdicts == ("reject",)
