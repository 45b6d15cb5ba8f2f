"""Escaping: whatever comes in, nothing hidden or steering goes out, and nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hostile_texts import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from counterseal_desktop.widgets.untrusted_escape import (
    CHIP,
    PAGE_BYTES,
    display_line,
    escape_untrusted,
    find_notes,
    page_from,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_hostile_character_survives(text: str) -> None:
    for char in escape_untrusted(text):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"), hex(
            ord(char)
        )


@given(ANY_TEXT)
def test_no_control_or_format_character_survives_in_any_text(text: str) -> None:
    shown = escape_untrusted(text)
    bad = [
        c for c in shown if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
    ]
    assert bad == []


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200))
def test_ordinary_ascii_is_unchanged(text: str) -> None:
    assert escape_untrusted(text) == text


@given(ANY_TEXT)
def test_a_chip_cannot_be_forged(text: str) -> None:
    # Every opening bracket in the output starts a chip that we made for a character of the input.
    shown = escape_untrusted(text)
    assert shown.count("⟦") == len(CHIP.findall(shown))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("invoice\u202egpj.exe", "invoice⟦U+202E⟧gpj.exe"),
        ("⟦U+202E⟧", "⟦U+27E6⟧U+202E⟧"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a⟦U+000D⟧b"),
        ("\x1b[31m", "⟦U+001B⟧[31m"),
        ("x\U000e0041", "x⟦U+E0041⟧"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("a\ufe0f", "a⟦U+FE0F⟧"),
        ("z" + "\u0301" * 9, "z\u0301\u0301\u0301⟦6 more marks⟧"),
    ],
)
def test_how_it_reads(text: str, shown: str) -> None:
    assert escape_untrusted(text) == shown


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("plain words, 1,240.00 EUR", ()),
        ("naïve Größe Öberg", ()),
        ("see https://evil.example/x", ("contains a link, shown as text",)),
        ("open file:///etc/passwd", ("contains a link, shown as text",)),
        ("[x](y)", ("contains a link, shown as text",)),
        ("p\u0430ypal", ("mixes Latin and Cyrillic letters",)),
        ("Привет, Maria", ()),
        ("a\u200bb\u200bc", ("hides 2 invisible characters",)),
        ("\x1b[0m", ("hides 1 invisible character", "holds terminal control codes")),
        ("שלום", ("contains right-to-left letters",)),
        ("𝐩𝐚𝐲", ("uses letters drawn in another style",)),
        ("a\r\nb", ()),
    ],
)
def test_notes(text: str, notes: tuple[str, ...]) -> None:
    assert find_notes(text) == notes


@given(ANY_TEXT, st.integers(min_value=8, max_value=120))
def test_a_display_line_is_one_short_line(text: str, most: int) -> None:
    line = display_line(text, most)
    assert "\n" not in line
    assert "\t" not in line
    assert len(line.strip("\u2066\u2069")) <= most
    assert line.count("⟦") == len(CHIP.findall(line)), "a chip was cut in half"


def test_right_to_left_lines_are_isolated_and_others_not() -> None:
    assert display_line("שלום 12") == "\u2066שלום 12\u2069"
    assert display_line("plain") == "plain"


@given(st.lists(st.sampled_from(["\u202e", "a", "ö", "\n", "😀", "⟦"]), min_size=1, max_size=40), st.integers(1, 4000))
def test_pages_are_bounded_and_lose_nothing(alphabet: list[str], times: int) -> None:
    text = "".join(alphabet) * times
    at, shown = 0, []
    while at < len(text):
        page, following = page_from(text, at)
        assert following > at
        assert len(page.encode()) <= PAGE_BYTES
        shown.append(page)
        at = following
    assert "".join(shown) == escape_untrusted(text)
