"""What a gateway tells of one agent: orders in force, budgets, figures, readiness, proposals, what would have been."""

from __future__ import annotations

from typing import Any

from gateway.desks import Agent, Bench, expect_problem


def detail(bench: Bench, agent: str = "refunds") -> dict[str, Any]:
    with bench.people() as people:
        answer = people.get(f"/v1/agents/{agent}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def test_a_new_agent_is_told_whole(bench: Bench, agent: Agent) -> None:
    told = detail(bench)
    assert told["view"]["id"] == "refunds"
    assert told["autonomy"] == {"level": "L1", "groups": [], "quorum": {}}
    assert told["autonomy_order"] == told["registry_order"]
    assert (told["mandate"], told["mandate_order"], told["charter"], told["charter_order"]) == (None, None, None, None)
    assert [(t["tool"], t["described"], t["risk"]) for t in told["tools"]] == [("refunds.issue", True, "R3")]
    assert told["figures"]["actions"] == 0
    assert told["proposal"] is None
    with bench.people() as people:
        expect_problem(people.get("/v1/agents/nobody"), 404, "not_found")
