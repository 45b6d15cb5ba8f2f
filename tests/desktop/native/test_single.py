"""One window for each profile: who holds the place, what a later start may say, and what a crash leaves behind."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counterseal.errors import InvalidInput, KnownError, Unreachable
from counterseal_desktop.native import links, single
from counterseal_desktop.native.place import lock_file, may_be_open
from counterseal_desktop.native.single import SingleInstance

ACTION = "0192f3c1-7a52-7c1e-8d2f-0a1b2c3d4e5f"
LINK = f"counterseal://action/{ACTION}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def first(home: Path, qtbot: QtBot) -> Iterator[SingleInstance]:
    made = SingleInstance(home)
    assert made.take()
    yield made
    made.give_up()


def say(home: Path, data: bytes) -> bytes:
    """What the window answers to raw bytes."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(60)
        line.connect(single.address(home))
        line.sendall(data)
        return line.makefile("rb").readline()


def asked(qtbot: QtBot, home: Path, data: bytes) -> bytes:
    """``say`` on a thread of its own, while the window's loop turns."""
    found: list[bytes] = []

    def work() -> None:
        try:
            found.append(say(home, data))
        except ConnectionError:
            found.append(b"")

    thread = threading.Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive(), timeout=60_000)
    thread.join()
    return found[0]


def expect_goes_on(qtbot: QtBot, home: Path) -> None:
    """The window still takes a later start's word."""
    assert json.loads(asked(qtbot, home, b'{"v": 1, "do": "show"}\n')) == {"v": 1, "ok": True}


LATER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from counterseal_desktop.native.single import SingleInstance
app = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]))
if one.take():
    print("holds", flush=True)
    sys.stdin.read(1)
    import os
    os.kill(os.getpid(), 9)
one.pass_on(sys.argv[2])
print("passed on")
"""


def later_start(home: Path, link: str = "") -> subprocess.Popen[bytes]:
    """A start of the same profile in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", LATER, str(home), link], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


@pytest.mark.parametrize("link", ["", LINK])
def test_a_later_start_asks_the_first_one_to_be_shown(
    qtbot: QtBot, first: SingleInstance, home: Path, link: str
) -> None:
    shown: list[str] = []
    first.shown.connect(shown.append)
    with later_start(home, link) as later:
        qtbot.waitUntil(lambda: later.poll() is not None, timeout=60_000)
        assert later.stdout is not None
        assert later.stdout.read() == b"passed on\n"
    assert shown == [link]


def test_only_this_account_reaches_the_socket(first: SingleInstance, home: Path) -> None:
    path = Path(single.address(home))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(os.fsencode(str(path))) < 100, "a socket's path has 107 bytes"


@pytest.mark.parametrize(
    "said",
    [
        {"v": 1, "do": "approve", "link": LINK},
        {"v": 1, "do": "show", "approve": ACTION},
        {"v": 1, "do": "show", "link": "counterseal://approve/" + ACTION},
        {"v": 1, "do": "show", "link": LINK + "?decide=approve"},
        {"v": 1, "do": "show", "link": 7},
        {"v": 2, "do": "show"},
        ["show"],
    ],
)
def test_a_later_start_has_no_word_for_a_decision(
    qtbot: QtBot, first: SingleInstance, home: Path, said: object
) -> None:
    shown: list[str] = []
    first.shown.connect(shown.append)
    answer = asked(qtbot, home, json.dumps(said).encode() + b"\n")
    assert json.loads(answer)["ok"] is False
    assert shown == []


@pytest.mark.parametrize("data", [b"\xff\xfe\n", b"x" * 5000, b"[" * 900 + b"\n"])
def test_noise_is_refused_and_the_window_goes_on(qtbot: QtBot, first: SingleInstance, home: Path, data: bytes) -> None:
    answer = asked(qtbot, home, data)
    assert answer == b"" or json.loads(answer)["ok"] is False
    expect_goes_on(qtbot, home)


def test_where_nobody_was_nothing_is_open(home: Path) -> None:
    assert not may_be_open(home)
    lock_file(home).write_text("what Qt never writes")
    assert may_be_open(home), "only taking the lock tells"


def test_what_a_killed_window_left_behind_is_taken_over(qtbot: QtBot, home: Path) -> None:
    with later_start(home) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"holds\n"
        made = SingleInstance(home)
        assert not made.take(), "it is alive"
        assert may_be_open(home)
        child.stdin.write(b"x")
        child.stdin.flush()
        child.wait(60)
    assert Path(single.address(home)).exists(), "it left its socket"
    if sys.platform != "win32":
        assert lock_file(home).exists()
        assert not may_be_open(home), "its lock is there, and names a process that is gone"
    assert made.take()
    try:
        expect_goes_on(qtbot, home)
    finally:
        made.give_up()


def test_another_profile_has_another_place(first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(tmp_path / "another")
    assert other.take()
    other.give_up()


def test_a_window_that_hangs_is_named(home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "PATIENCE_MS", 50)
    made = SingleInstance(home)
    assert made.take()
    try:
        # The loop of the holder does not turn here, so nobody answers.
        with pytest.raises(Unreachable, match="does not answer"):
            SingleInstance(home).pass_on()
    finally:
        made.give_up()


def test_a_folder_of_somebody_else_is_not_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    with pytest.raises(KnownError, match="belongs to somebody else"):
        SingleInstance(home)


@pytest.mark.parametrize(
    "text",
    ["", "counterseal://action/", f"counterseal://action/{ACTION}/approve", f"COUNTERSEAL://action/{ACTION}",
     f"counterseal://agent/{ACTION}", f"counterseal://action/{ACTION.upper()}", f" {LINK}", LINK + "\n", "x" * 5000,
     f"https://example.com/{ACTION}", f"counterseal://action/{ACTION}#approve"],
)  # fmt: skip
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not a link"):
        links.read(text)


def test_a_link_is_an_action_and_nothing_more() -> None:
    assert links.read(LINK) == links.Link(ACTION)
    assert links.read(LINK + "/").text() == LINK
