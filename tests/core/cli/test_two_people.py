"""Two people at a separate gateway from the command line: the second signature, and an approval that waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.sync.separate import team
from counterseal.model.autonomy import Autonomy, Charter, Level
from counterseal.model.risk import Risk
from gateway.desks import PASSPHRASE, PATIENCE

from .cli_story import Cli


def test_a_second_person_signs_and_approves_too(
    tmp_path: Path, cli: Cli, present: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(prompt: str) -> str:
        present.append(prompt)
        return PASSPHRASE

    monkeypatch.setattr("getpass.getpass", typed)
    with team(tmp_path) as crew:
        agent = crew.agent("refunds")
        said = Charter("w", "b", crew.maria.profile.person_id, None, "m", 0.9, 0.1, 0.5, "r")
        maria = crew.maria.desk.autonomy
        assert maria.set_charter("refunds", said, "first").result(PATIENCE).state == "in_force"
        first = maria.set_level("refunds", Autonomy(Level.L4, (), {Risk.R3: 2}), "it does well").result(PATIENCE)
        assert first.state == "needs_second"

        signing = {
            name: ("--profile", tmp_path / name, "--passphrase-file", tmp_path / f"{name}.passphrase")
            for name in ("maria", "jonas")
        }
        mine = cli("agents", "second", first.sha256[:10], *signing["maria"])
        assert (mine.code, "You signed it first" in mine.err, present) == (1, True, [])
        listed = cli("agents", "pending", "--profile", tmp_path / "jonas")
        assert ("signed by Maria Lind" in listed.out, "L4 Approver" in listed.out) == (True, True)
        headless = cli("agents", "second", first.sha256[:10], "--json", *signing["jonas"])
        assert (headless.code, headless.json["error"]["code"]) == (2, "unconfirmed")
        seconded = cli("agents", "second", first.sha256[:10], "--yes", *signing["jonas"])
        assert (seconded.code, "in force" in seconded.out, len(present)) == (0, True, 1)

        action = agent.propose()["id"]
        one = cli("queue", "approve", action, "--yes", "--reason", "fine", "--json", *signing["maria"])
        assert (one.code, one.json["state"], one.json["waits"]) == (0, "delivered", True)
        assert one.json["note"] == "Your approval is in; it waits for a second person"
        again = cli("queue", "approve", action, "--yes", "--reason", "fine", "--json", *signing["maria"])
        assert (again.code, again.json["error"]["code"]) == (1, "approved_already")
        queue = cli("queue", "list", "--profile", tmp_path / "jonas")
        assert ("1 of 2" in queue.out, "a second person" in queue.out) == (True, True)
        two = cli("queue", "approve", action, "--yes", "--reason", "fine too", "--json", *signing["jonas"])
        assert (two.code, two.json["waits"], two.json["note"]) == (0, False, "approved")
