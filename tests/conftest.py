"""What holds for every test: no screen, nothing of the user's within reach, and nothing left running afterwards."""

from __future__ import annotations

import faulthandler
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

import leftovers

SOAK = os.environ.get("COUNTERSEAL_SOAK") == "1"
_KEPT = {"COUNTERSEAL_SOAK", "COUNTERSEAL_BENCH", "COUNTERSEAL_LANGGRAPH_VENV"}
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
    return place


# Here and not in a hook: test modules import Qt, keyring and platformdirs while they are collected.
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests to ``make soak``."""
    if SOAK:
        return
    soaking = [item for item in items if item.get_closest_marker("soak")]
    if soaking:
        config.hook.pytest_deselected(items=soaking)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


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
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a thread, process, QThread or QTimer behind; what wider fixtures run is theirs."""
    qt = "qapp" in request.fixturenames
    before = leftovers.running(qt)
    yield
    left = leftovers.wait_until_gone(before, qt=qt)
    if left:
        leftovers.end_processes(left)
        pytest.fail("this test left running: " + "; ".join(str(one) for one in left), pytrace=False)
