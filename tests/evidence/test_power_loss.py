"""The power goes at any moment: every entry that was acknowledged is there afterwards, verifies, and the file is whole.

The project's own engine, migrations and ``Log.append`` write to a disk in memory by way of apsw. What is left is read
and verified with the project's own driver. Settings that the project does not use show that the disk bites.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.apsw_driver import DiskVfs, driver
from evidence.power import OLD_SQLITE, Written, left_after, resume, write

APPENDS = 24
# The two ways that sqlite_dialect sets SQLite up, and settings that would not be safe.
WAYS = {"write-ahead log, FULL": driver(), "rollback journal, EXTRA": driver(OLD_SQLITE)}
UNSAFE = {
    "write-ahead log, OFF": driver(None, ("PRAGMA synchronous=OFF",)),
    "write-ahead log, NORMAL": driver(None, ("PRAGMA synchronous=NORMAL",)),
    "rollback journal, FULL": driver(OLD_SQLITE, ("PRAGMA synchronous=FULL",)),
}


@pytest.fixture(scope="module")
def vfs() -> Iterator[DiskVfs]:
    made = DiskVfs()
    yield made
    made.unregister()


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Where the profile seems to lie, and where what is left is put for the project's own driver."""
    seen, left = tmp_path / "profile", tmp_path / "left"
    seen.mkdir()
    left.mkdir()
    return seen, left


def losses(vfs: DiskVfs, places: tuple[Path, Path], module: Any, written: Written, seeds: range) -> list[str]:
    """Let the power go once for each seed, for every third again while recovering; what was wrong afterwards."""
    found = []
    for seed in seeds:
        dice = random.Random(seed)
        at = dice.randint(written.first, len(written.disk.steps))
        files, promised = written.disk.after_power_loss(at, dice), written.disk.marked(at)
        said = left_after(written, files, promised, places[1])
        if not said and seed % 3 == 0:
            again = resume(vfs, places[0], module, written, files, promised)
            at = dice.randint(again.first, len(again.disk.steps))
            said = left_after(again, again.disk.after_power_loss(at, dice), again.disk.marked(at), places[1])
        found += [f"seed {seed}, step {at}: {said}"] if said else []
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_was_acknowledged_outlasts_a_loss_of_power(vfs: DiskVfs, places: tuple[Path, Path], way: str) -> None:
    written = write(vfs, places[0], WAYS[way], way, APPENDS)
    assert losses(vfs, places, WAYS[way], written, range(40)) == []


@pytest.mark.soak
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("way", WAYS)
def test_five_thousand_losses_of_power(vfs: DiskVfs, places: tuple[Path, Path], way: str) -> None:
    found: list[str] = []
    for story in range(50):
        written = write(vfs, places[0], WAYS[way], f"{way} {story}", APPENDS)
        found += losses(vfs, places, WAYS[way], written, range(story * 100, story * 100 + 100))
    assert found == []


@pytest.mark.parametrize("way", UNSAFE)
def test_the_disk_takes_what_unsafe_settings_leave_to_it(vfs: DiskVfs, places: tuple[Path, Path], way: str) -> None:
    """Right after an acknowledgement these settings leave it to luck whether the entry is there."""
    written = write(vfs, places[0], UNSAFE[way], way, APPENDS)
    marks = [at + 1 for at, step in enumerate(written.disk.steps) if step.kind == "mark"]
    lost = 0
    for seed, at in enumerate(marks):
        files = written.disk.after_power_loss(at, random.Random(seed))
        lost += bool(left_after(written, files, written.disk.marked(at), places[1]))
    assert lost > 0
