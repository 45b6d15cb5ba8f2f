"""``profile backup|restore|accept-restored`` and ``ledger verify --since``, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.sync import thief
from counterseal.cli.progress import Progress
from counterseal.ledger import log as ledger_log

from .cli_story import Cli, make_profile, new_agent, serving


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A closed profile with an agent, and so two entries."""
    home = make_profile(tmp_path / "profile")
    desk = serving(home)
    try:
        new_agent(desk).http.close()
    finally:
        desk.close()
    return home


def test_a_backup_is_made_restored_and_verified(cli: Cli, home: Path, secret: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "backup", tmp_path / "again"
    made = cli("profile", "backup", "--out", out, "--profile", home, "--passphrase-file", secret)
    assert made.code == 0, made.err
    assert f"Backed up to {out}." in made.out
    assert "2 entries verified in the copy." in made.out
    restored = cli("profile", "restore", out, "--profile", again, "--passphrase-file", secret, "--json")
    assert restored.code == 0, restored.err
    assert (restored.json["entries"], restored.json["profile"]) == (2, str(again))
    assert cli("ledger", "verify", "--profile", again).code == 0
    twice = cli("profile", "restore", out, "--profile", again, "--passphrase-file", secret)
    assert twice.code == 1
    assert "left as it is" in twice.err


def test_a_backup_with_a_passphrase_of_its_own(cli: Cli, home: Path, secret: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("for the safe\n")
    own.chmod(0o600)
    out = tmp_path / "backup"
    words = ("--profile", home, "--passphrase-file", secret, "--backup-passphrase-file", own)
    assert cli("profile", "backup", "--out", out, *words).code == 0
    wrong = cli("profile", "restore", out, "--profile", tmp_path / "again", "--passphrase-file", secret)
    assert wrong.code == 1
    assert "passphrase does not open this backup" in wrong.err
    both = cli("profile", "restore", out, *words)
    assert both.code == 2
    right = cli("profile", "restore", out, "--profile", tmp_path / "again", "--backup-passphrase-file", own)
    assert right.code == 0, right.err


def test_a_lost_history_is_said_by_every_command_and_accepted_by_one(cli: Cli, home: Path, secret: Path) -> None:
    with thief.opened(home) as connection:
        thief.cut(connection, 1)
    words = ("--profile", home, "--passphrase-file", secret)
    verified = cli("ledger", "verify", *words[:2])
    assert verified.code == 1
    assert "NOT VERIFIED" in verified.out
    assert "entry 1 is missing" in verified.out
    doctor = cli("doctor", *words[:2])
    assert doctor.code == 1
    assert "Read-only" in doctor.out
    refused = cli("agents", "register", "more", "--name", "More", *words)
    assert refused.code == 1
    assert "read-only" in refused.err
    serving = cli("gateway", "serve", *words[:2])
    assert serving.code == 1
    assert "read-only" in serving.err
    silent = cli("profile", "accept-restored", "--reason", " ", *words)
    assert silent.code == 1
    accepted = cli("profile", "accept-restored", "--reason", "The disk broke", *words)
    assert accepted.code == 0, accepted.err
    assert "signed as entry 1" in accepted.out
    assert cli("ledger", "verify", *words[:2]).code == 0
    again = cli("profile", "accept-restored", "--reason", "The disk broke", *words)
    assert again.code == 1
    assert "nothing to accept" in again.err


def test_only_what_came_after_a_trusted_head_is_verified(cli: Cli, home: Path, tmp_path: Path) -> None:
    with thief.opened(home) as connection:
        note = str(connection.exec_driver_sql("SELECT note FROM heads WHERE size = 1").scalar_one())
        assert ledger_log.length(connection) == 2
    (tmp_path / "head").write_text(note)
    since = cli("ledger", "verify", "--since", tmp_path / "head", "--profile", home, "--progress")
    assert since.code == 0, since.err
    assert "1 entry from entry 1 on in place and unchanged." in since.out
    assert "extends the head over 1 entries that is held elsewhere" in since.out
    assert (
        cli("ledger", "verify", "--since", tmp_path / "head", "--head", tmp_path / "head", "--profile", home).code == 2
    )


def test_progress_shows_after_a_moment_and_leaves_no_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("counterseal.cli.progress.time.monotonic", lambda: now[0])
    progress = Progress("Verifying")
    progress(512, 2_048)
    assert capsys.readouterr().err == ""
    now[0] = 1.0
    progress(1_024, 2_048)
    now[0] = 1.01
    progress(1_025, 2_048)
    progress.end()
    said = capsys.readouterr().err
    assert said.startswith("\rVerifying: 1,024 of 2,048 (50 %)")
    assert "1,025" not in said
    assert said.endswith("\r")
