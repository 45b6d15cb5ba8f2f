"""Tests that are collected once; a forked process then runs some of them without importing or collecting anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import _prepareconfig


class FirstToFail:
    """Writes down which test noticed a change, so that the next changes meet it first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")


class Collected:
    """The tests that pytest finds with these arguments in the working folder.

    It holds the session open, which ``pytest.main`` would end; the steps are those of its own ``wrap_session``.

    Attributes:
        noticed: the file in which the tests that failed are written down.
    """

    def __init__(self, arguments: Iterable[str], noticed: Path) -> None:
        config = _prepareconfig(["--rootdir=.", "--tb=no", "-q", "-s", *arguments], [FirstToFail(noticed)])
        config._do_configure()
        self._session = pytest.Session.from_config(config)
        config.hook.pytest_sessionstart(session=self._session)
        config.hook.pytest_collection(session=self._session)
        # Its dots would stand between the figures.
        config.pluginmanager.unregister(name="terminalreporter")
        self._items = {item.nodeid: item for item in self._session.items}

    def run(self, tests: Sequence[str]) -> int:
        """In a forked process: run these in order until one fails. Returns 1 then, else 0."""
        try:
            items = [self._items[test] for test in tests]
            for item, following in pairwise([*items, None]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._session.testsfailed:
                    return 1
        except BaseException:  # noqa: BLE001  (whatever ends the run was done by the change)
            return 1
        return 0
