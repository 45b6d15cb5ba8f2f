"""The command's pure parts: ids, typed edits, and text that cannot steer a terminal."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.cli.arguments import changed, from_file
from counterseal.cli.choosing import choose, short
from counterseal.cli.terminal import block, one_line, pairs, safe, table
from counterseal.errors import InvalidInput, KnownError, NotFound, WrongUse

IDS = ("01a1fd45-0d4d-7431-a5d1-3ca1181a3333", "01a1fd45-0d7d-7aab-9a91-161fffd747fb")
SCHEMA = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "rate": {"type": "number"},
        "name": {"type": "string"},
        "urgent": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "mode": {"enum": ["fast", "slow"]},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "who": {"type": "object", "properties": {"age": {"type": "integer"}}},
    },
}
GIVEN = {"count": 1, "rate": 0.5, "name": "a", "tags": ["x", "y"], "who": {"age": 3}, "plain": 7, "dotted.name": "d"}


def test_an_id_is_chosen_by_whole_beginning_or_end() -> None:
    assert choose(IDS[0], IDS, "action") == IDS[0]
    assert choose("181A3333", IDS, "action") == IDS[0]
    assert choose("01a1fd45-0d7d", IDS, "action") == IDS[1]
    assert choose(short(IDS[1]), IDS, "action") == IDS[1]


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [("a3333", WrongUse, "short_id"), ("01a1fd45", WrongUse, "ambiguous"), ("ffffffff", NotFound, "not_found")],
)
def test_an_id_that_is_short_ambiguous_or_unknown_is_refused(typed: str, kind: type[KnownError], code: str) -> None:
    with pytest.raises(kind) as caught:
        choose(typed, IDS, "action")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("assignment", "place", "value"),
    [
        ("count=12", "count", 12),
        ("rate=2", "rate", 2),
        ("rate=1e3", "rate", 1000.0),
        ("name=12", "name", "12"),
        ("name=a=b", "name", "a=b"),
        ("name=", "name", ""),
        ("urgent=true", "urgent", True),
        ("note=null", "note", None),
        ("note=nullable", "note", "nullable"),
        ("mode=slow", "mode", "slow"),
        ("either=5", "either", 5),
        ("either=five", "either", "five"),
        ("plain=8", "plain", 8),
        ("dotted.name=e", "dotted.name", "e"),
        ("/tags=[]", "tags", []),
    ],
)
def test_a_set_value_gets_the_type_that_the_tool_takes(assignment: str, place: str, value: object) -> None:
    after = changed(GIVEN, SCHEMA, [assignment])
    assert after[place] == value
    assert type(after[place]) is type(value)
    assert {k: v for k, v in after.items() if k != place} == {k: v for k, v in GIVEN.items() if k != place}


def test_nested_places_are_reached_and_the_original_stays() -> None:
    after = changed(GIVEN, SCHEMA, ["who.age=4", "tags.1=z", "/who/age=5"])
    assert (after["who"], after["tags"]) == ({"age": 5}, ["x", "z"])
    assert (GIVEN["who"], GIVEN["tags"]) == ({"age": 3}, ["x", "y"])


@pytest.mark.parametrize(
    "assignment",
    ["count=1.5", "count=5 ", "count=٥", "count=99999999999999999999", "urgent=yes", "plain=8.5", "rate=NaN", "rate=01",
     "unknown=1", "who.name.first=1", "tags.2=z", "tags.-1=z", "who=[]", "name.deeper=x"],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(assignment: str) -> None:
    with pytest.raises(InvalidInput):
        changed(GIVEN, SCHEMA, [assignment])


@pytest.mark.parametrize("assignment", ["count", "=5", " =5"])
def test_an_assignment_needs_path_and_value(assignment: str) -> None:
    with pytest.raises(WrongUse):
        changed(GIVEN, SCHEMA, [assignment])


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[1]", "{", '{"a":NaN}'])
def test_an_arguments_file_is_one_strict_object(tmp_path: Path, text: str) -> None:
    path = tmp_path / "arguments.json"
    path.write_text(text)
    with pytest.raises(InvalidInput):
        from_file(path)


def steers(text: str) -> list[str]:
    return [char for char in text if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")]


HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x07\r\u202e\u2066\u200b\U000e0041\u0085⟦⟧")))


@given(HOSTILE)
def test_nothing_printed_steers_a_terminal(text: str) -> None:
    for line in (safe(text), one_line(text), *block(text, "  | "), *pairs([(text, text)]), *table(("A",), [(text,)])):
        assert steers(line) == []
        assert steers(safe(line)) == []


@given(HOSTILE)
def test_lines_from_outside_never_begin_a_line_of_ours(text: str) -> None:
    assert all(line.startswith("  | ") for line in block(text, "  | "))
    assert "\n" not in one_line(text)
    assert len(one_line(text, 40)) <= 40


def test_a_forged_chip_is_told_from_a_real_one() -> None:
    real, forged = one_line("a\u202eb"), one_line("a⟦U+202E⟧b")
    assert real == "a⟦U+202E⟧b"
    assert forged == "a⟦U+27E6⟧U+202E⟧b"
    assert (safe(real), safe(forged)) == (real, forged)


def test_a_cut_never_leaves_half_a_chip_and_long_text_is_counted() -> None:
    assert one_line("a" * 35 + "\u202e" * 3, 40) == "a" * 35 + "…"
    assert block("\n".join("abcdef"), "", most=2)[-1].startswith("… 4 more lines")
