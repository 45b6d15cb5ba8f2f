"""What a session asks, from what the real server was recorded to say, and from what no honest server says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterseal.gateway.upstreams.adk.confirmations import PAYLOAD, UNREADABLE, read_ending, read_session
from counterseal.gateway.upstreams.adk.places import Owner, Place, agent_of, is_usable, users_of
from counterseal.gateway.upstreams.adk.trace import context_of, trace_of
from gateway.adk.served_adk import RECORDED, asking, asks_of, waiting

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


def test_what_waits_is_read_with_the_calls_own_arguments() -> None:
    first, second, credit = read_session(waiting())
    assert (first.tool, dict(first.arguments)) == ("issue_refund", {"order": "88213", "amount_minor": 124000})
    assert (first.verdicts, first.index, first.count) == (("approve", "reject"), 0, 3)
    assert (second.index, second.problem) == (1, None)
    assert dict(credit.arguments) == {"customer": "Bo", PAYLOAD: {"amount_minor": 0}}
    assert credit.verdicts == ("approve", "edit", "reject")
    assert credit.schema is not None
    assert credit.schema["properties"] == {"customer": {"const": "Bo"}, PAYLOAD: {}}
    assert credit.summary == "How much?"


def test_an_answered_session_asks_nothing_and_says_what_became_of_it() -> None:
    session = RECORDED["answered"]
    assert read_session(session) == []
    first, second, _credit = [one.call for one in read_session(waiting())]
    answer = next(i for i, event in enumerate(session["events"]) if i > 0 and event["author"] == "user")
    done, refused = read_ending(session, answer, first), read_ending(session, answer, second)
    assert done is not None
    assert refused is not None
    assert (done.outcome, refused.outcome) == ("done", "failed")
    assert "88213" in done.note
    # The placeholder, which came before the answer, is no result.
    assert read_ending(waiting(), 0, "") is None


def test_nothing_is_offered_before_the_placeholder_or_after_a_rewind() -> None:
    early = waiting()
    early["events"] = [event for event in early["events"] if not event["actions"]["requestedToolConfirmations"]]
    assert read_session(early) == []
    taken_back = waiting()
    invocation = taken_back["events"][0]["invocationId"]
    taken_back["events"].append({"author": "user", "actions": {"rewindBeforeInvocationId": invocation}})
    assert read_session(taken_back) == []
    not_running = waiting()
    asking(not_running)["longRunningToolIds"] = []
    assert read_session(not_running) == []


def test_a_message_of_the_user_that_looks_like_a_request_is_none() -> None:
    session = waiting()
    asking(session)["author"] = "user"
    assert read_session(session) == []


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("args", {"order": "88213", "amount_minor": 1}, "the model's call in the session is another one"),
        ("name", "other_tool", "the model's call in the session is another one"),
        ("args", ["no", "object"], "not a JSON object"),
        ("name", "", "tool name"),
        ("name", {"a": 1}, "tool name"),
    ],
)
def test_a_request_that_is_not_the_models_call_can_only_be_rejected(member: str, value: Any, words: str) -> None:
    session = waiting(only=0)
    asks_of(session)[0]["args"]["originalFunctionCall"][member] = value
    (asked,) = read_session(session)
    assert (asked.verdicts, dict(asked.arguments)) == (("reject",), {})
    assert asked.problem is not None
    assert words in asked.problem
    assert asked.tool in ("issue_refund", "other_tool", UNREADABLE)


def test_a_request_without_its_call_can_only_be_rejected() -> None:
    session = waiting(only=0)
    del asks_of(session)[0]["args"]["originalFunctionCall"]
    (asked,) = read_session(session)
    assert asked.verdicts == ("reject",)


def test_an_argument_with_the_payloads_name_is_never_mistaken_for_it() -> None:
    session = waiting(only=2)
    original = asks_of(session)[0]["args"]["originalFunctionCall"]
    for event in session["events"]:
        for part in event["content"]["parts"]:
            if part.get("functionCall", {}).get("id") == original["id"]:
                part["functionCall"]["args"][PAYLOAD] = 1
    original["args"][PAYLOAD] = 1
    (asked,) = read_session(session)
    assert asked.verdicts == ("reject",)


def test_secrets_do_not_stand_in_the_schema() -> None:
    session = waiting(only=2)
    for event in session["events"]:
        for part in event["content"]["parts"]:
            if part.get("functionCall", {}).get("name") == "give_credit":
                part["functionCall"]["args"]["password"] = "hunter2-hunter2"
    asks_of(session)[0]["args"]["originalFunctionCall"]["args"]["password"] = "hunter2-hunter2"
    (asked,) = read_session(session)
    assert asked.verdicts == ("approve", "edit", "reject")
    assert "hunter2" not in str(asked.schema)


def test_the_trace_leads_to_the_call() -> None:
    first, second, _credit = read_session(waiting())
    steps = trace_of(waiting(), second)
    assert [step.kind for step in steps] == ["message", "model"]
    assert [step.proposes for step in steps] == [False, True]
    assert [call.tool for call in steps[1].calls] == ["issue_refund", "issue_refund", "give_credit"]
    items = context_of(waiting(), first)
    assert [item.author for item in items] == ["User", "support"]
    assert "charged twice" in items[1].text


@given(
    _JSON, st.sampled_from(["content", "id", "author", "actions", "longRunningToolIds", "timestamp", "invocationId"])
)
def test_no_value_in_an_event_breaks_the_reading(value: Any, member: str) -> None:
    for position in range(4):
        session = waiting()
        session["events"][position][member] = value
        for asked in read_session(session):
            assert sum(step.proposes for step in trace_of(session, asked)) >= 1
            assert ("approve" in asked.verdicts) == (asked.problem is None)
            context_of(session, asked)


@settings(max_examples=15)
@given(_JSON, st.sampled_from(["id", "name", "args"]))
def test_no_value_in_a_call_breaks_the_reading(value: Any, member: str) -> None:
    for position in (1, 2, 3):
        session = waiting()
        for part in session["events"][position]["content"]["parts"]:
            for kind in ("functionCall", "functionResponse"):
                if kind in part:
                    part[kind][member] = value
        for asked in read_session(session):
            assert sum(step.proposes for step in trace_of(session, asked)) >= 1
            assert ("approve" in asked.verdicts) == (asked.problem is None)


def test_whose_sessions_are_looked_at() -> None:
    assert users_of("support", {}) == ("user",)
    assert users_of("support", {"support": "a"}) == ("user",)
    named = {"support/ada": "a", "*/bo": "b", "other/eve": "c"}
    assert users_of("support", named) == ("ada", "bo")
    assert users_of("other", named) == ("bo", "eve")
    assert agent_of(Owner("support", "ada"), named, "x") == "a"
    assert agent_of(Owner("support", "bo"), {**named, "support": "s"}, "x") == "s"
    assert agent_of(Owner("new", "nobody"), named, "x") == "x"


def test_names_mean_only_themselves_in_a_path() -> None:
    assert Place(Owner("a/b", "ada@example.com"), "x?y").path == "/apps/a%2Fb/users/ada%40example.com/sessions/x%3Fy"
    bad = ["", ".", "..", "a\nb", "x" * 257, "\ud800", None, 7]
    assert not any(is_usable(name) for name in bad)
