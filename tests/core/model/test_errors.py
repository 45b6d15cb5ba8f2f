"""Known errors: the sentence for people, the problem document for programs, the exit code for shells."""

from __future__ import annotations

import pytest

from counterseal import errors
from counterseal.errors import InvalidInput, KnownError


def kinds() -> list[type[KnownError]]:
    found, wave = [KnownError], [KnownError]
    while wave:
        wave = [sub for kind in wave for sub in kind.__subclasses__() if sub.__module__ == errors.__name__]
        found += wave
    return found


def test_text_says_what_where_and_what_to_do() -> None:
    assert InvalidInput("It is wrong").text() == "It is wrong."
    assert InvalidInput("Is it wrong?", todo="Look.").text() == "Is it wrong? Look."
    assert InvalidInput("It is wrong.").text() == "It is wrong."
    error = InvalidInput("It is wrong", where="a/b", todo="Mend it.")
    assert error.text() == str(error) == "It is wrong (a/b). Mend it."


def test_a_problem_document_has_the_members_of_rfc_9457() -> None:
    error = InvalidInput("It is wrong", where="a/b", todo="Mend it.", code="odd", index=3)
    assert error.as_problem() == {
        "type": "about:blank",
        "title": "It is wrong",
        "status": 422,
        "code": "odd",
        "where": "a/b",
        "todo": "Mend it.",
        "index": 3,
    }
    assert InvalidInput.code == "invalid_input", "a code for one error must not stick to the class"


def test_codes_are_stable_names_and_each_kind_has_its_own() -> None:
    codes = [kind.code for kind in kinds()]
    assert len(codes) == len(set(codes))
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_statuses_and_exit_codes_are_those_of_the_contract(kind: type[KnownError]) -> None:
    assert 400 <= kind.http_status < 600
    assert kind.exit_code == {"WrongUse": 2, "Unreachable": 3}.get(kind.__name__, 1)
