"""The command as a process: how fast it starts, what it loads, signals, a closed pipe, a real terminal."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from counterseal.cli import window

from .cli_story import Cli, make_profile

pty = pytest.importorskip("pty", reason="terminals and signals as POSIX has them")

COMMAND = [sys.executable, "-m", "counterseal.cli.main"]
HEAVY = {"PySide6", "sqlalchemy", "alembic", "httpx", "fastapi", "uvicorn", "cryptography", "keyring", "rich"}
MOST_MODULES = 300


def test_help_loads_little_and_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-X", "importtime", *COMMAND[1:], "--help"], capture_output=True, text=True)
    assert ran.returncode == 0
    modules = [line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()]
    loaded = {name.partition(".")[0] for name in modules}
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)
    # What the start takes is imports, and their number does not depend on who else uses the machine; seconds do.
    bare = subprocess.run([sys.executable, "-X", "importtime", "-c", "pass"], capture_output=True, text=True)
    assert len(modules) - len(bare.stderr.splitlines()) < MOST_MODULES


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_until_it_is_told_to_stop(tmp_path: Path, cli: Cli, number: signal.Signals) -> None:
    home = make_profile(tmp_path / "profile")
    serving = subprocess.Popen(
        [*COMMAND, "gateway", "serve", "--profile", str(home), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout is not None
        said = json.loads(serving.stdout.readline())
        assert httpx.get(f"{said['url']}/healthz", trust_env=False).json()["origin"] == said["origin"]
        again = cli("gateway", "serve", "--profile", home)
        assert (again.code, "runs already" in again.err) == (1, True)
        serving.send_signal(number)
        _out, err = serving.communicate(timeout=60)
    finally:
        serving.kill()
        serving.communicate()
    assert serving.returncode == 0
    assert "Traceback" not in err
    assert not (home / "gateway.json").exists()


def test_a_reader_that_goes_away_is_no_crash(tmp_path: Path) -> None:
    home = make_profile(tmp_path / "profile")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = subprocess.run(
            [*COMMAND, "ledger", "search", "--profile", str(home)], stdout=gone, stderr=subprocess.PIPE, text=True
        )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "Exception" not in ran.stderr


def test_an_interrupted_command_is_130(tmp_path: Path) -> None:
    """SIGINT while a person is asked."""
    output, code = _on_terminal(["init", "--profile", str(tmp_path / "new"), "--no-keyring"], [("records", "\x03")])
    assert code == 130, output
    assert "Traceback" not in output


def test_on_a_terminal_init_asks_for_the_passphrase_twice(tmp_path: Path) -> None:
    home = tmp_path / "new"
    output, code = _on_terminal(
        ["init", "--profile", str(home), "--no-keyring"],
        [("records", "Bo Berg\n"), ("New passphrase", "tin opener\n"), ("same again", "tin opener\n")],
    )
    assert code == 0, output
    assert "Bo Berg" in output
    assert "tin opener" not in output
    assert (home / "person.key").is_file()


def test_the_window_takes_the_place_of_the_command(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[list[str]] = []

    class Replaced(BaseException):
        """What follows does not happen in a process whose place was taken."""

    def become(_program: str, words: list[str]) -> None:
        replaced.append(words)
        raise Replaced

    monkeypatch.setattr(os, "execv", become)
    # The first is read before the rest of the command line is imported, the second by all of it.
    for before, after in (((), ("--profile", tmp_path)), (("--profile", tmp_path), ())):
        with pytest.raises(Replaced):
            cli(*before, "desktop", *after, "--passphrase-file", tmp_path / "secret")
    wanted = ["--profile", str(tmp_path), "--passphrase-file", str(tmp_path / "secret")]
    assert replaced == [[sys.executable, "-m", "counterseal_desktop.app", *wanted]] * 2


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["desktop"], []),
        (["desktop", "--profile", "a b"], ["--profile", "a b"]),
        (["desktop", "--profile", "--help"], None),
        (["desktop", "--profile"], None),
        (["desktop", "--help"], None),
        (["desktop", "--json", "x"], None),
        (["queue"], None),
        ([], None),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="elsewhere no process takes another's place")
def test_only_what_plainly_asks_for_the_window_is_read_without_the_rest(
    words: list[str], wanted: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(window.FILE, raising=False)
    assert window.asked(words) == wanted
    monkeypatch.setenv(window.FILE, "secret")
    told = None if wanted is None else [*wanted, "--passphrase-file", "secret"]
    assert window.asked(words) == told


@pytest.mark.parametrize(("words", "offscreen"), [((), None), (("--offscreen",), True)])
def test_the_demo_is_handed_its_folder_and_gives_the_exit_code(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], offscreen: bool | None
) -> None:
    from counterseal.demo import main

    asked: list[tuple[Path, bool | None]] = []

    def run(out: Path, offscreen: bool | None = None) -> int:
        asked.append((out, offscreen))
        return 1

    monkeypatch.setattr(main, "run", run)
    assert cli("demo", "--out", tmp_path, *words).code == 1
    assert asked == [(tmp_path, offscreen)]


def _wait_until_idle(pid: int) -> None:
    """Return when the process has used no processor time for 0.3 s, after 5 s at most."""
    used, since, ends = -1, time.monotonic(), time.monotonic() + 5
    while time.monotonic() < min(since + 0.3, ends):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        now = int(fields[11]) + int(fields[12])
        if now != used:
            used, since = now, time.monotonic()
        time.sleep(0.02)


def _on_terminal(words: list[str], talk: list[tuple[str, str]]) -> tuple[str, int]:
    """Run the command on a pseudo-terminal of its own, answering each prompt. Returns all output and the exit code."""
    pid, master = pty.fork()
    if pid == 0:
        # A background job starts its children with SIGINT ignored; a person's shell does not.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(COMMAND[0], [*COMMAND, *words])
    said, seen, ends = b"", 0, time.monotonic() + 30
    try:
        while time.monotonic() < ends:
            if not select.select([master], [], [], 0.1)[0]:
                continue
            try:
                chunk = os.read(master, 4096)
            except OSError:
                break
            if not chunk:
                break
            said += chunk
            if talk and talk[0][0].encode() in said[seen:]:
                seen = len(said)
                # getpass flushes what was typed before it asked, and a Ctrl+C between the prompt and the read is not
                # seen by Python until the read returns; so the answer comes when the command really waits.
                _wait_until_idle(pid)
                os.write(master, talk.pop(0)[1].encode())
        else:
            os.kill(pid, signal.SIGKILL)
    finally:
        _pid, status = os.waitpid(pid, 0)
        os.close(master)
    return said.decode("utf-8", "replace"), os.waitstatus_to_exitcode(status)
