"""One gateway for a module, and the command run in this process as a person would type it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counterseal.cli import session
from counterseal.cli.main import main
from counterseal.cli.terminal import Terminal
from counterseal.sync.desk import Desk

from .cli_story import PASSPHRASE, Agent, Cli, Ran, make_profile, new_agent, serving


@pytest.fixture(scope="session")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One gateway for those of a module's tests that only add to it.

    No longer than a module: what other tests put in the place of time limits and sizes would hold for it too.
    """
    found = serving(make_profile(tmp_path_factory.mktemp("desk") / "profile"))
    yield found
    found.close()


@pytest.fixture
def agent(desk: Desk) -> Iterator[Agent]:
    found = new_agent(desk)
    yield found
    found.http.close()


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody at the terminal who types the passphrase when asked; what they were asked for."""
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PASSPHRASE

    monkeypatch.setattr(Terminal, "interactive", property(lambda terminal: not terminal.as_json))
    monkeypatch.setattr(session.getpass, "getpass", typed)
    return asked


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Run the command in this process, with nothing of the environment in its way."""
    monkeypatch.setenv("COUNTERSEAL_HOME", str(tmp_path / "unused"))
    monkeypatch.delenv("COUNTERSEAL_PASSPHRASE_FILE", raising=False)

    def run(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run
