"""Covering the secrets of a call in a text about it, however a program wrote them there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest

from counterseal.policy.unmasking import cover

SECRET = "p\"a'ss/w\u00f6rd +\\1\n"
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "repr": repr,
    "ascii": ascii,
    "repr of an error": lambda secret: repr(KeyError(secret)),
    "JSON": lambda secret: json.dumps({"x": [secret]}),
    "JSON in UTF-8": lambda secret: json.dumps([secret], ensure_ascii=False),
    "JSON of PHP": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "path": lambda secret: f"https://bank.example/{quote(secret)}?x",
    "part of a path": lambda secret: quote(secret, safe=""),
    "form": lambda secret: urlencode({"q": secret}),
    "form, small letters": lambda secret: re.sub("%..", lambda found: found.group().lower(), quote_plus(secret)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [SECRET, "hunter'two", 'hunter"two', "hunter two/three"])
def test_a_secret_is_covered_in_every_form(form: str, secret: str) -> None:
    written = FORMS[form](secret)
    said = cover(f"failed: {written} was refused", (secret,))
    assert said.startswith("failed: ")
    assert said.endswith(" was refused")
    assert all(part not in said for part in ("ss", "rd", "hunter", "two", "three"))


def test_a_quote_beside_the_secret_changes_how_it_is_escaped() -> None:
    said = cover(repr('the "bank" said: hunter\'two'), ("hunter'two",))
    assert "hunter" not in said
    assert "two" not in said


def test_an_escaped_secret_that_was_cut_goes_too() -> None:
    written = json.dumps(SECRET)[:-4] + "\u2026"
    said = cover(f"failed: {written}", (SECRET,))
    assert 'p\\"a' not in said
    assert said.startswith("failed: ")


def test_a_half_character_does_not_stop_the_covering() -> None:
    assert "hunter" not in cover("failed: hunter\ud800two", ("hunter\ud800two",))
