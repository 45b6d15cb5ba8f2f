"""``counterseal people`` as a person types it: two profiles that enrol, revoke, exchange keys and recover."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from counterseal.cli import new_secrets, session
from counterseal.cli.terminal import Terminal
from counterseal.seal.keywrap import Cost
from counterseal.sync.profile import KeyChoice, Profile

from .cli_story import PASSPHRASE, Cli

NEW = "battery staple"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str, str]:
    """Two new profiles that tests copy, and the codes of their recovery sheets."""
    folder = tmp_path_factory.mktemp("made")
    codes = []
    for name in ("Ana Ruiz", "Bo Berg"):
        home = folder / name[:3].strip().lower()
        profile = Profile.create(home, name, KeyChoice(PASSPHRASE, use_keyring=False, cost=Cost(64, 1, 1)))
        assert profile.sheet is not None
        codes.append(profile.sheet.code)
        profile.close()
    return folder / "ana", folder / "bo", codes[0], codes[1]


@pytest.fixture
def ana(made: tuple[Path, Path, str, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "ana"))


@pytest.fixture
def bo(made: tuple[Path, Path, str, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[1], tmp_path / "bo"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A file with another passphrase."""
    path = tmp_path / "new-passphrase"
    path.write_text(f"{NEW}\n")
    path.chmod(0o600)
    return path


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_a_card_goes_over_and_comes_back_as_a_person(
    cli: Cli, ana: Path, bo: Path, secret: Path, tmp_path: Path
) -> None:
    card = tmp_path / "bo.card"
    sent = cli("people", "card", "--out", card, "--profile", bo, "--passphrase-file", secret)
    assert sent.code == 0, sent.err
    code = sent.out.split()[-1]
    assert f"Written to {card}" in sent.out
    assert set(json.loads(card.read_text())) == {"v", "id", "name", "keys", "logs", "recovery", "proofs"}
    again = cli("people", "card", "--out", card, "--profile", bo, "--passphrase-file", secret)
    assert (again.code, "There is a file already" in again.err) == (1, True)
    words = ("people", "enrol", card, "--profile", ana, "--passphrase-file", secret)
    assert cli(*words).code == 2, "nobody compared the code"
    wrong = cli(*words, "--code", "00000-00000-00000", "--json")
    assert (wrong.code, wrong.json["error"]["code"]) == (1, "code_differs")
    done = cli(*words, "--code", code, "--role", "reviewer", "--role", "auditor", "--reason", "joins", "--json")
    assert (done.code, done.json["kind"], done.json["seq"]) == (0, "enrolled", 1)
    listed = cli("people", "list", "--profile", ana)
    assert listed.code == 0
    assert "Bo Berg" in listed.out
    assert "reviewer auditor" in listed.out
    assert "Enrolling takes two people" in listed.out
    assert cli("ledger", "verify", "--profile", ana).code == 0
    pending = cli("people", "enrol", card, "--code", code, "--role", "owner", "--profile", ana,
                  "--passphrase-file", secret)  # fmt: skip
    assert "Announced" in pending.out
    assert "It needs another person" in pending.out
    assert "It needs another person" in cli("people", "list", "--profile", ana).out


def test_somebody_leaves(cli: Cli, ana: Path, bo: Path, secret: Path, tmp_path: Path) -> None:
    card = tmp_path / "bo.card"
    code = cli("people", "card", "--out", card, "--profile", bo, "--passphrase-file", secret).out.split()[-1]
    by_ana = ("--profile", ana, "--passphrase-file", secret)
    assert cli("people", "enrol", card, "--code", code, *by_ana).code == 0
    people = cli("people", "list", "--profile", ana, "--json").json["people"]
    (him,) = [p for p in people if p["name"] == "Bo Berg"]
    assert cli("people", "revoke", "0", *by_ana).code == 2, "several begin like that"
    assert cli("people", "revoke", "zz", *by_ana).code == 2
    gone = cli("people", "revoke", him["id"], "--compromised-since", 1, "--reason", "stolen", *by_ana)
    assert gone.code == 0, gone.err
    assert "doubtful" in gone.out
    listed = cli("people", "list", "--profile", ana)
    assert "former" in listed.out
    assert "doubtful from 1" in listed.out
    last = cli("people", "revoke", people[0]["id"], "--json", *by_ana)
    assert (last.code, last.json["error"]["code"]) == (1, "last")


