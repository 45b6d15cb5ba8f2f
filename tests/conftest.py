"""What holds for every test: no screen, nothing of the user's within reach, and nothing left running afterwards."""

from __future__ import annotations

import faulthandler
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

import leftovers
import spreading
from langgraph_server import langgraph
from stall_lines import pytest_terminal_summary

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from xdist.scheduler import LoadFileScheduling

__all__ = ["langgraph", "pytest_terminal_summary"]
SOAK = os.environ.get("COUNTERSEAL_SOAK") == "1"
_KEPT = {
    "COUNTERSEAL_SOAK",
    "COUNTERSEAL_BENCH",
    "COUNTERSEAL_CONNECT",
    "COUNTERSEAL_MATRIX",
    "COUNTERSEAL_LANGGRAPH_VENV",
}
# A session bus leads to the user's own keyring; the rest would steer the code under test from outside.
_REMOVED = ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "PYTHONSTARTUP")
_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_RUNTIME_DIR": "run",
    "COUNTERSEAL_STATE": "state",
}

# A loaded machine stands still for seconds; a wait that is over ends at once whatever its limit is.
_QT_PATIENCE_MS = 60_000
# Memory to leave to everybody else when temporary files lie in memory.
_ROOM = 2 << 30


def _keep_files_in_memory() -> None:
    """Put temporary files where nothing waits for a disk: each signed decision waits for several writes to reach it.

    Not where somebody chose a place, memory is scarce (a container often has 64 MB there), nothing may be executed, or
    the disk is what is measured. What a lost disk write does is tried with a disk made for it, in ``tests/evidence``.
    """
    memory = "/dev/shm"
    if "TMPDIR" in os.environ or os.environ.get("COUNTERSEAL_BENCH") or not os.access(memory, os.W_OK | os.X_OK):
        return
    about = os.statvfs(memory)
    if about.f_bavail * about.f_frsize > _ROOM and not about.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = memory


def _move_in() -> Path:
    """Point the process, and all it starts, at a home of its own. The path is short: sockets have 107 bytes."""
    place = Path(tempfile.mkdtemp(prefix="cseal-"))
    for name in [name for name in os.environ if name.startswith("COUNTERSEAL_") and name not in _KEPT]:
        del os.environ[name]
    for name in _REMOVED:
        os.environ.pop(name, None)
    for name, folder in _FOLDERS.items():
        (place / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(place / folder)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The window speaks the system's language, and tests read English.
    os.environ |= {"LANGUAGE": "", "LC_ALL": "C.UTF-8"}
    return place


# Here and not in a hook: test modules import Qt, keyring and platformdirs while they are collected.
_keep_files_in_memory()
_PLACE = _move_in()
_NUMBERS = itertools.count()
faulthandler.enable()
set_hypothesis_home_dir(_PLACE / "hypothesis")
hypothesis.settings.register_profile("default", max_examples=40, deadline=None, database=None, print_blob=True)
hypothesis.settings.register_profile("soak", max_examples=5_000, deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("soak" if SOAK else "default")


def pytest_configure(config: pytest.Config) -> None:
    config.add_cleanup(lambda: shutil.rmtree(_PLACE, ignore_errors=True))
    leftovers.adopt_orphans()
    leftovers.watch_pools()
    if folder := os.environ.get("COUNTERSEAL_MATRIX", ""):
        from connect.matrix import Collector

        # The process that spreads the tests hears all results and collects none.
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(Collector(Path(config.rootpath, folder)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """What takes the place of ``--dist loadfile``; other ways of spreading stay as they are."""
    if config.getvalue("dist") != "loadfile":
        return None
    return spreading.LongFirst(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests to ``make soak``, which begins with the long ones."""
    if SOAK:
        spreading.soak_long_first(items)
        return
    soaking = [item for item in items if item.get_closest_marker("soak")]
    if soaking:
        config.hook.pytest_deselected(items=soaking)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, with more patience where a test names none."""
    for name in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=_QT_PATIENCE_MS))
    return qtbot


@pytest.fixture(autouse=True, scope="module")
def state_of_module() -> Iterator[None]:
    """High-water marks of profiles that a module's wider fixtures open."""
    with _own_state():
        yield


@pytest.fixture(autouse=True)
def state_of_test(state_of_module: None) -> Iterator[None]:
    """High-water marks of this test alone: many tests open copies of one profile, with another history each."""
    with _own_state():
        yield


@contextmanager
def _own_state() -> Iterator[None]:
    before = os.environ["COUNTERSEAL_STATE"]
    os.environ["COUNTERSEAL_STATE"] = str(_PLACE / "state" / str(next(_NUMBERS)))
    try:
        yield
    finally:
        os.environ["COUNTERSEAL_STATE"] = before


@pytest.fixture(autouse=True)
def leases_outlast_a_slow_machine(state_of_test: None) -> None:
    """Agents that a module's tests share still hold their leases, however long the tests before took."""
    desks = sys.modules.get("gateway.desks")
    if desks is not None:
        desks.renew_old_leases()


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a thread, process, QThread or QTimer behind; what wider fixtures run is theirs."""
    qt = "qapp" in request.fixturenames
    before = leftovers.running(qt)
    yield
    left = leftovers.wait_until_gone(before, qt=qt)
    if left:
        leftovers.end_processes(left)
        pytest.fail("this test left running: " + "; ".join(str(one) for one in left), pytrace=False)
