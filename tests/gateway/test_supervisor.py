"""``counterseal run``: what it starts ends with the halt, with the lease, and with itself."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from counterseal.agents import process_tree
from counterseal.agents.supervisor import STOPPED_EXIT
from counterseal.gateway import leases
from gateway.desks import PATIENCE, Bench
from gateway.wire import Wire

HERE = Path(__file__).parent
NAMES = ("main", "first", "second")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the process tree is told by /proc")


class Runs:
    """Programs under ``counterseal run``, for one agent of this test's own."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench, self.folder = bench, folder
        self.agent = f"run-{folder.name[-20:].replace('_', '-').lower()}"
        self.token = bench.desk.register_agent(self.agent, "Run").result(PATIENCE)
        self.url = bench.desk.gateway_url
        self.mark = folder / "mark"
        self.touching = ["--", "touch", str(self.mark)]
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *commands: list[str], **more: Any) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "COUNTERSEAL_URL": self.url,
            "COUNTERSEAL_TOKEN": self.token,
            "COUNTERSEAL_HOME": str(self.folder),
        }
        pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(
            [sys.executable, str(HERE / "run_under.py"), json.dumps(commands)],
            text=True,
            env=environment,
            **{**pipes, **more},
        )
        self.started.append(process)
        return process

    def end(self, process: subprocess.Popen[str]) -> tuple[list[int], str]:
        """The exit codes and what was said about them."""
        out, err = process.communicate(timeout=60)
        assert "codes " in out, (out, err)
        return json.loads(out.rpartition("codes ")[2]), err

    def unruly(self, *options: str, then: list[str] | None = None) -> subprocess.Popen[str]:
        """Start the three that will not end, and wait until they work; ``then`` is run after them."""
        command = [*options, "--", sys.executable, str(HERE / "unruly.py"), str(self.folder)]
        process = self.start(command, *([] if then is None else [then]))
        until(lambda: all(self.lines(name) for name in NAMES), "the unruly ones to work")
        return process

    def lines(self, name: str) -> list[tuple[int, float]]:
        """Pid and time of each line that one of them wrote; the last may be half written."""
        path = self.folder / name
        raw = path.read_text().split("\n")[:-1] if path.exists() else []
        return [(int(pid), float(at)) for pid, at in (line.split() for line in raw)]

    def expect_all_gone(self) -> None:
        for name in NAMES:
            pid = self.lines(name)[-1][0]
            assert not runs_still(pid), f"{name} still runs"

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
        for pid in {pid for name in NAMES for pid, _at in self.lines(name)[-1:] if runs_still(pid)}:
            os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.communicate(timeout=60)


