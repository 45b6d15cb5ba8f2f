"""The page for plain Python as a new user follows it: its code and its shell lines, and nothing else."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from connect.frameworks import FRAMEWORKS, ROOT
from connect.programs import put_page
from connect.python.terminals import Typed, shell_lines
from connect.refunds import RESULT

PLAIN = "Plain Python"
PASSPHRASE = "a passphrase of the test"


def fresh_user(home: Path) -> dict[str, str]:
    """The variables of somebody who has installed Counterseal and has no profile, keyring or screen."""
    home.mkdir(mode=0o700)
    commands = f"{FRAMEWORKS[PLAIN].python.parent}{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(home), "PATH": commands, "TERM": "dumb", "COLUMNS": "400", "LANG": "C.UTF-8"}


@pytest.mark.connects(PLAIN, "approve")
def test_from_nothing_to_an_approved_call_by_following_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install, init, serve, register, start, show, approve = lines = shell_lines("python")
    assert install == 'pip install "./counterseal[gateway]"'
    assert re.search(r"^gateway = ", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    folder = tmp_path / "agent-code"
    folder.mkdir()
    put_page("python", folder)
    env = fresh_user(tmp_path / "home")
    began = time.monotonic()

    with Typed(init, env, tmp_path) as made:
        made.expect("Your name.*: ")
        made.type("Maria")
        for asked in ("New passphrase: ", "The same again: "):
            made.expect(asked)
            made.type(PASSPHRASE)
        assert "RECOVERY SHEET" in made.expect_end()
    with Typed(serve, env, tmp_path) as desk:
        desk.expect("Serving http")
        with Typed(register, env, folder) as registered:
            registered.expect("Passphrase: ")
            registered.type(PASSPHRASE)
            told = registered.expect_end()
        exported = re.findall(r"^ *export (\w+)=(\S+)\r?$", told, re.MULTILINE)
        assert [name for name, _value in exported] == ["COUNTERSEAL_URL", "COUNTERSEAL_TOKEN"]

        with Typed(start, {**env, **dict(exported)}, folder) as program:
            found = held(show, env, folder)
            with Typed(approve.replace("ID", found), env, folder) as decided:
                decided.expect("Passphrase: ")
                decided.type(PASSPHRASE)
                assert "The customer was charged twice." in decided.expect(r"(?s)agent says.*?Exactly")[0]
                decided.type(decided.expect(r"Type (\S+) to approve: ")[1])
                assert "approve: signed" in decided.expect_end()
            assert program.expect_end().split("\r\n") == [RESULT, ""]
        with Typed(show, env, folder) as after:
            assert "Nothing waits for a person." in after.expect_end()

    typed = len(lines) + len(exported)
    with capsys.disabled():
        print(f"\n{typed} commands of the page, {time.monotonic() - began:.1f} s without installing and typing")


def held(show: str, env: dict[str, str], folder: Path) -> str:
    """What a person finds in the queue, looking until the program has asked; its short id."""
    ends = time.monotonic() + 90
    while time.monotonic() < ends:
        with Typed(show, env, folder) as queue:
            said = queue.expect_end()
        if found := re.search(r"^(\w+) +R4 Critical +held +Support agent +Call refunds\.issue ", said, re.MULTILINE):
            return found[1]
    raise AssertionError(f"the program's call never came to the queue:\n{said}")
