"""What two desks at one gateway export: every log verifies by the published rules alone, and both have one gateway."""

from __future__ import annotations

from pathlib import Path

from core.sync.separate import log_size, team, until, verified
from counterseal.ledger.bundle_verifier import compare, verify_all


def test_both_exports_show_one_gateway(tmp_path: Path) -> None:
    with team(tmp_path / "team") as office:
        agent = office.agent()
        action = agent.propose()["id"]
        assert office.jonas.held(action).audience == office.origin
        office.maria.decide(action)
        assert agent.status(action, wait=20)["state"] == "approved"
        agent.outcome(action, agent.permit(action)["permit"])
        first = office.maria.desk.export(tmp_path / "before").result(60)
        size = log_size(office)
        for bench in (office.maria, office.jonas):
            until(bench, lambda bench=bench: verified(bench, size), "the replica")
        origins = [bench.profile.log.origin for bench in (office.maria, office.jonas)]
        folders = [
            bench.desk.export(tmp_path / name).result(60)
            for bench, name in ((office.maria, "maria"), (office.jonas, "jonas"))
        ]
    for folder, origin in zip(folders, origins, strict=True):
        own, gateway = verify_all(folder)
        assert (own.origin, gateway.origin) == (origin, office.origin)
        assert len(gateway.people.people) == 2
        assert gateway.size >= size
        assert own.signatures >= 1
    assert compare(*folders) == ([office.origin], [])
    assert compare(first, folders[0])[1] == []