def runs_still(pid: int) -> bool:
    """Whether there is such a process; one that has ended and waits to be noticed does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def until(look: Any, what: str) -> None:
    ends = time.monotonic() + 60
    while not look():
        assert time.monotonic() < ends, f"{what} did not come"
        time.sleep(0.01)


@pytest.fixture
def runs(shared: Bench, tmp_path: Path) -> Iterator[Runs]:
    made = Runs(shared, tmp_path)
    yield made
    made.close()


def test_a_halt_ends_the_whole_tree_whatever_it_ignores(runs: Runs) -> None:
    process = runs.unruly("--grace", "0.3", then=runs.touching)
    runs.bench.desk.halt("agent", runs.agent, "it repeats itself").result(PATIENCE)
    codes, said = runs.end(process)
    assert codes == [STOPPED_EXIT, 1]
    assert "is halted since" in said
    assert not runs.mark.exists()
    runs.expect_all_gone()
    assert "stopped: the gateway has halted this agent" in said
    assert "3 processes killed, because they did not end" in said
    gateway = runs.bench.desk.linked().embedded.gateway
    assert gateway is not None
    line = list(gateway.halting.records.values())[-1].lines[runs.agent]
    # It waits only a moment for an answer to what it tells last.
    until(lambda: not gateway.leases.holders(runs.agent), "the supervisor's last word")
    assert line.told()["note"].startswith("Stopped: its supervisor ended 3 processes, 3 of them by force")


@pytest.mark.parametrize("lease", [6.0, pytest.param(leases.LEASE_SECONDS, marks=pytest.mark.soak)])
def test_silence_ends_the_tree_before_its_lease_does(runs: Runs, monkeypatch: pytest.MonkeyPatch, lease: float) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", lease)
    wire = Wire(runs.url)
    try:
        runs.url = wire.url
        process = runs.unruly()
        cut = wire.cut()
        codes, said = runs.end(process)
    finally:
        wire.close()
    assert codes == [STOPPED_EXIT]
    assert "the lease ends" in said
    runs.expect_all_gone()
    last = max(runs.lines(name)[-1][1] for name in NAMES)
    # They write a hundred times a second: what a busy machine keeps them waiting, it kept the supervisor waiting too.
    stood = max(later[1] - at for name in NAMES for (_pid, at), later in pairwise(runs.lines(name)))
    # All were told a sixth of it before its end, and killed at it.
    print(
        f"cut with a lease of {lease:.0f} s: the last effect came {last - cut:.2f} s later; it stood for {stood:.2f} s"
    )
    assert last - cut < lease + 3.0 + 3 * stood


def test_exit_codes_and_signals_are_the_commands_own(runs: Runs) -> None:
    ready = runs.folder / "ready"
    script = f"trap 'exit 9' TERM; touch {ready}; while :; do sleep 0.05; done"
    process = runs.start(
        ["--", "sh", "-c", "exit 7"],
        ["--", "sh", "-c", "kill -9 $$"],
        ["--", "sh", "-c", "(setsid sleep 600 &) ; exit 0"],
        ["--", "no-such-command-anywhere"],
        ["--", "/etc/passwd"],
        ["--grace", "301", "--", "true"],
        ["--", "sh", "-c", 'test -n "$COUNTERSEAL_SUPERVISOR"'],
        ["--", "sh", "-c", script],
    )
    until(ready.exists, "the last command")
    process.send_signal(signal.SIGTERM)
    codes, said = runs.end(process)
    assert codes == [7, 137, 0, 127, 126, 2, 0, 9]
    # What was left behind may still be on its way to becoming setsid, or sleep.
    assert re.search(r"counterseal: \d process(es)? ended within", said)


def test_the_halt_file_ends_it_without_any_gateway_and_lets_nothing_start(runs: Runs) -> None:
    process = runs.unruly("--grace", "0", then=runs.touching)
    (runs.folder / "HALT").write_text("halted\n")
    codes, said = runs.end(process)
    assert codes == [STOPPED_EXIT, 1]
    assert "HALT" in said
    runs.expect_all_gone()
    assert not runs.mark.exists()


def test_a_killed_supervisor_takes_its_command_along(runs: Runs) -> None:
    process = runs.unruly()
    main = runs.lines("main")[-1][0]
    process.kill()
    until(lambda: not runs_still(main), "the end of the command")
    assert process.wait(60) == -signal.SIGKILL


def test_control_c_is_the_commands_own(runs: Runs) -> None:
    ours, theirs = pty.openpty()
    script = "trap 'exit 5' INT; echo ready; while :; do sleep 0.05; done"
    # In a session whose terminal this is, as from a shell.
    process = runs.start(
        ["--", "sh", "-c", script],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=lambda: (os.setsid(), __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0)),
    )
    os.close(theirs)
    seen = b""
    while b"ready" not in seen:
        seen += os.read(ours, 4096)
    os.write(ours, b"\x03")
    with suppress(OSError):
        while b"]" not in seen:
            seen += os.read(ours, 4096)
    process.wait(60)
    os.close(ours)
    assert b"codes [5]" in seen


def test_a_process_is_told_from_a_later_one_of_its_number() -> None:
    (mine,) = [p for p in process_tree.descendants(os.getppid()) if p.pid == os.getpid()]
    assert process_tree.send(mine, signal.SIGCONT)
    other = process_tree.Process(mine.pid, mine.started + 1, mine.name)
    assert not process_tree.send(other, signal.SIGKILL)
    assert not process_tree.send(process_tree.Process(2**22 - 1, 0, "nobody"), signal.SIGKILL)
