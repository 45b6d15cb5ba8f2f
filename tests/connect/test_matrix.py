"""The page of what works is made of what passed, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connect.frameworks import FRAMEWORKS, ROOT, VERBS
from connect.matrix import Shown, page
from connect.programs import Program, page_code

DAY = datetime(2026, 11, 21, tzinfo=UTC)


def row(text: str, framework: str) -> dict[str, str]:
    """One framework's cells by verb."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| [{framework}]")]
    return dict(zip(("name", "version", *VERBS), (cell.strip() for cell in line.strip("|").split("|")), strict=True))


def test_a_cell_needs_every_test_of_it_to_pass() -> None:
    said = page(
        [Shown("A2A", "approve", "", True), Shown("A2A", "edit", "", True), Shown("A2A", "edit", "", False)], DAY
    )
    cells = row(said, "A2A")
    assert (cells["approve"], cells["edit"], cells["halt"]) == ("yes", "**fails**", "not tried")
    assert "21 November 2026" in said


def test_an_emulation_says_how() -> None:
    said = page([Shown("CrewAI", "edit", "a rejection that carries the corrected arguments", True)], DAY)
    assert row(said, "CrewAI")["edit"] == "emulated (1)"
    assert "1. a rejection that carries the corrected arguments" in said


def test_what_was_not_run_is_not_listed() -> None:
    assert "Strands" not in page([Shown("CrewAI", "edit", "", True)], DAY)


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=lambda one: one.page)
def test_what_a_framework_lacks_is_a_verb(framework: object) -> None:
    assert {verb for verb, _why in framework.without} <= set(VERBS)  # type: ignore[attr-defined]


def test_every_environment_has_a_lock() -> None:
    folder = ROOT / "requirements" / "connect"
    locked = {path.stem for path in folder.glob("*.lock")} | {
        path.parent.name for path in folder.glob("*/package.json")
    }
    assert {one.environment for one in FRAMEWORKS.values()} - {"", "langgraph"} == locked


def test_a_program_is_heard_and_ended() -> None:
    import sys

    code = "import json, sys; print(json.dumps({'ready': 1})); [print(line, end='') for line in sys.stdin]; print('x')"
    with Program([sys.executable, "-c", code], takes_input=True) as program:
        assert program.expect_line("ready") == 1
        program.say(more=2)
        assert program.process.stdin is not None
        program.process.stdin.close()
        assert program.expect_line("more") == 2
        assert program.expect_end() == 0
        with pytest.raises(AssertionError, match="ended without 'never'"):
            program.expect_line("never")


def test_a_block_that_a_page_does_not_show_is_named() -> None:
    with pytest.raises(AssertionError, match=r"not 'nothing\.py'"):
        page_code("README", "nothing.py")