def test_a_new_key_a_new_passphrase_a_new_sheet(
    cli: Cli, ana: Path, secret: Path, fresh: Path, made: tuple[Path, Path, str, str], tmp_path: Path
) -> None:
    home = ("--profile", ana)
    nobody = cli("people", "rotate", *home, "--passphrase-file", secret, "--json")
    assert (nobody.code, nobody.json["error"]["code"]) == (1, "no_passphrase")
    both = cli(
        "people", "rotate", *home, "--passphrase-file", secret, "--new-passphrase-file", fresh, "--no-passphrase"
    )
    assert both.code == 2
    turned = cli("people", "rotate", *home, "--passphrase-file", secret, "--new-passphrase-file", fresh, "--json")
    assert (turned.code, turned.json["kind"]) == (0, "rotated")
    old = cli("people", "sheet", *home, "--passphrase-file", secret, "--json")
    assert (old.code, old.json["error"]["code"]) == (1, "wrong_passphrase")
    out = tmp_path / "sheet.txt"
    paper = cli("people", "sheet", "--out", out, *home, "--passphrase-file", fresh)
    assert (paper.code, out.stat().st_mode & 0o077) == (0, 0)
    assert "COUNTERSEAL RECOVERY SHEET" in out.read_text()
    assert cli("people", "sheet", "--out", out, *home, "--passphrase-file", fresh).code == 1
    before = private(tmp_path / "old-code", made[2])
    void = cli("people", "recover", "--code-file", before, "--new-passphrase-file", secret, *home, "--json")
    assert (void.code, void.json["error"]["code"]) == (1, "wrong_sheet")
    shown = cli("people", "sheet", *home, "--passphrase-file", fresh, "--json").json
    assert shown["code"] not in out.read_text()
    typed = private(tmp_path / "code", shown["code"].lower())
    back = cli("people", "recover", "--code-file", typed, "--new-passphrase-file", secret, *home)
    assert back.code == 0, back.err
    assert "Make a new one" in back.out
    assert cli("people", "passphrase", *home, "--passphrase-file", fresh, "--no-passphrase").code == 1
    assert cli("people", "passphrase", *home, "--passphrase-file", secret, "--no-passphrase", "--json").json == {
        "passphrase": False
    }
    looked = {line["name"]: line for line in cli("doctor", *home, "--json").json["lines"]}
    assert looked["Key"]["level"] == "warning"
    assert "counterseal people passphrase" in looked["Key"]["todo"]
    assert looked["Recovery sheet"]["level"] == "warning"
    assert looked["Person"]["found"] == "You are owner and reviewer; nobody else decides here"
    assert cli("people", "passphrase", *home, "--new-passphrase-file", fresh).code == 0
    assert cli("people", "card", *home, "--passphrase-file", fresh).code == 0


def test_typed_secrets(
    cli: Cli, ana: Path, made: tuple[Path, Path, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = iter([made[2], NEW, NEW, NEW])
    monkeypatch.setattr(Terminal, "interactive", property(lambda _self: True))
    monkeypatch.setattr(new_secrets.getpass, "getpass", lambda _prompt: next(typed))
    monkeypatch.setattr(session.getpass, "getpass", lambda _prompt: next(typed))
    assert cli("people", "recover", "--profile", ana).code == 0
    card = tmp_path / "own.card"
    assert cli("people", "card", "--out", card, "--profile", ana).code == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("no such code\n"))
    monkeypatch.setattr(session.getpass, "getpass", lambda _prompt: NEW)
    asked = cli("people", "enrol", card, "--profile", ana)
    assert (asked.code, "card of Ana Ruiz" in asked.err, "differs" in asked.err) == (1, True, True)


def test_what_is_no_card(cli: Cli, ana: Path, secret: Path, tmp_path: Path) -> None:
    for data, said in ((b"\xff\xfe", "not a card"), (b"{}", "not a card")):
        file = tmp_path / "card"
        file.write_bytes(data)
        ran = cli("people", "enrol", file, "--code", "x", "--profile", ana, "--passphrase-file", secret)
        assert (ran.code, said in ran.err) == (1, True)
    missing = cli("people", "enrol", tmp_path / "none", "--code", "x", "--profile", ana, "--passphrase-file", secret)
    assert "cannot be read" in missing.err
    no_code = cli("people", "recover", "--profile", ana, "--json")
    assert no_code.json["error"]["code"] == "no_recovery_code"


def test_a_sheet_that_cannot_be_written_says_that_the_one_before_is_void(
    cli: Cli, ana: Path, secret: Path, tmp_path: Path
) -> None:
    (tmp_path / "no folder").write_text("")
    out = tmp_path / "no folder" / "sheet.txt"
    ran = cli("people", "sheet", "--out", out, "--profile", ana, "--passphrase-file", secret)
    assert (ran.code, "is void" in ran.err, "counterseal people sheet" in ran.err) == (1, True, True)


def test_a_card_that_is_sent_into_a_file_is_a_card(cli: Cli, ana: Path, bo: Path, secret: Path, tmp_path: Path) -> None:
    shown = cli("people", "card", "--profile", bo, "--passphrase-file", secret)
    code = shown.err.split()[-1]
    assert (shown.code, code in shown.out, "Code to compare" in shown.err) == (0, False, True)
    card = tmp_path / "bo.card"
    card.write_text(shown.out)
    done = cli("people", "enrol", card, "--code", code, "--profile", ana, "--passphrase-file", secret)
    assert (done.code, "Enrolled" in done.out) == (0, True), done.err


def test_init_writes_the_sheet_into_a_private_file(cli: Cli, secret: Path, tmp_path: Path) -> None:
    home, sheet = tmp_path / "new", tmp_path / "sheet.txt"
    words = ("init", "--name", "Cy", "--no-keyring", "--passphrase-file", secret, "--sheet", sheet, "--profile", home)
    ran = cli(*words)
    assert (ran.code, sheet.stat().st_mode & 0o077) == (0, 0)
    code = [line.strip() for line in sheet.read_text().splitlines() if line.startswith("  ")][1]
    assert code not in ran.out
    assert "print it, then delete the file" in ran.out
    refused = cli(*words[:-1], tmp_path / "other")
    assert (refused.code, (tmp_path / "other").exists()) == (1, False), "the file is there already"
