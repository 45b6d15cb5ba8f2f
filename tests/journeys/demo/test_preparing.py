"""The demo's folder is its own; what it cannot have, it says before it has done anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterseal.demo import folders, office
from counterseal.demo.main import run
from counterseal.errors import KnownError, WrongUse
from counterseal.sync.served_at import ServingLock


def test_a_second_run_replaces_what_the_first_made(tmp_path: Path) -> None:
    place = folders.prepare(tmp_path / "out")
    for path in (place.profile / "counterseal.db", place.work / "shop" / "shop.sqlite", place.summary):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    (place.out / "01-inbox.png").write_text("old")
    (place.out / "notes.txt").write_text("mine")
    (place.work / "shop" / "shop.sqlite").chmod(0o400)
    folders.prepare(tmp_path / "out")
    left = {path.name for path in place.out.iterdir()}
    assert left == {folders.MARKER, "work", "notes.txt"}
    assert [path.name for path in place.work.iterdir()] == ["logs"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "precious").write_text("mine")
    with pytest.raises(WrongUse):
        folders.prepare(tmp_path)
    assert (tmp_path / "profile" / "precious").read_text() == "mine"


def test_a_demo_that_runs_is_not_pulled_away(tmp_path: Path) -> None:
    place = folders.prepare(tmp_path / "out")
    place.profile.mkdir()
    lock = ServingLock(place.profile)
    assert lock.take()
    try:
        with pytest.raises(KnownError) as caught:
            folders.prepare(tmp_path / "out")
    finally:
        lock.release()
    assert caught.value.code == "in_use"


def test_without_the_langgraph_environment_it_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        run(tmp_path / "out", offscreen=True, langgraph_venv=tmp_path / "none")
    assert "make langgraph-env" in caught.value.text()
    assert not (tmp_path / "out").exists()


def test_an_environment_that_is_named_is_the_one_that_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "venv" / "bin" / "langgraph"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("COUNTERSEAL_LANGGRAPH_VENV", str(tmp_path / "venv"))
    assert office.executable(None) == program
