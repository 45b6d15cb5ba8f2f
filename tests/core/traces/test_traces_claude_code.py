"""Claude Code transcripts become steps: answers put together and counted once, tools with results, subagents below."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trace_samples import MERGE, TRANSCRIPT, answer, claude, lines, tool_result, tool_use

from counterseal.errors import InvalidInput
from counterseal.model.traces import MatchedBy, proposing_step, totals_of, tree_of
from counterseal.traces.reading import read_file


def test_a_transcript_is_read_as_a_person_would_tell_it() -> None:
    opened = read_file(lines(TRANSCRIPT), "session.jsonl")
    assert (opened.source, opened.began_at, opened.passed_over) == ("claude_code", "2026-11-21T12:00:00.000Z", 2)
    assert [(step.kind, step.name, step.start_ms, step.duration_ms, step.failed) for step in opened.steps] == [
        ("message", "Person", 0, None, False),
        ("model", "claude-opus-4-6", 0, 3500, False),
        ("tool", "Bash", 3500, 6000, False),
        ("model", "claude-opus-4-6", 9500, 2500, False),
        ("tool", "Bash", 12000, 8000, True),
        ("message", "informational", 12200, None, False),
    ]
    assert tree_of(opened.steps).depths == (0, 1, 2, 1, 2, 1)


def test_an_answer_in_several_records_is_one_step_counted_once() -> None:
    steps = read_file(lines(TRANSCRIPT)).steps
    assert steps[1].text == 'First the tests.\n\nI run the tests.\n\n→ Bash {"command": "make test"}'
    assert (steps[1].tokens_in, steps[1].tokens_out) == (9503, 40)
    totals = totals_of(steps)
    assert (totals.tokens, totals.tokens_in, totals.tokens_out) == (19071, 19006, 65)


def test_a_tool_tells_its_arguments_and_its_result() -> None:
    steps = read_file(lines(TRANSCRIPT)).steps
    assert steps[2].text == 'Arguments\n{\n "command": "make test"\n}\n\nResult\n412 passed'
    assert steps[4].text.endswith("Result\ndenied")


def test_the_answer_that_asks_is_found_by_its_id_and_by_its_arguments() -> None:
    steps = read_file(lines(TRANSCRIPT)).steps
    by_id = proposing_step(steps, "Bash", {}, frozenset({"toolu_2"}))
    by_call = proposing_step(steps, "Bash", MERGE)
    assert (by_id and (by_id.index, by_id.by)) == (3, MatchedBy.CALL_ID)
    assert (by_call and (by_call.index, by_call.by)) == (3, MatchedBy.CALL)
    assert proposing_step(steps, "Bash", {"command": "git push"}) is None


def test_a_torn_last_line_is_left_out_and_told() -> None:
    whole = lines(TRANSCRIPT)
    opened = read_file(whole + b'{"type":"assistant","mess')
    assert opened.torn
    assert opened.steps == read_file(whole).steps
    assert not read_file(whole).torn


def test_a_torn_line_in_the_middle_is_an_error_with_its_place() -> None:
    head = lines(TRANSCRIPT[:3])
    with pytest.raises(InvalidInput) as raised:
        read_file(head + b'{"type":"assist\n' + lines(TRANSCRIPT[3:]))
    assert raised.value.where == "line 4 column 9"
    assert raised.value.code == "not_json"


SUB = {"description": "look", "prompt": "Find who calls issue()."}


@pytest.mark.parametrize("by_prompt", [True, False])
def test_a_subagent_stands_under_the_tool_that_started_it(by_prompt: bool) -> None:
    link: dict[str, Any] = {"isSidechain": True} if by_prompt else {"parent_tool_use_id": "toolu_9"}
    begin = {**link, "parentUuid": None}
    blocks = [{"type": "text", "text": "ok"}]
    records = (
        claude("user", 0, 1, message={"role": "user", "content": "Look."}),
        claude("assistant", 1, 2, message=answer("m1", tool_use("toolu_9", "Task", SUB))),
        {**claude("user", 2, 3, message={"role": "user", "content": SUB["prompt"]}), **begin},
        {**claude("assistant", 3, 4, message=answer("m2", {"type": "text", "text": "main.py"})), **link},
        claude(
            "user",
            4,
            5,
            message={"role": "user", "content": [tool_result("toolu_9", blocks)]},
        ),
        claude("assistant", 5, 6, message=answer("m3", {"type": "text", "text": "Done."})),
    )
    steps = read_file(lines(records)).steps
    assert [step.name for step in steps] == [
        "Person", "claude-opus-4-6", "Task", "Task of the subagent", "claude-opus-4-6", "claude-opus-4-6",
    ]  # fmt: skip
    assert tree_of(steps).depths == (0, 1, 2, 3, 3, 1)
    assert steps[2].text.endswith("Result\nok")


def test_the_stream_of_a_headless_run_has_no_times() -> None:
    records = (
        {"type": "system", "subtype": "init", "session_id": "s", "tools": []},
        {"type": "assistant", "session_id": "s", "message": answer("m1", {"type": "text", "text": "hi"})},
        {"type": "result", "subtype": "success", "session_id": "s", "duration_ms": 5},
    )
    opened = read_file(lines(records))
    assert opened.began_at == ""
    (step,) = opened.steps
    assert (step.text, step.start_ms, step.duration_ms) == ("hi", 0, None)
    assert opened.passed_over == 2


def test_notes_summaries_and_results_of_calls_before_the_file() -> None:
    records = (
        claude("user", 0, 1, isMeta=True, message={"role": "user", "content": "caveat"}),
        claude("user", 1, 2, isCompactSummary=True, message={"role": "user", "content": "before"}),
        claude("user", 2, 3, message={"role": "user", "content": [tool_result("toolu_0", {"a": 1})]}),
    )
    steps = read_file(lines(records)).steps
    assert [(step.kind, step.name, step.text) for step in steps] == [
        ("message", "Note to the model", "caveat"),
        ("message", "Summary of what was said before", "before"),
        ("tool", "Result of an earlier call", '{\n "a": 1\n}'),
    ]


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"message": 5}, "line 2, message"),
        ({"message": {"content": 5}}, "line 2, message.content"),
        ({"message": {"content": [], "usage": 7}}, "line 2, message.usage"),
        ({"message": {"content": [], "usage": {"output_tokens": "many"}}}, "line 2, message.usage.output_tokens"),
        ({"message": {"content": [], "id": []}}, "line 2, message.id"),
        ({"timestamp": "yesterday"}, "line 2, timestamp"),
        ({"timestamp": 5}, "line 2, timestamp"),
        ({"parent_tool_use_id": 1}, "line 2, parent_tool_use_id"),
    ],
)
def test_a_broken_record_names_line_and_member(broken: dict[str, Any], where: str) -> None:
    record = {**claude("assistant", 1, 2, message=answer("m", {"type": "text", "text": "x"})), **broken}
    with pytest.raises(InvalidInput) as raised:
        read_file(lines((TRANSCRIPT[2], record)))
    assert raised.value.where == where


def test_kinds_of_records_and_blocks_that_are_not_known_are_passed_over() -> None:
    records = (
        TRANSCRIPT[2],
        claude("progress", 1, 2, data={}),
        claude("assistant", 2, 3, message=answer("m", {"type": "novel"}, {"type": "text", "text": "x"})),
        {"type": "queue-operation"},
    )
    opened = read_file(lines(records))
    assert [step.text for step in opened.steps] == ["Merge the release branch.", "[novel]\n\nx"]
    assert opened.passed_over == 2


def test_one_record_alone_is_a_transcript() -> None:
    assert read_file(json.dumps(TRANSCRIPT[2]).encode()).steps[0].text == "Merge the release branch."


def test_a_subagent_that_stands_behind_its_result_keeps_its_times() -> None:
    records = (
        claude("user", 0, 1, message={"role": "user", "content": "Look."}),
        claude("assistant", 1, 2, message=answer("m1", tool_use("toolu_9", "Task", SUB))),
        claude("user", 50, 3, message={"role": "user", "content": [tool_result("toolu_9", "ok")]}),
        {**claude("assistant", 5, 4, message=answer("m2", {"type": "text", "text": "a"})), "parentUuid": None},
        {**claude("assistant", 9, 5, message=answer("m3", {"type": "text", "text": "b"})), "parentUuid": "u4"},
        {**claude("assistant", 60, 6, message=answer("m4", {"type": "text", "text": "c"})), "parentUuid": "u3"},
    )
    steps = read_file(lines(records)).steps
    assert [(step.text, step.start_ms, step.duration_ms) for step in steps if step.id.startswith("answer m")][1:] == [
        ("a", 5000, 0), ("b", 5000, 4000), ("c", 50_000, 10_000),
    ]  # fmt: skip


def test_a_subagents_own_file_is_a_trace_by_itself() -> None:
    records = (
        {**claude("user", 0, 1, message={"role": "user", "content": "Survey src/web."}), "isSidechain": True},
        {**claude("assistant", 2, 2, message=answer("m1", {"type": "text", "text": "done"})), "isSidechain": True},
    )
    steps = read_file(lines(records)).steps
    assert [step.name for step in steps] == ["Person", "claude-opus-4-6"]
    assert tree_of(steps).depths == (0, 1)
