"""The bootstrap's judgements: when an environment is ready, when it is remade, and what a person is told to install."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import venv
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environments(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("bootstrap.environments")


@pytest.fixture
def system_packages(environments: ModuleType) -> ModuleType:
    return importlib.import_module("bootstrap.system_packages")


@pytest.fixture
def made(environments: ModuleType, tmp_path: Path) -> object:
    """A finished environment from an empty lock. pip is a marker package: unpacking the real one takes seconds."""
    lock = tmp_path / "empty.lock"
    lock.write_text("", "utf-8")
    environment = environments.Environment(tmp_path / ".venv", lock)
    venv.create(environment.folder, with_pip=False, symlinks=os.name != "nt")
    (site,) = environment.folder.glob("lib/python*/site-packages")
    (site / "pip").mkdir()
    (site / "pip" / "__init__.py").touch()
    stamp = environments.wanted_stamp(environment, environments.distributions(environment))
    (environment.folder / environments.STAMP).write_text(json.dumps(asdict(stamp)), "utf-8")
    return environment


def test_a_finished_environment_is_ready(environments: ModuleType, made: object) -> None:
    assert environments.condition(made) == ("ready", "")


def test_a_ready_environment_is_left_alone(environments: ModuleType, made: object, capfd: object) -> None:
    before = sorted(made.folder.rglob("*"))  # type: ignore[attr-defined]
    environments.provide(made)
    assert sorted(made.folder.rglob("*")) == before  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("damage", "state"),
    [
        ("unfinished", "broken"),
        ("no python", "broken"),
        ("no pip", "broken"),
        ("no stamp", "outdated"),
        ("torn stamp", "outdated"),
        ("package gone", "outdated"),
        ("lock changed", "outdated"),
        ("folder gone", "absent"),
    ],
)
def test_damage_is_noticed(environments: ModuleType, made: object, damage: str, state: str) -> None:
    folder: Path = made.folder  # type: ignore[attr-defined]
    (site,) = folder.glob("lib/python*/site-packages")
    if damage == "unfinished":
        (folder / environments.UNFINISHED).touch()
    elif damage == "no python":
        for link in (folder / "bin").glob("python*"):
            link.unlink()
    elif damage == "no pip":
        (site / "pip" / "__init__.py").unlink()
        (site / "pip").rmdir()
    elif damage == "no stamp":
        (folder / environments.STAMP).unlink()
    elif damage == "torn stamp":
        (folder / environments.STAMP).write_text('{"lock": "', "utf-8")
    elif damage == "package gone":
        (site / "extra-1.0.dist-info").mkdir()
    elif damage == "lock changed":
        made.lock.write_text("# another\n", "utf-8")  # type: ignore[attr-defined]
    else:
        folder.rename(folder.with_name("elsewhere"))
    assert environments.condition(made)[0] == state


def test_a_moved_environment_is_remade(environments: ModuleType, made: object) -> None:
    folder: Path = made.folder  # type: ignore[attr-defined]
    moved = folder.rename(folder.with_name(".venv-moved"))
    environment = environments.Environment(moved, made.lock)  # type: ignore[attr-defined]
    assert environments.condition(environment) == ("broken", "it was moved from another folder")


def test_strays_are_what_neither_lock_nor_project_names(environments: ModuleType, made: object) -> None:
    (site,) = made.folder.glob("lib/python*/site-packages")  # type: ignore[attr-defined]
    for name in ("Typing_Extensions-4.1", "left_over-2.0", "counterseal-0.1.0", "pip-23.2.1"):
        (site / f"{name}.dist-info").mkdir()
    made.lock.write_text("typing-extensions==4.1 \\\n    --hash=sha256:00\n", "utf-8")  # type: ignore[attr-defined]
    assert environments.strays(made) == ["left-over"]


def test_a_failing_command_shows_its_last_words(environments: ModuleType, tmp_path: Path) -> None:
    progress = importlib.import_module("bootstrap.progress")
    command = [sys.executable, "-c", "print('no such version'); raise SystemExit(3)"]
    with pytest.raises(progress.BootstrapError, match=r"(?s)status 3.*no such version"):
        progress.run_logged(command, tmp_path / "log")
    with pytest.raises(progress.BootstrapError, match="could not be started"):
        progress.run_logged([str(tmp_path / "absent")], tmp_path / "log")


@pytest.mark.parametrize(
    ("version", "said"), [("", "is missing"), ("v18.19.0", "is v18.19.0"), ("segmentation fault", "is segmentation")]
)
def test_node_that_is_missing_or_too_old_is_said_exactly(
    environments: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: str
) -> None:
    programs = importlib.import_module("bootstrap.node_programs")
    monkeypatch.setenv("PATH", str(tmp_path))
    if version:
        (tmp_path / "node").write_text(f"#!/bin/sh\necho {version}\n", "utf-8")
        (tmp_path / "node").chmod(0o755)
    with pytest.raises(programs.BootstrapError, match=f"typescript needs Node 20 or newer, and `node` on PATH {said}"):
        programs.expect_node()


def test_what_needs_no_environment_is_known_by_name(environments: ModuleType) -> None:
    assert {"typescript", "python", "mcp"} <= set(environments.without_lock(ROOT))
    assert not {"adk", "claude-code", "agent-framework"} & set(environments.without_lock(ROOT))
    with pytest.raises(environments.BootstrapError, match=r"no framework 'nope'.* typescript"):
        environments.of_framework(ROOT, "nope")


def test_a_window_on_a_screen_makes_its_libraries_required(system_packages: ModuleType) -> None:
    without = system_packages.needs_for("demo", screen=False, venv=False)
    with_one = system_packages.needs_for("demo", screen=True, venv=False)
    assert {need.package for need in with_one.required} - {need.package for need in without.required} == {
        need.package for need in system_packages.WINDOW
    }
    tests = system_packages.needs_for("test", screen=False, venv=False)
    optional = {need.package for need in tests.optional}
    assert {"xvfb", "xauth", "gnome-keyring", "libxcb-icccm4", "at-spi2-core", "python3-pyatspi"} <= optional


def test_what_is_missing_stops_or_is_said_with_the_exact_command(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    progress = importlib.import_module("bootstrap.progress")
    monkeypatch.setattr(system_packages.sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "install", lambda names: "this is not the root user")
    monkeypatch.setattr(system_packages, "is_there", lambda need: need.package not in {"xvfb", "gnome-keyring"})
    needs = system_packages.needs_for("test", screen=False, venv=True)
    system_packages.provide(needs)
    said = capfd.readouterr().out
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends gnome-keyring xvfb\n" in said
    assert "Going on without" in said
    monkeypatch.setattr(system_packages, "is_there", lambda need: need.name not in {"libEGL.so.1", "Xvfb", "ensurepip"})
    # One command for everything, so that nobody is sent to the package manager twice.
    with pytest.raises(
        progress.BootstrapError, match=r"(?s)libEGL\.so\.1.*not the root user.*libegl1 python3\S*-venv xvfb$"
    ):
        system_packages.provide(needs)


def test_a_library_is_looked_for_by_loading_it(system_packages: ModuleType) -> None:
    assert system_packages.is_there(system_packages.Need("program", "git", "git"))
    assert not system_packages.is_there(system_packages.Need("library", "libabsent-counterseal.so.9", "none"))


def test_a_module_of_the_system_is_looked_for_with_its_own_python(
    system_packages: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_packages, "SYSTEM_PYTHON", sys.executable)
    assert system_packages.is_there(system_packages.Need("system module", "json", "python3"))
    assert not system_packages.is_there(system_packages.Need("system module", "absent_counterseal", "none"))
    monkeypatch.setattr(system_packages, "SYSTEM_PYTHON", "/nonexistent/python3")
    assert not system_packages.is_there(system_packages.Need("system module", "json", "python3"))


def test_without_a_fitting_python_the_launcher_says_so() -> None:
    launcher = ROOT / "packaging" / "bootstrap" / "run"
    done = subprocess.run(
        ["/bin/sh", str(launcher), "env"],
        env={**os.environ, "PYTHON": "/nonexistent/python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No Python 3.11 or newer was found (tried: /nonexistent/python)" in done.stderr
