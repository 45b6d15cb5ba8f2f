"""The page that says what was seen to work with which framework, at which version and when; made from a run's tests.

A test carries ``@pytest.mark.connects("Google ADK", "edit")``, or with ``how="..."`` where it is an honest emulation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connect.frameworks import FRAMEWORKS, VERBS

PROPERTY = "connects"


@dataclass(frozen=True, slots=True)
class Shown:
    """One test's word on one cell."""

    framework: str
    what: str
    how: str
    passed: bool


def marks(item: pytest.Item) -> Iterable[tuple[str, str, str]]:
    """What a test shows: framework, verb, and how where it is emulated. Raises UsageError for an unknown word."""
    for mark in item.iter_markers("connects"):
        framework, what = mark.args
        for one in [what] if isinstance(what, str) else what:
            if framework not in FRAMEWORKS or one not in VERBS:
                raise pytest.UsageError(f"{item.nodeid}: connects({framework!r}, {one!r}) is not in frameworks.py")
            yield framework, one, str(mark.kwargs.get("how", ""))


def page(shown: Iterable[Shown], now: datetime) -> str:
    """The page in Markdown. A cell is "yes" only where every test of it passed."""
    cells: dict[tuple[str, str], list[Shown]] = defaultdict(list)
    for one in shown:
        cells[one.framework, one.what].append(one)
    notes: list[str] = []
    lines = [
        "# What was seen to work",
        "",
        f"Made by `make test-connect DOCS=docs/connect` on {now:%d %B %Y}: each cell is a test against the real library"
        " or server in the version named, without a network.",
        "",
        "| framework | version | " + " | ".join(VERBS) + " |",
        "|" + "---|" * (len(VERBS) + 2),
    ]
    for name, framework in FRAMEWORKS.items():
        if not any(key[0] == name for key in cells):
            continue
        said = [_cell(cells.get((name, verb), []), dict(framework.without).get(verb, ""), notes) for verb in VERBS]
        lines.append(f"| [{name}]({framework.page}.md) | {framework.version or '-'} | " + " | ".join(said) + " |")
    return "\n".join([*lines, "", *(f"{place}. {note}" for place, note in enumerate(notes, 1)), ""])


def _cell(tests: list[Shown], without: str, notes: list[str]) -> str:
    if not tests:
        return _noted("does not exist", without, notes) if without else "not tried"
    if not all(test.passed for test in tests):
        return "**fails**"
    hows = [test.how for test in tests if test.how]
    return _noted("emulated", hows[0], notes) if hows else "yes"


def _noted(word: str, note: str, notes: list[str]) -> str:
    if note not in notes:
        notes.append(note)
    return f"{word} ({notes.index(note) + 1})"


class Collector:
    """Hears the results of a run, from every worker, and writes the page at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: list[Shown] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            for name, value in report.user_properties:
                if name == PROPERTY:
                    framework, what, how = value
                    self.shown.append(Shown(framework, what, how, report.passed))

    def pytest_sessionfinish(self) -> None:
        if self.shown:
            (self.folder / "matrix.md").write_text(page(self.shown, datetime.now(UTC)), "utf-8")
