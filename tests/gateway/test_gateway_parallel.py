"""Two agents at once and many decisions in a row, two hundred in ``make soak``: what happened is what was decided."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest

from counterseal.agents.client import AgentClient
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionDraft
from gateway.desks import Bench


@pytest.mark.parametrize("each", [30, pytest.param(100, marks=pytest.mark.soak)])
def test_effects_equal_decisions(bench: Bench, each: int) -> None:
    agents = [bench.agent(name) for name in ("one", "two")]
    effects: list[tuple[str, dict[str, Any]]] = []
    endings: dict[str, str] = {}
    failures: list[BaseException] = []

    def work(token: str, base: int) -> None:
        try:
            with AgentClient(bench.desk.gateway_url, token) as desk:
                ids = [desk.propose("refunds.issue", {"amount": base + n, "order": "1"}) for n in range(each)]
                for action in ids:
                    status = desk.wait(action, timeout=90)
                    if status.state is State.APPROVED:
                        permit = desk.permit(action)
                        effects.append((action, dict(permit.arguments)))
                        desk.outcome(permit, "done")
                    endings[action] = status.state.value
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(agent.token, base), name=f"agent-{agent.name}")
        for agent, base in zip(agents, (1_000, 2_000), strict=True)
    ]
    for thread in threads:
        thread.start()
    decided = decide_all(bench, 2 * each, random.Random(20261121))
    for thread in threads:
        thread.join(100)
    assert not failures
    expected = {action: arguments for action, arguments in decided.items() if arguments is not None}
    assert len(decided) == len(endings) == 2 * each
    assert dict(effects) == expected
    assert len(effects) == len(expected), "an effect happened twice"
    assert {a for a, ending in endings.items() if ending == "rejected"} == set(decided) - set(expected)
    assert bench.desk.verify().result(60).ok
    with bench.profile.reading() as connection:
        found = connection.exec_driver_sql("SELECT type, count(*) FROM listing GROUP BY type")
        counted = {row[0]: row[1] for row in found}
    assert counted["decision"] == counted["delivered"] == 2 * each
    assert counted["permit_taken"] == counted["outcome"] == len(expected)


def decide_all(bench: Bench, count: int, dice: random.Random) -> dict[str, dict[str, Any] | None]:
    """Decide whatever waits, in random order; the arguments that may run, None for a rejection."""
    decided: dict[str, dict[str, Any] | None] = {}
    while len(decided) < count:
        waiting = bench.ear.until(
            lambda: [i for i in bench.desk.queue() if i.state is State.HELD and i.id not in decided], "an action"
        )
        item = dice.choice(waiting)
        detail = bench.desk.detail(item.id).result(60)
        verdict = dice.choice((Verdict.APPROVE, Verdict.EDIT, Verdict.REJECT))
        arguments = {**detail.action.arguments, "order": "edited"} if verdict is Verdict.EDIT else None
        draft = DecisionDraft(
            item.id, item.digest, item.nonce, item.halt_epoch, verdict, reason="dice", arguments=arguments
        )
        bench.desk.decide(draft).result(60)
        runs = dict(detail.action.arguments) if verdict is Verdict.APPROVE else arguments
        decided[item.id] = runs
    return decided
