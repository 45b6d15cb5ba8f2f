"""Somebody who sees nothing lets a High refund run, by the names that a screen reader is given and nothing else."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterseal.seal.keywrap import Cost
from counterseal.sync.api import HistoryFilter
from counterseal.sync.desk import open_desk
from counterseal.sync.profile import KeyChoice, Profile

from .conftest import PASSPHRASE, REFUND_TOOL
from .heard_session import Session, heard_session
from .person import ROOT, start_agent

BY_NAME = Path(__file__).with_name("by_name.py")
TITLE = "Refund €1,240.00 for order 88213"
ORDER = {"order": "88213", "amount_minor": 124_000, "card": "card 4417"}


@pytest.fixture
def reader_there(monkeypatch: pytest.MonkeyPatch) -> str:
    """The interpreter that finds ``pyatspi``. What this test lacks is told with the command that brings it."""
    if not sys.platform.startswith("linux"):
        pytest.skip("AT-SPI is how Linux desktops tell screen readers what they show")
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    system = importlib.import_module("bootstrap.system_packages")
    needs = (*system.WINDOW, *system.VIRTUAL_SCREEN, *system.ACCESSIBILITY)
    missing = [need for need in needs if not system.is_there(need)]
    names = ", ".join(need.name for need in missing)
    assert not missing, f"Missing on this system: {names}. Run:\n    {system.command_for(system.packages(missing))}"
    return str(system.SYSTEM_PYTHON)


@pytest.fixture
def session(reader_there: str, tmp_path: Path) -> Iterator[Session]:
    with heard_session(tmp_path / "session") as running:
        yield running


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE, "utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def home(tmp_path: Path, secret: Path) -> Path:
    """A profile that nobody has open."""
    folder = tmp_path / "profile"
    Profile.create(folder, "Maria Lind", KeyChoice(PASSPHRASE, False, Cost(64, 1, 1))).close()
    return folder


@pytest.fixture
def token(home: Path, secret: Path) -> str:
    """That of the agent, which is registered already."""
    desk = open_desk(home, secret)
    try:
        desk.step_up.entered()
        desk.start()
        return desk.register_agent("refunds", "Refunds agent", [REFUND_TOOL], "Payments / recall").result(60)
    finally:
        desk.close()


# Three programs start from nothing, two of them with a window's libraries.
@pytest.mark.timeout(600)
def test_an_action_is_found_read_and_approved_by_accessible_names_alone(
    session: Session, reader_there: str, home: Path, token: str, secret: Path, tmp_path: Path
) -> None:
    address = home / "gateway.json"
    address.unlink(missing_ok=True)
    window = session.starts(
        "desktop", sys.executable, "-m", "counterseal_desktop.app", "--profile", str(home),
        "--passphrase-file", str(secret),
    )  # fmt: skip
    session.until(address.exists, "the gateway in the window's process", window)
    url = json.loads(address.read_text("utf-8"))["url"]
    agent = start_agent(url, token, "refunds.issue", json.dumps(ORDER), tmp_path / "effects")
    try:
        reader = session.starts("reader", reader_there, str(BY_NAME), TITLE, "Photos show the crack", str(secret))
        session.until(lambda: reader.poll() is not None, "the reader to be done", window)
        assert reader.returncode == 0, session.said("reader")
        session.until(lambda: agent.process.poll() is not None, "the agent to be released", window)
        assert agent.last_words() == "done"
    finally:
        agent.stop()
    assert [json.loads(line) for line in agent.effects()] == [ORDER]
    read = json.loads(session.said("reader").splitlines()[-1])
    assert read["row"].startswith(f"High risk: {TITLE}, Refunds agent")
    assert read["facts"]["Amount"] == "€1,240.00"
    assert read["facts"]["Pay to"] == "card 4417"
    assert read["claims"]["What the agent says"].startswith("The display was cracked")
    assert "A reason is required at High." in read["hints"]
    assert "Approved: signed" in read["said"]
    window.terminate()
    window.wait(60)
    expect_one_approval(home, secret)


def expect_one_approval(home: Path, secret: Path) -> None:
    """The record holds that decision, with its reason, and verifies."""
    desk = open_desk(home, secret)
    try:
        desk.start()
        (row,) = desk.history(HistoryFilter(kinds=("decision",))).result(60).rows
        assert (row.verdict, row.title) == ("Approved", TITLE)
        facts = dict(desk.entry(row.seq).result(60).facts)
        assert facts["Reason"] == "Photos show the crack"
        assert desk.verify().result(60).ok
    finally:
        desk.close()
