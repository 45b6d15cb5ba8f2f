"""The longest stalls of the window, told at the end of a run. Needs no Qt, so that every process may have it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

PROPERTY = "longest stall"
"""Under which name a test's report carries it."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each file of journeys."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind if isinstance(one, pytest.TestReport)]
    for line in lines(reports):
        terminalreporter.write_line(line)


def lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """The longest stall of each file of tests, in words."""
    worst: dict[str, tuple[float, str, str]] = {}
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == PROPERTY and report.when == "teardown":
                place, _, test = report.nodeid.partition("::")
                found = (float(value["ms"]), str(value["said"]), test)
                worst[place] = max(worst.get(place, (-1.0, "", "")), found)
    return [
        f"longest stall: {place.rpartition('/')[2].removeprefix('test_').removesuffix('.py')} {said} in {test}"
        for place, (_ms, said, test) in sorted(worst.items())
    ]
