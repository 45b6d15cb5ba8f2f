"""The first minute: a profile made or restored where there was none, and the demo started as a program of its own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterseal.demo.main import GUIDE
from counterseal.errors import InvalidInput, KnownError, Locked, Stopped
from counterseal.seal.keywrap import Cost
from counterseal.sync import first_minute
from counterseal.sync.api_welcome import FILE, KEYRING
from counterseal.sync.desk import open_desk
from counterseal.sync.first_minute import FirstMinute, has_profile
from counterseal.sync.profile import Profile
from gateway.desks import PASSPHRASE, PATIENCE, make_profile, running_bench

CHEAP = Cost(64, 1, 1)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[FirstMinute]:
    made = FirstMinute(tmp_path / "profile", cost=CHEAP)
    yield made
    made.close()


def test_a_profile_is_made_with_its_sheet(first: FirstMinute) -> None:
    assert not has_profile(first.home)
    assert [place.kind for place in first.places().result(PATIENCE)] == [FILE], "no keyring answers here"
    made = first.create("  Maria Lind ", "four words or more", FILE).result(PATIENCE)
    assert (made.name, made.place.kind) == ("Maria Lind", FILE)
    assert made.sheet.code.split("-")[0] in made.sheet.text
    assert has_profile(first.home)
    profile = Profile.open(first.home)
    try:
        profile.unlock("four words or more")
        assert profile.key.id == made.key_id
    finally:
        profile.close()


def test_a_key_without_a_passphrase_opens_by_itself_and_says_so(first: FirstMinute) -> None:
    first.create("Maria Lind", "", FILE).result(PATIENCE)
    desk = open_desk(first.home)
    try:
        assert "any program of this account can sign" in desk.status().identity.key_warning
    finally:
        desk.close()


@pytest.mark.parametrize(
    ("name", "place", "kind"),
    [(" ", FILE, InvalidInput), ("x" * 121, FILE, InvalidInput), ("Maria", "usb", InvalidInput),
     ("Maria", KEYRING, InvalidInput)],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_left(
    first: FirstMinute, name: str, place: str, kind: type[KnownError]
) -> None:
    with pytest.raises(kind):
        first.create(name, "four words or more", place).result(PATIENCE)
    assert not has_profile(first.home)


def test_a_second_profile_never_lands_on_the_first(first: FirstMinute) -> None:
    first.create("Maria Lind", "", FILE).result(PATIENCE)
    with pytest.raises(KnownError, match="already"):
        first.create("Jonas Öberg", "", FILE).result(PATIENCE)


class Stop:
    """A progress that ends the work at its first step, as the window's does."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self, done: int, total: int) -> None:
        self.steps += 1
        raise Stopped("You stopped it")


def test_a_backup_is_restored_and_can_be_stopped(tmp_path: Path) -> None:
    make_profile(tmp_path / "old")
    backup = tmp_path / "backup"
    with running_bench(tmp_path / "old") as bench:
        bench.agent()
        stop = Stop()
        with pytest.raises(Stopped):
            bench.desk.evidence.backup(backup, progress=stop).result(PATIENCE)
        assert stop.steps == 1
        assert sorted(os.listdir(tmp_path)) == ["old", "old.passphrase"], "nothing of the stopped backup is left"
        bench.desk.evidence.backup(backup).result(PATIENCE)
        for stopped in (
            bench.desk.export(tmp_path / "bundle", progress=Stop()),
            bench.desk.evidence.export_events(tmp_path / "events", progress=Stop()),
            bench.desk.evidence.verify(Stop()),
        ):
            with pytest.raises(Stopped):
                stopped.result(PATIENCE)
        steps: list[tuple[int, int]] = []
        bench.desk.export(tmp_path / "bundle", progress=lambda *step: steps.append(step)).result(PATIENCE)
        assert steps[-1][0] == steps[-1][1]
        bench.ear.until(lambda: bench.desk.status().ledger.state == "verified", "the ledger's state as before")
    first = FirstMinute(tmp_path / "new")
    try:
        with pytest.raises(Locked):
            first.restore(backup, "guess").result(PATIENCE)
        with pytest.raises(Stopped):
            first.restore(backup, PASSPHRASE, Stop()).result(PATIENCE)
        assert not (tmp_path / "new").exists()
        assert not [name for name in os.listdir(tmp_path) if "restoring" in name]
        report = first.restore(backup, PASSPHRASE).result(PATIENCE)
        assert report.path == tmp_path / "new"
    finally:
        first.close()
    assert has_profile(tmp_path / "new")


DEMO = """
import sys, time
print("[  0.1 s] making a profile", flush=True)
if "--fail" in sys.argv:
    print("counterseal: The LangGraph environment is missing.", flush=True)
    sys.exit(1)
sys.stdout.write("The window is")
sys.stdout.flush()
print(" open on the demo's own profile", flush=True)
sys.stdin.read()
"""


SILENT = """
import time
print("something else", flush=True)
time.sleep(600)
"""


@pytest.fixture
def demo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(first_minute, "demo_folder", lambda: tmp_path / "demo" / "counterseal-demo")
    return tmp_path / "demo"


def test_the_demo_is_a_program_of_its_own_that_says_when_it_is_ready(tmp_path: Path, demo_home: Path) -> None:
    first = FirstMinute(tmp_path / "profile", demo=[sys.executable, "-c", DEMO])
    said: list[str] = []
    try:
        first.demo(said.append).result(PATIENCE)
    finally:
        first.close()
    assert said[0] == "[  0.1 s] making a profile"
    assert said[-1].startswith(first_minute.DEMO_READY)
    assert first.started is not None
    assert first.started.wait(PATIENCE) == 0, "it reads nothing from us and ends by itself"
    assert not has_profile(first.home)


def test_a_demo_that_cannot_start_gives_its_last_words(tmp_path: Path, demo_home: Path) -> None:
    first = FirstMinute(tmp_path / "profile", demo=[sys.executable, "-c", DEMO, "--fail"])
    try:
        with pytest.raises(KnownError, match="LangGraph environment is missing") as raised:
            first.demo(lambda _line: None).result(PATIENCE)
    finally:
        first.close()
    assert "counterseal-demo.log" in raised.value.todo


def test_closing_does_not_wait_for_a_demo_that_never_opens(tmp_path: Path, demo_home: Path) -> None:
    first = FirstMinute(tmp_path / "profile", demo=[sys.executable, "-c", SILENT])
    heard = threading.Event()
    going = first.demo(lambda _line: heard.set())
    try:
        assert heard.wait(PATIENCE)
        first.close()
        with pytest.raises(Stopped):
            going.result(PATIENCE)
        assert first.started is not None
        assert first.started.poll() is None, "it goes on"
    finally:
        if first.started is not None:
            first.started.kill()
            first.started.wait()


def test_the_demo_says_the_line_that_is_waited_for() -> None:
    assert any(line.startswith(first_minute.DEMO_READY) for line in GUIDE.splitlines())
