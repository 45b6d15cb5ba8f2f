"""The locks: every line pinned and hashed, nothing that says where a package comes from, nothing forgotten."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
CONNECT = sorted((ROOT / "requirements" / "connect").glob("*.in"))
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.+!]*( ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def requirements(lock: Path) -> Iterator[tuple[str, list[str]]]:
    """Each logical line as its pin and its hashes."""
    for line in lock.read_text("utf-8").replace("\\\n", "").splitlines():
        pin, *hashes = line.split(" --hash=")
        yield pin.strip(), [f"--hash={one.strip()}" for one in hashes]


def test_the_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["desktop.lock", "dev.lock", "langgraph.lock", "mutants.lock"]


@pytest.mark.parametrize("source", CONNECT, ids=lambda source: source.stem)
def test_a_framework_has_a_lock_with_it_the_project_and_what_an_editable_installation_needs(source: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pinned = {pin.split("==")[0] for pin, _ in requirements(source.with_suffix(".lock"))}
    asked = [*source.read_text("utf-8").split("\n"), *project["project"]["dependencies"]]
    names = {re.match(r"[A-Za-z0-9._-]*", line).group().lower() for line in asked}  # type: ignore[union-attr]
    assert names - {""} <= pinned
    assert {"editables", "hatchling"} <= pinned


@pytest.mark.parametrize(
    "lock", [*LOCKS, *(one.with_suffix(".lock") for one in CONNECT)], ids=lambda lock: f"{lock.parent.name}/{lock.name}"
)
def test_a_lock_names_no_host_and_pins_everything_by_hash(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert "index" not in [word.split("-")[0] for word in re.findall(r"^--(\S+)", text, re.MULTILINE)]
    lines = list(requirements(lock))
    assert len(lines) > 15
    for pin, hashes in lines:
        assert PIN.fullmatch(pin), pin
        assert hashes, f"{pin} has no hash"
        assert all(HASH.fullmatch(one) for one in hashes), pin


def test_every_declared_dependency_is_in_the_locks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    runtime = [*project["project"]["dependencies"], *extras["gateway"], *extras["desktop"]]
    wanted = {"desktop.lock": runtime, "dev.lock": [*runtime, *extras["mcp"], *project["dependency-groups"]["dev"]]}
    wanted["langgraph.lock"] = (ROOT / "requirements" / "langgraph.in").read_text("utf-8").split("\n")
    for name, declared in wanted.items():
        pinned = {pin.split("==")[0] for pin, _ in requirements(ROOT / "requirements" / name)}
        names = {re.match(r"[A-Za-z0-9._-]*", line).group().lower() for line in declared}  # type: ignore[union-attr]
        assert names - {"", "counterseal"} <= pinned, name


def test_the_langgraph_input_says_what_the_extra_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = (ROOT / "requirements" / "langgraph.in").read_text("utf-8").split()
    assert lines == project["project"]["optional-dependencies"]["langgraph"]


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("connect/*/package-lock.json")), ids=str)
def test_a_lock_of_node_programs_names_no_host_and_pins_everything_by_hash(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["version"], name
        assert package["integrity"].startswith("sha512-"), name
