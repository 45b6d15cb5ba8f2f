"""The window's tables of the core's closed vocabularies say, in English, exactly what the core says."""

from __future__ import annotations

import pytest

from counterseal.model.autonomy import Level
from counterseal.model.risk import Risk
from counterseal_desktop.widgets import vocabulary as words


@pytest.mark.parametrize("level", Level)
def test_a_level_is_said_as_the_core_says_it(level: Level) -> None:
    assert (words.level_word(level), words.level_sentence(level)) == (level.word, level.sentence)
    assert words.level_name(level) == f"{level.value} {level.word}"


@pytest.mark.parametrize("risk", Risk)
def test_a_risk_is_said_as_the_core_says_it(risk: Risk) -> None:
    assert (words.risk_word(risk), words.risk_sentence(risk)) == (risk.word, risk.sentence)


@pytest.mark.parametrize("role", ["owner", "reviewer", "auditor"])
def test_a_role_keeps_its_word_in_english(role: str) -> None:
    assert words.role_word(role) == role


def test_a_role_that_is_not_known_is_shown_with_nothing_hidden() -> None:
    assert "\u202e" not in words.role_word("own\u202eer")
